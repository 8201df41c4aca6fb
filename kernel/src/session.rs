//! Sessions: what a cookie stands for. Only the hash of a token is stored, so that a stolen database opens
//! no session. A GET never writes: the idle limit is kept by the server in memory, the absolute one here. No address is
//! stored. Not here: what comes before a session ([`crate::entering`]).

use jiff::{Timestamp, ToSpan};
use sha2::{Digest, Sha256};

use crate::account;
use crate::actor::Actor;
use crate::db::{DbError, Row, Tx};
use crate::params;
use crate::scope::Scope;

crate::statements! {
    OPEN = "insert into session (token, account_id, opened_at, expires_at, device, last_used_at, proven_at) \
        values ($1, $2, $3, $4, $5, $3, $3)";
    FIND = "select s.token, s.account_id, s.opened_at, s.expires_at, s.device, s.last_used_at, s.proven_at, a.must_change \
        from session s \
        join account a on a.id = s.account_id \
        where s.token = $1 and s.ended_at is null and a.closed_at is null and s.expires_at > $2";
    OF_ACCOUNT = "select s.token, s.account_id, s.opened_at, s.expires_at, s.device, s.last_used_at, s.proven_at, a.must_change \
        from session s join account a on a.id = s.account_id where s.account_id = $1 and s.ended_at is null and s.expires_at > $2 order by s.opened_at desc";
    END = "update session set ended_at = $2 where token = $1 and ended_at is null";
    END_ONE = "update session set ended_at = $3 where token = $2 and account_id = $1 and ended_at is null";
    END_OTHERS = "update session set ended_at = $3 where account_id = $1 and token <> $2 and ended_at is null";
    END_ALL = "update session set ended_at = $2 where account_id = $1 and ended_at is null";
    PROVE = "update session set token = $2, proven_at = $3, last_used_at = $3 where token = $1 and ended_at is null";
    TOUCH = "update session set last_used_at = $2 where token = $1 and ended_at is null";
}

/// How long a session lasts at most, in hours.
pub const LASTS_HOURS: i64 = 12;
/// How long a proof of who one is counts as fresh, in minutes.
pub const FRESH_MINUTES: i64 = 10;

/// A session as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of its token.
    pub id: String,
    /// Whose.
    pub account: String,
    /// Since when.
    pub opened_at: Timestamp,
    /// Until when at the latest.
    pub until: Timestamp,
    /// Kind of device, a word.
    pub device: String,
    /// When it was last used to change something, as far as stored.
    pub last_used_at: Option<Timestamp>,
    /// When its holder last proved who they are.
    pub proven_at: Option<Timestamp>,
    /// Its holder came in by a password somebody gave, and has to choose another before anything else.
    pub must_choose: bool,
}

impl Session {
    fn read(row: &Row) -> Result<Session, DbError> {
        Ok(Session {
            id: row.text(0)?,
            account: row.text(1)?,
            opened_at: row.get(2)?,
            until: row.get(3)?,
            device: row.text(4)?,
            last_used_at: row.get(5)?,
            proven_at: row.get(6)?,
            must_choose: row.get(7)?,
        })
    }

    /// Whether its holder proved who they are within the last minutes: asked before signing, opening sealed values and
    /// granting rights.
    #[must_use]
    pub fn stepped_up(&self, now: Timestamp) -> bool {
        self.proven_at.is_some_and(|at| now.as_second() - at.as_second() < FRESH_MINUTES * 60)
    }
}

/// The id of the session of a token.
#[must_use]
pub fn id_of(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Opens a session for an account on a kind of device; answers the token for the cookie, 256 random bits in hex.
/// The caller records the act of signing in.
///
/// # Errors
/// If it cannot be written.
pub fn open(tx: &mut Tx<'_>, account: &str, device: &str) -> Result<String, DbError> {
    let token = hex::encode(tx.random::<32>());
    let now = tx.now();
    let until = now.checked_add(LASTS_HOURS.hours()).unwrap_or(now);
    tx.execute(OPEN, params![id_of(&token), account, now, until, device])?;
    Ok(token)
}

/// The actor a token stands for, and the session.
///
/// # Errors
/// If it cannot be read.
pub fn find(tx: &mut Tx<'_>, token: &str) -> Result<Option<(Actor, Session)>, DbError> {
    let scope = Scope::county("a session is found by a secret only its holder has");
    let now = tx.now();
    let Some(row) = tx.row(&scope, FIND, params![id_of(token), now])? else { return Ok(None) };
    let session = Session::read(&row)?;
    Ok(account::actor(tx, &session.account)?.map(|actor| (actor, session)))
}

/// The running sessions of an account, newest first: for its holder.
///
/// # Errors
/// If they cannot be read.
pub fn of_account(tx: &mut Tx<'_>, account: &str) -> Result<Vec<Session>, DbError> {
    let scope = Scope::county("an account's own sessions");
    let now = tx.now();
    tx.rows(&scope, OF_ACCOUNT, params![account, now])?.iter().map(Session::read).collect()
}

/// Notes that the holder has proved again who they are, and gives the session a new token; answers it. The caller
/// records the act.
///
/// # Errors
/// If it cannot be written.
pub fn prove(tx: &mut Tx<'_>, token: &str) -> Result<String, DbError> {
    let fresh = hex::encode(tx.random::<32>());
    let now = tx.now();
    tx.execute(PROVE, params![id_of(token), id_of(&fresh), now])?;
    Ok(fresh)
}

/// Notes that a session is in use.
///
/// # Errors
/// If it cannot be written.
pub fn touch(tx: &mut Tx<'_>, token: &str) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(TOUCH, params![id_of(token), now])?;
    Ok(())
}

/// Ends a session. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn end(tx: &mut Tx<'_>, token: &str) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(END, params![id_of(token), now])?;
    Ok(())
}

/// Ends one session of an account by its id; answers whether it ran. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn end_one(tx: &mut Tx<'_>, account: &str, id: &str) -> Result<bool, DbError> {
    let now = tx.now();
    Ok(tx.execute(END_ONE, params![account, id, now])? > 0)
}

/// Ends every session of an account but the one of that token; answers how many. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn end_others(tx: &mut Tx<'_>, account: &str, token: &str) -> Result<u64, DbError> {
    let now = tx.now();
    tx.execute(END_OTHERS, params![account, id_of(token), now])
}

/// Ends every session of an account: after a change of password, factor or grants, a closing; answers how many.
///
/// # Errors
/// If it cannot be written.
pub fn end_all(tx: &mut Tx<'_>, account: &str) -> Result<u64, DbError> {
    let now = tx.now();
    tx.execute(END_ALL, params![account, now])
}
