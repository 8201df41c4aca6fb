//! Trust 可信: what lets people rely on the house: signed checkpoints of the ledger for everybody, and, for each person,
//! who opened what was sealed about them.
//!
//! Not here: how the ledger is chained and values are sealed (kernel), backups (server), signing in (room `access`).

mod pages;

use axum::Router;
use axum::routing::{get, post};
use web::{House, Room, Source};

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "trust", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 3] = [
    Room {
        path: "/trust/openings",
        label: "trust-openings",
        icon: "sealed",
        roles: &[],
        public: false,
        bar: false,
    },
    Room {
        path: "/trust/ledger",
        label: "trust-entries",
        icon: "ledger",
        roles: &["audit-admin"],
        public: false,
        bar: false,
    },
    Room {
        path: "/open/ledger",
        label: "trust-ledger",
        icon: "ledger",
        roles: &["audit-admin"],
        public: false,
        bar: false,
    },
];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/open/ledger", get(pages::ledger::show_all))
        .route("/open/ledger/{size}", get(pages::ledger::download))
        .route("/trust/checkpoints", post(pages::ledger::make))
        .route("/trust/ledger", get(pages::entries::list))
        .route("/trust/ledger.csv", get(pages::entries::sheet))
        .route("/trust/openings", get(pages::openings::show_mine))
}
