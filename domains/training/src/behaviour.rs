//! What the learners of a class do differently at work: counts of what they meant to use, tried, and were seen doing,
//! and where the class is diagnosed. Read from the rooms action and diagnosis; nobody is named. Not here: any of it in
//! full.

use kernel::{DbError, Scope, Tx, params};

use crate::store::evaluation as sql;

/// The counts of a class.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Behaviour {
    /// Learners who wrote down what they mean to use.
    pub writers: i64,
    /// Applications intended.
    pub intended: i64,
    /// Of these, tried.
    pub tried: i64,
    /// Of these, seen by somebody else.
    pub seen: i64,
    /// Of these, done as intended and seen.
    pub transferred: i64,
    /// The transfer diagnosis of the class, if there is one.
    pub study: Option<String>,
}

/// What came of a class at work.
///
/// # Errors
/// If it cannot be read.
pub fn of_class(tx: &mut Tx<'_>, class: &str) -> Result<Behaviour, DbError> {
    let scope = Scope::county("counts of a class, of nobody");
    let study = tx.row(&scope, sql::STUDY_OF, params![class])?.map(|row| row.text(0)).transpose()?;
    let Some(row) = tx.row(&scope, sql::TRANSFER_OF, params![class])? else {
        return Ok(Behaviour { study, ..Behaviour::default() });
    };
    Ok(Behaviour {
        writers: row.int(0)?,
        intended: row.int(1)?,
        tried: row.int(2)?,
        seen: row.int(3)?,
        transferred: row.int(4)?,
        study,
    })
}
