//! Who may do what in this room, beyond what a scope lets them see. Not here: steps of a procedure, which wait for
//! the person or role they were assigned to (`kernel::case`).

use kernel::actor::Role;
use kernel::{Actor, DbError, Fault, Refusal, Tx};

use crate::class::Class;

/// Whether somebody keeps training for the county.
#[must_use]
pub fn keeps(actor: &Actor) -> bool {
    actor.is_county(Role::Trainer)
}

/// Only the training section, for the county.
pub(crate) fn trainer(actor: &Actor) -> Result<(), Refusal> {
    if keeps(actor) {
        return Ok(());
    }
    Err(Refusal::new("此事由培训机构办理。", "This is for the training section to do."))
}

/// Only the organisation department, for the county.
pub(crate) fn organiser(actor: &Actor) -> Result<(), Refusal> {
    if actor.is_county(Role::Organiser) {
        return Ok(());
    }
    Err(Refusal::new("此事由组织部门办理。", "This is for the organisation department to do."))
}

/// Whether somebody answers for a class: the training section, or the trainer named for it.
#[must_use]
pub fn answers_for(actor: &Actor, class: &Class) -> bool {
    keeps(actor) || (class.trainer.is_some() && class.trainer == actor.person)
}

/// As [`answers_for`], for an operation.
pub(crate) fn answering(actor: &Actor, class: &Class) -> Result<(), Refusal> {
    if answers_for(actor, class) {
        return Ok(());
    }
    Err(Refusal::new(
        "此事由本班带班教师或培训机构办理。",
        "This is for the trainer of the class or the training section to do.",
    ))
}

/// Whether somebody keeps the roll: the class leader, or whoever answers for the class.
#[must_use]
pub fn keeps_roll(actor: &Actor, class: &Class) -> bool {
    answers_for(actor, class) || (class.leader.is_some() && class.leader == actor.person)
}

/// Whether somebody names people of a unit for a class.
pub(crate) fn names_people(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<bool, DbError> {
    Ok(keeps(actor) || actor.holds(tx, Role::Head, unit)?)
}

/// As [`names_people`], for an operation.
pub(crate) fn nominator(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<(), Fault> {
    if names_people(tx, actor, unit)? {
        return Ok(());
    }
    Err(Refusal::new("选派学员由本单位负责人办理。", "People of a unit are named by its head.").into())
}
