//! Improvement plans 改进提高计划 after 基本称职: goals, a helper, days on which it is looked at, and how it ended.
//! Not here: the consequence it carries out (result, AS-13).

use duty::seat;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::Text;
use serde_json::json;

use crate::annual::superior;
use crate::appraisal::{self, Appraisal};
use crate::permission::wanted;
use crate::procedure::PLAN;
use crate::store::result as sql;

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Id.
    pub id: String,
    /// The appraisal it follows from.
    pub appraisal: String,
    /// Person.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Year of the grade.
    pub year: i16,
    /// The open step, or `closed`.
    pub state: String,
    /// What is to improve, and how it will be seen.
    pub goals: String,
    /// The helper.
    pub helper: Option<String>,
    /// Their name.
    pub helper_name: Option<String>,
    /// Until when.
    pub until: Option<Date>,
    /// `improved` or `not-improved`.
    pub outcome: Option<String>,
    /// The conclusion.
    pub closing: String,
    /// The case.
    pub case: String,
}

/// A day on which the plan is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Id.
    pub id: String,
    /// The day.
    pub due_on: Date,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// By whom.
    pub done_name: Option<String>,
    /// What was seen.
    pub note: String,
}

fn plan(row: &Row) -> Result<Plan, DbError> {
    Ok(Plan {
        id: row.text(0)?,
        appraisal: row.text(1)?,
        person: row.text(2)?,
        name: row.text(3)?,
        unit: row.text(4)?,
        unit_name: row.text(5)?,
        year: i16::try_from(row.int(6)?).unwrap_or(i16::MAX),
        state: row.text(7)?,
        goals: row.text(8)?,
        helper: row.get(9)?,
        helper_name: row.get(10)?,
        until: row.get(11)?,
        outcome: row.get(12)?,
        closing: row.text(13)?,
        case: row.text(14)?,
    })
}

/// A plan: its own person's, in scope, or the one the actor helps with.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Plan, Fault> {
    if let Some(row) = tx.row(&actor.scope(Area::Duty), sql::PLAN, params![id])? {
        return Ok(plan(&row)?);
    }
    let helper = Scope::county("a helper sees the plans they help with");
    let row =
        tx.row(&helper, sql::PLAN_OF_HELPER, params![id, actor.person.as_deref()])?.ok_or(Fault::NotFound)?;
    Ok(plan(&row)?)
}

/// The plans in scope, the latest year first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Plan>, DbError> {
    tx.rows(scope, sql::PLANS, &[])?.iter().map(plan).collect()
}

/// The checks of a plan that was found.
///
/// # Errors
/// If they cannot be read.
pub fn checks(tx: &mut Tx<'_>, plan: &Plan) -> Result<Vec<Check>, DbError> {
    let scope = Scope::county("the checks of a plan that was found in reach");
    let rows = tx.rows(&scope, sql::CHECKS, params![&plan.id])?;
    rows.iter()
        .map(|row| {
            Ok(Check {
                id: row.text(0)?,
                due_on: row.get(1)?,
                done_at: row.get(2)?,
                done_name: row.get(3)?,
                note: row.text(4)?,
            })
        })
        .collect()
}

/// Opens the plan of an appraisal, once. The act that draws up the results records it.
pub(crate) fn open(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<(), Fault> {
    let county = Scope::county("whether an appraisal has a plan already");
    if tx.row(&county, sql::HAS_PLAN, params![&appraisal.id])?.is_some() {
        return Ok(());
    }
    let (id, now) = (tx.id(), tx.now());
    let link = format!("/assessment/plans/{id}");
    let name = &appraisal.name;
    let about = About {
        subject: ("improvement-plan", &id),
        unit: Some(&appraisal.unit),
        person: Some(&appraisal.person),
        title: Text::new(format!("改进提高计划：{name}"), format!("Improvement plan: {name}")),
        link: &link,
    };
    let first = superior(tx, appraisal)?;
    let case = case::open(tx, &PLAN, &about, &first)?;
    let values = params![
        &id,
        &appraisal.id,
        &appraisal.person,
        &appraisal.unit,
        i64::from(appraisal.year),
        &case,
        now
    ];
    tx.execute(sql::ADD_PLAN, values)?;
    Ok(())
}

fn act(
    tx: &mut Tx<'_>,
    actor: &Actor,
    plan: &Plan,
    kind: &str,
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let (unit, person) = (Some(plan.unit.as_str()), Some(plan.person.as_str()));
    ledger::record(
        tx,
        actor,
        &Act { kind, subject: ("improvement-plan", &plan.id), unit, person, facts, decision: None },
    )?;
    Ok(())
}

fn advance(
    tx: &mut Tx<'_>,
    actor: &Actor,
    plan: &Plan,
    outcome: &str,
    note: &str,
    next: Option<Assigned>,
) -> Result<(), Fault> {
    case::advance(tx, &PLAN, &plan.case, (&plan.state, outcome), actor, note, next)?;
    Ok(())
}

/// What a head drafts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// What is to improve, and how it will be seen.
    pub goals: String,
    /// Who helps.
    pub helper: String,
    /// The days on which it is looked at; the last is the end.
    pub checks: Vec<Date>,
}

/// Drafts the plan and gives it to the person.
///
/// # Errors
/// Refusals bound to fields.
pub fn draft(tx: &mut Tx<'_>, actor: &Actor, id: &str, draft: &Draft) -> Result<(), Fault> {
    let plan = find(tx, actor, id)?;
    let goals = wanted(
        &draft.goals,
        "goals",
        "请写明改进目标和检验标准。",
        "Say what is to improve and how it will be seen.",
    )?;
    let today = tx.today();
    let mut days = draft.checks.clone();
    days.sort_unstable();
    days.dedup();
    let Some(until) = days.last().copied().filter(|_| days.first().is_some_and(|day| *day > today)) else {
        return Err(Refusal::new(
            "请至少约定一个检查日期，且在今天之后。",
            "Agree on at least one day of checking after today.",
        )
        .at("checks")
        .into());
    };
    if draft.helper == plan.person || appraisal::person_name(tx, &draft.helper)?.is_empty() {
        return Err(Refusal::new("请选择一名同事作帮带人。", "Choose a colleague as helper.")
            .at("helper")
            .into());
    }
    tx.execute(sql::DRAFT_PLAN, params![id, &goals, &draft.helper, until])?;
    tx.execute(sql::CLEAR_CHECKS, params![id])?;
    for day in &days {
        let check = tx.id();
        tx.execute(sql::ADD_CHECK, params![check, id, *day])?;
    }
    advance(tx, actor, &plan, "drafted", "", Some(Assigned::person(&plan.person)))?;
    act(tx, actor, &plan, "plan.drafted", json!({ "checks": days.len(), "until": until }))
}

/// The person agrees, or asks for changes.
///
/// # Errors
/// A refusal without a reason where changes are asked for.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: &str, agrees: bool, note: &str) -> Result<(), Fault> {
    let plan = find(tx, actor, id)?;
    let (outcome, state) = if agrees { ("agreed", "follow") } else { ("disputed", "draft") };
    let next = match (&plan.helper, agrees) {
        (Some(helper), true) => next_check(tx, &plan, Assigned::person(helper))?,
        _ => head(tx, &plan)?,
    };
    advance(tx, actor, &plan, outcome, note, Some(next))?;
    tx.execute(sql::SET_PLAN_STATE, params![id, state])?;
    act(tx, actor, &plan, "plan.answered", json!({ "agrees": agrees }))
}

fn head(tx: &mut Tx<'_>, plan: &Plan) -> Result<Assigned, Fault> {
    let scope = Scope::county("who stands above a person whose plan was found in reach");
    let appraisal = appraisal::find(tx, &scope, &plan.appraisal)?;
    superior(tx, &appraisal)
}

fn next_check(tx: &mut Tx<'_>, plan: &Plan, to: Assigned) -> Result<Assigned, Fault> {
    let open = checks(tx, plan)?.into_iter().find(|check| check.done_at.is_none());
    Ok(match open {
        Some(check) => to.by(check.due_on, false),
        None => to,
    })
}

/// Records a check by the helper. After the last one the head concludes.
///
/// # Errors
/// A refusal without a note, or if that check is done.
pub fn check(tx: &mut Tx<'_>, actor: &Actor, id: &str, check: &str, note: &str) -> Result<bool, Fault> {
    let plan = find(tx, actor, id)?;
    let note = wanted(note, "check_note", "请写明检查看到的情况。", "Write what was seen.")?;
    let now = tx.now();
    let mine = checks(tx, &plan)?.iter().any(|one| one.id == check);
    if !mine || tx.execute(sql::DO_CHECK, params![check, now, &actor.name, &note])? == 0 {
        return Err(Refusal::new("这次检查已有记录。", "This check is on record already.")
            .at("check_note")
            .into());
    }
    let done = checks(tx, &plan)?.iter().all(|check| check.done_at.is_some());
    if done {
        let next = head(tx, &plan)?;
        advance(tx, actor, &plan, "finished", "", Some(next))?;
        tx.execute(sql::SET_PLAN_STATE, params![id, "close"])?;
    } else {
        let helper = plan.helper.clone().unwrap_or_default();
        let next = next_check(tx, &plan, Assigned::person(helper))?;
        advance(tx, actor, &plan, "checked", "", Some(next))?;
    }
    act(tx, actor, &plan, "plan.checked", json!({ "check": check, "last": done }))?;
    Ok(done)
}

/// Concludes the plan.
///
/// # Errors
/// A refusal without a conclusion.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: &str, improved: bool, closing: &str) -> Result<(), Fault> {
    let plan = find(tx, actor, id)?;
    let closing =
        wanted(closing, "closing", "请写明结论和依据。", "Write the conclusion and what it rests on.")?;
    let outcome = if improved { "improved" } else { "not-improved" };
    advance(tx, actor, &plan, outcome, &closing, None)?;
    let now = tx.now();
    tx.execute(sql::CLOSE_PLAN, params![id, outcome, &closing, now])?;
    act(tx, actor, &plan, "plan.closed", json!({ "outcome": outcome }))
}

/// Colleagues who may help: everybody with a seat in the unit, for the form.
///
/// # Errors
/// If they cannot be read.
pub fn helpers(tx: &mut Tx<'_>, plan: &Plan) -> Result<Vec<(String, String)>, DbError> {
    let directory = Scope::county("names are in the directory, open to everybody who serves in the county");
    let today = tx.today();
    let seats = seat::in_unit(tx, &directory, &plan.unit, today)?;
    Ok(seats
        .into_iter()
        .filter(|seat| seat.person != plan.person)
        .map(|seat| (seat.person, seat.name))
        .collect())
}
