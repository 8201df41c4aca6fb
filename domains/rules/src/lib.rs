//! The law as people read it and try it: pages under `/law`, the API of decisions, and what the county adds to
//! the rulebook. Not here: any rule (crate `law`).

mod api;
pub mod county;
mod pages;

use axum::Router;
use axum::routing::{get, post};
use web::navigation::Room;
use web::{House, Source};

/// The texts of this room.
pub const TEXTS: Source =
    Source { room: "rules", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of this room.
pub const ROOMS: [Room; 1] =
    [Room { path: "/law", label: "rules-law", icon: "law", roles: &[], public: true, bar: false }];

/// The pages and the API of this room.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/law", get(pages::browse::front))
        .route("/law/regulations/{id}", get(pages::browse::regulation))
        .route("/law/clauses/{id}", get(pages::clause::show))
        .route("/law/clauses/{id}/confirmation", post(pages::clause::confirm))
        .route("/law/clauses/{id}/override", post(pages::clause::override_parameter))
        .route("/law/additions/{id}/withdrawal", post(pages::clause::withdraw))
        .route("/law/rules/{name}", get(pages::attempt::show).post(pages::attempt::decide))
        .route("/law/calendar", get(pages::calendar::show).post(pages::calendar::add))
        .route("/api/v1/decisions", get(api::list))
        .route("/api/v1/decisions/{name}", get(api::schema).post(api::decide))
}
