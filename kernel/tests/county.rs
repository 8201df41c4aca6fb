//! Storage on both engines: what a county promises about reads, writes, acts and the ledger. PostgreSQL is
//! tested where `SHANZHI_TEST_POSTGRES` names a server (`cargo xtask check` starts one).

use kernel::account::{self, NewAccount};
use kernel::actor::{Actor, Grant, Role};
use kernel::clock::Clock;
use kernel::county::{County, CountyError, Kept, Opening, Place};
use kernel::ids::Entropy;
use kernel::ledger::{self, Act, Finding};
use kernel::{DbError, Fault, Scope, params, settings};
use serde_json::json;

struct Ground {
    county: County,
    place: Place,
    _folder: tempfile::TempDir,
}

fn opening(place: &Place) -> Opening {
    Opening {
        place: place.clone(),
        clock: Clock::standing_at("2026-03-02T01:00:00Z".parse().expect("a time")),
        entropy: Entropy::seeded(7),
        keyring: kernel::seal::Keyring::given(&"07".repeat(32)),
        readers: 2,
    }
}

fn grounds() -> Vec<Ground> {
    let mut grounds = Vec::new();
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::Folder(folder.path().to_owned());
    grounds.push((place, folder));
    if let Ok(url) = std::env::var("SHANZHI_TEST_POSTGRES") {
        let folder = tempfile::tempdir().expect("a folder");
        let schema = format!("t_{}", hex::encode(Entropy::from_system().bytes::<6>()));
        grounds.push((Place::Postgres { url, schema, files: folder.path().to_owned() }, folder));
    }
    grounds
        .into_iter()
        .map(|(place, folder)| {
            let county = County::open(&opening(&place), &[], true).expect("a county");
            Ground { county, place, _folder: folder }
        })
        .collect()
}

fn act<'a>(kind: &'a str, id: &'a str) -> Act<'a> {
    Act { kind, subject: ("setting", id), unit: None, person: None, facts: json!({"n": 1}), decision: None }
}

#[test]
fn a_change_with_its_act_is_there_after_the_answer() {
    for ground in grounds() {
        let wrote: Result<i64, DbError> = ground.county.write_now(|tx| {
            settings::put(tx, "name", "凤县")?;
            ledger::record(tx, &Actor::program(), &act("setting.changed", "name"))
        });
        assert_eq!(wrote.expect("written"), 1);
        let read: Result<Option<String>, DbError> = ground.county.read_now(|tx| settings::get(tx, "name"));
        assert_eq!(read.expect("read").as_deref(), Some("凤县"));
    }
}

#[test]
fn a_change_without_an_act_is_undone() {
    for ground in grounds() {
        let wrote: Result<(), DbError> = ground.county.write_now(|tx| settings::put(tx, "name", "x"));
        assert!(matches!(wrote, Err(DbError::ChangeWithoutAct)), "{wrote:?}");
        let read: Result<Option<String>, DbError> = ground.county.read_now(|tx| settings::get(tx, "name"));
        assert_eq!(read.expect("read"), None);
    }
}

#[test]
fn a_failing_write_is_undone_alone_and_the_next_one_stands() {
    for ground in grounds() {
        let failed: Result<(), Fault> = ground.county.write_now(|tx| {
            settings::put(tx, "a", "1")?;
            ledger::record(tx, &Actor::program(), &act("setting.changed", "a"))?;
            Err(Fault::NotFound)
        });
        assert!(matches!(failed, Err(Fault::NotFound)));
        let stands: Result<i64, DbError> = ground.county.write_now(|tx| {
            settings::put(tx, "b", "2")?;
            ledger::record(tx, &Actor::program(), &act("setting.changed", "b"))
        });
        assert_eq!(stands.expect("written"), 1, "the ledger has no gap");
        let read: Result<_, DbError> =
            ground.county.read_now(|tx| Ok((settings::get(tx, "a")?, settings::get(tx, "b")?)));
        assert_eq!(read.expect("read"), (None, Some("2".to_owned())));
    }
}

#[test]
fn a_panic_in_a_write_is_an_error_and_the_county_goes_on() {
    for ground in grounds() {
        let panicked: Result<(), DbError> = ground.county.write_now(|_| panic!("a bug"));
        assert!(panicked.is_err());
        let stands: Result<i64, DbError> =
            ground.county.write_now(|tx| ledger::record(tx, &Actor::program(), &act("x.done", "1")));
        assert!(stands.is_ok());
    }
}

#[test]
fn a_read_does_not_write() {
    for ground in grounds() {
        let wrote: Result<(), DbError> = ground.county.read_now(|tx| settings::put(tx, "a", "1"));
        assert!(matches!(wrote, Err(DbError::ReadOnly)));
    }
}

#[test]
fn rows_nobody_waits_for_are_there_for_the_next_statement_and_after_the_commit() {
    for ground in grounds() {
        let wrote: Result<usize, DbError> = ground.county.write_now(|tx| {
            let scope = Scope::county("a test");
            for n in 0..150 {
                tx.insert(
                    "insert into setting (name, value) values ($1, $2)",
                    params![format!("n{n}"), "1"],
                )?;
                ledger::record(tx, &Actor::program(), &act("setting.changed", "n"))?;
            }
            Ok(tx.rows(&scope, "select name from setting", params![])?.len())
        });
        assert_eq!(wrote.expect("written"), 150);
        let found: Result<Finding, DbError> = ground.county.read_now(ledger::verify);
        assert!(matches!(found, Ok(Finding::Intact { entries: 150, .. })), "{found:?}");
        let twice: Result<i64, DbError> = ground.county.write_now(|tx| {
            tx.insert("insert into setting (name, value) values ($1, $2)", params!["n7", "2"])?;
            ledger::record(tx, &Actor::program(), &act("setting.changed", "n7"))
        });
        assert!(matches!(twice, Err(DbError::Duplicate { .. })), "{twice:?}");
        let found: Result<Finding, DbError> = ground.county.read_now(ledger::verify);
        assert!(matches!(found, Ok(Finding::Intact { entries: 150, .. })), "{found:?}");
    }
}

#[test]
fn an_answer_that_was_kept_is_read_again_after_any_change_and_on_another_day() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for ground in grounds() {
        let county = &ground.county;
        let kept: Kept<u8, Option<String>> = Kept::new(1);
        let read = |key: u8| {
            let answer = runtime.block_on(kept.read(county, &key, |tx| settings::get(tx, "a")));
            answer as Result<std::sync::Arc<Option<String>>, DbError>
        };
        assert_eq!(*read(1).expect("read"), None);
        let first = read(1).expect("read");
        if county.moment().is_some() {
            assert!(std::sync::Arc::ptr_eq(&first, &read(1).expect("read")), "nothing was changed");
            assert!(!std::sync::Arc::ptr_eq(&read(2).expect("read"), &read(2).expect("read")), "no room");
        }
        let wrote: Result<i64, DbError> = county.write_now(|tx| {
            settings::put(tx, "a", "1")?;
            ledger::record(tx, &Actor::program(), &act("setting.changed", "a"))
        });
        wrote.expect("written");
        assert_eq!(read(1).expect("read").as_deref(), Some("1"), "the change is seen at once");
        let before = read(1).expect("read");
        county.clock().set("2026-03-03T01:00:00Z".parse().expect("a time"));
        assert!(!std::sync::Arc::ptr_eq(&before, &read(1).expect("read")), "another day");
    }
}

#[test]
fn many_writers_at_once_leave_a_ledger_without_gaps() {
    for ground in grounds() {
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let county = ground.county.clone();
                scope.spawn(move || {
                    for n in 0..25 {
                        let name = format!("{writer}-{n}");
                        let wrote: Result<i64, DbError> = county.write_now(move |tx| {
                            settings::put(tx, &name, "1")?;
                            ledger::record(tx, &Actor::program(), &act("setting.changed", &name))
                        });
                        wrote.expect("written");
                    }
                });
            }
        });
        let found: Result<Finding, DbError> = ground.county.read_now(ledger::verify);
        assert!(matches!(found, Ok(Finding::Intact { entries: 200, .. })), "{found:?}");
    }
}

#[test]
fn rewriting_deleting_or_truncating_the_ledger_is_found_at_its_entry() {
    for change in [
        ("update ledger set facts = '{\"n\":2}' where seq = 3", 3),
        ("delete from ledger where seq = 3", 3),
        ("delete from ledger where seq = 5", 5),
        ("update ledger set seq = seq + 1 where seq = 5", 5),
    ] {
        for ground in grounds() {
            for n in 0..5 {
                let name = n.to_string();
                let wrote: Result<i64, DbError> = ground
                    .county
                    .write_now(move |tx| ledger::record(tx, &Actor::program(), &act("x.done", &name)));
                wrote.expect("written");
            }
            let tampered: Result<u64, DbError> = ground.county.write_now(move |tx| {
                let changed = tx.execute(change.0, &[])?;
                settings::put(tx, "cover", "up")?;
                Ok(changed)
            });
            assert!(matches!(tampered, Err(DbError::ChangeWithoutAct)), "the county itself does not let it");
            tamper(&ground, change.0);
            let found: Result<Finding, DbError> = ground.county.read_now(ledger::verify);
            assert!(
                matches!(found, Ok(Finding::Broken { seq, .. }) if seq == change.1),
                "{change:?}: {found:?}"
            );
        }
    }
}

fn tamper(ground: &Ground, sql: &str) {
    match &ground.place {
        Place::Folder(folder) => {
            let connection = rusqlite::Connection::open(folder.join("county.sqlite")).expect("the file");
            connection.execute_batch(sql).expect("tampered");
        }
        Place::Postgres { url, schema, .. } => {
            let mut client = postgres::Client::connect(url, postgres::NoTls).expect("the server");
            client.batch_execute(&format!("set search_path to {schema}; {sql}")).expect("tampered");
        }
    }
}

#[test]
fn a_second_process_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::Folder(folder.path().to_owned());
    let _first = County::open(&opening(&place), &[], true).expect("a county");
    let second = County::open(&opening(&place), &[], true);
    assert!(matches!(second.err(), Some(CountyError::InUse(_))));
}

#[test]
fn opening_a_folder_that_holds_no_county_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::Folder(folder.path().join("nothing"));
    assert!(matches!(County::open(&opening(&place), &[], false).err(), Some(CountyError::Missing(_))));
}

fn signed_in(ground: &Ground, login: &'static str, grants: Vec<Grant>) -> Actor {
    let hash = account::hash_password("a long enough sentence", [1; 16]).expect("hashed");
    let made: Result<Actor, Fault> = ground.county.write_now(move |tx| {
        let new = NewAccount {
            person: Some("p1"),
            login,
            name: "张示例",
            password_hash: &hash,
            must_change: false,
        };
        let id = account::create(tx, &new)?;
        for held in &grants {
            account::grant(tx, &id, held, (tx.today(), None), "test")?;
        }
        ledger::record(tx, &Actor::program(), &act("account.created", &id))?;
        account::actor(tx, &id)?.ok_or(Fault::NotFound)
    });
    made.expect("an account")
}

#[test]
fn a_password_signs_in_and_five_wrong_ones_make_the_account_rest() {
    for ground in grounds() {
        let actor = signed_in(&ground, "zhang", vec![]);
        let credential = ground
            .county
            .read_now(|tx| account::credential_by_login(tx, " Zhang "))
            .expect("read")
            .expect("found");
        assert!(credential.matches("a long enough sentence") && !credential.matches("a long enough sentenc"));
        let proof = credential.prove("a long enough sentence", ground.county.clock().now()).expect("a proof");
        assert!(proof.covers(&actor, ground.county.clock().now()));
        for _ in 0..5 {
            let failed: Result<_, DbError> = ground.county.write_now(|tx| {
                let credential = account::credential_by_login(tx, "zhang")?.expect("found");
                let until = account::count_failure(tx, &credential)?;
                ledger::record(tx, &Actor::program(), &act("account.password-wrong", "zhang"))?;
                Ok(until)
            });
            failed.expect("counted");
        }
        let rests = ground.county.read_now(|tx| account::credential_by_login(tx, "zhang"));
        let rests = rests.expect("read").expect("found");
        assert!(rests.rests_at(ground.county.clock().now()));
        assert!(rests.prove("a long enough sentence", ground.county.clock().now()).is_none());
    }
}

#[test]
fn the_three_administrators_are_three_people() {
    for ground in grounds() {
        let actor = signed_in(&ground, "li", vec![Grant { role: Role::SystemAdmin, unit: None }]);
        let second: Result<String, Fault> = ground.county.write_now(move |tx| {
            account::grant(
                tx,
                &actor.account,
                &Grant { role: Role::AuditAdmin, unit: None },
                (tx.today(), None),
                "x",
            )
        });
        assert!(matches!(second, Err(Fault::Refused(_))));
    }
}

#[test]
fn a_taken_sign_in_name_is_refused_with_its_field() {
    for ground in grounds() {
        signed_in(&ground, "wang", vec![]);
        let again: Result<String, Fault> = ground.county.write_now(|tx| {
            let new = NewAccount {
                person: None,
                login: "WANG",
                name: "x",
                password_hash: "demo",
                must_change: false,
            };
            account::create(tx, &new)
        });
        let Err(Fault::Refused(refusals)) = again else { panic!("{again:?}") };
        assert_eq!(refusals[0].field.as_deref(), Some("login"));
    }
}

#[test]
fn every_statement_of_the_kernel_is_known_to_both_engines() {
    for ground in grounds() {
        for (name, sql) in kernel::schema().statements.iter().flat_map(|file| file.iter()) {
            let known: Result<(), DbError> = ground.county.read_now(move |tx| tx.prepare(sql));
            assert!(known.is_ok(), "{name}: {known:?}");
        }
    }
}

#[test]
fn a_head_holds_the_role_on_units_beneath_but_not_beside() {
    for ground in grounds() {
        let head = signed_in(&ground, "head", vec![Grant { role: Role::Head, unit: Some("town".into()) }]);
        let tree: Result<(), DbError> = ground.county.write_now(|tx| {
            for (unit, ancestor, depth) in [
                ("town", "town", 0),
                ("village", "village", 0),
                ("village", "town", 1),
                ("other", "other", 0),
            ] {
                let sql = "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, $3)";
                tx.execute(sql, params![unit, ancestor, depth])?;
            }
            ledger::record(tx, &Actor::program(), &act("unit.added", "town"))?;
            Ok(())
        });
        tree.expect("a tree");
        let holds: Result<_, DbError> = ground.county.read_now(move |tx| {
            Ok([
                head.holds(tx, Role::Head, "town")?,
                head.holds(tx, Role::Head, "village")?,
                head.holds(tx, Role::Head, "other")?,
                head.holds(tx, Role::Organiser, "town")?,
            ])
        });
        assert_eq!(holds.expect("read"), [true, true, false, false]);
    }
}

#[test]
fn a_scope_of_units_reads_only_what_is_beneath_them() {
    for ground in grounds() {
        let set: Result<(), DbError> = ground.county.write_now(|tx| {
            for (unit, ancestor) in
                [("town", "town"), ("village", "village"), ("village", "town"), ("far", "far")]
            {
                let sql = "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, 0)";
                tx.execute(sql, params![unit, ancestor])?;
            }
            for unit in ["town", "village", "far"] {
                let one = Act { unit: Some(unit), ..act("x.done", unit) };
                ledger::record(tx, &Actor::program(), &one)?;
            }
            Ok(())
        });
        set.expect("set");
        let scope = Scope::units(vec!["town".into()], None);
        let seen: Result<Vec<_>, DbError> =
            ground.county.read_now(move |tx| ledger::recent(tx, &scope, None, 50));
        let units: Vec<_> = seen.expect("read").into_iter().filter_map(|entry| entry.unit).collect();
        assert_eq!(units, ["village", "town"]);
    }
}
