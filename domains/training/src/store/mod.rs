//! All SQL of the room, by noun. It reads the tables of room people, and targets and improvement plans where the
//! rooms `duty` and `assessment` keep them; it writes only its own. Not here: what is allowed (the nouns).

pub mod class;
pub mod evaluation;
pub mod need;
pub mod programme;
pub mod record;
pub mod seat;
pub mod session;

/// Every statement of the room, by file.
pub const ALL: &[&[(&str, &str)]] = &[
    class::STATEMENTS,
    evaluation::STATEMENTS,
    need::STATEMENTS,
    programme::STATEMENTS,
    record::STATEMENTS,
    seat::STATEMENTS,
    session::STATEMENTS,
];
