//! Supervision 监督: steps that stand still, by office; peer review of drawn files; interests and contacts by self-declaration.
//!
//! Not here: watching people. Nothing in this room ranks or follows a person.

mod coded;
pub mod due;
mod pages;
pub mod permission;
pub mod procedure;
pub mod recusal;
pub mod register;
pub mod review;
pub mod standing;
mod store;
pub mod vacancy;

use axum::routing::{get, post};
use axum::{Extension, Router};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of rooms people and duty beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "supervision",
        migrations: &[
            include_str!("../migrations/0001-supervision.sql"),
            include_str!("../migrations/0002-second.sql"),
            include_str!("../migrations/0003-answer-by.sql"),
        ],
        statements: store::ALL,
    }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 8] {
    procedure::ALL
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "supervision", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 1] = [Room {
    path: "/supervision",
    label: "supervision-room",
    icon: "search",
    roles: &["cadre", "head", "overseer", "inspector", "organiser", "committee", "jurist"],
    public: false,
    bar: false,
}];

/// The pages of the room. Steps of every room may stand still: `all` are the procedures that name them.
pub fn routes(all: Vec<&'static Procedure>) -> Router<House> {
    Router::new()
        .route("/supervision", get(pages::home::show_room))
        .merge(standing_pages())
        .merge(review_pages())
        .merge(register_pages())
        .layer(Extension(pages::Shelf::of(all)))
}

fn standing_pages() -> Router<House> {
    Router::new()
        .route("/supervision/standing", get(pages::standing::list))
        .route("/supervision/standing.xlsx", get(pages::standing::sheet))
        .route("/supervision/standing/{office}", get(pages::standing::office))
        .route("/supervision/steps/{id}/reminder", get(pages::reminder::ask).post(pages::reminder::send))
        .route("/supervision/matters/{id}", get(pages::matter::show_one))
        .route("/supervision/matters/{id}/{noun}", post(pages::matter::write))
}

fn review_pages() -> Router<House> {
    Router::new()
        .route("/supervision/files", get(pages::file::list).post(pages::file::add))
        .route("/supervision/files/template.xlsx", get(pages::import::template))
        .route(
            "/supervision/files/{id}/withdrawal",
            get(pages::file::ask_withdrawal).post(pages::file::withdraw),
        )
        .route("/supervision/files/imports", get(pages::import::choose).post(pages::import::send))
        .route("/supervision/files/imports/{id}", get(pages::import::trial))
        .route("/supervision/files/imports/{id}/completion", post(pages::import::complete))
        .route("/supervision/files/imports/{id}/withdrawal", post(pages::import::withdraw))
        .route("/supervision/reviews", get(pages::reviews::list).post(pages::reviews::add))
        .route("/supervision/reviews/new", get(pages::reviews::new))
        .route("/supervision/reviews/{id}", get(pages::review::show_one))
        .route("/supervision/reviews/{id}/{noun}", post(pages::review::step))
        .route(
            "/supervision/reviews/{id}/files/{file}",
            get(pages::finding::show_file).post(pages::finding::look),
        )
        .route(
            "/supervision/reviews/{id}/findings/{finding}",
            get(pages::finding::show_finding).post(pages::finding::write),
        )
        .route("/open/reviews", get(pages::open::list))
        .route("/open/reviews/method", get(pages::open::method))
        .route("/open/reviews/{id}", get(pages::open::show_one))
        .route("/open/reviews/{id}/candidates.csv", get(pages::open::candidates))
}

fn register_pages() -> Router<House> {
    Router::new()
        .route("/supervision/register", get(pages::register::show_mine))
        .route("/supervision/register/confirmation", post(pages::register::confirm))
        .route("/supervision/register/interests", post(pages::entry::add_interest))
        .route("/supervision/register/interests/new", get(pages::entry::new_interest))
        .route(
            "/supervision/register/interests/{id}",
            get(pages::entry::show_interest).post(pages::entry::amend_interest),
        )
        .route("/supervision/register/contacts", post(pages::entry::add_contact))
        .route("/supervision/register/contacts/new", get(pages::entry::new_contact))
        .route(
            "/supervision/register/contacts/{id}",
            get(pages::entry::show_contact).post(pages::entry::amend_contact),
        )
        .route("/supervision/register/people", get(pages::reading::find))
        .route("/supervision/register/people/{id}", get(pages::reading::show_one))
        .route(
            "/supervision/register/people/{id}/reading",
            get(pages::reading::ask).post(pages::reading::send),
        )
        .route("/supervision/register/readings/{id}", get(pages::reading::show_asking))
        .route("/supervision/register/readings/{id}/answer", post(pages::reading::answer))
        .route("/supervision/register/readings/{id}/opening", post(pages::reading::open))
        .route("/supervision/recusal", get(pages::recusal::show_form).post(pages::recusal::check))
        .route("/supervision/recusal/{id}", get(pages::recusal::show_one))
        .route("/supervision/recusal/{id}/arrangement", post(pages::recusal::arrange))
        .route("/supervision/recusal/{id}/statement", post(pages::recusal::say))
}
