//! Burden 基层减负: documents, meetings, inspections and requests for data against the rules that limit them; what this program itself asks of people.
//!
//! Not here: minutes of named people; only sums are stored.

use axum::Router;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room.
#[must_use]
pub fn schema() -> Schema {
    Schema { room: "burden", migrations: &[include_str!("../migrations/0001-burden.sql")], statements: &[] }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 0] {
    []
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "burden", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 0] = [];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
}
