//! The room on both engines: a class asked in two waves, through its operations and its pages.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;
mod norms;
mod numbers;
mod pages;
mod plans;
mod secrecy;
mod waves;
