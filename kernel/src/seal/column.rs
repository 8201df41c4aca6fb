//! Secrets of the program itself in columns of their own tables, such as what a code generator shares with the house:
//! locked under the key of their purpose, so that a stolen database gives none away. They are checked, never shown, so
//! no opening is asked for and none is recorded. Not here: values people open (`super::opening`).

use super::{KeyError, context, key_by_id, key_of};
use crate::db::{DbError, Tx};

/// A locked secret as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// The key it lies under.
    pub key: String,
    /// What is stored.
    pub body: Vec<u8>,
}

/// Locks a secret for one row; copied into another it does not unlock.
///
/// # Errors
/// If the master key cannot be used or nothing can be written.
pub fn lock(tx: &mut Tx<'_>, purpose: &str, row: &str, plain: &[u8]) -> Result<Locked, DbError> {
    let under = key_of(tx, purpose)?;
    let bound = context(row, purpose, ("column", ""));
    let body = under.suite.lock(&under.key, tx.random(), &bound, plain).ok_or(KeyError::Other)?;
    Ok(Locked { key: under.id, body })
}

/// Unlocks it.
///
/// # Errors
/// If the master key cannot be used, or the secret is not of this row.
pub fn unlock(tx: &mut Tx<'_>, purpose: &str, row: &str, locked: &Locked) -> Result<Vec<u8>, DbError> {
    let under = key_by_id(tx, &locked.key, purpose)?;
    let bound = context(row, purpose, ("column", ""));
    Ok(under.suite.unlock(&under.key, &bound, &locked.body).ok_or(KeyError::Other)?)
}
