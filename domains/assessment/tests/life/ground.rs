//! A small county at the end of 2025: an office with a head and seven staff, a town with a village, and the people
//! who assess. The clock stands at 2026-03-02.

use assessment::appraisal::{self, Appraisal};
use assessment::formula::Item;
use assessment::verify::Proposal;
use assessment::{annual, ballot, grade, verify};
use jiff::civil::{Date, date};
use kernel::account::{self, NewAccount};
use kernel::actor::{Actor, Grant, Role};
use kernel::clock::at_hour;
use kernel::db::migrate::Schema;
use kernel::ledger::{self, Act};
use kernel::testing::{Ground, grounds};
use kernel::{Area, DbError, Fault, Scope, Tx, params};
use law::rulebook::{Confirmation, Rulebook};
use law::rules::Grade;
use rust_decimal::Decimal;
use serde_json::json;

/// A county.
pub struct Place {
    /// Where it stands.
    pub ground: Ground,
}

/// The staff of the office.
pub const STAFF: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

/// Id, name, unit, kind, whether head.
const PEOPLE: [(&str, &str, &str, &str, bool); 14] = [
    ("k", "县长示例", "county", "civil-servant", true),
    ("h", "局长示例", "office", "civil-servant", true),
    ("a", "甲示例", "office", "civil-servant", false),
    ("b", "乙示例", "office", "civil-servant", false),
    ("c", "丙示例", "office", "civil-servant", false),
    ("d", "丁示例", "office", "civil-servant", false),
    ("e", "戊示例", "office", "civil-servant", false),
    ("f", "己示例", "office", "civil-servant", false),
    ("g", "庚示例", "office", "civil-servant", false),
    ("t", "镇长示例", "town", "civil-servant", true),
    ("w", "支书示例", "village", "village-cadre", true),
    ("v", "村委示例", "village", "village-cadre", false),
    ("o", "组织示例", "county", "civil-servant", false),
    ("m", "考委示例", "county", "civil-servant", false),
];

/// The texts of a refusal.
pub fn refused<T: std::fmt::Debug>(result: Result<T, Fault>) -> String {
    match result {
        Err(Fault::Refused(refusals)) => {
            refusals.iter().map(|refusal| refusal.text.zh.as_str()).collect::<Vec<_>>().join("|")
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// The fields a refusal is bound to.
pub fn fields<T: std::fmt::Debug>(result: Result<T, Fault>) -> Vec<String> {
    match result {
        Err(Fault::Refused(refusals)) => refusals.into_iter().filter_map(|refusal| refusal.field).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

/// The built-in rulebook, with the time of publicity confirmed by the county.
pub fn book() -> Rulebook {
    confirmed(&[("AS-08", "publicity")])
}

/// The built-in rulebook with some parameters confirmed.
pub fn confirmed(parameters: &[(&str, &str)]) -> Rulebook {
    let confirmations = parameters.iter().map(|(clause, name)| Confirmation {
        clause: (*clause).to_owned(),
        name: (*name).to_owned(),
        by: "组织部".to_owned(),
        document: "组字〔2026〕1号".to_owned(),
        on: date(2026, 1, 5),
    });
    let book = Rulebook::built_in().expect("the rulebook is sound");
    book.with_county(Vec::new(), confirmations.collect(), Vec::new()).expect("the confirmations fit")
}

fn people() -> Schema {
    Schema { room: "people", migrations: people::schema().migrations, statements: &[] }
}

impl Place {
    /// One for each engine at hand, with 2025 being assessed.
    pub fn all() -> Vec<Place> {
        let schemas = [people(), duty::schema(), assessment::schema()];
        let places: Vec<Place> = grounds(&schemas).into_iter().map(|ground| Place { ground }).collect();
        for place in &places {
            let built: Result<(), Fault> = place.ground.county.write_now(build);
            built.expect("the county is built");
        }
        places
    }

    /// Confirms the time of publicity in the county's own rules, as the pages read them.
    pub fn confirm_publicity(&self) {
        let done: Result<(), DbError> = self.ground.county.write_now(|tx| {
            let confirmation = Confirmation {
                clause: "AS-08".to_owned(),
                name: "publicity".to_owned(),
                by: "组织部".to_owned(),
                document: "组字〔2026〕1号".to_owned(),
                on: date(2026, 1, 5),
            };
            let body = serde_json::to_string(&confirmation).expect("a confirmation");
            kernel::settings::add_county_rule(tx, "confirmation", &body, "o")?;
            note(tx)
        });
        done.expect("confirmed");
    }

    /// Moves the clock.
    pub fn on(&self, day: Date) {
        self.ground.county.clock().set(at_hour(day, 9));
    }

    /// Writes as a person.
    pub fn write<T: Send + 'static>(
        &self,
        person: &str,
        work: impl Fn(&mut Tx<'_>, &Actor) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let account = format!("login-{person}");
        self.ground.county.write_now(move |tx| {
            let actor = actor(tx, &account)?;
            work(tx, &actor)
        })
    }

    /// Reads as a person.
    pub fn read<T: Send + 'static>(
        &self,
        person: &str,
        work: impl Fn(&mut Tx<'_>, &Actor) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let account = format!("login-{person}");
        self.ground.county.read_now(move |tx| {
            let actor = actor(tx, &account)?;
            work(tx, &actor)
        })
    }

    /// Changes facts of other rooms, as the program.
    pub fn fact(&self, sql: &'static str, values: &'static [&'static str]) {
        let done: Result<(), DbError> = self.ground.county.write_now(move |tx| {
            let values: Vec<_> = values.iter().map(|value| kernel::Value::from(*value)).collect();
            tx.execute(sql, &values)?;
            note(tx)
        });
        done.expect("written");
    }

    /// The appraisal of a person as the organisation department sees it.
    pub fn of(&self, person: &str) -> Appraisal {
        let person = person.to_owned();
        let found = self.read("o", move |tx, actor| {
            Ok(appraisal::of_year(tx, &actor.scope(Area::Duty), "2025", &person)?)
        });
        found.expect("read").expect("opened")
    }

    /// Opens the assessment of the year.
    pub fn open(&self) -> u32 {
        self.write("o", |tx, actor| annual::open(tx, actor, &book(), "2025", date(2025, 12, 31)))
            .expect("opened")
    }

    /// Somebody hands in the summary.
    pub fn sum_up(&self, person: &str) {
        let id = self.of(person).id;
        self.write(person, move |tx, actor| annual::submit(tx, actor, &id, "一年来，主要做了三件事。"))
            .expect("handed in");
    }

    /// The review of the office is waived, so that the year can go on without codes.
    pub fn no_review(&self) {
        self.write("o", |tx, actor| ballot::waive(tx, actor, "2025", "office", "刚组织过专项测评"))
            .expect("waived");
    }

    /// The head proposes a grade for somebody of the office.
    pub fn propose(&self, person: &str, grade: Option<Grade>) -> Result<(), Fault> {
        let id = self.of(person).id;
        self.write("h", move |tx, actor| verify::propose(tx, actor, &book(), &id, &proposal(grade)))
    }

    /// The committee decides about somebody.
    pub fn decide(&self, person: &str, grade: Option<Grade>, note: &str) -> Result<appraisal::State, Fault> {
        let (id, note) = (self.of(person).id, note.to_owned());
        self.write("m", move |tx, actor| {
            grade::decide(tx, actor, &book(), &id, &grade::Verdict { grade, note: note.clone() })
        })
    }

    /// Everything up to the committee's step for some people of the office.
    pub fn ready_to_decide(&self, people: &[(&str, Grade)]) {
        self.open();
        self.no_review();
        for (person, grade) in people {
            self.sum_up(person);
            self.propose(person, Some(*grade)).expect("proposed");
        }
    }

    /// A result that was noticed and agreed to.
    pub fn finish(&self, person: &str) {
        let id = self.of(person).id;
        let mine = id.clone();
        self.write("h", move |tx, actor| assessment::notice::give(tx, actor, &book(), &id)).expect("noticed");
        self.write(person, move |tx, actor| assessment::notice::answer(tx, actor, &mine, true, ""))
            .expect("answered");
    }

    /// The ledger's kinds of acts on an appraisal, in order.
    pub fn acts(&self, person: &str) -> Vec<String> {
        let id = self.of(person).id;
        let read = self
            .read("o", move |tx, actor| Ok(ledger::history(tx, &actor.scope(Area::Duty), "appraisal", &id)?));
        read.expect("read").into_iter().map(|entry| entry.kind).collect()
    }
}

/// A proposal with marks and a comment.
pub fn proposal(grade: Option<Grade>) -> Proposal {
    Proposal {
        marks: [Some(Decimal::from(90)); 4],
        comment: "工作踏实，完成任务较好。".to_owned(),
        grade,
        ..Proposal::default()
    }
}

/// An item's points, for checks of sums.
pub fn points(items: &[Item]) -> Vec<Option<String>> {
    items.iter().map(|item| item.points().map(|points| points.normalize().to_string())).collect()
}

fn actor(tx: &mut Tx<'_>, login: &str) -> Result<Actor, Fault> {
    let credential = account::credential_by_login(tx, login)?.ok_or(Fault::NotFound)?;
    account::actor(tx, &credential.account)?.ok_or(Fault::NotFound)
}

fn note(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let act = Act {
        kind: "county.built",
        subject: ("unit", "county"),
        unit: None,
        person: None,
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, &Actor::program(), &act)?;
    Ok(())
}

fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    for (id, parent, name, kind, ancestors) in [
        ("county", None, "示例县", "county", vec!["county"]),
        ("office", Some("county"), "示例局", "office", vec!["office", "county"]),
        ("town", Some("county"), "示例镇", "township", vec!["town", "county"]),
        ("village", Some("town"), "示例村", "village", vec!["village", "town", "county"]),
    ] {
        tx.execute(
            "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, opened_on) \
            values ($1, $2, $3, $3, $4, 1, 0, 0, $3, '2020-01-01')",
            params![id, parent, name, kind],
        )?;
        for (depth, ancestor) in (0_i64..).zip(ancestors) {
            tx.execute(
                "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, $3)",
                params![id, ancestor, depth],
            )?;
        }
    }
    for (id, name, unit, kind, head) in PEOPLE {
        build_person(tx, (id, name, unit, kind), head)?;
    }
    let scheme = serde_json::to_string(&duty::scheme::Scheme::default()).expect("a scheme");
    tx.execute(
        "insert into cycle (id, year, state, scheme, letters_by, assessment_by, created_at) \
        values ('2025', 2025, 'assessing', $1, '2025-03-31', '2026-03-31', $2)",
        params![scheme, tx.now()],
    )?;
    build_letter(tx)?;
    note(tx)?;
    Ok(())
}

fn build_person(
    tx: &mut Tx<'_>,
    (id, name, unit, kind): (&str, &str, &str, &str),
    head: bool,
) -> Result<(), Fault> {
    tx.execute(
        "insert into person (id, name, sex, kind, search, created_at) values ($1, $2, '女', $3, $2, $4)",
        params![id, name, kind, tx.now()],
    )?;
    tx.execute(
        "insert into post (id, unit_id, title, category, is_head, seats, duties, powers, qualifications, way_up, opened_on) \
        values ($1, $2, $3, 'general', $4, 1, '', '', '', '', '2020-01-01')",
        params![id, unit, format!("{name}的岗位"), head],
    )?;
    tx.execute(
        "insert into tenure (id, person_id, unit_id, post_id, kind, from_on, document) \
        values ($1, $1, $2, $1, 'holds', '2024-01-01', '任职文件')",
        params![id, unit],
    )?;
    let login = format!("login-{id}");
    let new = NewAccount {
        person: Some(id),
        login: &login,
        name,
        password_hash: account::DEMO_PASSWORD,
        must_change: false,
    };
    let account = account::create(tx, &new)?;
    let mut grants = vec![Grant { role: Role::Cadre, unit: None }];
    if head {
        grants.push(Grant { role: Role::Head, unit: Some(unit.to_owned()) });
    }
    match id {
        "o" => grants.push(Grant { role: Role::Organiser, unit: None }),
        "m" | "k" => grants.push(Grant { role: Role::Committee, unit: None }),
        _ => {}
    }
    for grant in grants {
        account::grant(tx, &account, &grant, (date(2024, 1, 1), None), "任职")?;
    }
    Ok(())
}

/// The letter of `a`: a quantity of 40 households at 60, a standard kept at 40; 30 households are recorded.
fn build_letter(tx: &mut Tx<'_>) -> Result<(), Fault> {
    tx.execute(
        "insert into letter (id, cycle_id, person_id, unit_id, post_id, holder_name, unit_name, post_title, head_name, category, \
        version, form, state, in_force_on, created_at) values ('la', '2025', 'a', 'office', 'a', '甲示例', '示例局', '干事', \
        '局长示例', 'general', 1, 1, 'in-force', '2025-03-01', $1)",
        params![tx.now()],
    )?;
    for (id, title, measure, unit, goal, weight, method) in [
        (
            "ia",
            "走访困难群众",
            "quantity",
            "户",
            Some(40.0),
            6000_i64,
            r#"{"kind":"proportional","floor":"60","cap":"100"}"#,
        ),
        (
            "ib",
            "规范办理业务",
            "standard",
            "次",
            None,
            4000,
            r#"{"kind":"standard","per_breach":"10","floor":"0"}"#,
        ),
    ] {
        tx.execute(
            "insert into letter_item (id, root_id, letter_id, source, title, measure, measure_unit, goal, weight, method, \
            evidence_wanted, sort) values ($1, $1, 'la', '岗位说明书', $2, $3, $4, $5, $6, $7, '', 1)",
            params![id, title, measure, unit, goal, weight, method],
        )?;
    }
    for (id, day, title, households) in
        [("e1", "2025-05-06", "走访一组", 20.0), ("e2", "2025-09-12", "走访二组", 10.0)]
    {
        tx.execute(
            "insert into evidence (id, cycle_id, person_id, unit_id, happened_on, title, body, client_key, created_at) \
            values ($1, '2025', 'a', 'office', $2, $3, '', $1, $4)",
            params![id, day, title, tx.now()],
        )?;
        tx.execute(
            "insert into evidence_item (evidence_id, item_id, quantity) values ($1, 'ia', $2)",
            params![id, households],
        )?;
    }
    tx.execute(
        "insert into item_standing (root_id, entries, quantity, latest, latest_on, last_on, confirmations) \
        values ('ia', 2, 30.0, 10.0, '2025-09-12', '2025-09-12', 0)",
        &[],
    )?;
    Ok(())
}

/// Everything, for tests of what is stored.
pub fn whole() -> Scope {
    Scope::county("a test looks at everything")
}
