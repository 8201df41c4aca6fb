//! All SQL of the room, by noun. It reads tables of the rooms people and duty, and writes only its own.
//! Not here: what is allowed (operations beside the nouns).

pub mod appraisal;
pub mod ballot;
pub mod grade;
pub mod result;
pub mod routine;
pub mod village;

/// Every statement of the room, by file.
pub const ALL: &[&[(&str, &str)]] = &[
    appraisal::STATEMENTS,
    ballot::STATEMENTS,
    grade::STATEMENTS,
    result::STATEMENTS,
    routine::STATEMENTS,
    village::STATEMENTS,
];
