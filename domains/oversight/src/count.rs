//! How many items, documents and tasks stand in which state, kept with each change and never recounted. Not here: those
//! that lapse within a time (`document`), which follow from the day.

use kernel::{DbError, Scope, Tx, params};

use crate::store::count as sql;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Items of the catalogue, by office.
    Item,
    /// Normative documents, by office.
    Document,
    /// Tasks sent down, by office and town.
    Task,
}

impl What {
    fn code(self) -> &'static str {
        match self {
            What::Item => "item",
            What::Document => "document",
            What::Task => "task",
        }
    }
}

/// One more (or less) of something in a state, of an office and, for tasks, a town.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    what: What,
    (unit, town, state): (&str, &str, &str),
    n: i64,
) -> Result<(), DbError> {
    tx.execute(sql::ADD, params![what.code(), unit, town, state, n])?;
    Ok(())
}

/// Something went from one state into another.
pub(crate) fn turn(
    tx: &mut Tx<'_>,
    what: What,
    (unit, town): (&str, &str),
    (from, to): (&str, &str),
) -> Result<(), DbError> {
    add(tx, what, (unit, town, from), -1)?;
    add(tx, what, (unit, town, to), 1)
}

/// How many there are in scope, by the code of their state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts(Vec<(String, i64)>);

impl Counts {
    /// How many are in a state.
    #[must_use]
    pub fn of(&self, state: &str) -> i64 {
        self.0.iter().filter(|one| one.0 == state).map(|one| one.1).sum()
    }

    /// How many there are in all.
    #[must_use]
    pub fn all(&self) -> i64 {
        self.0.iter().map(|one| one.1).sum()
    }
}

/// The counts in scope; a task counts for its office and for its town.
///
/// # Errors
/// If they cannot be read.
pub fn read(tx: &mut Tx<'_>, scope: &Scope, what: What) -> Result<Counts, DbError> {
    let rows = tx.rows(scope, sql::READ, params![what.code()])?;
    Ok(Counts(rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect::<Result<_, DbError>>()?))
}
