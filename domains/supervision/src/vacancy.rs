//! To-dos of a post of head that nobody holds: they would wait unseen, so they lie with the nearest unit above that has a
//! head, and come back when somebody holds the post again. Steps of sealed complaints stay with their handlers. Not here:
//! steps that wait for a role of the whole county or for a person.

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, Assigned};
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Scope, Tx, params};
use serde_json::json;

use crate::store::vacancy as sql;

/// Steps handed on in one transaction.
const MOST: i64 = 200;

fn scope() -> Scope {
    Scope::county("the program looks which posts of heads are held")
}

fn hand(tx: &mut Tx<'_>, step: &str, (from, to): (&str, &str), due: Option<Date>) -> Result<(), Fault> {
    let mut assigned = Assigned::role(Role::Head, Some(to));
    assigned.due = due;
    case::reassign(tx, step, &assigned)?;
    let act = Act {
        kind: "step.handed",
        subject: ("case-step", step),
        unit: Some(to),
        person: None,
        facts: json!({"from": from, "to": to}),
        decision: None,
    };
    ledger::record(tx, &Actor::program(), &act)?;
    Ok(())
}

/// Hands on what waits for a post nobody holds, and back what waits above for one that is held again; answers how many.
///
/// # Errors
/// If it cannot be read or written.
pub fn settle(tx: &mut Tx<'_>) -> Result<usize, Fault> {
    Ok(hand_back(tx)? + hand_up(tx)?)
}

/// How many steps would be handed on.
///
/// # Errors
/// If they cannot be read.
pub fn waiting(tx: &mut Tx<'_>) -> Result<usize, Fault> {
    let today = tx.today();
    let up = tx.rows(&scope(), sql::VACANT, params![today, Role::Head.code(), MOST])?.len();
    Ok(up + tx.rows(&scope(), sql::HELD_AGAIN, params![today, Role::Head.code(), MOST])?.len())
}

fn hand_up(tx: &mut Tx<'_>) -> Result<usize, Fault> {
    let today = tx.today();
    let rows = tx.rows(&scope(), sql::VACANT, params![today, Role::Head.code(), MOST])?;
    let mut moved = 0;
    for row in &rows {
        let (step, unit) = (row.text(0)?, row.text(1)?);
        let above = tx.row(&scope(), sql::ABOVE, params![&unit, today, Role::Head.code()])?;
        let Some(above) = above.map(|row| row.text(0)).transpose()? else { continue };
        tx.execute(sql::HANDED, params![&step, &unit, &above])?;
        hand(tx, &step, (&unit, &above), row.get(2)?)?;
        moved += 1;
    }
    Ok(moved)
}

fn hand_back(tx: &mut Tx<'_>) -> Result<usize, Fault> {
    let today = tx.today();
    let rows = tx.rows(&scope(), sql::HELD_AGAIN, params![today, Role::Head.code(), MOST])?;
    for row in &rows {
        let (step, unit, above) = (row.text(0)?, row.text(1)?, row.text(2)?);
        tx.execute(sql::FORGET, params![&step])?;
        hand(tx, &step, (&above, &unit), row.get(3)?)?;
    }
    Ok(rows.len())
}
