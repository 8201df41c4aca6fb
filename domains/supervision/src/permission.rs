//! Who may do what in this room, beyond what a scope lets them see. Not here: steps of a case (`kernel::case`).

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::Assigned;
use kernel::{Actor, DbError, Fault, Refusal, Tx};
use law::rulebook::Rulebook;

/// Whether somebody inspects the county: peer reviews, and declarations where their work needs it.
#[must_use]
pub fn inspects(actor: &Actor) -> bool {
    actor.is_county(Role::Inspector)
}

/// As [`inspects`], refusing.
pub(crate) fn inspector(actor: &Actor) -> Result<(), Refusal> {
    if inspects(actor) {
        return Ok(());
    }
    Err(Refusal::new("此事由纪检监察机关办理。", "This is for the inspectors of the county."))
}

/// Whether somebody may remind an office, ask it and note it: inspectors, whoever oversees it, and the heads above it.
/// The head of the office itself is whom the reminder goes to.
pub(crate) fn may_hasten(tx: &mut Tx<'_>, actor: &Actor, office: &str) -> Result<bool, DbError> {
    for role in [Role::Inspector, Role::Overseer] {
        if actor.holds(tx, role, office)? {
            return Ok(true);
        }
    }
    let own = actor.units_as(Role::Head).any(|unit| unit == office);
    Ok(!own && actor.holds(tx, Role::Head, office)?)
}

/// As [`may_hasten`], refusing.
pub(crate) fn hasten(tx: &mut Tx<'_>, actor: &Actor, office: &str) -> Result<(), Fault> {
    if may_hasten(tx, actor, office)? {
        return Ok(());
    }
    Err(Refusal::new(
        "催办、要求说明和报告上级由分管领导、上级单位负责人或者纪检监察机关办理。",
        "Reminders, requests and notes are for whoever oversees the office, the heads above it and the inspectors.",
    )
    .into())
}

/// Whether somebody answers for a unit directly.
#[must_use]
pub(crate) fn heads(actor: &Actor, unit: &str) -> bool {
    actor.units_as(Role::Head).any(|one| one == unit)
}

/// Whether somebody may keep the register of files of a unit: its head, and the inspectors.
pub(crate) fn keeps_files(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<bool, DbError> {
    Ok(inspects(actor) || actor.holds(tx, Role::Head, unit)?)
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

/// Text that has to be there, trimmed, of at most so many characters.
pub(crate) fn wanted(
    text: &str,
    field: &str,
    (zh, en): (&str, &str),
    most: usize,
) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(zh, en).at(field));
    }
    if text.chars().count() > most {
        let (zh, en) =
            (format!("最多 {most} 字，请精简。"), format!("At most {most} characters; shorten it."));
        return Err(Refusal::new(zh, en).at(field));
    }
    Ok(text.to_owned())
}

/// An assignment with a limit of working days from a day.
pub(crate) fn within(book: &Rulebook, to: Assigned, from: Date, days: u32) -> Assigned {
    match book.calendar().add_working_days(from, days) {
        Ok(due) => to.by(due.date, due.provisional),
        Err(_) => to,
    }
}
