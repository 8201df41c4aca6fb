//! The written explanation upward when an office has more documents than the year before (LD-01). Not here: counting.

use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Scope, Tx, params};
use law::{Rulebook, Text};
use serde_json::json;

use crate::permission::wanted;
use crate::procedure::{EXPLAIN_DAYS, EXPLANATION};
use crate::store::entry as sql;

/// An explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Id.
    pub id: String,
    /// Office.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Year.
    pub year: i64,
    /// What was explained.
    pub words: String,
    /// What the level above said.
    pub read_words: String,
    /// `open`, `given` or `read`.
    pub state: String,
    /// Its case.
    pub case: String,
}

fn explanation(row: &Row) -> Result<Explanation, DbError> {
    Ok(Explanation {
        id: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        year: row.int(3)?,
        words: row.text(4)?,
        read_words: row.text(5)?,
        state: row.text(6)?,
        case: row.text(7)?,
    })
}

fn due(tx: &Tx<'_>, book: &Rulebook) -> Result<(jiff::civil::Date, bool), DbError> {
    let due = book.calendar().add_working_days(tx.today(), u32::from(EXPLAIN_DAYS));
    let due = due.map_err(|error| DbError::Schema(error.to_string()))?;
    Ok((due.date, due.provisional))
}

/// Asks the head of an office to explain, once a year.
pub(crate) fn ask(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (unit, year): (&str, i64),
) -> Result<(), Fault> {
    let scope = Scope::county("whether the year was explained already");
    if tx.row(&scope, sql::EXPLANATION_OF, params![unit, year])?.is_some() {
        return Ok(());
    }
    let (due, provisional) = due(tx, book)?;
    let (id, now) = (tx.id(), tx.now());
    let about = About {
        subject: ("burden-explanation", &id),
        unit: Some(unit),
        person: None,
        title: Text::new(
            format!("{year} 年发文超过上年"),
            format!("More documents in {year} than the year before"),
        ),
        link: &format!("/burden/explanations/{id}"),
    };
    let to = Assigned::role(Role::Head, Some(unit)).by(due, provisional);
    let case = case::open(tx, &EXPLANATION, &about, &to)?;
    tx.execute(sql::EXPLAIN, params![&id, unit, year, &case, now])?;
    note(tx, actor, ("burden.explanation-asked", &id, unit), year)?;
    Ok(())
}

fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, id, unit): (&str, &str, &str),
    year: i64,
) -> Result<(), DbError> {
    let subject = ("burden-explanation", id);
    let facts = json!({ "year": year });
    let act = Act { kind, subject, unit: Some(unit), person: None, facts, decision: None };
    ledger::record(tx, actor, &act).map(drop)
}

/// An explanation in reach of somebody.
///
/// # Errors
/// [`Fault::NotFound`] out of reach.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Explanation, Fault> {
    let row = tx.row(&actor.scope(Area::Power), sql::EXPLANATION, params![id])?.ok_or(Fault::NotFound)?;
    Ok(explanation(&row)?)
}

/// The explanations of a year in reach of somebody.
///
/// # Errors
/// If they cannot be read.
pub fn of_year(tx: &mut Tx<'_>, actor: &Actor, year: i64) -> Result<Vec<Explanation>, DbError> {
    let rows = tx.rows(&actor.scope(Area::Power), sql::EXPLANATIONS, params![year])?;
    rows.iter().map(explanation).collect()
}

/// Explains, by the head of the office.
///
/// # Errors
/// A refusal without words or where the step is not theirs.
pub fn explain(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (id, words): (&str, &str),
) -> Result<(), Fault> {
    let found = find(tx, actor, id)?;
    let words = wanted(words, ("words", 4_000), "请写书面说明。", "Write the explanation.")?;
    let (due, provisional) = due(tx, book)?;
    let next = Assigned::role(Role::Committee, None).by(due, provisional);
    case::advance(tx, &EXPLANATION, &found.case, ("explain", "explained"), actor, &words, Some(next))?;
    tx.execute(sql::EXPLAINED, params![id, &words])?;
    note(tx, actor, ("burden.explained", id, &found.unit), found.year)?;
    Ok(())
}

/// Reads an explanation and says what follows, by the level above.
///
/// # Errors
/// A refusal without words or where the step is not theirs.
pub fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str, words: &str) -> Result<(), Fault> {
    let found = find(tx, actor, id)?;
    let words = wanted(words, ("words", 2_000), "请写意见。", "Say what follows.")?;
    case::advance(tx, &EXPLANATION, &found.case, ("read", "read"), actor, &words, None)?;
    tx.execute(sql::READ, params![id, &words])?;
    note(tx, actor, ("burden.explanation-read", id, &found.unit), found.year)?;
    Ok(())
}
