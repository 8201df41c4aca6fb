//! Steps that stand still, peer reviews, declarations and recusals from their beginning to their end, on both engines;
//! and what is refused on the way.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;
mod pages;
mod register;
mod review;
mod standing;

use ground::Town;
use kernel::DbError;
use kernel::ledger::{self, Finding};

#[test]
fn every_statement_is_known_to_both_engines() {
    for town in Town::all() {
        let prepared: Result<(), DbError> = town.ground.county.read_now(|tx| {
            for (name, sql) in supervision::schema().statements.iter().flat_map(|file| file.iter()) {
                tx.prepare(sql).map_err(|error| DbError::Schema(format!("{name}: {error}")))?;
            }
            Ok(())
        });
        prepared.expect("every statement can be prepared");
    }
}

/// The ledger holds together after whatever a test did.
pub fn assert_intact(town: &Town) {
    let found: Result<Finding, DbError> = town.ground.county.read_now(ledger::verify);
    assert!(matches!(found, Ok(Finding::Intact { .. })), "{found:?}");
}
