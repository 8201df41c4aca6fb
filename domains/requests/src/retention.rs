//! How long contacts are kept after a request is closed: then name, phone and post address are erased, and the identity behind
//! a complaint with them. What was asked and answered stays. Nothing is erased before the county has confirmed the time. Not
//! here: when it is looked at (`due`).

use jiff::civil::Date;
use kernel::{Actor, DbError, Fault, Tx, params, seal};
use law::Rulebook;
use law::calendar::Period;
use serde_json::json;

use crate::request::{self, known};
use crate::store::request as sql;

/// Requests of one look: the rest waits for the next.
const MOST: i64 = 200;

/// Contacts of what was closed before this day are kept no longer; none while the county has not confirmed the time.
fn kept_from(book: &Rulebook, today: Date) -> Option<Date> {
    let period = book.parameter::<Period>("REQ-01", "keep", today).ok()?.value;
    today.checked_sub(jiff::Span::new().years(i64::from(period.n))).ok()
}

/// Requests whose contacts are kept no longer.
///
/// # Errors
/// If they cannot be read.
pub fn over(tx: &mut Tx<'_>, book: &Rulebook) -> Result<Vec<String>, DbError> {
    let today = tx.today();
    let Some(from) = kept_from(book, today) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for statement in [sql::CONTACTS_OVER, sql::IDENTITIES_OVER] {
        for row in tx.rows(&known(), statement, params![from, MOST])? {
            found.push(row.text(0)?);
        }
    }
    Ok(found)
}

/// Erases the contacts of a request whose time is over.
///
/// # Errors
/// [`Fault::NotFound`] where the time is not over, or they were erased before.
pub fn erase(tx: &mut Tx<'_>, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let (today, now) = (tx.today(), tx.now());
    let from = kept_from(book, today).ok_or(Fault::NotFound)?;
    let erased = tx.execute(sql::ERASE_CONTACTS, params![id, from, now])?;
    let found = match tx.row(&known(), sql::IDENTITY_OVER, params![id, from])? {
        Some(row) => {
            seal::destroy(tx, &row.text(0)?)?;
            tx.execute(sql::FORGET_IDENTITY, params![id])?;
            request::find_sealed(tx, id)?
        }
        None if erased == 0 => return Err(Fault::NotFound),
        None => request::find(tx, &known(), id)?,
    };
    request::record(tx, &Actor::program(), &found, "request.contacts-erased", json!({}), None)?;
    Ok(())
}
