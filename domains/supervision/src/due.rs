//! What this room does by itself: a reminder whose step has been taken is closed. The program never reminds, asks or
//! concludes. Not here: when it is looked at (the server).

use jiff::Timestamp;
use kernel::clock;
use kernel::{Actor, County, Fault, Scope, Tx, params};
use serde_json::json;

use crate::standing::reminder;
use crate::store::standing as sql;

/// Matters closed in one transaction.
const MOST: i64 = 200;

/// Closes reminders whose step was taken; answers how many matters were looked at.
///
/// # Errors
/// If the county cannot be read or written.
pub fn run(county: &County) -> Result<usize, Fault> {
    let mut all = 0;
    loop {
        let waiting = county.read_now(|tx| taken(tx).map(|found| found.len()))?;
        if waiting == 0 {
            return Ok(all);
        }
        all += county.write_now(close)?;
    }
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
