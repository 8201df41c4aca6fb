//! What assessment rules ask of a person's year: leave, sanctions, investigations, attachments. Recorded by the
//! organisation department from documents decided elsewhere. Not here: what follows from them (`law`).

mod year;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::SanctionKind;
use serde_json::json;

use crate::check::{self, Checks};
use crate::coded::coded;
use crate::person;
use crate::store::standing as store;

coded! {
    /// Kind of leave. Only sick and personal leave count in assessment.
    LeaveKind {
        /// 病假.
        Sick = "sick", "病假", "Sick leave";
        /// 事假.
        Personal = "personal", "事假", "Personal leave";
        /// 产假、护理假.
        Maternity = "maternity", "产假（护理假）", "Maternity or paternity leave";
        /// 其他.
        Other = "other", "其他（婚丧、工伤等）", "Other (marriage, bereavement, work injury)";
    }
}

coded! {
    /// How an investigation ended.
    InvestigationOutcome {
        /// 不予处分.
        None = "none", "不予处分", "No sanction";
        /// 警告.
        Warning = "warning", "给予警告", "Warning";
        /// 其他处分.
        Sanctioned = "sanctioned", "给予警告以外的处分", "A sanction heavier than a warning";
    }
}

/// A leave taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Id.
    pub id: String,
    /// Whose.
    pub person: String,
    /// Kind.
    pub kind: LeaveKind,
    /// First day.
    pub from_on: Date,
    /// Length in half days.
    pub half_days: i64,
    /// Remark.
    pub note: String,
}

/// A leave to record. One that runs over the end of a year is recorded by year.
#[derive(Debug, Clone)]
pub struct NewLeave {
    /// Whose.
    pub person: String,
    /// Kind.
    pub kind: LeaveKind,
    /// First day.
    pub from_on: Date,
    /// Length in half days.
    pub half_days: i64,
    /// Remark.
    pub note: String,
}

/// A sanction, party sanction or organisational measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sanction {
    /// Id.
    pub id: String,
    /// Whose.
    pub person: String,
    /// Kind.
    pub kind: SanctionKind,
    /// Day of the decision.
    pub decided_on: Date,
    /// Number of the decision.
    pub document: String,
    /// Day it was lifted 解除.
    pub lifted_on: Option<Date>,
}

/// A sanction to record.
#[derive(Debug, Clone)]
pub struct NewSanction {
    /// Whose.
    pub person: String,
    /// Kind.
    pub kind: SanctionKind,
    /// Day of the decision.
    pub decided_on: Date,
    /// Number of the decision.
    pub document: String,
}

/// An investigation 立案审查调查.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Investigation {
    /// Id.
    pub id: String,
    /// Whose.
    pub person: String,
    /// Opened on.
    pub opened_on: Date,
    /// Number of the document.
    pub document: String,
    /// Closed on.
    pub closed_on: Option<Date>,
    /// How it ended.
    pub outcome: Option<InvestigationOutcome>,
}

/// The kind of a sanction by its id in crate law.
#[must_use]
pub fn sanction_kind(id: &str) -> Option<SanctionKind> {
    serde_json::from_value(serde_json::Value::String(id.to_owned())).ok()
}

fn county() -> Scope {
    Scope::county("the standing of a person, after the actor's right to it was checked")
}

fn last_day(from: Date, half_days: i64) -> Date {
    from.checked_add(((half_days + 1) / 2 - 1).max(0).days()).unwrap_or(from)
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    subject: (&str, &str),
    person: &str,
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act = Act { kind, subject, unit: None, person: Some(person), facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

fn known(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<(), Fault> {
    check::organiser_of(tx, actor, person)?;
    person::find(tx, &county(), person)?;
    Ok(())
}

/// Records a leave; answers its id.
///
/// # Errors
/// A refusal: not the actor's, no days, beyond the year, over another leave.
pub fn record_leave(tx: &mut Tx<'_>, actor: &Actor, new: &NewLeave) -> Result<String, Fault> {
    known(tx, actor, &new.person)?;
    let (first, last) = (new.from_on, last_day(new.from_on, new.half_days));
    let mut checks = Checks::default();
    checks.hold(
        (1..=732).contains(&new.half_days),
        "days",
        "请假天数应为 0.5–366 天，最小单位半天。",
        "Leave lasts half a day to 366 days, in half days.",
    );
    checks.hold(
        last.year() == first.year(),
        "days",
        format!("从 {first} 起请到 {last}，跨了年度；请按年度分两条登记。"),
        format!("From {first} it lasts to {last}, into another year; record it in two parts."),
    );
    checks.at_most("note", ("备注", "remark"), &new.note, 200);
    let year = i64::from(first.year());
    let today = tx.today();
    for row in tx.rows(&county(), store::LEAVES_IN, params![&new.person, today, year])? {
        let other = store::leave(&row)?;
        let other_last = last_day(other.from_on, other.half_days);
        checks.hold(
            other_last < first || other.from_on > last,
            "from_on",
            format!("与 {} 至 {other_last} 的{}重叠，请核对起止。", other.from_on, other.kind.words().zh),
            format!("It overlaps the leave from {} to {other_last}.", other.from_on),
        );
    }
    checks.done()?;
    let (id, now) = (tx.id(), tx.now());
    tx.execute(
        store::LEAVE_ADD,
        params![&id, &new.person, year, new.kind, first, new.half_days, new.note.trim(), now],
    )?;
    let facts = json!({"kind": new.kind.code(), "from": first, "half_days": new.half_days});
    record(tx, actor, "leave.recorded", ("leave", &id), &new.person, facts)?;
    Ok(id)
}

/// Withdraws a leave recorded in error.
///
/// # Errors
/// [`Fault::NotFound`] if there is none; a refusal if it is not the actor's or no reason is given.
pub fn withdraw_leave(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let person = tx.row(&county(), store::LEAVE_OF, params![id])?.ok_or(Fault::NotFound)?.text(0)?;
    known(tx, actor, &person)?;
    let mut checks = Checks::default();
    checks.text("reason", ("撤销理由", "reason"), reason, 200);
    checks.done()?;
    let now = tx.now();
    tx.execute(store::LEAVE_WITHDRAW, params![id, now])?;
    record(tx, actor, "leave.withdrawn", ("leave", id), &person, json!({"reason": reason.trim()}))
}

/// Records a sanction or measure; answers its id.
///
/// # Errors
/// A refusal: not the actor's, decided on a day to come, no document, recorded already.
pub fn record_sanction(tx: &mut Tx<'_>, actor: &Actor, new: &NewSanction) -> Result<String, Fault> {
    known(tx, actor, &new.person)?;
    let kind = new.kind.id();
    let mut checks = Checks::default();
    checks.not_future("decided_on", new.decided_on, tx.today());
    checks.text("document", ("处分决定文号", "number of the decision"), &new.document, 80);
    let same =
        tx.row(&county(), store::SANCTION_SAME, params![&new.person, &kind, new.decided_on])?.is_some();
    checks.hold(
        !same,
        "decided_on",
        "同日同种处分已经登记，不能重复登记。",
        "The same sanction of that day is recorded already.",
    );
    checks.done()?;
    let (id, now) = (tx.id(), tx.now());
    tx.execute(
        store::SANCTION_ADD,
        params![&id, &new.person, &kind, new.decided_on, new.document.trim(), now],
    )?;
    let facts = json!({"kind": kind, "decided": new.decided_on, "document": new.document.trim()});
    record(tx, actor, "sanction.recorded", ("sanction", &id), &new.person, facts)?;
    Ok(id)
}

fn sanction_of(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(String, Date), Fault> {
    let row = tx.row(&county(), store::SANCTION_OF, params![id])?.ok_or(Fault::NotFound)?;
    let person = row.text(0)?;
    known(tx, actor, &person)?;
    Ok((person, row.get(1)?))
}

/// Notes that a sanction was lifted 解除.
///
/// # Errors
/// [`Fault::NotFound`] if there is none; a refusal: not the actor's, before the decision or to come.
pub fn lift_sanction(tx: &mut Tx<'_>, actor: &Actor, id: &str, on: Date) -> Result<(), Fault> {
    let (person, decided) = sanction_of(tx, actor, id)?;
    let mut checks = Checks::default();
    checks.not_future("on", on, tx.today());
    checks.hold(
        on > decided,
        "on",
        format!("解除日期应在处分决定日期 {decided} 之后。"),
        format!("It can only be lifted after the decision of {decided}."),
    );
    checks.done()?;
    tx.execute(store::SANCTION_LIFT, params![id, on])?;
    record(tx, actor, "sanction.lifted", ("sanction", id), &person, json!({"on": on}))
}

/// Withdraws a sanction recorded in error or revoked on appeal.
///
/// # Errors
/// [`Fault::NotFound`] if there is none; a refusal if it is not the actor's or no reason is given.
pub fn withdraw_sanction(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let (person, _) = sanction_of(tx, actor, id)?;
    let mut checks = Checks::default();
    checks.text("reason", ("撤销理由", "reason"), reason, 200);
    checks.done()?;
    let now = tx.now();
    tx.execute(store::SANCTION_WITHDRAW, params![id, now])?;
    record(tx, actor, "sanction.withdrawn", ("sanction", id), &person, json!({"reason": reason.trim()}))
}

/// Records that an investigation was opened; answers its id.
///
/// # Errors
/// A refusal: not the actor's, a day to come, one open already.
pub fn open_investigation(
    tx: &mut Tx<'_>,
    actor: &Actor,
    person: &str,
    on: Date,
    document: &str,
) -> Result<String, Fault> {
    known(tx, actor, person)?;
    let mut checks = Checks::default();
    checks.not_future("opened_on", on, tx.today());
    checks.text("document", ("立案决定文号", "number of the decision"), document, 80);
    checks.done()?;
    if tx.row(&county(), store::INVESTIGATION_OPEN, params![person])?.is_some() {
        return Err(Refusal::new(
            "此人已有一件立案尚未结案，不能重复登记。",
            "An investigation of this person is open already.",
        )
        .into());
    }
    let (id, now) = (tx.id(), tx.now());
    tx.execute(store::INVESTIGATION_ADD, params![&id, person, on, document.trim(), now])?;
    let facts = json!({"opened": on, "document": document.trim()});
    record(tx, actor, "investigation.opened", ("investigation", &id), person, facts)?;
    Ok(id)
}

/// Records how an investigation ended. A year left open for it can then be graded (AS-23).
///
/// # Errors
/// [`Fault::NotFound`] if none is open under that id; a refusal: not the actor's, before it was opened or to come.
pub fn close_investigation(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    on: Date,
    outcome: InvestigationOutcome,
) -> Result<(), Fault> {
    let row = tx.row(&county(), store::INVESTIGATION_OF, params![id])?.ok_or(Fault::NotFound)?;
    let (person, opened): (String, Date) = (row.text(0)?, row.get(1)?);
    known(tx, actor, &person)?;
    let mut checks = Checks::default();
    checks.not_future("closed_on", on, tx.today());
    checks.hold(
        on >= opened,
        "closed_on",
        format!("结案日期不能早于立案日期 {opened}。"),
        format!("It cannot be closed before it was opened on {opened}."),
    );
    checks.done()?;
    tx.execute(store::INVESTIGATION_CLOSE, params![id, on, outcome])?;
    let facts = json!({"closed": on, "outcome": outcome.code()});
    record(tx, actor, "investigation.closed", ("investigation", id), &person, facts)
}

/// The leaves of a person in scope, latest first.
///
/// # Errors
/// If they cannot be read.
pub fn leaves(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Leave>, DbError> {
    let today = tx.today();
    tx.rows(scope, store::LEAVES, params![person, today])?.iter().map(store::leave).collect()
}

/// The sanctions of a person in scope, latest first.
///
/// # Errors
/// If they cannot be read.
pub fn sanctions(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Sanction>, DbError> {
    let today = tx.today();
    tx.rows(scope, store::SANCTIONS, params![person, today])?.iter().map(store::sanction).collect()
}

/// The investigations of a person in scope, latest first.
///
/// # Errors
/// If they cannot be read.
pub fn investigations(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Investigation>, DbError> {
    let today = tx.today();
    tx.rows(scope, store::INVESTIGATIONS, params![person, today])?.iter().map(store::investigation).collect()
}

pub use year::assessment_facts;
