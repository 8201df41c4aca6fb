//! All SQL of the room, by noun. It reads `unit`, `unit_tree`, `person` of room people, `class` and `enrolment` of room
//! training, `action_set` and `action_member` of room action, and writes only its own. Not here: what is allowed.

pub mod answer;
pub mod bank;
pub mod count;
pub mod norm;
pub mod plan;
pub mod study;

/// Every statement of the room, by file.
pub const ALL: &[&[(&str, &str)]] = &[
    answer::STATEMENTS,
    bank::STATEMENTS,
    count::STATEMENTS,
    norm::STATEMENTS,
    plan::STATEMENTS,
    study::STATEMENTS,
];
