//! A small county: two offices, two towns, their heads, the legality review, the committee, and a leader who oversees one
//! office only.

use jiff::civil::{Date, date};
use kernel::account::{self, NewAccount};
use kernel::actor::{Actor, Grant, Role};
use kernel::case::{self, Todo};
use kernel::clock::at_hour;
use kernel::db::migrate::Schema;
use kernel::ledger::{self, Act};
use kernel::testing::{Ground, grounds};
use kernel::{Area, Fault, Scope, Tx, params, settings};
use law::rulebook::{Confirmation, Rulebook};
use oversight::document::{self, Issuer, NewDocument};
use oversight::item::{Fresh, Kind, Says};
use oversight::says::{Basis, Days, Limit};
use serde_json::json;

/// A county.
pub struct County {
    /// Where it stands.
    pub ground: Ground,
    /// Its pages, opened when first asked for.
    pub doors: std::cell::OnceCell<web::testing::Doors>,
}

/// People: id, name, roles with their units.
const PEOPLE: [(&str, &str, &[(Role, Option<&str>)]); 8] = [
    ("m", "民政局长示例", &[(Role::Head, Some("civil"))]),
    ("s", "市监局长示例", &[(Role::Head, Some("market"))]),
    ("z", "镇长示例", &[(Role::Head, Some("town"))]),
    ("j", "法制示例", &[(Role::Jurist, None)]),
    ("c", "县长示例", &[(Role::Committee, None)]),
    ("o", "分管示例", &[(Role::Overseer, Some("civil"))]),
    ("b", "民政局副局长兼法制示例", &[(Role::Head, Some("civil")), (Role::Jurist, None)]),
    ("g", "干部示例", &[]),
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
        ("LD-20", "opinion"),
        ("LD-20", "legality"),
        ("LD-20", "decide"),
        ("LD-20", "report"),
        ("NDOC-01", "normal"),
        ("NDOC-01", "trial"),
        ("NDOC-02", "evaluate"),
        ("NDOC-02", "report"),
        ("NDOC-02", "submit"),
        ("NDOC-05", "most"),
        ("AL-01", "decide"),
    ];
    let confirm = |(clause, name): (&str, &str)| Confirmation {
        clause: clause.into(),
        name: name.into(),
        by: "县委编办".into(),
        document: "核对记录".into(),
        on: date(2026, 1, 10),
    };
    names.map(confirm).into()
}

/// The rulebook with the periods confirmed by the county.
pub fn book() -> Rulebook {
    Rulebook::built_in()
        .and_then(|book| book.with_county(Vec::new(), confirmations(), Vec::new()))
        .expect("the rulebook is sound")
}

impl County {
    /// One for each engine at hand.
    pub fn all() -> Vec<County> {
        let people = Schema {
            room: "people",
            migrations: &[include_str!("../../../people/migrations/0001-people.sql")],
            statements: &[],
        };
        let counties: Vec<County> = grounds(&[people, oversight::schema()])
            .into_iter()
            .map(|ground| County { ground, doors: std::cell::OnceCell::new() })
            .collect();
        for county in &counties {
            let built: Result<(), Fault> = county.ground.county.write_now(build);
            built.expect("the county is built");
        }
        counties
    }

    /// It is now that day, in the morning.
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
        work: impl Fn(&mut Tx<'_>, &Scope) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let account = format!("login-{person}");
        self.ground.county.read_now(move |tx| {
            let actor = actor(tx, &account)?;
            work(tx, &actor.scope(Area::Power))
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

fn build(tx: &mut Tx<'_>) -> Result<(), Fault> {
    for (id, parent, name, kind, ancestors) in [
        ("county", None, "示例县", "county", vec!["county"]),
        ("civil", Some("county"), "示例县民政局", "office", vec!["civil", "county"]),
        ("market", Some("county"), "示例县市场监督管理局", "office", vec!["market", "county"]),
        ("town", Some("county"), "示例镇", "township", vec!["town", "county"]),
        ("other", Some("county"), "另一镇", "township", vec!["other", "county"]),
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
    for (id, name, grants) in PEOPLE {
        let now = tx.now();
        tx.execute(
            "insert into person (id, name, sex, kind, search, created_at) values ($1, $2, '女', 'civil-servant', $2, $3)",
            params![id, name, now],
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
        for (role, unit) in grants {
            let grant = Grant { role: *role, unit: unit.map(str::to_owned) };
            account::grant(tx, &account, &grant, (date(2024, 1, 1), None), "任职")?;
        }
    }
    for confirmation in confirmations() {
        settings::add_county_rule(tx, "confirmation", &json!(confirmation).to_string(), "县委编办")?;
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

/// A law as the basis of a power.
pub fn law() -> Basis {
    Basis {
        title: "社会救助暂行办法".into(),
        number: "国务院令第649号".into(),
        article: "第九条".into(),
        issued_on: Some(date(2014, 2, 21)),
        valid_until: None,
        document: None,
        founds: true,
    }
}

/// A document of the register as a basis.
pub fn on(document: &str, founds: bool) -> Basis {
    Basis {
        title: "临时救助办法".into(),
        number: "示民发〔2024〕1号".into(),
        article: "第五条".into(),
        issued_on: Some(date(2024, 6, 20)),
        valid_until: None,
        document: Some(document.to_owned()),
        founds,
    }
}

/// What a benefit says.
pub fn says(bases: Vec<Basis>) -> Says {
    Says {
        name: "临时救助".into(),
        kind: Kind::Relief,
        words: "困难补助 急难".into(),
        who: "生活暂时困难的家庭".into(),
        bases,
        conditions: vec!["遇到突发困难".into(), "基本生活难以维持".into()],
        materials: vec![
            oversight::lines::material("身份证｜原件核验后退还｜县公安局").expect("a material"),
            oversight::lines::material("申请书").expect("a material"),
        ],
        steps: vec![oversight::lines::stage("受理｜窗口｜当场").expect("a step")],
        statutory: Some(Limit { n: 15, unit: Days::Working }),
        promised: Some(Limit { n: 10, unit: Days::Working }),
        fee: String::new(),
        fee_basis: String::new(),
        place: "县政务服务中心3号窗口".into(),
        hours: "工作日9:00—17:00".into(),
        phone: "0000-1234567".into(),
        remedy: "可以申请行政复议，也可以向人民法院起诉。".into(),
    }
}

/// The benefit as a new item.
pub fn fresh(code: &str, bases: Vec<Basis>) -> Fresh {
    Fresh { unit: "civil".into(), code: code.into(), says: says(bases), from_on: None }
}

/// A trial document of the civil affairs office, in force from 2024-07-01 to 2026-06-30.
pub fn trial() -> NewDocument {
    NewDocument {
        unit: "civil".into(),
        title: "示例县临时救助办法（试行）".into(),
        number: "示民发〔2024〕1号".into(),
        issuer: Issuer::Department,
        kind: document::Kind::Trial,
        issued_on: date(2024, 6, 20),
        effective_on: date(2024, 7, 1),
        valid_until: None,
        market: false,
        published_at: "县人民政府网站".into(),
        published_on: None,
        body: String::new(),
    }
}

/// Registers the trial document; answers its id.
pub fn register(county: &County) -> String {
    county.write("j", |tx, actor| document::register(tx, actor, &book(), &trial())).expect("registered")
}

/// Publishes an item through its procedure; answers its id.
pub fn publish(county: &County, code: &'static str, bases: Vec<Basis>) -> String {
    let id = county
        .write("m", move |tx, actor| oversight::item::begin(tx, actor, &book(), &fresh(code, bases.clone())))
        .expect("drafted");
    let of = id.clone();
    county.write("m", move |tx, actor| oversight::item::send(tx, actor, &book(), &of)).expect("sent");
    let of = id.clone();
    county
        .write("j", move |tx, actor| oversight::item::review(tx, actor, &book(), &of, (true, "")))
        .expect("passed");
    id
}
