//! A small county: the county itself, a town, a village; people with accounts, posts and grants.

use duty::cycle;
use duty::evidence::{NewEvidence, Support};
use duty::letter::{self, Item, Letter};
use jiff::civil::date;
use kernel::account::{self, NewAccount, Proof};
use kernel::actor::{Actor, Grant, Role};
use kernel::case::{self, Todo};
use kernel::db::migrate::Schema;
use kernel::ledger::{self, Act};
use kernel::testing::{Ground, grounds};
use kernel::{Area, DbError, Fault, Scope, Tx, params};
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

/// People of the town: id, name, unit, post, category, whether head, role.
const PEOPLE: [(&str, &str, &str, &str, &str, bool); 6] = [
    ("k", "县长示例", "county", "县长", "general", true),
    ("h", "镇长示例", "town", "镇长", "general", true),
    ("a", "甲示例", "town", "民政干事", "general", false),
    ("b", "乙示例", "town", "执法队员", "enforcement", false),
    ("v", "村主任示例", "village", "村主任", "village", true),
    ("o", "组织示例", "county", "组织科长", "general", false),
];

fn people() -> Schema {
    Schema {
        room: "people",
        migrations: &[include_str!("../../../people/migrations/0001-people.sql")],
        statements: &[],
    }
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
    /// One for each engine at hand, with a year being planned.
    pub fn all() -> Vec<Town> {
        let towns: Vec<Town> = grounds(&[people(), duty::schema()])
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
                cycle::open(tx, actor, 2026, dates, &duty::scheme::Scheme::default())
            })
            .expect("the year is opened");
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

    /// Reads in the scope of a person.
    pub fn read<T: Send + 'static>(
        &self,
        person: &str,
        work: impl Fn(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let account = format!("login-{person}");
        self.ground.county.read_now(move |tx| {
            let actor = actor(tx, &account)?;
            work(tx, &actor.scope(Area::Duty))
        })
    }

    /// The cycle of the year.
    pub fn cycle(&self) -> String {
        let found: Result<_, DbError> = self.ground.county.read_now(|tx| cycle::by_year(tx, 2026));
        found.expect("read").expect("opened").id
    }

    /// The newest letter of a person.
    pub fn letter_of(&self, person: &str) -> String {
        let person = person.to_owned();
        let found: Result<Vec<Letter>, DbError> =
            self.ground.county.read_now(move |tx| letter::of_person(tx, &Scope::own(&person), &person));
        found.expect("read").first().expect("a letter").id.clone()
    }

    /// A letter as the organisation department sees it.
    pub fn read_letter(&self, id: &str) -> Letter {
        let id = id.to_owned();
        self.read("o", move |tx, scope| letter::find(tx, scope, &id)).expect("found")
    }

    /// Its items.
    pub fn items(&self, id: &str) -> Vec<Item> {
        let id = id.to_owned();
        self.read("o", move |tx, scope| Ok(letter::items(tx, scope, &id)?)).expect("read")
    }

    /// The letter that counts for somebody.
    pub fn letter_in_force(&self, person: &str) -> Option<Letter> {
        let (person, cycle) = (person.to_owned(), self.cycle());
        self.read("o", move |tx, scope| Ok(letter::in_force(tx, scope, &person, &cycle)?)).expect("read")
    }

    /// What waits for a person.
    pub fn todos(&self, person: &str) -> Vec<Todo> {
        let account = format!("login-{person}");
        let found: Result<Vec<Todo>, Fault> = self.ground.county.read_now(move |tx| {
            let actor = actor(tx, &account)?;
            Ok(case::todos(tx, &actor, 50)?)
        });
        found.expect("read")
    }

    /// A target of the town and an entry of its people.
    pub fn some_ids(&self) -> (String, String) {
        let cycle = self.cycle();
        self.read("o", move |tx, scope| {
            let targets = duty::target::of_unit(tx, scope, &cycle, "town")?;
            let entries = duty::evidence::of_unit(tx, scope, (&cycle, "town"), jiff::civil::Date::MAX, 1)?;
            let first = (targets.first(), entries.first());
            let (Some(target), Some(entry)) = first else { return Err(Fault::NotFound) };
            Ok((target.id.clone(), entry.id.clone()))
        })
        .expect("there are some")
    }

    /// Signs as a person the letter as it was offered.
    pub fn sign(&self, person: &str, id: &str) -> Result<letter::Side, Fault> {
        let (seen, id) = (self.read_letter(id).body_hash.unwrap_or_default(), id.to_owned());
        self.write(person, move |tx, actor| {
            let proof = Proof::of_demo_account(tx, &actor.account)?;
            letter::sign(tx, actor, &book(), &id, &proof, &seen)
        })
    }

    /// An entry of 15 February for some items, each with an amount.
    pub fn entry(&self, key: &str, items: &[(&str, i64)]) -> NewEvidence {
        NewEvidence {
            happened_on: date(2026, 2, 15),
            title: "入户核查低保对象".into(),
            body: "沿山三个组，逐户核对收入与家庭变化。".into(),
            client_key: key.into(),
            supports: items
                .iter()
                .map(|(item, amount)| Support {
                    item: (*item).to_owned(),
                    quantity: (*amount > 0).then(|| Decimal::from(*amount)),
                    reached_on: None,
                })
                .collect(),
            partners: Vec::new(),
        }
    }
}

fn actor(tx: &mut Tx<'_>, login: &str) -> Result<Actor, Fault> {
    let credential = account::credential_by_login(tx, login)?.ok_or(Fault::NotFound)?;
    account::actor(tx, &credential.account)?.ok_or(Fault::NotFound)
}

fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    build_units(tx)?;
    for (id, name, unit, post, category, head) in PEOPLE {
        seat(tx, (id, name, unit), (post, category, head))?;
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

fn seat(
    tx: &mut Tx<'_>,
    (id, name, unit): (&str, &str, &str),
    (post, category, head): (&str, &str, bool),
) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(
        "insert into person (id, name, sex, kind, search, created_at) values ($1, $2, '女', 'civil-servant', $2, $3)",
        params![id, name, now],
    )?;
    tx.execute(
        "insert into post (id, unit_id, title, category, is_head, seats, duties, powers, qualifications, way_up, opened_on) \
        values ($1, $2, $3, $4, $5, 1, $6, '', '', '', '2020-01-01')",
        params![id, unit, post, category, head, "1. 依法办理业务；\n2. 接待来访群众。"],
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
    if id == "o" {
        grants.push(Grant { role: Role::Organiser, unit: None });
    }
    for grant in grants {
        account::grant(tx, &account, &grant, (date(2024, 1, 1), None), "任职")?;
    }
    Ok(())
}
