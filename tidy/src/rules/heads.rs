//! Every Rust file begins by saying what it is for; every script and test of the browser likewise.

use crate::Offence;
use crate::house::{File, House};

/// Shorter than this says nothing.
const LEAST: usize = 15;

/// Files without a head.
#[must_use]
pub fn of_files(house: &House) -> Vec<Offence> {
    let mark = |file: &File| match () {
        () if file.ends(".rs") => Some("//!"),
        () if file.ends(".mjs") => Some("//"),
        () => None,
    };
    let mut found = Vec::new();
    for file in &house.files {
        let Some(mark) = mark(file) else { continue };
        // A crate's attributes may stand before its head.
        let lines = file.text.lines().skip_while(|line| line.is_empty() || line.starts_with("#!["));
        let said: usize = lines
            .take_while(|line| line.starts_with(mark))
            .map(|line| line.trim_start_matches(mark).trim().chars().count())
            .sum();
        if said < LEAST {
            let why =
                format!("begin with `{mark}`: what the file is for, and what is deliberately not in it.");
            found.push(Offence::new(&file.path, 1, why));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_or_an_empty_head_is_found() {
        let good = "//! Letters: their states and their rules.\n//! Not here: pages.\nfn a() {}\n";
        let house =
            House::of(&[("a.rs", good), ("b.rs", "fn a() {}\n"), ("c.rs", "//! rules\n"), ("d.md", "x")]);
        let places: Vec<_> = of_files(&house).into_iter().map(|offence| offence.place).collect();
        assert_eq!(places, ["b.rs", "c.rs"]);
    }
}
