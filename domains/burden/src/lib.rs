//! Burden 基层减负: documents, meetings, inspections and requests for data against the rules that limit them; what this program itself asks of people.
//!
//! Not here: minutes of named people; only sums are stored.

pub mod data;
pub mod entry;
pub mod fact;
pub mod own;
mod pages;
pub mod permission;
pub mod procedure;
mod store;

use axum::Router;
use axum::routing::{get, post};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of the rooms people, training, assessment, oversight, requests
/// and openness beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "burden",
        migrations: &[include_str!("../migrations/0001-burden.sql")],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 3] {
    [&procedure::EXPLANATION, &procedure::DATA, &procedure::FORM]
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "burden", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 1] =
    [Room { path: "/burden", label: "burden-room", icon: "down", roles: &[], public: false, bar: false }];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/burden", get(pages::home::show_room))
        .route("/burden/entries", get(pages::entries::list))
        .route("/burden/entries/new", get(pages::entries::new).post(pages::entries::note))
        .route("/burden/entries/{id}", get(pages::entries::show_one))
        .route("/burden/lint", get(pages::lint::ask).post(pages::lint::look))
        .route("/burden/figures", get(pages::figures::show_year))
        .route("/burden/figures.xlsx", get(pages::figures::workbook))
        .route(
            "/burden/explanations/{id}",
            get(pages::explanations::show_one).post(pages::explanations::act_on),
        )
        .route("/burden/requests", get(pages::requests::list))
        .route("/burden/requests/new", get(pages::requests::new).post(pages::requests::ask))
        .route("/burden/requests/{id}", get(pages::requests::show_one))
        .route("/burden/requests/{id}/answers.xlsx", get(pages::requests::workbook))
        .route("/burden/asks", get(pages::asks::list))
        .route("/burden/asks/{id}", get(pages::asks::show_one).post(pages::asks::answer))
        .route("/burden/own", get(pages::own::show_all))
        .route("/burden/budget", post(pages::own::set_budget))
        .route("/burden/forms/{id}", get(pages::own::show_flag).post(pages::own::settle))
}
