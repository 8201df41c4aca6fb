//! Sealed values 密封: what only its purpose may open. Each value lies under a key of its own, that key under the key of
//! the purpose, and that one under the county's master key. Opening is an act with a reason; where the purpose says so
//! two people take part, and the owner sees who opened. Not here: what is sealed (the rooms say), pages.

pub mod column;
mod keyring;
mod opening;
mod suite;

use jiff::civil::Date;
pub use keyring::{KeyError, KeyKeeper, Keyring};
pub use opening::{Opening, agree, ask, decline, open, openings_of, openings_of_owner};
pub use suite::{KEY, Suite};

use crate::db::{DbError, Row, Tx};
use crate::fault::Fault;
use crate::params;
use crate::procedure::Words;
use crate::scope::Scope;
use crate::settings;

/// The setting that names the suite; chosen when the county is made.
pub const SUITE: &str = "seal.suite";

crate::statements! {
    KEY_OF_PURPOSE = "select id, suite, wrapped from seal_key where purpose = $1 and retired_at is null \
        order by made_at desc limit 1";
    KEY_BY_ID = "select id, suite, wrapped from seal_key where id = $1";
    ADD_KEY = "insert into seal_key (id, purpose, suite, wrapped, made_at) values ($1, $2, $3, $4, $5)";
    RETIRE_KEYS = "update seal_key set retired_at = $2 where purpose = $1 and retired_at is null";
    ADD_VALUE = "insert into sealed_value (id, purpose, key_id, subject_kind, subject_id, owner_person, wrapped, body, \
        sealed_at, opens_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    VALUE = "select v.id, v.purpose, v.key_id, v.subject_kind, v.subject_id, v.owner_person, v.wrapped, v.body, \
        v.opens_until, v.destroyed_at from sealed_value v where v.id = $1";
    UNDER_OLD_KEYS = "select v.id from sealed_value v join seal_key k on k.id = v.key_id \
        where v.purpose = $1 and k.retired_at is not null and v.destroyed_at is null order by v.id limit $2";
    REWRAP = "update sealed_value set key_id = $2, wrapped = $3 where id = $1 and destroyed_at is null";
    DESTROY = "update sealed_value set wrapped = null, body = null, destroyed_at = $2 \
        where id = $1 and destroyed_at is null";
    ASK = "insert into seal_opening (id, sealed_id, reason, asked_by, asked_name, asked_at) \
        values ($1, $2, $3, $4, $5, $6)";
    AGREE = "update seal_opening set agreed_by = $2, agreed_name = $3, agreed_at = $4 \
        where id = $1 and agreed_at is null and declined_at is null";
    DECLINE = "update seal_opening set agreed_by = $2, agreed_name = $3, declined_at = $4 \
        where id = $1 and agreed_at is null and declined_at is null";
    OPENED = "update seal_opening set opened_at = $2 where id = $1";
    OPENING = "select o.id, o.sealed_id, v.purpose, o.reason, o.asked_by, o.asked_name, o.asked_at, o.agreed_by, o.agreed_name, \
        o.agreed_at, o.declined_at, o.opened_at from seal_opening o join sealed_value v on v.id = o.sealed_id where o.id = $1";
    OPENINGS_OF = "select o.id, o.sealed_id, v.purpose, o.reason, o.asked_by, o.asked_name, o.asked_at, o.agreed_by, o.agreed_name, \
        o.agreed_at, o.declined_at, o.opened_at from seal_opening o join sealed_value v on v.id = o.sealed_id \
        where o.sealed_id = $1 order by o.asked_at";
    OPENINGS_OF_OWNER = "select o.id, o.sealed_id, v.purpose, o.reason, o.asked_by, o.asked_name, o.asked_at, o.agreed_by, o.agreed_name, \
        o.agreed_at, o.declined_at, o.opened_at from seal_opening o join sealed_value v on v.id = o.sealed_id \
        where v.owner_person = $1 and $scope(-, v.owner_person) order by o.asked_at desc limit 200";
}

/// What values are sealed for. A constant of the room that seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose {
    /// Id, e.g. `complainant`.
    pub id: &'static str,
    /// Name.
    pub title: Words,
    /// Whether opening needs a second person who agrees.
    pub two_people: bool,
}

/// What is to be sealed.
#[derive(Debug, Clone, Copy)]
pub struct Sealing<'a> {
    /// What for.
    pub purpose: &'a Purpose,
    /// Kind and id of the thing it belongs to; the value cannot be moved to another.
    pub subject: (&'a str, &'a str),
    /// The person it is about, who will see who opened it.
    pub owner: Option<&'a str>,
    /// The last day it can be opened.
    pub opens_until: Option<Date>,
}

/// A purpose's key, unwrapped.
struct PurposeKey {
    id: String,
    suite: Suite,
    key: [u8; KEY],
}

/// A sealed value as stored.
struct Value {
    id: String,
    purpose: String,
    key_id: String,
    subject: (String, String),
    owner: Option<String>,
    wrapped: Option<Vec<u8>>,
    body: Option<Vec<u8>>,
    opens_until: Option<Date>,
}

impl Value {
    fn read(row: &Row) -> Result<Value, DbError> {
        Ok(Value {
            id: row.text(0)?,
            purpose: row.text(1)?,
            key_id: row.text(2)?,
            subject: (row.text(3)?, row.text(4)?),
            owner: row.get(5)?,
            wrapped: row.get(6)?,
            body: row.get(7)?,
            opens_until: row.get(8)?,
        })
    }

    fn context(&self) -> Vec<u8> {
        context(&self.id, &self.purpose, (&self.subject.0, &self.subject.1))
    }
}

/// What a value is bound to: copied into another row or another subject, it does not open.
fn context(id: &str, purpose: &str, subject: (&str, &str)) -> Vec<u8> {
    [id, purpose, subject.0, subject.1].join("\u{1f}").into_bytes()
}

/// Seals a value; answers its id. The caller records the act of which it is a part.
///
/// # Errors
/// If the master key cannot be used or nothing can be written.
pub fn seal(tx: &mut Tx<'_>, sealing: &Sealing<'_>, plain: &[u8]) -> Result<String, DbError> {
    let purpose = sealing.purpose.id;
    let under = key_of(tx, purpose)?;
    let (id, now) = (tx.id(), tx.now());
    let bound = context(&id, purpose, sealing.subject);
    let own = tx.random::<KEY>();
    let lock = |key: &[u8; KEY], nonce, plain: &[u8]| under.suite.lock(key, nonce, &bound, plain);
    let body = lock(&own, tx.random(), plain).ok_or(KeyError::Other)?;
    let wrapped = lock(&under.key, tx.random(), &own).ok_or(KeyError::Other)?;
    tx.execute(
        ADD_VALUE,
        params![
            &id,
            purpose,
            &under.id,
            sealing.subject.0,
            sealing.subject.1,
            sealing.owner,
            wrapped,
            body,
            now,
            sealing.opens_until
        ],
    )?;
    Ok(id)
}

/// Destroys a value: its key and its ciphertext are gone, the row says when. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn destroy(tx: &mut Tx<'_>, id: &str) -> Result<bool, DbError> {
    let now = tx.now();
    Ok(tx.execute(DESTROY, params![id, now])? > 0)
}

/// Makes a new key for a purpose; values sealed from now on lie under it, those before still open. The caller records
/// the act.
///
/// # Errors
/// If the master key cannot be used or nothing can be written.
pub fn rotate(tx: &mut Tx<'_>, purpose: &Purpose) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(RETIRE_KEYS, params![purpose.id, now])?;
    make_key(tx, purpose.id).map(drop)
}

/// Moves up to `most` values of a purpose from retired keys to its present one; answers how many were moved. Called
/// again until it answers 0, beside the county's work. The caller records the act.
///
/// # Errors
/// If a key cannot be used or nothing can be written.
pub fn rewrap(tx: &mut Tx<'_>, purpose: &Purpose, most: i64) -> Result<usize, DbError> {
    let scope = Scope::county("keys change for every value of a purpose, and nothing is opened");
    let found = tx.rows(&scope, UNDER_OLD_KEYS, params![purpose.id, most])?;
    let to = if found.is_empty() { None } else { Some(key_of(tx, purpose.id)?) };
    let mut moved = 0;
    for (row, to) in found.iter().zip(std::iter::repeat(&to).flatten()) {
        let Some(value) = load(tx, &row.text(0)?)? else { continue };
        let own = own_key(tx, &value)?;
        let wrapped = to.suite.lock(&to.key, tx.random(), &value.context(), &own).ok_or(KeyError::Other)?;
        tx.execute(REWRAP, params![&value.id, &to.id, wrapped])?;
        moved += 1;
    }
    Ok(moved)
}

fn load(tx: &mut Tx<'_>, id: &str) -> Result<Option<Value>, DbError> {
    let scope = Scope::county("a value is found by its id; who may open it is checked by its opening");
    tx.row(&scope, VALUE, params![id])?.map(|row| Value::read(&row)).transpose()
}

/// The value's own key; a destroyed one has none.
fn own_key(tx: &mut Tx<'_>, value: &Value) -> Result<[u8; KEY], DbError> {
    let under = key_by_id(tx, &value.key_id, &value.purpose)?;
    let wrapped = value.wrapped.as_deref().unwrap_or_default();
    let own = under.suite.unlock(&under.key, &value.context(), wrapped).ok_or(KeyError::Other)?;
    own.try_into().map_err(|_| DbError::Key(KeyError::Other))
}

/// What was sealed. Only [`opening::open`] comes here.
fn unseal(tx: &mut Tx<'_>, value: &Value) -> Result<Option<Vec<u8>>, Fault> {
    let Some(body) = &value.body else { return Ok(None) };
    let under = key_by_id(tx, &value.key_id, &value.purpose)?;
    let own = own_key(tx, value)?;
    let plain = under.suite.unlock(&own, &value.context(), body);
    Ok(Some(plain.ok_or(DbError::Key(KeyError::Other))?))
}

/// The secret with which the program signs for a purpose.
pub(crate) fn key_for_signing(tx: &mut Tx<'_>, purpose: &str) -> Result<(Suite, [u8; KEY]), DbError> {
    let key = key_of(tx, purpose)?;
    Ok((key.suite, key.key))
}

/// Whether a purpose has a key yet.
pub(crate) fn has_key(tx: &mut Tx<'_>, purpose: &str) -> Result<bool, DbError> {
    let scope = Scope::county("a purpose's key concerns nobody in particular");
    Ok(tx.row(&scope, KEY_OF_PURPOSE, params![purpose])?.is_some())
}

fn key_of(tx: &mut Tx<'_>, purpose: &str) -> Result<PurposeKey, DbError> {
    let scope = Scope::county("a purpose's key concerns nobody in particular");
    match tx.row(&scope, KEY_OF_PURPOSE, params![purpose])? {
        Some(row) => unwrap(tx, &row, purpose),
        None => make_key(tx, purpose),
    }
}

fn key_by_id(tx: &mut Tx<'_>, id: &str, purpose: &str) -> Result<PurposeKey, DbError> {
    let scope = Scope::county("a purpose's key concerns nobody in particular");
    let row = tx.row(&scope, KEY_BY_ID, params![id])?.ok_or(KeyError::Other)?;
    unwrap(tx, &row, purpose)
}

fn unwrap(tx: &Tx<'_>, row: &Row, purpose: &str) -> Result<PurposeKey, DbError> {
    let (id, code, wrapped): (String, String, Option<Vec<u8>>) = (row.text(0)?, row.text(1)?, row.get(2)?);
    let suite = Suite::from_code(&code)
        .ok_or_else(|| DbError::Stored { what: "a suite of algorithms", why: code.clone() })?;
    let bound = context(&id, purpose, ("seal_key", ""));
    let key = tx.keyring().keeper().unwrap(suite, &bound, &wrapped.unwrap_or_default())?;
    Ok(PurposeKey { id, suite, key })
}

fn make_key(tx: &mut Tx<'_>, purpose: &str) -> Result<PurposeKey, DbError> {
    let chosen = settings::get(tx, SUITE)?;
    let suite = chosen.as_deref().and_then(Suite::from_code).unwrap_or(Suite::Sm);
    let (id, now, key) = (tx.id(), tx.now(), tx.random::<KEY>());
    let bound = context(&id, purpose, ("seal_key", ""));
    let wrapped = tx.keyring().keeper().wrap(suite, tx.random(), &bound, &key)?;
    tx.execute(ADD_KEY, params![&id, purpose, suite.code(), wrapped, now])?;
    Ok(PurposeKey { id, suite, key })
}
