//! A clause cited in code exists in the rulebook.

use std::collections::BTreeSet;

use crate::Offence;
use crate::house::House;

/// Clause ids in code that no regulation has.
#[must_use]
pub fn cited(house: &House) -> Vec<Offence> {
    let known = ids(house);
    let mut found = Vec::new();
    for file in house.ending(".rs").filter(|file| !file.is_test()) {
        let literals = file.reading().map(|reading| reading.literals.as_slice()).unwrap_or_default();
        for literal in literals.iter().filter(|literal| !literal.in_test && is_id(&literal.value)) {
            if !known.contains(literal.value.as_str()) {
                let place = format!("{}::{}", file.path, literal.value);
                found.push(Offence::new(place, 1, "cites a clause that is not in rulebook/."));
            }
        }
    }
    found
}

fn ids(house: &House) -> BTreeSet<&str> {
    let files = house.under("rulebook/").filter(|file| file.ends(".toml"));
    files
        .flat_map(|file| file.text.lines())
        .filter_map(|line| line.strip_prefix("id = \"")?.split('"').next())
        .collect()
}

/// `AS-05`, `T-01`, `EMR-03b`: capitals, a hyphen, two figures, perhaps a small letter.
fn is_id(text: &str) -> bool {
    let Some((series, number)) = text.split_once('-') else { return false };
    let figures = number.trim_end_matches(|c: char| c.is_ascii_lowercase());
    (1..=4).contains(&series.len())
        && series.bytes().all(|b| b.is_ascii_uppercase())
        && figures.len() == 2
        && figures.bytes().all(|b| b.is_ascii_digit())
        && number.len() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_nobody_wrote_down_is_found() {
        let house = House::of(&[
            ("rulebook/a.toml", "id = \"a\"\n[[clause]]\nid = \"AS-05\"\n"),
            (
                "law/src/a.rs",
                "const A: &str = \"AS-05\"; const B: &str = \"AS-99\"; const C: &str = \"GB-2260\";",
            ),
        ]);
        let places: Vec<_> = cited(&house).into_iter().map(|offence| offence.place).collect();
        assert_eq!(places, ["law/src/a.rs::AS-99"]);
    }
}
