//! The roll 考勤: kept by the class leader, session by session, after it began; corrected until the class is
//! concluded. No location and no self check-in. Not here: leave (`leave`), what the minutes count for (`record`).

use std::collections::BTreeMap;

use kernel::case::{self, Assigned};
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use law::Rulebook;
use serde_json::json;

use crate::act::{On, note};
use crate::announcement;
use crate::class::{self, Class};
use crate::form::{ClassState, Presence};
use crate::session::{self, Session};
use crate::store::session as sql;
use crate::{permission, procedure, seat};

/// Where somebody was at a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Session.
    pub session: String,
    /// Person.
    pub person: String,
    /// Where they were.
    pub presence: Presence,
    /// Minutes taken part in.
    pub minutes: i64,
}

/// Everything on the roll of a class.
///
/// # Errors
/// If it cannot be read.
pub fn of_class(tx: &mut Tx<'_>, class: &str) -> Result<Vec<Entry>, DbError> {
    tx.rows(&seat::directory(), sql::ROLL, params![class])?
        .iter()
        .map(|row| {
            Ok(Entry {
                session: row.text(0)?,
                person: row.text(1)?,
                presence: Presence::read(row, 2)?,
                minutes: row.int(3)?,
            })
        })
        .collect()
}

/// Minutes taken part in, by person.
#[must_use]
pub fn minutes(entries: &[Entry]) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for entry in entries {
        *sums.entry(entry.person.clone()).or_insert(0) += entry.minutes;
    }
    sums
}

/// A session of a class and the class.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such session.
pub fn find(tx: &mut Tx<'_>, class: &str, session: &str) -> Result<(Class, Session), Fault> {
    let found = class::one(tx, &seat::directory(), class)?;
    let all = session::of_class(tx, class)?;
    let session = all.into_iter().find(|one| one.id == session).ok_or(Fault::NotFound)?;
    Ok((found, session))
}

/// Keeps the roll of a session: everybody in the class, each once.
///
/// # Errors
/// A refusal: neither leader nor trainer, the session has not begun, the class is concluded, somebody left out
/// (`presence-PERSON`).
pub fn keep(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (class, session): (&str, &str),
    entries: &BTreeMap<String, Presence>,
) -> Result<(), Fault> {
    let (found, session) = find(tx, class, session)?;
    if !permission::keeps_roll(actor, &found) {
        let (zh, en) = ("出勤由班长登记。", "The roll is kept by the class leader.");
        return Err(Refusal::new(zh, en).into());
    }
    if !matches!(found.state, ClassState::Announced | ClassState::Running) {
        return Err(
            Refusal::new("本班已经结束，出勤不再改动。", "The class is over; its roll stands.").into()
        );
    }
    let now = kernel::clock::china().to_datetime(tx.now());
    if now < session.plan.on.to_datetime(session.plan.starts) {
        let (zh, en) = ("这次课还没有开始。", "The session has not begun.");
        return Err(Refusal::new(zh, en).into());
    }
    let learners = class::learners(tx, &seat::directory(), class)?;
    let missing: Vec<Refusal> = learners
        .iter()
        .filter(|one| !entries.contains_key(&one.person))
        .map(|one| {
            Refusal::new(format!("请登记{}的出勤。", one.name), format!("Say where {} was.", one.name))
                .at(format!("presence-{}", one.person))
        })
        .collect();
    if !missing.is_empty() {
        return Err(Fault::Refused(missing));
    }
    let (mut present, mut away) = (0, 0);
    for one in &learners {
        let Some(presence) = entries.get(&one.person).copied() else { continue };
        let minutes = if presence == Presence::Present { session.plan.minutes } else { 0 };
        if minutes > 0 {
            present += 1;
        } else {
            away += 1;
        }
        tx.execute(sql::ROLL_PUT, params![&session.id, class, &one.person, presence.code(), minutes])?;
    }
    let at = tx.now();
    tx.execute(sql::ROLL_KEPT, params![&session.id, at, &actor.name])?;
    tx.execute(sql::RUNNING, params![class])?;
    let facts = json!({"session": session.id, "present": present, "away": away});
    note(tx, actor, "roll.kept", On::class(&found), facts)?;
    hand_on(tx, book, &found)
}

/// When the last session is in, concluding the class waits for its trainer.
fn hand_on(tx: &mut Tx<'_>, book: &Rulebook, class: &Class) -> Result<(), Fault> {
    if session::of_class(tx, &class.id)?.iter().any(|one| one.roll_at.is_none()) {
        return Ok(());
    }
    let Some(case) = announcement::detail(tx, &class.id)?.case else { return Ok(()) };
    let Some(open) = case::open_step_of(tx, &case)?.filter(|open| open.step == "roll") else { return Ok(()) };
    let Some(trainer) = &class.trainer else { return Ok(()) };
    let mut to = Assigned::person(&**trainer);
    let days = u32::from(procedure::FINISH_DAYS);
    if let Ok(due) = book.calendar().add_working_days(class.ends_on, days) {
        to = to.by(due.date, due.provisional);
    }
    let program = Actor::program();
    case::advance(tx, &procedure::CLASS, &case, (&open.step, "kept"), &program, "", Some(to))?;
    Ok(())
}
