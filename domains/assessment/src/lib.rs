//! Assessment 考核: everything of the responsibility year after the work — routine review, annual assessment, anonymous
//! review, grades, publicity, notices, remedies, results — and the yearly review of village cadres.
//!
//! Not here: targets, letters, evidence and the scoring of one item (room `duty`); persons and the facts the rules
//! ask for (room `people`); any rule of law (crate `law`).

pub mod annual;
pub mod appeal;
pub mod appraisal;
pub mod archive;
pub mod ballot;
pub mod cockpit;
mod coded;
pub mod eligibility;
pub mod formula;
pub mod grade;
pub mod handbook;
pub mod items;
pub mod notice;
mod pages;
mod permission;
pub mod plan;
pub mod procedure;
pub mod publicity;
pub mod quota;
pub mod reopen;
pub mod result;
pub mod routine;
mod store;
pub mod tally;
pub mod terms;
pub mod verify;
pub mod village;
pub mod vote;
pub mod working;

pub use archive::{ArchiveEntry, archive_entries};

use axum::Router;
use axum::routing::{get, post};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of the rooms people and duty beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "assessment",
        migrations: &[include_str!("../migrations/0001-assessment.sql")],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> &'static [&'static Procedure] {
    &[
        &procedure::ANNUAL,
        &procedure::REOPENED,
        &procedure::ROUND,
        &procedure::GRADE_PUBLICITY,
        &procedure::RECONSIDERATION,
        &procedure::COMPLAINT,
        &procedure::ROUTINE,
        &procedure::VILLAGE,
        &procedure::PLAN,
    ]
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "assessment", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// The room in the navigation, and the organiser's view.
pub const ROOMS: &[Room] = &[
    Room {
        path: "/assessment",
        label: "assessment-room",
        icon: "appraisal",
        roles: &[],
        public: false,
        bar: false,
    },
    Room {
        path: "/cockpit",
        label: "assessment-cockpit",
        icon: "chart",
        roles: &["organiser", "committee", "head", "overseer"],
        public: false,
        bar: false,
    },
];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/assessment", get(pages::home::show_mine))
        .route("/cockpit", get(pages::cockpit::show_one).post(pages::cockpit_acts::act_on))
        .route("/cockpit.xlsx", get(pages::cockpit_sheets::organs))
        .route("/cockpit/steps.xlsx", get(pages::cockpit_sheets::steps))
        .route("/assessment/units/{id}", get(pages::unit::show_one))
        .route("/assessment/committee", get(pages::committee::list))
        .route(
            "/assessment/committee/{organ}",
            get(pages::committee::show_one).post(pages::committee::decide),
        )
        .route("/assessment/results", get(pages::results::list).post(pages::results::act_on))
        .route("/assessment/honours", get(pages::publicity::honours))
        .route("/assessment/handbook", get(pages::handbook::print))
        .route("/assessment/handbook.docx", get(pages::handbook::docx))
        .merge(reviews())
        .merge(years())
}

fn reviews() -> Router<House> {
    Router::new()
        .route("/ballot", get(pages::ballot::ask).post(pages::ballot::begin))
        .route("/ballot/answers", post(pages::ballot::cast))
        .route("/assessment/ballots", get(pages::ballots::list).post(pages::ballots::open))
        .route("/assessment/ballots/{id}", get(pages::ballots::show_one).post(pages::ballots::act_on))
        .route("/assessment/routine/{id}", get(pages::routine::show_one).post(pages::routine::act_on))
        .route("/assessment/village", get(pages::village::list).post(pages::village::record))
        .route("/assessment/village/new", get(pages::village::new))
        .route("/assessment/village/{id}", get(pages::village::show_one).post(pages::village::act_on))
        .route("/assessment/plans", get(pages::plans::list))
        .route("/assessment/plans/{id}", get(pages::plans::show_one).post(pages::plans::act_on))
}

fn years() -> Router<House> {
    Router::new()
        .route("/assessment/publicity", get(pages::publicity::list).post(pages::publicity::open))
        .route("/assessment/publicity/{id}", get(pages::publicity::show_one).post(pages::publicity::act_on))
        .route("/assessment/publicity/objections/{id}", post(pages::publicity::answer))
        .route("/assessment/appeals/{id}", post(pages::appraisal_acts::act_on_appeal))
        .route("/assessment/{id}", get(pages::appraisal::show_one))
        .route(
            "/assessment/{id}/verification",
            get(pages::verification::ask).post(pages::verification::propose),
        )
        .route("/assessment/{id}/notice", get(pages::notice::print).post(pages::appraisal_acts::give_notice))
        .route("/assessment/{id}/notice.docx", get(pages::notice::docx))
        .route("/assessment/{id}/{noun}", post(pages::appraisal_acts::act_on))
}
