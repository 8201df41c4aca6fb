//! Putting a set together, changing its design, beginning and stopping it. Not here: what the level needs (`level`).

use jiff::civil::Date;
use kernel::case;
use kernel::{Actor, Area, Fault, Refusal, Tx, params};
use serde_json::json;

use super::{ActionSet, Member, Named, Part, State, codes, design_of, find, members, named, record};
use crate::level::{Element, Wanted};
use crate::permission;
use crate::procedure;
use crate::round;
use crate::store::set as sql;

/// The design of a set as a form gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSet {
    /// The unit whose service it is about; not changed later.
    pub unit: String,
    /// What it is called.
    pub title: String,
    /// The problem.
    pub problem: String,
    /// Whom it troubles.
    pub residents: String,
    /// Results wanted.
    pub wanted: Vec<Wanted>,
    /// The target that shows the result.
    pub target: Option<String>,
    /// Persons.
    pub owner: Option<String>,
    /// See there.
    pub sponsor: Option<String>,
    /// See there.
    pub coach: Option<String>,
    /// See there.
    pub members: Vec<String>,
    /// Who can be asked about the trade.
    pub experts: String,
    /// Who puts the solution into practice.
    pub implements: String,
    /// Day of the final presentation.
    pub presents_on: Option<Date>,
    /// No solutions before that day.
    pub diagnosis_until: Option<Date>,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
    /// Elements agreed by word.
    pub agreed: Vec<Element>,
}

impl NewSet {
    fn level(&self) -> i64 {
        self.wanted.iter().map(|wanted| i64::from(wanted.level())).max().unwrap_or(0)
    }

    fn defects(&self) -> Vec<Refusal> {
        let mut found = Vec::new();
        let mut wrong = |field: &str, zh: &str, en: &str| found.push(Refusal::new(zh, en).at(field));
        let long = |text: &str, least: usize, most: usize| {
            let length = text.trim().chars().count();
            length < least || length > most
        };
        if long(&self.title, 2, 60) {
            wrong("title", "小组名称写 2–60 字。", "Name the set in 2 to 60 characters.");
        }
        if long(&self.problem, 10, 2_000) {
            wrong("problem", "问题写 10–2000 字，写实际情况。", "Say the problem in 10 to 2,000 characters.");
        }
        if long(&self.residents, 2, 400) {
            wrong(
                "residents",
                "请写明困扰了哪些群众（2–400 字）。",
                "Say whom it troubles (2 to 400 characters).",
            );
        }
        if self.wanted.is_empty() {
            wrong("wanted", "请至少选择一项希望得到的结果。", "Choose at least one result wanted.");
        }
        if self.ends_on < self.starts_on {
            wrong("ends_on", "结束日期不能早于开始日期。", "The last day cannot lie before the first.");
        }
        let inside = |day: Option<Date>| day.is_none_or(|day| day >= self.starts_on && day <= self.ends_on);
        if !inside(self.presents_on) {
            wrong(
                "presents_on",
                "汇报日期应在小组起止日期之内。",
                "The presentation lies within the days of the set.",
            );
        }
        if !inside(self.diagnosis_until) {
            let zh = "弄清问题的截止日期应在小组起止日期之内。";
            wrong(
                "diagnosis_until",
                zh,
                "The day until which the problem is looked at lies within the days of the set.",
            );
        }
        if self.members.len() > 20 {
            wrong(
                "members",
                "成员名单过长，小组为 4–8 人。",
                "The list of members is too long; a set has four to eight.",
            );
        }
        if self.sponsor.is_some() && self.sponsor == self.owner {
            let zh = "支持领导和问题负责人应由两人担任。";
            wrong("sponsor", zh, "The sponsor is somebody else than the owner.");
        }
        found
    }
}

/// Everybody a design names, in their parts.
fn people(tx: &mut Tx<'_>, new: &NewSet) -> Result<Vec<(Part, Named)>, Fault> {
    let mut found = Vec::new();
    let parts = [
        (Part::Owner, "owner", &new.owner),
        (Part::Sponsor, "sponsor", &new.sponsor),
        (Part::Coach, "coach", &new.coach),
    ];
    let mut asked: Vec<(Part, &str, &str)> = Vec::new();
    for (part, field, person) in &parts {
        asked.extend(person.iter().map(|person| (*part, *field, person.as_str())));
    }
    let mut seen = std::collections::BTreeSet::new();
    for person in &new.members {
        if seen.insert(person.as_str()) {
            asked.push((Part::Member, "members", person.as_str()));
        }
    }
    for (part, field, person) in asked {
        let Some(one) = named(tx, person)? else {
            return Err(Refusal::new(
                "所选人员现在没有任职，请重新选择。",
                "Somebody chosen holds no post today; choose again.",
            )
            .at(field)
            .into());
        };
        found.push((part, one));
    }
    Ok(found)
}

/// Puts a set together; answers its id.
///
/// # Errors
/// Refusals by field; a refusal for who does not keep the learning of the unit; [`Fault::NotFound`] for a unit out of
/// reach.
pub fn open(tx: &mut Tx<'_>, actor: &Actor, new: &NewSet) -> Result<String, Fault> {
    let directory = kernel::Scope::county("units are in the directory; who may is asked next");
    duty::seat::unit(tx, &directory, &new.unit)?.ok_or(Fault::NotFound)?;
    if !permission::keeps(tx, actor, &new.unit)? {
        return Err(Refusal::new(
            "行动学习小组由单位负责人、分管领导或培训、组织部门组建。",
            "A set is put together by the head of the unit, the leader who oversees it, trainers or the organisation department.",
        )
        .into());
    }
    let defects = new.defects();
    if !defects.is_empty() {
        return Err(Fault::Refused(defects));
    }
    let people = people(tx, new)?;
    let (id, now) = (tx.id(), tx.now());
    tx.execute(
        sql::ADD,
        params![
            &id,
            &new.unit,
            new.title.trim(),
            new.problem.trim(),
            new.residents.trim(),
            codes(&new.wanted, Wanted::code),
            new.level(),
            new.target.as_deref(),
            new.experts.trim(),
            new.implements.trim(),
            new.presents_on,
            new.diagnosis_until,
            new.starts_on,
            new.ends_on,
            codes(&new.agreed, Element::code),
            &actor.account,
            now
        ],
    )?;
    seat(tx, &id, &people, &[])?;
    record(
        tx,
        actor,
        "action.opened",
        (&id, &new.unit),
        json!({ "level": new.level(), "members": new.members.len() }),
    )?;
    Ok(id)
}

fn seat(tx: &mut Tx<'_>, id: &str, people: &[(Part, Named)], before: &[Member]) -> Result<(), Fault> {
    for (part, one) in people {
        let was = before.iter().find(|member| member.person == one.person && member.part == *part);
        let goal = was.map_or("", |member| member.goal.as_str());
        tx.execute(sql::ADD_MEMBER, params![id, &one.person, part.code(), &one.name, &one.unit, goal])?;
    }
    Ok(())
}

/// Changes the design of a set that has not ended. Goals already written stay with their members.
///
/// # Errors
/// Refusals by field; a refusal for who may not, or for a set that has ended; [`Fault::NotFound`].
pub fn change(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &NewSet) -> Result<(), Fault> {
    let (set, before) = to_run(tx, actor, id)?;
    if !matches!(set.state, State::Preparing | State::Running) {
        return Err(ended());
    }
    let defects = new.defects();
    if !defects.is_empty() {
        return Err(Fault::Refused(defects));
    }
    let people = people(tx, new)?;
    tx.execute(
        sql::CHANGE,
        params![
            id,
            new.title.trim(),
            new.problem.trim(),
            new.residents.trim(),
            codes(&new.wanted, Wanted::code),
            new.level(),
            new.target.as_deref(),
            new.experts.trim(),
            new.implements.trim(),
            new.presents_on,
            new.diagnosis_until,
            new.starts_on,
            new.ends_on,
            codes(&new.agreed, Element::code)
        ],
    )?;
    tx.execute(sql::CLEAR_MEMBERS, params![id])?;
    seat(tx, id, &people, &before)?;
    if set.state == State::Running {
        let (set, now) = (find(tx, &actor.scope(Area::Learning), id)?, members(tx, id)?);
        if design_of(&set, &now).barred().next().is_some() {
            return Err(Refusal::new(
                "小组已在进行，成员须保持 4–8 人，并有问题负责人和支持领导。",
                "The set is at work: it keeps four to eight members, an owner and a sponsor.",
            )
            .at("members")
            .into());
        }
    }
    record(tx, actor, "action.changed", (id, &set.unit), json!({ "level": new.level() }))
}

fn ended() -> Fault {
    Refusal::new("小组已经结束，不能再改。", "The set has ended; nothing is changed any more.").into()
}

/// A set to be run by the actor, with its people.
pub(super) fn to_run(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(ActionSet, Vec<Member>), Fault> {
    let set = find(tx, &actor.scope(Area::Learning), id)?;
    let members = members(tx, id)?;
    permission::run(tx, actor, &set, &members)?;
    Ok((set, members))
}

/// Begins the work of a set with its first round. Where elements of its level are missing, whoever begins it says why
/// it begins all the same; without members, owner and sponsor it does not.
///
/// # Errors
/// Refusals: begun already, what is missing (`without`); [`Fault::NotFound`].
pub fn begin(tx: &mut Tx<'_>, actor: &Actor, id: &str, without: &str) -> Result<String, Fault> {
    let (set, people) = to_run(tx, actor, id)?;
    if set.state != State::Preparing {
        return Err(Refusal::new("小组已经启动。", "The set has begun already.").into());
    }
    let design = design_of(&set, &people);
    let barred: Vec<Refusal> = design
        .barred()
        .map(|needed| {
            let (name, found) = (needed.element.words(), &needed.found);
            Refusal::new(
                format!("还不能启动：{}。{}", name.zh, found.zh),
                format!("Not yet: {}. {}", name.en, found.en),
            )
        })
        .collect();
    if !barred.is_empty() {
        return Err(Fault::Refused(barred));
    }
    let missing: Vec<&str> = design.missing().map(|needed| needed.element.code()).collect();
    let without = without.trim();
    if !missing.is_empty() && !(4..=400).contains(&without.chars().count()) {
        return Err(Refusal::new(
            format!("本层级还缺 {} 项要素，请写明为什么仍要启动（4–400 字）。", missing.len()),
            format!("{} elements of this level are missing; say why it begins all the same (4 to 400 characters).", missing.len()),
        )
        .at("without")
        .into());
    }
    let kept = (!missing.is_empty()).then_some(without);
    let then = match &set.target {
        Some(target) => super::measured(tx, target)?.and_then(|measured| measured.now),
        None => None,
    };
    let now = tx.now();
    tx.execute(sql::BEGIN, params![id, now, kept, then])?;
    let first = round::open(tx, &set, &people, (1, set.starts_on))?;
    record(
        tx,
        actor,
        "action.began",
        (id, &set.unit),
        json!({ "level": set.level, "missing": missing, "reason": kept }),
    )?;
    Ok(first)
}

/// Ends a set before its end, with the reason; what waits for its people waits no more.
///
/// # Errors
/// A refusal: ended already, no reason; [`Fault::NotFound`].
pub fn stop(tx: &mut Tx<'_>, actor: &Actor, id: &str, why: &str) -> Result<(), Fault> {
    let (set, _) = to_run(tx, actor, id)?;
    if !matches!(set.state, State::Preparing | State::Running) {
        return Err(ended());
    }
    if !(2..=400).contains(&why.trim().chars().count()) {
        return Err(Refusal::new("请写明中止的理由（2–400 字）。", "Give the reason (2 to 400 characters).")
            .at("note")
            .into());
    }
    let now = tx.now();
    tx.execute(sql::END, params![id, State::Stopped.code(), now])?;
    let_lapse(tx, id)?;
    record(tx, actor, "action.stopped", (id, &set.unit), json!({ "reason": why.trim() }))
}

/// Ends every open to-do of a set.
pub(super) fn let_lapse(tx: &mut Tx<'_>, id: &str) -> Result<(), Fault> {
    let scope = kernel::Scope::county("the cases of a set that was found in scope");
    let now = tx.now();
    tx.execute(sql::DROP_COMMITMENTS, params![id, now])?;
    for row in tx.rows(&scope, sql::OPEN_CASES, params![id])? {
        let (case, kind, step) = (row.text(0)?, row.text(1)?, row.text(2)?);
        if let Some(procedure) = procedure::ALL.into_iter().find(|procedure| procedure.id == kind) {
            case::advance(tx, procedure, &case, (&step, "lapsed"), &Actor::program(), "小组已结束", None)?;
        }
    }
    Ok(())
}

/// A member writes what they want to learn.
///
/// # Errors
/// A refusal: not a member, too long, the set has ended; [`Fault::NotFound`].
pub fn set_goal(tx: &mut Tx<'_>, actor: &Actor, id: &str, goal: &str) -> Result<(), Fault> {
    let set = find(tx, &actor.scope(Area::Learning), id)?;
    let person = permission::person(actor)?;
    if !matches!(set.state, State::Preparing | State::Running) {
        return Err(ended());
    }
    if !(2..=200).contains(&goal.trim().chars().count()) {
        return Err(Refusal::new("学习目标写 2–200 字。", "Write your goal in 2 to 200 characters.")
            .at("goal")
            .into());
    }
    if tx.execute(sql::SET_GOAL, params![id, person, goal.trim()])? == 0 {
        return Err(Refusal::new(
            "学习目标由小组成员本人填写。",
            "Goals are written by the members of the set.",
        )
        .into());
    }
    record(tx, actor, "action.goal-written", (id, &set.unit), json!({}))
}
