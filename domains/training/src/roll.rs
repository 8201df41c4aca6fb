//! The roll 考勤: kept by the class leader, session by session, after it began; corrected until the class is
//! concluded. Who came late or left early is kept with the minutes attended. No location and no self check-in. Not here: leave (`leave`), what the minutes count for (`record`).

use std::collections::BTreeMap;

use kernel::case::{self, Assigned};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use serde_json::json;

use crate::act::{On, note};
use crate::announcement;
use crate::class::{self, Class, Learner};
use crate::form::{ClassState, Presence};
use crate::session::{self, Session};
use crate::store::session as sql;
use crate::{permission, procedure, seat};

/// Where somebody was, as the leader writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Where they were.
    pub presence: Presence,
    /// Minutes attended; only for whoever came late or left early.
    pub minutes: Option<i64>,
}

impl From<Presence> for Mark {
    fn from(presence: Presence) -> Mark {
        Mark { presence, minutes: None }
    }
}

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

/// What the roll of a class says of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attendance {
    /// Sessions by where they were.
    pub sessions: BTreeMap<Presence, i64>,
    /// Minutes attended.
    pub minutes: i64,
}

impl Attendance {
    fn add(&mut self, presence: Presence, minutes: i64) {
        *self.sessions.entry(presence).or_insert(0) += 1;
        self.minutes += minutes;
    }
}

/// What the roll says, by person.
#[must_use]
pub fn attendance(entries: &[Entry]) -> BTreeMap<String, Attendance> {
    let mut found: BTreeMap<String, Attendance> = BTreeMap::new();
    for entry in entries {
        found.entry(entry.person.clone()).or_default().add(entry.presence, entry.minutes);
    }
    found
}

/// What the rolls say of a person, by class, in scope.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(
    tx: &mut Tx<'_>,
    scope: &Scope,
    person: &str,
) -> Result<BTreeMap<String, Attendance>, DbError> {
    let mut found: BTreeMap<String, Attendance> = BTreeMap::new();
    for row in tx.rows(scope, sql::ROLL_OF_PERSON, params![person])? {
        found.entry(row.text(0)?).or_default().add(Presence::read(&row, 1)?, row.int(2)?);
    }
    Ok(found)
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

/// The minutes somebody attended: all for who was there, what the leader wrote for who came late or left early.
fn attended(session: &Session, learner: &Learner, mark: Mark) -> Result<i64, Refusal> {
    let (whole, name) = (session.plan.minutes, &learner.name);
    let at = |refusal: Refusal| refusal.at(format!("minutes-{}", learner.person));
    let partial = matches!(mark.presence, Presence::Late | Presence::Early);
    let given = if mark.presence == Presence::Present { whole } else { 0 };
    match mark.minutes {
        Some(minutes) if partial && (1..whole).contains(&minutes) => Ok(minutes),
        None if !partial => Ok(given),
        // The whole of a session that was attended, or nothing of one that was not, says the same twice.
        Some(minutes) if !partial && minutes == given => Ok(given),
        Some(_) if !partial => Err(at(Refusal::new(
            format!("{name}不是迟到、早退，不填分钟；确属迟到、早退的请改选。"),
            format!("{name} neither came late nor left early: leave the minutes empty, or choose which."),
        ))),
        _ => Err(at(Refusal::new(
            format!("{name}迟到或早退，请写实际参加的分钟数，1–{}（本次课共{whole}分钟）。", whole - 1),
            format!(
                "{name} came late or left early: give the minutes attended, 1 to {} of {whole}.",
                whole - 1
            ),
        ))),
    }
}

/// Keeps the roll of a session: everybody in the class, each once.
///
/// # Errors
/// A refusal: neither leader nor trainer, the session has not begun, the class is concluded, somebody left out
/// (`presence-PERSON`), minutes that are missing or not within the session (`minutes-PERSON`).
pub fn keep(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (class, session): (&str, &str),
    entries: &BTreeMap<String, Mark>,
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
    let marked = marked(&session, &learners, entries)?;
    let (mut present, mut partly, mut away) = (0, 0, 0);
    for (person, presence, minutes) in marked {
        match presence {
            Presence::Present => present += 1,
            Presence::Late | Presence::Early => partly += 1,
            Presence::Leave | Presence::Absent => away += 1,
        }
        tx.execute(sql::ROLL_PUT, params![&session.id, class, person, presence.code(), minutes])?;
    }
    let at = tx.now();
    tx.execute(sql::ROLL_KEPT, params![&session.id, at, &actor.name])?;
    tx.execute(sql::RUNNING, params![class])?;
    let facts = json!({"session": session.id, "present": present, "partly": partly, "away": away});
    note(tx, actor, "roll.kept", On::class(&found), facts)?;
    hand_on(tx, book, &found)
}

/// Everybody of the class with where they were and for how long.
fn marked<'a>(
    session: &Session,
    learners: &'a [Learner],
    entries: &BTreeMap<String, Mark>,
) -> Result<Vec<(&'a str, Presence, i64)>, Fault> {
    let (mut found, mut refusals) = (Vec::with_capacity(learners.len()), Vec::new());
    for one in learners {
        let Some(mark) = entries.get(&one.person).copied() else {
            let (zh, en) = (format!("请登记{}的出勤。", one.name), format!("Say where {} was.", one.name));
            refusals.push(Refusal::new(zh, en).at(format!("presence-{}", one.person)));
            continue;
        };
        match attended(session, one, mark) {
            Ok(minutes) => found.push((one.person.as_str(), mark.presence, minutes)),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if refusals.is_empty() { Ok(found) } else { Err(Fault::Refused(refusals)) }
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
