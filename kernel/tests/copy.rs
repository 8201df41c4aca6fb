//! Copies between the engines: every row, every attachment and the ledger's head arrive, or nothing is kept; a backup
//! that was changed anywhere is refused. Not here: where backups lie (server).
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use std::io::Cursor;

use kernel::copy::{self, Copied, CopyError, Frame, Receiver, Sender};
use kernel::county::{County, Opening, receive};
use kernel::db::migrate::Schema;
use kernel::ids::Entropy;
use kernel::ledger::{self, Act};
use kernel::seal::{Keyring, Suite};
use kernel::testing::{Ground, grounds};
use kernel::{Actor, Fault, Place, Scope, files, params, settings};
use serde_json::json;

const ROOM: Schema = Schema {
    room: "things",
    migrations: &["create table thing (id text primary key, n bigint, r double precision, b bytea, s text);"],
    statements: &[],
};
const NEWER: Schema = Schema {
    room: "things",
    migrations: &[
        "create table thing (id text primary key, n bigint, r double precision, b bytea, s text);",
        "create table later (id text primary key);",
    ],
    statements: &[],
};

fn act<'a>(kind: &'a str, id: &'a str) -> Act<'a> {
    Act { kind, subject: ("thing", id), unit: None, person: None, facts: json!({}), decision: None }
}

fn fill(ground: &Ground) {
    let folder = ground.county.files().to_owned();
    let stored = files::store(&folder, "附件".as_bytes()).expect("stored");
    let done = ground.county.write_now(move |tx| {
        settings::put(tx, "county.code", "610330")?;
        for n in 0..300_i64 {
            let id = format!("t{n:03}");
            let (real, bytes, text) =
                (n as f64 / 3.0, vec![n as u8; 5], if n % 2 == 0 { Some("字\u{0}符") } else { None });
            let text = text.map(|text| text.replace('\u{0}', "·"));
            tx.execute(
                "insert into thing (id, n, r, b, s) values ($1, $2, $3, $4, $5)",
                params![&id, n - 150, real, bytes, text],
            )?;
            ledger::record(tx, &Actor::program(), &act("thing.made", &id))?;
        }
        files::attach(tx, ("thing", "t001"), &stored, "附件.txt", (None, None), "program")?;
        Ok::<_, Fault>(())
    });
    done.expect("filled");
}

fn frames(ground: &Ground) -> (Vec<Frame>, Copied) {
    let folder = ground.county.files().to_owned();
    let sent = ground.county.read_now(move |tx| {
        let mut frames = Vec::new();
        let copied = copy::send(tx, &folder, &mut |frame| {
            frames.push(frame);
            Ok(())
        })?;
        Ok::<_, CopyError>((frames, copied))
    });
    sent.expect("sent")
}

fn target(ground: &Ground, folder: &tempfile::TempDir) -> Opening {
    let place = match &ground.place {
        Place::Folder(_) => Place::Folder(folder.path().join("copy")),
        Place::Postgres { url, schema, .. } => {
            let files = folder.path().join("copy");
            Place::Postgres { url: url.clone(), schema: format!("{schema}_c"), files }
        }
    };
    Opening {
        place,
        clock: ground.county.clock().clone(),
        entropy: Entropy::seeded(9),
        keyring: Keyring::given(&"07".repeat(32)),
        readers: 1,
    }
}

fn versions(ground: &Ground) -> std::collections::BTreeMap<String, usize> {
    ground.county.read_now(copy::versions).expect("versions")
}

fn take(frames: Vec<Frame>) -> impl FnMut() -> Result<Option<Frame>, CopyError> {
    let mut frames = frames.into_iter();
    move || Ok(frames.next())
}

#[test]
fn a_county_travels_from_either_engine_to_either_with_every_row_and_its_ledgers_head() {
    for from in grounds(&[ROOM]) {
        fill(&from);
        let (sent, copied) = frames(&from);
        assert_eq!((copied.tables["thing"], copied.files, copied.entries), (300, 1, 300));
        for to in grounds(&[ROOM]) {
            let folder = tempfile::tempdir().expect("a folder");
            let opening = target(&to, &folder);
            let arrived =
                receive(&opening, &[ROOM], &versions(&from), &mut take(sent.clone())).expect("received");
            assert_eq!(arrived, copied);
            let county = County::open(&opening, &[NEWER], false).expect("opened and brought up to date");
            let scope = Scope::county("a test reads what arrived");
            let row = county.read_now(move |tx| {
                tx.row(&scope, "select n, r, b, s from thing where id = 't002'", params![])
            });
            let row = row.expect("read").expect("a row");
            assert_eq!(
                (row.int(0).ok(), row.get::<f64>(1).ok(), row.get::<Vec<u8>>(2).ok(), row.text(3).ok()),
                (Some(-148), Some(2.0 / 3.0), Some(vec![2; 5]), Some("字·符".to_owned()))
            );
            let found = county.read_now(|tx| {
                let scope = Scope::county("a test reads what arrived");
                Ok::<_, Fault>(files::of_subject(tx, &scope, ("thing", "t001"))?)
            });
            let attached = found.expect("read");
            let bytes =
                std::fs::read(files::path_of(county.files(), &attached[0].hash)).expect("its content");
            assert_eq!(bytes, "附件".as_bytes());
        }
    }
}

#[test]
fn a_copy_that_lost_a_row_or_changed_an_act_or_meets_a_county_is_refused_whole() {
    for from in grounds(&[ROOM]) {
        fill(&from);
        let (sent, _) = frames(&from);
        let folder = tempfile::tempdir().expect("a folder");
        let opening = target(&from, &folder);
        let with = |frames: Vec<Frame>| receive(&opening, &[ROOM], &versions(&from), &mut take(frames));
        let mut fewer = sent.clone();
        let at = fewer.iter().position(|frame| matches!(frame, Frame::Row(_))).expect("a row");
        fewer.remove(at);
        assert!(matches!(with(fewer), Err(CopyError::Lost { sent, received }) if sent == received + 1));
        let mut changed = sent.clone();
        let ledger = changed
            .iter()
            .position(|frame| matches!(frame, Frame::Table { name, .. } if name == "ledger"))
            .expect("the ledger");
        let Frame::Row(cells) = &mut changed[ledger + 4] else { panic!("a row of the ledger") };
        cells[4] = kernel::Value::Text("别人".to_owned());
        assert!(matches!(with(changed), Err(CopyError::Broken { .. })));
        let mut cut = sent.clone();
        cut.pop();
        assert!(matches!(with(cut), Err(CopyError::Shape(_))));
        with(sent.clone()).expect("nothing was kept of the refused ones");
        assert!(matches!(with(sent), Err(CopyError::NotEmpty { entries: 300 })));
    }
}

fn backup(ground: &Ground) -> Vec<u8> {
    let (sent, _) = frames(ground);
    let keys = (&Keyring::given(&"07".repeat(32)), ground.county.entropy(), Suite::Sm);
    let about = ("shanzhi/610330".to_owned(), "2026-03-02T01:00:00Z".to_owned());
    let mut sender = Sender::begin(Vec::new(), keys, about.0, about.1, versions(ground)).expect("begun");
    sent.iter().try_for_each(|frame| sender.send(frame)).expect("sent");
    sender.end().expect("ended")
}

fn restored(ground: &Ground, bytes: &[u8], key: &str) -> Result<Copied, CopyError> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut receiver = Receiver::begin(Cursor::new(bytes), &Keyring::given(key))?;
    let versions = receiver.header.schema.clone();
    let mut opening = target(ground, &folder);
    opening.place = Place::Folder(folder.path().join("restored"));
    receive(&opening, &[ROOM], &versions, &mut || receiver.receive())
}

#[test]
fn a_backup_restores_and_one_changed_cut_off_or_under_another_key_does_not() {
    let ground = grounds(&[ROOM]).remove(0);
    fill(&ground);
    let (bytes, key) = (backup(&ground), "07".repeat(32));
    assert!(!bytes.windows(12).any(|window| window == "thing.made".as_bytes()), "nothing in it can be read");
    assert_eq!(restored(&ground, &bytes, &key).expect("restored").entries, 300);
    assert!(matches!(restored(&ground, &bytes, &"08".repeat(32)), Err(CopyError::Key(_))));
    for cut in [10, bytes.len() / 2, bytes.len() - 1] {
        assert!(restored(&ground, &bytes[..cut], &key).is_err(), "cut at {cut}");
    }
    let line = bytes.iter().position(|byte| *byte == b'\n').expect("a first line");
    for at in [line / 2, line + 3, line + 40, bytes.len() / 2, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(restored(&ground, &changed, &key).is_err(), "changed at {at}");
    }
    let mut longer = bytes.clone();
    longer.extend_from_slice(&bytes[line + 1..]);
    assert!(restored(&ground, &longer, &key).is_ok(), "what follows the last piece is no part of it");
}

#[test]
fn a_copy_of_a_newer_program_is_refused_by_the_name_of_the_room() {
    let ground = grounds(&[NEWER]).remove(0);
    fill(&ground);
    let bytes = backup(&ground);
    let refused = restored(&ground, &bytes, &"07".repeat(32));
    assert!(matches!(refused, Err(CopyError::Newer(room)) if room == "things"));
}
