//! Where an item stands by its evidence: sums, newest amounts, days reached, and what of it is scored. It is kept
//! with every entry, so that no reader counts entries. Not here: the points (`scoring`), ratings (assessment).

use std::collections::{BTreeMap, HashMap};

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
    // A county has few methods and many items.
    let mut methods: HashMap<String, Method> = HashMap::new();
    tx.each(scope, sql::OF_CYCLE, params![cycle], |row| {
        let code = row.word(4)?;
        if !methods.contains_key(code) {
            let method = serde_json::from_str(code)
                .map_err(|error| DbError::Stored { what: "a method", why: error.to_string() })?;
            methods.insert(code.to_owned(), method);
        }
        let points = methods.get(code).and_then(|method| points(row, method).transpose()).transpose()?;
        take(row.word(0)?, Given { weight: row.int(1)?, points });
        Ok(())
    })
}

/// The points of a row of [`sql::OF_CYCLE`].
fn points(row: &Row, method: &Method) -> Result<Option<Decimal>, DbError> {
    let (baseline, goal) = (measure::loaded(row.get(5)?), measure::loaded(row.get(6)?));
    let word = row.word(2)?;
    let kind = Measure::from_code(word)
        .ok_or_else(|| DbError::Stored { what: "a measure", why: word.to_owned() })?;
    let kept = Standing {
        quantity: measure::loaded(row.get(7)?),
        latest: measure::loaded(row.get(8)?),
        reached_on: row.get(9)?,
        ..Standing::default()
    };
    let Some(actual) = kept.scored(kind, row.word(3)?, (baseline, goal)) else { return Ok(None) };
    Ok(scoring::points(method, (baseline, goal), &actual))
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
        self.scored(item.measure, &item.measure_unit, (item.baseline, item.goal))
    }

    fn scored(
        &self,
        measure: Measure,
        unit: &str,
        (baseline, goal): (Option<Decimal>, Option<Decimal>),
    ) -> Option<Actual> {
        match measure {
            Measure::Quantity if is_ratio(unit) => Some(Actual::Amount(self.latest)),
            // Amounts recorded are what was added since the year began, so the goal's own scale starts at the baseline.
            Measure::Quantity => {
                let base = baseline.unwrap_or_default();
                let added = self.quantity.unwrap_or_default();
                let falls = goal.is_some_and(|goal| goal < base);
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
