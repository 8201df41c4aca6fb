//! The style of the house, read from its files. `tests/house.rs` has one test per rule; what offends today
//! stands with its number in `ratchet.toml`, which may only shrink (`cargo xtask ratchet`).
//!
//! Not here: what the compiler, clippy and rustfmt already say, and any judgement that needs a running house.

pub mod house;
pub mod markup;
pub mod ratchet;
pub mod rules;
pub mod rust;

/// One place where a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offence {
    /// Where: a path, with the item behind `::` if the rule is about items.
    pub place: String,
    /// How much: lines, calls, words. At least 1.
    pub amount: usize,
    /// What is wrong and how to mend it, in one sentence.
    pub why: String,
}

impl Offence {
    /// An offence of some size.
    #[must_use]
    pub fn new(place: impl Into<String>, amount: usize, why: impl Into<String>) -> Offence {
        Offence { place: place.into(), amount, why: why.into() }
    }
}
