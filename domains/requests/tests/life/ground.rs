//! A county with two offices, a town with its village, and the people who answer there. The clock stands at 2026-03-02.

use jiff::civil::Date;
use kernel::actor::{Actor, Role};
use kernel::clock::at_hour;
use kernel::db::migrate::Schema;
use kernel::ledger::{self, Act};
use kernel::testing::{self, Ground, grounds};
use kernel::{Fault, Scope, Tx, params};
use law::Rulebook;
use requests::coded::Kind;
use requests::request::{self, Request};
use requests::sorting::{self, Sorted};
use requests::submission::{self, Asked, Submitted};
use serde_json::json;

/// A county.
pub struct Place {
    /// Where it stands.
    pub ground: Ground,
}

/// Who holds what: person, role, unit.
const PEOPLE: [(&str, Role, Option<&str>); 10] = [
    ("desk", Role::Desk, None),
    ("works", Role::Desk, Some("works")),
    ("works-head", Role::Head, Some("works")),
    ("water-head", Role::Head, Some("water")),
    ("town-head", Role::Head, Some("town")),
    ("village-head", Role::Head, Some("village")),
    ("inspector", Role::Inspector, None),
    ("inspector2", Role::Inspector, None),
    ("committee", Role::Committee, None),
    ("overseer", Role::Overseer, Some("water")),
];

/// The texts of a refusal.
pub fn refused<T: std::fmt::Debug>(result: Result<T, Fault>) -> String {
    match result {
        Err(Fault::Refused(refusals)) => {
            refusals.iter().map(|refusal| refusal.text.en.as_str()).collect::<Vec<_>>().join("|")
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// The rulebook of the program.
pub fn book() -> Rulebook {
    Rulebook::built_in().expect("the rulebook is sound")
}

/// Somebody of the county.
pub fn who(name: &str) -> Actor {
    let grants: Vec<_> = PEOPLE.iter().filter(|one| one.0 == name).map(|one| (one.1, one.2)).collect();
    testing::actor(name, &grants)
}

impl Place {
    /// One for each engine at hand.
    pub fn all() -> Vec<Place> {
        let people = Schema { room: "people", migrations: people::schema().migrations, statements: &[] };
        let oversight =
            Schema { room: "oversight", migrations: oversight::schema().migrations, statements: &[] };
        let schemas = [people, oversight, requests::schema()];
        let places: Vec<Place> = grounds(&schemas).into_iter().map(|ground| Place { ground }).collect();
        for place in &places {
            place.ground.county.write_now(build).expect("the county is built");
        }
        places
    }

    /// One place.
    pub fn one() -> Place {
        Place::all().remove(0)
    }

    /// Moves the clock.
    pub fn on(&self, day: Date) {
        self.ground.county.clock().set(at_hour(day, 9));
    }

    /// Writes as somebody.
    pub fn write<T: Send + 'static>(
        &self,
        name: &str,
        work: impl Fn(&mut Tx<'_>, &Actor) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let actor = who(name);
        self.ground.county.write_now(move |tx| work(tx, &actor))
    }

    /// Reads as somebody.
    pub fn read<T: Send + 'static>(
        &self,
        name: &str,
        work: impl Fn(&mut Tx<'_>, &Actor) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let actor = who(name);
        self.ground.county.read_now(move |tx| work(tx, &actor))
    }

    /// Somebody asks.
    pub fn ask(&self, asked: Asked) -> Submitted {
        self.ground.county.write_now(move |tx| submission::submit(tx, &book(), &asked, &[])).expect("taken")
    }

    /// Asks and sorts to an office.
    pub fn sorted(&self, kind: Kind, unit: &'static str) -> Submitted {
        let taken = self.ask(asked("路口的路灯不亮已经一个月，晚上骑车很危险，请修好。"));
        let id = taken.id.clone();
        self.write("desk", move |tx, actor| {
            sorting::sort(tx, actor, &book(), &id, &sorted(kind, unit)).map(drop)
        })
        .expect("sorted");
        taken
    }

    /// A request as it stands.
    pub fn now(&self, id: &str) -> Request {
        let id = id.to_owned();
        self.ground
            .county
            .read_now(move |tx| request::find(tx, &Scope::county("a test looks"), &id))
            .expect("there")
    }

    /// As the resident.
    pub fn resident<T: Send + 'static>(
        &self,
        taken: &Submitted,
        work: impl Fn(&mut Tx<'_>, Request) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (number, secret) = (taken.number.clone(), taken.secret.clone());
        self.ground.county.write_now(move |tx| {
            let found = request::of_resident(tx, &number, &secret)?;
            work(tx, found)
        })
    }

    /// What waits for somebody: procedure and step.
    pub fn todos(&self, name: &str) -> Vec<(String, String)> {
        self.read(name, |tx, actor| {
            Ok(kernel::case::todos(tx, actor, 99)?
                .into_iter()
                .map(|todo| (todo.procedure, todo.step))
                .collect())
        })
        .expect("read")
    }
}

/// Something asked.
pub fn asked(body: &str) -> Asked {
    Asked { body: body.to_owned(), ..Asked::default() }
}

/// How it is sorted.
pub fn sorted(kind: Kind, unit: &str) -> Sorted {
    Sorted {
        kind: Some(kind),
        title: "十字路口路灯不亮".to_owned(),
        unit: unit.to_owned(),
        category: "light".to_owned(),
        people: 1,
        ..Sorted::default()
    }
}

fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let units = [
        ("county", None, "county"),
        ("works", Some("county"), "office"),
        ("water", Some("county"), "office"),
        ("town", Some("county"), "township"),
        ("village", Some("town"), "village"),
    ];
    for (id, parent, kind) in units {
        tx.execute(
            "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, opened_on) \
            values ($1, $2, $3, $3, $4, 1, 0, 0, $3, '2020-01-01')",
            params![id, parent, format!("示例{id}"), kind],
        )?;
        let mut up = Some(id);
        let mut depth = 0_i64;
        while let Some(ancestor) = up {
            tx.execute(
                "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, $3)",
                params![id, ancestor, depth],
            )?;
            up = units.iter().find(|one| one.0 == ancestor).and_then(|one| one.1);
            depth += 1;
        }
    }
    for (name, role, unit) in PEOPLE {
        person(tx, name, unit.unwrap_or("county"))?;
        let now = tx.now();
        tx.execute(
            "insert into account (id, person_id, login, name, password, must_change, failed, created_at) \
            values ($1, $2, $2, $2, '', 0, 0, $3)",
            params![format!("account-of-{name}"), name, now],
        )?;
        tx.execute(
            "insert into account_grant (id, account_id, role, unit_id, from_on, reason) values ($1, $2, $3, $4, '2020-01-01', '')",
            params![name, format!("account-of-{name}"), role.code(), unit],
        )?;
    }
    person(tx, "clerk", "village")?;
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

fn person(tx: &mut Tx<'_>, id: &str, unit: &str) -> Result<(), Fault> {
    let now = tx.now();
    tx.execute(
        "insert into person (id, name, sex, kind, search, created_at) values ($1, $2, '女', 'civil-servant', $2, $3)",
        params![id, format!("干部{id}"), now],
    )?;
    tx.execute(
        "insert into tenure (id, person_id, unit_id, post_id, kind, from_on, document) values ($1, $1, $2, null, 'holds', '2024-01-01', '任职文件')",
        params![id, unit],
    )?;
    Ok(())
}
