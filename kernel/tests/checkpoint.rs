//! Checkpoints on both engines: made once for what was done, signed by either suite, and what they find when history
//! was rewritten so well that the chain alone holds. Not here: how a note is written (beside it).
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use kernel::checkpoint::{self, Against, Note, Verifier};
use kernel::ledger::{self, Act, Entry, Finding};
use kernel::testing::{Ground, grounds};
use kernel::{Actor, DbError, Place, seal, settings};
use serde_json::json;

fn do_something(ground: &Ground, times: usize) {
    for n in 0..times {
        let done = ground.county.write_now(move |tx| {
            let subject = n.to_string();
            let act = Act {
                kind: "x.done",
                subject: ("x", &subject),
                unit: None,
                person: None,
                facts: json!({ "n": n }),
                decision: None,
            };
            ledger::record(tx, &Actor::program(), &act)
        });
        done.expect("done");
    }
}

fn make(ground: &Ground) -> Option<Note> {
    ground.county.write_now(|tx| checkpoint::make(tx, &Actor::program())).expect("made")
}

fn verifier(ground: &Ground) -> Verifier {
    ground.county.read_now(checkpoint::verifier).expect("read").expect("a verifier")
}

fn against(ground: &Ground, note: &Note) -> Against {
    let checkpoint = note.checkpoint.clone();
    ground.county.read_now(move |tx| checkpoint::hold_against(tx, &checkpoint)).expect("held against")
}

fn verified(ground: &Ground) -> Finding {
    ground.county.read_now(ledger::verify).expect("verified")
}

fn choose(ground: &Ground, suite: &'static str) {
    let chosen = ground.county.write_now(move |tx| {
        settings::put(tx, seal::SUITE, suite)?;
        settings::put(tx, "county.code", "610330")?;
        let subject = ("county", "suite");
        let act =
            Act { kind: "x.chosen", subject, unit: None, person: None, facts: json!({}), decision: None };
        ledger::record(tx, &Actor::program(), &act).map(drop)
    });
    chosen.expect("chosen");
}

#[test]
fn a_checkpoint_is_made_once_for_what_was_done_and_signed_by_either_suite() {
    for suite in ["sm", "intl"] {
        for ground in grounds(&[]) {
            assert_eq!(make(&ground), None, "nothing was done yet");
            choose(&ground, suite);
            do_something(&ground, 3);
            let note = make(&ground).expect("a checkpoint");
            assert_eq!((note.checkpoint.size, note.checkpoint.origin.as_str()), (4, "shanzhi/610330"));
            let told = Verifier::parse(&verifier(&ground).to_string()).expect("a verifier");
            assert!(note.signed_by(&told));
            assert_eq!(make(&ground), None, "nothing was done since but the checkpoint");
            do_something(&ground, 1);
            let second = make(&ground).expect("a second");
            assert_eq!(second.checkpoint.size, 6);
            assert_eq!(
                (against(&ground, &note), against(&ground, &second)),
                (Against::Continues, Against::Continues)
            );
            let kept = ground.county.read_now(|tx| checkpoint::list(tx, None, 10)).expect("listed");
            assert_eq!(kept.iter().map(|kept| kept.size).collect::<Vec<_>>(), [6, 4]);
            assert_eq!(Note::parse(&kept[1].note).expect("a note"), note);
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

fn literal(bytes: &[u8], ground: &Ground) -> String {
    match ground.place {
        Place::Folder(_) => format!("x'{}'", hex::encode(bytes)),
        Place::Postgres { .. } => format!("'\\x{}'", hex::encode(bytes)),
    }
}

fn entries(ground: &Ground) -> Vec<Entry> {
    let scope = kernel::Scope::county("a test reads the whole ledger");
    let mut all = ground.county.read_now(move |tx| ledger::recent(tx, &scope, None, 100)).expect("read");
    all.reverse();
    all
}

/// Rewrites the whole chain from an entry on, as somebody with the file and the program would.
fn rewrite_from(ground: &Ground, seq: i64) {
    let mut previous = Vec::new();
    for mut entry in entries(ground) {
        if entry.seq >= seq {
            if entry.seq == seq {
                entry.facts = "{\"n\":99}".to_owned();
            } else {
                entry.previous = previous;
            }
            entry.hash = entry.computed_hash();
            let (before, hash) = (literal(&entry.previous, ground), literal(&entry.hash, ground));
            tamper(
                ground,
                &format!(
                    "update ledger set facts = '{}', previous = {before}, hash = {hash} where seq = {}",
                    entry.facts, entry.seq
                ),
            );
        }
        previous = entry.hash;
    }
    tamper(ground, &format!("update ledger_head set hash = {}", literal(&previous, ground)));
}

#[test]
fn history_rewritten_with_all_its_hashes_is_found_only_by_a_checkpoint_from_before() {
    for ground in grounds(&[]) {
        do_something(&ground, 5);
        let note = make(&ground).expect("a checkpoint");
        do_something(&ground, 2);
        rewrite_from(&ground, 3);
        assert!(matches!(verified(&ground), Finding::Intact { .. }), "the chain alone holds");
        assert_eq!(against(&ground, &note), Against::Rewritten { seq: 5 });
    }
}

#[test]
fn history_cut_off_with_its_head_is_found_only_by_a_checkpoint_from_before() {
    for ground in grounds(&[]) {
        do_something(&ground, 5);
        let note = make(&ground).expect("a checkpoint");
        let third = entries(&ground).remove(2);
        tamper(&ground, "delete from ledger where seq > 3");
        tamper(&ground, &format!("update ledger_head set seq = 3, hash = {}", literal(&third.hash, &ground)));
        assert!(matches!(verified(&ground), Finding::Intact { entries: 3, .. }), "the chain alone holds");
        assert_eq!(against(&ground, &note), Against::Shorter { size: 3 });
    }
}

#[test]
fn two_entries_that_changed_places_are_found_at_the_first_of_them() {
    for ground in grounds(&[]) {
        do_something(&ground, 5);
        tamper(&ground, "update ledger set seq = -1 where seq = 2");
        tamper(&ground, "update ledger set seq = 2 where seq = 4");
        tamper(&ground, "update ledger set seq = 4 where seq = -1");
        assert!(matches!(verified(&ground), Finding::Broken { seq: 2, .. }));
    }
}

#[test]
fn another_countys_checkpoint_is_told_apart_and_witnessed_only_while_it_grows() {
    for (first, second) in grounds(&[]).into_iter().zip(grounds(&[])) {
        choose(&first, "sm");
        do_something(&first, 3);
        do_something(&second, 1);
        let mut note = make(&first).expect("a checkpoint");
        assert_eq!(against(&second, &note), Against::Other { origin: "shanzhi/610330".to_owned() });
        let sign = |note: &Note| {
            let note = note.clone();
            second.county.write_now(move |tx| {
                let mut note = note.clone();
                checkpoint::witness(tx, &Actor::program(), &mut note).map(|found| (found, note))
            })
        };
        let (found, signed) = sign(&note).expect("witnessed");
        assert_eq!(found, Against::Continues);
        assert!(signed.signed_by(&verifier(&second)) && signed.signed_by(&verifier(&first)));
        note.checkpoint.head = vec![1; 32];
        assert_eq!(sign(&note).expect("looked at").0, Against::Rewritten { seq: 4 });
        note.checkpoint.size = 2;
        // A change without an act would be refused: nothing is kept of a checkpoint that is not signed.
        assert_eq!(sign(&note).expect("looked at").0, Against::Shorter { size: 2 });
        let kept = first.county.write_now(move |tx| {
            let act = Act {
                kind: "x.kept",
                subject: ("x", "1"),
                unit: None,
                person: None,
                facts: json!({}),
                decision: None,
            };
            ledger::record(tx, &Actor::program(), &act)?;
            Ok::<_, DbError>((checkpoint::keep_countersigned(tx, &signed)?, checkpoint::of_size(tx, 4)?))
        });
        let (changed, kept) = kept.expect("kept");
        assert!(
            changed
                && kept
                    .is_some_and(|kept| kept.note.lines().filter(|line| line.starts_with('—')).count() == 2)
        );
    }
}
