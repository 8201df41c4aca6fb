//! What arrives: counts per class and set for trainers, and what the people of a unit mean to use, with the help they
//! want, for their head. No person is compared with another. Not here: one learner's own view.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Scope, Tx, params};

use super::{Intention, Source, intention, sql};

/// What arrives of a class or set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Which kind.
    pub source: Source,
    /// Which one.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its last day.
    pub ended_on: Date,
    /// Who learned.
    pub learners: i64,
    /// Who wrote down what they mean to use.
    pub writers: i64,
    /// Applications written.
    pub intended: i64,
    /// Applications tried.
    pub tried: i64,
    /// Applications done as intended and seen by another.
    pub transferred: i64,
    /// Attempts.
    pub attempts: i64,
    /// Attempts by the low road.
    pub low: i64,
    /// By the high road, forward.
    pub forward: i64,
    /// By the high road, backward.
    pub backward: i64,
}

fn read(row: &Row) -> Result<Arrival, DbError> {
    Ok(Arrival {
        source: Source::read(row, 0)?,
        id: row.text(1)?,
        title: row.text(2)?,
        ended_on: row.get(3)?,
        learners: row.int(4)?,
        writers: row.int(5)?,
        intended: row.int(6)?,
        tried: row.int(7)?,
        transferred: row.int(8)?,
        attempts: row.int(9)?,
        low: row.int(10)?,
        forward: row.int(11)?,
        backward: row.int(12)?,
    })
}

/// What arrives of the classes and sets whose units are in scope, newest first.
///
/// # Errors
/// If it cannot be counted.
pub fn arrivals(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Arrival>, DbError> {
    let mut found = Vec::new();
    for statement in [sql::ARRIVALS_OF_CLASSES, sql::ARRIVALS_OF_SETS] {
        for row in tx.rows(scope, statement, &[])? {
            found.push(read(&row)?);
        }
    }
    found.sort_by(|a, b| b.ended_on.cmp(&a.ended_on).then_with(|| a.id.cmp(&b.id)));
    Ok(found)
}

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stands {
    /// Attempts.
    pub attempts: i64,
    /// Attempts somebody saw.
    pub seen: i64,
    /// Attempts done as intended and seen.
    pub transferred: i64,
}

/// What the people of a unit and beneath it mean to use from a day on, those who want help first, then by the day.
///
/// # Errors
/// If it cannot be read.
pub fn of_unit(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (unit, from): (&str, Date),
) -> Result<Vec<(Intention, Stands)>, DbError> {
    let mut standing = BTreeMap::new();
    for row in tx.rows(scope, sql::STANDING, params![unit, from])? {
        let stands = Stands { attempts: row.int(1)?, seen: row.int(2)?, transferred: row.int(3)? };
        standing.insert(row.text(0)?, stands);
    }
    tx.rows(scope, sql::OF_UNIT, params![unit, from])?
        .iter()
        .map(|row| {
            let one = intention(row)?;
            let stands = standing.get(&one.id).copied().unwrap_or_default();
            Ok((one, stands))
        })
        .collect()
}
