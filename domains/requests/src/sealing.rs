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

/// Seals name and phone; answers the id of the sealed value, none where both are empty.
///
/// # Errors
/// If it cannot be sealed.
pub fn close(tx: &mut Tx<'_>, request: &str, name: &str, phone: &str) -> Result<Option<String>, DbError> {
    if name.is_empty() && phone.is_empty() {
        return Ok(None);
    }
    let sealing =
        Sealing { purpose: &COMPLAINANT, subject: ("request", request), owner: None, opens_until: None };
    seal::seal(tx, &sealing, format!("{name}\n{phone}").as_bytes()).map(Some)
}

/// Every asking for an identity.
///
/// # Errors
/// If they cannot be read.
pub fn openings(tx: &mut Tx<'_>, sealed: &str) -> Result<Vec<Opening>, DbError> {
    seal::openings_of(tx, sealed)
}

/// Opens an identity that was asked for and agreed to: name and phone.
///
/// # Errors
/// Refused before the second person agreed.
pub fn open(tx: &mut Tx<'_>, actor: &Actor, opening: &str) -> Result<(String, String), Fault> {
    let plain = seal::open(tx, actor, &COMPLAINANT, opening)?;
    let text = String::from_utf8_lossy(&plain).into_owned();
    let (name, phone) = text.split_once('\n').unwrap_or((&text, ""));
    Ok((name.to_owned(), phone.to_owned()))
}
