//! A county with two offices and two towns, five people in one of them. The clock stands at 2026-03-02.

use burden::entry::NewEntry;
use jiff::civil::Date;
use kernel::actor::{Actor, Role};
use kernel::clock::at_hour;
use kernel::db::migrate::Schema;
use kernel::ledger::{self, Act};
use kernel::testing::{self, Ground, grounds};
use kernel::{Fault, Tx, params};
use law::Rulebook;
use law::rules::burden_check::{Facts, Form, Issuer, Kind};
use serde_json::json;

/// A county.
pub struct Place {
    /// Where it stands.
    pub ground: Ground,
}

/// The reasons of a refusal, in English.
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
    let grants: &[(Role, Option<&str>)] = match name {
        "organiser" => &[(Role::Cadre, None), (Role::Organiser, None)],
        "committee" => &[(Role::Committee, None)],
        "office" => &[(Role::Head, Some("office"))],
        "other" => &[(Role::Head, Some("other"))],
        "town" => &[(Role::Head, Some("town"))],
        "far" => &[(Role::Head, Some("far"))],
        _ => &[(Role::Cadre, None)],
    };
    testing::actor(name, grants)
}

impl Place {
    /// One for each engine at hand.
    pub fn all() -> Vec<Place> {
        let only = |schema: Schema| Schema { statements: &[], ..schema };
        let schemas = [
            only(people::schema()),
            only(duty::schema()),
            only(assessment::schema()),
            only(training::schema()),
            only(oversight::schema()),
            only(requests::schema()),
            only(openness::schema()),
            burden::schema(),
        ];
        let places: Vec<Place> = grounds(&schemas).into_iter().map(|ground| Place { ground }).collect();
        for place in &places {
            place.ground.county.write_now(build).expect("the county is built");
        }
        places
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

    /// Notes something as an office.
    pub fn note(&self, name: &str, new: NewEntry) -> Result<String, Fault> {
        self.write(name, move |tx, actor| burden::entry::note(tx, actor, &book(), &new))
    }
}

/// A document of an office.
pub fn document(unit: &str, characters: i64) -> NewEntry {
    let facts = Facts {
        kind: Kind::Document,
        form: Some(Form::Special),
        issuer: Some(Issuer::Department),
        characters: Some(characters),
        ..Facts::default()
    };
    NewEntry {
        unit: unit.into(), title: "关于做好春季防火工作的通知".into(), facts, reason: String::new()
    }
}

const UNITS: [(&str, Option<&str>, &str); 7] = [
    ("county", None, "county"),
    ("office", Some("county"), "office"),
    ("other", Some("county"), "office"),
    ("town", Some("county"), "township"),
    ("far", Some("county"), "township"),
    ("v1", Some("town"), "village"),
    ("v2", Some("town"), "village"),
];

fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    for (sort, (id, parent, kind)) in (0_i64..).zip(UNITS) {
        let (admin, institution) = if kind == "village" { (0_i64, 0_i64) } else { (12, 8) };
        tx.execute(
            "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, opened_on) \
            values ($1, $2, $3, $3, $4, $5, $6, $7, $3, '2020-01-01')",
            params![id, parent, format!("示例{id}"), kind, sort, admin, institution],
        )?;
        for (depth, ancestor) in (0_i64..).zip([Some(id), parent].into_iter().flatten()) {
            tx.execute(
                "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, $3)",
                params![id, ancestor, depth],
            )?;
        }
    }
    for n in 0..5 {
        tx.execute(
            "insert into tenure (id, person_id, unit_id, post_id, kind, from_on, document) values ($1, $1, 'town', null, 'holds', '2024-01-01', '任职文件')",
            params![format!("p{n}")],
        )?;
    }
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
