//! Diagnosis 学习迁移诊断: the learning-transfer questionnaire in two waves, its report, and what is improved because of it.
//!
//! Not here: units, persons and posts (room `people`).

use axum::Router;
use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;
use web::{House, Room, Source};

/// The tables and statements of the room. It needs those of room people beside it.
#[must_use]
pub fn schema() -> Schema {
    Schema { room: "diagnosis", migrations: &[], statements: &[] }
}

/// The procedures of the room, for the public portal.
#[must_use]
pub fn procedures() -> [&'static Procedure; 0] {
    []
}

/// The texts of the room.
pub const TEXTS: Source =
    Source { room: "diagnosis", zh: include_str!("../text/zh-CN.ftl"), en: include_str!("../text/en.ftl") };

/// What the navigation shows of the room.
pub const ROOMS: [Room; 0] = [];

/// The pages of the room.
pub fn routes() -> Router<House> {
    Router::new()
}
