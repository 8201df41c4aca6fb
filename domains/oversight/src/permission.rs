//! Who may do what in this room, beyond what a scope lets them see. Not here: steps of procedures, which wait for the
//! person or role they were assigned to (`kernel::case`).

use kernel::actor::Role;
use kernel::{Actor, DbError, Fault, Refusal, Tx};

/// Whether somebody answers for a unit.
pub(crate) fn heads(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<bool, DbError> {
    actor.holds(tx, Role::Head, unit)
}

/// As [`heads`], refusing.
pub(crate) fn head(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<(), Fault> {
    if heads(tx, actor, unit)? {
        return Ok(());
    }
    Err(Refusal::new("此事由本单位负责人办理。", "This is for the head of the unit to do.").into())
}

/// Whether somebody reviews legality for the county.
#[must_use]
pub fn is_jurist(actor: &Actor) -> bool {
    actor.is_county(Role::Jurist)
}

/// As [`is_jurist`], refusing.
pub(crate) fn jurist(actor: &Actor) -> Result<(), Refusal> {
    if is_jurist(actor) {
        return Ok(());
    }
    Err(Refusal::new(
        "此事由县司法行政部门的法制审核人员办理。",
        "This is for the legality review of the county to do.",
    ))
}
