//! Leave from sessions 请假: asked by the learner with a reason, answered by the trainer, who sees the decision
//! `training-leave` on all leave of the class together. Off-post training alone is bound by it. A person decides.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use law::rules::training_leave;
use law::{Record, Rulebook, Text};
use serde_json::json;

use crate::act::{On, note, resting_on};
use crate::class::{self, Class};
use crate::coded::coded;
use crate::form::{ClassState, Form};
use crate::session;
use crate::store::session as sql;
use crate::{permission, procedure, seat};

coded! {
    /// Where a request stands.
    State {
        /// Waits for an answer.
        Asked = "asked", "待答复", "Waiting for an answer";
        /// Granted.
        Granted = "granted", "已准假", "Granted";
        /// Refused.
        Refused = "refused", "未准假", "Refused";
    }
}

/// Leave asked for one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Id.
    pub id: String,
    /// Class.
    pub class: String,
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Session.
    pub session: String,
    /// Its minutes.
    pub minutes: i64,
    /// Reason.
    pub reason: String,
    /// Where it stands.
    pub state: State,
    /// The request it was asked in (a case); one may ask for several sessions at once.
    pub request: String,
    /// The decision shown when it was answered, as JSON.
    pub decision: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

fn leave(row: &Row) -> Result<Leave, DbError> {
    Ok(Leave {
        id: row.text(0)?,
        class: row.text(1)?,
        person: row.text(2)?,
        name: row.text(3)?,
        unit: row.text(4)?,
        session: row.text(5)?,
        minutes: row.int(6)?,
        reason: row.text(7)?,
        state: State::read(row, 8)?,
        request: row.get::<Option<String>>(9)?.unwrap_or_default(),
        decision: row.get(10)?,
        answered_at: row.get(11)?,
    })
}

/// All leave asked in a class, in scope, the first first.
///
/// # Errors
/// If it cannot be read.
pub fn of_class(tx: &mut Tx<'_>, scope: &kernel::Scope, class: &str) -> Result<Vec<Leave>, DbError> {
    tx.rows(scope, sql::LEAVES, params![class])?.iter().map(leave).collect()
}

/// What all leave of somebody in a class means, with what they ask now: the decision, for off-post training; none for
/// other forms, which the regulation does not bind.
///
/// # Errors
/// If it cannot be read.
pub fn standing(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    class: &Class,
    person: &str,
    asked: i64,
) -> Result<Option<Record>, Fault> {
    if class.form != Form::OffPost {
        return Ok(None);
    }
    let course: i64 = session::of_class(tx, &class.id)?.iter().map(|one| one.plan.minutes).sum();
    let granted: i64 = of_class(tx, &seat::directory(), &class.id)?
        .iter()
        .filter(|one| one.person == person && one.state == State::Granted)
        .map(|one| one.minutes)
        .sum();
    let whole = |minutes: i64| u32::try_from(minutes).unwrap_or(u32::MAX);
    let facts =
        training_leave::Facts { course_minutes: whole(course), leave_minutes: whole(granted + asked) };
    let today = tx.today();
    let decision = training_leave::decide(&facts, book, today);
    let record =
        decision.record().map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    Ok(Some(record))
}

/// Whether a decision of `training-leave` says that the leave means withdrawal (按退学处理).
#[must_use]
pub fn means_withdrawal(record: &Record) -> bool {
    record.value().and_then(|value| value.get("withdrawn")).and_then(serde_json::Value::as_bool) == Some(true)
}

/// The sessions named, if leave can be asked for each.
fn free_sessions(
    tx: &mut Tx<'_>,
    (class, person): (&str, &str),
    sessions: &[String],
) -> Result<Vec<session::Session>, Fault> {
    let wanted: BTreeSet<&str> = sessions.iter().map(String::as_str).collect();
    let all = session::of_class(tx, class)?;
    let before = of_class(tx, &seat::directory(), class)?;
    let asked = |id: &str| before.iter().any(|one| one.person == person && one.session == id);
    let chosen: Vec<_> = all.into_iter().filter(|one| wanted.contains(one.id.as_str())).collect();
    if chosen.is_empty()
        || chosen.len() != wanted.len()
        || chosen.iter().any(|one| one.roll_at.is_some() || asked(&one.id))
    {
        let (zh, en) = (
            "请选择还没有登记出勤、也没有请过假的课。",
            "Choose sessions whose roll is not kept and for which you have not asked before.",
        );
        return Err(Refusal::new(zh, en).at("session").into());
    }
    Ok(chosen)
}

/// Asks for leave from sessions; answers the id of the request.
///
/// # Errors
/// A refusal by field: not in the class, no session, one whose roll is kept or that was asked for, no reason.
pub fn ask(
    tx: &mut Tx<'_>,
    actor: &Actor,
    class: &str,
    sessions: &[String],
    reason: &str,
) -> Result<String, Fault> {
    let person = actor.person.as_deref().ok_or(Fault::NotFound)?;
    let found = class::one(tx, &seat::directory(), class)?;
    if !matches!(found.state, ClassState::Announced | ClassState::Running) {
        return Err(Refusal::new("本班已经结束。", "The class is over.").into());
    }
    let learners = class::learners(tx, &seat::directory(), class)?;
    let Some(learner) = learners.into_iter().find(|one| one.person == person) else {
        return Err(Refusal::new("您不在本班。", "You are not in this class.").into());
    };
    let reason = reason.trim();
    if !(2..=200).contains(&reason.chars().count()) {
        return Err(Refusal::new("请假事由写 2–200 字。", "Give the reason in 2 to 200 characters.")
            .at("reason")
            .into());
    }
    let chosen = free_sessions(tx, (class, person), sessions)?;
    let request = tx.id();
    let about = About {
        subject: ("class-leave", &request),
        unit: Some(&learner.unit),
        person: Some(person),
        title: Text::new(
            format!("{}：{}请假{}次课", found.title, learner.name, chosen.len()),
            format!("{}: {} asks leave from {} sessions", found.title, learner.name, chosen.len()),
        ),
        link: &format!("/training/classes/{class}/leave"),
    };
    let trainer = found.trainer.clone().ok_or(Fault::NotFound)?;
    let due = chosen.first().map_or(found.starts_on, |one| one.plan.on).max(tx.today());
    let case = case::open(tx, &procedure::LEAVE, &about, &Assigned::person(trainer).by(due, false))?;
    for one in &chosen {
        let (id, now) = (tx.id(), tx.now());
        let values =
            params![&id, class, person, &learner.unit, &one.id, one.plan.minutes, reason, &case, now];
        tx.execute(sql::LEAVE_ASK, values)?;
    }
    let on = On::class(&found).about(&learner.unit, person);
    note(tx, actor, "leave.asked", on, json!({"sessions": chosen.len()}))?;
    Ok(case)
}

/// Answers a request.
///
/// # Errors
/// A refusal: not the trainer, answered already, refused without a reason.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (class, request): (&str, &str),
    granted: bool,
    reason: &str,
) -> Result<(), Fault> {
    let found = class::one(tx, &seat::directory(), class)?;
    permission::answering(actor, &found)?;
    let all = of_class(tx, &seat::directory(), class)?;
    let asked: Vec<&Leave> =
        all.iter().filter(|one| one.request == request && one.state == State::Asked).collect();
    let Some(first) = asked.first() else {
        return Err(Refusal::new("该请假已经答复。", "That request has been answered.").into());
    };
    let minutes = asked.iter().map(|one| one.minutes).sum();
    let decision = if granted { standing(tx, book, &found, &first.person, minutes)? } else { None };
    let outcome = if granted { "granted" } else { "refused" };
    let open = case::open_step_of(tx, request)?;
    let program = Actor::program();
    let by = if open.is_some_and(|open| open.waits_for(actor)) { actor } else { &program };
    case::advance(tx, &procedure::LEAVE, request, ("answer", outcome), by, reason, None)?;
    let stored = decision
        .as_ref()
        .map(serde_json::to_string)
        .transpose()
        .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    let state = if granted { State::Granted } else { State::Refused };
    let now = tx.now();
    tx.execute(sql::LEAVE_ANSWER, params![request, state.code(), stored, now])?;
    let on = On::class(&found).about(&first.unit, &first.person);
    let facts = json!({"sessions": asked.len(), "reason": reason.trim()});
    resting_on(tx, actor, &format!("leave.{outcome}"), on, (facts, decision.as_ref()))
}
