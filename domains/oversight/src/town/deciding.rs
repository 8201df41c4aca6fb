//! The steps of a change after it was asked for: the other side's opinion, legality, the decision and the report. Not
//! here: asking (`change`).

use kernel::actor::Role;
use kernel::case::{self, Assigned};
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::Rulebook;
use serde_json::json;

use super::change::{Change, Kind, procedure, with_case};
use super::{List, NewDuty, duty, end, put};
use crate::act::note;
use crate::limit::due;
use crate::store::town as sql;

/// The opinion of the side that did not ask.
///
/// # Errors
/// A refusal: the step is not the actor's, nothing is said.
pub fn give_opinion(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    said: &str,
) -> Result<(), Fault> {
    let (change, case) = with_case(tx, id)?;
    needs_words(said)?;
    let today = tx.today();
    let next = due(Assigned::role(Role::Jurist, None), book, ("LD-20", "legality"), today);
    case::advance(tx, procedure(change.kind), &case, ("opinion", "given"), actor, "", Some(next))?;
    let statement = match change.kind {
        Kind::Admission => sql::OPINION_OF_TOWN,
        Kind::Adjustment => sql::OPINION_OF_OFFICE,
    };
    tx.execute(statement, params![id, said])?;
    note(tx, actor, "change.opinion", ("town-change", id, &change.town), (json!({}), None))
}

fn needs_words(said: &str) -> Result<(), Refusal> {
    if said.trim().is_empty() {
        return Err(Refusal::new("请写明意见。", "Write what you think.").at("said"));
    }
    Ok(())
}

/// The legality review of a change.
///
/// # Errors
/// A refusal: the step is not the actor's, nothing is said.
pub fn review(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, said: &str) -> Result<(), Fault> {
    let (change, case) = with_case(tx, id)?;
    needs_words(said)?;
    let today = tx.today();
    let next = due(Assigned::role(Role::Committee, None), book, ("LD-20", "decide"), today);
    case::advance(tx, procedure(change.kind), &case, ("legality", "reviewed"), actor, "", Some(next))?;
    tx.execute(sql::LEGALITY, params![id, said])?;
    note(tx, actor, "change.reviewed", ("town-change", id, &change.town), (json!({}), None))
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// Agreed, or refused.
    pub agreed: bool,
    /// By which document.
    pub document: String,
    /// With which reason.
    pub note: String,
}

/// Decides a change; an agreed one changes the list from today.
///
/// # Errors
/// A refusal: the step is not the actor's, no document, a refusal without a reason.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    resolution: &Resolution,
) -> Result<(), Fault> {
    let (change, case) = with_case(tx, id)?;
    if resolution.document.trim().is_empty() {
        let (zh, en) = ("请写明作出决定的会议或者文件。", "Name the meeting or document of the decision.");
        return Err(Refusal::new(zh, en).at("document").into());
    }
    let today = tx.today();
    let (outcome, next) = if resolution.agreed {
        let to = due(Assigned::role(Role::Jurist, None), book, ("LD-20", "report"), today);
        ("agreed", Some(to))
    } else {
        ("refused", None)
    };
    case::advance(tx, procedure(change.kind), &case, ("decision", outcome), actor, &resolution.note, next)?;
    tx.execute(sql::DECIDE_CHANGE, params![id, outcome, &resolution.document, &resolution.note, today])?;
    if resolution.agreed {
        apply(tx, &change, &resolution.document)?;
    }
    let facts = json!({"result": outcome, "document": resolution.document});
    note(tx, actor, "change.decided", ("town-change", id, &change.town), (facts, None))
}

fn apply(tx: &mut Tx<'_>, change: &Change, document: &str) -> Result<(), Fault> {
    let today = tx.today();
    let before = change.duty.as_deref().map(|id| duty(tx, id)).transpose()?;
    if let Some(before) = &before {
        end(tx, &before.id, today)?;
    }
    let Some(list) = change.wanted.list() else { return Ok(()) };
    let led = list != List::Basic;
    let lead_part = match (&before, list) {
        (_, List::Basic) => String::new(),
        (Some(before), _) if !before.lead_part.is_empty() => before.lead_part.clone(),
        (_, List::Cooperating) => format!("牵头负责{}", change.name),
        (_, List::TakenBack) => format!("由{}直接办理", change.office_name),
    };
    let town_part = match (&before, list) {
        (Some(before), List::Cooperating) if !before.town_part.is_empty() => before.town_part.clone(),
        (_, List::Cooperating) => "配合提供情况、协助组织".to_owned(),
        _ => String::new(),
    };
    let new = NewDuty {
        list,
        class: change.class.clone(),
        sort: None,
        name: change.name.clone(),
        lead: if led { change.office_name.clone() } else { String::new() },
        lead_id: led.then(|| change.office.clone()),
        lead_part,
        town_part,
    };
    put(tx, (&change.town, today), &new, (document, Some(&change.id)))?;
    Ok(())
}

/// Notes that a change was reported upward.
///
/// # Errors
/// A refusal: the step is not the actor's.
pub fn report(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    let (change, case) = with_case(tx, id)?;
    let today = tx.today();
    case::advance(tx, procedure(change.kind), &case, ("report", "reported"), actor, "", None)?;
    tx.execute(sql::REPORT_CHANGE, params![id, today])?;
    note(tx, actor, "change.reported", ("town-change", id, &change.town), (json!({}), None))
}
