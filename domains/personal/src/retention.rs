//! Forgetting on its day what the register says is forgotten. The ledger stays whole: it holds that something was forgotten,
//! and how many rows, and never what. Not here: sealed values, whose keys are destroyed (kernel); contacts of residents, whose
//! day is a clause (room `requests`).

use jiff::SignedDuration;
use kernel::ledger::{self, Act};
use kernel::{Actor, County, Fault, Scope, Tx, clock, params};
use serde_json::{Map, Value};

use crate::{register, store};

/// Does what is due; answers how many rows were forgotten. A county where nothing is due is not written to.
///
/// # Errors
/// If the county cannot be read or written.
pub fn run(county: &County) -> Result<usize, Fault> {
    let due = county.read_now(count)?;
    if due == 0 {
        return Ok(0);
    }
    county.write_now(forget)
}

fn moment(tx: &Tx<'_>, days: u16) -> String {
    let back = SignedDuration::from_hours(i64::from(days) * 24);
    clock::stamp(tx.now().checked_sub(back).unwrap_or(tx.now()))
}

fn count(tx: &mut Tx<'_>) -> Result<i64, Fault> {
    let scope = Scope::county("what is to be forgotten is found by its day, whoever it is about");
    let mut due = 0;
    for held in register::areas().iter().flat_map(|areas| areas.iter()).flat_map(|area| &area.tables) {
        for by in &held.forgotten {
            let row = tx.row(&scope, &store::due(held, by), params![moment(tx, by.days)])?;
            due += row.map_or(Ok(0), |row| row.int(0))?;
        }
    }
    Ok(due)
}

fn forget(tx: &mut Tx<'_>) -> Result<usize, Fault> {
    let mut facts = Map::new();
    let mut all = 0;
    for held in register::areas().iter().flat_map(|areas| areas.iter()).flat_map(|area| &area.tables) {
        for by in &held.forgotten {
            let gone = tx.execute(&store::forget(held, by), params![moment(tx, by.days)])?;
            if gone > 0 {
                let before = facts.get(&held.table).and_then(Value::as_u64).unwrap_or(0);
                facts.insert(held.table.clone(), Value::from(before + gone));
            }
            all += gone;
        }
    }
    let act = Act {
        kind: "personal.forgotten",
        subject: ("county", "county"),
        unit: None,
        person: None,
        facts: Value::Object(facts),
        decision: None,
    };
    ledger::record(tx, &Actor::program(), &act)?;
    Ok(usize::try_from(all).unwrap_or(usize::MAX))
}
