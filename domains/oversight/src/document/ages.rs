//! The county's documents by age and office: how much of what offices work by is fresh, old, soon to lapse or lapsed.
//! Not here: drawing it (`pages`).

use jiff::civil::Date;
use kernel::{DbError, Scope, Tx};

use crate::store::document as sql;

/// How old a document is on a day, or that its time is near or over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// In force for less than two years.
    Fresh,
    /// For two years and more.
    Older,
    /// Its evaluation is due.
    Lapsing,
    /// Its time is over.
    Lapsed,
}

/// All of them, in the order of the picture.
pub const AGES: [Age; 4] = [Age::Fresh, Age::Older, Age::Lapsing, Age::Lapsed];

/// From so many years on a document is called older.
const YEARS: i64 = 2;

/// An office with how many documents it has of each age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeAges {
    /// Unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// In the order of [`AGES`].
    pub counts: [u64; 4],
}

fn age(on: Date, (effective, lapses, evaluate): (Date, Option<Date>, Option<Date>)) -> Age {
    if lapses.is_some_and(|day| day < on) {
        return Age::Lapsed;
    }
    if evaluate.is_some_and(|day| day <= on) {
        return Age::Lapsing;
    }
    let older = effective.checked_add(jiff::Span::new().years(YEARS)).is_ok_and(|day| day <= on);
    if older { Age::Older } else { Age::Fresh }
}

/// Offices with their issued documents by age, in scope.
///
/// # Errors
/// If they cannot be read.
pub fn by_office(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<OfficeAges>, DbError> {
    let today = tx.today();
    let mut found: Vec<OfficeAges> = Vec::new();
    for row in tx.rows(scope, sql::AGES, &[])? {
        let (unit, name) = (row.text(0)?, row.text(1)?);
        let at = age(today, (row.get(2)?, row.get(3)?, row.get(4)?)) as usize;
        if found.last().is_none_or(|last| last.unit != unit) {
            found.push(OfficeAges { unit, name, counts: [0; 4] });
        }
        if let Some(count) = found.last_mut().and_then(|last| last.counts.get_mut(at)) {
            *count += 1;
        }
    }
    Ok(found)
}
