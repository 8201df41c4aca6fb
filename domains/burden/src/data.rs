//! Requests for data, "report once": what the program holds is answered from it, what was asked before is shown with the
//! earlier answer, and only the rest goes to units. Not here: which facts the program holds (`fact`).

pub mod answering;
pub mod asking;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{Actor, Area, DbError, Fault, Scope, Tx, params};
use law::Record;

use crate::store::request as sql;

/// A request for data.
#[derive(Debug, Clone, PartialEq)]
pub struct DataRequest {
    /// Id.
    pub id: String,
    /// Who asks.
    pub unit: String,
    /// Their name.
    pub unit_name: String,
    /// Title.
    pub title: String,
    /// What for.
    pub purpose: String,
    /// The year the data are about.
    pub year: i64,
    /// Asked on.
    pub asked_on: Date,
    /// Due on.
    pub due_on: Date,
    /// `open` or `closed`.
    pub state: String,
    /// Units asked.
    pub asked: i64,
    /// Units that answered.
    pub answered: i64,
    /// Why asked again.
    pub reason: String,
    /// What the rule said.
    pub decision: Option<Record>,
}

fn request(row: &Row) -> Result<DataRequest, DbError> {
    let decision = row.text(12)?;
    Ok(DataRequest {
        id: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        title: row.text(3)?,
        purpose: row.text(4)?,
        year: row.int(5)?,
        asked_on: row.get(6)?,
        due_on: row.get(7)?,
        state: row.text(8)?,
        asked: row.int(9)?,
        answered: row.int(10)?,
        reason: row.text(11)?,
        decision: serde_json::from_str(&decision).ok(),
    })
}

/// A field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataField {
    /// Id.
    pub id: String,
    /// What is asked.
    pub label: String,
    /// Code of the fact that answers it; empty: units answer.
    pub fact: String,
    /// The request it was asked in before.
    pub earlier: Option<String>,
}

/// A unit asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Id.
    pub id: String,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Whether it is answered.
    pub answered: bool,
    /// Its case; none where the program answered everything.
    pub case: Option<String>,
    /// Answered on.
    pub answered_on: Option<Date>,
}

fn ask(row: &Row) -> Result<Ask, DbError> {
    Ok(Ask {
        id: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        answered: row.text(3)? == "answered",
        case: row.get(4)?,
        answered_on: row.get(5)?,
    })
}

/// A request in reach of somebody.
///
/// # Errors
/// [`Fault::NotFound`] out of reach.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<DataRequest, Fault> {
    let row = tx.row(&actor.scope(Area::Power), sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
    Ok(request(&row)?)
}

/// Requests made by units in reach of somebody, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, page: (i64, i64)) -> Result<Vec<DataRequest>, DbError> {
    let rows = tx.rows(&actor.scope(Area::Power), sql::LIST, params![page.0, page.1])?;
    rows.iter().map(request).collect()
}

/// The fields of a request loaded in scope.
///
/// # Errors
/// If they cannot be read.
pub fn fields(tx: &mut Tx<'_>, id: &str) -> Result<Vec<DataField>, DbError> {
    let loaded = Scope::county("fields of a request loaded in scope");
    let rows = tx.rows(&loaded, sql::FIELDS, params![id])?;
    rows.iter()
        .map(|row| {
            Ok(DataField { id: row.text(0)?, label: row.text(1)?, fact: row.text(2)?, earlier: row.get(3)? })
        })
        .collect()
}

/// The units asked by a request loaded in scope.
///
/// # Errors
/// If they cannot be read.
pub fn asks(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Ask>, DbError> {
    let loaded = Scope::county("units asked by a request loaded in scope");
    tx.rows(&loaded, sql::ASKS, params![id])?.iter().map(ask).collect()
}

/// An answer: ask, field, words, and whether the program gave it.
pub type Given = (String, String, String, bool);

/// The answers to a request loaded in scope.
///
/// # Errors
/// If they cannot be read.
pub fn answers(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Given>, DbError> {
    let loaded = Scope::county("answers to a request loaded in scope");
    let rows = tx.rows(&loaded, sql::ANSWERS, params![id])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?, row.get(3)?))).collect()
}
