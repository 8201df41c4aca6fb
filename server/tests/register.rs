//! The register of personal data held against the house: it names every column of every table and no other, its statements
//! run on both engines, an own copy holds one's own and nobody else's, and what is to be forgotten is.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use kernel::actor::Role;
use kernel::ledger::{self, Act, Finding};
use kernel::testing::{Ground, actor, grounds};
use kernel::{Actor, County, DbError, Scope, params};
use personal::{copy, register, retention};
use serde_json::json;
use web::testing::Doors;

/// Tables of the machinery: which migrations were run, what people may not see anyhow.
const MACHINERY: [&str; 1] = ["migration"];

fn places() -> Vec<Ground> {
    grounds(&server::assembly::schemas())
}

fn schema_of(county: &County) -> BTreeMap<String, BTreeSet<String>> {
    let read = county.read_now(|tx| {
        let scope = Scope::county("a test reads the shape of the whole house");
        let sql = "select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c \
                   where m.type = 'table' and m.name not like 'sqlite_%'";
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in tx.rows(&scope, sql, &[])? {
            found.entry(row.text(0)?).or_default().insert(row.text(1)?);
        }
        Ok::<_, DbError>(found)
    });
    read.expect("a shape")
}

#[test]
fn the_register_names_every_column_of_the_house_and_no_other() {
    let ground = places().remove(0);
    let mut house = schema_of(&ground.county);
    house.retain(|table, _| !MACHINERY.contains(&table.as_str()));
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for held in register::areas().expect("a register").iter().flat_map(|area| &area.tables) {
        let columns = held.columns().into_iter().map(str::to_owned).collect();
        assert!(named.insert(held.table.clone(), columns).is_none(), "{} stands twice", held.table);
    }
    for (table, columns) in &house {
        assert_eq!(named.get(table), Some(columns), "the register and the table {table}");
    }
    let gone: Vec<&String> = named.keys().filter(|table| !house.contains_key(*table)).collect();
    assert!(gone.is_empty(), "the register names tables that are not there: {gone:?}");
}

fn act(kind: &'static str) -> Act<'static> {
    Act { kind, subject: ("test", "one"), unit: None, person: None, facts: json!({}), decision: None }
}

fn person(ground: &Ground, id: &'static str, name: &'static str) {
    let done = ground.county.write_now(move |tx| {
        tx.execute(
            "insert into leave_record (id, person_id, year, kind, from_on, half_days, note, recorded_at) \
             values ($1, $2, 2026, 'sick', '2026-01-02', 2, $3, $4)",
            params![format!("leave-{id}"), id, name, tx.now()],
        )?;
        tx.execute(
            "insert into investigation (id, person_id, opened_on, document, closed_on, outcome, recorded_at) \
             values ($1, $2, '2026-01-02', '', null, '', $3)",
            params![format!("case-{id}"), id, tx.now()],
        )?;
        tx.execute(
            "insert into village_review (id, cycle_id, year, person_id, unit_id, held_on, chaired_by, entitled, attended, \
             excellent, competent, basic, incompetent, invalid, proposed, result, state, note, recorded_by, recorded_name, \
             confirmed_name, decision, case_id) values ($1, '', 2026, $2, '', '2026-01-02', '', 1, 1, 1, 0, 0, 0, 0, '', '未定等次', \
             'recorded', '', '', '', '', '', '')",
            params![format!("review-{id}"), id],
        )?;
        ledger::record(tx, &Actor::program(), &act("test.made")).map(drop)
    });
    done.expect("made");
}

#[test]
fn an_own_copy_holds_ones_own_rows_and_neither_others_nor_what_is_still_examined() {
    for ground in places() {
        person(&ground, "p-one", "高血压");
        person(&ground, "p-two", "骨折");
        let own = ground.county.read_now(|tx| copy::read(tx, "p-one")).expect("a copy");
        let bytes = copy::pack(&own, ground.county.files(), "").expect("packed");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
        let mut said = String::new();
        std::io::Read::read_to_string(&mut zip.by_name("people.json").expect("people"), &mut said)
            .expect("text");
        assert!(said.contains("高血压") && !said.contains("骨折"), "{said}");
        assert!(!said.contains("investigation"), "an examination that is open is not told by a copy");
        assert!(
            zip.by_name("assessment.json").is_err(),
            "a result that nobody has confirmed is not told by a copy"
        );
    }
}

#[test]
fn a_copy_taken_is_a_zip_and_an_act_and_strangers_get_none() {
    for ground in places() {
        person(&ground, "p-one", "高血压");
        let doors = Doors::open(&ground.county, personal::routes(), personal::TEXTS);
        let me = actor("p-one", &[(Role::Cadre, None)]);
        assert_eq!(doors.post(None, "/personal/copy", &[]).status, StatusCode::UNAUTHORIZED);
        let answer = doors.post(Some(&me), "/personal/copy", &[]);
        assert_eq!((answer.status, answer.kind.as_str()), (StatusCode::OK, "application/zip"));
        assert!(answer.body.starts_with("PK"));
        let scope = Scope::county("a test");
        let last =
            ground.county.read_now(move |tx| ledger::recent(tx, &scope, None, 1)).expect("read").remove(0);
        assert_eq!(last.kind, "personal.copy-taken");
    }
}

#[test]
fn every_statement_of_the_register_runs_on_both_engines() {
    for ground in places() {
        let own = ground.county.read_now(|tx| copy::read(tx, "nobody")).expect("a copy of nobody");
        assert_eq!(own.rows, 0);
        assert_eq!(retention::run(&ground.county).expect("looked"), 0);
    }
}

#[test]
fn sessions_that_ended_long_ago_are_forgotten_and_the_ledger_says_how_many() {
    for ground in places() {
        let made = ground.county.write_now(|tx| {
            for (token, ended) in
                [("old", "2025-01-01T00:00:00.000000Z"), ("young", "2026-02-01T00:00:00.000000Z")]
            {
                tx.execute(
                    "insert into session (token, account_id, opened_at, expires_at, ended_at, device) \
                     values ($1, 'a', $2, '2026-12-01T00:00:00.000000Z', $2, '')",
                    params![token, ended],
                )?;
            }
            ledger::record(tx, &Actor::program(), &act("test.made")).map(drop)
        });
        made.expect("made");
        assert_eq!(retention::run(&ground.county).expect("forgotten"), 1);
        assert_eq!(retention::run(&ground.county).expect("nothing left"), 0);
        let read = ground.county.read_now(|tx| {
            let scope = Scope::county("a test");
            let left = tx.rows(&scope, "select token from session", &[])?;
            let last = ledger::recent(tx, &scope, None, 1)?.remove(0);
            Ok::<_, DbError>((left.len(), last.kind, last.facts))
        });
        let (left, kind, facts) = read.expect("read");
        assert_eq!((left, kind.as_str()), (1, "personal.forgotten"));
        assert!(facts.to_string().contains("\"session\":1"), "{facts}");
        assert!(matches!(ground.county.read_now(ledger::verify), Ok(Finding::Intact { .. })));
    }
}
