//! Training 培训: needs, plan, programmes, classes, hours and the training archive.
//!
//! Not here: units, persons and posts (room `people`).

mod act;
pub mod announcement;
pub mod archive;
pub mod certificate;
pub mod class;
mod coded;
pub mod conclusion;
pub mod enrolment;
pub mod exercise;
pub mod form;
pub mod import;
pub mod leave;
pub mod need;
pub mod permission;
pub mod procedure;
pub mod programme;
pub mod question;
pub mod reaction;
pub mod record;
pub mod report;
pub mod requirement;
pub mod result;
pub mod roll;
pub mod seat;
pub mod session;
mod store;
pub mod survey;
pub mod team;
pub mod test;
mod words;
pub mod xapi;
pub mod year;

use axum::Router;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of room people beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "training",
        migrations: &[
            include_str!("../migrations/0001-training.sql"),
            include_str!("../migrations/0002-classes.sql"),
        ],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 6] {
    procedure::ALL
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "training", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 0] = [];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
}
