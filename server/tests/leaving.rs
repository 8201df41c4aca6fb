//! What leaves the building: a backup and a signed checkpoint once a day, backups that restore, old ones let go, and a
//! county that travels by the commands. Not here: copies as such and checkpoints as such (kernel).
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use std::path::Path;
use std::process::{Command, Output};

use kernel::checkpoint::Note;
use kernel::ledger::{self, Act, Finding};
use kernel::testing::{Ground, grounds};
use kernel::{Actor, County, DbError, Place};
use serde_json::json;
use server::backup;
use server::daily::{Leaving, leave};

fn county() -> Ground {
    grounds(&server::assembly::schemas()).remove(0)
}

fn act(county: &County) {
    let done = county.write_now(|tx| {
        let subject = ("x", "1");
        let act = Act { kind: "x.done", subject, unit: None, person: None, facts: json!({}), decision: None };
        ledger::record(tx, &Actor::program(), &act)
    });
    done.expect("done");
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn once_a_day_a_checkpoint_and_a_backup_leave_and_the_old_ones_are_let_go() {
    let ground = county();
    let out = tempfile::tempdir().expect("a folder");
    let leaving = Leaving {
        backups: Some(out.path().join("backups")),
        keep: 2,
        checkpoints: Some(out.path().join("checkpoints")),
    };
    for day in 0..3 {
        act(&ground.county);
        for hour in [0, 5] {
            let start: jiff::Timestamp = "2026-03-02T01:00:00Z".parse().expect("a time");
            ground.county.clock().set(start + jiff::SignedDuration::from_hours(day * 24 + hour));
            leave(&ground.county, &leaving).expect("left");
        }
    }
    assert_eq!(
        files(&out.path().join("backups")),
        ["shanzhi-county-20260303T010000Z.backup", "shanzhi-county-20260304T010000Z.backup"]
    );
    let notes = files(&out.path().join("checkpoints"));
    assert_eq!(notes, ["000000000001.checkpoint", "000000000003.checkpoint", "000000000005.checkpoint"]);
    let last = std::fs::read_to_string(out.path().join("checkpoints").join(&notes[2])).expect("a note");
    assert_eq!(Note::parse(&last).expect("a note").checkpoint.size, 5);
}

#[test]
fn a_backup_restores_beside_and_into_a_county_of_its_own() {
    let ground = county();
    act(&ground.county);
    let out = tempfile::tempdir().expect("a folder");
    let made = backup::make(&ground.county, out.path(), true).expect("made and tried");
    assert_eq!(files(out.path()).len(), 1, "nothing half made or tried is left");
    let place = Place::Folder(out.path().join("again"));
    let copied = backup::restore(&made.path, place, ground.county.keyring()).expect("restored");
    assert_eq!((copied.entries, &copied), (1, &made.copied));
    let over = Place::Folder(out.path().join("again"));
    assert!(backup::restore(&made.path, over, ground.county.keyring()).is_err(), "never over a county");
}

fn shanzhi(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shanzhi"));
    command.args(arguments).env_remove("SHANZHI_MASTER_KEY").output().expect("the program")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// As [`shanzhi`], and it must succeed.
fn done(arguments: &[&str]) -> String {
    let output = shanzhi(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

#[test]
fn a_county_is_backed_up_lost_restored_moved_and_held_against_its_checkpoint_by_commands() {
    let out = tempfile::tempdir().expect("a folder");
    let path = |name: &str| out.path().join(name).to_string_lossy().into_owned();
    let (dir, backups, moved, note) = (path("county"), path("backups"), path("moved"), path("note"));
    done(&["init", "--dir", &dir, "--name", "凤县", "--code", "610330"]);
    let signed = shanzhi(&["checkpoint", "--dir", &dir]);
    std::fs::write(&note, &signed.stdout).expect("kept");
    done(&["backup", "--dir", &dir, "--to", &backups]);
    assert!(said(&shanzhi(&["restore", "--dir", &dir, "--from", &backups])).contains("--replace"));
    done(&["restore", "--dir", &dir, "--from", &backups, "--replace"]);
    let held = done(&["verify", "--dir", &dir, "--against", &note]);
    assert!(held.contains("It continues"), "{held}");
    let looked = shanzhi(&["doctor", "--dir", &dir, "--backups", &backups]);
    for about in ["database", "key", "disk", "calendar", "backup", "checkpoint"] {
        assert!(said(&looked).contains(about), "{about}: {}", said(&looked));
    }
    std::fs::remove_dir_all(&moved).ok();
    let none = shanzhi(&["doctor", "--dir", &dir, "--backups", &moved]);
    assert!(!none.status.success() && said(&none).contains("There is no backup"));
    let arrived = done(&["migrate", "--from", &format!("sqlite:{dir}"), "--to", &format!("sqlite:{moved}")]);
    assert!(arrived.contains("on both sides"), "{arrived}");
    assert!(done(&["verify", "--dir", &moved, "--against", &note]).contains("It continues"));
    let backup = backup::list(Path::new(&backups)).expect("listed").pop().expect("a backup");
    let backup = backup.to_string_lossy().into_owned();
    assert!(done(&["verify", "--dir", &dir, "--backup", &backup, "--against", &note]).contains("intact"));
    let again =
        said(&shanzhi(&["migrate", "--from", &format!("sqlite:{dir}"), "--to", &format!("sqlite:{moved}")]));
    assert!(again.contains("there is a county already"), "{again}");
    let forged = std::fs::read_to_string(&note).expect("a note").replace("610330", "610331");
    std::fs::write(&note, forged).expect("forged");
    let refused = shanzhi(&["verify", "--dir", &dir, "--against", &note]);
    assert!(!refused.status.success() && said(&refused).contains("does not carry the signature"));
}

#[test]
fn the_ledger_of_a_restored_county_is_the_one_that_was_backed_up() {
    let ground = county();
    (0..5).for_each(|_| act(&ground.county));
    let out = tempfile::tempdir().expect("a folder");
    let made = backup::make(&ground.county, out.path(), false).expect("made");
    let found: Finding =
        ground.county.read_now(ledger::verify).map_err(|error: DbError| error).expect("verified");
    assert_eq!(found, Finding::Intact { entries: 5, head: made.copied.head });
}
