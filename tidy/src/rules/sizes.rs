//! Files of at most 400 lines, functions of at most 60. Texts and data may be longer.

use crate::Offence;
use crate::house::House;

const FILE: usize = 400;
const FUNCTION: usize = 60;
const CODE: [&str; 5] = [".rs", ".html", ".mjs", ".js", ".sql"];

/// Code files that are too long.
#[must_use]
pub fn files(house: &House) -> Vec<Offence> {
    let code = house.files.iter().filter(|file| CODE.iter().any(|ending| file.ends(ending)));
    code.filter_map(|file| {
        let lines = file.text.lines().count();
        let why = || format!("{lines} lines, at most {FILE}: give a part of it its own noun.");
        (lines > FILE).then(|| Offence::new(&file.path, lines, why()))
    })
    .collect()
}

/// Functions that are too long.
#[must_use]
pub fn functions(house: &House) -> Vec<Offence> {
    let mut found = Vec::new();
    for file in house.ending(".rs") {
        let Ok(reading) = file.reading() else { continue };
        for function in reading.functions.iter().filter(|function| function.lines > FUNCTION) {
            let why = format!("{} lines, at most {FUNCTION}.", function.lines);
            found.push(Offence::new(format!("{}::{}", file.path, function.name), function.lines, why));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_too_many_is_found_in_files_and_in_functions() {
        let house =
            House::of(&[("a.rs", &format!("fn a() {{\n{}}}\n{}", "b();\n".repeat(59), "\n".repeat(340)))]);
        assert_eq!((files(&house).len(), functions(&house).len()), (1, 1));
        let house =
            House::of(&[("a.rs", &format!("fn a() {{\n{}}}\n{}", "b();\n".repeat(58), "\n".repeat(340)))]);
        assert_eq!((files(&house).len(), functions(&house).len()), (0, 0));
    }
}
