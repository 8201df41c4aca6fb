//! The pages of the room: checkpoints for everybody, signing for one, openings for their owner. Not here: what holding
//! a ledger against a checkpoint finds (kernel).
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use axum::http::StatusCode;
use kernel::actor::Role;
use kernel::ledger::{self, Act};
use kernel::procedure::Words;
use kernel::seal::{self, Purpose, Sealing};
use kernel::testing::{Ground, actor, grounds};
use kernel::{Actor, Fault};
use serde_json::json;
use web::testing::{Doors, assert_texts};

const NOTE: Purpose = Purpose { id: "note", title: Words::new("笔记", "Note"), two_people: false };

fn doors(ground: &Ground) -> Doors {
    Doors::open(&ground.county, trust::routes(), trust::TEXTS)
}

fn seal_and_open(ground: &Ground, by: &Actor) {
    let by = by.clone();
    let done = ground.county.write_now(move |tx| {
        let subject = ("note", "n1");
        let sealing = Sealing { purpose: &NOTE, subject, owner: Some("p1"), opens_until: None };
        let sealed = seal::seal(tx, &sealing, b"secret")?;
        let act =
            Act { kind: "note.sealed", subject, unit: None, person: None, facts: json!({}), decision: None };
        ledger::record(tx, &by, &act)?;
        let opening = seal::ask(tx, &by, &sealed, "核对线索")?;
        seal::open(tx, &by, &NOTE, &opening)?;
        Ok::<_, Fault>(())
    });
    done.expect("sealed and opened");
}

#[test]
fn the_audit_administrator_signs_and_anybody_downloads_what_the_county_signed() {
    for ground in grounds(&[]) {
        let doors = doors(&ground);
        let (audit, cadre) = (actor("au", &[(Role::AuditAdmin, None)]), actor("p2", &[(Role::Cadre, None)]));
        seal_and_open(&ground, &cadre);
        assert!(doors.get(None, "/open/ledger").seen().contains("尚未签过检查点"));
        assert_eq!(doors.post(Some(&cadre), "/trust/checkpoints", &[]).status, StatusCode::FORBIDDEN);
        doors.done(Some(&audit), "/trust/checkpoints", &[]);
        doors.done(Some(&audit), "/trust/checkpoints", &[]);
        doors.assert_drawn(None, "/open/ledger");
        doors.assert_drawn(Some(&audit), "/open/ledger");
        let listed = doors.get(None, "/open/ledger");
        assert_eq!(listed.body.matches("/open/ledger/").count(), 1, "what was signed is not signed again");
        let file = doors.get(None, "/open/ledger/3");
        let note = kernel::checkpoint::Note::parse(&file.body).expect("a note");
        let verifier = ground.county.read_now(kernel::checkpoint::verifier).expect("read").expect("a key");
        assert!(note.signed_by(&verifier) && listed.seen().contains(&verifier.to_string()));
        assert_eq!(doors.get(None, "/open/ledger/2").status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn the_audit_administrator_reads_the_ledger_by_kind_and_day_without_its_content_and_nobody_else_does() {
    for ground in grounds(&[]) {
        let doors = doors(&ground);
        let (audit, cadre) = (actor("au", &[(Role::AuditAdmin, None)]), actor("p2", &[(Role::Cadre, None)]));
        seal_and_open(&ground, &cadre);
        for path in ["/trust/ledger", "/trust/ledger.csv"] {
            assert_eq!(doors.get(None, path).status, StatusCode::SEE_OTHER, "{path}");
            let keeper = actor("k", &[(Role::SecurityAdmin, None), (Role::Organiser, None)]);
            for other in [&cadre, &keeper] {
                assert_eq!(doors.get(Some(other), path).status, StatusCode::FORBIDDEN, "{path}");
            }
        }
        doors.assert_drawn(Some(&audit), "/trust/ledger");
        let all = doors.get(Some(&audit), "/trust/ledger").seen();
        assert!(
            all.contains("note.sealed") && all.contains("seal.opened") && !all.contains("核对线索"),
            "{all}"
        );
        let seals = doors.get(Some(&audit), "/trust/ledger?kind=seal.").seen();
        assert!(seals.contains("seal.asked") && !seals.contains("note.sealed"), "{seals}");
        let today = kernel::clock::date_at(ground.county.clock().now());
        let of_day = |day| doors.get(Some(&audit), &format!("/trust/ledger.csv?day={day}")).body;
        assert_eq!(of_day(today).lines().count(), 4, "{}", of_day(today));
        assert_eq!(of_day(today.yesterday().expect("a day")).lines().count(), 1);
        let file = doors.get(Some(&audit), "/trust/ledger.csv?kind=note.");
        assert!(
            file.kind.starts_with("text/csv") && file.body.contains("\"note.sealed\",\"note\","),
            "{}",
            file.body
        );
        assert!(
            !file.body.contains("n1")
                && file.body.trim_end().rsplit(',').next().is_some_and(|hash| hash.len() == 64)
        );
    }
}

#[test]
fn a_person_sees_who_opened_what_was_sealed_about_them_and_nobody_else_does() {
    for ground in grounds(&[]) {
        let doors = doors(&ground);
        let (owner, other) = (actor("p1", &[]), actor("p2", &[(Role::Inspector, None)]));
        seal_and_open(&ground, &other);
        let seen = doors.get(Some(&owner), "/trust/openings").seen();
        assert!(seen.contains("核对线索") && seen.contains("p2"), "{seen}");
        assert!(!doors.get(Some(&other), "/trust/openings").seen().contains("核对线索"));
        doors.assert_drawn(Some(&owner), "/trust/openings");
        assert_eq!(doors.get(None, "/trust/openings").status, StatusCode::SEE_OTHER);
    }
}

#[test]
fn both_languages_have_every_text_the_pages_ask_for() {
    assert_texts(trust::TEXTS, env!("CARGO_MANIFEST_DIR"), &["trust-sealed-"], 15);
}
