//! Sessions: what a cookie stands for. Only the hash of a token is stored, so that a stolen database opens
//! no session. A GET never writes: the idle limit is kept by the server in memory, the absolute one here.

use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};

use crate::account;
use crate::actor::Actor;
use crate::db::{DbError, Tx};
use crate::params;
use crate::scope::Scope;

crate::statements! {
    OPEN = "insert into session (token, account_id, opened_at, expires_at) values ($1, $2, $3, $4)";
    FIND = "select s.account_id, s.expires_at from session s join account a on a.id = s.account_id \
        where s.token = $1 and s.ended_at is null and a.closed_at is null and s.expires_at > $2";
    END = "update session set ended_at = $2 where token = $1 and ended_at is null";
    END_ALL = "update session set ended_at = $2 where account_id = $1 and ended_at is null";
}

/// How long a session lasts at most, in hours.
pub const LASTS_HOURS: i64 = 12;

fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Opens a session for an account; answers the token for the cookie, 256 random bits in hex.
/// The caller records the act of signing in.
///
/// # Errors
/// If it cannot be written.
pub fn open(tx: &mut Tx<'_>, account: &str) -> Result<String, DbError> {
    let token = hex::encode(tx.random::<32>());
    let now = tx.now();
    let until = now.checked_add(LASTS_HOURS.hours()).unwrap_or(now);
    tx.execute(OPEN, params![digest(&token), account, now, until])?;
    Ok(token)
}

/// The actor a token stands for, and until when.
///
/// # Errors
/// If it cannot be read.
pub fn find(tx: &mut Tx<'_>, token: &str) -> Result<Option<(Actor, Timestamp)>, DbError> {
    let scope = Scope::county("a session is found by a secret only its holder has");
    let now = tx.now();
    let Some(row) = tx.row(&scope, FIND, params![digest(token), now])? else { return Ok(None) };
    let (account, until) = (row.text(0)?, row.get(1)?);
    Ok(account::actor(tx, &account)?.map(|actor| (actor, until)))
}

/// Ends a session. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn end(tx: &mut Tx<'_>, token: &str) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(END, params![digest(token), now])?;
    Ok(())
}

/// Ends every session of an account: after a password change, a lock, a closing.
///
/// # Errors
/// If it cannot be written.
pub fn end_all(tx: &mut Tx<'_>, account: &str) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(END_ALL, params![account, now])?;
    Ok(())
}
