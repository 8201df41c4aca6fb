//! Whom a platform means by an account or address the county does not know: the waiting list of such actors, deciding
//! once whose they are, and setting them aside. Not here: what a statement becomes (`xapi`).

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use super::source::keeper;
use super::{KEPT_FOR, Known, Trouble, Whose, made_of, statement};
use crate::act::{On, note};
use crate::coded::coded;
use crate::seat;
use crate::store::record as sql;

coded! {
    /// Where an actor of a platform stands.
    State {
        /// Nobody has said whose it is.
        Waiting = "person", "待对应", "Waiting";
        /// Set aside with a reason.
        Aside = "aside", "已搁置", "Set aside";
        /// Assigned to a person.
        Assigned = "assigned", "已对应", "Assigned";
    }
}

/// An actor of a platform, with what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Source.
    pub source: String,
    /// Name of the source.
    pub platform: String,
    /// Account or address as the platform names it.
    pub actor: String,
    /// Where it stands.
    pub state: State,
    /// Whose it is, once assigned: id and name.
    pub person: Option<(String, String)>,
    /// Why it was set aside.
    pub reason: String,
    /// A statement of it, by which its page is found.
    pub statement: String,
    /// Its statements in this state.
    pub statements: i64,
    /// When the last one came.
    pub last: Timestamp,
}

/// A statement of an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// IRI of the verb.
    pub verb: String,
    /// What it is about: the title, else the IRI.
    pub about: String,
    /// Minutes, if it says.
    pub minutes: Option<i64>,
    /// What was made of it.
    pub why: String,
    /// When it came.
    pub stored_at: Timestamp,
}

fn scope() -> Scope {
    Scope::county(KEPT_FOR)
}

fn named(row: &Row, state: State) -> Result<Named, DbError> {
    let person: Option<String> = row.get(5)?;
    let name = row.text(6)?;
    Ok(Named {
        source: row.text(0)?,
        platform: row.text(1)?,
        actor: row.text(2)?,
        state,
        person: person.map(|person| (person, name)),
        reason: row.text(7)?,
        statement: row.text(8)?,
        statements: row.int(3)?,
        last: row.get(4)?,
    })
}

/// The actors in a state, the latest first: one page of them, and how many there are.
///
/// # Errors
/// If they cannot be read.
pub fn listed(
    tx: &mut Tx<'_>,
    state: State,
    (page, per_page): (usize, usize),
) -> Result<(Vec<Named>, usize), DbError> {
    let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (most, skipped) = (whole(per_page), whole(page.saturating_sub(1).saturating_mul(per_page)));
    let (rows, count) = if state == State::Assigned {
        (sql::ACTORS_ASSIGNED, sql::ACTORS_ASSIGNED_COUNT)
    } else {
        (sql::ACTORS, sql::ACTORS_COUNT)
    };
    let all = tx.row(&scope(), count, params![state.code()])?.map(|row| row.int(0)).transpose()?;
    let found = tx.rows(&scope(), rows, params![state.code(), most, skipped])?;
    let found = found.iter().map(|row| named(row, state)).collect::<Result<_, _>>()?;
    Ok((found, usize::try_from(all.unwrap_or(0)).unwrap_or(0)))
}

/// The actor of a statement, if nobody's login decided whose it is, with its latest statements, at most `most`.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such statement.
pub fn of_statement(tx: &mut Tx<'_>, id: &str, most: u32) -> Result<(Named, Vec<Said>), Fault> {
    let row = tx.row(&scope(), sql::ACTOR_OF, params![id])?.ok_or(Fault::NotFound)?;
    let state = match (row.text(9)?.as_str(), row.text(10)?.as_str()) {
        ("assigned", _) => State::Assigned,
        ("aside", _) | (_, "aside") => State::Aside,
        (_, "person") => State::Waiting,
        _ => return Err(Fault::NotFound),
    };
    let found = named(&row, state)?;
    let said = tx
        .rows(&scope(), sql::STATEMENTS_OF, params![&found.source, &found.actor, most])?
        .iter()
        .map(|row| {
            let read = read(row.word(4)?)?;
            Ok(Said {
                verb: row.text(0)?,
                about: read.title.unwrap_or(row.text(1)?),
                minutes: read.minutes,
                why: row.text(2)?,
                stored_at: row.get(3)?,
            })
        })
        .collect::<Result<_, DbError>>()?;
    Ok((found, said))
}

fn read(body: &str) -> Result<statement::Statement, DbError> {
    let wrong = |why: String| DbError::Stored { what: "a statement", why };
    let value = serde_json::from_str(body).map_err(|error| wrong(error.to_string()))?;
    statement::read(&value, "statement").map_err(|fault| wrong(fault.why))
}

/// Says whose an actor is: its statements so far and all to come go to that person. One assigned to somebody else
/// before goes over: what was recorded for them is withdrawn. Answers how many statements count.
///
/// # Errors
/// A refusal: not who keeps the platforms, somebody who serves nowhere (`person`), assigned to them already.
pub fn assign(tx: &mut Tx<'_>, actor: &Actor, id: &str, person: &str) -> Result<i64, Fault> {
    keeper(actor)?;
    let (named, _) = of_statement(tx, id, 1)?;
    let (name, ..) = match person {
        "" => return Err(Refusal::new("请选择人员。", "Choose a person.").at("person").into()),
        person => seat::person(tx, person)?,
    };
    if named.person.as_ref().is_some_and(|(before, _)| before == person) {
        let (zh, en) = ("已经对应到此人。", "It is assigned to that person already.");
        return Err(Refusal::new(zh, en).at("person").into());
    }
    let Some(unit) = seat::unit_of(tx, person)? else {
        let (zh, en) = ("此人目前没有任职单位，不能对应。", "That person is with no unit at present.");
        return Err(Refusal::new(zh, en).at("person").into());
    };
    let now = tx.now();
    let values =
        params![&named.source, &named.actor, State::Assigned.code(), Some(person), "", now, &actor.name];
    tx.execute(sql::ACTOR_PUT, values)?;
    let known = source(tx, &named.source)?;
    let (mut all, mut counted) = (0_i64, 0_i64);
    for row in tx.rows(&scope(), sql::STATEMENTS_TO_SETTLE, params![&named.source, &named.actor])? {
        all += 1;
        let one = Kept { id: row.text(0)?, why: row.text(1)?, record: row.get(2)?, stored_at: row.get(3)? };
        let said = read(row.word(4)?)?;
        counted += i64::from(settle(tx, &known, &one, &said, (person, &unit))?);
    }
    let facts = json!({
        "source": named.platform, "actor": named.actor, "name": name, "statements": all, "counted": counted,
        "before": named.person.map(|(_, name)| name),
    });
    let on = On::county("xapi-source", &named.source).about(&unit, person);
    note(tx, actor, "xapi-actor.assigned", on, facts)?;
    Ok(counted)
}

struct Kept {
    id: String,
    why: String,
    record: Option<String>,
    stored_at: Timestamp,
}

/// Gives one statement to a person; answers whether it counts for them.
fn settle(
    tx: &mut Tx<'_>,
    known: &Known,
    one: &Kept,
    said: &statement::Statement,
    (person, unit): (&str, &str),
) -> Result<bool, Fault> {
    if let Some(record) = &one.record {
        let now = tx.now();
        tx.execute(sql::WITHDRAW, params![record, now])?;
    }
    // What was voided stays void, whosever it is; and a group is nobody.
    let (record, why) = if one.why == "voided" {
        (None, "voided")
    } else if !said.is_one {
        (None, "group")
    } else {
        tx.execute(sql::STATEMENT_OPEN, params![&one.id])?;
        let whose = Whose::Known(person.to_owned(), unit.to_owned());
        made_of(tx, known, (&one.id, one.stored_at), said, &whose).map_err(|trouble| match trouble {
            Trouble::Fault(fault) => fault,
            Trouble::Key | Trouble::Malformed(_) | Trouble::Conflict(_) => Fault::NotFound,
        })?
    };
    tx.execute(sql::STATEMENT_SETTLE, params![&one.id, person, unit, record, why])?;
    Ok(why == "counted")
}

fn source(tx: &mut Tx<'_>, id: &str) -> Result<Known, Fault> {
    let row = tx.row(&scope(), sql::SOURCE_ANY, params![id])?.ok_or(Fault::NotFound)?;
    Ok(Known { id: row.text(0)?, name: row.text(1)?, minutes: row.int(2)? })
}

/// Sets an actor that waits aside, with a reason: what came and what comes of it is kept and not counted. It can
/// still be assigned later.
///
/// # Errors
/// A refusal: not who keeps the platforms, not waiting, no reason (`note`).
pub fn set_aside(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    keeper(actor)?;
    let (named, _) = of_statement(tx, id, 1)?;
    if named.state != State::Waiting {
        return Err(Refusal::new("该账号已经处理。", "That account has been dealt with.").into());
    }
    let reason = reason.trim();
    if !(2..=200).contains(&reason.chars().count()) {
        let (zh, en) = ("请写明搁置的理由（2–200 字）。", "Give the reason in 2 to 200 characters.");
        return Err(Refusal::new(zh, en).at("note").into());
    }
    let now = tx.now();
    let nobody: Option<&str> = None;
    let values = params![&named.source, &named.actor, State::Aside.code(), nobody, reason, now, &actor.name];
    tx.execute(sql::ACTOR_PUT, values)?;
    let moved = tx.execute(sql::STATEMENTS_ASIDE, params![&named.source, &named.actor])?;
    let facts = json!({
        "source": named.platform, "actor": named.actor, "statements": moved, "reason": reason,
    });
    note(tx, actor, "xapi-actor.set-aside", On::county("xapi-source", &named.source), facts)
}
