//! A class after it was announced: changed, led, cancelled. Not here: announcing it (`announcement`).

use kernel::case::{self, Assigned};
use kernel::{Actor, Fault, Refusal, Tx, params};
use serde_json::json;

use super::{Announcement, Detail, check, check_places, detail, invitations, invite, past};
use crate::act::{On, note};
use crate::class::{self, Class};
use crate::form::ClassState;
use crate::store::class as sql;
use crate::{enrolment, permission, procedure, seat};

/// A class that is not over, with its detail, for whoever answers for it.
pub(crate) fn going_on(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(Class, Detail), Fault> {
    let found = class::one(tx, &seat::directory(), id)?;
    permission::answering(actor, &found)?;
    if !matches!(found.state, ClassState::Announced | ClassState::Running) {
        return Err(Refusal::new("本班已经结束。", "The class is over.").into());
    }
    let detail = detail(tx, id)?;
    Ok((found, detail))
}

/// Changes what is said of a class, and asks further units; more places move the waiting list up.
///
/// # Errors
/// As [`announce`]; fewer places than people in the class.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    new: &Announcement,
    invited: &[(String, i64)],
) -> Result<(), Fault> {
    let (found, before) = going_on(tx, actor, id)?;
    let mut refusals = check(new);
    check_places(new, invited, &mut refusals);
    let taken = class::learners(tx, &seat::directory(), id)?.len();
    if i64::try_from(taken).unwrap_or(i64::MAX) > new.capacity {
        refusals.push(
            Refusal::new(
                format!("班里已有{taken}人，名额不能少于此数。"),
                format!("{taken} people are in the class; places cannot be fewer."),
            )
            .at("capacity"),
        );
    }
    if new.enrol_until != before.enrol_until && new.enrol_until < tx.today() {
        refusals.push(past());
    }
    if new.enrol_until > found.ends_on {
        let (zh, en) = ("报名截止日期不能晚于结课日期。", "Enrolment ends no later than the last session.");
        refusals.push(Refusal::new(zh, en).at("enrol_until"));
    }
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    seat::person(tx, &new.trainer)?;
    tx.execute(
        sql::CHANGE,
        params![
            id,
            new.title.trim(),
            &new.trainer,
            new.place.trim(),
            new.link.trim(),
            new.capacity,
            new.evaluated
        ],
    )?;
    tx.execute(
        sql::DETAIL_CHANGE,
        params![id, new.about.trim(), new.enrol_until, new.own_enrolment, new.trainers.trim()],
    )?;
    let known = invitations(tx, id)?;
    for (unit, seats) in invited {
        match known.iter().find(|one| one.unit == *unit) {
            Some(one) if one.seats != *seats => {
                tx.execute(sql::SEATS, params![id, unit, *seats])?;
            }
            Some(_) => {}
            None => invite(tx, id, new, (unit, *seats))?,
        }
    }
    note(tx, actor, "class.changed", On::class(&found), json!({"places": new.capacity}))?;
    enrolment::move_up(tx, &Actor::program(), id)
}

/// Names the class leader, one of those in the class; the roll is theirs from now.
///
/// # Errors
/// A refusal: not in the class, not the trainer, the class is over.
pub fn name_leader(tx: &mut Tx<'_>, actor: &Actor, id: &str, person: &str) -> Result<(), Fault> {
    let (found, detail) = going_on(tx, actor, id)?;
    let learners = class::learners(tx, &seat::directory(), id)?;
    let Some(leader) = learners.iter().find(|one| one.person == person) else {
        let (zh, en) = ("班长从本班学员中确定。", "The leader is one of the class.");
        return Err(Refusal::new(zh, en).at("leader").into());
    };
    tx.execute(sql::LEADER, params![id, person])?;
    if let Some(case) = &detail.case {
        let to = Assigned::person(person).by(found.ends_on, false);
        match case::open_step_of(tx, case)? {
            Some(open) if open.step == "prepare" => {
                case::advance(
                    tx,
                    &procedure::CLASS,
                    case,
                    ("prepare", "led"),
                    &Actor::program(),
                    "",
                    Some(to),
                )?;
            }
            Some(open) if open.step == "roll" => case::reassign(tx, &open.id, &to)?,
            _ => {}
        }
    }
    note(tx, actor, "class.leader-named", On::class(&found).about(&leader.unit, person), json!({}))
}

/// Cancels a class, with the reason everybody in it will read. What was taught before stays on nobody's record.
///
/// # Errors
/// A refusal: not the trainer, over already, no reason.
pub fn cancel(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let (found, detail) = going_on(tx, actor, id)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        let (zh, en) = ("请写明取消的原因（200 字以内）。", "Give the reason (at most 200 characters).");
        return Err(Refusal::new(zh, en).at("note").into());
    }
    tx.execute(sql::STATE, params![id, ClassState::Cancelled.code()])?;
    tx.execute(sql::CANCELLED, params![id, reason])?;
    close_cases(tx, (id, &detail), ("cancelled", reason))?;
    note(tx, actor, "class.cancelled", On::class(&found), json!({"reason": reason}))
}

/// Closes what a class left open: its own case, and the units that never answered.
pub(crate) fn close_cases(
    tx: &mut Tx<'_>,
    (id, detail): (&str, &Detail),
    (outcome, reason): (&str, &str),
) -> Result<(), Fault> {
    let program = Actor::program();
    if let Some(case) = &detail.case
        && let Some(open) = case::open_step_of(tx, case)?
    {
        case::advance(tx, &procedure::CLASS, case, (&open.step, outcome), &program, reason, None)?;
    }
    for one in invitations(tx, id)?.iter().filter(|one| one.answered_at.is_none()) {
        if case::open_step_of(tx, &one.case)?.is_some() {
            let why = "班次已结束报名";
            case::advance(
                tx,
                &procedure::NOMINATION,
                &one.case,
                ("nominate", "lapsed"),
                &program,
                why,
                None,
            )?;
        }
    }
    Ok(())
}
