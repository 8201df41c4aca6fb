//! What this room does by itself on its day: a password that was given before such had a last moment gets one, a grant ends
//! with the tenure it follows from, and in December the review of the year's grants opens. Not here: when it is looked at (the server).

use jiff::civil::Date;
use kernel::{Actor, County, Fault, Scope, account, ledger, session};
use serde_json::json;

use crate::entry::act;
use crate::{review, store};

/// The month in which the review opens; it is due on the last day of the year.
const MONTH: i8 = 12;

/// Does what is due; answers how many things were done. Looked at as often as one likes.
///
/// # Errors
/// If the county cannot be read or written.
pub fn run(county: &County) -> Result<usize, Fault> {
    let scope = || Scope::county("the program asks which tenures have ended");
    let over = county.read_now(move |tx| {
        let rows = tx.rows(&scope(), store::TENURE_OVER, &[])?;
        rows.iter()
            .map(|row| Ok((row.text(0)?, row.text(1)?, row.get(2)?)))
            .collect::<Result<Vec<_>, Fault>>()
    })?;
    let mut done = over.len();
    if county.read_now(account::any_unlimited)? {
        county.write_now(|tx| {
            let given = account::limit_given(tx)?;
            ledger::record(
                tx,
                &Actor::program(),
                &act("account.given-limited", "all", json!({"accounts": given})),
            )?;
            Ok::<_, Fault>(())
        })?;
        done += 1;
    }
    for (grant, holder, on) in over {
        let on: Date = on;
        county.write_now(move |tx| {
            account::end_grant(tx, &grant, on)?;
            if on < tx.today() {
                session::end_all(tx, &holder)?;
            }
            let facts = json!({"grant": grant, "by": "tenure", "on": on});
            ledger::record(tx, &Actor::program(), &act("account.grant-ended", &holder, facts))?;
            Ok::<_, Fault>(())
        })?;
    }
    let wanted = county.read_now(|tx| {
        let today = tx.today();
        Ok::<_, Fault>(today.month() == MONTH && account::any(tx)? && !review::is_open_for(tx, today.year())?)
    })?;
    if wanted {
        let opened = county.write_now(|tx| {
            let year = tx.today().year();
            review::open(tx, year, jiff::civil::date(year, MONTH, 31))
        })?;
        done += usize::from(opened);
    }
    Ok(done)
}
