//! The law as code. Pure: no clock, no database, no files at run time; the rulebook is compiled in.
//!
//! A rule is a function `(facts, rulebook, date) -> Decision`. Decisions cite clauses and carry the facts
//! they used; a refusal is a decision too. What is deliberately not here: who may decide (kernel), how a
//! decision is stored (kernel ledger) or drawn (web).

pub mod calendar;
pub mod decision;
pub mod facts;
pub mod inquiry;
pub mod registry;
pub mod rulebook;
pub mod rules;

pub use decision::{Citation, Decision, Outcome, Reason, Record, Text, Verified};
pub use rulebook::Rulebook;
