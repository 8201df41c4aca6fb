//! A small county: a party school, two towns with people, a head each, a trainer and an organiser.

use jiff::civil::{Date, date};
use kernel::account::{self, NewAccount};
use kernel::actor::{Actor, Grant, Role};
use kernel::case::{self, Todo};
use kernel::clock::at_hour;
use kernel::db::migrate::Schema;
use kernel::ledger::{self, Act};
use kernel::testing::{Ground, grounds};
use kernel::{Area, Fault, Scope, Tx, params};
use law::rulebook::Rulebook;
use serde_json::json;

/// A county with a school.
pub struct County {
    /// Where it stands.
    pub ground: Ground,
    /// Its pages, opened when first asked for.
    pub doors: std::cell::OnceCell<web::testing::Doors>,
}

fn room(name: &'static str, migrations: &'static [&'static str]) -> Schema {
    Schema { room: name, migrations, statements: &[] }
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

impl County {
    /// One for each engine at hand.
    pub fn all() -> Vec<County> {
        let schemas = [
            room("people", &[include_str!("../../../people/migrations/0001-people.sql")]),
            room(
                "duty",
                &[
                    include_str!("../../../duty/migrations/0001-targets.sql"),
                    include_str!("../../../duty/migrations/0002-standing.sql"),
                ],
            ),
            room("assessment", &[include_str!("../../../assessment/migrations/0001-assessment.sql")]),
            training::schema(),
            room(
                "action",
                &[
                    include_str!("../../../action/migrations/0001-sets.sql"),
                    include_str!("../../../action/migrations/0002-transfer.sql"),
                ],
            ),
            room("diagnosis", &[include_str!("../../../diagnosis/migrations/0001-diagnosis.sql")]),
        ];
        let all: Vec<County> = grounds(&schemas)
            .into_iter()
            .map(|ground| County { ground, doors: std::cell::OnceCell::new() })
            .collect();
        for county in &all {
            let built: Result<(), Fault> = county.ground.county.write_now(build);
            built.expect("the county is built");
        }
        all
    }

    /// Moves the clock to an hour of a day.
    pub fn go_to(&self, day: Date, hour: i8) {
        self.ground.county.clock().set(at_hour(day, hour));
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
            let scope = actor.scope(Area::Learning);
            work(tx, &actor, &scope)
        })
    }

    /// What waits for a person, by procedure.
    pub fn waits(&self, person: &str) -> Vec<String> {
        let found: Vec<Todo> =
            self.read(person, |tx, actor, _| Ok(case::todos(tx, actor, 50)?)).expect("read");
        found.into_iter().map(|todo| todo.procedure).collect()
    }
}

fn actor(tx: &mut Tx<'_>, login: &str) -> Result<Actor, Fault> {
    let credential = account::credential_by_login(tx, login)?.ok_or(Fault::NotFound)?;
    account::actor(tx, &credential.account)?.ok_or(Fault::NotFound)
}

/// People of the county: id, unit, whether head, the level of their post.
const PEOPLE: [(&str, &str, bool, &str); 14] = [
    ("t", "school", false, ""),
    ("o", "county", false, ""),
    ("h1", "town1", true, "乡科级正职"),
    ("h2", "town2", true, "乡科级正职"),
    ("a1", "town1", false, "乡科级副职"),
    ("a2", "town1", false, ""),
    ("a3", "town1", false, ""),
    ("a4", "town1", false, ""),
    ("b1", "town2", false, ""),
    ("b2", "town2", false, ""),
    ("b3", "town2", false, ""),
    ("b4", "town2", false, ""),
    ("b5", "town2", false, ""),
    ("b6", "town2", false, ""),
];

fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    for (id, parent, name, ancestors) in [
        ("county", None, "示例县", vec!["county"]),
        ("school", Some("county"), "县委党校", vec!["school", "county"]),
        ("town1", Some("county"), "东镇", vec!["town1", "county"]),
        ("town2", Some("county"), "西镇", vec!["town2", "county"]),
    ] {
        tx.execute(
            "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, opened_on) \
            values ($1, $2, $3, $3, 'township', 1, 0, 0, $3, '2020-01-01')",
            params![id, parent, name],
        )?;
        for (depth, ancestor) in (0_i64..).zip(ancestors) {
            let sql = "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, $3)";
            tx.execute(sql, params![id, ancestor, depth])?;
        }
    }
    for (id, unit, head, level) in PEOPLE {
        seat(tx, id, unit, (head, level))?;
        grant(tx, id, unit, head)?;
    }
    let on = ("unit", "county");
    let act =
        Act { kind: "county.built", subject: on, unit: None, person: None, facts: json!({}), decision: None };
    ledger::record(tx, &Actor::program(), &act)?;
    Ok(())
}

fn seat(tx: &mut Tx<'_>, id: &str, unit: &str, (head, level): (bool, &str)) -> Result<(), Fault> {
    let (now, name) = (tx.now(), format!("{id}示例"));
    // Of b6 neither the level of the post nor the rank is stored.
    let rank = (id != "b6").then_some("一级科员");
    tx.execute(
        "insert into person (id, name, sex, kind, id_number, rank, search, created_at) values ($1, $2, '女', 'civil-servant', $3, $5, $2, $4)",
        params![id, &name, format!("11010119900101{id}X"), now, rank],
    )?;
    tx.execute(
        "insert into post (id, unit_id, title, category, level, is_head, seats, duties, powers, qualifications, way_up, opened_on) \
        values ($1, $2, '干事', 'general', $3, $4, 1, '', '', '', '', '2020-01-01')",
        params![id, unit, level, head],
    )?;
    tx.execute(
        "insert into tenure (id, person_id, unit_id, post_id, kind, from_on, document) \
        values ($1, $1, $2, $1, 'holds', '2024-01-01', '任职文件')",
        params![id, unit],
    )?;
    Ok(())
}

fn grant(tx: &mut Tx<'_>, id: &str, unit: &str, head: bool) -> Result<(), Fault> {
    let (login, name) = (format!("login-{id}"), format!("{id}示例"));
    let new = NewAccount {
        person: Some(id),
        login: &login,
        name: &name,
        password_hash: account::DEMO_PASSWORD,
        must_change: false,
    };
    let account = account::create(tx, &new)?;
    let mut grants = vec![Grant { role: Role::Cadre, unit: None }];
    if head {
        grants.push(Grant { role: Role::Head, unit: Some(unit.to_owned()) });
    }
    let role = match id {
        "t" => Some(Role::Trainer),
        "o" => Some(Role::Organiser),
        _ => None,
    };
    grants.extend(role.map(|role| Grant { role, unit: None }));
    for grant in grants {
        account::grant(tx, &account, &grant, (date(2024, 1, 1), None), "任职")?;
    }
    Ok(())
}
