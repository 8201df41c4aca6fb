//! Who may do what in this room, beyond what a scope lets them see. Not here: steps of a case (`kernel::case`).

use kernel::actor::Role;
use kernel::{Actor, Refusal};

use crate::request::Request;

/// Longest text anybody writes here, in characters.
pub(crate) const LONGEST: usize = 4_000;

/// Whether somebody sorts what comes in: the county's desk.
#[must_use]
pub fn is_county_desk(actor: &Actor) -> bool {
    actor.is_county(Role::Desk)
}

/// Only the county's desk.
pub(crate) fn county_desk(actor: &Actor) -> Result<(), Refusal> {
    if is_county_desk(actor) {
        return Ok(());
    }
    Err(Refusal::new("此事由县诉求受理人员办理。", "This is for the requests desk of the county."))
}

/// Only who answers for the request: the desk or head of its office, or the county's desk.
pub(crate) fn answers_for(actor: &Actor, request: &Request) -> Result<(), Refusal> {
    if is_county_desk(actor) {
        return Ok(());
    }
    if let Some(unit) = &request.unit
        && (actor.units_as(Role::Desk).any(|one| one == unit)
            || actor.units_as(Role::Head).any(|one| one == unit))
    {
        return Ok(());
    }
    Err(Refusal::new("这件诉求不由您办理。", "This request is not yours to handle."))
}

/// Whether somebody examines complaints: inspectors and the leading body of the county.
#[must_use]
pub fn examines(actor: &Actor) -> bool {
    actor.is_county(Role::Inspector) || actor.is_county(Role::Committee)
}

/// Text that has to be there, trimmed.
pub(crate) fn wanted(text: &str, field: &str, zh: &str, en: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(zh, en).at(field));
    }
    if text.chars().count() > LONGEST {
        let (zh, en) = (
            "文字超过 4,000 字，请精简或者改作附件。",
            "More than 4,000 characters; shorten it or attach it.",
        );
        return Err(Refusal::new(zh, en).at(field));
    }
    Ok(text.to_owned())
}
