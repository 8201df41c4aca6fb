//! Needs 培训需求: from improvement plans, from targets, from what units propose and from the yearly survey; each ends
//! in a programme or is set aside with its reason. Not here: answering the survey (`survey`).

use kernel::db::Row;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::act::{On, note};
use crate::form::{NeedSource, NeedState};
use crate::store::need as sql;
use crate::{permission, survey, year};

/// A need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Id.
    pub id: String,
    /// Year.
    pub year: i16,
    /// The unit it stands in.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Whose, where it comes from an improvement plan.
    pub person: Option<String>,
    /// Where it comes from.
    pub source: NeedSource,
    /// Which plan, target or topic.
    pub source_ref: String,
    /// What it is about.
    pub topic: String,
    /// What should be different at work.
    pub wanted: String,
    /// How many people it concerns.
    pub people: i64,
    /// Where it stands.
    pub state: NeedState,
    /// The programme that answers it.
    pub programme: Option<String>,
    /// Why it was set aside.
    pub note: String,
}

/// What a unit proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The unit.
    pub unit: String,
    /// The target of the unit it serves, if one.
    pub target: Option<String>,
    /// What it is about.
    pub topic: String,
    /// What should be different at work.
    pub wanted: String,
    /// How many people it concerns.
    pub people: i64,
}

/// What was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Collected {
    /// From improvement plans.
    pub plans: usize,
    /// From the survey.
    pub topics: usize,
}

fn need(row: &Row) -> Result<Need, DbError> {
    Ok(Need {
        id: row.text(0)?,
        year: year::number(row, 1)?,
        unit: row.text(2)?,
        unit_name: row.text(3)?,
        person: row.get(4)?,
        source: NeedSource::read(row, 5)?,
        source_ref: row.text(6)?,
        topic: row.text(7)?,
        wanted: row.text(8)?,
        people: row.int(9)?,
        state: NeedState::read(row, 10)?,
        programme: row.get(11)?,
        note: row.text(12)?,
    })
}

/// The needs of a year, in scope.
///
/// # Errors
/// If they cannot be read.
pub fn of_year(tx: &mut Tx<'_>, scope: &Scope, which: i16) -> Result<Vec<Need>, DbError> {
    tx.rows(scope, sql::OF_YEAR, params![which])?.iter().map(need).collect()
}

/// One need, in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Need, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(need(&row)?)
}

/// The adopted targets of a unit a need may serve: id and title.
///
/// # Errors
/// If they cannot be read.
pub fn targets_of(tx: &mut Tx<'_>, unit: &str, which: i16) -> Result<Vec<(String, String)>, DbError> {
    let scope = Scope::county("whoever proposes a need for a unit names one of its targets");
    tx.rows(&scope, sql::TARGETS_OF_UNIT, params![unit, which])?
        .iter()
        .map(|row| Ok((row.text(0)?, row.text(1)?)))
        .collect()
}

/// Proposes a need of a unit; answers its id.
///
/// # Errors
/// A refusal by field: not the head of the unit nor the training section; `topic`, `wanted`, `people`, `target`.
pub fn propose(tx: &mut Tx<'_>, actor: &Actor, which: i16, new: &Proposal) -> Result<String, Fault> {
    permission::nominator(tx, actor, &new.unit)?;
    year::wanted(tx, which)?;
    let mut refusals = Vec::new();
    let length = |text: &str| text.trim().chars().count();
    if !(2..=60).contains(&length(&new.topic)) {
        let (zh, en) = ("培训内容写 2–60 字。", "Say what it is about in 2 to 60 characters.");
        refusals.push(Refusal::new(zh, en).at("topic"));
    }
    if !(4..=400).contains(&length(&new.wanted)) {
        let (zh, en) = (
            "写明训后工作上要有什么不同，4–400 字。",
            "Say in 4 to 400 characters what should be different at work.",
        );
        refusals.push(Refusal::new(zh, en).at("wanted"));
    }
    if !(1..=10_000).contains(&new.people) {
        refusals.push(Refusal::new("人数写 1–10000。", "1 to 10,000 people.").at("people"));
    }
    if let Some(target) = &new.target
        && !targets_of(tx, &new.unit, which)?.iter().any(|(id, _)| id == target)
    {
        let (zh, en) = ("所选目标不是本单位本年度的目标。", "That is not a target of the unit in this year.");
        refusals.push(Refusal::new(zh, en).at("target"));
    }
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    let source = if new.target.is_some() { NeedSource::Target } else { NeedSource::Unit };
    let reference = new.target.clone().unwrap_or_default();
    let row = Origin { unit: &new.unit, person: None, source, reference: &reference };
    let id = add(tx, actor, which, row, (new.topic.trim(), new.wanted.trim(), new.people))?;
    let on = On { unit: Some(&new.unit), ..On::county("need", &id) };
    note(tx, actor, "need.proposed", on, json!({"source": source, "people": new.people}))?;
    Ok(id)
}

/// Where a need comes from, as it is stored.
struct Origin<'a> {
    unit: &'a str,
    person: Option<&'a str>,
    source: NeedSource,
    reference: &'a str,
}

fn add(
    tx: &mut Tx<'_>,
    actor: &Actor,
    which: i16,
    from: Origin<'_>,
    (topic, wanted, people): (&str, &str, i64),
) -> Result<String, DbError> {
    let (id, now) = (tx.id(), tx.now());
    let wanted: String = wanted.chars().take(400).collect();
    tx.execute(
        sql::ADD,
        params![
            &id,
            which,
            from.unit,
            from.person,
            from.source.code(),
            from.reference,
            topic,
            wanted,
            people,
            now,
            &actor.account
        ],
    )?;
    Ok(id)
}

fn is_known(tx: &mut Tx<'_>, which: i16, source: NeedSource, reference: &str) -> Result<bool, DbError> {
    let scope = Scope::county("a need is not collected twice");
    Ok(tx.row(&scope, sql::KNOWN, params![which, source.code(), reference])?.is_some())
}

/// Collects what improvement plans ask for and, once the survey has ended, the topics named in it by at least
/// [`survey::LEAST`] people. What was collected before is not collected twice.
///
/// # Errors
/// A refusal: not the training section; [`Fault::NotFound`] for a year not opened.
pub fn collect(tx: &mut Tx<'_>, actor: &Actor, which: i16) -> Result<Collected, Fault> {
    permission::trainer(actor)?;
    let found = year::wanted(tx, which)?;
    let mut collected = Collected::default();
    let county = Scope::county("the training section collects the needs of the whole county");
    for row in tx.rows(&county, sql::PLANS, params![which])? {
        let (plan, person, unit, goals) = (row.text(0)?, row.text(1)?, row.text(2)?, row.text(3)?);
        if is_known(tx, which, NeedSource::Plan, &plan)? {
            continue;
        }
        let from = Origin { unit: &unit, person: Some(&person), source: NeedSource::Plan, reference: &plan };
        add(tx, actor, which, from, ("改进提高计划", &goals, 1))?;
        collected.plans += 1;
    }
    if tx.today() > found.survey_until {
        collected.topics = collect_survey(tx, actor, which)?;
    }
    let id = which.to_string();
    let facts = json!({"plans": collected.plans, "topics": collected.topics});
    note(tx, actor, "needs.collected", On::county("training-year", &id), facts)?;
    Ok(collected)
}

fn collect_survey(tx: &mut Tx<'_>, actor: &Actor, which: i16) -> Result<usize, Fault> {
    let county = Scope::county("the survey is summed up for the county");
    let Some(top) = tx.row(&county, sql::TOP_UNIT, params![])? else { return Ok(0) };
    let top = top.text(0)?;
    let mut new = 0;
    for (topic, people) in survey::counts(tx, which)?.topics {
        if people < survey::LEAST {
            continue;
        }
        if is_known(tx, which, NeedSource::Survey, topic.code())? {
            tx.execute(sql::COUNTED, params![which, NeedSource::Survey.code(), topic.code(), people])?;
            continue;
        }
        let from = Origin { unit: &top, person: None, source: NeedSource::Survey, reference: topic.code() };
        let wanted = format!("年度调查中有{people}人希望加强。");
        add(tx, actor, which, from, (topic.words().zh, &wanted, people))?;
        new += 1;
    }
    Ok(new)
}

/// Sets a need aside, with the reason its unit will read.
///
/// # Errors
/// A refusal: not the training section, in a programme already, no reason.
pub fn set_aside(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<i16, Fault> {
    permission::trainer(actor)?;
    let found = find(tx, &actor.scope(Area::Learning), id)?;
    if found.state != NeedState::Open {
        return Err(Refusal::new("该需求已有安排。", "That need has been dealt with.").into());
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        let (zh, en) = ("请说明暂不安排的理由（200 字以内）。", "Give the reason (at most 200 characters).");
        return Err(Refusal::new(zh, en).at("note").into());
    }
    tx.execute(sql::SETTLE, params![id, NeedState::SetAside.code(), None::<String>, reason])?;
    let on = On { unit: Some(&found.unit), ..On::county("need", id) };
    note(tx, actor, "need.set-aside", on, json!({"reason": reason}))?;
    Ok(found.year)
}
