//! The glossary is complete: the words of the house, every role, every regulation of the rulebook.

use std::collections::BTreeSet;

use crate::Offence;
use crate::house::House;
use crate::markup::is_han;

const FILE: &str = "GLOSSARY.md";
const LEAST: usize = 80;
/// The words without which nothing else can be read.
const WORDS: [&str; 22] = [
    "county",
    "unit",
    "person",
    "post",
    "tenure",
    "rule",
    "decision",
    "procedure",
    "case",
    "act",
    "ledger",
    "actor",
    "scope",
    "sealed",
    "cycle",
    "target",
    "share",
    "letter",
    "evidence",
    "grade",
    "appeal",
    "publicity",
];

/// What is missing or wrong in the glossary.
#[must_use]
pub fn complete(house: &House) -> Vec<Offence> {
    let Some(text) = house.text(FILE) else { return vec![Offence::new(FILE, 1, "is missing.")] };
    let mut found = Vec::new();
    let mut terms = BTreeSet::new();
    for row in rows(text) {
        if row.len() != 4 || row.iter().any(|cell| cell.is_empty()) {
            let why = "has four cells: term, 中文, English, regulation (— if none).";
            found.push(Offence::new(format!("{FILE}::{}", row.join(" | ")), 1, why));
        } else if !terms.insert(row[0].to_lowercase()) {
            found.push(Offence::new(format!("{FILE}::{}", row[0]), 1, "stands in the glossary twice."));
        }
    }
    if terms.len() < LEAST {
        found.push(Offence::new(
            FILE,
            LEAST - terms.len(),
            format!("has {} terms, at least {LEAST}.", terms.len()),
        ));
    }
    for word in WORDS.iter().filter(|word| !terms.contains(**word)) {
        found.push(Offence::new(
            format!("{FILE}::{word}"),
            1,
            "is a word of the house and not in the glossary.",
        ));
    }
    for wanted in roles(house).into_iter().chain(regulations(house)) {
        if !text.contains(&wanted) {
            found.push(Offence::new(
                format!("{FILE}::{wanted}"),
                1,
                "is used by the house and not in the glossary.",
            ));
        }
    }
    found
}

fn rows(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| line.starts_with('|'));
    lines
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>())
        .filter(|row| row.first() != Some(&"term") && !row.iter().all(|cell| cell.chars().all(|c| c == '-')))
        .collect()
}

/// The Chinese names of the roles, from the comments of their enum.
fn roles(house: &House) -> Vec<String> {
    let text = house.text("kernel/src/actor.rs").unwrap_or_default();
    let inside =
        text.split("pub enum Role {").nth(1).and_then(|rest| rest.split('}').next()).unwrap_or_default();
    inside
        .lines()
        .filter_map(|line| line.trim().strip_prefix("/// "))
        .map(|line| line.chars().take_while(|c| is_han(*c)).collect::<String>())
        .filter(|name| !name.is_empty())
        .collect()
}

/// The Chinese titles of the regulations: the first `zh` of each file of the rulebook.
fn regulations(house: &House) -> Vec<String> {
    let files = house.under("rulebook/").filter(|file| file.text.contains("[[clause]]"));
    files
        .filter_map(|file| {
            let head = file.text.split("[[clause]]").next()?;
            let title = head.split("zh = \"").nth(1)?.split('"').next()?;
            Some(title.trim_matches(['《', '》']).to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_word_a_double_term_a_bad_row_and_an_unnamed_role_are_found() {
        let glossary = "| term | 中文 | English | regulation |\n|---|---|---|---|\n\
                        | county | 县 | county | — |\n| county | 县 | county | — |\n| broken | 缺 | |\n";
        let actor = "pub enum Role {\n    /// 干部: sees.\n    Cadre,\n}\n";
        let house = House::of(&[(FILE, glossary), ("kernel/src/actor.rs", actor)]);
        let places: Vec<_> = complete(&house).into_iter().map(|offence| offence.place).collect();
        assert!(places.contains(&"GLOSSARY.md::county".to_owned()), "{places:?}");
        assert!(places.contains(&"GLOSSARY.md::unit".to_owned()), "{places:?}");
        assert!(places.contains(&"GLOSSARY.md::干部".to_owned()), "{places:?}");
        assert!(places.iter().any(|place| place.contains("broken")), "{places:?}");
    }

    #[test]
    fn a_regulation_of_the_rulebook_must_be_named() {
        let rulebook = "id = \"a\"\ntitle = { zh = \"公务员法\", en = \"Civil Servants Law\" }\n[[clause]]\n";
        let house = House::of(&[(FILE, ""), ("rulebook/a.toml", rulebook)]);
        assert!(complete(&house).iter().any(|offence| offence.place.ends_with("公务员法")));
    }
}
