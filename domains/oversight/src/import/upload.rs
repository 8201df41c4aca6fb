//! A file kept from its trial reading until it is carried out or withdrawn; one an account. Not here: what it would do.

use kernel::{Actor, Fault, Scope, Tx, params};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::act::note;
use crate::permission;
use crate::store::item as sql;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The catalogue.
    Items,
    /// The lists of a town.
    Duties,
}

impl Purpose {
    fn code(self) -> &'static str {
        match self {
            Purpose::Items => "items",
            Purpose::Duties => "duties",
        }
    }
}

/// A file that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub hash: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The town it is for; empty for the catalogue.
    pub of: String,
}

/// Keeps a file; the one the account kept before goes. Answers its id.
///
/// # Errors
/// A refusal: not the legality review.
pub fn keep(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (purpose, of): (Purpose, &str),
    (name, bytes): (&str, &[u8]),
) -> Result<String, Fault> {
    permission::jurist(actor)?;
    tx.execute(sql::UPLOAD_FORGET_ALL, params![&actor.account])?;
    let (id, now) = (tx.id(), tx.now());
    let hash = hex::encode(Sha256::digest(bytes));
    tx.execute(sql::UPLOAD_ADD, params![&id, &actor.account, purpose.code(), of, name, &hash, bytes, now])?;
    note(tx, actor, "power-file.kept", ("power-file", &id, of), (json!({"file": hash}), None))?;
    Ok(id)
}

/// The file an account keeps under an id.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it is another account's.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str, purpose: Purpose) -> Result<Upload, Fault> {
    permission::jurist(actor)?;
    let scope = Scope::county("a file is its own account's");
    let row =
        tx.row(&scope, sql::UPLOAD, params![id, &actor.account, purpose.code()])?.ok_or(Fault::NotFound)?;
    Ok(Upload { name: row.text(0)?, hash: row.text(1)?, bytes: row.get(2)?, of: row.text(3)? })
}

/// Forgets a file, carried out or withdrawn.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it is another account's.
pub fn forget(tx: &mut Tx<'_>, actor: &Actor, id: &str, purpose: Purpose) -> Result<(), Fault> {
    let found = find(tx, actor, id, purpose)?;
    tx.execute(sql::UPLOAD_FORGET, params![id])?;
    note(tx, actor, "power-file.forgotten", ("power-file", id, &found.of), (json!({}), None))
}
