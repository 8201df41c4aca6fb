//! Personal 个人信息: what the house holds about people and why, one's own copy of it, having it corrected, and forgetting it
//! on its day.
//!
//! Not here: correcting itself (each room changes its own rows by its own acts), sealed values (kernel).

pub mod copy;
pub mod correction;
mod pages;
pub mod procedure;
pub mod register;
pub mod retention;
mod store;

use axum::Router;
use axum::routing::{get, post};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "personal",
        migrations: &[include_str!("../migrations/0001-corrections.sql")],
        statements: &[store::STATEMENTS],
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 1] {
    [&procedure::CORRECTION]
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "personal", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 1] = [Room {
    path: "/personal",
    label: "personal-room",
    icon: "sealed",
    roles: &[],
    public: false,
    bar: false,
}];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/open/personal-data", get(pages::register::show_all))
        .route("/personal", get(pages::mine::show))
        .route("/personal/copy", post(pages::mine::take_copy))
        .route("/personal/corrections/new", get(pages::corrections::new).post(pages::corrections::ask))
        .route(
            "/personal/corrections/{id}",
            get(pages::corrections::show_one).post(pages::corrections::answer),
        )
}
