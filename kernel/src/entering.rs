//! Between the right password and the second factor: an entry, which opens nothing but the pages that ask for the factor.
//! It has a token of its own, lasts ten minutes and is gone once used. Not here: sessions, which come after.

use jiff::ToSpan;
use sha2::{Digest, Sha256};

use crate::db::{DbError, Tx};
use crate::params;
use crate::scope::Scope;

crate::statements! {
    OPEN = "insert into entry (token, account_id, device, next_path, opened_at, expires_at) \
        values ($1, $2, $3, $4, $5, $6)";
    FIND = "select e.account_id, e.device, e.next_path from entry e join account a on a.id = e.account_id \
        where e.token = $1 and e.expires_at > $2 and a.closed_at is null";
    CLOSE = "delete from entry where token = $1";
    CLOSE_ALL = "delete from entry where account_id = $1";
    SWEEP = "delete from entry where expires_at <= $1";
}

/// How long the second factor may take, in minutes.
pub const LASTS_MINUTES: i64 = 10;

/// Somebody whose password was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The account.
    pub account: String,
    /// Kind of device, as [`crate::session`] stores it.
    pub device: String,
    /// Where they were going.
    pub next: String,
}

fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Opens an entry; answers the token for its cookie. Those that have run out are swept away.
///
/// # Errors
/// If it cannot be written.
pub fn open(tx: &mut Tx<'_>, entry: &Entry) -> Result<String, DbError> {
    let now = tx.now();
    tx.execute(SWEEP, params![now])?;
    let token = hex::encode(tx.random::<32>());
    let until = now.checked_add(LASTS_MINUTES.minutes()).unwrap_or(now);
    let values = params![digest(&token), &entry.account, &entry.device, &entry.next, now, until];
    tx.execute(OPEN, values)?;
    Ok(token)
}

/// The entry of a token, while it lasts.
///
/// # Errors
/// If it cannot be read.
pub fn find(tx: &mut Tx<'_>, token: &str) -> Result<Option<Entry>, DbError> {
    let scope = Scope::county("an entry is found by a secret only its holder has");
    let now = tx.now();
    let Some(row) = tx.row(&scope, FIND, params![digest(token), now])? else { return Ok(None) };
    Ok(Some(Entry { account: row.text(0)?, device: row.text(1)?, next: row.text(2)? }))
}

/// Closes an entry; answers whether it was open.
///
/// # Errors
/// If it cannot be written.
pub fn close(tx: &mut Tx<'_>, token: &str) -> Result<bool, DbError> {
    Ok(tx.execute(CLOSE, params![digest(token)])? > 0)
}

/// Closes every entry of an account: after a change of password or factor.
///
/// # Errors
/// If it cannot be written.
pub fn close_all(tx: &mut Tx<'_>, account: &str) -> Result<(), DbError> {
    tx.execute(CLOSE_ALL, params![account])?;
    Ok(())
}
