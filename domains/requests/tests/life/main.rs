//! The room on both engines: requests from the entry to the answer, through its operations and its pages.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod complaints;
mod entry;
mod ground;
mod handling;
mod information;
mod limits;
mod open311;
mod pages;
mod petitions;
mod property;
mod retention;
mod tickets;
