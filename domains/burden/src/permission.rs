//! Who may do what in this room, beyond what a scope lets them see. Not here: steps of a case (`kernel::case`).

use kernel::actor::Role;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx};

use crate::store::entry as sql;

/// Roles that note what their office sends down.
const NOTES: [Role; 5] = [Role::Head, Role::Organiser, Role::Desk, Role::Jurist, Role::Inspector];

/// Whether somebody may note anything at all.
#[must_use]
pub fn is_noter(actor: &Actor) -> bool {
    NOTES.into_iter().any(|role| actor.is(role))
}

/// The units somebody stands for themselves; whoever does so for the county, its offices through one of them.
pub(crate) fn stands_for(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<String>, DbError> {
    let mut units: Vec<String> = Vec::new();
    for role in NOTES {
        if actor.is_county(role) {
            let scope = Scope::county("offices are in the county's own telephone book");
            let office = tx.row(&scope, sql::AN_OFFICE, &[])?;
            units.extend(office.map(|row| row.text(0)).transpose()?);
        }
        units.extend(actor.units_as(role).map(str::to_owned));
    }
    Ok(units)
}

/// Only whoever stands for the office.
pub(crate) fn office(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<(), Fault> {
    for role in NOTES {
        if actor.holds(tx, role, unit)? {
            return Ok(());
        }
    }
    Err(Refusal::new("只能为本单位登记，请选择本单位。", "Only for one’s own office; choose it.")
        .at("unit")
        .into())
}

/// Text that has to be there, trimmed, of at most so many characters.
pub(crate) fn wanted(
    text: &str,
    (field, most): (&str, usize),
    zh: &str,
    en: &str,
) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(zh, en).at(field));
    }
    if text.chars().count() > most {
        return Err(Refusal::new(
            format!("文字超过 {most} 字，请精简。"),
            format!("More than {most} characters; shorten it."),
        )
        .at(field));
    }
    Ok(text.to_owned())
}
