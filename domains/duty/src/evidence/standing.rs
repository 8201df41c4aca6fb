//! Where an item stands by its evidence: sums, newest amounts, days reached, and what of it is scored. Not here:
//! the points (`scoring`), ratings (assessment).

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Scope, Tx, params};
use rust_decimal::Decimal;

use super::sql;
use crate::letter::Item;
use crate::measure::{self, Measure, is_ratio};
use crate::scoring::{Actual, Asked, Scored, score};

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
    tx.rows(scope, sql::STANDINGS, params![letter])?.iter().map(standing).collect()
}

/// Where every item of every letter in scope that counts for a cycle stands, without confirmations.
///
/// # Errors
/// If it cannot be read.
pub fn standings_of_cycle(
    tx: &mut Tx<'_>,
    scope: &Scope,
    cycle: &str,
) -> Result<BTreeMap<String, Standing>, DbError> {
    let mut all = BTreeMap::new();
    tx.each(scope, sql::STANDINGS_OF_CYCLE, params![cycle], |row| {
        let (item, found) = standing(&row)?;
        all.insert(item, found);
        Ok(())
    })?;
    Ok(all)
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
        match item.measure {
            Measure::Quantity if is_ratio(&item.measure_unit) => Some(Actual::Amount(self.latest)),
            // Amounts recorded are what was added since the year began, so the goal's own scale starts at the baseline.
            Measure::Quantity => {
                let base = item.baseline.unwrap_or_default();
                let added = self.quantity.unwrap_or_default();
                let falls = item.goal.is_some_and(|goal| goal < base);
                Some(Actual::Amount(Some(if falls { base - added } else { base + added })))
            }
            Measure::Milestone => Some(Actual::Reached(self.reached_on)),
            Measure::Rating | Measure::Standard => None,
        }
    }

    /// The points the evidence gives now, with their working; `None` where evidence alone gives none.
    #[must_use]
    pub fn score(&self, item: &Item) -> Option<Scored> {
        let asked = Asked { baseline: item.baseline, goal: item.goal, unit: item.measure_unit.clone() };
        Some(score(&item.method, &asked, &self.actual(item)?))
    }
}
