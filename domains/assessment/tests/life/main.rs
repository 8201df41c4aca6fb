//! The room on both engines: a year lived through its operations.

mod annual;
mod ballots;
mod ground;
mod procedures;
mod remedies;
mod village;
