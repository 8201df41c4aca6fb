//! Duty 责任: the responsibility year, targets and who carries them, letters, work recorded once.
//!
//! Not here: reviews, scores of persons, grades and results (room `assessment`); units, persons and posts (room
//! `people`, whose tables this room reads and never writes).

pub mod balance;
pub mod carried;
mod coded;
pub mod compose;
pub mod cycle;
pub mod document;
pub mod evidence;
pub mod letter;
pub mod measure;
pub mod method;
mod pages;
mod permission;
pub mod procedure;
pub mod scheme;
pub mod scoring;
pub mod seat;
pub mod share;
mod store;
pub mod target;

use axum::Router;
use axum::routing::{get, post};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of room people beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "duty",
        migrations: &[
            include_str!("../migrations/0001-targets.sql"),
            include_str!("../migrations/0002-standing.sql"),
        ],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 2] {
    [&procedure::LETTER, &procedure::CONFIRMATION]
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "duty", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 2] = [
    Room { path: "/duty", label: "duty-room", icon: "duty", roles: &[], public: false, bar: true },
    Room {
        path: "/duty/cycles",
        label: "duty-cycles",
        icon: "calendar",
        roles: &["organiser", "committee", "head", "overseer"],
        public: false,
        bar: false,
    },
];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/duty", get(pages::home::show_mine))
        .route("/duty/cycles", get(pages::cycle::list).post(pages::scheme::open))
        .route("/duty/cycles/new", get(pages::scheme::new))
        .route("/duty/cycles/{id}", get(pages::cycle::show_one))
        .route("/duty/cycles/{id}/progress.xlsx", get(pages::cycle::progress_sheet))
        .route("/duty/cycles/{id}/scheme", get(pages::scheme::show_one).post(pages::scheme::change))
        .route("/duty/cycles/{id}/moves/{to}", get(pages::cycle::ask_move).post(pages::cycle::advance))
        .route("/duty/cycles/{id}/letters", post(pages::cycle::generate))
        .merge(targets())
        .merge(letters())
        .merge(work())
}

fn targets() -> Router<House> {
    Router::new()
        .route("/duty/units/{id}", get(pages::unit::show_one))
        .route("/duty/units/{id}/targets/new", get(pages::target::new))
        .route("/duty/units/{id}/targets", post(pages::target::add))
        .route("/duty/targets/{id}", get(pages::target::show_one))
        .route("/duty/targets/{id}/change", get(pages::target::edit).post(pages::target::change))
        .route("/duty/targets/{id}/shares", get(pages::share::edit).post(pages::share::divide))
        .route("/duty/targets/{id}/{act}", get(pages::target_acts::ask).post(pages::target_acts::act))
}

fn letters() -> Router<House> {
    Router::new()
        .route("/duty/letters", get(pages::letters::list))
        .route("/duty/letters.xlsx", get(pages::letters::sheet))
        .route("/duty/units/{id}/letters", post(pages::unit::generate))
        .route("/duty/units/{id}/offers", get(pages::letters::ask_offers).post(pages::letters::offer_all))
        .route("/duty/letters/{id}", get(pages::letter::show_one))
        .route("/duty/letters/{id}/items", get(pages::letter_items::edit).post(pages::letter_items::change))
        .route(
            "/duty/letters/{id}/comments",
            get(pages::letter_items::ask_comments).post(pages::letter_items::comment),
        )
        .route("/duty/letters/{id}/signature", get(pages::letter::ask_signature).post(pages::letter::sign))
        .route("/duty/letters/{id}/paper", get(pages::paper::print))
        .route("/duty/letters/{id}/letter.docx", get(pages::paper::docx))
        .route("/duty/letters/{id}/{noun}", get(pages::letter_acts::ask).post(pages::letter_acts::act))
}

fn work() -> Router<House> {
    Router::new()
        .route("/duty/evidence", get(pages::evidence::mine).post(pages::evidence::enter))
        .route("/duty/evidence.xlsx", get(pages::evidence::sheet))
        .route("/duty/evidence/new", get(pages::evidence::new))
        .route("/duty/evidence/{id}", get(pages::files::show_one))
        .route("/duty/evidence/{id}/confirmation", post(pages::files::answer))
        .route(
            "/duty/evidence/{id}/withdrawal",
            get(pages::files::ask_withdrawal).post(pages::files::withdraw),
        )
        .route("/duty/evidence/{id}/files", post(pages::files::attach))
        .route("/duty/evidence/{id}/files/{file}", get(pages::files::fetch))
        .route("/duty/units/{id}/evidence", get(pages::evidence::of_unit))
}
