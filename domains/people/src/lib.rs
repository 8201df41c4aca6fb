//! Units, posts, persons and tenures 人·单位·岗位·任职: the ground the other rooms stand on. Here is who serves where,
//! since when and by what document, and how that comes in and goes out in the formats the county uses.
//!
//! Deliberately not here: accounts (kernel, `access`), targets and grades, any rule of law.

pub mod formats;

pub mod archive;
pub mod beginning;
mod check;
mod coded;
pub mod export;
pub mod form;
pub mod import;
mod pages;
pub mod person;
pub mod photo;
pub mod post;
mod roster;
mod routes;
pub mod standing;
mod store;
pub mod tenure;
pub mod unit;
pub mod unit_import;
mod unit_reading;
pub mod upload;

use web::{Room, Source};

pub use check::keeps;
pub use routes::routes;
pub use tenure::seat_of;

/// The texts of this room.
pub const TEXTS: Source =
    Source { room: "people", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of this room.
pub const ROOMS: [Room; 2] = [
    Room { path: "/people", label: "people-title", icon: "people", roles: &[], public: false, bar: false },
    Room { path: "/units", label: "people-units", icon: "unit", roles: &[], public: false, bar: false },
];

/// The room's tables and statements.
#[must_use]
pub fn schema() -> kernel::db::migrate::Schema {
    kernel::db::migrate::Schema {
        room: "people",
        migrations: &[
            include_str!("../migrations/0001-people.sql"),
            include_str!("../migrations/0002-purpose-of-uploads.sql"),
        ],
        statements: store::ALL,
    }
}
