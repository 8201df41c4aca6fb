//! A file uploaded for import, kept from its trial reading until it is carried out or withdrawn. One per account
//! and purpose; it holds personal data, so it goes as soon as it is not needed. Not here: what the file would do (`import`).

use jiff::Timestamp;
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Scope, Tx, params};
use serde_json::json;

use crate::check;
use crate::import::{Defaults, Source};
use crate::person::Kind;
use crate::store::import as store;

/// Largest file taken through the browser, in bytes.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// A file that waits.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub hash: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it does not say.
    pub defaults: Defaults,
    /// When it was uploaded.
    pub at: Timestamp,
}

/// What a file is to be read as; an account keeps one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A roster, appointment forms.
    Roster,
    /// A list of units.
    Units,
}

impl Purpose {
    const fn code(self) -> &'static str {
        match self {
            Purpose::Roster => "roster",
            Purpose::Units => "units",
        }
    }
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    id: &str,
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act = Act { kind, subject: ("upload", id), unit: None, person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// Keeps a roster that could be read; the one the account kept before goes. Answers its id.
///
/// # Errors
/// A refusal if the actor keeps no roster.
pub fn keep(
    tx: &mut Tx<'_>,
    actor: &Actor,
    source: &Source,
    bytes: &[u8],
    defaults: Defaults,
) -> Result<String, Fault> {
    keep_for(tx, actor, Purpose::Roster, (&source.name, &source.hash, bytes), defaults)
}

/// Keeps a file (its name, its hash, its bytes) for a purpose; the one the account kept for it before goes.
///
/// # Errors
/// A refusal if the actor keeps no roster.
pub fn keep_for(
    tx: &mut Tx<'_>,
    actor: &Actor,
    purpose: Purpose,
    (name, hash, bytes): (&str, &str, &[u8]),
    defaults: Defaults,
) -> Result<String, Fault> {
    check::any_organiser(actor)?;
    tx.execute(store::UPLOAD_FORGET_ALL, params![&actor.account, purpose.code()])?;
    let (id, now) = (tx.id(), tx.now());
    let kind = defaults.kind.map(Kind::code);
    tx.execute(
        store::UPLOAD_ADD,
        params![&id, &actor.account, name, hash, bytes, kind, now, purpose.code()],
    )?;
    record(tx, actor, "upload.kept", &id, json!({"file": hash, "bytes": bytes.len()}))?;
    Ok(id)
}

/// The roster an account keeps under an id.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it is another account's.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Upload, Fault> {
    find_for(tx, actor, Purpose::Roster, id)
}

/// The file an account keeps for a purpose under an id.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, it is for another purpose, or it is another account's.
pub fn find_for(tx: &mut Tx<'_>, actor: &Actor, purpose: Purpose, id: &str) -> Result<Upload, Fault> {
    check::any_organiser(actor)?;
    let wanted = params![id, &actor.account, purpose.code()];
    let row = tx.row(&own(), store::UPLOAD_FIND, wanted)?.ok_or(Fault::NotFound)?;
    let kind = row.get::<Option<Kind>>(3)?;
    Ok(Upload {
        name: row.text(0)?,
        hash: row.text(1)?,
        bytes: row.get(2)?,
        defaults: Defaults { kind },
        at: row.get(4)?,
    })
}

fn own() -> Scope {
    Scope::county("an upload is its own account's")
}

/// Forgets a file, carried out or withdrawn.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it is another account's.
pub fn forget(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    check::any_organiser(actor)?;
    tx.row(&own(), store::UPLOAD_OWN, params![id, &actor.account])?.ok_or(Fault::NotFound)?;
    tx.execute(store::UPLOAD_FORGET, params![id])?;
    record(tx, actor, "upload.forgotten", id, json!({}))
}
