//! Concluding a class 结业: for everybody in it a person says finished or not; from the roll come training records in
//! minutes, certificates for those who finished, and the to-do to write what will be used at work.

use std::collections::BTreeMap;

use jiff::ToSpan;
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::Rulebook;
use serde_json::json;

use crate::act::{On, note};
use crate::announcement::{close_cases, going_on};
use crate::class::{self, Class, Learner};
use crate::form::{ClassState, Standing};
use crate::record::{self, Record, Source};
use crate::roll::{self, Attendance};
use crate::store::class as sql;
use crate::{certificate, enrolment, leave, reaction, report, seat, session};

/// How somebody stands before the class is concluded.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub learner: Learner,
    /// Minutes taken part in.
    pub minutes: i64,
    /// The sessions by where they were.
    pub attendance: Attendance,
    /// The decision on their leave, for off-post training.
    pub leave: Option<law::Record>,
}

/// Days after the conclusion in which the report is written and reaction is taken.
pub const DAYS: i32 = 14;

/// Everybody in the class with their minutes and the decision on their leave.
///
/// # Errors
/// If they cannot be read.
pub fn candidates(tx: &mut Tx<'_>, book: &Rulebook, class: &Class) -> Result<Vec<Candidate>, Fault> {
    let mut rolls = roll::attendance(&roll::of_class(tx, &class.id)?);
    let mut found = Vec::new();
    for learner in class::learners(tx, &seat::directory(), &class.id)? {
        let leave = leave::standing(tx, book, class, &learner.person, 0)?;
        let attendance = rolls.remove(&learner.person).unwrap_or_default();
        found.push(Candidate { learner, minutes: attendance.minutes, attendance, leave });
    }
    Ok(found)
}

/// What came of a conclusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Concluded {
    /// Finished, each with a certificate.
    pub finished: usize,
    /// Not finished.
    pub not_finished: usize,
}

/// Concludes a class. `outcomes` says for everybody whether they finished.
///
/// # Errors
/// A refusal: not the trainer, over already, a roll missing, somebody without an outcome (`outcome-PERSON`), somebody
/// finished who was at no session.
pub fn conclude(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    outcomes: &BTreeMap<String, bool>,
) -> Result<Concluded, Fault> {
    let (found, detail) = going_on(tx, actor, id)?;
    let missing = session::of_class(tx, id)?.iter().filter(|one| one.roll_at.is_none()).count();
    if missing > 0 {
        return Err(Refusal::new(
            format!("还有{missing}次课没有登记出勤，登记后再办理结业。"),
            format!("The roll of {missing} sessions is missing; keep it first."),
        )
        .into());
    }
    let candidates = candidates(tx, book, &found)?;
    check(&candidates, outcomes)?;
    let mut concluded = Concluded::default();
    for one in &candidates {
        let finished = outcomes.get(&one.learner.person).copied().unwrap_or(false);
        settle(tx, actor, &found, one, finished)?;
        if finished {
            concluded.finished += 1;
        } else {
            concluded.not_finished += 1;
        }
    }
    for one in enrolment::everybody(tx, id)?.iter().filter(|one| one.standing == Standing::Waiting) {
        tx.execute(sql::MOVE, params![id, &one.person, Standing::Withdrawn.code()])?;
    }
    let until = tx.today().checked_add(DAYS.days()).unwrap_or(found.ends_on);
    let now = tx.now();
    tx.execute(sql::STATE, params![id, ClassState::Finished.code()])?;
    tx.execute(sql::FINISHED, params![id, now, &actor.name, until])?;
    close_cases(tx, (id, &detail), ("finished", ""))?;
    let finished: Vec<&Learner> = candidates
        .iter()
        .map(|one| &one.learner)
        .filter(|one| outcomes.get(&one.person).copied().unwrap_or(false))
        .collect();
    report::ask(tx, &found, &finished, until)?;
    if found.evaluated {
        reaction::ask(tx, id, &finished)?;
    }
    let facts = json!({"finished": concluded.finished, "not_finished": concluded.not_finished});
    note(tx, actor, "class.concluded", On::class(&found), facts)?;
    Ok(concluded)
}

fn check(candidates: &[Candidate], outcomes: &BTreeMap<String, bool>) -> Result<(), Fault> {
    let mut refusals = Vec::new();
    for one in candidates {
        let (name, field) = (&one.learner.name, format!("outcome-{}", one.learner.person));
        match outcomes.get(&one.learner.person) {
            None => refusals.push(
                Refusal::new(format!("请选择{name}是否结业。"), format!("Say whether {name} finished."))
                    .at(field),
            ),
            Some(true) if one.minutes == 0 => refusals.push(
                Refusal::new(
                    format!("{name}没有任何出勤记录，不能结业。"),
                    format!("{name} was at no session and cannot have finished."),
                )
                .at(field),
            ),
            Some(_) => {}
        }
    }
    if refusals.is_empty() { Ok(()) } else { Err(Fault::Refused(refusals)) }
}

fn settle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    class: &Class,
    one: &Candidate,
    finished: bool,
) -> Result<(), Fault> {
    let person = one.learner.person.as_str();
    let standing = if finished { Standing::Finished } else { Standing::NotFinished };
    tx.execute(sql::MOVE, params![&class.id, person, standing.code()])?;
    if one.minutes > 0 {
        let new = Record {
            id: String::new(),
            person: person.to_owned(),
            unit: one.learner.unit.clone(),
            title: class.title.clone(),
            form: class.form,
            minutes: one.minutes,
            half_days: None,
            started_on: Some(class.starts_on),
            ended_on: class.ends_on,
            held_by: class.unit_name.clone(),
            source: Source::Class,
            source_ref: class.id.clone(),
            recognised: finished,
        };
        record::add(tx, &new)?;
    }
    let number = if finished {
        Some(certificate::issue(tx, class, (person, &one.learner.unit), one.minutes)?)
    } else {
        None
    };
    let on = On::class(class).about(&one.learner.unit, person);
    let facts = json!({"minutes": one.minutes, "certificate": number});
    let kind = if finished { "training.finished" } else { "training.not-finished" };
    crate::act::resting_on(tx, actor, kind, on, (facts, one.leave.as_ref()))
}
