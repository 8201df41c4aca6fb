//! Duty 责任: the responsibility year, targets and who carries them, letters, work recorded once.
//!
//! Not here: reviews, scores of persons, grades and results (room `assessment`); units, persons and posts (room
//! `people`, whose tables this room reads and never writes).

pub mod balance;
pub mod carried;
mod coded;
pub mod compose;
pub mod cycle;
pub mod document;
pub mod evidence;
pub mod letter;
pub mod measure;
pub mod method;
mod permission;
pub mod procedure;
pub mod scheme;
pub mod scoring;
pub mod seat;
pub mod share;
mod store;
pub mod target;

use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;

/// The tables and statements of the room. It needs those of room people beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "duty",
        migrations: &[include_str!("../migrations/0001-targets.sql")],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> &'static [&'static Procedure] {
    &[&procedure::LETTER, &procedure::CONFIRMATION]
}
