//! Questionnaires, exactly and fast: from answers to reliability, correlations, factor models, item response models,
//! agreement within groups, mixed models and relative importance.
//!
//! Answers to k-point items are small integers, so they are kept several to a byte ([`answers::Answers`]); one joint count
//! of two such bytes gives the two-way tables of all their items, and the tables ([`answers::Tables`]) add over chunks,
//! threads, waves and machines.
//! What needs only tables takes tables; what needs rows takes columns of numbers with NaN where an answer is missing.
//!
//! Not here: files of any county, pages, drawing, and anything that knows what the questions are about. There is no
//! global state; time is not asked for and randomness is a parameter.

pub mod answers;
pub mod classical;
pub mod correlation;
pub mod efa;
mod error;
pub mod importance;
pub mod irt;
pub mod nested;
pub mod numeric;
pub mod sem;
pub mod simulate;

pub use error::{Error, Result};

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
