//! A set from its design to its offer and a class from its end to what was seen at work, on both engines; and what is
//! refused on the way.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;
mod pages;
mod sets;
mod taking;
mod transfer;

use ground::Town;
use kernel::DbError;
use kernel::ledger::{self, Finding};

#[test]
fn every_statement_is_known_to_both_engines() {
    for town in Town::all() {
        let prepared: Result<(), DbError> = town.ground.county.read_now(|tx| {
            for (name, sql) in action::schema().statements.iter().flat_map(|file| file.iter()) {
                tx.prepare(sql).map_err(|error| DbError::Schema(format!("{name}: {error}")))?;
            }
            Ok(())
        });
        prepared.expect("every statement can be prepared");
    }
}

#[test]
fn a_set_lives_from_its_design_to_its_offer() {
    for town in Town::all() {
        let set = sets::begin(&town);
        sets::go_round(&town, &set);
        sets::close_and_offer(&town, &set);
        taking::taken(&town, &set);
        let found: Result<Finding, DbError> = town.ground.county.read_now(ledger::verify);
        assert!(matches!(found, Ok(Finding::Intact { .. })), "{found:?}");
    }
}

#[test]
fn what_a_class_taught_is_used_and_seen() {
    for town in Town::all() {
        transfer::use_it(&town);
        let found: Result<Finding, DbError> = town.ground.county.read_now(ledger::verify);
        assert!(matches!(found, Ok(Finding::Intact { .. })), "{found:?}");
    }
}
