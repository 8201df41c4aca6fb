//! All SQL of the room, by noun. It reads the tables `unit` and `unit_tree` of room people and writes only its own. Not
//! here: what is allowed (operations beside the nouns).

pub mod count;
pub mod document;
pub mod item;
pub mod town;

/// Every statement of the room, by file.
pub const ALL: &[&[(&str, &str)]] =
    &[count::STATEMENTS, document::STATEMENTS, item::STATEMENTS, town::STATEMENTS];
