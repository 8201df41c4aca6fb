//! All SQL of the room, by noun. It reads the tables `unit`, `person` and `tenure` of room people, `class` and
//! `enrolment` of room training, `letter_item` and `item_standing` of room duty, and writes only its own. Not here:
//! what is allowed (operations beside the nouns).

pub mod transfer;

/// Every statement of the room, by file.
pub const ALL: &[&[(&str, &str)]] = &[transfer::STATEMENTS];
