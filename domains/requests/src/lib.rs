//! Requests 群众诉求: what residents ask for, from the one entry to the answer and its rating.
//!
//! Not here: what each office must do (room `oversight`).

pub mod annual;
pub mod category;
pub mod code;
pub mod coded;
pub mod complaint;
mod count;
pub mod dates;
pub mod due;
pub mod facts;
pub mod figures;
pub mod information;
pub mod listing;
pub mod message;
mod permission;
pub mod petition;
pub mod procedure;
pub mod rating;
pub mod request;
pub mod review;
mod sealing;
pub mod service;
pub mod sorting;
mod store;
pub mod submission;

use axum::Router;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "requests",
        migrations: &[include_str!("../migrations/0001-requests.sql")],
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
    Source { room: "requests", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 0] = [];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
}
