//! Answers made up from a stated model, for tests and for planning studies; and the replication of an analysis over many
//! made-up data sets.
//!
//! Everything follows from a seed: rows come in blocks, each from its own stream of random numbers, so a block is the same
//! whether it is made first, last, alone or on another thread, and ten million rows never stand in memory at once.
//! Not here: analyses.

mod answers;
mod criterion;
mod gauss;
mod population;
mod power;

pub use answers::simulate_answers;
pub use criterion::{Criterion, Missing};
pub use population::{Block, Levels, Population, Simulator, second_order};
pub use power::{Effect, Outcome, Power, power};
