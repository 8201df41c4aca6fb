//! How far the units are in a cycle: counts by office, nothing about persons. Not here: open steps and what is
//! overdue (`kernel::case::standing`).

use kernel::{DbError, Scope, Tx, params};

use crate::store::cycle as sql;

/// How far a unit is in a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Unit.
    pub unit: String,
    /// Unit above.
    pub parent: Option<String>,
    /// Its name.
    pub name: String,
    /// Its kind, as room people stores it.
    pub kind: String,
    /// Targets not withdrawn.
    pub targets: i64,
    /// Sum of their weights, in hundredths.
    pub weight: i64,
    /// Targets not yet adopted.
    pub drafts: i64,
    /// Letters of this year.
    pub letters: i64,
    /// In force or closed.
    pub in_force: i64,
    /// Not yet offered.
    pub letter_drafts: i64,
    /// Contested, waiting for an answer.
    pub contested: i64,
    /// Entries of evidence.
    pub entries: i64,
}

/// How far each unit in scope is: counts by office, nothing about persons.
///
/// # Errors
/// If they cannot be counted.
pub fn progress(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Progress>, DbError> {
    let rows = tx.rows(scope, sql::PROGRESS, params![id])?;
    rows.iter()
        .map(|row| {
            Ok(Progress {
                unit: row.text(0)?,
                parent: row.get(1)?,
                name: row.text(2)?,
                kind: row.text(3)?,
                targets: row.int(4)?,
                weight: row.int(5)?,
                drafts: row.int(6)?,
                letters: row.int(7)?,
                in_force: row.int(8)?,
                letter_drafts: row.int(9)?,
                contested: row.int(10)?,
                entries: row.int(11)?,
            })
        })
        .collect()
}
