//! All SQL of the room, by noun. It reads the tables `unit`, `unit_tree`, `person` and `tenure` of room people, `class`
//! and `enrolment` of room training, `letter`, `letter_item` and `item_standing` of room duty, and writes only its own.
//! Not here: what is allowed (operations beside the nouns).

pub mod round;
pub mod set;
pub mod transfer;

/// Every statement of the room, by file.
pub const ALL: &[&[(&str, &str)]] = &[round::STATEMENTS, set::STATEMENTS, transfer::STATEMENTS];
