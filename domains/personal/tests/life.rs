//! The life of personal data: an own copy that holds one's own and nobody else's, corrections, forgetting. Not here: that
//! the register knows every column of the house (`server/tests/register.rs`).
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use std::io::{Cursor, Read};

use axum::http::StatusCode;
use kernel::actor::Role;
use kernel::testing::{Ground, actor, grounds};
use kernel::{Actor, Fault};
use law::Rulebook;
use personal::copy;
use personal::correction::{self, Asked};
use serde_json::json;
use web::testing::{Doors, assert_texts};

/// The kernel's own tables and this room's; the register also names those of rooms that are not built here.
fn doors(ground: &Ground) -> Doors {
    Doors::open(&ground.county, personal::routes(), personal::TEXTS)
}

fn place() -> Vec<Ground> {
    grounds(&[personal::schema()])
}

fn asked() -> Asked {
    Asked {
        area: "people".into(),
        wrong: "出生年月".into(),
        right: "一九八五年三月".into(),
        evidence: "档案".into(),
    }
}

fn ask(ground: &Ground, who: &Actor, asked: Asked) -> Result<String, Fault> {
    let who = who.clone();
    let book = Rulebook::built_in().expect("a rulebook");
    ground.county.write_now(move |tx| correction::ask(tx, &who, &book, &asked))
}

#[test]
fn a_correction_is_asked_by_oneself_and_answered_by_a_colleague_with_words() {
    for ground in place() {
        let doors = doors(&ground);
        let me = actor("p1", &[(Role::Organiser, None)]);
        let (keeper, other) = (actor("p2", &[(Role::Organiser, None)]), actor("p3", &[(Role::Cadre, None)]));
        let id = ask(&ground, &me, asked()).expect("asked");
        let path = format!("/personal/corrections/{id}");
        assert!(doors.get(Some(&me), "/personal").seen().contains("待核实"));
        assert_eq!(doors.get(Some(&other), &path).status, StatusCode::NOT_FOUND);
        assert!(!doors.get(Some(&me), &path).body.contains("name=\"outcome\""), "nobody answers their own");
        assert!(doors.get(Some(&keeper), &path).body.contains("name=\"outcome\""));
        let silent = doors.post(Some(&keeper), &path, &[("outcome", "corrected"), ("answer", " ")]);
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let own = doors.post(Some(&me), &path, &[("outcome", "corrected"), ("answer", "改好了")]);
        assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
        doors.done(
            Some(&keeper),
            &path,
            &[("outcome", "corrected"), ("answer", "已按档案改为一九八五年三月")],
        );
        let seen = doors.get(Some(&me), &path).seen();
        assert!(seen.contains("已更正") && seen.contains("已按档案改为"), "{seen}");
        doors.assert_drawn(Some(&me), &path);
        doors.assert_drawn(Some(&me), "/personal");
        doors.assert_drawn(Some(&me), "/personal/corrections/new");
    }
}

#[test]
fn an_empty_or_unknown_field_is_named_and_nothing_is_kept() {
    for ground in place() {
        let me = actor("p1", &[(Role::Cadre, None)]);
        let faults = [
            ("area", Asked { area: "elsewhere".into(), ..asked() }),
            ("wrong", Asked { wrong: "  ".into(), ..asked() }),
            ("right", Asked { right: String::new(), ..asked() }),
            ("evidence", Asked { evidence: "长".repeat(1_001), ..asked() }),
        ];
        for (field, asked) in faults {
            let Err(Fault::Refused(refused)) = ask(&ground, &me, asked) else { panic!("{field} was taken") };
            assert_eq!(refused[0].field.as_deref(), Some(field));
        }
        let kept = ground.county.read_now(|tx| correction::mine(tx, "p1")).expect("read");
        assert!(kept.is_empty());
    }
}

#[test]
fn everybody_may_read_what_is_held_and_why() {
    for ground in place() {
        let doors = doors(&ground);
        doors.assert_drawn(None, "/open/personal-data");
        let seen = doors.get(None, "/open/personal-data").seen();
        for words in ["处理目的", "公务员法", "id_number", "190 天后清除"] {
            assert!(seen.contains(words), "{words}");
        }
    }
}

#[test]
fn a_packed_copy_names_its_areas_and_its_files_stay_within_it() {
    let folder = tempfile();
    let own = copy::Own::of(
        vec![("people", json!({ "tables": { "person": { "rows": [{ "name": "赵一" }] } } }))],
        vec![("../../逃.pdf".to_owned(), "00".repeat(32))],
    );
    let bytes = copy::pack(&own, &folder, "说明").expect("packed");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let names: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    assert!(names.iter().all(|name| !name.contains("..")), "{names:?}");
    let mut said = String::new();
    zip.by_name("people.json").expect("an area").read_to_string(&mut said).expect("text");
    assert!(said.contains("赵一"));
    let mut missing = String::new();
    zip.by_name("files-not-packed.txt").expect("a list").read_to_string(&mut missing).expect("text");
    assert!(missing.contains("逃.pdf"), "a file that is gone is named");
}

fn tempfile() -> std::path::PathBuf {
    std::env::temp_dir()
}

#[test]
fn both_languages_have_every_text_the_pages_ask_for() {
    assert_texts(personal::TEXTS, env!("CARGO_MANIFEST_DIR"), &[], 30);
}
