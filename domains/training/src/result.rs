//! Results of training: the measure of the target a programme serves, before its class and after it. Two numbers and
//! the days they stand for; that the class made the difference is not claimed.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{Fault, Scope, Tx, params};

use crate::class::Class;
use crate::store::need as sql;

/// Months looked at on each side.
pub const MONTHS: i32 = 3;

/// The measure of a target around a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The target.
    pub title: String,
    /// Its unit.
    pub unit_name: String,
    /// In what it is counted.
    pub measure_unit: String,
    /// Where it was at the beginning of the year.
    pub baseline: Option<f64>,
    /// Where it is to go.
    pub goal: Option<f64>,
    /// Whether amounts are levels, so that the newest counts and not their sum.
    pub level: bool,
    /// In the months before the class: the newest level, or the amount a month; none where nothing was recorded.
    pub before: Option<f64>,
    /// From the end of the class until now, at most as many months.
    pub after: Option<f64>,
    /// First day looked at.
    pub from: Date,
    /// Last day looked at.
    pub to: Date,
}

fn is_level(measure: &str, unit: &str) -> bool {
    measure == "rating" || ["%", "％", "‰", "率", "分"].iter().any(|sign| unit.contains(sign))
}

/// The measure of the target a class's programme serves, around the class; none if it serves none.
///
/// # Errors
/// If it cannot be read.
pub fn of_class(tx: &mut Tx<'_>, class: &Class, target: Option<&str>) -> Result<Option<Outcome>, Fault> {
    let Some(target) = target else { return Ok(None) };
    let scope = Scope::county("only the title of a target and sums of what was recorded for it are shown");
    let Some(row) = tx.row(&scope, sql::TARGET, params![target])? else { return Ok(None) };
    let (measure, unit) = (row.text(3)?, row.text(4)?);
    let level = is_level(&measure, &unit);
    let from = class.starts_on.checked_sub(MONTHS.months()).unwrap_or(class.starts_on);
    let to = class.ends_on.checked_add(MONTHS.months()).unwrap_or(class.ends_on).min(tx.today());
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for amount in tx.rows(&scope, sql::AMOUNTS, params![target])? {
        let (day, quantity): (Date, f64) = (amount.get(0)?, amount.get(1)?);
        if day >= from && day < class.starts_on {
            before.push(quantity);
        } else if day > class.ends_on && day <= to {
            after.push(quantity);
        }
    }
    let months_after = months(class.ends_on, to);
    Ok(Some(Outcome {
        title: row.text(1)?,
        unit_name: row.text(2)?,
        measure_unit: unit,
        baseline: row.get(5)?,
        goal: row.get(6)?,
        level,
        before: standing(&before, level, f64::from(MONTHS)),
        after: standing(&after, level, months_after),
        from,
        to,
    }))
}

fn months(from: Date, to: Date) -> f64 {
    let days = from.until(to).map_or(0, |span| span.get_days());
    (f64::from(days) / 30.0).max(1.0)
}

fn standing(amounts: &[f64], level: bool, months: f64) -> Option<f64> {
    let last = amounts.last().copied()?;
    Some(if level { last } else { amounts.iter().sum::<f64>() / months })
}
