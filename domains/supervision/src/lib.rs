//! Supervision 监督: steps that stand still, by office; peer review of drawn files; interests and contacts by self-declaration.
//!
//! Not here: watching people. Nothing in this room ranks or follows a person.

use axum::Router;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "supervision",
        migrations: &[include_str!("../migrations/0001-supervision.sql")],
        statements: &[],
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 0] {
    []
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "supervision", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 0] = [];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
}
