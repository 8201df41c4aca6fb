//! What this room does by itself: a reminder whose step has been taken is closed, a to-do of a vacant post of head lies with
//! the unit above, and whoever declared something is asked to confirm it before the year ends. The program never reminds an
//! office, asks it or concludes. Not here: when it is looked at (the server).

use jiff::Timestamp;
use kernel::clock;
use kernel::{Actor, County, Fault, Scope, Tx, params};
use law::rulebook::Rulebook;
use serde_json::json;

use crate::register::confirmation;
use crate::standing::reminder;
use crate::store::standing as sql;
use crate::vacancy;

/// Matters closed in one transaction.
const MOST: i64 = 200;

/// Closes reminders whose step was taken, hands on what waits for vacant posts, asks for yearly confirmations; answers how
/// many things moved. Looked at as often as one likes: each is done once.
///
/// # Errors
/// If the county cannot be read or written.
pub fn run(county: &County, book: &Rulebook) -> Result<usize, Fault> {
    let taken = repeat(county, |tx| taken(tx).map(|found| found.len()), close)?;
    let handed = repeat(county, vacancy::waiting, vacancy::settle)?;
    let (looked, asked) = (book.clone(), book.clone());
    let confirmations = repeat(
        county,
        move |tx| confirmation::waiting(tx, &looked),
        move |tx| confirmation::begin(tx, &asked),
    )?;
    Ok(taken + handed + confirmations)
}

/// Works in rounds while something waits: no transaction grows with the county, and nothing is written where nothing waits.
fn repeat(
    county: &County,
    waits: impl Fn(&mut Tx<'_>) -> Result<usize, Fault> + Clone + Send + 'static,
    work: impl Fn(&mut Tx<'_>) -> Result<usize, Fault> + Clone + Send + 'static,
) -> Result<usize, Fault> {
    let mut all = 0;
    while county.read_now(waits.clone())? > 0 {
        let done = county.write_now(work.clone())?;
        all += done;
        if done == 0 {
            break;
        }
    }
    Ok(all)
}

fn taken(tx: &mut Tx<'_>) -> Result<Vec<(String, Timestamp)>, Fault> {
    let scope = Scope::county("the program looks whether a step has been taken");
    let rows = tx.rows(&scope, sql::DONE_SINCE, params![MOST])?;
    Ok(rows.iter().map(|row| Ok((row.text(0)?, row.get(1)?))).collect::<Result<_, kernel::DbError>>()?)
}

/// Closes what can be closed, in a transaction of the caller.
///
/// # Errors
/// If it cannot be written.
pub fn close(tx: &mut Tx<'_>) -> Result<usize, Fault> {
    let found = taken(tx)?;
    for (id, done) in &found {
        let day = clock::date_at(*done);
        tx.execute(sql::MOVED, params![id, day])?;
        reminder::end(tx, id, "moved")?;
        let scope = Scope::county("the program closes a matter whose step was taken");
        let matter = crate::standing::find(tx, &scope, id)?;
        let act = kernel::ledger::Act {
            kind: "standing.moved",
            subject: (reminder::SUBJECT, id),
            unit: Some(&matter.office),
            person: None,
            facts: json!({"on": day}),
            decision: None,
        };
        kernel::ledger::record(tx, &Actor::program(), &act)?;
    }
    Ok(found.len())
}
