//! The texts of the room: both languages say the same things, and no page asks for a text that is not there. Not here:
//! how that is found (`web::testing`).

#[test]
fn both_languages_have_every_text_the_pages_ask_for() {
    let drafts = ["oversight-adjustment", "oversight-admission"];
    web::testing::assert_texts(oversight::TEXTS, env!("CARGO_MANIFEST_DIR"), &drafts, 300);
}
