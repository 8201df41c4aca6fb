//! The texts of the room: both languages say the same things, and no page asks for a text that is not there.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use std::path::Path;

use web::i18n::{WEB, check, keys_used};
use web::{Texts, i18n::Language};

#[test]
fn both_languages_have_the_same_texts() {
    assert_eq!(check(&[WEB, training::TEXTS]), []);
}

/// Every word in quotes that begins like a key of the room, in sources and templates.
fn quoted_keys(text: &str) -> Vec<String> {
    text.split('"')
        .filter(|part| part.starts_with("training-") && part.len() > 10)
        .filter(|part| part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
        .map(str::to_owned)
        .collect()
}

fn files(folder: &Path, into: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(std::fs::read_to_string(&path).expect("text"));
        }
    }
}

#[test]
fn every_text_asked_for_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    files(&root.join("src/pages"), &mut all);
    files(&root.join("templates"), &mut all);
    let texts = Texts::build(&[WEB, training::TEXTS]).expect("sound texts");
    let t = texts.lookup(Language::ZhCn);
    let known = |key: &str| {
        training::TEXTS.zh.lines().any(|line| line.starts_with(&format!("{key} ="))) || t.get(key).is_some()
    };
    // The name of a draft kept by the script, not a text.
    let drafts = ["training-need"];
    let mut asked = 0;
    for text in &all {
        for key in keys_used(text).into_iter().map(str::to_owned).chain(quoted_keys(text)) {
            asked += 1;
            assert!(known(&key) || drafts.contains(&key.as_str()), "no text {key}");
        }
    }
    assert!(asked > 300, "the pages were read");
}
