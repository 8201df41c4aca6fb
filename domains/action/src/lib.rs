//! Action 行动学习: action-learning sets, their rounds, and the transfer of what was learned into work.
//!
//! Not here: units, persons and posts (room `people`).

mod coded;
pub mod level;
mod permission;
pub mod procedure;
pub mod round;
pub mod set;
mod store;
pub mod transfer;

use axum::Router;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of room people beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "action",
        migrations: &[
            include_str!("../migrations/0001-sets.sql"),
            include_str!("../migrations/0002-transfer.sql"),
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
    Source { room: "action", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 0] = [];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
}
