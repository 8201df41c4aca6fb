//! What was done to somebody's account by another: told to its holder until they say that they have read it. Not here: the
//! act in the ledger, which the caller records.

use jiff::Timestamp;

use crate::db::{DbError, Tx};
use crate::params;
use crate::scope::Scope;

crate::statements! {
    TELL = "insert into account_notice (id, account_id, kind, by_name, made_at) values ($1, $2, $3, $4, $5)";
    UNREAD = "select kind, by_name, made_at from account_notice where account_id = $1 and read_at is null \
        order by made_at, id limit 20";
    READ = "update account_notice set read_at = $2 where account_id = $1 and read_at is null";
}

/// Something that was done to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What: a word that ends the key of its text.
    pub kind: String,
    /// Name of who did it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Leaves a notice for the holder of an account.
///
/// # Errors
/// If it cannot be written.
pub fn tell(tx: &mut Tx<'_>, account: &str, kind: &str, by: &str) -> Result<(), DbError> {
    let (id, now) = (tx.id(), tx.now());
    tx.execute(TELL, params![id, account, kind, by, now])?;
    Ok(())
}

/// What the holder has not said they have read, oldest first.
///
/// # Errors
/// If it cannot be read.
pub fn unread(tx: &mut Tx<'_>, account: &str) -> Result<Vec<Notice>, DbError> {
    let scope = Scope::county("what is told to the holder of an account");
    tx.rows(&scope, UNREAD, params![account])?
        .iter()
        .map(|row| Ok(Notice { kind: row.text(0)?, by: row.text(1)?, at: row.get(2)? }))
        .collect()
}

/// The holder has read them; answers how many. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn read(tx: &mut Tx<'_>, account: &str) -> Result<u64, DbError> {
    let now = tx.now();
    tx.execute(READ, params![account, now])
}
