//! Decisions: numbered without gaps, one page each, with what was decided, what was rejected and why.

use crate::Offence;
use crate::house::House;

const FOLDER: &str = "docs/decisions/";
const PARTS: [&str; 3] = ["## Decided", "## Rejected", "## Why"];
const PAGE: usize = 60;

/// What is wrong with the decisions.
#[must_use]
pub fn numbered(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for (index, file) in house.under(FOLDER).filter(|file| file.ends(".md")).enumerate() {
        let name = &file.path[FOLDER.len()..];
        let wanted = format!("{:04}-", index + 1);
        if !name.starts_with(&wanted) {
            found.push(Offence::new(
                &file.path,
                1,
                format!("should begin with {wanted}: numbers have no gaps."),
            ));
        }
        for part in PARTS.iter().filter(|part| !file.text.lines().any(|line| line == **part)) {
            found.push(Offence::new(&file.path, 1, format!("has no part “{part}”.")));
        }
        let lines = file.text.lines().count();
        if lines > PAGE {
            found.push(Offence::new(
                &file.path,
                lines - PAGE,
                format!("is longer than one page of {PAGE} lines."),
            ));
        }
    }
    if house.under(FOLDER).next().is_none() {
        found.push(Offence::new(FOLDER, 1, "is empty."));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_and_a_missing_part_are_found() {
        let whole = "# A\n## Decided\n## Rejected\n## Why\n";
        let house = House::of(&[
            ("docs/decisions/0001-a.md", whole),
            ("docs/decisions/0003-b.md", "# B\n## Decided\n## Why\n"),
        ]);
        assert_eq!(numbered(&house).len(), 2);
        assert_eq!(numbered(&House::of(&[("docs/decisions/0001-a.md", whole)])), []);
    }
}
