//! The annual assessment 年度考核: its procedure, its opening for everybody due to take part, and the first step,
//! the person's self-summary. Not here: verification (verify), decision (grade), notice (notice).

use duty::cycle::{self, Cycle};
use duty::measure::Category;
use duty::seat;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::Text;
use law::rules::grade_eligibility::AssessedBy;
use serde_json::json;

use crate::appraisal::{self, Appraisal, State};
use crate::permission::{organiser, wanted};
use crate::procedure::ANNUAL;
use crate::store::appraisal as sql;
use crate::{ballot, eligibility};

/// A step taken by nobody: the program moves it when something else has happened.
pub(crate) fn by_itself() -> Assigned {
    Assigned { person: None, role: None, due: None, provisional: false }
}

/// The step waits for whoever verifies: the unit's head, or who stands above a head.
pub(crate) fn superior(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<Assigned, Fault> {
    let above = seat::superior_of(tx, &appraisal.person, &appraisal.unit, appraisal.leads)?;
    Ok(Assigned::role(above.role, above.unit.as_deref()))
}

/// The step is due with the year's assessment. A year taken up again has no such day: the one of its cycle is long past.
pub(crate) fn in_time(tx: &mut Tx<'_>, appraisal: &Appraisal, next: Assigned) -> Result<Assigned, Fault> {
    if appraisal.runs().id != ANNUAL.id {
        return Ok(next);
    }
    Ok(next.by(cycle::find(tx, &appraisal.cycle)?.assessment_by, false))
}

/// Moves an appraisal on: its row, its case; the caller records the act.
pub(crate) fn advance(
    tx: &mut Tx<'_>,
    actor: &Actor,
    appraisal: &Appraisal,
    outcome: &str,
    note: &str,
    next: Option<Assigned>,
) -> Result<(), Fault> {
    let taken = (appraisal.state.code(), outcome);
    let way = case::advance(tx, appraisal.runs(), &appraisal.case, taken, actor, note, next)?;
    let closed = way.to.is_none().then(|| tx.now());
    tx.execute(sql::SET_STATE, params![&appraisal.id, way.to.unwrap_or("closed"), closed])?;
    Ok(())
}

/// Records an act on an appraisal.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    appraisal: &Appraisal,
    kind: &str,
    facts: serde_json::Value,
    decision: Option<&law::Record>,
) -> Result<(), Fault> {
    let act = Act {
        kind,
        subject: ("appraisal", &appraisal.id),
        unit: Some(&appraisal.unit),
        person: Some(&appraisal.person),
        facts,
        decision,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

struct Due {
    person: String,
    name: String,
    kind: String,
    unit: String,
    category: Category,
    leads: bool,
    letter: Option<String>,
}

/// Opens the annual assessment of a cycle for everybody due to take part and not yet opened: people in service
/// with a main seat on `on`. May be run again for people who came later. Answers how many were opened.
///
/// # Errors
/// A refusal if the cycle is not being assessed, or somebody's facts contradict each other.
pub fn open(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, cycle_id: &str, on: Date) -> Result<u32, Fault> {
    organiser(actor)?;
    let cycle = cycle::find(tx, cycle_id)?;
    if !matches!(cycle.state, cycle::State::Assessing | cycle::State::Reopened) {
        return Err(Refusal::new(
            "年度须先转入“考核”阶段，才能组织年度考核。",
            "The year has to be moved to “assessing” before the annual assessment opens.",
        )
        .into());
    }
    let county = Scope::county("the organisation department opens the assessment for the whole county");
    let rows = tx.rows(&county, sql::DUE, params![cycle_id, on])?;
    let mut opened = 0;
    for row in &rows {
        let kind = row.text(2)?;
        let by_kind = if kind == "institution-staff" { Category::Institution } else { Category::General };
        let category =
            row.get::<Option<String>>(4)?.and_then(|code| Category::from_code(&code)).unwrap_or(by_kind);
        let due = Due {
            person: row.text(0)?,
            name: row.text(1)?,
            kind,
            unit: row.text(3)?,
            category,
            leads: row.get(5)?,
            letter: row.get(6)?,
        };
        open_one(tx, book, &cycle, &due)?;
        opened += 1;
    }
    let facts = json!({ "year": cycle.year, "on": on, "opened": opened });
    let act = Act {
        kind: "assessment.opened",
        subject: ("cycle", cycle_id),
        unit: None,
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(opened)
}

/// The organ of a unit: itself, or the unit above it that stands right beneath the county.
pub(crate) fn organ_of(tx: &mut Tx<'_>, unit: &str) -> Result<String, Fault> {
    let tree = Scope::county("the tree of units is known to everybody in the county");
    let found = tx.row(&tree, sql::ORGAN, params![unit])?.map(|row| row.text(0)).transpose()?;
    Ok(found.unwrap_or_else(|| unit.to_owned()))
}

/// The host unit, if the person worked there for more than half of the year (AS-20).
fn host_of(tx: &mut Tx<'_>, book: &Rulebook, cycle: &Cycle, due: &Due) -> Result<Option<String>, Fault> {
    let decision = eligibility::ask(tx, book, (&due.person, cycle.year), false)?;
    let host = decision.value().is_some_and(|found| found.assessed_by == AssessedBy::HostUnit);
    if !host {
        return Ok(None);
    }
    let (first, last) = year(cycle.year);
    let county = Scope::county("where somebody is attached is known to everybody in the county");
    let rows = tx.rows(&county, sql::ATTACHED, params![&due.person, first, last])?;
    Ok(rows.last().map(|row| row.text(0)).transpose()?)
}

/// First and last day of a year.
pub(crate) fn year(year: i16) -> (Date, Date) {
    (Date::new(year, 1, 1).unwrap_or(Date::MIN), Date::new(year, 12, 31).unwrap_or(Date::MAX))
}

fn open_one(tx: &mut Tx<'_>, book: &Rulebook, cycle: &Cycle, due: &Due) -> Result<(), Fault> {
    let host = host_of(tx, book, cycle, due)?;
    let (unit, sending) = match host {
        Some(host) => (host, Some(due.unit.as_str())),
        None => (due.unit.clone(), None),
    };
    let organ = organ_of(tx, &unit)?;
    let (id, now) = (tx.id(), tx.now());
    let link = format!("/assessment/{id}");
    let about = About {
        subject: ("appraisal", &id),
        unit: Some(&unit),
        person: Some(&due.person),
        title: Text::new(
            format!("{}年度考核：{}", cycle.year, due.name),
            format!("Assessment {}: {}", cycle.year, due.name),
        ),
        link: &link,
    };
    let first = Assigned::person(&due.person).by(cycle.assessment_by, false);
    let case = case::open(tx, &ANNUAL, &about, &first)?;
    let leads = due.leads && sending.is_none();
    tx.execute(
        sql::ADD,
        params![
            &id,
            &cycle.id,
            i64::from(cycle.year),
            &due.person,
            &unit,
            sending,
            &organ,
            &due.kind,
            due.category.code(),
            leads,
            due.letter.as_deref(),
            ANNUAL.id,
            &case,
            State::Summary.code(),
            now
        ],
    )?;
    Ok(())
}

/// A draft of the summary from the work recorded in the year, month by month; the person edits it freely.
///
/// # Errors
/// If the work cannot be read.
pub fn prefill(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<String, Fault> {
    let (first, last) = year(appraisal.year);
    work_between(tx, &appraisal.cycle, &appraisal.person, first, last)
}

/// The titles of work recorded by somebody between two days, month by month.
pub(crate) fn work_between(
    tx: &mut Tx<'_>,
    cycle: &str,
    person: &str,
    from: Date,
    to: Date,
) -> Result<String, Fault> {
    use std::fmt::Write as _;
    let scope = Scope::own(person);
    let mut text = String::new();
    let mut month = None;
    for row in tx.rows(&scope, sql::WORK, params![cycle, person, from, to])? {
        let day: Date = row.get(0)?;
        if month != Some(day.month()) {
            month = Some(day.month());
            let _ = writeln!(text, "{}{}月", if text.is_empty() { "" } else { "\n" }, day.month());
        }
        let _ = writeln!(text, "{}日 {}", day.day(), row.text(1)?);
    }
    Ok(text.trim_end().to_owned())
}

/// Hands in the self-summary. If the organ's review is already over, it goes straight to verification.
///
/// # Errors
/// A refusal if it is empty, not this person's, or the step is not open.
pub fn submit(tx: &mut Tx<'_>, actor: &Actor, id: &str, summary: &str) -> Result<State, Fault> {
    let own = actor.person.as_deref().map_or_else(Scope::nothing, Scope::own);
    let appraisal = appraisal::find(tx, &own, id)?;
    appraisal.must_be(State::Summary)?;
    let summary = wanted(summary, "summary", "请写本年度总结。", "Write the summary of the year.")?;
    let now = tx.now();
    tx.execute(sql::SET_SUMMARY, params![id, &summary, now])?;
    advance(tx, actor, &appraisal, "submitted", "", Some(by_itself()))?;
    record(
        tx,
        actor,
        &appraisal,
        "appraisal.summarised",
        json!({ "characters": summary.chars().count() }),
        None,
    )?;
    let appraisal = appraisal::find(tx, &own, id)?;
    if ballot::is_over(tx, &appraisal.cycle, &appraisal.organ)? {
        after_review(tx, &appraisal)?;
        return Ok(State::Verify);
    }
    Ok(State::Survey)
}

/// Moves an appraisal from the review to verification once the review of its organ is closed.
pub(crate) fn after_review(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<(), Fault> {
    let next = superior(tx, appraisal)?;
    let next = in_time(tx, appraisal, next)?;
    advance(tx, &Actor::program(), appraisal, "closed", "", Some(next))
}

/// Records that a person refuses to take part without reason after education (AS-29). An act of the organiser.
///
/// # Errors
/// A refusal without a reason, or if the summary was handed in already.
pub fn record_refusal(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    organiser(actor)?;
    let appraisal = appraisal::find(tx, &actor.scope(kernel::Area::Duty), id)?;
    appraisal.must_be(State::Summary)?;
    let reason = wanted(
        reason,
        "note",
        "请写明何时、由谁教育、本人如何答复。",
        "Say when and by whom the person was talked to, and the answer.",
    )?;
    tx.execute(sql::SET_REFUSED, params![id, true])?;
    let open = case::open_step_of(tx, &appraisal.case)?.ok_or(Fault::NotFound)?;
    // The step waited for the person; the organisation department takes it over to record the refusal.
    case::reassign(tx, &open.id, &Assigned::role(Role::Organiser, None))?;
    let next = superior(tx, &appraisal)?;
    advance(tx, actor, &appraisal, "refused", &reason, Some(next))?;
    record(tx, actor, &appraisal, "appraisal.refused", json!({}), None)
}

/// Moves the year on: to publicity, or to its end. It ends only when every appraisal is done or waits for an
/// investigation to end.
///
/// # Errors
/// A refusal while appraisals are open, or where the year's own rules refuse the move.
pub fn move_year(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle_id: &str,
    to: cycle::State,
    note: &str,
) -> Result<(), Fault> {
    organiser(actor)?;
    if to == cycle::State::Closed {
        let county = Scope::county("whether anything of the year is open; only a count is read");
        let open = tx.row(&county, sql::OPEN_COUNT, params![cycle_id])?.map_or(Ok(0), |row| row.int(0))?;
        if open > 0 {
            return Err(Refusal::new(
                format!("还有 {open} 人的年度考核没有办结，办结后方可结束本年度。"),
                format!("{open} assessments of the year are still open; finish them first."),
            )
            .into());
        }
    }
    cycle::advance(tx, actor, cycle_id, to, note)
}
