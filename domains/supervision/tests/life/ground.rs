//! A small county: the county itself, two towns, a village; people with accounts, posts and grants; a procedure of
//! another room with open steps; the days of reminders confirmed.

use jiff::civil::{Date, date};
use kernel::account::{self, NewAccount};
use kernel::actor::{Actor, Grant, Role};
use kernel::case::{self, About, Assigned, Todo};
use kernel::clock::at_hour;
use kernel::ledger::{self, Act};
use kernel::procedure::{By, Limit, Procedure, Step, Way, Words};
use kernel::testing::{Ground, grounds};
use kernel::{Area, Fault, Scope, Tx, params, settings};
use law::decision::Text;
use law::rulebook::{Confirmation, Rulebook};
use serde_json::json;

/// A county with two towns.
pub struct Town {
    /// Where it stands.
    pub ground: Ground,
}

/// A matter of power of some other room.
pub const PERMIT: Procedure = Procedure {
    id: "power-item",
    version: 1,
    title: Words::new("采砂许可", "Sand permit"),
    about: Words::new("采砂许可", "Sand permit"),
    basis: &[],
    steps: &[Step {
        id: "examine",
        title: Words::new("审查申请", "Examine the application"),
        by: By::Role(Role::Head),
        limit: Limit::WorkingDays(5),
        ways: &[Way { outcome: "done", title: Words::new("办结", "Done"), to: None, reason: false }],
        not_by: &[],
        public: true,
    }],
};

/// What somebody learns: nobody's power.
pub const LEARNING: Procedure = Procedure { id: "training-report", ..PERMIT };

/// A complaint whose subject is sealed.
pub const SEALED: Procedure = Procedure { id: "request-complaint", ..PERMIT };

/// People: id, name, unit, whether head.
const PEOPLE: [(&str, &str, &str, bool); 10] = [
    ("k", "县长示例", "county", true),
    ("h", "东镇镇长", "east", true),
    ("a", "东镇甲", "east", false),
    ("w", "西镇镇长", "west", true),
    ("b", "西镇乙", "west", false),
    ("v", "村主任示例", "village", true),
    ("i", "纪检示例", "county", false),
    ("j", "纪检第二人示例", "county", false),
    ("s", "副县长示例", "county", false),
    ("o", "组织示例", "county", false),
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

fn confirmations() -> Vec<Confirmation> {
    let names = [
        ("STAND-02", "reminder"),
        ("STAND-02", "explanation"),
        ("STAND-03", "note"),
        ("STAND-01", "idle"),
        ("STAND-04", "ahead"),
    ];
    names
        .map(|(clause, name)| Confirmation {
            clause: clause.into(),
            name: name.into(),
            by: "县委办督查室".into(),
            document: "核对记录".into(),
            on: date(2026, 1, 5),
        })
        .into()
}

/// The rulebook with the days confirmed.
pub fn book() -> Rulebook {
    let book = Rulebook::built_in().expect("the rulebook is sound");
    book.with_county(Vec::new(), confirmations(), Vec::new()).expect("confirmations that fit")
}

impl Town {
    /// One for each engine at hand.
    pub fn all() -> Vec<Town> {
        let schemas = [people::schema(), duty::schema(), supervision::schema()];
        let towns: Vec<Town> = grounds(&schemas).into_iter().map(|ground| Town { ground }).collect();
        for town in &towns {
            let built: Result<(), Fault> = town.ground.county.write_now(build);
            built.expect("the town is built");
        }
        towns
    }

    /// The day from now on.
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

    /// Reads as a person, in their scope of power.
    pub fn read<T: Send + 'static>(
        &self,
        person: &str,
        work: impl Fn(&mut Tx<'_>, &Actor, &Scope) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let account = format!("login-{person}");
        self.ground.county.read_now(move |tx| {
            let actor = actor(tx, &account)?;
            work(tx, &actor, &actor.scope(Area::Power))
        })
    }

    /// Somebody as an actor.
    pub fn who(&self, person: &str) -> Actor {
        self.read(person, |_, actor, _| Ok(actor.clone())).expect("somebody")
    }

    /// What waits for a person, by procedure.
    pub fn waits(&self, person: &str, procedure: &str) -> Vec<Todo> {
        let mut found =
            self.read(person, |tx, actor, _| Ok(case::todos(tx, actor, 50)?)).expect("to-dos are read");
        found.retain(|todo| todo.procedure == procedure);
        found
    }

    /// Opens a permit in a unit; answers its step.
    pub fn permit(&self, unit: &'static str, due: Option<Date>) -> String {
        self.opened(&PERMIT, unit, due)
    }

    /// Opens a case of a procedure in a unit; answers its step.
    pub fn opened(&self, procedure: &'static Procedure, unit: &'static str, due: Option<Date>) -> String {
        let opened: Result<String, Fault> = self.ground.county.write_now(move |tx| {
            let subject = tx.id();
            let about = About {
                subject: ("permit", &subject),
                unit: Some(unit),
                person: None,
                title: Text::new("张三的采砂许可", "a permit"),
                link: "/",
            };
            let mut head = Assigned::role(Role::Head, Some(unit));
            if let Some(due) = due {
                head = head.by(due, false);
            }
            let case = case::open(tx, procedure, &about, &head)?;
            note(tx)?;
            Ok(case::open_step_of(tx, &case)?.expect("an open step").id)
        });
        opened.expect("a permit")
    }

    /// Opens a permit that waits for a desk of the whole county.
    pub fn county_permit(&self, due: Date) {
        let opened: Result<(), Fault> = self.ground.county.write_now(move |tx| {
            let subject = tx.id();
            let about = About {
                subject: ("permit", &subject),
                unit: None,
                person: None,
                title: Text::new("一件", "one"),
                link: "/",
            };
            case::open(tx, &PERMIT, &about, &Assigned::role(Role::Desk, None).by(due, false))?;
            note(tx)
        });
        opened.expect("a permit");
    }

    /// Opens a sealed complaint that waits for the inspectors; answers its step.
    pub fn sealed(&self, due: Date) -> String {
        let opened: Result<String, Fault> = self.ground.county.write_now(move |tx| {
            let subject = tx.id();
            let about = About {
                subject: ("request", &subject),
                unit: None,
                person: None,
                title: Text::new("一件", "one"),
                link: "/",
            };
            let case =
                case::open(tx, &SEALED, &about, &Assigned::role(Role::Inspector, None).by(due, false))?;
            note(tx)?;
            Ok(case::open_step_of(tx, &case)?.expect("an open step").id)
        });
        opened.expect("a complaint")
    }

    /// The head takes the step of a permit after all.
    pub fn examine(&self, person: &str, step: &str) {
        let step = step.to_owned();
        let done = self.write(person, move |tx, actor| {
            let scope = Scope::county("a test looks for its case");
            let sql = "select s.case_id from case_step s where s.id = $1";
            let case = tx.row(&scope, sql, params![&step])?.expect("a case").text(0)?;
            case::advance(tx, &PERMIT, &case, ("examine", "done"), actor, "", None)?;
            note(tx)
        });
        done.expect("the step is taken");
    }
}

/// Notes that the ground was changed.
pub fn note(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let act = Act {
        kind: "town.changed",
        subject: ("unit", "county"),
        unit: None,
        person: None,
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, &Actor::program(), &act)?;
    Ok(())
}

/// The actor behind a sign-in name.
pub fn actor(tx: &mut Tx<'_>, login: &str) -> Result<Actor, Fault> {
    let credential = account::credential_by_login(tx, login)?.ok_or(Fault::NotFound)?;
    account::actor(tx, &credential.account)?.ok_or(Fault::NotFound)
}

fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    for (sort, (id, parent, name, kind, ancestors)) in (1_i64..).zip([
        ("county", None, "示例县", "county", vec!["county"]),
        ("west", Some("county"), "西镇", "township", vec!["west", "county"]),
        ("east", Some("county"), "东镇", "township", vec!["east", "county"]),
        ("village", Some("east"), "东一村", "village", vec!["village", "east", "county"]),
    ]) {
        tx.execute(
            "insert into unit (id, parent_id, name, short_name, kind, sort, posts_admin, posts_institution, search, opened_on) \
            values ($1, $2, $3, $3, $4, $5, 0, 0, $3, '2020-01-01')",
            params![id, parent, name, kind, sort],
        )?;
        for (depth, ancestor) in (0_i64..).zip(ancestors) {
            tx.execute(
                "insert into unit_tree (unit_id, ancestor_id, depth) values ($1, $2, $3)",
                params![id, ancestor, depth],
            )?;
        }
    }
    for (id, name, unit, head) in PEOPLE {
        seat(tx, (id, name, unit), head)?;
        grant(tx, (id, name, unit), head)?;
    }
    for one in confirmations() {
        let body = serde_json::to_string(&one).expect("json");
        settings::add_county_rule(tx, "confirmation", &body, "县委办督查室")?;
    }
    note(tx)
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
        "i" | "j" => grants.push(Grant { role: Role::Inspector, unit: None }),
        "s" => grants.push(Grant { role: Role::Overseer, unit: Some("east".to_owned()) }),
        "o" => grants.push(Grant { role: Role::Organiser, unit: None }),
        _ => {}
    }
    for grant in grants {
        account::grant(tx, &account, &grant, (date(2024, 1, 1), None), "任职")?;
    }
    Ok(())
}
