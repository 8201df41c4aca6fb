//! Where an item stands by its evidence: sums, newest amounts, days reached, and what of it is scored. It is kept
//! with every entry, so that no reader counts entries. Not here: the points (`scoring`), ratings (assessment).

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Scope, Tx, params};
use rust_decimal::Decimal;

use super::Support;
use crate::letter::Item;
use crate::measure::{self, Measure, is_ratio};
use crate::method::Method;
use crate::scoring::{self, Actual, Asked, Scored, score};
use crate::store::standing as sql;

/// Where an item stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Entries that support it.
    pub entries: i64,
    /// Their amounts together.
    pub quantity: Option<Decimal>,
    /// The newest amount: what counts where amounts are levels (%, points).
    pub latest: Option<Decimal>,
    /// The newest day given as reached.
    pub reached_on: Option<Date>,
    /// The newest day of work.
    pub last_on: Option<Date>,
    /// Confirmations by co-workers.
    pub confirmations: i64,
}

fn standing(row: &Row) -> Result<(String, Standing), DbError> {
    let standing = Standing {
        entries: row.int(1)?,
        quantity: measure::loaded(row.get(2)?),
        latest: measure::loaded(row.get(3)?),
        reached_on: row.get(4)?,
        last_on: row.get(5)?,
        confirmations: row.int(6)?,
    };
    Ok((row.text(0)?, standing))
}

/// Where each item of a letter stands, by item; items without evidence are not there.
///
/// # Errors
/// If it cannot be read.
pub fn standings_of_letter(
    tx: &mut Tx<'_>,
    scope: &Scope,
    letter: &str,
) -> Result<BTreeMap<String, Standing>, DbError> {
    tx.rows(scope, sql::OF_LETTER, params![letter])?.iter().map(standing).collect()
}

/// Counts a new entry for what it supports.
pub(super) fn add(tx: &mut Tx<'_>, happened_on: Date, support: &Support) -> Result<(), DbError> {
    let quantity = measure::stored(support.quantity);
    tx.execute(sql::ADD, params![&support.item, quantity, happened_on, support.reached_on])?;
    Ok(())
}

/// Counts anew the items an entry supports, after it was withdrawn or confirmed.
pub(super) fn recount(tx: &mut Tx<'_>, evidence: &str) -> Result<(), DbError> {
    let scope = Scope::county("the items of an entry that was found in scope");
    for row in tx.rows(&scope, sql::SUPPORTED_BY, params![evidence])? {
        tx.execute(sql::RECOUNT, params![row.word(0)?])?;
    }
    Ok(())
}

/// What one item gives to its letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// Weight in hundredths; a letter's items sum to 10000.
    pub weight: i64,
    /// Points by the item's own method; `None` where evidence alone gives none.
    pub points: Option<Decimal>,
}

/// Scores every item of every letter in scope that counts for a cycle, in one pass and in no order: `take` gets the
/// letter and what the item gives. No working is written; it is made for whoever reads the sheet of a person.
///
/// # Errors
/// If it cannot be read.
pub fn scores_of_cycle(
    tx: &mut Tx<'_>,
    scope: &Scope,
    cycle: &str,
    mut take: impl FnMut(&str, Given),
) -> Result<(), DbError> {
    let mut terms: Vec<Terms> = Vec::new();
    tx.each(scope, sql::OF_CYCLE, params![cycle], |row| {
        let (measure, unit, method) = (row.word(2)?, row.word(3)?, row.word(4)?);
        let known = terms.iter().position(|one| one.are(measure, unit, method));
        let at = match known {
            Some(at) => at,
            None => {
                // A county has few of them and many items; the last ones met are looked at first.
                terms.truncate(TERMS - 1);
                terms.insert(0, Terms::read(measure, unit, method)?);
                0
            }
        };
        let points = terms.get(at).map_or(Ok(None), |terms| terms.points(row))?;
        take(row.word(0)?, Given { weight: row.int(1)?, points });
        Ok(())
    })
}

/// As many terms as are kept ready while a year is scored.
const TERMS: usize = 32;

/// How items of one kind are scored.
struct Terms {
    measure: (Measure, String),
    unit: String,
    is_ratio: bool,
    method: (Method, String),
}

impl Terms {
    fn are(&self, measure: &str, unit: &str, method: &str) -> bool {
        self.method.1 == method && self.unit == unit && self.measure.1 == measure
    }

    fn read(measure: &str, unit: &str, method: &str) -> Result<Terms, DbError> {
        let kind = Measure::from_code(measure)
            .ok_or_else(|| DbError::Stored { what: "a measure", why: measure.to_owned() })?;
        let read = serde_json::from_str(method)
            .map_err(|error| DbError::Stored { what: "a method", why: error.to_string() })?;
        Ok(Terms {
            measure: (kind, measure.to_owned()),
            unit: unit.to_owned(),
            is_ratio: is_ratio(unit),
            method: (read, method.to_owned()),
        })
    }

    /// The points of a row of [`sql::OF_CYCLE`].
    fn points(&self, row: &Row) -> Result<Option<Decimal>, DbError> {
        let asked = (measure::loaded(row.get(5)?), measure::loaded(row.get(6)?));
        let amount = measure::loaded(row.get(if self.is_ratio { 8 } else { 7 })?);
        let reached = row.get(9)?;
        let actual = actual((self.measure.0, self.is_ratio), asked, amount, reached);
        Ok(actual.and_then(|actual| scoring::points(&self.method.0, asked, &actual)))
    }
}

/// What of an item is scored: its amounts together or, where they are levels, the newest; the day it was reached.
fn actual(
    (measure, is_ratio): (Measure, bool),
    (baseline, goal): (Option<Decimal>, Option<Decimal>),
    amount: Option<Decimal>,
    reached: Option<Date>,
) -> Option<Actual> {
    match measure {
        Measure::Quantity if is_ratio => Some(Actual::Amount(amount)),
        // Amounts recorded are what was added since the year began, so the goal's own scale starts at the baseline.
        Measure::Quantity => {
            let (base, added) = (baseline.unwrap_or_default(), amount.unwrap_or_default());
            let falls = goal.is_some_and(|goal| goal < base);
            Some(Actual::Amount(Some(if falls { base - added } else { base + added })))
        }
        Measure::Milestone => Some(Actual::Reached(reached)),
        Measure::Rating | Measure::Standard => None,
    }
}

/// Where one item stands.
///
/// # Errors
/// If it cannot be read.
pub fn standing_of_item(tx: &mut Tx<'_>, scope: &Scope, item: &Item) -> Result<Standing, DbError> {
    Ok(standings_of_letter(tx, scope, &item.letter)?.remove(&item.id).unwrap_or_default())
}

impl Standing {
    /// What of it is scored for an item; `None` where evidence says nothing (ratings come from reviews, breaches
    /// from whoever found them).
    #[must_use]
    pub fn actual(&self, item: &Item) -> Option<Actual> {
        let is_ratio = is_ratio(&item.measure_unit);
        let amount = if is_ratio { self.latest } else { self.quantity };
        actual((item.measure, is_ratio), (item.baseline, item.goal), amount, self.reached_on)
    }

    /// The points the evidence gives now, with their working; `None` where evidence alone gives none.
    #[must_use]
    pub fn score(&self, item: &Item) -> Option<Scored> {
        let asked = Asked { baseline: item.baseline, goal: item.goal, unit: item.measure_unit.clone() };
        Some(score(&item.method, &asked, &self.actual(item)?))
    }
}
