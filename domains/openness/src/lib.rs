//! Openness 公示与决策: notices with their days and objections, village affairs, and major decisions step by step.
//!
//! Not here: publicity of grades (room `assessment`), the catalogue of powers (`oversight`).

pub mod decision;
pub mod due;
pub mod notice;
pub mod office;
mod pages;
pub mod permission;
pub mod procedure;
mod store;
pub mod ticket;
pub mod village;

use axum::Router;
use axum::routing::{get, post};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of room people beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "openness",
        migrations: &[
            include_str!("../migrations/0001-openness.sql"),
            include_str!("../migrations/0002-guards.sql"),
            include_str!("../migrations/0003-periods.sql"),
        ],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 5] {
    [
        &procedure::NOTICE,
        &procedure::OBJECTION,
        &procedure::DECISION,
        &procedure::REVIEW,
        &procedure::EVALUATION,
    ]
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "openness", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room: to residents what is posted and what they are asked, inside what is done about it.
pub const ROOMS: [Room; 3] = [
    Room {
        path: "/openness",
        label: "openness-room",
        icon: "public",
        roles: &["head", "overseer", "organiser", "committee", "jurist", "desk", "inspector"],
        public: false,
        bar: false,
    },
    Room {
        path: "/open/notices",
        label: "openness-notices",
        icon: "public",
        roles: &["nobody"],
        public: true,
        bar: false,
    },
    Room {
        path: "/open/decisions",
        label: "openness-decisions",
        icon: "people",
        roles: &["nobody"],
        public: true,
        bar: false,
    },
];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/open/notices", get(pages::open_notices::list))
        .route("/open/notices.atom", get(pages::feed::atom))
        .route("/open/notices/{number}", get(pages::open_notices::show_one))
        .route("/open/notices/{number}/print", get(pages::open_notices::print))
        .route(
            "/open/notices/{number}/objections",
            get(pages::open_objections::ask).post(pages::open_objections::object),
        )
        .route("/open/objections", get(pages::open_objections::follow).post(pages::open_objections::look))
        .route("/open/villages", get(pages::villages::open))
        .route("/open/villages/{unit}", get(pages::village::open_one))
        .route("/open/decisions", get(pages::open_decisions::list))
        .route("/open/decisions/{number}", get(pages::open_decisions::show_one))
        .route("/open/decisions/{number}/comments", post(pages::open_decisions::comment))
        .route("/open/comments", get(pages::open_decisions::follow).post(pages::open_decisions::look))
        .route("/openness", get(pages::home::show_room))
        .route("/openness/notices", get(pages::notices::list))
        .route("/openness/notices/new", get(pages::notices::new).post(pages::notices::draft))
        .route("/openness/notices/{id}", get(pages::notices::show_one).post(pages::notices::act_on))
        .route("/openness/village", get(pages::villages::calendar).post(pages::village::set_rhythm))
        .route("/openness/village/{unit}", get(pages::village::one).post(pages::village::post))
        .route("/openness/decisions", get(pages::decisions::list))
        .route("/openness/office", post(pages::office::name))
        .route("/openness/decisions.xlsx", get(pages::decision_papers::workbook))
        .route("/openness/decisions/new", get(pages::decision_new::new).post(pages::decision_new::propose))
        .route("/openness/decisions/{id}", get(pages::decisions::show_one).post(pages::decisions::act_on))
        .route("/openness/decisions/{id}/file", get(pages::decision_papers::file))
        .route("/openness/decisions/{id}/comments", get(pages::voice::show_all).post(pages::voice::act_on))
}
