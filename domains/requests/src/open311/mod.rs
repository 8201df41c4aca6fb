//! Service requests as other programs see them, by the GeoReport v2 specification. No personal data: the words of a
//! request only where the desk found them fit for everybody. Not here: pages, the county's own view.

pub mod key;
pub mod xml;

use jiff::{Timestamp, Zoned};
use kernel::{DbError, Row, Scope, Tx, params};
use law::Text;

use crate::category;
use crate::coded::State;
use crate::facts::Ticket;
use crate::store::open311 as sql;

/// A service request as published.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Tracking number.
    pub id: String,
    /// `open` or `closed`.
    pub status: &'static str,
    /// What the status means here.
    pub notes: Text,
    /// Category.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// Words, where they are published.
    pub description: String,
    /// Office.
    pub agency: String,
    /// When it came.
    pub requested: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// When it is expected to be done, with the zone of the county: the moment a limit in hours ends, else the end of the working
    /// day.
    pub expected: Option<Zoned>,
    /// Town or village.
    pub address: String,
    /// Its id.
    pub address_id: String,
    /// Latitude.
    pub lat: Option<f64>,
    /// Longitude.
    pub long: Option<f64>,
}

fn open_to_all() -> Scope {
    Scope::county("published service requests are open to everybody and hold no personal data")
}

fn notes(state: State) -> Text {
    match state {
        State::Received => Text::new("已收到，等待分办", "received, awaiting dispatch"),
        State::Returned => Text::new("承办单位退回，等待重新派单", "returned, awaiting dispatch"),
        State::Answered => Text::new("已办结并答复", "closed with an answer"),
        State::Merged => Text::new("与同一诉求合并办理", "merged with another about the same matter"),
        _ => Text::new("办理中", "under way"),
    }
}

/// A coordinate as everybody may see it: until the desk found the request fit for everybody, the neighbourhood, not the
/// house.
fn place(at: Option<f64>, exact: bool) -> Option<f64> {
    at.map(|at| if exact { at } else { (at * 100.0).round() / 100.0 })
}

fn published(row: &Row) -> Result<Published, DbError> {
    let (open, code): (bool, String) = (row.get(1)?, row.text(3)?);
    let state = State::from_code(&row.text(2)?).unwrap_or(State::Handling);
    let name = category::category(&code).map_or_else(|| Text::new("", ""), category::Category::name);
    let described: bool = row.get(4)?;
    let due: Option<jiff::civil::Date> = row.get(9)?;
    Ok(Published {
        id: row.text(0)?,
        status: if open { "open" } else { "closed" },
        notes: notes(state),
        name,
        code,
        description: if described { row.text(5)? } else { String::new() },
        agency: row.get::<Option<String>>(6)?.unwrap_or_default(),
        requested: row.get(7)?,
        updated: row.get(8)?,
        expected: due.filter(|_| open).map(|due| expected(due, row)).transpose()?,
        address: row.get::<Option<String>>(10)?.unwrap_or_default(),
        address_id: row.get::<Option<String>>(11)?.unwrap_or_default(),
        lat: place(row.get(12)?, described),
        long: place(row.get(13)?, described),
    })
}

/// The end of a working day.
const CLOSING: i8 = 18;

/// The moment by which a request is expected to be done.
fn expected(due: jiff::civil::Date, row: &Row) -> Result<Zoned, DbError> {
    let ticket: Option<Ticket> = serde_json::from_str(&row.text(14)?).ok();
    let at = ticket.and_then(|ticket| ticket.due_at);
    let at = at.filter(|at| at.date() == due).unwrap_or_else(|| due.at(CLOSING, 0, 0, 0));
    at.to_zoned(kernel::clock::china())
        .map_err(|error| DbError::Stored { what: "the day of a request", why: error.to_string() })
}

/// What a list asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// From.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
    /// Categories; none: all.
    pub codes: Vec<String>,
    /// Open only, closed only, or both.
    pub open: Option<bool>,
    /// Rows of a page.
    pub most: i64,
    /// Rows before it.
    pub skip: i64,
}

/// Service requests of a span, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Vec<Published>, DbError> {
    let open = wanted.open.map_or(-1, i64::from);
    let codes = if wanted.codes.is_empty() { String::new() } else { format!(",{},", wanted.codes.join(",")) };
    let rows = tx.rows(
        &open_to_all(),
        sql::LIST,
        params![wanted.from, wanted.to, codes, open, wanted.most, wanted.skip],
    )?;
    rows.iter().map(published).collect()
}

/// One service request by its number.
///
/// # Errors
/// If it cannot be read.
pub fn find(tx: &mut Tx<'_>, number: &str) -> Result<Option<Published>, DbError> {
    let number = crate::code::plain_number(number);
    tx.row(&open_to_all(), sql::ONE, params![number])?.as_ref().map(published).transpose()
}

/// The request of a token: numbers are given at once, so that a token is the number.
///
/// # Errors
/// If it cannot be read.
pub fn of_token(tx: &mut Tx<'_>, token: &str) -> Result<Option<String>, DbError> {
    let number = crate::code::plain_number(token);
    tx.row(&open_to_all(), sql::TOKEN, params![number])?.map(|row| row.text(0)).transpose()
}
