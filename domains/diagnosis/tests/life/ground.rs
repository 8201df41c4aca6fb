//! A county with a class of thirty from four units, one of them too small to stand for itself. The clock stands at
//! 2026-03-02, the class ends on the 4th.

use diagnosis::bank::{Form, OWN, Wave};
use diagnosis::slip::Slip;
use diagnosis::study::{self, NewStudy};
use diagnosis::{answer, due};
use jiff::civil::{Date, date};
use kernel::actor::{Actor, Role};
use kernel::clock::at_hour;
use kernel::db::migrate::Schema;
use kernel::ledger::{self, Act};
use kernel::testing::{self, Ground, grounds};
use kernel::{DbError, Fault, Tx, params};
use law::Rulebook;
use serde_json::json;

/// A county.
pub struct Place {
    /// Where it stands.
    pub ground: Ground,
}

/// Units with how many of the class come from each.
pub const FROM: [(&str, u32); 4] = [("office", 14), ("town", 10), ("village", 3), ("small", 3)];

/// The first session's and the last's day.
pub const LAST: Date = date(2026, 3, 4);

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
    match name {
        "tr" => testing::actor("tr", &[(Role::Trainer, None)]),
        "head" => testing::actor("p1", &[(Role::Cadre, None), (Role::Head, Some("office"))]),
        other => testing::actor(other, &[(Role::Cadre, None)]),
    }
}

impl Place {
    /// One for each engine at hand.
    pub fn all() -> Vec<Place> {
        let people = Schema { room: "people", migrations: people::schema().migrations, statements: &[] };
        let training =
            Schema { room: "training", migrations: training::schema().migrations, statements: &[] };
        let action = Schema { room: "action", migrations: action::schema().migrations, statements: &[] };
        let schemas = [people, training, action, diagnosis::schema()];
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

    /// Opens the study of the class.
    pub fn open(&self) -> (String, Vec<Slip>) {
        let opened =
            self.write("tr", |tx, actor| study::open(tx, actor, &book(), &new_study())).expect("opened");
        (opened.id, opened.slips)
    }

    /// Lets what is due happen, on a day.
    pub fn pass(&self, day: Date) {
        self.on(day);
        due::run(&self.ground.county, &book()).expect("done");
    }

    /// Somebody answers.
    pub fn give(&self, code: &str, answers: Vec<Option<u8>>) -> Result<(), Fault> {
        let code = code.to_owned();
        self.ground.county.write_now(move |tx| answer::give(tx, &code, &answers))
    }

    /// Days of a wave.
    pub fn wave(&self, study: &str, wave: Wave) -> study::WaveRow {
        let study = study.to_owned();
        let all = self.read("tr", move |tx, _| Ok(study::waves(tx, &study)?)).expect("read");
        all.into_iter().find(|one| one.wave == wave).expect("a wave")
    }

    /// Both waves of the class with everybody answering, others who saw it too; the study.
    pub fn lived(&self) -> String {
        let (id, slips) = self.open();
        self.pass(LAST);
        for (n, slip) in slips.iter().enumerate() {
            self.give(&slip.own, answers(n, Wave::Pulse)).expect("given");
        }
        self.pass(date(2026, 3, 12));
        let later = self.wave(&id, Wave::Later);
        self.pass(later.opens_on);
        for (n, slip) in slips.iter().enumerate() {
            self.give(&slip.own, answers(n, Wave::Later)).expect("given");
            let seen = (0..5).map(|at| Some(1 + u8::try_from((n + at) % 5).unwrap_or(0))).collect();
            self.give(&slip.seen, seen).expect("seen");
        }
        self.pass(later.closes_on.tomorrow().expect("a day"));
        id
    }
}

/// What the study is opened with.
pub fn new_study() -> NewStudy {
    NewStudy {
        kind: "class".into(),
        subject: "c1".into(),
        bank: OWN.into(),
        form: Form::Full,
        opens_on: LAST,
    }
}

/// Answers of the nth learner: spread, the superior's support low in the first wave and higher in the second.
pub fn answers(n: usize, wave: Wave) -> Vec<Option<u8>> {
    let later = wave == Wave::Later;
    let one = |at: usize, item: &diagnosis::bank::Item| {
        let spread = (n * 7 + at * 3 + (n * at) % 11) % 4;
        let base = if item.code.starts_with("SS") {
            if later { 1 + n % 3 } else { 0 }
        } else {
            1 + usize::from(later) * (n % 2)
        };
        let high = 1 + (base + spread).min(4);
        let high = if item.code.starts_with("SS") && !later { 1 + spread.min(2) } else { high };
        let given = u8::try_from(high).unwrap_or(3);
        Some(if item.turned { 6 - given } else { given })
    };
    let items = &diagnosis::bank::own().items;
    items
        .iter()
        .enumerate()
        .map(|(at, item)| if (n + at).is_multiple_of(53) { None } else { one(at, item) })
        .collect()
}

fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let units = [
        ("county", None),
        ("office", Some("county")),
        ("town", Some("county")),
        ("village", Some("town")),
        ("small", Some("county")),
    ];
    for (id, parent) in units {
        tx.execute(
            "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, opened_on) \
            values ($1, $2, $3, $3, 'office', 1, 0, 0, $3, '2020-01-01')",
            params![id, parent, format!("示例{id}")],
        )?;
        let mut up = Some(id);
        let mut depth = 0_i64;
        while let Some(ancestor) = up {
            tx.execute(
                "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, $3)",
                params![id, ancestor, depth],
            )?;
            up = units.iter().find(|(one, _)| *one == ancestor).and_then(|(_, parent)| *parent);
            depth += 1;
        }
    }
    tx.execute(
        "insert into class (id, programme_id, year, title, form, unit_id, trainer_id, leader_id, place, link, capacity, starts_on, ends_on, state, evaluated, created_at) \
        values ('c1', 'g1', 2026, '信访化解实务班', 'off-post', 'county', 'tr', null, '县委党校', '', 40, '2026-03-02', $1, 'running', 1, $2)",
        params![LAST, tx.now()],
    )?;
    let mut n = 0;
    for (unit, count) in FROM {
        for _ in 0..count {
            n += 1;
            build_person(tx, &format!("p{n}"), unit)?;
        }
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

fn build_person(tx: &mut Tx<'_>, id: &str, unit: &str) -> Result<(), DbError> {
    tx.execute(
        "insert into person (id, name, sex, kind, search, created_at) values ($1, $2, '女', 'civil-servant', $2, $3)",
        params![id, format!("学员{id}"), tx.now()],
    )?;
    tx.execute(
        "insert into tenure (id, person_id, unit_id, post_id, kind, from_on, document) values ($1, $1, $2, null, 'holds', '2024-01-01', '任职文件')",
        params![id, unit],
    )?;
    tx.execute(
        "insert into enrolment (class_id, person_id, unit_id, name, state, by_own, place, created_at) values ('c1', $1, $2, $1, 'enrolled', 0, 1, $3)",
        params![id, unit, tx.now()],
    )?;
    Ok(())
}
