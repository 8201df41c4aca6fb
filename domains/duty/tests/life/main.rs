//! One responsibility year on both engines: targets drafted, adopted and divided, letters agreed and signed, work
//! recorded once and confirmed, a letter revised, the year closed; and what is refused on the way.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;
mod letters;
mod pages;
mod permissions;
mod targets;
mod work;

use duty::cycle::{self, State};
use duty::{evidence, letter};
use ground::{Town, refused};
use kernel::ledger::{self, Finding};
use kernel::{DbError, Scope};

#[test]
fn every_statement_is_known_to_both_engines() {
    for town in Town::all() {
        let prepared: Result<(), DbError> = town.ground.county.read_now(|tx| {
            for (name, sql) in duty::schema().statements.iter().flat_map(|file| file.iter()) {
                tx.prepare(sql).map_err(|error| DbError::Schema(format!("{name}: {error}")))?;
            }
            Ok(())
        });
        prepared.expect("every statement can be prepared");
    }
}

#[test]
fn a_whole_year_from_targets_to_closing() {
    for town in Town::all() {
        targets::divide_and_agree(&town);
        letters::agree_all(&town);
        work::record_and_confirm(&town);
        letters::revise(&town);
        close(&town);
        let found: Result<Finding, DbError> = town.ground.county.read_now(ledger::verify);
        assert!(matches!(found, Ok(Finding::Intact { .. })), "{found:?}");
    }
}

fn close(town: &Town) {
    let id = town.cycle();
    let unsigned = town.letter_of("v");
    for to in [State::Assessing, State::Publicity, State::Closed] {
        let id = id.clone();
        town.write("o", move |tx, actor| cycle::advance(tx, actor, &id, to, "")).expect("the year moves on");
    }
    assert_eq!(town.read_letter(&unsigned).state, letter::State::Dropped, "what was never signed lapses");
    let counts = town.letter_in_force("a").expect("a letter of a closed year still counts");
    assert_eq!(counts.state, letter::State::Closed);
    assert!(counts.closed_at.is_some());
    let open: Result<i64, DbError> = town.ground.county.read_now(move |tx| cycle::letters_open(tx, &id));
    assert_eq!(open.expect("counted"), 0);
    assert!(
        town.todos("v").is_empty() && town.todos("h").is_empty(),
        "nothing of a closed year waits for anybody"
    );
    let id = town.cycle();
    let new = town.entry("after-the-year-1", &[]);
    let late = town.write("a", move |tx, actor| evidence::enter(tx, actor, &new));
    assert!(refused(late).contains("至少选择一条责任"));
    let again = id.clone();
    let without = town.write("o", move |tx, actor| cycle::advance(tx, actor, &again, State::Reopened, " "));
    assert!(refused(without).contains("理由"));
    town.write("o", move |tx, actor| {
        cycle::advance(tx, actor, &id, State::Reopened, "立案调查结束，补定等次")
    })
    .expect("a closed year opens again for a reason");
    let archive: Result<_, DbError> =
        town.ground.county.read_now(|tx| letter::archive_entries(tx, &Scope::own("a"), "a"));
    assert_eq!(archive.expect("read").len(), 2, "both versions that were in force are on file");
}
