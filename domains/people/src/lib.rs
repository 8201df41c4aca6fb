//! Units, posts, persons and tenures 人·单位·岗位·任职: the ground the other rooms stand on. Here is who serves where,
//! since when and by what document, and how that comes in and goes out in the formats the county uses.
//!
//! Deliberately not here: accounts (kernel, `access`), targets and grades, any rule of law.

pub mod formats;

mod check;
mod coded;
pub mod import;
pub mod person;
pub mod photo;
pub mod post;
mod roster;
pub mod standing;
mod store;
pub mod tenure;
pub mod unit;
mod unit_reading;
pub mod upload;

pub use check::keeps;
pub use tenure::seat_of;

/// The room's tables and statements.
#[must_use]
pub fn schema() -> kernel::db::migrate::Schema {
    kernel::db::migrate::Schema {
        room: "people",
        migrations: &[include_str!("../migrations/0001-people.sql")],
        statements: store::ALL,
    }
}
