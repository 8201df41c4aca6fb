//! The room on both engines: items, documents that age, duty lists and tasks, through operations and pages.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ageing;
mod catalogue;
mod ground;
mod kept;
mod own;
mod pages;
mod sheets;
mod towns;
