//! What comes after a decision: evaluating it, suspending it in an emergency and resuming it. Not here: deciding.

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::decision_gate::{Facts, Gate};
use law::{Rulebook, Text};

use super::{done, find, pass, set_facts, shown, took};
use crate::notice::unit_of;
use crate::office;
use crate::permission::wanted;
use crate::procedure::EVALUATION;
use crate::store::decision as sql;

/// An evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Id.
    pub id: String,
    /// Unit that evaluates.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Why it is evaluated.
    pub why: String,
    /// What was found.
    pub words: String,
    /// Whether it is done.
    pub done: bool,
    case: String,
    /// When it was ordered.
    pub opened_on: Date,
    /// When it was done.
    pub done_on: Option<Date>,
}

/// The evaluations of a decision loaded in scope.
///
/// # Errors
/// If they cannot be read.
pub fn evaluations(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Evaluation>, DbError> {
    let loaded = Scope::county("evaluations of a decision loaded in scope");
    let rows = tx.rows(&loaded, sql::EVALUATIONS, params![id])?;
    rows.iter()
        .map(|row| {
            Ok(Evaluation {
                id: row.text(0)?,
                unit: row.text(1)?,
                unit_name: row.text(2)?,
                why: row.text(3)?,
                words: row.text(4)?,
                done: row.text(5)? == "done",
                case: row.text(6)?,
                opened_on: row.get(7)?,
                done_on: row.get(8)?,
            })
        })
        .collect()
}

/// Orders an evaluation, by a unit that did not do the original assessment (DEC-14).
///
/// # Errors
/// A refusal where the unit did, before the decision was published, or without a reason.
pub fn order_evaluation(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (unit, why, due): (&str, &str, Date),
) -> Result<(), Fault> {
    office::acting(tx, actor)?;
    let of = find(tx, actor, id)?;
    if !of.in_force() {
        return Err(Refusal::new(
            "决策出台以后才能后评估。",
            "Only a decision that took effect is evaluated.",
        )
        .into());
    }
    let (unit_name, _, _) = unit_of(tx, unit)?;
    let why = wanted(why, "why", "请写为什么评估。", "Say why it is evaluated.")?;
    let same = of.assessor.as_deref() == Some(unit) || of.unit == unit;
    let today = tx.today();
    let record = pass(&Facts { assessor_same: same, ..of.facts.clone() }, Gate::Evaluate, book, today)?;
    let evaluation = tx.id();
    let about = About {
        subject: ("decision-evaluation", &evaluation),
        unit: Some(unit),
        person: None,
        title: Text::new(format!("后评估：{}", of.title), format!("Evaluate: {}", of.title)),
        link: &format!("/openness/decisions/{id}"),
    };
    let case = case::open(tx, &EVALUATION, &about, &Assigned::role(Role::Head, Some(unit)).by(due, false))?;
    tx.execute(sql::ADD_EVALUATION, params![&evaluation, id, unit, &why, &case, today])?;
    let said = shown(format!("组织后评估，由{unit_name}承担。"), format!("To be evaluated by {unit_name}."));
    done(tx, actor, &of, ("evaluation-ordered", said, &why), Some(&record))
}

/// A decision for whoever evaluates it, wherever its lead unit stands.
///
/// # Errors
/// [`Fault::NotFound`] for anybody else.
pub fn find_for_evaluator(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<super::Decision, Fault> {
    let scope = Scope::county("an evaluator reads the decision they evaluate; that is checked next");
    let row = tx.row(&scope, sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
    for one in evaluations(tx, id)? {
        if actor.holds(tx, Role::Head, &one.unit)? {
            return Ok(super::decision(&row)?);
        }
    }
    Err(Fault::NotFound)
}

/// Gives the conclusion of an evaluation.
///
/// # Errors
/// A refusal without words, or where the step is not theirs.
pub fn evaluate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (evaluation, words): (&str, &str),
) -> Result<(), Fault> {
    let of = match find(tx, actor, id) {
        Ok(found) => found,
        Err(Fault::NotFound) => find_for_evaluator(tx, actor, id)?,
        Err(other) => return Err(other),
    };
    let words = wanted(words, "words", "请写评估结论和建议。", "Give the conclusion and what is advised.")?;
    if took(tx, actor, id, &["proposed", "drafted", "risk-assessed", "tabled"])? {
        return Err(Refusal::new(
            "您办理过这项决策的拟订或者论证评估，后评估须由另一人办理。",
            "You prepared or assessed this decision; somebody else evaluates it.",
        )
        .into());
    }
    let found = evaluations(tx, id)?.into_iter().find(|one| one.id == evaluation).ok_or(Fault::NotFound)?;
    case::advance(tx, &EVALUATION, &found.case, ("evaluate", "done"), actor, &words, None)?;
    let today = tx.today();
    tx.execute(sql::EVALUATED, params![evaluation, &words, today])?;
    let said = shown(format!("后评估结论：{words}"), format!("What the evaluation found: {words}"));
    done(tx, actor, &of, ("evaluated", said, ""), None)
}

/// Suspends the execution of a decision in an emergency, by the head (DEC-16), or resumes it.
///
/// # Errors
/// A refusal where it is no emergency or not the head's act.
pub fn suspend(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (emergency, by_head, why): (bool, bool, &str),
) -> Result<(), Fault> {
    office::acting(tx, actor)?;
    let of = find(tx, actor, id)?;
    let why = wanted(why, "why", "请写情况和决定文号。", "Say what happened and who ordered it.")?;
    if of.suspended_on.is_some() || !of.in_force() {
        let why = Refusal::new("这项决策没有在执行。", "This decision is not being carried out.");
        return Err(why.into());
    }
    let facts = Facts { emergency, by_head, ..of.facts.clone() };
    let (today, now) = (tx.today(), tx.now());
    let record = pass(&facts, Gate::Suspend, book, today)?;
    set_facts(tx, id, &facts)?;
    tx.execute(sql::SUSPEND, params![id, today, now])?;
    let said = shown("情况紧急，中止执行。", "Suspended in an emergency.");
    done(tx, actor, &of, ("suspended", said, &why), Some(&record))
}

/// Resumes what was suspended.
///
/// # Errors
/// A refusal where it is not suspended or without a reason.
pub fn resume(tx: &mut Tx<'_>, actor: &Actor, id: &str, why: &str) -> Result<(), Fault> {
    office::acting(tx, actor)?;
    let of = find(tx, actor, id)?;
    let why = wanted(why, "why", "请写恢复执行的理由。", "Say why it resumes.")?;
    if of.suspended_on.is_none() {
        return Err(Refusal::new("这项决策没有中止。", "It is not suspended.").into());
    }
    let now = tx.now();
    tx.execute(sql::SUSPEND, params![id, None::<Date>, now])?;
    done(tx, actor, &of, ("resumed", shown("恢复执行。", "Resumed."), &why), None)
}
