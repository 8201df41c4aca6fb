//! Who may do what in this room, beyond what a scope lets them see. Not here: steps of a letter, which wait for
//! the person or role they were assigned to (`kernel::case`).

use kernel::actor::Role;
use kernel::{Actor, DbError, Fault, Refusal, Tx};

/// Only the organisation department, for the county.
pub(crate) fn organiser(actor: &Actor) -> Result<(), Refusal> {
    if actor.is_county(Role::Organiser) {
        return Ok(());
    }
    Err(Refusal::new("此事由组织部门办理。", "This is for the organisation department to do."))
}

/// Whoever answers for a unit may draft its targets and divide them.
pub(crate) fn drafter(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<(), Fault> {
    if may_draft(tx, actor, unit)? {
        return Ok(());
    }
    Err(Refusal::new(
        "拟定和分解目标由本单位负责人、分管领导或组织部门办理。",
        "Targets are drafted and divided by the head of the unit, the leader who oversees it or the organisation department.",
    )
    .into())
}

/// As [`drafter`], asked for a page.
pub(crate) fn may_draft(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<bool, DbError> {
    Ok(actor.is_county(Role::Organiser)
        || actor.holds(tx, Role::Head, unit)?
        || actor.holds(tx, Role::Overseer, unit)?)
}

/// Whoever stands above a unit adopts its targets; its own head does not.
pub(crate) fn adopter(tx: &mut Tx<'_>, actor: &Actor, unit: &str, parent: Option<&str>) -> Result<(), Fault> {
    if may_adopt(tx, actor, unit, parent)? {
        return Ok(());
    }
    Err(Refusal::new(
        "目标由上一级负责人、分管领导或组织部门审定，本单位不能自定。",
        "Targets are adopted by the head of the unit above, the leader who oversees it or the organisation department, not by the unit itself.",
    )
    .into())
}

/// As [`adopter`], asked for a page.
pub(crate) fn may_adopt(
    tx: &mut Tx<'_>,
    actor: &Actor,
    unit: &str,
    parent: Option<&str>,
) -> Result<bool, DbError> {
    if actor.is_county(Role::Organiser) || actor.holds(tx, Role::Overseer, unit)? {
        return Ok(true);
    }
    match parent {
        Some(parent) => actor.holds(tx, Role::Head, parent),
        None => Ok(false),
    }
}
