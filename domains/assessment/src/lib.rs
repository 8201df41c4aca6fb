//! The assessment room 考核: routine review, annual assessment, multi-source review, grades and what follows.
pub mod formula;
pub mod scheme;
pub mod tally;
pub mod working;
