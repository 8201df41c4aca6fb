//! Training 培训: needs, plan, programmes, classes, hours and the training archive.
//!
//! Not here: units, persons and posts (room `people`).

pub mod class;
mod coded;
pub mod form;
mod store;

use axum::Router;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of room people beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "training",
        migrations: &[include_str!("../migrations/0001-training.sql")],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 0] {
    []
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
