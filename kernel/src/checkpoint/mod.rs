//! Checkpoints 检查点: what the ledger was on a day, signed, so that it can leave the building. Whoever holds one can
//! later show that history was or was not rewritten. Not here: where checkpoints are shown or sent.

mod note;
mod signing;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
pub use note::{Checkpoint, Note};
use serde_json::json;
use signing::Signer;
pub use signing::Verifier;

use crate::actor::Actor;
use crate::db::{DbError, Tx};
use crate::ledger::{self, Act};
use crate::params;
use crate::scope::Scope;
use crate::seal::{self, KeyError};
use crate::settings;

const PURPOSE: &str = "ledger.checkpoint";

crate::statements! {
    ADD = "insert into checkpoint (size, head, note, made_at) values ($1, $2, $3, $4) on conflict (size) do nothing";
    LIST = "select size, note, made_at from checkpoint where size < $1 order by size desc limit $2";
    OF_SIZE = "select size, note, made_at from checkpoint where size = $1";
    ENTRY_HASH = "select hash from ledger where seq = $1";
    LAST_ENTRY = "select seq, hash from ledger_head where one = 1";
    COUNTERSIGN = "update checkpoint set note = $2 where size = $1";
}

/// A checkpoint as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Number of entries.
    pub size: i64,
    /// The signed note.
    pub note: String,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Whose ledger this is, as its checkpoints name it.
///
/// # Errors
/// If it cannot be read.
pub fn origin(tx: &mut Tx<'_>) -> Result<String, DbError> {
    let code = settings::get(tx, "county.code")?.unwrap_or_else(|| "county".to_owned());
    Ok(format!("shanzhi/{code}"))
}

fn signer(tx: &mut Tx<'_>) -> Result<Signer, DbError> {
    let name = origin(tx)?;
    let (suite, key) = seal::key_for_signing(tx, PURPOSE)?;
    Signer::new(&name, suite, &key).ok_or(DbError::Key(KeyError::Other))
}

/// Who signs the county's checkpoints, once it has made one.
///
/// # Errors
/// If the key cannot be used.
pub fn verifier(tx: &mut Tx<'_>) -> Result<Option<Verifier>, DbError> {
    if seal::has_key(tx, PURPOSE)? { Ok(Some(signer(tx)?.verifier().clone())) } else { Ok(None) }
}

/// Signs what the ledger is now, unless that was signed already; with the act of having signed it.
///
/// # Errors
/// If the key cannot be used or nothing can be written.
pub fn make(tx: &mut Tx<'_>, actor: &Actor) -> Result<Option<Note>, DbError> {
    let scope = Scope::county("the ledger's own head");
    let row = tx
        .row(&scope, LAST_ENTRY, &[])?
        .ok_or_else(|| DbError::Schema("the ledger has no head".to_owned()))?;
    let (size, head): (i64, Vec<u8>) = (row.int(0)?, row.get(1)?);
    // The act of the last checkpoint stands behind it: nothing new was done since.
    if size == 0 || last(tx)?.is_some_and(|kept| kept.size + 1 >= size) {
        return Ok(None);
    }
    let checkpoint = Checkpoint { origin: origin(tx)?, size, head: head.clone(), at: tx.now() };
    let note = Note::signed(checkpoint, &signer(tx)?);
    let now = tx.now();
    tx.execute(ADD, params![size, head.as_slice(), note.to_string(), now])?;
    let id = size.to_string();
    let act = Act {
        kind: "ledger.checkpointed",
        subject: ("checkpoint", &id),
        unit: None,
        person: None,
        facts: json!({ "size": size, "head": hex::encode(&head) }),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(Some(note))
}

/// The last checkpoint.
///
/// # Errors
/// If it cannot be read.
pub fn last(tx: &mut Tx<'_>) -> Result<Option<Kept>, DbError> {
    Ok(list(tx, None, 1)?.pop())
}

/// Checkpoints before a size, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, before: Option<i64>, most: u32) -> Result<Vec<Kept>, DbError> {
    let scope = Scope::county("checkpoints are public");
    let rows = tx.rows(&scope, LIST, params![before.unwrap_or(i64::MAX), most])?;
    rows.iter().map(|row| Ok(Kept { size: row.int(0)?, note: row.text(1)?, made_at: row.get(2)? })).collect()
}

/// The checkpoint of a size.
///
/// # Errors
/// If it cannot be read.
pub fn of_size(tx: &mut Tx<'_>, size: i64) -> Result<Option<Kept>, DbError> {
    let scope = Scope::county("checkpoints are public");
    let row = tx.row(&scope, OF_SIZE, params![size])?;
    row.map(|row| Ok(Kept { size: row.int(0)?, note: row.text(1)?, made_at: row.get(2)? })).transpose()
}

/// What holding the ledger against a checkpoint found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// The ledger still begins with what was signed.
    Continues,
    /// The checkpoint is of another county's ledger.
    Other {
        /// Whose.
        origin: String,
    },
    /// The ledger is shorter than what was signed: entries are gone.
    Shorter {
        /// Entries there are.
        size: i64,
    },
    /// The entry at that place is not the one that was signed: history before it was rewritten.
    Rewritten {
        /// The place.
        seq: i64,
    },
}

/// Holds the ledger against a checkpoint. Says nothing of entries between: recompute the ledger as well
/// ([`ledger::verify`]); a chain that holds and ends in the signed hash has only that history.
///
/// # Errors
/// If the ledger cannot be read.
pub fn hold_against(tx: &mut Tx<'_>, checkpoint: &Checkpoint) -> Result<Against, DbError> {
    let scope = Scope::county("the ledger is held against a checkpoint");
    let origin = origin(tx)?;
    if origin != checkpoint.origin {
        return Ok(Against::Other { origin: checkpoint.origin.clone() });
    }
    let hash = tx.row(&scope, ENTRY_HASH, params![checkpoint.size])?;
    match hash.map(|row| row.get::<Vec<u8>>(0)).transpose()? {
        Some(hash) if hash == checkpoint.head => Ok(Against::Continues),
        Some(_) => Ok(Against::Rewritten { seq: checkpoint.size }),
        None => {
            let row = tx.row(&scope, LAST_ENTRY, &[])?;
            Ok(Against::Shorter { size: row.map(|row| row.int(0)).transpose()?.unwrap_or_default() })
        }
    }
}

/// Signs another county's checkpoint as a witness; what was seen of that county before is remembered, and a ledger that
/// grew shorter or changed is not signed.
///
/// # Errors
/// If the key cannot be used or nothing can be written.
pub fn witness(tx: &mut Tx<'_>, actor: &Actor, note: &mut Note) -> Result<Against, DbError> {
    let seen = format!("witness.{}", note.checkpoint.origin);
    let head = hex::encode(&note.checkpoint.head);
    if let Some(before) = settings::get(tx, &seen)?
        && let Some((size, known)) = before.split_once(' ')
    {
        let size: i64 = size.parse().unwrap_or_default();
        if note.checkpoint.size < size {
            return Ok(Against::Shorter { size: note.checkpoint.size });
        }
        if note.checkpoint.size == size && known != head {
            return Ok(Against::Rewritten { seq: size });
        }
    }
    note.countersign(&signer(tx)?);
    settings::put(tx, &seen, &format!("{} {head}", note.checkpoint.size))?;
    let act = Act {
        kind: "ledger.witnessed",
        subject: ("ledger", &note.checkpoint.origin),
        unit: None,
        person: None,
        facts: json!({ "size": note.checkpoint.size, "head": head }),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(Against::Continues)
}

/// Keeps the countersigned form of one of the county's own checkpoints. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn keep_countersigned(tx: &mut Tx<'_>, note: &Note) -> Result<bool, DbError> {
    Ok(tx.execute(COUNTERSIGN, params![note.checkpoint.size, note.to_string()])? > 0)
}

fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
