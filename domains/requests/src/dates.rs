//! The dates of a request: every one a rule gave, with its clause and the decision, kept from the day it began until it was
//! met. Not here: the rules (crate `law`).

use jiff::civil::Date;
use kernel::{DbError, Fault, Refusal, Tx, params};
use law::decision::{Decision, Outcome, Record};
use serde::Serialize;

use crate::request::known;
use crate::store::request as sql;

/// A date of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    /// What is to be done by then.
    pub what: String,
    /// Clause it follows from.
    pub clause: String,
    /// The day it started, not counted.
    pub starts_on: Date,
    /// The last day; none where the clause sets none.
    pub due: Option<Date>,
    /// It may move.
    pub provisional: bool,
    /// The day it was done.
    pub met_on: Option<Date>,
    /// Replaced or no longer needed.
    pub dropped: bool,
    /// The decision.
    pub decision: Option<Record>,
    /// 1 for the first handling, 2 after it was taken up again.
    pub handling: i64,
}

/// A date about to be kept.
pub(crate) struct New<'a> {
    /// What is to be done.
    pub what: &'a str,
    /// The clause.
    pub clause: &'a str,
    /// First day, not counted.
    pub starts_on: Date,
    /// Last day and whether it may move.
    pub due: Option<(Date, bool)>,
    /// The decision.
    pub decision: &'a Record,
}

/// Keeps a date.
pub(crate) fn add(tx: &mut Tx<'_>, request: &str, new: &New<'_>) -> Result<(), DbError> {
    let row = tx.row(&known(), sql::NEXT_DATE, params![request])?;
    let (last, reopened) = match row {
        Some(row) => (row.int(0)?, row.int(1)?),
        None => (0, 0),
    };
    add_at(tx, request, (last + 1, reopened + 1), new)
}

/// Keeps a date at its place, of the first handling or a later one.
pub(crate) fn add_at(
    tx: &mut Tx<'_>,
    request: &str,
    (seq, handling): (i64, i64),
    new: &New<'_>,
) -> Result<(), DbError> {
    let decision = serde_json::to_string(new.decision)
        .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    let (day, provisional) = new.due.map_or((None, false), |(day, provisional)| (Some(day), provisional));
    tx.execute(
        sql::ADD_DATE,
        params![
            request,
            seq,
            new.what,
            new.clause,
            new.starts_on,
            day,
            provisional,
            None::<Date>,
            decision,
            handling
        ],
    )?;
    Ok(())
}

/// Notes that what had to be done was done today.
pub(crate) fn meet(tx: &mut Tx<'_>, request: &str, what: &str) -> Result<(), DbError> {
    let today = tx.today();
    tx.execute(sql::MEET, params![request, what, today])?;
    Ok(())
}

/// Notes that a date does not run any more.
pub(crate) fn drop_date(tx: &mut Tx<'_>, request: &str, what: &str) -> Result<(), DbError> {
    tx.execute(sql::DROP_DATE, params![request, what])?;
    Ok(())
}

/// All dates of a request, oldest first. The caller loaded it in scope.
///
/// # Errors
/// If they cannot be read.
pub fn of(tx: &mut Tx<'_>, request: &str) -> Result<Vec<Dated>, DbError> {
    tx.rows(&known(), sql::DATES, params![request])?
        .iter()
        .map(|row| {
            Ok(Dated {
                what: row.text(0)?,
                clause: row.text(1)?,
                starts_on: row.get(2)?,
                due: row.get(3)?,
                provisional: row.get(4)?,
                met_on: row.get(5)?,
                dropped: row.get(6)?,
                decision: serde_json::from_str(&row.text(7)?).ok(),
                handling: row.int(8)?,
            })
        })
        .collect()
}

/// The value of a decision with its record; a refusal or an unconfirmed parameter becomes a refusal of the operation.
pub(crate) fn found<T: Serialize + Clone>(decision: &Decision<T>) -> Result<(T, Record), Fault> {
    let record =
        decision.record().map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?;
    match &decision.outcome {
        Outcome::Found { value } => Ok((value.clone(), record)),
        Outcome::Refused { fact, why } => {
            let refusal = Refusal { field: Some(fact.clone()), text: why.clone(), decision: None };
            Err(refusal.because(record).into())
        }
        Outcome::NeedsConfirmation { parameters, .. } => {
            let list = parameters.join("、");
            Err(Refusal::new(
                format!("规则库中的{list}尚待本县核实，核实后才能办理。"),
                format!("The county has to confirm {list} in its rulebook first."),
            )
            .because(record)
            .into())
        }
    }
}
