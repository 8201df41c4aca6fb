//! Answers made from a stated model, for planning studies and for testing this crate.
//! Not here: reading files (see `answers`) and drawing.
