//! Diagnosis 学习迁移诊断: the learning-transfer questionnaire in two waves, its report, and what is improved because of it.
//!
//! Not here: units, persons and posts (room `people`), classes (room `training`), statistics as such (crate
//! `psychometrics`).

mod admission;
pub mod analysis;
pub mod answer;
pub mod bank;
pub mod closing;
pub mod code;
pub mod counts;
pub mod disclosure;
pub mod due;
pub mod library;
pub mod licensed;
pub mod norm;
mod pages;
mod permission;
pub mod plan;
pub mod procedure;
pub mod progress;
pub mod quality;
pub mod report;
pub mod slip;
mod store;
pub mod study;
pub mod terms;

use axum::routing::{get, post};
use axum::{Extension, Router};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of the rooms people, training and action beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "diagnosis",
        migrations: &[
            include_str!("../migrations/0001-diagnosis.sql"),
            include_str!("../migrations/0002-norm.sql"),
        ],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 4] {
    [&procedure::SLIPS, &procedure::ASKED, &procedure::PLAN, &procedure::MEASURE]
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "diagnosis", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 1] = [Room {
    path: "/diagnosis",
    label: "diagnosis-room",
    icon: "chart",
    roles: &[],
    public: false,
    bar: false,
}];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/answer", get(pages::answer::ask).post(pages::answer::begin))
        .route("/answer/answers", post(pages::answer::give))
        .route("/diagnosis", get(pages::home::show_room))
        .route("/diagnosis/mine", get(pages::mine::show_mine).post(pages::mine::say))
        .route("/diagnosis/new", get(pages::studies::new).post(pages::studies::open))
        .route("/diagnosis/studies/{id}", get(pages::studies::show_one).post(pages::studies::act_on))
        .route("/diagnosis/library", get(pages::library::show_all))
        .route("/diagnosis/plans", get(pages::plans::list))
        .route("/diagnosis/plans/new", get(pages::plans::new).post(pages::plans::make))
        .route("/diagnosis/plans/{id}", get(pages::plans::show_one).post(pages::plans::act_on))
        .route("/diagnosis/bank", get(pages::bank::show_all).post(pages::bank::bring))
        .route("/diagnosis/bank/withdrawal", post(pages::bank::withdraw))
        .route("/diagnosis/quality", get(pages::quality::show_all))
        .route("/diagnosis/answers.csv", get(pages::quality::answers))
        .route("/diagnosis/tables.json", get(pages::quality::tables))
        .route("/diagnosis/norms", get(pages::norms::show_all).post(pages::norms::act_on))
        .route("/diagnosis/norms/file", post(pages::norms::bring))
        .route("/diagnosis/terms", get(pages::terms::show_them).post(pages::terms::set))
        .merge(reports())
}

fn reports() -> Router<House> {
    Router::new()
        .route("/diagnosis/report", get(pages::report::show_one))
        .route("/diagnosis/report.xlsx", get(pages::report_sheets::workbook))
        .route("/diagnosis/report.csv", get(pages::report_sheets::csv))
        .layer(Extension(pages::report::shelf()))
}
