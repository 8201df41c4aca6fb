//! Oversight 权力运行: what each office must do, on what basis, how and by when; basis that ages; township duty lists; the front page of the public portal.
//!
//! Not here: requests of residents (room `requests`), notices and decisions (room `openness`), steps standing still (room `supervision`).

mod act;
mod coded;
pub mod document;
pub mod due;
pub mod import;
pub mod item;
pub mod limit;
pub mod lines;
mod permission;
pub mod procedure;
pub mod says;
mod store;
pub mod town;

use axum::Router;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "oversight",
        migrations: &[include_str!("../migrations/0001-oversight.sql")],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 7] {
    procedure::ALL
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "oversight", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 0] = [];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
}
