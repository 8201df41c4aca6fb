//! Who may do what in this room, beyond what a scope lets them see. Not here: steps of a case (`kernel::case`).

use kernel::actor::Role;
use kernel::{Actor, DbError, Fault, Refusal, Tx};

use crate::notice::Kind;

/// Roles that post for a unit they hold.
pub(crate) const POSTS: [Role; 5] = [Role::Head, Role::Organiser, Role::Desk, Role::Jurist, Role::Inspector];

/// Whether somebody may post for any unit at all.
#[must_use]
pub fn is_poster(actor: &Actor) -> bool {
    POSTS.into_iter().any(|role| actor.is(role))
}

/// Whether somebody may post for a unit: its head, or whoever keeps such matters for the county.
///
/// # Errors
/// If the tree of units cannot be read.
pub(crate) fn may_post(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<bool, DbError> {
    if actor.account == "program" {
        return Ok(true);
    }
    for role in POSTS {
        if actor.holds(tx, role, unit)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Only whoever may post for the unit.
pub(crate) fn poster(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<(), Fault> {
    if may_post(tx, actor, unit)? {
        return Ok(());
    }
    Err(Refusal::new(
        "公示由本单位负责人或者承担该项工作的部门办理，请选择本单位。",
        "A notice is posted by the head of the unit or the office that keeps the matter; choose your own unit.",
    )
    .at("unit")
    .into())
}

/// Only whoever may post this kind for the unit.
pub(crate) fn poster_of(tx: &mut Tx<'_>, actor: &Actor, kind: &Kind, unit: &str) -> Result<(), Fault> {
    poster(tx, actor, unit)?;
    if actor.account == "program" {
        return Ok(());
    }
    for role in kind.posted_by {
        if actor.holds(tx, *role, unit)? {
            return Ok(());
        }
    }
    Err(Refusal::new(
        format!("“{}”不由您的职责办理，请交承担该项工作的部门发布。", kind.name.zh),
        format!(
            "“{}” is not for your role to post; hand it to the office that keeps the matter.",
            kind.name.en
        ),
    )
    .at("kind")
    .into())
}

/// Only the head of the lead unit, or one above it.
pub(crate) fn lead(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<(), Fault> {
    if actor.account == "program" || actor.holds(tx, Role::Head, unit)? {
        return Ok(());
    }
    Err(Refusal::new(
        "此事由决策承办单位负责人办理。",
        "This is for the head of the unit in charge of the decision.",
    )
    .into())
}

/// Text that has to be there, trimmed.
pub(crate) fn wanted(text: &str, field: &str, zh: &str, en: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(zh, en).at(field));
    }
    short(text, field, 8_000)
}

/// Text of at most so many characters, trimmed.
pub(crate) fn short(text: &str, field: &str, most: usize) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Refusal::new(
            format!("文字超过 {most} 字，请精简。"),
            format!("More than {most} characters; shorten it."),
        )
        .at(field));
    }
    Ok(text.to_owned())
}
