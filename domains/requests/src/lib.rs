//! Requests 群众诉求: what residents ask for, from the one entry to the answer and its rating.
//!
//! Not here: what each office must do (room `oversight`).

pub mod accused;
pub mod annual;
mod asked;
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
pub mod open311;
pub mod opinion;
mod pages;
mod permission;
pub mod petition;
pub mod procedure;
pub mod rating;
mod remedy;
pub mod request;
pub mod retention;
pub mod review;
mod sealing;
pub mod sorting;
mod store;
pub mod submission;
pub mod ticket;

use axum::Router;
use axum::routing::{get, post};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "requests",
        migrations: &[
            include_str!("../migrations/0001-requests.sql"),
            include_str!("../migrations/0002-open.sql"),
            include_str!("../migrations/0003-handling.sql"),
        ],
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
pub const ROOMS: [Room; 3] = [
    Room {
        path: "/requests",
        label: "requests-room",
        icon: "question",
        roles: &["desk", "head", "overseer", "jurist", "committee"],
        public: false,
        bar: false,
    },
    Room {
        path: "/requests/complaints",
        label: "requests-complaints",
        icon: "sealed",
        roles: &["inspector"],
        public: false,
        bar: false,
    },
    Room {
        path: "/requests/keys",
        label: "requests-keys",
        icon: "settings",
        roles: &["system-admin"],
        public: false,
        bar: false,
    },
];

/// The pages of the room.
pub fn routes() -> Router<House> {
    let entrance = std::sync::Arc::new(pages::entry::Entrance::default());
    Router::new()
        .merge(open())
        .merge(inside())
        .merge(complaints())
        .merge(programs())
        .layer(axum::Extension(entrance))
}

/// For everybody, without an account.
fn open() -> Router<House> {
    Router::new()
        .route("/open/requests/new", get(pages::entry::ask).post(pages::entry::submit))
        .route("/open/requests", get(pages::follow::ask).post(pages::follow::show_one))
        .route("/open/requests/messages", post(pages::follow::supplement))
        .route("/open/requests/rating", post(pages::follow::rate))
        .route("/open/requests/reopening", post(pages::follow::reopen))
        .route("/open/requests/review", post(pages::follow::ask_review))
        .route("/open/requests/files", post(pages::follow::fetch))
}

fn inside() -> Router<House> {
    Router::new()
        .route("/requests", get(pages::queue::list))
        .route("/requests/new", get(pages::queue::new).post(pages::queue::add))
        .route("/requests/figures", get(pages::figures::show))
        .route("/requests/figures.xlsx", get(pages::figures::workbook))
        .route("/requests/report", get(pages::report::show))
        .route("/requests/report.xlsx", get(pages::report::workbook))
        .route("/requests/keys", get(pages::keys::list).post(pages::keys::issue))
        .route("/requests/keys/{id}/withdrawal", post(pages::keys::withdraw))
        .route("/requests/{id}", get(pages::detail::show_one))
        .route("/requests/{id}/messages", post(pages::acts::write))
        .route("/requests/{id}/materials", post(pages::material::enclose))
        .route("/requests/{id}/{noun}", post(pages::acts::change))
        .route("/requests/{id}/files/{file}", get(pages::detail::fetch))
}

fn complaints() -> Router<House> {
    Router::new()
        .route("/requests/complaints", get(pages::complaint_list::list))
        .route("/requests/complaints/{id}", get(pages::complaints::show_one))
        .route("/requests/complaints/{id}/materials", post(pages::material::enclose_sealed))
        .route("/requests/complaints/{id}/{noun}", post(pages::complaints::change))
        .route("/requests/complaints/{id}/files/{file}", get(pages::complaints::fetch))
}

/// Open311 GeoReport v2.
fn programs() -> Router<House> {
    Router::new()
        .route("/open311/v2/{file}", get(pages::open311::top).post(pages::open311::post))
        .route("/open311/v2/services/{file}", get(pages::open311::definition))
        .route("/open311/v2/requests/{file}", get(pages::open311::request))
        .route("/open311/v2/tokens/{file}", get(pages::open311::token))
}
