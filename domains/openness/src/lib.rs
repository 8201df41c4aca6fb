//! Openness 公示与决策: notices with their days and objections, and major decisions step by step.
//!
//! Not here: publicity of grades (room `assessment`), which announces through it.

use axum::Router;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "openness",
        migrations: &[include_str!("../migrations/0001-openness.sql")],
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
    Source { room: "openness", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 0] = [];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
}
