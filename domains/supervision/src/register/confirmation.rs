//! The yearly confirmation of one's declarations as a to-do of the person: opened towards the end of the year for whoever
//! declared something, ended by confirming. Not here: confirming (`super`).

use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Fault, Scope, Tx, params};
use law::calendar::{Period, Unit};
use law::decision::Text;
use law::rulebook::Rulebook;

use crate::procedure::CONFIRMATION;
use crate::store::register as sql;

/// To-dos opened in one transaction.
const MOST: i64 = 200;

/// The last day of the year, once the time to ask has come; none before, or while the county has not confirmed that time.
fn asked_by(book: &Rulebook, today: Date) -> Option<Date> {
    let ahead = book.parameter::<Period>("STAND-04", "ahead", today).ok()?.value;
    let last = today.last_of_year();
    let n = i64::from(ahead.n);
    let span = match ahead.unit {
        Unit::Months => jiff::Span::new().try_months(n).ok()?,
        _ => jiff::Span::new().try_days(n).ok()?,
    };
    (today >= last.checked_sub(span).ok()?).then_some(last)
}

fn wide() -> Scope {
    Scope::county("the program asks each person to confirm their own declarations")
}

/// How many are to be asked today, at most those of one round.
///
/// # Errors
/// If they cannot be read.
pub fn waiting(tx: &mut Tx<'_>, book: &Rulebook) -> Result<usize, Fault> {
    let today = tx.today();
    if asked_by(book, today).is_none() {
        return Ok(0);
    }
    Ok(tx.rows(&wide(), sql::TO_CONFIRM, params![i64::from(today.year()), MOST])?.len())
}

/// Asks whoever declared something and has not confirmed it this year; answers how many. A to-do waits for the person alone
/// and says nothing of what was declared.
///
/// # Errors
/// If it cannot be written.
pub fn begin(tx: &mut Tx<'_>, book: &Rulebook) -> Result<usize, Fault> {
    let today = tx.today();
    let Some(last) = asked_by(book, today) else { return Ok(0) };
    let rows = tx.rows(&wide(), sql::TO_CONFIRM, params![i64::from(today.year()), MOST])?;
    for row in &rows {
        let person = row.text(0)?;
        let about = About {
            subject: ("register", &person),
            unit: None,
            person: Some(&person),
            title: Text::new(
                format!("确认{}年度利害关系和政商接触登记", today.year()),
                format!("Confirm your declarations of {}", today.year()),
            ),
            link: "/supervision/register",
        };
        case::open(tx, &CONFIRMATION, &about, &Assigned::person(&*person).by(last, false))?;
        super::record(
            tx,
            &Actor::program(),
            "register.confirmation-asked",
            (&person, &person),
            serde_json::json!({"year": today.year()}),
        )?;
    }
    Ok(rows.len())
}

/// Ends the to-do of somebody who confirmed.
pub(super) fn end(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<(), Fault> {
    let Some(case) = case::of_subject(tx, &CONFIRMATION, "register", person)? else { return Ok(()) };
    if case::open_step_of(tx, &case)?.is_some() {
        case::advance(tx, &CONFIRMATION, &case, ("standing-confirm", "confirmed"), actor, "", None)?;
    }
    Ok(())
}
