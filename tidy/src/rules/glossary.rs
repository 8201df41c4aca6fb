//! The glossary is complete and true: the words of the house, every role, and only regulations the rulebook has.

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
        for name in row.get(3).map(|cell| unknown_regulations(house, cell)).unwrap_or_default() {
            found.push(Offence::new(format!("{FILE}::{name}"), 1, "is no regulation of rulebook/."));
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
    for wanted in roles(house) {
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

/// Regulations a cell names between 《 and 》 that no title in the rulebook contains.
fn unknown_regulations(house: &House, cell: &str) -> Vec<String> {
    let titles: Vec<&str> = house
        .under("rulebook/")
        .filter_map(|file| file.text.split("zh = \"").nth(1)?.split('"').next())
        .collect();
    let named = cell.split('《').skip(1).filter_map(|rest| rest.split('》').next());
    named.filter(|name| !titles.iter().any(|title| title.contains(name))).map(str::to_owned).collect()
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
    fn a_regulation_the_rulebook_does_not_have_is_found() {
        let rulebook = "id = \"a\"\ntitle = { zh = \"中华人民共和国公务员法\", en = \"Civil Servant Law\" }\n[[clause]]\n";
        let glossary =
            "| grade | 等次 | grade | 《公务员法》 art. 38 |\n| rank | 职级 | rank | 《职级条例》 |\n";
        let house = House::of(&[(FILE, glossary), ("rulebook/a.toml", rulebook)]);
        let places: Vec<_> = complete(&house).into_iter().map(|offence| offence.place).collect();
        assert!(places.contains(&"GLOSSARY.md::职级条例".to_owned()), "{places:?}");
        assert!(!places.contains(&"GLOSSARY.md::公务员法".to_owned()), "{places:?}");
    }
}
