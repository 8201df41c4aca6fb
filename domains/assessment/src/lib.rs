//! Assessment 考核: everything of the responsibility year after the work — routine review, annual assessment, anonymous
//! review, grades, publicity, notices, remedies, results — and the yearly review of village cadres.
//!
//! Not here: targets, letters, evidence and the scoring of one item (room `duty`); persons and the facts the rules
//! ask for (room `people`); any rule of law (crate `law`).

pub mod annual;
pub mod appeal;
pub mod appraisal;
pub mod ballot;
mod coded;
pub mod cockpit;
pub mod eligibility;
pub mod formula;
pub mod grade;
pub mod handbook;
pub mod items;
pub mod notice;
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

use kernel::db::migrate::Schema;
use kernel::procedure::Procedure;

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
