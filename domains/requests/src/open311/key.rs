//! Keys of programs: issued by the system administrator, kept as hashes. Not here: the page (`pages::keys`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Role, Scope, Tx, clock, params};
use serde_json::json;

use crate::code::{hash_of_key, key_of};
use crate::store::open311 as sql;

/// A key, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Id.
    pub id: String,
    /// Whose program.
    pub name: String,
    /// Whom to call.
    pub contact: String,
    /// Day it was issued.
    pub issued_on: Date,
    /// Day it was withdrawn.
    pub withdrawn_on: Option<Date>,
}

fn keys() -> Scope {
    Scope::county("keys belong to programs, not to persons")
}

fn administrator(actor: &Actor) -> Result<(), Refusal> {
    if actor.is_county(Role::SystemAdmin) {
        return Ok(());
    }
    Err(Refusal::new("接口密钥由系统管理员发放。", "Keys are issued by the system administrator."))
}

/// Issues a key; it is told this once.
///
/// # Errors
/// Refused to anybody but the system administrator.
pub fn issue(tx: &mut Tx<'_>, actor: &Actor, name: &str, contact: &str) -> Result<String, Fault> {
    administrator(actor)?;
    let (id, now, key) = (tx.id(), tx.now(), key_of(tx.random()));
    tx.execute(sql::ADD_KEY, params![&id, hash_of_key(&key), name.trim(), contact.trim(), now])?;
    record(tx, actor, &id, "open311.key-issued")?;
    Ok(key)
}

/// Withdraws a key.
///
/// # Errors
/// Refused to anybody but the system administrator; [`Fault::NotFound`] if it is not in use.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    administrator(actor)?;
    let now = tx.now();
    if tx.execute(sql::WITHDRAW_KEY, params![id, now])? == 0 {
        return Err(Fault::NotFound);
    }
    Ok(record(tx, actor, id, "open311.key-withdrawn")?)
}

fn record(tx: &mut Tx<'_>, actor: &Actor, id: &str, kind: &str) -> Result<(), DbError> {
    let act = Act {
        kind,
        subject: ("open311-key", id),
        unit: None,
        person: None,
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, actor, &act).map(drop)
}

/// The id of a key in use.
///
/// # Errors
/// If it cannot be read.
pub fn known(tx: &mut Tx<'_>, key: &str) -> Result<Option<String>, DbError> {
    tx.row(&keys(), sql::KEY, params![hash_of_key(key)])?.map(|row| row.text(0)).transpose()
}

/// Every key, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Key>, DbError> {
    tx.rows(&keys(), sql::KEYS, &[])?
        .iter()
        .map(|row| {
            let withdrawn: Option<Timestamp> = row.get(4)?;
            Ok(Key {
                id: row.text(0)?,
                name: row.text(1)?,
                contact: row.text(2)?,
                issued_on: clock::date_at(row.get(3)?),
                withdrawn_on: withdrawn.map(clock::date_at),
            })
        })
        .collect()
}
