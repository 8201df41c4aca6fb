//! A file of outside records kept from its trial reading until it is carried out or withdrawn; one an account. Not
//! here: what it would do (`import`).

use kernel::{Actor, Fault, Scope, Tx, params};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::act::{On, note};
use crate::permission;
use crate::store::record as sql;

/// A file that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub hash: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Keeps a file; the one the account kept before goes. Answers its id.
///
/// # Errors
/// A refusal: not the training section.
pub fn keep(tx: &mut Tx<'_>, actor: &Actor, name: &str, bytes: &[u8]) -> Result<String, Fault> {
    permission::trainer(actor)?;
    tx.execute(sql::UPLOAD_FORGET_ALL, params![&actor.account])?;
    let (id, now) = (tx.id(), tx.now());
    let hash = hex::encode(Sha256::digest(bytes));
    tx.execute(sql::UPLOAD_ADD, params![&id, &actor.account, name, &hash, bytes, now])?;
    note(tx, actor, "record-file.kept", On::county("record-file", &id), json!({"file": hash}))?;
    Ok(id)
}

/// The file an account keeps under an id.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it is another account's.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Upload, Fault> {
    permission::trainer(actor)?;
    let scope = Scope::county("a file is its own account's");
    let row = tx.row(&scope, sql::UPLOAD, params![id, &actor.account])?.ok_or(Fault::NotFound)?;
    Ok(Upload { name: row.text(0)?, hash: row.text(1)?, bytes: row.get(2)? })
}

/// Forgets a file, carried out or withdrawn.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it is another account's.
pub fn forget(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    find(tx, actor, id)?;
    tx.execute(sql::UPLOAD_FORGET, params![id])?;
    note(tx, actor, "record-file.forgotten", On::county("record-file", id), json!({}))
}
