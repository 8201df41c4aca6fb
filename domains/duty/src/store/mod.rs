//! All SQL of the room, by noun. It reads the tables `unit`, `person`, `post` and `tenure` of room people, and
//! writes only its own. Not here: what is allowed (operations beside the nouns).

pub mod cycle;
pub mod evidence;
pub mod letter;
pub mod seat;
pub mod standing;
pub mod target;

/// Every statement of the room, by file.
pub const ALL: &[&[(&str, &str)]] = &[
    cycle::STATEMENTS,
    evidence::STATEMENTS,
    letter::STATEMENTS,
    seat::STATEMENTS,
    standing::STATEMENTS,
    target::STATEMENTS,
];
