//! What waits: the to-do list of an actor, and open steps counted by office. Not here: taking a step.

use jiff::Timestamp;
use jiff::civil::Date;
use law::decision::Text;

use super::{COUNT_BY_STEP, TODO_COUNTY, TODO_PERSON, TODO_ROLE};
use crate::actor::Actor;
use crate::db::{DbError, Row, Tx};
use crate::params;
use crate::scope::Scope;

/// One thing that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    /// The open step.
    pub step_id: String,
    /// The case.
    pub case: String,
    /// The procedure.
    pub procedure: String,
    /// The step.
    pub step: String,
    /// What the case is about.
    pub title: Text,
    /// Where the step is taken.
    pub link: String,
    /// Since when it waits.
    pub opened_at: Timestamp,
    /// Last day.
    pub due: Option<Date>,
    /// The last day is provisional.
    pub provisional: bool,
    /// The unit concerned.
    pub unit: Option<String>,
    /// The thing concerned.
    pub subject_id: String,
}

fn todo(row: &Row) -> Result<Todo, DbError> {
    Ok(Todo {
        step_id: row.text(0)?,
        case: row.text(1)?,
        procedure: row.text(2)?,
        step: row.text(3)?,
        title: Text::new(row.text(4)?, row.text(5)?),
        link: row.text(6)?,
        opened_at: row.get(7)?,
        due: row.get(8)?,
        provisional: row.get(9)?,
        unit: row.get(10)?,
        subject_id: row.text(11)?,
    })
}

/// What waits for an actor, most pressing first, at most `most` for each of their roles.
///
/// # Errors
/// If the steps cannot be read.
pub fn todos(tx: &mut Tx<'_>, actor: &Actor, most: u32) -> Result<Vec<Todo>, DbError> {
    let scope = Scope::county("steps are read by the person or the role they wait for");
    let mut found = Vec::new();
    if let Some(person) = &actor.person {
        for row in tx.rows(&scope, TODO_PERSON, params![person, most])? {
            found.push(todo(&row)?);
        }
    }
    for grant in &actor.grants {
        let rows = match &grant.unit {
            Some(unit) => tx.rows(&scope, TODO_ROLE, params![grant.role.code(), unit, most])?,
            None => tx.rows(&scope, TODO_COUNTY, params![grant.role.code(), most])?,
        };
        for row in &rows {
            found.push(todo(row)?);
        }
    }
    let last = Date::MAX;
    found.sort_by_key(|todo| (todo.due.unwrap_or(last), todo.opened_at));
    found.dedup_by(|a, b| a.step_id == b.step_id);
    Ok(found)
}

/// Open steps by procedure, step and unit, with how many are overdue on a day: the cockpit's counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The procedure.
    pub procedure: String,
    /// The step.
    pub step: String,
    /// The unit.
    pub unit: Option<String>,
    /// How many are open.
    pub open: i64,
    /// How many of them are overdue.
    pub overdue: i64,
}

/// Where cases stand, by office, in scope.
///
/// # Errors
/// If the steps cannot be counted.
pub fn standing(tx: &mut Tx<'_>, scope: &Scope, today: Date) -> Result<Vec<Standing>, DbError> {
    let rows = tx.rows(scope, COUNT_BY_STEP, params![today])?;
    rows.iter()
        .map(|row| {
            Ok(Standing {
                procedure: row.text(0)?,
                step: row.text(1)?,
                unit: row.get(2)?,
                open: row.int(3)?,
                overdue: row.int(4)?,
            })
        })
        .collect()
}
