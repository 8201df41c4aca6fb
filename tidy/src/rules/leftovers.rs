//! Nothing half done is left in the files: what remains to do stands in an issue, not in a comment.

use crate::Offence;
use crate::house::House;

const NOTES: [&str; 6] = [
    concat!("TO", "DO:"),
    concat!("TO", "DO("),
    concat!("// TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("lorem ", "ipsum"),
];

/// Notes of unfinished work.
#[must_use]
pub fn notes(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in
        house.files.iter().filter(|file| !file.path.ends_with("lock.json") && file.path != "Cargo.lock")
    {
        let amount: usize = NOTES.iter().map(|note| file.text.matches(note).count()).sum();
        if amount > 0 {
            found.push(Offence::new(
                &file.path,
                amount,
                "has a note of unfinished work: finish it or open an issue.",
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_of_unfinished_work_is_found() {
        let house = House::of(&[("a.rs", concat!("// TO", "DO: later")), ("b.rs", "const TODOS: u8 = 1;")]);
        assert_eq!(notes(&house).len(), 1);
    }
}
