//! Who may do what with a set, beyond what a scope lets them see. Not here: steps of cases, which wait for the person
//! or role they were assigned to (`kernel::case`).

use kernel::actor::Role;
use kernel::{Actor, DbError, Fault, Refusal, Tx};

use crate::set::{ActionSet, Member, Part};

/// Whoever answers for a unit, oversees it, or keeps the learning of it.
pub(crate) fn keeps(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<bool, DbError> {
    for role in [Role::Organiser, Role::Trainer, Role::Head, Role::Overseer] {
        if actor.holds(tx, role, unit)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether somebody may change the design of a set, begin, close or stop it: who keeps the learning of its unit, its
/// owner and its coach.
pub(crate) fn may_run(
    tx: &mut Tx<'_>,
    actor: &Actor,
    set: &ActionSet,
    members: &[Member],
) -> Result<bool, DbError> {
    if is(actor, members, &[Part::Owner, Part::Coach]) {
        return Ok(true);
    }
    keeps(tx, actor, &set.unit)
}

/// As [`may_run`], refusing.
pub(crate) fn run(tx: &mut Tx<'_>, actor: &Actor, set: &ActionSet, members: &[Member]) -> Result<(), Fault> {
    if may_run(tx, actor, set, members)? {
        return Ok(());
    }
    Err(Refusal::new(
        "小组的设计、启动和结束由问题负责人、学习教练、单位负责人或培训、组织部门办理。",
        "The design, beginning and end of a set are for its owner, its coach, the head of the unit, trainers or the organisation department.",
    )
    .into())
}

/// Whether somebody works in the set: member, owner or coach.
pub(crate) fn is_inside(actor: &Actor, members: &[Member]) -> bool {
    is(actor, members, &[Part::Owner, Part::Coach, Part::Member])
}

/// As [`is_inside`], refusing.
pub(crate) fn inside(actor: &Actor, members: &[Member]) -> Result<(), Refusal> {
    if is_inside(actor, members) {
        return Ok(());
    }
    Err(Refusal::new(
        "这里由小组成员、问题负责人和学习教练填写。",
        "This is written by the members of the set, its owner and its coach.",
    ))
}

fn is(actor: &Actor, members: &[Member], parts: &[Part]) -> bool {
    let Some(person) = &actor.person else { return false };
    members.iter().any(|member| member.person == *person && parts.contains(&member.part))
}

/// The person behind an account.
pub(crate) fn person(actor: &Actor) -> Result<&str, Refusal> {
    actor.person.as_deref().ok_or_else(|| {
        Refusal::new(
            "这个账号没有对应的人员，不能填写。",
            "This account has no person behind it and cannot write here.",
        )
    })
}
