//! No name that says nothing. A folder is a room, a file a noun, a function a verb.

use crate::Offence;
use crate::house::House;

const EMPTY: [&str; 9] =
    ["util", "utils", "helper", "helpers", "manager", "service", "services", "misc", "stuff"];

/// Files, modules and types with an empty name.
#[must_use]
pub fn of_things(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in house.files.iter().filter(|file| !file.path.contains("/migrations/")) {
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap_or_default();
            found.extend(empty(stem).map(|word| offence(&file.path, word)));
        }
        if !file.ends(".rs") {
            continue;
        }
        for name in file.reading().map(|reading| reading.names.as_slice()).unwrap_or_default() {
            found.extend(empty(name).map(|word| offence(&format!("{}::{name}", file.path), word)));
        }
    }
    found.dedup();
    found
}

fn offence(place: &str, word: &str) -> Offence {
    Offence::new(place, 1, format!("“{word}” says nothing: name what it is."))
}

fn empty(name: &str) -> Option<&'static str> {
    words(name).into_iter().find_map(|word| EMPTY.into_iter().find(|empty| *empty == word))
}

/// The words of a `snake_case`, `kebab-case` or `CamelCase` name, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if !c.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let starts = c.is_uppercase() && words.last().is_some_and(|word| !word.is_empty());
        if starts {
            words.push(String::new());
        }
        if let Some(last) = words.last_mut() {
            last.extend(c.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_names_of_files_and_types_are_found_and_full_ones_let_be() {
        let house = House::of(&[
            ("web/src/utils.rs", "struct LetterManager;"),
            ("web/src/letter.rs", "struct Letter; mod helpers {}"),
            ("web/src/serviceable.rs", "enum Helped {}"),
        ]);
        let places: Vec<_> = of_things(&house).into_iter().map(|offence| offence.place).collect();
        assert_eq!(
            places,
            ["web/src/utils.rs", "web/src/utils.rs::LetterManager", "web/src/letter.rs::helpers"]
        );
    }
}
