//! The room on both engines: notices, village affairs and decisions, through their operations and their pages.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod decisions;
mod ground;
mod guards;
mod notices;
mod office;
mod pages;
mod people;
mod villages;

use ground::Place;
use kernel::DbError;

#[test]
fn every_statement_is_known_to_both_engines() {
    for place in Place::all() {
        let prepared: Result<(), DbError> = place.ground.county.read_now(|tx| {
            for (name, sql) in openness::schema().statements.iter().flat_map(|file| file.iter()) {
                tx.prepare(sql).map_err(|error| DbError::Schema(format!("{name}: {error}")))?;
            }
            Ok(())
        });
        prepared.expect("every statement can be prepared");
    }
}
