//! Records: from the class, from a file, from another system; the decisions on them, and the archive.

use jiff::civil::date;
use kernel::{DbError, Fault, Scope};
use law::decision::Outcome;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use training::form::Presence;
use training::import::{self, sheet};
use training::record::Source;
use training::xapi::{self, Trouble};
use training::{archive, certificate, record, requirement, roll};

use crate::ground::{County, book, refused};

pub fn records(county: &County, person: &str) -> Vec<record::Record> {
    let person = person.to_owned();
    county.read("t", move |tx, _, scope| Ok(record::of_person(tx, scope, &person)?)).expect("read")
}

/// What the class left on record, and what came from elsewhere.
pub fn recorded(county: &County, class: &str) {
    let finished = records(county, "a1");
    assert_eq!(finished.len(), 1);
    assert_eq!((finished[0].minutes, finished[0].recognised), (1_080, true));
    let not = records(county, "a2");
    assert_eq!((not[0].minutes, not[0].recognised), (720, false), "kept, and not counted");
    let own = county.read("a1", |tx, _, scope| Ok(certificate::of_person(tx, scope, "a1")?)).expect("read");
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].number, "2026-0001");
    let late = county.read("b2", |tx, _, scope| Ok(certificate::of_person(tx, scope, "b2")?)).expect("read");
    assert_eq!(late[0].minutes, 1_020, "the certificate says what was attended");
    assert_eq!(records(county, "b2")[0].minutes, 1_020, "and so does the record");
    let rolls = county.read("b2", |tx, _, scope| Ok(roll::of_person(tx, scope, "b2")?)).expect("read");
    assert_eq!(rolls[class].sessions[&Presence::Late], 1);
    let other = county.read("h1", |tx, _, scope| Ok(roll::of_person(tx, scope, "b2")?)).expect("read");
    assert!(other.is_empty(), "another town's head does not read it");
    let other = own[0].number.clone();
    let stranger = county.read("b2", move |tx, _, scope| certificate::find(tx, scope, &other));
    assert!(matches!(stranger, Err(Fault::NotFound)), "somebody else's certificate is not found");
    let class = class.to_owned();
    let id = finished[0].id.clone();
    let kept = county.write("t", move |tx, actor| record::withdraw(tx, actor, &id, "有误"));
    assert!(refused(kept).contains("不能撤销"), "{class}");
    from_a_file(county);
    from_another_system(county);
    crate::platform::unknown(county);
    decided(county);
}

/// A workbook of rows, each with its cells in the order of the template.
pub fn workbook(rows: &[[&str; 13]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    for (at, (_, zh, ..)) in (0_u16..).zip(sheet::COLUMNS) {
        page.write_string(0, at, zh).expect("written");
    }
    for (row, cells) in (1_u32..).zip(rows) {
        for (at, cell) in (0_u16..).zip(cells) {
            page.write_string(row, at, *cell).expect("written");
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// A sound row.
pub const SOUND: [&str; 13] = [
    "a1示例",
    "",
    "东镇",
    "市委党校科级干部班",
    "脱产培训",
    "2026-03-16",
    "2026-03-20",
    "",
    "",
    "10",
    "市委党校",
    "",
    "",
];

fn planned(county: &County, bytes: &[u8]) -> import::Plan {
    let read = sheet::read(bytes).expect("a workbook");
    county.read("t", move |tx, _, _| import::plan(tx, &book(), &read)).expect("planned")
}

fn from_a_file(county: &County) {
    let mut wrong = SOUND;
    (wrong[0], wrong[4], wrong[6], wrong[9]) = ("某某", "听课", "2026-02-30", "2.3");
    let plan = planned(county, &workbook(&[SOUND, wrong]));
    assert!(!plan.is_sound());
    let fields: Vec<&str> = plan.findings.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["单位", "培训形式", "结业日期", "天数"]);
    assert!(plan.findings.iter().all(|one| one.place.row == Some(3)));
    let whole = county.write("t", move |tx, actor| import::carry_out(tx, actor, "f", &plan));
    assert!(refused(whole).contains("未登记任何记录"));
    assert_eq!(records(county, "a1").len(), 1, "all or nothing");
    let plan = planned(county, &workbook(&[SOUND, SOUND]));
    assert!(plan.findings[0].problem.zh.contains("重复"));
    let plan = planned(county, &workbook(&[SOUND]));
    assert_eq!(plan.new[0].1.minutes, 10 * 8 * 45, "days become minutes by the rulebook");
    county.write("t", move |tx, actor| import::carry_out(tx, actor, "f", &plan)).expect("recorded");
    let plan = planned(county, &workbook(&[SOUND]));
    assert_eq!((plan.known, plan.new.len()), (1, 0), "the same file again records nothing twice");
    let template = sheet::read(&sheet::template(false).expect("written")).expect("read");
    assert!(template.missing.is_empty() && template.rows.is_empty(), "the template is read back");
    assert!(sheet::read(b"not a workbook").is_err());
}

fn statement(id: &str, verb: &str, minutes: &str) -> Value {
    json!({
        "id": id,
        "actor": {"account": {"homePage": "https://study.example", "name": "login-a3"}},
        "verb": {"id": format!("http://adlnet.gov/expapi/verbs/{verb}")},
        "object": {"id": format!("https://study.example/{id}"), "definition": {"name": {"zh-CN": "防汛值守实务"}}},
        "result": {"duration": minutes},
        "timestamp": "2026-04-14T09:00:00+08:00"
    })
}

pub fn take(county: &County, key: &(String, String), body: Value) -> Result<Vec<String>, Trouble> {
    let statements = xapi::read(&body).map_err(Trouble::Malformed)?;
    let key = key.clone();
    county.ground.county.write_now(move |tx| xapi::take(tx, (&key.0, &key.1), &statements))
}

const FIRST: &str = "00000000-0000-4000-8000-000000000001";
const SECOND: &str = "00000000-0000-4000-8000-000000000002";
const THIRD: &str = "00000000-0000-4000-8000-000000000003";

fn from_another_system(county: &County) {
    assert!(
        refused(county.write("a1", |tx, actor| xapi::make(tx, actor, "干部网院", 480))).contains("培训机构")
    );
    let key = county.write("t", |tx, actor| xapi::make(tx, actor, "干部网院", 480)).expect("made");
    let strange = take(county, &(key.0.clone(), "wrong".into()), statement(FIRST, "completed", "PT90M"));
    assert!(matches!(strange, Err(Trouble::Key)));
    take(county, &key, statement(FIRST, "completed", "PT90M")).expect("taken");
    take(county, &key, statement(FIRST, "completed", "PT90M")).expect("the same again");
    assert_eq!(records(county, "a3").iter().filter(|one| one.source == Source::Xapi).count(), 1);
    let other = take(county, &key, statement(FIRST, "completed", "PT95M"));
    assert!(matches!(other, Err(Trouble::Conflict(id)) if id == FIRST));
    let batch = json!([statement(SECOND, "attended", "PT45M"), statement(FIRST, "passed", "PT1M")]);
    assert!(matches!(take(county, &key, batch), Err(Trouble::Conflict(_))));
    let known: Result<Vec<xapi::Kept>, DbError> = county.ground.county.read_now(|tx| xapi::kept(tx, 10));
    assert_eq!(known.expect("read").len(), 1, "a batch is taken whole or not at all");
    take(
        county,
        &key,
        json!([statement(SECOND, "experienced", "PT45M"), statement(THIRD, "attended", "PT9H")]),
    )
    .expect("kept");
    let known: Result<Vec<xapi::Kept>, DbError> = county.ground.county.read_now(|tx| xapi::kept(tx, 10));
    let why: std::collections::BTreeMap<String, String> =
        known.expect("read").into_iter().map(|one| (one.id, one.why)).collect();
    assert_eq!(why[SECOND], "verb");
    assert_eq!(why[THIRD], "duration");
    assert_eq!(records(county, "a3").iter().filter(|one| one.source == Source::Xapi).count(), 1);
    let mut void = statement("00000000-0000-4000-8000-000000000004", "voided", "PT1M");
    void["object"] = json!({"objectType": "StatementRef", "id": FIRST});
    take(county, &key, void).expect("taken");
    assert_eq!(records(county, "a3").iter().filter(|one| one.source == Source::Xapi).count(), 0);
    let id = key.0.clone();
    county.write("t", move |tx, actor| xapi::withdraw(tx, actor, &id)).expect("withdrawn");
    assert!(matches!(take(county, &key, statement(SECOND, "attended", "PT1M")), Err(Trouble::Key)));
}

fn decided(county: &County) {
    let stands = |who: &str| {
        let who = who.to_owned();
        county
            .read("t", move |tx, _, scope| requirement::of_person(tx, scope, &book(), &who, 2026))
            .expect("decided")
    };
    let met = stands("a1");
    let hours = met.hours.expect("found");
    assert!(hours.met, "ten days and 1,080 minutes are twelve days and more");
    assert_eq!(hours.minutes, 1_080 + 3_600);
    assert!(met.decision.clauses().contains(&"TR-02"));
    let missed = stands("a2").hours.expect("found");
    assert!(!missed.met);
    let unknown = stands("b6");
    assert_eq!((unknown.tier, unknown.hours), (None, None), "nothing is inferred");
    let Outcome::Refused { fact, why } = unknown.decision.outcome else { panic!("decided without the fact") };
    assert!(fact == "tier" && why.zh.contains("没有登记职务层次"), "{why:?}");
    assert_eq!((missed.minutes, missed.left_out), (0, 1), "what was not finished is left out");
    let lines = county
        .read("h1", |tx, _, scope| requirement::of_unit(tx, scope, &book(), "town1", 2026))
        .expect("read");
    let met: Vec<&str> =
        lines.iter().filter(|one| one.met == Some(true)).map(|one| one.member.person.as_str()).collect();
    assert_eq!(met, ["a1"]);
    let other = county.read("h2", |tx, _, scope| requirement::of_unit(tx, scope, &book(), "town1", 2026));
    assert!(other.expect("read").is_empty(), "another town's head sees nobody");
    let entries =
        county.read("a1", |tx, _, scope| Ok(archive::archive_entries(tx, scope, "a1")?)).expect("read");
    assert_eq!(entries.len(), 2);
    assert!(entries.iter().any(|one| one.on == date(2026, 3, 20)));
    let none: Result<_, DbError> =
        county.ground.county.read_now(|tx| archive::archive_entries(tx, &Scope::own("b2"), "a1"));
    assert!(none.expect("read").is_empty());
}
