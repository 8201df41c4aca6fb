//! A small county: the county itself, a town, a village; people with accounts, posts and grants; a letter in force with
//! one item that carries a target, and a class that has ended.

use duty::cycle;
use duty::method::Method;
use jiff::civil::date;
use kernel::account::{self, NewAccount};
use kernel::actor::{Actor, Grant, Role};
use kernel::case::{self, Todo};
use kernel::db::migrate::Schema;
use kernel::ledger::{self, Act};
use kernel::testing::{Ground, grounds};
use kernel::{Area, Fault, Scope, Tx, params};
use law::rulebook::Rulebook;
use rust_decimal::Decimal;
use serde_json::json;

/// A county with a town.
pub struct Town {
    /// Where it stands.
    pub ground: Ground,
    /// Its pages, opened when first asked for.
    pub doors: std::cell::OnceCell<web::testing::Doors>,
}

/// People: id, name, unit, whether head.
const PEOPLE: [(&str, &str, &str, bool); 9] = [
    ("k", "县长示例", "county", true),
    ("h", "镇长示例", "town", true),
    ("a", "甲示例", "town", false),
    ("b", "乙示例", "town", false),
    ("c", "丙示例", "town", false),
    ("d", "丁示例", "town", false),
    ("v", "村主任示例", "village", true),
    ("o", "组织示例", "county", false),
    ("t", "培训示例", "county", false),
];

fn beside() -> [Schema; 2] {
    [
        Schema {
            room: "people",
            migrations: &[include_str!("../../../people/migrations/0001-people.sql")],
            statements: &[],
        },
        Schema {
            room: "training",
            migrations: &[
                include_str!("../../../training/migrations/0001-training.sql"),
                include_str!("../../../training/migrations/0002-classes.sql"),
                include_str!("../../../training/migrations/0003-kept.sql"),
            ],
            statements: &[],
        },
    ]
}

/// The texts of a refusal.
pub fn refused<T: std::fmt::Debug>(result: Result<T, Fault>) -> String {
    match result {
        Err(Fault::Refused(refusals)) => {
            refusals.iter().map(|refusal| refusal.text.zh.as_str()).collect::<Vec<_>>().join("|")
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// The built-in rulebook.
pub fn book() -> Rulebook {
    Rulebook::built_in().expect("the rulebook is sound")
}

impl Town {
    /// One for each engine at hand.
    pub fn all() -> Vec<Town> {
        let [people, training] = beside();
        let towns: Vec<Town> = grounds(&[people, duty::schema(), training, action::schema()])
            .into_iter()
            .map(|ground| Town { ground, doors: std::cell::OnceCell::new() })
            .collect();
        for town in &towns {
            let built: Result<(), Fault> = town.ground.county.write_now(build);
            built.expect("the town is built");
            town.write("o", |tx, actor| {
                let dates = cycle::Dates {
                    letters_by: date(2026, 3, 31),
                    assessment_by: date(2027, 1, 31),
                    publicity_from: None,
                };
                let cycle = cycle::open(tx, actor, 2026, dates, &duty::scheme::Scheme::default())?;
                agree(tx, &cycle)
            })
            .expect("the year is agreed");
        }
        towns
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
        work: impl Fn(&mut Tx<'_>, &Actor, &Scope) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let account = format!("login-{person}");
        self.ground.county.read_now(move |tx| {
            let actor = actor(tx, &account)?;
            work(tx, &actor, &actor.scope(Area::Learning))
        })
    }

    /// What waits for a person, by procedure.
    pub fn waits(&self, person: &str, procedure: &str) -> Vec<Todo> {
        let account = format!("login-{person}");
        let found: Result<Vec<Todo>, Fault> = self.ground.county.read_now(move |tx| {
            let actor = actor(tx, &account)?;
            Ok(case::todos(tx, &actor, 50)?)
        });
        let mut found = found.expect("read");
        found.retain(|todo| todo.procedure == procedure);
        found
    }
}

/// The actor behind a sign-in name.
pub fn actor(tx: &mut Tx<'_>, login: &str) -> Result<Actor, Fault> {
    let credential = account::credential_by_login(tx, login)?.ok_or(Fault::NotFound)?;
    account::actor(tx, &credential.account)?.ok_or(Fault::NotFound)
}

/// A target of the town, and the letter of `a` that carries it; a class of the town that has ended, with three learners.
fn agree(tx: &mut Tx<'_>, cycle: &str) -> Result<(), Fault> {
    let way = Method::Proportional { floor: Decimal::ZERO, cap: Decimal::ONE_HUNDRED };
    let way = serde_json::to_string(&way).expect("a method");
    let now = tx.now();
    tx.execute(
        "insert into target (id, cycle_id, unit_id, title, source, source_ref, emphasis, measure, measure_unit, baseline, \
        goal, weight, method, evidence_wanted, state, sort, created_at) values ('target', $1, 'town', '缩短窗口等候时间', \
        'plan', '工作要点', 'general', 'quantity', '次', 0, 40, 10000, $2, '', 'adopted', 1, $3)",
        params![cycle, &way, now],
    )?;
    tx.execute(
        "insert into letter (id, cycle_id, person_id, unit_id, holder_name, unit_name, post_title, head_name, category, \
        version, form, state, in_force_on, created_at) values ('letter', $1, 'a', 'town', '甲示例', '示例镇', '民政干事', \
        '镇长示例', 'general', 1, 1, 'in-force', '2026-01-10', $2)",
        params![cycle, now],
    )?;
    tx.execute(
        "insert into letter_item (id, root_id, letter_id, target_id, source, title, measure, measure_unit, baseline, goal, \
        weight, method, evidence_wanted, sort) values ('item', 'item', 'letter', 'target', '工作要点', '缩短窗口等候时间', \
        'quantity', '次', 0, 40, 10000, $1, '', 1)",
        params![&way],
    )?;
    tx.execute("update cycle set state = 'running' where id = $1", params![cycle])?;
    tx.execute(
        "insert into class (id, programme_id, year, title, form, unit_id, place, link, capacity, starts_on, ends_on, state, \
        evaluated, created_at) values ('class', 'programme', 2026, '窗口服务培训班', 'off-post', 'town', '镇会议室', '', 30, \
        '2026-02-10', '2026-02-12', 'finished', 1, $1)",
        params![now],
    )?;
    for (place, person) in (1_i64..).zip(["a", "b", "c"]) {
        tx.execute(
            "insert into enrolment (class_id, person_id, unit_id, name, state, by_own, place, created_at) \
            values ('class', $1, 'town', $1, 'finished', 0, $2, $3)",
            params![person, place, now],
        )?;
    }
    Ok(())
}

fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    build_units(tx)?;
    for (id, name, unit, head) in PEOPLE {
        seat(tx, (id, name, unit), head)?;
        grant(tx, (id, name, unit), head)?;
    }
    let act = Act {
        kind: "town.built",
        subject: ("unit", "town"),
        unit: None,
        person: None,
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, &Actor::program(), &act)?;
    Ok(())
}

fn build_units(tx: &mut Tx<'_>) -> Result<(), Fault> {
    for (id, parent, name, ancestors) in [
        ("county", None, "示例县", vec!["county"]),
        ("town", Some("county"), "示例镇", vec!["town", "county"]),
        ("village", Some("town"), "示例村", vec!["village", "town", "county"]),
    ] {
        tx.execute(
            "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, opened_on) \
            values ($1, $2, $3, $3, 'township', 1, 0, 0, $3, '2020-01-01')",
            params![id, parent, name],
        )?;
        for (depth, ancestor) in (0_i64..).zip(ancestors) {
            tx.execute(
                "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, $3)",
                params![id, ancestor, depth],
            )?;
        }
    }
    Ok(())
}

fn seat(tx: &mut Tx<'_>, (id, name, unit): (&str, &str, &str), head: bool) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(
        "insert into person (id, name, sex, kind, search, created_at) values ($1, $2, '女', 'civil-servant', $2, $3)",
        params![id, name, now],
    )?;
    tx.execute(
        "insert into post (id, unit_id, title, category, is_head, seats, duties, powers, qualifications, way_up, opened_on) \
        values ($1, $2, '干事', 'general', $3, 1, '', '', '', '', '2020-01-01')",
        params![id, unit, head],
    )?;
    tx.execute(
        "insert into tenure (id, person_id, unit_id, post_id, kind, from_on, document) \
        values ($1, $1, $2, $1, 'holds', '2024-01-01', '任职文件')",
        params![id, unit],
    )?;
    Ok(())
}

fn grant(tx: &mut Tx<'_>, (id, name, unit): (&str, &str, &str), head: bool) -> Result<(), Fault> {
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
        "t" => grants.push(Grant { role: Role::Trainer, unit: None }),
        _ => {}
    }
    for grant in grants {
        account::grant(tx, &account, &grant, (date(2024, 1, 1), None), "任职")?;
    }
    Ok(())
}
