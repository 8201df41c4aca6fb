//! What a county answers while the machine beneath it fails, and that nothing acknowledged is lost by it: a full disk, a
//! lost connection, a second program. Power cuts, read-only and damaged disks are tried on the built program (`faults`).

use kernel::actor::Actor;
use kernel::clock::Clock;
use kernel::county::{County, CountyError, Opening, Place};
use kernel::ids::Entropy;
use kernel::ledger::{self, Act, Finding};
use kernel::testing::grounds;
use kernel::{DbError, Scope, Tx, settings};

fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<i64, DbError> {
    settings::put(tx, name, value)?;
    let act = Act {
        kind: "setting.changed",
        subject: ("setting", "one"),
        unit: None,
        person: None,
        facts: serde_json::json!({}),
        decision: None,
    };
    ledger::record(tx, &Actor::program(), &act)
}

fn largest(county: &County, pages: u32) {
    let limited = county.write_now(move |tx| {
        let scope = Scope::county("a test gives the county less room than it needs");
        tx.row(&scope, &format!("pragma max_page_count = {pages}"), &[])?;
        put(tx, "limited", &pages.to_string())
    });
    limited.expect("a limit");
}

fn is_intact(county: &County) -> bool {
    matches!(county.read_now(ledger::verify), Ok(Finding::Intact { .. }))
}

fn opening(place: &Place) -> Opening {
    Opening {
        place: place.clone(),
        clock: Clock::standing_at("2026-03-02T01:00:00Z".parse().expect("a time")),
        entropy: Entropy::seeded(8),
        keyring: kernel::seal::Keyring::given(&"07".repeat(32)),
        readers: 2,
    }
}

#[test]
fn on_a_full_disk_a_write_is_told_to_wait_and_the_next_one_with_room_stands() {
    for ground in grounds(&[]).into_iter().filter(|ground| matches!(ground.place, Place::Folder(_))) {
        let county = ground.county;
        largest(&county, 100);
        let much = "满".repeat(400_000);
        let refused = county.write_now(move |tx| put(tx, "much", &much));
        assert!(matches!(refused, Err(DbError::Unavailable { .. })), "{refused:?}");
        let said = refused.expect_err("refused").to_string();
        assert!(said.contains("make room"), "{said}");
        county.write_now(|tx| put(tx, "little", "1")).expect("a small change still fits");
        largest(&county, 100_000);
        let much = "满".repeat(400_000);
        county.write_now(move |tx| put(tx, "much", &much)).expect("written once there is room");
        assert!(is_intact(&county));
    }
}

#[test]
fn writes_of_one_batch_on_a_full_disk_are_there_or_told_so_each_for_itself() {
    for ground in grounds(&[]).into_iter().filter(|ground| matches!(ground.place, Place::Folder(_))) {
        let county = ground.county;
        largest(&county, 120);
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let answers = runtime.block_on(async {
            let mut waiting = Vec::new();
            for number in 0..64 {
                let county = county.clone();
                waiting.push(tokio::spawn(async move {
                    let value = "满".repeat(if number % 8 == 3 { 300_000 } else { 3 });
                    let done = county.write(move |tx| put(tx, &format!("of-{number}"), &value)).await;
                    (number, done)
                }));
            }
            let mut answers = Vec::new();
            for one in waiting {
                answers.push(one.await.expect("an answer"));
            }
            answers
        });
        for (number, done) in answers {
            let there = county.read_now(move |tx| settings::get(tx, &format!("of-{number}"))).expect("read");
            assert_eq!(there.is_some(), done.is_ok(), "of-{number}: {done:?}");
        }
        assert!(is_intact(&county));
    }
}

/// Ends every connection of a county, as a restart of the server would.
fn cut(url: &str, schema: &str) {
    let mut client = postgres::Client::connect(url, postgres::NoTls).expect("the server");
    let name = format!("shanzhi {schema}");
    let sql = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1";
    client.query(sql, &[&name]).expect("ended");
}

#[test]
fn after_a_lost_connection_reads_and_writes_go_on_by_themselves() {
    for ground in grounds(&[]) {
        let Place::Postgres { url, schema, .. } = &ground.place else { continue };
        for round in 0..5 {
            cut(url, schema);
            ground.county.write_now(move |tx| put(tx, "round", &round.to_string())).expect("written again");
            cut(url, schema);
            let read = ground.county.read_now(|tx| settings::get(tx, "round")).expect("read again");
            assert_eq!(read, Some(round.to_string()));
        }
        assert!(is_intact(&ground.county));
    }
}

#[test]
fn a_write_whose_connection_is_lost_in_the_middle_happens_once() {
    for ground in grounds(&[]) {
        let Place::Postgres { url, schema, .. } = &ground.place else { continue };
        let (url, schema) = (url.clone(), schema.clone());
        let first = std::sync::atomic::AtomicBool::new(true);
        let wrote = ground.county.write_now(move |tx| {
            let seq = put(tx, "once", "1")?;
            if first.swap(false, std::sync::atomic::Ordering::SeqCst) {
                cut(&url, &schema);
            }
            settings::put(tx, "and", "2")?;
            Ok::<_, DbError>(seq)
        });
        assert_eq!(wrote.expect("written"), 1, "the first attempt left nothing behind");
        assert!(is_intact(&ground.county));
    }
}

#[test]
fn a_second_program_on_the_same_county_is_refused_until_the_first_one_ends() {
    for ground in grounds(&[]) {
        let second = County::open(&opening(&ground.place), &[], false);
        assert!(
            matches!(second, Err(CountyError::InUse(_) | CountyError::Served(_))),
            "{:?}",
            second.map(|_| "opened").map_err(|error| error.to_string())
        );
        let place = ground.place.clone();
        drop(ground.county);
        County::open(&opening(&place), &[], false).map(drop).expect("free again");
    }
}
