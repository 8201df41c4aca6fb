//! The texts of the room: both languages say the same things, and no page asks for a text that is not there.

#[test]
fn both_languages_have_every_text_the_pages_ask_for() {
    web::testing::assert_texts(supervision::TEXTS, env!("CARGO_MANIFEST_DIR"), &["supervision-"], 250);
}
