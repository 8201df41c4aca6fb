//! Oversight 权力运行: what each office must do, on what basis, how and by when; basis that ages; township duty lists; the front page of the public portal.
//!
//! Not here: requests of residents (room `requests`), notices and decisions (room `openness`), steps standing still (room `supervision`).

mod act;
mod coded;
pub mod count;
pub mod document;
pub mod due;
pub mod import;
pub mod item;
pub mod limit;
pub mod lines;
mod pages;
mod permission;
pub mod procedure;
pub mod says;
mod store;
pub mod town;

use axum::routing::{get, post};
use axum::{Extension, Router};
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use pages::open::Portal;
use web::{House, Room, Source};

/// The tables and statements of the room.
#[must_use]
pub fn schema() -> Schema {
    Schema {
        room: "oversight",
        migrations: &[
            include_str!("../migrations/0001-oversight.sql"),
            include_str!("../migrations/0002-kept.sql"),
            include_str!("../migrations/0003-documents.sql"),
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
    Source { room: "oversight", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room: the portal for everybody, and where offices work.
pub const ROOMS: [Room; 2] = [
    Room { path: "/open", label: "oversight-open", icon: "public", roles: &[], public: true, bar: false },
    Room {
        path: "/oversight",
        label: "oversight-room",
        icon: "law",
        roles: &["head", "overseer", "desk", "jurist", "committee", "organiser", "inspector"],
        public: false,
        bar: false,
    },
];

/// The pages of the room. The portal draws the procedures given: those of the whole house.
pub fn routes(procedures: Vec<&'static Procedure>) -> Router<House> {
    Router::new()
        .route("/oversight", get(pages::home::show))
        .merge(items())
        .merge(documents())
        .merge(towns())
        .merge(open(procedures))
}

fn open(procedures: Vec<&'static Procedure>) -> Router<House> {
    use pages::open::{documents, front, item, lists, procedures as drawn};
    Router::new()
        .route("/open", get(front::show))
        .route("/open/items", get(front::list))
        .route("/open/items/{id}", get(item::show))
        .route("/open/lists", get(lists::show))
        .route("/open/lists/{town}", get(lists::show_one))
        .route("/open/procedures", get(drawn::list))
        .route("/open/procedures/{id}", get(drawn::show_one))
        .route("/open/documents", get(documents::list))
        .route("/open/documents/{id}", get(documents::show_one))
        .layer(Extension(Portal::of(procedures)))
}

fn items() -> Router<House> {
    use pages::{imports, item, item_form, items};
    Router::new()
        .route("/oversight/items", get(items::list).post(item_form::add))
        .route("/oversight/items.xlsx", get(items::sheet))
        .route("/oversight/items/new", get(item_form::new))
        .route("/oversight/items/imports", get(imports::choose_items).post(imports::send_items))
        .route("/oversight/imports/{kind}/template.xlsx", get(imports::template))
        .route("/oversight/imports/{kind}/{id}", get(imports::trial))
        .route("/oversight/imports/{kind}/{id}/completion", post(imports::complete))
        .route("/oversight/imports/{kind}/{id}/withdrawal", post(imports::withdraw))
        .route("/oversight/items/{id}", get(item::show_one))
        .route("/oversight/items/{id}/change", get(item_form::edit).post(item_form::change))
        .route("/oversight/items/{id}/submission", post(item::submit))
        .route("/oversight/items/{id}/review", post(item::review))
        .route("/oversight/items/{id}/withdrawal", post(item::ask_withdrawal))
        .route("/oversight/items/{id}/withdrawal-review", post(item::settle_withdrawal))
}

fn documents() -> Router<House> {
    use pages::{document, document_form, documents, evaluation, picture};
    Router::new()
        .route("/oversight/documents", get(documents::list).post(document_form::add))
        .route("/oversight/documents.xlsx", get(documents::sheet))
        .route("/oversight/documents/new", get(document_form::new))
        .route(
            "/oversight/documents/registration",
            get(document_form::new_registered).post(document_form::register),
        )
        .route("/oversight/documents/picture", get(picture::show))
        .route("/oversight/documents/{id}", get(document::show_one))
        .route("/oversight/documents/{id}/reviews", post(document::record))
        .route("/oversight/documents/{id}/submission", post(document::submit))
        .route("/oversight/documents/{id}/legality", post(document::legality))
        .route("/oversight/documents/{id}/issue", post(document::issue))
        .route("/oversight/documents/{id}/dropping", post(document::drop_it))
        .route("/oversight/documents/{id}/completion", post(document::complete))
        .route("/oversight/documents/{id}/evaluation", post(document::evaluate))
        .route("/oversight/evaluations/{id}", get(evaluation::show_one))
        .route("/oversight/evaluations/{id}/proposal", post(evaluation::propose))
        .route("/oversight/evaluations/{id}/review", post(evaluation::review))
        .route("/oversight/evaluations/{id}/decision", post(evaluation::decide))
        .route("/oversight/evaluations/{id}/replacement", post(evaluation::replace))
}

fn towns() -> Router<House> {
    use pages::{changes, changing, imports, task, tasks, towns};
    Router::new()
        .route("/oversight/towns", get(towns::list))
        .route("/oversight/towns/{id}", get(towns::show_one))
        .route("/oversight/towns/{id}/lists.xlsx", get(towns::export))
        .route("/oversight/towns/{id}/imports", get(imports::choose_duties).post(imports::send_duties))
        .route("/oversight/tasks", get(tasks::list).post(tasks::send))
        .route("/oversight/tasks/new", get(tasks::new))
        .route("/oversight/tasks/{id}", get(task::show_one))
        .route("/oversight/tasks/{id}/answer", post(task::answer))
        .route("/oversight/changes", get(changes::list).post(changes::add))
        .route("/oversight/changes/new", get(changes::new))
        .route("/oversight/changes/{id}", get(changing::show_one))
        .route("/oversight/changes/{id}/opinion", post(changing::opine))
        .route("/oversight/changes/{id}/review", post(changing::review))
        .route("/oversight/changes/{id}/decision", post(changing::decide))
        .route("/oversight/changes/{id}/report", post(changing::report))
}
