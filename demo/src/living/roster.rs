//! The beginning: the first accounts, then the roster as the organisation department keeps it: units, posts, people,
//! their accounts, their tenures, who oversees what, who holds which role. Newcomers join when they are hired.

use jiff::civil::Date;
use kernel::account::{self, DEMO_PASSWORD, NewAccount};
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Grant, Role, Tx};
use people::person::{self, Kind, NewPerson, Sex};
use people::post::{self, Category, Description, NewPost};
use people::tenure::{self, NewTenure, TenureKind};
use people::unit::{self, Code, CodeSystem, NewUnit, UnitKind};
use serde_json::json;

use super::course::{Course, Named, Phase, World, on, parts, slice};
use super::day;
use crate::DemoError;
use crate::invention::Invention;

/// Positions in phase `founders`.
pub const SYSTEM: usize = 0;
/// The security administrator.
pub const SECURITY: usize = 1;
/// The audit administrator.
pub const AUDIT: usize = 2;
/// The organisation department before anybody of it has an account.
pub const OFFICE: usize = 3;

const FOUNDERS: Named = ("founders", "设立三员和组织部门账号", "Opening the first accounts", 1);
const UNITS: Named = ("units", "登记单位", "Registering units", 1);
const POSTS: Named = ("posts", "编制岗位说明书", "Describing posts", 2);
const PERSONS: Named = ("persons", "建立人员名册", "Building the roster", 2);
const ACCOUNTS: Named = ("accounts", "开设账号", "Opening accounts", 1);
const TENURES: Named = ("tenures", "登记任职", "Recording tenures", 4);
const ROLES: Named = ("roles", "登记分管和授权", "Recording who oversees what", 1);
const NEWCOMERS: Named = ("newcomers", "新录用人员报到", "Newcomers report", 1);
const NEW_ACCOUNTS: Named = ("newcomer-accounts", "为新录用人员开设账号", "Opening newcomers' accounts", 1);

const DOCUMENT: &str = "凤组演〔2025〕1号";

/// Lives from nothing to a full roster, in the first days of the closed year.
///
/// # Errors
/// What an operation refused.
pub fn found(course: &mut Course<'_>) -> Result<(), DemoError> {
    let county = course.invention();
    let year = county.plan.year_closed;
    let first = |month, of_month| move |hour| on(day(year, month, of_month), hour);
    course.live(Phase::named(FOUNDERS), 1, first(1, 2)(9), |tx, _, _| open_founders(tx))?;
    course.live(Phase::named(UNITS), 1, first(1, 2)(10), |tx, world, _| add_units(tx, world))?;
    let posts = county.posts.len();
    course.live(Phase::named(POSTS), parts(posts, 200), first(1, 3)(9), move |tx, world, part| {
        let actor = world.actor(tx, "founders", OFFICE)?;
        slice(part, 200, posts).map(|at| add_post(tx, world, &actor, at)).collect()
    })?;
    let all = county.from_the_start();
    course.live(Phase::named(PERSONS), parts(all, 250), first(1, 6)(9), move |tx, world, part| {
        let actor = world.actor(tx, "founders", OFFICE)?;
        slice(part, 250, all).map(|at| person::add(tx, &actor, &new_person(&world.invention, at))).collect()
    })?;
    course.live(Phase::named(ACCOUNTS), parts(all, 250), first(1, 7)(9), move |tx, world, part| {
        let actor = world.actor(tx, "founders", SECURITY)?;
        slice(part, 250, all)
            .map(|at| open_account(tx, world, &actor, at, &world.id("persons", at)?))
            .collect()
    })?;
    course.live(Phase::named(TENURES), parts(all, 250), first(1, 8)(9), move |tx, world, part| {
        let actor = world.actor(tx, "founders", OFFICE)?;
        slice(part, 250, all).map(|at| take_seat(tx, world, &actor, at, &world.id("persons", at)?)).collect()
    })?;
    course.live(Phase::named(ROLES), 1, first(1, 9)(9), |tx, world, _| {
        oversee(tx, world)?;
        give_roles(tx, world)?;
        Ok(Vec::new())
    })
}

/// Those hired in the closed year join the roster.
///
/// # Errors
/// What an operation refused.
pub fn welcome(course: &mut Course<'_>) -> Result<(), DemoError> {
    let county = course.invention();
    let (first, all) = (county.from_the_start(), county.people.len());
    let joined = day(county.plan.year_closed, 7, 15);
    course.live(Phase::named(NEWCOMERS), 1, on(joined, 9), move |tx, world, _| {
        let actor = world.organiser(tx)?;
        (first..all).map(|at| person::add(tx, &actor, &new_person(&world.invention, at))).collect()
    })?;
    course.live(Phase::named(NEW_ACCOUNTS), 1, on(joined, 10), move |tx, world, _| {
        let security = world.actor(tx, "founders", SECURITY)?;
        let organiser = world.organiser(tx)?;
        let open = |at: usize| {
            let person = world.id("newcomers", at - first)?;
            let account = open_account(tx, world, &security, at, &person)?;
            take_seat(tx, world, &organiser, at, &person)?;
            Ok(account)
        };
        (first..all).map(open).collect()
    })
}

fn opened(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account: &str,
    person: Option<&str>,
    roles: &[Role],
) -> Result<(), Fault> {
    let roles: Vec<&str> = roles.iter().map(|role| role.code()).collect();
    let facts = json!({ "roles": roles });
    ledger::record(
        tx,
        actor,
        &Act {
            kind: "account.created",
            subject: ("account", account),
            unit: None,
            person,
            facts,
            decision: None,
        },
    )?;
    Ok(())
}

fn open_founders(tx: &mut Tx<'_>) -> Result<Vec<String>, Fault> {
    let founders = [
        ("xitong", "系统管理员", Role::SystemAdmin),
        ("anquan", "安全管理员", Role::SecurityAdmin),
        ("shenji", "审计管理员", Role::AuditAdmin),
        ("zuzhibu", "县委组织部（初始化）", Role::Organiser),
    ];
    let today = tx.today();
    let mut accounts = Vec::new();
    for (login, name, role) in founders {
        let new = NewAccount { person: None, login, name, password_hash: DEMO_PASSWORD, must_change: false };
        let account = account::create(tx, &new)?;
        account::grant(tx, &account, &Grant { role, unit: None }, (today, None), "首次启用")?;
        opened(tx, &Actor::program(), &account, None, &[role])?;
        accounts.push(account);
    }
    Ok(accounts)
}

fn add_units(tx: &mut Tx<'_>, world: &World) -> Result<Vec<String>, Fault> {
    let actor = world.actor(tx, "founders", OFFICE)?;
    let mut ids: Vec<String> = Vec::new();
    for plan in &world.invention.units {
        let new = NewUnit {
            parent: plan.parent.and_then(|parent| ids.get(parent).cloned()),
            name: plan.name.clone(),
            short_name: plan.short.clone(),
            kind: UnitKind::from_code(plan.kind).unwrap_or(UnitKind::Office),
            sort: plan.sort,
            posts_admin: plan.admin,
            posts_institution: plan.institution,
            opened_on: plan.opened_on,
            document: DOCUMENT.to_owned(),
        };
        let id = unit::add(tx, &actor, &new)?;
        for (system, as_of, code) in &plan.codes {
            let system = if *system == "MCA" { CodeSystem::Mca } else { CodeSystem::Nbs };
            let as_of: Date = as_of.parse().unwrap_or(plan.opened_on);
            unit::set_code(tx, &actor, &id, &Code { system, as_of, code: code.clone() })?;
        }
        ids.push(id);
    }
    Ok(ids)
}

fn add_post(tx: &mut Tx<'_>, world: &World, actor: &Actor, at: usize) -> Result<String, Fault> {
    let plan = &world.invention.posts[at];
    let [duties, powers, qualifications, way_up] = plan.parts.clone();
    let new = NewPost {
        unit: world.id("units", plan.unit)?,
        title: plan.title.clone(),
        category: Category::from_code(plan.category).unwrap_or(Category::General),
        level: plan.level.clone(),
        is_head: plan.is_head,
        seats: plan.seats,
        description: Description { duties, powers, qualifications, way_up },
        opened_on: world.invention.units[plan.unit].opened_on,
    };
    post::add(tx, actor, &new)
}

fn new_person(county: &Invention, at: usize) -> NewPerson {
    let plan = &county.people[at];
    let sex = if plan.male { Sex::Male } else { Sex::Female };
    NewPerson {
        born: Some(plan.born.to_string()),
        id_number: Some(plan.id_number.clone()),
        nation: Some(plan.nation.to_owned()),
        native_place: Some(plan.native_place.to_owned()),
        birthplace: Some(plan.native_place.to_owned()),
        politics: Some(plan.politics.to_owned()),
        joined_party: plan.joined_party.clone(),
        started_work: Some(plan.started_work.clone()),
        education: Some(plan.education.clone()),
        degree: plan.degree.clone(),
        school: plan.school.clone(),
        hired_on: Some(plan.hired_on),
        probation_ends: plan.probation_ends,
        rank: plan.rank.map(str::to_owned),
        ..NewPerson::named(&plan.name, sex, Kind::from_code(plan.kind).unwrap_or(Kind::CivilServant))
    }
}

/// The sign-in name of somebody: their name; namesakes are told apart by a number, as a security administrator would.
#[must_use]
pub fn login_of(county: &Invention, at: usize) -> String {
    let name = &county.people[at].name;
    let before = county.people[..at].iter().filter(|other| other.name == *name).count();
    if before == 0 { name.clone() } else { format!("{name}{}", before + 1) }
}

fn open_account(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    at: usize,
    person: &str,
) -> Result<String, Fault> {
    let county = &world.invention;
    let name = &county.people[at].name;
    let login = login_of(county, at);
    let new = NewAccount {
        person: Some(person),
        login: &login,
        name,
        password_hash: DEMO_PASSWORD,
        must_change: false,
    };
    let account = account::create(tx, &new)?;
    let today = tx.today();
    account::grant(tx, &account, &Grant { role: Role::Cadre, unit: None }, (today, None), "名册人员")?;
    opened(tx, actor, &account, Some(person), &[Role::Cadre])?;
    Ok(account)
}

fn take_seat(
    tx: &mut Tx<'_>,
    world: &World,
    actor: &Actor,
    at: usize,
    person: &str,
) -> Result<String, Fault> {
    let plan = &world.invention.people[at];
    let new = NewTenure {
        person: person.to_owned(),
        unit: world.id("units", plan.unit)?,
        post: Some(world.id("posts", plan.post)?),
        kind: TenureKind::Holds,
        from_on: plan.since,
        document: format!("凤组任演〔{}〕{}号", plan.since.year(), at % 60 + 1),
    };
    tenure::begin(tx, actor, &new)
}

/// Leaders of the county oversee departments; deputies of a town oversee villages.
#[must_use]
pub fn oversights(county: &Invention) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, plan) in county.units.iter().enumerate() {
        if county.head_of(at).is_none() {
            continue;
        }
        match (&plan.overseer, plan.parent) {
            (Some(leader), _) => found.extend(county.holder("county", leader).map(|person| (person, at))),
            (None, Some(town)) if matches!(plan.kind, "village" | "community") => {
                let deputies: Vec<usize> =
                    county.in_unit(town).filter(|person| oversees_villages(county, *person)).collect();
                let turn = at % deputies.len().max(1);
                found.extend(deputies.get(turn).map(|person| (*person, at)));
            }
            _ => {}
        }
    }
    found
}

fn oversees_villages(county: &Invention, person: usize) -> bool {
    let role = county.posts[county.people[person].post].role.as_str();
    matches!(role, "town-deputy-secretary" | "town-organisation" | "town-armed" | "town-vice")
}

fn oversee(tx: &mut Tx<'_>, world: &World) -> Result<(), Fault> {
    let actor = world.actor(tx, "founders", OFFICE)?;
    for (person, unit) in oversights(&world.invention) {
        let new = NewTenure {
            person: world.id("persons", person)?,
            unit: world.id("units", unit)?,
            post: None,
            kind: TenureKind::Oversees,
            from_on: world.invention.people[person].since,
            document: "关于调整分管工作的通知（演示）".to_owned(),
        };
        tenure::begin(tx, &actor, &new)?;
    }
    Ok(())
}

/// Who holds a role over the county: role, position of the person, why.
#[must_use]
pub fn appointments(county: &Invention) -> Vec<(Role, usize, &'static str)> {
    let mut found = Vec::new();
    let mut give = |role, person: Option<usize>, why| found.extend(person.map(|person| (role, person, why)));
    let section = |unit: &str, at: usize| {
        let unit = county.unit(unit)?;
        county
            .in_unit(unit)
            .filter(|person| county.posts[county.people[*person].post].role == "section")
            .nth(at)
    };
    give(Role::Organiser, section("zuzhibu", 1), "承办年度考核");
    give(Role::Committee, county.holder("zuzhibu", "head"), "考核委员会主任");
    give(Role::Committee, county.holder("county", "deputy-secretary"), "考核委员会成员");
    give(Role::Inspector, section("jiwei", 0), "党风政风监督");
    give(Role::Inspector, county.holder("jiwei", "head"), "纪检监察");
    give(Role::Trainer, section("dangxiao", 0), "主体班次组织");
    // In a small county an office has nobody but its head, or not even one.
    let or_head = |unit: &str| {
        let own = section(unit, 0).or_else(|| county.holder(unit, "head"));
        own.or_else(|| county.holder("county", "deputy-secretary"))
    };
    give(Role::Desk, or_head("xinfang"), "信访和12345工单受理分办");
    give(Role::Jurist, or_head("sifa"), "合法性审查");
    found
}

fn give_roles(tx: &mut Tx<'_>, world: &World) -> Result<(), Fault> {
    let security = world.actor(tx, "founders", SECURITY)?;
    let today = tx.today();
    for (role, person, why) in appointments(&world.invention) {
        let account = world.id("accounts", person)?;
        account::grant(tx, &account, &Grant { role, unit: None }, (today, None), why)?;
        let facts = json!({ "role": role.code(), "reason": why });
        let act = Act {
            kind: "account.granted",
            subject: ("account", &account),
            unit: None,
            person: None,
            facts,
            decision: None,
        };
        ledger::record(tx, &security, &act)?;
    }
    let office = world.id("founders", OFFICE)?;
    account::close(tx, &office)?;
    let act = Act {
        kind: "account.closed",
        subject: ("account", &office),
        unit: None,
        person: None,
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, &security, &act)?;
    Ok(())
}
