//! Steps of power that stand still, by office: late ones, and those without a limit that did not move. Counted and listed as they
//! are now, in the order of the directory. Not here: reminding (`reminder`), explaining (`explanation`), the office
//! above (`note`), and people: a step is named by its procedure, the office and the role it waits for.

pub mod explanation;
mod matter;
pub mod note;
pub mod reminder;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::clock;
use kernel::db::Row;
use kernel::{DbError, Fault, Refusal, Scope, Tx, params};
use law::calendar::Period;
use law::decision::{Decision, Text};
use law::rulebook::Rulebook;
use law::rules::standing_still::{self, Facts, Standing};

pub use matter::{Conclusion, Listed, Matter, State, find, matters_of};

use crate::store::standing as sql;

/// An office with what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Unit.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Steps past their limit.
    pub overdue: i64,
    /// Steps without a limit that did not move; `None` while the county has not confirmed after how many days.
    pub idle: Option<i64>,
}

/// Which steps are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Past their limit.
    Overdue,
    /// Without a limit, not moved.
    Idle,
}

/// A step that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The open step.
    pub id: String,
    /// Its procedure.
    pub procedure: String,
    /// Which step.
    pub step: String,
    /// Since when.
    pub since: Date,
    /// Its limit.
    pub due: Option<Date>,
    /// The limit rests on a calendar not yet known.
    pub provisional: bool,
    /// The role it waits for; `None`: a person, who is not named.
    pub role: Option<Role>,
    /// The office.
    pub office: Option<String>,
    /// What was sent because of it.
    pub matter: Option<Sent>,
    /// When it was taken after all.
    pub done_at: Option<Timestamp>,
    /// What its case is called, for whoever is reminded: lists of offices do not show it.
    pub title: Text,
    /// Where its case is handled.
    pub link: String,
}

/// What was sent because of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The matter.
    pub matter: String,
    /// Where it stands.
    pub state: State,
    /// Day of the reminder.
    pub reminded_on: Date,
    /// Day by which an answer was asked for.
    pub answer_by: Option<Date>,
    /// Day an explanation was asked for.
    pub asked_on: Option<Date>,
}

fn read(row: &Row) -> Result<Step, DbError> {
    let matter = match row.get::<Option<String>>(8)? {
        None => None,
        Some(matter) => Some(Sent {
            matter,
            state: State::read(row, 9)?,
            reminded_on: row.get(10)?,
            asked_on: row.get(11)?,
            answer_by: row.get(13)?,
        }),
    };
    Ok(Step {
        id: row.text(0)?,
        procedure: row.text(1)?,
        step: row.text(2)?,
        since: clock::date_at(row.get(3)?),
        due: row.get(4)?,
        provisional: row.get(5)?,
        role: row.get::<Option<String>>(6)?.and_then(|code| Role::from_code(&code)),
        office: row.get(7)?,
        matter,
        done_at: row.get(12)?,
        title: Text::new(row.text(14)?, row.text(15)?),
        link: row.text(16)?,
    })
}

/// Steps without a limit that began before this moment are idle; `None` while the county has not confirmed the days.
fn idle_before(book: &Rulebook, today: Date) -> Option<Timestamp> {
    let period = book.parameter::<Period>("STAND-01", "idle", today).ok()?.value;
    let day = book.calendar().subtract_working_days(today, period.n).ok()?.date;
    Some(clock::at_hour(day, 0))
}

/// What the statements take: without a confirmed number of days nothing is idle.
fn idle_from(before: Option<Timestamp>) -> Timestamp {
    before.unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The offices in scope in the order of the directory.
///
/// # Errors
/// If they cannot be read.
pub fn offices(tx: &mut Tx<'_>, scope: &Scope, book: &Rulebook) -> Result<Vec<Office>, DbError> {
    let today = tx.today();
    let before = idle_before(book, today);
    tx.rows(scope, sql::OFFICES, params![today, idle_from(before)])?
        .iter()
        .map(|row| {
            let idle = before.map(|_| row.int(3)).transpose()?;
            Ok(Office { id: row.text(0)?, name: row.text(1)?, overdue: row.int(2)?, idle })
        })
        .collect()
}

/// An office in scope with its counts and the unit above it (id, name).
///
/// # Errors
/// [`Fault::NotFound`] if it is out of reach.
pub fn office(
    tx: &mut Tx<'_>,
    scope: &Scope,
    book: &Rulebook,
    id: &str,
) -> Result<(Office, Option<(String, String)>), Fault> {
    let today = tx.today();
    let row = tx.row(scope, sql::OFFICE, params![id])?.ok_or(Fault::NotFound)?;
    let before = idle_before(book, today);
    let counts = tx.row(scope, sql::COUNTS, params![id, today, idle_from(before)])?.ok_or(Fault::NotFound)?;
    let idle = before.map(|_| counts.int(1)).transpose()?;
    let office = Office { id: row.text(0)?, name: row.text(1)?, overdue: counts.int(0)?, idle };
    let above = match (row.get::<Option<String>>(2)?, row.get::<Option<String>>(3)?) {
        (Some(id), Some(name)) => Some((id, name)),
        _ => None,
    };
    Ok((office, above))
}

/// The steps that stand in an office, the longest first: `most` of them after `from`.
///
/// # Errors
/// If they cannot be read.
pub fn steps(
    tx: &mut Tx<'_>,
    scope: &Scope,
    book: &Rulebook,
    (office, kind): (&str, Kind),
    (from, most): (i64, i64),
) -> Result<Vec<Step>, DbError> {
    let today = tx.today();
    let directory = Scope::county("which unit is the county itself is in the directory");
    let row = tx.row(&directory, sql::OFFICE, params![office])?;
    let county =
        row.map(|row| row.get::<Option<String>>(2)).transpose()?.is_some_and(|above| above.is_none());
    let (overdue, idle) =
        if county { (sql::COUNTY_OVERDUE, sql::COUNTY_IDLE) } else { (sql::OVERDUE, sql::IDLE) };
    let rows = match kind {
        Kind::Overdue => tx.rows(scope, overdue, params![office, today, most, from])?,
        Kind::Idle => {
            tx.rows(scope, idle, params![office, idle_from(idle_before(book, today)), most, from])?
        }
    };
    rows.iter().map(read).collect()
}

/// A step of any room, in scope of its office.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn step(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Step, Fault> {
    let row = tx.row(scope, sql::STEP, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// What the rule says of a step today.
#[must_use]
pub fn judged(step: &Step, book: &Rulebook, today: Date) -> Decision<Standing> {
    let (reminded_on, answer_by, asked_on) = match &step.matter {
        Some(sent) => (Some(sent.reminded_on), sent.answer_by, sent.asked_on),
        None => (None, None, None),
    };
    let petition = matches!(step.procedure.as_str(), "request-petition" | "request-review");
    let facts = Facts { due: step.due, since: step.since, today, reminded_on, answer_by, asked_on, petition };
    standing_still::decide(&facts, book, today)
}

/// Working days that a step is over, by the calendar alone: lists show it also where the county confirmed nothing yet.
#[must_use]
pub fn over(step: &Step, book: &Rulebook, today: Date) -> u32 {
    let from = step.due.unwrap_or(step.since);
    book.calendar().working_days_between(from, today).days
}

/// The county has not confirmed the days that a measure rests on.
pub(crate) fn unconfirmed() -> Refusal {
    Refusal::new(
        "催办的天数尚未由本县核实，核实后才能采取措施。",
        "The days of reminders await the county's confirmation.",
    )
}

/// Refuses unless the rule found that the measure may be taken today.
pub(crate) fn allowed(
    found: &Decision<Standing>,
    measure: standing_still::Measure,
) -> Result<law::Record, Fault> {
    use standing_still::Measure;
    let record =
        found.record().map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    if found.value().is_some_and(|value| value.measure == measure) {
        return Ok(record);
    }
    let (zh, en) = match (found.value(), measure) {
        (None, _) => return Err(unconfirmed().because(record).into()),
        (Some(value), _) if !value.stands => {
            ("该环节没有逾期、停滞。".to_owned(), "The step is neither late nor idle.".to_owned())
        }
        (Some(value), Measure::Reminder) if value.next_on.is_none() => {
            ("该环节已经催办过。".to_owned(), "The step has been reminded of already.".to_owned())
        }
        (Some(value), _) => match value.next_on {
            Some(day) => (
                format!("现在还不到时候：{day} 仍在上一步的期限内。"),
                format!("Too early: the time of the step before runs up to {day}."),
            ),
            None => ("请先采取上一步措施。".to_owned(), "The measure before comes first.".to_owned()),
        },
    };
    Err(Refusal::new(zh, en).because(record).into())
}
