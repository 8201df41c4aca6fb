//! Reading entries: one, those of a person, of a unit, of an item. Not here: entering them (`evidence`).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Fault, Scope, Tx, params};
use rust_decimal::Decimal;

use super::{Support, sql};
use crate::measure::{self, Measure};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Id.
    pub id: String,
    /// Cycle.
    pub cycle: String,
    /// Who wrote it down.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Unit of the letter it was entered for.
    pub unit: String,
    /// When the work was done.
    pub happened_on: Date,
    /// What was done.
    pub title: String,
    /// More about it.
    pub body: String,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

fn entry(row: &Row) -> Result<Evidence, DbError> {
    Ok(Evidence {
        id: row.text(0)?,
        cycle: row.text(1)?,
        person: row.text(2)?,
        name: row.text(3)?,
        unit: row.text(4)?,
        happened_on: row.get(5)?,
        title: row.text(6)?,
        body: row.text(7)?,
        created_at: row.get(8)?,
        withdrawn_at: row.get(9)?,
    })
}

/// An entry: one's own, one in scope, or one that one was asked to confirm.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Evidence, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(entry(&row)?)
}

/// What an entry supports, with names for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supported {
    /// What it says.
    pub support: Support,
    /// What the item asks.
    pub title: String,
    /// How it is measured.
    pub measure: Measure,
    /// Unit of the amount.
    pub measure_unit: String,
    /// Whose item it is; the author's or a partner's. Empty in lists of one person's entries.
    pub person: String,
}

/// What an entry supports. Read only for an entry that was found in scope.
///
/// # Errors
/// If it cannot be read.
pub fn supports(tx: &mut Tx<'_>, found: &Evidence) -> Result<Vec<Supported>, DbError> {
    let scope = Scope::county("what an entry supports is read with the entry, which was found in scope");
    let rows = tx.rows(&scope, sql::SUPPORTS, params![&found.id])?;
    rows.iter()
        .map(|row| {
            Ok(Supported {
                support: Support {
                    item: row.text(0)?,
                    quantity: measure::loaded(row.get(4)?),
                    reached_on: row.get(5)?,
                },
                title: row.text(1)?,
                measure: Measure::read(row, 2)?,
                measure_unit: row.text(3)?,
                person: row.text(7)?,
            })
        })
        .collect()
}

/// An entry with what it supports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The entry.
    pub evidence: Evidence,
    /// What it supports.
    pub supports: Vec<Supported>,
}

/// The entries of a person in a cycle, newest first, withdrawn ones too.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str, cycle: &str) -> Result<Vec<Entry>, DbError> {
    let mut supports: BTreeMap<String, Vec<Supported>> = BTreeMap::new();
    for row in tx.rows(scope, sql::SUPPORTS_OF_PERSON, params![person, cycle])? {
        supports.entry(row.text(0)?).or_default().push(Supported {
            support: Support {
                item: row.text(1)?,
                quantity: measure::loaded(row.get(5)?),
                reached_on: row.get(6)?,
            },
            title: row.text(2)?,
            measure: Measure::read(&row, 3)?,
            measure_unit: row.text(4)?,
            person: String::new(),
        });
    }
    let rows = tx.rows(scope, sql::OF_PERSON, params![person, cycle])?;
    rows.iter()
        .map(|row| {
            let evidence = entry(row)?;
            let supports = supports.remove(&evidence.id).unwrap_or_default();
            Ok(Entry { evidence, supports })
        })
        .collect()
}

/// The newest entries of a unit and those beneath in a cycle, up to a day.
///
/// # Errors
/// If they cannot be read.
pub fn of_unit(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (cycle, unit): (&str, &str),
    until: Date,
    most: u32,
) -> Result<Vec<Evidence>, DbError> {
    tx.rows(scope, sql::OF_UNIT, params![cycle, unit, until, most])?.iter().map(entry).collect()
}

/// An entry with what it says for one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForItem {
    /// The entry, perhaps a co-worker's.
    pub evidence: Evidence,
    /// How much.
    pub quantity: Option<Decimal>,
    /// The day reached.
    pub reached_on: Option<Date>,
}

/// The entries that support an item, oldest first: in this version of the letter or an earlier one, written by its
/// holder or confirmed by them. Withdrawn entries are left out.
///
/// # Errors
/// If they cannot be read.
pub fn of_item(tx: &mut Tx<'_>, scope: &Scope, item: &str) -> Result<Vec<ForItem>, DbError> {
    let rows = tx.rows(scope, sql::OF_ITEM, params![item])?;
    rows.iter()
        .map(|row| {
            Ok(ForItem {
                evidence: entry(row)?,
                quantity: measure::loaded(row.get(10)?),
                reached_on: row.get(11)?,
            })
        })
        .collect()
}
