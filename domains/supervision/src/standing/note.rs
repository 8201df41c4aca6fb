//! A note to the office above, and what it does about it. Not here: what came before (`reminder`, `explanation`).

use kernel::actor::Role;
use kernel::case::{self, Assigned};
use kernel::{Actor, Area, Fault, Refusal, Scope, Tx, params};
use law::rulebook::Rulebook;
use law::rules::standing_still::Measure;
use serde_json::json;

use super::matter::record;
use super::reminder::{SUBJECT, about, named};
use super::{State, allowed, find, judged, step};
use crate::permission::{hasten, wanted, within};
use crate::procedure::NOTE;
use crate::store::standing as sql;

/// Tells the office above that neither reminder nor request brought anything.
///
/// # Errors
/// Refusals: not somebody who may, too early, explained already, the step was taken, no office above; field `note`.
pub fn send(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, words: &str) -> Result<(), Fault> {
    let scope = actor.scope(Area::Power);
    let matter = find(tx, &scope, id)?;
    hasten(tx, actor, &matter.office)?;
    let words = wanted(words, "note", ("请写明报告的内容。", "Say what the note says."), 1_000)?;
    if matter.state != State::Asked {
        return Err(Refusal::new(
            "只有要求说明后逾期未说明的事项可以报告上级单位。",
            "Only what was asked about and not explained in time is noted to the office above.",
        )
        .into());
    }
    let found = step(tx, &scope, &matter.step_id)?;
    if found.done_at.is_some() {
        let (zh, en) = ("该环节已经办理，不再报告上级单位。", "The step was taken; nothing is noted.");
        return Err(Refusal::new(zh, en).into());
    }
    let today = tx.today();
    let paper = allowed(&judged(&found, book, today), Measure::Note)?;
    let wide = Scope::county("which unit stands above another is in the directory");
    let above: Option<String> = match tx.row(&wide, sql::OFFICE, params![&matter.office])? {
        Some(row) => row.get(2)?,
        None => None,
    };
    let above = above.ok_or_else(|| {
        Refusal::new("该单位没有上级单位，请向分管领导当面报告。", "There is no office above this one.")
    })?;
    tx.execute(sql::NOTE, params![id, today, &above, &actor.name, &words])?;
    let link = format!("/supervision/matters/{id}");
    let title = named(("下级单位停滞", "Standing still beneath"), &found.title);
    let head = within(book, Assigned::role(Role::Head, Some(&above)), today, 5);
    case::open(tx, &NOTE, &about(id, &matter.office, &link, title), &head)?;
    record(tx, actor, "standing.noted", (id, &matter.office), (json!({"to": above}), Some(&paper)))
}

/// The head of the office above says what is done.
///
/// # Errors
/// Refusals: not theirs; field `taken_up`.
pub fn take_up(tx: &mut Tx<'_>, actor: &Actor, id: &str, text: &str) -> Result<(), Fault> {
    let matter = find(tx, &actor.scope(Area::Power), id)?;
    let text = wanted(text, "taken_up", ("请写明如何处理。", "Say what is done."), 2_000)?;
    let case = case::of_subject(tx, &NOTE, SUBJECT, id)?.ok_or(Fault::NotFound)?;
    let now = tx.now();
    tx.execute(sql::TAKE_UP, params![id, &text, &actor.name, now])?;
    case::advance(tx, &NOTE, &case, ("standing-take-up", "taken-up"), actor, "", None)?;
    record(tx, actor, "standing.taken-up", (id, &matter.office), (json!({}), None))
}
