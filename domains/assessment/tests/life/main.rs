//! The room on both engines: a year lived through its operations.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod annual;
mod ballots;
mod ground;
mod pages;
mod places;
mod procedures;
mod remedies;
mod village;
