//! Reading another's declarations: an inspector says why, the reading is an act, the person sees it. Without such an act
//! of the same day nothing is shown. Not here: one's own (`super`).

use jiff::Timestamp;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use super::contact::{Contact, contacts};
use super::{Confirmed, Interest, confirmed, interests, record};
use crate::permission::{inspector, wanted};
use crate::store::register as sql;

/// Notes that and why an inspector reads the declarations of somebody; they may do so until the day ends.
///
/// # Errors
/// Refusals: not an inspector, field `purpose`; [`Fault::NotFound`].
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, person: &str, purpose: &str) -> Result<(), Fault> {
    inspector(actor)?;
    if actor.person.as_deref() == Some(person) {
        return Err(Refusal::new(
            "本人的登记请在“我的登记”中查看。",
            "Your own declarations stand under “My declarations”.",
        )
        .into());
    }
    let purpose =
        wanted(purpose, "purpose", ("请写明因何事查看。", "Say for which matter you read them."), 200)?;
    let wide = Scope::county("names are in the directory");
    tx.row(&wide, sql::PERSON, params![person])?.ok_or(Fault::NotFound)?;
    let (id, now, today) = (tx.id(), tx.now(), tx.today());
    tx.execute(sql::READING_ADD, params![&id, person, &actor.account, &actor.name, &purpose, now, today])?;
    record(tx, actor, "register.read", (&id, person), json!({}))
}

/// What an inspector reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// Name of the person.
    pub name: String,
    /// Why it is read.
    pub purpose: String,
    /// Interests, every wording.
    pub interests: Vec<Interest>,
    /// Contacts, every wording.
    pub contacts: Vec<Contact>,
    /// Yearly confirmations.
    pub confirmed: Vec<Confirmed>,
}

/// The declarations of somebody, for an inspector who said why today.
///
/// # Errors
/// A refusal: not an inspector; [`Fault::NotFound`] without a reading of today.
pub fn read(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<Read, Fault> {
    inspector(actor)?;
    let wide = Scope::county("the reading was asked for with its purpose and is shown to the person");
    let today = tx.today();
    let open =
        tx.row(&wide, sql::READING_OPEN, params![&actor.account, person, today])?.ok_or(Fault::NotFound)?;
    let name = tx.row(&wide, sql::PERSON, params![person])?.ok_or(Fault::NotFound)?.text(1)?;
    Ok(Read {
        name,
        purpose: open.text(0)?,
        interests: interests(tx, &wide, person)?,
        contacts: contacts(tx, &wide, person)?,
        confirmed: confirmed(tx, &wide, person)?,
    })
}

/// Who read one's own declarations, why, when; newest first.
///
/// # Errors
/// If they cannot be read.
pub fn readings(
    tx: &mut Tx<'_>,
    scope: &Scope,
    person: &str,
) -> Result<Vec<(String, String, Timestamp)>, DbError> {
    let rows = tx.rows(scope, sql::READINGS, params![person])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.get(2)?))).collect()
}
