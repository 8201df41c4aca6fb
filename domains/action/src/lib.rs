//! Action 行动学习: action-learning sets, their rounds, and the transfer of what was learned into work.
//!
//! Not here: units, persons and posts (room `people`).

pub mod archive;
mod coded;
pub mod due;
pub mod level;
mod pages;
mod permission;
pub mod procedure;
pub mod round;
pub mod set;
mod store;
pub mod transfer;

use axum::Router;
use axum::routing::{get, post};
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
            include_str!("../migrations/0003-taken.sql"),
        ],
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
    Source { room: "action", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 1] = [Room {
    path: "/action",
    label: "action-room",
    icon: "question",
    roles: &["cadre", "head", "overseer", "organiser", "trainer"],
    public: false,
    bar: false,
}];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/action", get(pages::home::show_mine))
        .merge(sets())
        .merge(rounds())
        .merge(transfers())
}

fn sets() -> Router<House> {
    Router::new()
        .route("/action/sets", get(pages::sets::list).post(pages::design::add))
        .route("/action/sets.xlsx", get(pages::sets::sheet))
        .route("/action/sets/new", get(pages::design::new))
        .route("/action/sets/{id}", get(pages::set::show_one))
        .route("/action/sets/{id}/design", get(pages::design::edit).post(pages::design::change))
        .route("/action/sets/{id}/beginning", get(pages::ending::ask_beginning).post(pages::ending::begin))
        .route("/action/sets/{id}/ending", get(pages::ending::ask_stop).post(pages::ending::stop))
        .route("/action/sets/{id}/closing", get(pages::ending::ask_closing).post(pages::ending::close))
        .route("/action/sets/{id}/offer", get(pages::ending::ask_offer).post(pages::ending::give_offer))
        .route("/action/sets/{id}/goal", post(pages::set::set_goal))
        .route("/action/sets/{id}/answer", post(pages::set::answer))
        .route("/action/exchange", get(pages::exchange::list))
        .route("/action/exchange/{set}", get(pages::exchange::show_one))
        .route("/action/exchange/{set}/taking", get(pages::taking::new).post(pages::taking::take_up))
        .route("/action/taken/{id}", get(pages::taking::show_one).post(pages::taking::tell))
        .route("/action/taken/{id}/dropping", post(pages::taking::drop_it))
}

fn rounds() -> Router<House> {
    Router::new()
        .route("/action/rounds/{id}", get(pages::round::show_one))
        .route("/action/rounds/{id}/note", post(pages::round::keep_note))
        .route("/action/rounds/{id}/{step}", get(pages::step::show_one).post(pages::step::write))
        .route("/action/commitments/{id}", get(pages::commitment::show_one).post(pages::commitment::report))
}

fn transfers() -> Router<House> {
    Router::new()
        .route("/action/transfer", get(pages::transfer::mine).post(pages::transfer::add))
        .route("/action/transfer/new", get(pages::transfer::new))
        .route("/action/transfer/arrivals", get(pages::arrivals::list))
        .route("/action/transfer/arrivals.xlsx", get(pages::arrivals::sheet))
        .route("/action/transfer/units/{id}", get(pages::unit::show_one))
        .route("/action/classes/{id}/invitation", post(pages::arrivals::invite))
        .route("/action/intentions/{id}", get(pages::intention::show_one))
        .route(
            "/action/intentions/{id}/change",
            get(pages::intention_change::ask).post(pages::intention_change::change),
        )
        .route("/action/intentions/{id}/help", post(pages::intention::help))
        .route("/action/intentions/{id}/withdrawal", post(pages::intention::withdraw))
        .route("/action/intentions/{id}/attempt", get(pages::attempt::new).post(pages::attempt::record))
        .route("/action/attempts/{id}", get(pages::attempt::show_one))
        .route("/action/attempts/{id}/confirmation", post(pages::attempt::confirm))
}
