//! What comes after a draft: the legality review, the day a version is in force, the county's first catalogue, and
//! taking an item out again. Not here: drafting (`version`).

use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, DbError, Fault, Refusal, Tx, params, settings};
use law::Rulebook;
use serde_json::json;

use super::version::{
    Fresh, Version, VersionState, check, open_version, own, put_new, the_case, title, version, write_draft,
};
use super::{Item, State, by_code, find};
use crate::act::{not_own, note};
use crate::count::{self, What};
use crate::limit::within;
use crate::permission;
use crate::procedure::{ITEM, WITHDRAWAL};
use crate::store::item as sql;

/// What the legality review says: passed, or sent back with a reason.
///
/// # Errors
/// A refusal: the step is not the actor's, a reason is missing.
pub fn review(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (passed, why): (bool, &str),
) -> Result<(), Fault> {
    let item = find(tx, &own(), id)?;
    let number = open_version(tx, id)?;
    let case = the_case(tx, id)?;
    let (today, now) = (tx.today(), tx.now());
    if !passed {
        let next = within(Assigned::role(Role::Head, Some(&item.unit)), book, 10, today);
        case::advance(tx, &ITEM, &case, ("review", "returned"), actor, why, Some(next))?;
        tx.execute(sql::REVIEWED, params![id, number, VersionState::Draft.code(), now])?;
        return note(
            tx,
            actor,
            "item.returned",
            ("power-item", id, &item.unit),
            (json!({"version": number}), None),
        );
    }
    let found = version(tx, &own(), id, number)?;
    let decision = check(&found.says, book, today)?;
    case::advance(tx, &ITEM, &case, ("review", "passed"), actor, why, None)?;
    not_own(tx, actor, ("power-item", id, Some(number)), &["item.drafted", "item.changed", "item.sent"])?;
    tx.execute(sql::REVIEWED, params![id, number, VersionState::Approved.code(), now])?;
    let facts = json!({"version": number, "from": found.from_on});
    note(tx, actor, "item.passed", ("power-item", id, &item.unit), (facts, decision.as_ref()))?;
    if found.from_on.is_none_or(|from| from <= today) {
        publish(tx, actor, &item, &found)?;
    }
    Ok(())
}

/// Puts a passed version in force and the one before it away.
fn publish(tx: &mut Tx<'_>, actor: &Actor, item: &Item, found: &Version) -> Result<(), Fault> {
    let today = tx.today();
    if item.version > 0 {
        let last = today.yesterday().unwrap_or(today);
        tx.execute(sql::REPLACE, params![&item.id, item.version, VersionState::Replaced.code(), last])?;
    }
    tx.execute(sql::FORCE, params![&item.id, found.number, today])?;
    let says = &found.says;
    tx.execute(sql::PUBLISH, params![&item.id, &says.name, says.kind.code(), found.number])?;
    count::add(tx, What::Item, (&item.unit, "", item.state.code()), -1)?;
    let unit = found.unit.as_deref().unwrap_or(&item.unit);
    count::add(tx, What::Item, (unit, "", State::Published.code()), 1)?;
    if unit != item.unit {
        tx.execute(sql::MOVE, params![&item.id, unit])?;
        let facts = json!({"version": found.number, "from": item.unit, "to": unit});
        note(tx, actor, "item.moved", ("power-item", &item.id, &item.unit), (facts, None))?;
    }
    turn(tx)?;
    let facts = json!({"version": found.number});
    note(tx, actor, "item.published", ("power-item", &item.id, unit), (facts, None))
}

/// The name under which the number of changes of the catalogue is kept; the search is made anew when it moves.
pub(super) const TURN: &str = "oversight.catalogue";

fn turn(tx: &mut Tx<'_>) -> Result<(), DbError> {
    let before = settings::get(tx, TURN)?.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    settings::put(tx, TURN, &(before + 1).to_string())
}

/// Puts in force every passed version whose day has come; answers how many.
///
/// # Errors
/// If they cannot be read or written.
pub fn publish_due(tx: &mut Tx<'_>) -> Result<usize, Fault> {
    let today = tx.today();
    let rows = tx.rows(&own(), sql::DUE, params![today])?;
    for row in &rows {
        let (item, number) = (find(tx, &own(), &row.text(0)?)?, row.int(1)?);
        let found = version(tx, &own(), &item.id, number)?;
        publish(tx, &Actor::program(), &item, &found)?;
    }
    Ok(rows.len())
}

/// Takes an item over as the county decided it, by a document: published at once, or on its day where that lies ahead.
/// An item the county gave to another office goes there with this version.
///
/// # Errors
/// A refusal: not the legality review of the county, a published item of the own office, a version under way, something
/// the law forbids.
pub fn adopt(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (fresh, document): (&Fresh, &str),
) -> Result<String, Fault> {
    permission::jurist(actor)?;
    let known = by_code(tx, &own(), &fresh.code)?;
    if let Some(item) = known.as_ref().filter(|item| item.version > 0)
        && permission::heads(tx, actor, &item.unit)?
    {
        let zh = format!("您是事项“{}”实施单位的负责人，变更须由其他法制审核人员办理。", fresh.code);
        let en = format!("You are the head of the office of {}; somebody else has to change it.", fresh.code);
        return Err(Refusal::new(zh, en).into());
    }
    let id = match &known {
        Some(item) => item.id.clone(),
        None => put_new(tx, fresh)?,
    };
    if is_under_way(tx, &id)? {
        let zh = format!("事项“{}”有一版正在办理，请先办结。", fresh.code);
        let en = format!("A version of {} is under way; finish it first.", fresh.code);
        return Err(Refusal::new(zh, en).into());
    }
    let item = find(tx, &own(), &id)?;
    let number = write_draft(tx, actor, book, &item, (&fresh.says, fresh.from_on))?;
    let (today, now) = (tx.today(), tx.now());
    if item.unit != fresh.unit {
        tx.execute(sql::MOVE_WITH, params![&id, number, &fresh.unit])?;
    }
    tx.execute(sql::REVIEWED, params![&id, number, VersionState::Approved.code(), now])?;
    let facts = json!({"code": fresh.code, "version": number, "document": document, "from": fresh.from_on});
    note(tx, actor, "item.adopted", ("power-item", &id, &item.unit), (facts, None))?;
    // What the county put in force from a later day is published on that day (`publish_due`).
    if fresh.from_on.is_none_or(|from| from <= today) {
        let found = version(tx, &own(), &id, number)?;
        publish(tx, actor, &item, &found)?;
    }
    Ok(id)
}

/// Whether a version of an item is being made, reviewed, or waits for its day.
///
/// # Errors
/// If it cannot be read.
pub fn is_under_way(tx: &mut Tx<'_>, id: &str) -> Result<bool, DbError> {
    Ok(tx.row(&own(), sql::OPEN_VERSION, params![id])?.is_some())
}

/// Asks to take an item out of the catalogue.
///
/// # Errors
/// A refusal: not the head of the office, not published, asked already.
pub fn ask_withdrawal(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let item = find(tx, &own(), id)?;
    permission::head(tx, actor, &item.unit)?;
    let open = case::of_subject(tx, &WITHDRAWAL, "power-item", id)?;
    let waiting = match &open {
        Some(case) => case::open_step_of(tx, case)?.is_some(),
        None => false,
    };
    if item.state != State::Published || waiting {
        let (zh, en) =
            ("事项未公布，或者取消申请已在审核。", "It is not published, or its withdrawal is under review.");
        return Err(Refusal::new(zh, en).into());
    }
    let link = format!("/oversight/items/{id}");
    let about = About {
        subject: ("power-item", id),
        unit: Some(&item.unit),
        person: None,
        title: title(&item.unit_name, &item.name),
        link: &link,
    };
    let today = tx.today();
    let head = Assigned::role(Role::Head, Some(&item.unit));
    let to = within(Assigned::role(Role::Jurist, None), book, 5, today);
    let case = case::open(tx, &WITHDRAWAL, &about, &head)?;
    case::advance(tx, &WITHDRAWAL, &case, ("ask", "asked"), actor, "", Some(to))?;
    note(tx, actor, "item.withdrawal-asked", ("power-item", id, &item.unit), (json!({}), None))
}

/// What the legality review says of a withdrawal.
///
/// # Errors
/// A refusal: the step is not the actor's, a reason is missing.
pub fn settle_withdrawal(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (agreed, why): (bool, &str),
) -> Result<(), Fault> {
    let item = find(tx, &own(), id)?;
    let case = case::of_subject(tx, &WITHDRAWAL, "power-item", id)?.ok_or(Fault::NotFound)?;
    let outcome = if agreed { "passed" } else { "refused" };
    case::advance(tx, &WITHDRAWAL, &case, ("review", outcome), actor, why, None)?;
    if agreed {
        let today = tx.today();
        tx.execute(sql::REPLACE, params![id, item.version, VersionState::Withdrawn.code(), today])?;
        tx.execute(sql::FORGET_PASSED, params![id])?;
        if tx.execute(sql::WITHDRAW, params![id])? > 0 {
            let states = (State::Published.code(), State::Withdrawn.code());
            count::turn(tx, What::Item, (&item.unit, ""), states)?;
        }
        turn(tx)?;
    }
    let kind = if agreed { "item.withdrawn" } else { "item.kept" };
    note(tx, actor, kind, ("power-item", id, &item.unit), (json!({"version": item.version}), None))
}
