//! A year of training on both engines: needs gathered, the plan adopted, a class announced, filled, held and concluded,
//! reports, reaction without names, records from files and other systems; and what is refused on the way.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that has no ground to stand on stops"
)]

mod amending;
mod attending;
mod classes;
mod ground;
mod looking;
mod pages;
mod platform;
mod records;

use ground::County;
use kernel::DbError;
use kernel::ledger::{self, Finding};

#[test]
fn every_statement_of_training_is_known_to_both_engines() {
    for county in County::all() {
        let prepared: Result<(), DbError> = county.ground.county.read_now(|tx| {
            for (name, sql) in training::schema().statements.iter().flat_map(|file| file.iter()) {
                tx.prepare(sql).map_err(|error| DbError::Schema(format!("{name}: {error}")))?;
            }
            Ok(())
        });
        prepared.expect("every statement can be prepared");
    }
}

#[test]
fn a_year_of_training_from_need_to_report() {
    for county in County::all() {
        let programme = classes::plan(&county);
        let class = classes::announce(&county, &programme, 6);
        classes::fill(&county, &class);
        classes::hold(&county, &class);
        looking::back(&county, &class);
        records::recorded(&county, &class);
        amending::amended(&county, &programme);
        amending::numbered(&county, &class);
        let found: Result<Finding, DbError> = county.ground.county.read_now(ledger::verify);
        assert!(matches!(found, Ok(Finding::Intact { .. })), "{found:?}");
    }
}
