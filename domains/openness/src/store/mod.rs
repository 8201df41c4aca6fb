//! All SQL of the room, by noun. It reads `unit` and `unit_tree` of room people and writes only its own. Not here: what
//! is allowed.

pub mod decision;
pub mod notice;
pub mod office;
pub mod village;
pub mod voice;

/// Every statement, for the test that prepares them on both engines.
pub const ALL: &[&[(&str, &str)]] =
    &[notice::STATEMENTS, village::STATEMENTS, office::STATEMENTS, decision::STATEMENTS, voice::STATEMENTS];
