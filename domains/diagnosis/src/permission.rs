//! Who may do what in this room, beyond what a scope lets them see. Not here: steps of a case (`kernel::case`).

use kernel::actor::Role;
use kernel::{Actor, Refusal};

/// Whether somebody keeps the questions and sees how they measure.
#[must_use]
pub fn is_keeper(actor: &Actor) -> bool {
    actor.is_county(Role::Organiser) || actor.is_county(Role::Trainer)
}

/// Only the organisation department and the trainers of the county.
pub(crate) fn keeper(actor: &Actor) -> Result<(), Refusal> {
    if is_keeper(actor) {
        return Ok(());
    }
    Err(Refusal::new(
        "此事由组织部门或者县级培训部门办理。",
        "This is for the organisation department or the county's trainers.",
    ))
}

/// Whether somebody runs the diagnosis of a class: its trainer, or a trainer or organiser who reaches its unit.
#[must_use]
pub fn may_run(actor: &Actor, trainer: Option<&str>, reaches: bool) -> bool {
    let own = trainer.is_some() && trainer == actor.person.as_deref();
    own || (reaches && (actor.is(Role::Trainer) || actor.is(Role::Organiser)))
}

/// Whether somebody answers for units: heads and those above read the report of the whole county too.
#[must_use]
pub fn answers_for_units(actor: &Actor) -> bool {
    use Role::{Committee, Head, Organiser, Overseer, Trainer};
    [Head, Overseer, Organiser, Committee, Trainer].into_iter().any(|role| actor.is(role))
}

/// Text that has to be there, trimmed.
pub(crate) fn wanted(text: &str, field: &str, zh: &str, en: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(zh, en).at(field));
    }
    if text.chars().count() > 4_000 {
        return Err(
            Refusal::new("文字超过 4,000 字，请精简。", "More than 4,000 characters; shorten it.").at(field)
        );
    }
    Ok(text.to_owned())
}
