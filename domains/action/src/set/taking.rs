//! Taking up in another unit what a set offers: who holds it, what is tried first and by when, and later what came of
//! it, which the offer shows to everybody. Not here: offering it (`offer`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use serde_json::json;

use super::offer::{self, offered};
use super::{named, sql};
use crate::coded::coded;
use crate::permission;
use crate::procedure::TAKING;

coded! {
    /// What came of taking it up.
    State {
        /// Not yet told.
        Open = "open", "正在试", "being tried";
        /// Tried; whether it works is not clear yet.
        Tried = "tried", "试过，效果还看不出", "tried, not clear yet";
        /// It works there.
        Works = "works", "管用", "it works";
        /// It does not fit there.
        Unfit = "unfit", "不适合本地", "does not fit here";
        /// Not tried after all.
        Dropped = "dropped", "没有试", "not tried";
    }
}

impl State {
    /// What can be told of a trial.
    pub const TOLD: &'static [State] = &[State::Works, State::Tried, State::Unfit];
}

/// An offer taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Id.
    pub id: String,
    /// The set whose offer it is.
    pub set: String,
    /// The unit that takes it up.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Who holds it.
    pub person: String,
    /// Their name.
    pub name: String,
    /// What is tried first.
    pub first: String,
    /// By when.
    pub by_on: Date,
    /// What came of it.
    pub state: State,
    /// In a few sentences; empty while open.
    pub came: String,
    /// When that was told last.
    pub told_at: Option<Timestamp>,
}

/// Taking up, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTaking {
    /// The unit.
    pub unit: String,
    /// Who holds it.
    pub person: String,
    /// What is tried first.
    pub first: String,
    /// By when.
    pub by_on: Date,
}

fn read(row: &Row) -> Result<Taken, DbError> {
    Ok(Taken {
        id: row.text(0)?,
        set: row.text(1)?,
        unit: row.text(2)?,
        unit_name: row.text(3)?,
        person: row.text(4)?,
        name: row.text(5)?,
        first: row.text(6)?,
        by_on: row.get(7)?,
        state: State::read(row, 8)?,
        came: row.text(9)?,
        told_at: row.get(10)?,
    })
}

/// Where an offer was taken up, the latest first.
///
/// # Errors
/// If it cannot be read.
pub fn of_set(tx: &mut Tx<'_>, set: &str) -> Result<Vec<Taken>, DbError> {
    tx.rows(&offered(), sql::TAKEN_OF, params![set])?.iter().map(read).collect()
}

/// How often each offer was taken up, by set.
///
/// # Errors
/// If it cannot be read.
pub fn counts(tx: &mut Tx<'_>) -> Result<std::collections::BTreeMap<String, i64>, DbError> {
    let rows = tx.rows(&offered(), sql::TAKEN_COUNTS, &[])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}

/// One of them.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Taken, Fault> {
    let row = tx.row(&offered(), sql::TAKEN, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// The units for which somebody may take something up: those they answer for or oversee, and the one they sit in.
///
/// # Errors
/// If they cannot be read.
pub fn units(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(String, String)>, Fault> {
    let mut ids: Vec<String> = actor.units_as(kernel::Role::Head).map(str::to_owned).collect();
    ids.extend(actor.units_as(kernel::Role::Overseer).map(str::to_owned));
    if let Some(person) = &actor.person
        && let Some(me) = named(tx, person)?
    {
        ids.push(me.unit);
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for id in ids {
        if let Some(unit) = duty::seat::unit(tx, &offered(), &id)?
            && !found.iter().any(|(known, _)| *known == unit.id)
        {
            found.push((unit.id, unit.name));
        }
    }
    Ok(found)
}

/// Takes an offer up; it becomes the to-do of who holds it. Answers its id.
///
/// # Errors
/// Refusals by field: `unit`, `person`, `first`, `by_on`; the unit it comes from; taken up there already;
/// [`Fault::NotFound`] for what is not on offer.
pub fn take_up(tx: &mut Tx<'_>, actor: &Actor, set: &str, new: &NewTaking) -> Result<String, Fault> {
    let offer = offer::of_set(tx, set)?.filter(|one| one.withdrawn_at.is_none()).ok_or(Fault::NotFound)?;
    let name = check(tx, actor, &offer, new)?;
    let first = new.first.trim();
    let (id, now) = (tx.id(), tx.now());
    let values = params![
        &id,
        set,
        &new.unit,
        &new.person,
        &name,
        first,
        new.by_on,
        State::Open.code(),
        &actor.name,
        now
    ];
    tx.execute(sql::TAKE, values)?;
    let about = About {
        subject: ("action-taken", &id),
        unit: Some(&new.unit),
        person: Some(&new.person),
        title: Text::new(format!("{}：{first}", offer.title), format!("{}: {first}", offer.title)),
        link: &format!("/action/taken/{id}"),
    };
    case::open(tx, &TAKING, &about, &Assigned::person(&*new.person).by(new.by_on, false))?;
    let facts = json!({ "set": set, "by": new.by_on, "first": first });
    record(tx, actor, "action.taken-up", (&id, &new.unit, &new.person), facts)?;
    Ok(id)
}

/// Everything that is wrong with it; answers the name of who holds it.
fn check(tx: &mut Tx<'_>, actor: &Actor, offer: &offer::Offer, new: &NewTaking) -> Result<String, Fault> {
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, zh: &str, en: &str| wrong.push(Refusal::new(zh, en).at(field));
    let own = actor.person.as_deref() == Some(new.person.as_str());
    if !units(tx, actor)?.iter().any(|(id, _)| *id == new.unit)
        || !(own || permission::keeps(tx, actor, &new.unit)?)
    {
        let zh = "由该单位负责人、分管领导安排，或者由本人在自己单位试。";
        refuse("unit", zh, "For the head of that unit, who oversees it, or for oneself in one's own unit.");
    } else if new.unit == offer.unit {
        refuse("unit", "这条经验就是该单位提供的。", "It was offered by that very unit.");
    } else if of_set(tx, &offer.set)?.iter().any(|one| one.unit == new.unit && one.state == State::Open) {
        refuse("unit", "该单位正在试这条经验。", "That unit is trying it already.");
    }
    let people = duty::evidence::colleagues(tx, &new.unit)?;
    let name = people.iter().find(|one| one.id == new.person).map(|one| one.name.clone());
    if name.is_none() {
        refuse("person", "请从该单位人员中选择由谁负责。", "Choose somebody of that unit.");
    }
    if !(4..=400).contains(&new.first.trim().chars().count()) {
        refuse("first", "先试什么，写 4–400 字。", "Say in 4 to 400 characters what is tried first.");
    }
    let today = tx.today();
    if new.by_on < today || new.by_on > today.saturating_add(jiff::Span::new().days(366)) {
        refuse("by_on", "日期应在今天起一年之内。", "The day lies within a year from today.");
    }
    match name {
        Some(name) if wrong.is_empty() => Ok(name),
        _ => Err(Fault::Refused(wrong)),
    }
}

/// Tells what came of it. What was told as not clear yet is told again once it is.
///
/// # Errors
/// Refusals by field: `state`, `came`; not who holds it; told already; [`Fault::NotFound`].
pub fn tell(tx: &mut Tx<'_>, actor: &Actor, id: &str, (state, came): (State, &str)) -> Result<(), Fault> {
    let found = find(tx, id)?;
    if actor.person.as_deref() != Some(found.person.as_str()) {
        let (zh, en) = ("由负责试用的本人写明。", "This is told by whoever holds it.");
        return Err(Refusal::new(zh, en).into());
    }
    if !matches!(found.state, State::Open | State::Tried) {
        return Err(Refusal::new("结果已经写明。", "What came of it has been told.").into());
    }
    let came = came.trim();
    let mut wrong = Vec::new();
    if !State::TOLD.contains(&state) {
        wrong.push(Refusal::new("请选择结果。", "Choose what came of it.").at("state"));
    }
    if !(10..=1_000).contains(&came.chars().count()) {
        let (zh, en) = ("用几句话写明结果，10–1000 字。", "Say in 10 to 1,000 characters what came of it.");
        wrong.push(Refusal::new(zh, en).at("came"));
    }
    if !wrong.is_empty() {
        return Err(Fault::Refused(wrong));
    }
    end(tx, id, "told", "")?;
    settle(tx, (id, state, came))?;
    let facts = json!({ "set": found.set, "state": state.code(), "before": found.came });
    record(tx, actor, "action.taken-told", (id, &found.unit, &found.person), facts)
}

/// Says that it will not be tried after all, and why: who holds it, or who keeps the learning of the unit.
///
/// # Errors
/// A refusal: not theirs, not open any more, no reason (`note`); [`Fault::NotFound`].
pub fn drop_it(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let found = find(tx, id)?;
    let own = actor.person.as_deref() == Some(found.person.as_str());
    if !own && !permission::keeps(tx, actor, &found.unit)? {
        let (zh, en) =
            ("由负责试用的本人或其单位负责人办理。", "For whoever holds it, or the head of the unit.");
        return Err(Refusal::new(zh, en).into());
    }
    if found.state != State::Open {
        return Err(Refusal::new("结果已经写明。", "What came of it has been told.").into());
    }
    let reason = reason.trim();
    if !(4..=400).contains(&reason.chars().count()) {
        let (zh, en) = ("请写明不试的理由（4–400 字）。", "Give the reason in 4 to 400 characters.");
        return Err(Refusal::new(zh, en).at("note").into());
    }
    end(tx, id, "dropped", reason)?;
    settle(tx, (id, State::Dropped, reason))?;
    let facts = json!({ "set": found.set, "reason": reason });
    record(tx, actor, "action.taken-dropped", (id, &found.unit, &found.person), facts)
}

fn settle(tx: &mut Tx<'_>, (id, state, came): (&str, State, &str)) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(sql::TOLD, params![id, state.code(), came, now])?;
    Ok(())
}

/// Ends the to-do, if it is still open.
fn end(tx: &mut Tx<'_>, id: &str, outcome: &str, reason: &str) -> Result<(), Fault> {
    let Some(case) = case::of_subject(tx, &TAKING, "action-taken", id)? else { return Ok(()) };
    if case::open_step_of(tx, &case)?.is_some() {
        case::advance(tx, &TAKING, &case, ("try", outcome), &Actor::program(), reason, None)?;
    }
    Ok(())
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, unit, person): (&str, &str, &str),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let subject = ("action-taken", id);
    let act = Act { kind, subject, unit: Some(unit), person: Some(person), facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// The acts on one of them: open like the offer itself.
///
/// # Errors
/// If they cannot be read.
pub fn history(tx: &mut Tx<'_>, id: &str) -> Result<Vec<ledger::Entry>, Fault> {
    let scope = Scope::county("what came of an offer is open to everybody who serves in the county");
    Ok(ledger::history(tx, &scope, "action-taken", id)?)
}
