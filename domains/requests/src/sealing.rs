//! The identity behind a complaint, sealed. Opening it takes two people and a reason, and is an act. Not here: how values
//! are sealed (kernel).

use kernel::procedure::Words;
use kernel::seal::{self, Opening, Purpose, Sealing};
use kernel::{Actor, DbError, Fault, Tx};

/// What the identity of a complainant is sealed for.
pub const COMPLAINANT: Purpose = Purpose {
    id: "complainant",
    title: Words::new("检举控告人身份", "Identity of a complainant"),
    two_people: true,
};

/// Who a complainant is and where they can be reached; each part may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Where an answer by post goes, with its postcode.
    pub post: String,
}

/// Seals an identity; answers the id of the sealed value, none where nothing was left.
///
/// # Errors
/// If it cannot be sealed.
pub fn close(tx: &mut Tx<'_>, request: &str, who: &Identity) -> Result<Option<String>, DbError> {
    if *who == Identity::default() {
        return Ok(None);
    }
    let sealing =
        Sealing { purpose: &COMPLAINANT, subject: ("request", request), owner: None, opens_until: None };
    let Identity { name, phone, post } = who;
    seal::seal(tx, &sealing, format!("{name}\n{phone}\n{post}").as_bytes()).map(Some)
}

/// Every asking for an identity.
///
/// # Errors
/// If they cannot be read.
pub fn openings(tx: &mut Tx<'_>, sealed: &str) -> Result<Vec<Opening>, DbError> {
    seal::openings_of(tx, sealed)
}

/// Opens an identity that was asked for and agreed to.
///
/// # Errors
/// Refused before the second person agreed.
pub fn open(tx: &mut Tx<'_>, actor: &Actor, opening: &str) -> Result<Identity, Fault> {
    let plain = seal::open(tx, actor, &COMPLAINANT, opening)?;
    let text = String::from_utf8_lossy(&plain).into_owned();
    let mut parts = text.splitn(3, '\n').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    Ok(Identity { name: next(), phone: next(), post: next() })
}
