//! Notices 公示: what is posted, for how long, and what stays when the time is over. `posting::publish` is the one way
//! to post for other rooms. Not here: what is posted about (the rooms that ask for it).

pub mod closing;
pub mod kind;
pub mod objection;
pub mod posting;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Scope, Tx, params, settings};
use law::Record;

pub use kind::{KINDS, Kind};
pub use posting::{NewNotice, Posted, draft, post, publish};

use crate::store::notice as sql;

/// A notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// Id.
    pub id: String,
    /// Public number, e.g. `2026-0012`.
    pub number: String,
    /// Its kind.
    pub kind: &'static Kind,
    /// The unit that posts it.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Title, as it may be shown now.
    pub title: String,
    /// Text, as it may be shown now.
    pub body: String,
    /// `draft`, `posted` or `closed`.
    pub state: String,
    /// Day it was posted.
    pub posted_on: Option<Date>,
    /// Last day.
    pub closes_on: Option<Date>,
    /// What came of it.
    pub conclusion: String,
    /// Objections received.
    pub objections: i64,
    /// Objections not yet answered.
    pub open_objections: i64,
    /// Its case.
    pub case: String,
    /// Who posted it.
    pub by_person: Option<String>,
    /// What the rule said.
    pub decision: Option<Record>,
    /// Last change.
    pub updated_at: Timestamp,
    /// Whether it still shows what may be shown only while it is posted.
    pub personal: bool,
    /// Whether that is gone, because the time is over.
    pub erased: bool,
    /// The title that stays.
    pub lasting_title: String,
    /// The text that stays.
    pub lasting_body: String,
    /// Why the time is shorter than in general; empty if it is not.
    pub shorter: String,
    /// What it is about: kind and id.
    pub subject: Option<(String, String)>,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Id.
    pub id: String,
    /// Public number.
    pub number: String,
    /// Kind.
    pub kind: &'static Kind,
    /// Short name of the unit.
    pub unit_name: String,
    /// Title, as it may be shown now.
    pub title: String,
    /// State.
    pub state: String,
    /// Posted on.
    pub posted_on: Option<Date>,
    /// Last day.
    pub closes_on: Option<Date>,
    /// Objections.
    pub objections: i64,
    /// Objections not yet answered.
    pub open_objections: i64,
    /// The title that stays.
    pub lasting_title: String,
    /// The text that stays.
    pub lasting_body: String,
    /// Last change.
    pub updated_at: Timestamp,
    /// Unit.
    pub unit: String,
    /// Why the time is shorter than in general; empty if it is not.
    pub shorter: String,
}

/// Whether what is shown only while a notice is up is over, be the program's erasing of it run or not.
pub(crate) fn is_over(personal: i64, posted: bool, closes_on: Option<Date>, today: Date) -> bool {
    personal == 1 && posted && closes_on.is_some_and(|last| last < today)
}

fn kind_of(row: &Row, column: usize) -> Result<&'static Kind, DbError> {
    let code = row.text(column)?;
    kind::find(&code).ok_or(DbError::Stored { what: "a kind of notice", why: code })
}

fn notice(row: &Row, today: Date) -> Result<Notice, DbError> {
    let (decision, personal): (Option<String>, i64) = (row.get(15)?, row.int(17)?);
    let over = is_over(personal, row.text(7)? != "draft", row.get(9)?, today);
    let (title, body) = if over { (18, 19) } else { (5, 6) };
    Ok(Notice {
        id: row.text(0)?,
        number: row.text(1)?,
        kind: kind_of(row, 2)?,
        unit: row.text(3)?,
        unit_name: row.text(4)?,
        title: row.text(title)?,
        body: row.text(body)?,
        state: row.text(7)?,
        posted_on: row.get(8)?,
        closes_on: row.get(9)?,
        conclusion: row.text(10)?,
        objections: row.int(11)?,
        open_objections: row.int(12)?,
        case: row.text(13)?,
        by_person: row.get(14)?,
        decision: decision.and_then(|text| serde_json::from_str(&text).ok()),
        updated_at: row.get(16)?,
        personal: personal == 1 && !over,
        erased: personal == 2 || over,
        lasting_title: row.text(18)?,
        lasting_body: row.text(19)?,
        shorter: row.text(20)?,
        subject: row.get::<Option<String>>(21)?.zip(row.get(22)?),
    })
}

fn line(row: &Row, today: Date) -> Result<Line, DbError> {
    let over = is_over(row.int(14)?, row.text(5)? != "draft", row.get(7)?, today);
    Ok(Line {
        id: row.text(0)?,
        number: row.text(1)?,
        kind: kind_of(row, 2)?,
        unit_name: row.text(3)?,
        title: row.text(if over { 10 } else { 4 })?,
        state: row.text(5)?,
        posted_on: row.get(6)?,
        closes_on: row.get(7)?,
        objections: row.int(8)?,
        open_objections: row.int(9)?,
        lasting_title: row.text(10)?,
        lasting_body: row.text(11)?,
        updated_at: row.get(12)?,
        unit: row.text(13)?,
        shorter: row.text(15)?,
    })
}

impl Notice {
    /// The decision on whose draft it asks for comment: comments are taken there, not as objections.
    #[must_use]
    pub fn asks_on(&self) -> Option<&str> {
        let about = self.subject.as_ref().filter(|(kind, _)| self.kind.asks && kind == "decision");
        about.map(|(_, id)| id.as_str())
    }

    /// Whether objections are taken on a day.
    #[must_use]
    pub fn takes_objections(&self, today: Date) -> bool {
        self.kind.objections
            && self.asks_on().is_none()
            && self.state == "posted"
            && self.closes_on.is_some_and(|last| today <= last)
    }
}

/// Everybody reads what is posted.
pub(crate) fn open() -> Scope {
    Scope::county("what is posted is open to everybody")
}

/// A posted notice by its number.
///
/// # Errors
/// [`Fault::NotFound`] if nothing of that number is posted.
pub fn find_public(tx: &mut Tx<'_>, number: &str) -> Result<Notice, Fault> {
    let row = tx.row(&open(), sql::BY_NUMBER, params![number])?.ok_or(Fault::NotFound)?;
    Ok(notice(&row, tx.today())?)
}

/// A notice in reach of somebody, drafts too.
///
/// # Errors
/// [`Fault::NotFound`] if it is out of reach.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Notice, Fault> {
    let row = tx.row(&actor.scope(Area::Power), sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
    Ok(notice(&row, tx.today())?)
}

/// The newest notice about a thing, in scope.
///
/// # Errors
/// If it cannot be read.
pub fn of_subject(tx: &mut Tx<'_>, scope: &Scope, subject: (&str, &str)) -> Result<Option<Notice>, DbError> {
    let row = tx.row(scope, sql::BY_SUBJECT, params![subject.0, subject.1])?;
    let today = tx.today();
    row.map(|row| notice(&row, today)).transpose()
}

/// What a list shows: kind and unit, if wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this unit.
    pub unit: Option<String>,
}

/// What is posted, newest first.
///
/// # Errors
/// If it cannot be read.
pub fn list_public(tx: &mut Tx<'_>, wanted: &Wanted, (most, from): (i64, i64)) -> Result<Vec<Line>, DbError> {
    let (scope, today) = (open(), tx.today());
    let rows = match (&wanted.kind, &wanted.unit) {
        (None, None) => tx.rows(&scope, sql::LIST_ALL, params![most, from])?,
        (Some(kind), None) => tx.rows(&scope, sql::LIST_KIND, params![most, from, kind])?,
        (None, Some(unit)) => tx.rows(&scope, sql::LIST_UNIT, params![most, from, unit])?,
        (Some(kind), Some(unit)) => tx.rows(&scope, sql::LIST_BOTH, params![most, from, kind, unit])?,
    };
    rows.iter().map(|row| line(row, today)).collect()
}

/// Notices in reach of somebody, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, (most, from): (i64, i64)) -> Result<Vec<Line>, DbError> {
    let today = tx.today();
    let rows = tx.rows(&actor.scope(Area::Power), sql::INSIDE, params![most, from])?;
    rows.iter().map(|row| line(row, today)).collect()
}

/// How many of a kind a unit has posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Code of the kind.
    pub kind: String,
    /// Unit.
    pub unit: String,
    /// Its short name.
    pub unit_name: String,
    /// How many.
    pub notices: i64,
}

/// Kept counts of what is posted.
///
/// # Errors
/// If they cannot be read.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<Count>, DbError> {
    let rows = tx.rows(&open(), sql::COUNTS, &[])?;
    let count = |row: &Row| {
        Ok(Count { kind: row.text(0)?, unit: row.text(1)?, unit_name: row.text(2)?, notices: row.int(3)? })
    };
    rows.iter().map(count).collect()
}

/// When anything posted last changed.
///
/// # Errors
/// If it cannot be read.
pub fn latest(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, DbError> {
    tx.row(&open(), sql::LATEST, &[])?.map_or(Ok(None), |row| row.get(0))
}

/// Setting: what the feeds of this county are called for good. Kept when the first notice is posted.
const FEED_ID: &str = "openness.feed-id";

/// Keeps the name of the county's feeds, once.
pub(crate) fn keep_feed_id(tx: &mut Tx<'_>) -> Result<(), DbError> {
    if settings::get(tx, FEED_ID)?.is_none() {
        let id = tx.id();
        settings::put(tx, FEED_ID, &id)?;
    }
    Ok(())
}

/// What the feeds of this county are called; none before anything is posted.
///
/// # Errors
/// If it cannot be read.
pub fn feed_id(tx: &mut Tx<'_>) -> Result<Option<String>, DbError> {
    settings::get(tx, FEED_ID)
}

/// Somebody of the county whose name stands in both texts.
pub(crate) fn named(tx: &mut Tx<'_>, (one, other): (&str, &str)) -> Result<Option<String>, DbError> {
    let scope = Scope::county("names of people are looked for in what is kept for good");
    tx.row(&scope, sql::NAMED, params![one, other])?.map(|row| row.text(0)).transpose()
}

/// Units somebody may choose.
///
/// # Errors
/// If they cannot be read.
pub fn units(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(String, String)>, DbError> {
    tx.rows(scope, sql::UNITS, &[])?.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// Name, short name and kind of a unit.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub(crate) fn unit_of(tx: &mut Tx<'_>, unit: &str) -> Result<(String, String, String), Fault> {
    let scope = Scope::county("names of units are the county's own telephone book");
    let row = tx.row(&scope, sql::UNIT, params![unit])?.ok_or(Fault::NotFound)?;
    Ok((row.text(0)?, row.text(1)?, row.text(2)?))
}

/// The next number of a series.
pub(crate) fn next(tx: &mut Tx<'_>, series: &str) -> Result<i64, DbError> {
    tx.execute(sql::NEXT, params![series])?;
    let scope = Scope::county("a series of numbers belongs to nobody");
    tx.row(&scope, sql::LAST, params![series])?.map_or(Ok(1), |row| row.int(0))
}

/// Notes an act of this room.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, subject): (&str, (&str, &str)),
    unit: &str,
    facts: serde_json::Value,
    decision: Option<&Record>,
) -> Result<(), DbError> {
    let act = Act { kind, subject, unit: Some(unit), person: None, facts, decision };
    ledger::record(tx, actor, &act).map(drop)
}

/// A notice for the program itself.
pub(crate) fn find_any(tx: &mut Tx<'_>, id: &str) -> Result<Notice, Fault> {
    let scope = Scope::county("the program posts what a room asked it to");
    let row = tx.row(&scope, sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
    Ok(notice(&row, tx.today())?)
}
