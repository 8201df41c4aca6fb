//! The passkeys of an account: several, each with a name. The challenge of a session or an entry is made from its token,
//! which is given up once a passkey was accepted, so that no answer works twice. Not here:
//! reading what a browser says (`super::webauthn`).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::webauthn::{self, Asked, Assertion, NewKey};
use crate::db::{DbError, Tx};
use crate::fault::{Fault, Refusal};
use crate::params;
use crate::scope::Scope;

/// Most passkeys of one account.
pub const MOST: usize = 10;

crate::statements! {
    OF_ACCOUNT = "select id, name, made_at, used_at from passkey where account_id = $1 and ended_at is null order by made_at";
    FIND = "select algorithm, public_key, counter, party from passkey where id = $1 and account_id = $2 and ended_at is null";
    ADD = "insert into passkey (id, account_id, name, party, algorithm, public_key, counter, made_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    USE = "update passkey set counter = $2, used_at = $3 where id = $1 and counter = $4 and ended_at is null";
    END = "update passkey set ended_at = $3 where account_id = $1 and id = $2 and ended_at is null";
    END_ALL = "update passkey set ended_at = $2 where account_id = $1 and ended_at is null";
}

/// A passkey as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Id, as browsers write it.
    pub id: String,
    /// What its holder calls it.
    pub name: String,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

fn scope() -> Scope {
    Scope::county("an account's own passkeys")
}

/// The challenge of a session or an entry, by the hash of its token and what it is for.
#[must_use]
pub fn challenge(id: &str, purpose: &str) -> [u8; 32] {
    Sha256::digest(format!("passkey\u{1f}{purpose}\u{1f}{id}").as_bytes()).into()
}

/// An id or a challenge as browsers write it.
#[must_use]
pub fn written(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes as a browser sends them; nothing if they are not.
#[must_use]
pub fn read(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text.trim()).ok()
}

/// The passkeys of an account, oldest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_account(tx: &mut Tx<'_>, account: &str) -> Result<Vec<Passkey>, DbError> {
    let rows = tx.rows(&scope(), OF_ACCOUNT, params![account])?;
    rows.iter()
        .map(|row| {
            Ok(Passkey { id: row.text(0)?, name: row.text(1)?, made_at: row.get(2)?, used_at: row.get(3)? })
        })
        .collect()
}

/// Adds a passkey to an account. The caller records the act.
///
/// # Errors
/// Refused when there are too many, or somebody has it already.
pub fn add(tx: &mut Tx<'_>, account: &str, name: &str, party: &str, key: &NewKey) -> Result<(), Fault> {
    if of_account(tx, account)?.len() >= MOST {
        return Err(Refusal::new(
            format!("通行密钥至多 {MOST} 个，请先移除不再使用的。"),
            format!("At most {MOST} passkeys; remove one you no longer use first."),
        )
        .into());
    }
    let now = tx.now();
    let values = params![
        written(&key.id),
        account,
        name,
        party,
        key.algorithm,
        key.public_key.as_slice(),
        i64::from(key.counter),
        now
    ];
    match tx.execute(ADD, values) {
        Ok(_) => Ok(()),
        Err(DbError::Duplicate { .. }) => {
            Err(Refusal::new("这个通行密钥已经登记过。", "This passkey is registered already.").into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Checks an assertion of one of the account's passkeys and uses it up; answers whether it is right. The caller counts
/// failures, gives up the token of the challenge and records the act.
///
/// # Errors
/// If it cannot be read or written.
pub fn check(tx: &mut Tx<'_>, account: &str, asked: &Asked<'_>, said: &Assertion) -> Result<bool, DbError> {
    let id = written(&said.id);
    let Some(row) = tx.row(&scope(), FIND, params![&id, account])? else { return Ok(false) };
    let (algorithm, key, counter): (i64, Vec<u8>, i64) = (row.int(0)?, row.get(1)?, row.int(2)?);
    let before = u32::try_from(counter).unwrap_or(u32::MAX);
    if row.text(3)? != asked.party {
        return Ok(false);
    }
    let Ok(counted) = webauthn::asserted(asked, (algorithm, &key, before), said) else { return Ok(false) };
    let now = tx.now();
    Ok(tx.execute(USE, params![&id, i64::from(counted), now, counter])? > 0)
}

/// Takes one of an account's passkeys away; answers whether it was there. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn end(tx: &mut Tx<'_>, account: &str, id: &str) -> Result<bool, DbError> {
    let now = tx.now();
    Ok(tx.execute(END, params![account, id, now])? > 0)
}

/// Takes all of them away. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn end_all(tx: &mut Tx<'_>, account: &str) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(END_ALL, params![account, now])?;
    Ok(())
}
