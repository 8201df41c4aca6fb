//! Every text of the room exists in both languages, and every key the pages use exists.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

const TEMPLATES: [&str; 14] = [
    include_str!("../templates/people/ask.html"),
    include_str!("../templates/people/card.html"),
    include_str!("../templates/people/chart.html"),
    include_str!("../templates/people/choose_unit.html"),
    include_str!("../templates/people/import.html"),
    include_str!("../templates/people/list.html"),
    include_str!("../templates/people/paper.html"),
    include_str!("../templates/people/person.html"),
    include_str!("../templates/people/plan.html"),
    include_str!("../templates/people/post.html"),
    include_str!("../templates/people/unit.html"),
    include_str!("../templates/people/unit_import.html"),
    include_str!("../templates/people/unit_plan.html"),
    include_str!("../templates/people/units.html"),
];

#[test]
fn both_languages_say_the_same_things() {
    assert_eq!(web::i18n::check(&[web::i18n::WEB, people::TEXTS]), []);
}

#[test]
fn every_key_a_template_uses_has_a_text() {
    for template in TEMPLATES {
        for key in web::i18n::keys_used(template) {
            let known = |text: &str| text.lines().any(|line| line.split(" =").next() == Some(key));
            assert!(known(people::TEXTS.zh) || known(web::i18n::WEB.zh), "{key} has no text");
        }
    }
}

#[test]
fn every_key_the_pages_name_has_a_text() {
    let mut seen = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages")).expect("the pages") {
        let code = std::fs::read_to_string(file.expect("a file").path()).expect("a page");
        for piece in code.split('"').skip(1).step_by(2).filter(|piece| piece.starts_with("people-")) {
            seen += 1;
            let known = people::TEXTS.zh.lines().any(|line| line.split(" =").next() == Some(piece));
            assert!(known, "{piece} has no text");
        }
    }
    assert!(seen > 200, "only {seen} keys were found in the pages");
}
