//! A class 班次: one run of a programme. What it is, and reading it. Not here: who comes into it (`enrolment`), its
//! timetable (`session`), and how it is announced, begun and finished (`class_course`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Fault, Scope, Tx, Value, params};

use crate::form::{ClassState, Form, Standing};
use crate::store::class as sql;

/// A class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Id.
    pub id: String,
    /// The programme it is a run of.
    pub programme: String,
    /// Year of the plan.
    pub year: i16,
    /// Title.
    pub title: String,
    /// How it is given.
    pub form: Form,
    /// The unit that holds it.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Who answers for it (person).
    pub trainer: Option<String>,
    /// The class leader, who keeps the roll (person).
    pub leader: Option<String>,
    /// Where; may be empty.
    pub place: String,
    /// Remote link; may be empty.
    pub link: String,
    /// How many places there are.
    pub capacity: i64,
    /// Day of the first session.
    pub starts_on: Date,
    /// Day of the last session.
    pub ends_on: Date,
    /// Where it stands.
    pub state: ClassState,
    /// Whether reaction is asked at the end.
    pub evaluated: bool,
    /// When it was announced.
    pub created_at: Timestamp,
}

/// Somebody who takes part, or took part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learner {
    /// Person.
    pub person: String,
    /// Name when they came in.
    pub name: String,
    /// Unit when they came in.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Where they stand.
    pub standing: Standing,
    /// They enrolled themselves.
    pub by_own: bool,
    /// Order of arrival, from 1.
    pub place: i64,
    /// Number of the team, once drawn.
    pub team: Option<i64>,
    /// When they came in.
    pub since: Timestamp,
}

pub(crate) fn class(row: &Row) -> Result<Class, DbError> {
    let year = i16::try_from(row.int(2)?)
        .map_err(|error| DbError::Stored { what: "a year", why: error.to_string() })?;
    Ok(Class {
        id: row.text(0)?,
        programme: row.text(1)?,
        year,
        title: row.text(3)?,
        form: Form::read(row, 4)?,
        unit: row.text(5)?,
        unit_name: row.text(6)?,
        trainer: row.get(7)?,
        leader: row.get(8)?,
        place: row.text(9)?,
        link: row.text(10)?,
        capacity: row.int(11)?,
        starts_on: row.get(12)?,
        ends_on: row.get(13)?,
        state: ClassState::read(row, 14)?,
        evaluated: row.get(15)?,
        created_at: row.get(16)?,
    })
}

pub(crate) fn learner(row: &Row) -> Result<Learner, DbError> {
    Ok(Learner {
        person: row.text(0)?,
        name: row.text(1)?,
        unit: row.text(2)?,
        unit_name: row.text(3)?,
        standing: Standing::read(row, 4)?,
        by_own: row.get(5)?,
        place: row.int(6)?,
        team: row.get(7)?,
        since: row.get(8)?,
    })
}

fn list(tx: &mut Tx<'_>, scope: &Scope, sql: &str, values: &[Value]) -> Result<Vec<Class>, DbError> {
    tx.rows(scope, sql, values)?.iter().map(class).collect()
}

/// One class. The scope reaches by the unit that holds it; whoever serves in the county sees every class by
/// `actor.scope(Area::Directory)`.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn one(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Class, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(class(&row)?)
}

/// The classes somebody is or was in, also waiting or withdrawn, the latest first, with where they stand. The scope
/// reaches by the person and the unit they came from.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<(Class, Standing)>, DbError> {
    tx.rows(scope, sql::OF_PERSON, params![person])?
        .iter()
        .map(|row| Ok((class(row)?, Standing::read(row, 17)?)))
        .collect()
}

/// Who takes part in a class or took part, by order of arrival; nobody who waits or withdrew.
///
/// # Errors
/// If they cannot be read.
pub fn learners(tx: &mut Tx<'_>, scope: &Scope, class: &str) -> Result<Vec<Learner>, DbError> {
    tx.rows(scope, sql::LEARNERS, params![class])?.iter().map(learner).collect()
}

/// The classes whose last session is on that day, cancelled ones left out: what is asked at the end of a class is
/// asked of their learners, and what is asked later is counted from this day.
///
/// # Errors
/// If they cannot be read.
pub fn ending_on(tx: &mut Tx<'_>, scope: &Scope, day: Date) -> Result<Vec<Class>, DbError> {
    list(tx, scope, sql::ENDING, params![day])
}

/// The classes of a year, the latest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_year(tx: &mut Tx<'_>, scope: &Scope, year: i16) -> Result<Vec<Class>, DbError> {
    list(tx, scope, sql::OF_YEAR, params![year])
}

/// The classes announced or under way, the next first.
///
/// # Errors
/// If they cannot be read.
pub fn open(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Class>, DbError> {
    list(tx, scope, sql::OPEN, params![])
}

/// The classes of a programme.
///
/// # Errors
/// If they cannot be read.
pub fn of_programme(tx: &mut Tx<'_>, scope: &Scope, programme: &str) -> Result<Vec<Class>, DbError> {
    list(tx, scope, sql::OF_PROGRAMME, params![programme])
}
