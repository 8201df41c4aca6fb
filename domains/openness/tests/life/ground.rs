//! A county with its organisation department, an office, a town and two villages. The clock stands at 2026-03-02.

use jiff::civil::Date;
use kernel::actor::{Actor, Role};
use kernel::clock::at_hour;
use kernel::db::migrate::Schema;
use kernel::ledger::{self, Act};
use kernel::testing::{self, Ground, grounds};
use kernel::{Fault, Tx, params};
use law::Rulebook;
use law::rulebook::Confirmation;
use openness::notice::NewNotice;
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

/// The rulebook, with what the county confirmed.
pub fn book() -> Rulebook {
    let confirmed = [("PUB-01", "publicity"), ("PUB-02", "publicity"), ("PUB-03", "publicity")];
    let acts = confirmed.map(|(clause, name)| Confirmation {
        clause: clause.to_owned(),
        name: name.to_owned(),
        by: "县政府办公室".to_owned(),
        document: "核对记录".to_owned(),
        on: jiff::civil::date(2026, 1, 10),
    });
    let book = Rulebook::built_in().expect("the rulebook is sound");
    book.with_county(Vec::new(), acts.to_vec(), Vec::new()).expect("confirmed")
}

/// Somebody of the county.
pub fn who(name: &str) -> Actor {
    let grants: &[(Role, Option<&str>)] = match name {
        "organiser" => &[(Role::Cadre, None), (Role::Organiser, None)],
        "committee" => &[(Role::Committee, None)],
        "jurist" => &[(Role::Jurist, None)],
        "office" => &[(Role::Head, Some("office"))],
        "town" => &[(Role::Head, Some("town"))],
        "village" => &[(Role::Head, Some("v1"))],
        "government" => &[(Role::Head, Some("zfb"))],
        "both" => &[(Role::Head, Some("office")), (Role::Jurist, None)],
        "lead-committee" => &[(Role::Head, Some("office")), (Role::Committee, None)],
        "candidate" => &[(Role::Head, Some("zuzhibu"))],
        "desk" => &[(Role::Desk, None)],
        "inspector" => &[(Role::Inspector, None)],
        _ => &[(Role::Cadre, None)],
    };
    testing::actor(name, grants)
}

impl Place {
    /// One for each engine at hand.
    pub fn all() -> Vec<Place> {
        let people = Schema { room: "people", migrations: people::schema().migrations, statements: &[] };
        let places: Vec<Place> =
            grounds(&[people, openness::schema()]).into_iter().map(|ground| Place { ground }).collect();
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
}

/// A notice before an appointment, naming somebody.
pub fn appointment(closes_on: Date) -> NewNotice {
    NewNotice {
        kind: "appointment".into(),
        unit: "zuzhibu".into(),
        title: "关于林照岩同志的任前公示".into(),
        body: "林照岩，现任示例镇副镇长，拟提名为示例镇镇长人选。".into(),
        lasting_title: Some("关于1名干部的任前公示".into()),
        lasting_body: Some("公示1名拟任乡镇领导职务人选，公示期五个工作日。".into()),
        closes_on: Some(closes_on),
        ..NewNotice::default()
    }
}

const UNITS: [(&str, Option<&str>, &str); 7] = [
    ("county", None, "county"),
    ("zuzhibu", Some("county"), "office"),
    ("office", Some("county"), "office"),
    ("town", Some("county"), "township"),
    ("v1", Some("town"), "village"),
    ("v2", Some("town"), "village"),
    ("zfb", Some("county"), "office"),
];

pub fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    for (sort, (id, parent, kind)) in (0_i64..).zip(UNITS) {
        tx.execute(
            "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, opened_on) \
            values ($1, $2, $3, $3, $4, $5, 0, 0, $3, '2020-01-01')",
            params![id, parent, format!("示例{id}"), kind, sort],
        )?;
        let mut up = Some(id);
        let mut depth = 0_i64;
        while let Some(ancestor) = up {
            tx.execute(
                "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, $3)",
                params![id, ancestor, depth],
            )?;
            up = UNITS.iter().find(|(one, _, _)| *one == ancestor).and_then(|(_, parent, _)| *parent);
            depth += 1;
        }
    }
    tx.execute(
        "insert into person (id, name, sex, kind, search, created_at) \
        values ('lin', '林照岩', '男', 'civil-servant', 'linzhaoyan', '2020-01-01T00:00:00Z')",
        params![],
    )?;
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
