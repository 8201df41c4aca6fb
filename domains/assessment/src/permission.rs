//! Who may do what in this room, beyond what a scope lets them see. Not here: steps of a case, which wait for the
//! person or role they were assigned to (`kernel::case`).

use kernel::actor::Role;
use kernel::{Actor, Refusal};

/// Only the organisation department, for the county.
pub(crate) fn organiser(actor: &Actor) -> Result<(), Refusal> {
    if actor.is_county(Role::Organiser) {
        return Ok(());
    }
    Err(Refusal::new("此事由组织部门办理。", "This is for the organisation department to do."))
}

/// Only the assessment committee, for the county.
pub(crate) fn committee(actor: &Actor) -> Result<(), Refusal> {
    if actor.is_county(Role::Committee) {
        return Ok(());
    }
    Err(Refusal::new("此事由考核委员会办理。", "This is for the assessment committee to do."))
}

/// Text that has to be there, trimmed.
pub(crate) fn wanted(text: &str, field: &str, zh: &str, en: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(zh, en).at(field));
    }
    if text.chars().count() > 20_000 {
        return Err(Refusal::new("文字超过 20,000 字，请精简。", "More than 20,000 characters; shorten it.")
            .at(field));
    }
    Ok(text.to_owned())
}
