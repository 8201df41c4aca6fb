//! What a declaration says, as it is stored: locked for its own row under the key of its purpose. Unlocked for its owner, for
//! a reading that was recorded, and inside the program where a recusal is compared. Not here: who may read.

use kernel::db::Row;
use kernel::seal::column::{self, Locked};
use kernel::{DbError, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;

const PURPOSE: &str = "declaration";

fn stored(error: &serde_json::Error) -> DbError {
    DbError::Stored { what: "a declaration", why: error.to_string() }
}

/// Locks what a declaration says for its row.
pub(super) fn lock(tx: &mut Tx<'_>, id: &str, says: &impl Serialize) -> Result<Locked, DbError> {
    let plain = serde_json::to_vec(says).map_err(|error| stored(&error))?;
    column::lock(tx, PURPOSE, id, &plain)
}

/// Unlocks it from the column of its key and the one after.
pub(crate) fn unlock<T: DeserializeOwned>(tx: &mut Tx<'_>, row: &Row, column: usize) -> Result<T, DbError> {
    let body: Option<Vec<u8>> = row.get(column + 1)?;
    let locked = Locked { key: row.text(column)?, body: body.unwrap_or_default() };
    let plain = column::unlock(tx, PURPOSE, &row.text(0)?, &locked)?;
    serde_json::from_slice(&plain).map_err(|error| stored(&error))
}
