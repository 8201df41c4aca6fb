//! Setting right what was recorded wrongly of a unit from its beginning: short name, kind, the day and the document it
//! was set up by. Not here: what happens to a unit in its life (renaming, moving, closing: [`crate::unit`]).

use jiff::civil::Date;
use kernel::{Actor, Fault, Tx, params};
use serde_json::json;

use super::{UnitKind, act, county, open_unit, search_text, versions};
use crate::check::{self, Checks};
use crate::store::unit as store;

/// What the record of a unit should say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Name in lists and charts; empty: the full name.
    pub short_name: String,
    /// Kind.
    pub kind: UnitKind,
    /// First day.
    pub opened_on: Date,
    /// The document that set it up; may be empty.
    pub document: String,
}

/// Corrects the record of a unit. Nothing new begins: the first entry of its history is set right.
///
/// # Errors
/// A refusal: not the actor's, closed, a first day that is not before its next change, texts too long.
pub fn correct(tx: &mut Tx<'_>, actor: &Actor, id: &str, right: &Correction) -> Result<(), Fault> {
    check::organiser(tx, actor, Some(id))?;
    let unit = open_unit(tx, id)?;
    let history = versions(tx, &county(), id)?;
    let short = right.short_name.trim();
    let short = if short.is_empty() { unit.name.as_str() } else { short };
    let document = right.document.trim();
    let mut checks = Checks::default();
    checks.at_most("short_name", ("简称", "short name"), short, 60);
    checks.at_most("document", ("文号", "document number"), document, 80);
    if let Some(next) = history.get(1) {
        checks.hold(
            right.opened_on < next.from,
            "opened_on",
            format!("该单位 {} 已有变动记录，设立日期应早于这一天。", next.from),
            format!("The unit changed on {}; it must have been set up before that day.", next.from),
        );
    }
    checks.done()?;
    let before = history.first().map(|first| first.document.clone()).unwrap_or_default();
    let search = search_text(&unit.name, short);
    tx.execute(store::CORRECT, params![id, short, right.kind, right.opened_on, search])?;
    tx.execute(store::VERSION_CORRECT, params![id, right.opened_on, document])?;
    let facts = json!({"short_name": [unit.short_name, short], "kind": [unit.kind.code(), right.kind.code()],
        "opened_on": [unit.opened_on, right.opened_on], "document": [before, document]});
    act(tx, actor, "unit.corrected", id, facts)
}
