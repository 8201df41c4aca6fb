//! All SQL of the room, by noun. It reads `unit`, `unit_tree`, `person` and `tenure` of room people, `power_item` of room
//! oversight, `account` and `account_grant` of the kernel, and writes only its own. Not here: what is allowed.

pub mod complaint;
pub mod figure;
pub mod open311;
pub mod request;

/// Every statement of the room, by file.
pub const ALL: &[&[(&str, &str)]] =
    &[complaint::STATEMENTS, figure::STATEMENTS, open311::STATEMENTS, request::STATEMENTS];
