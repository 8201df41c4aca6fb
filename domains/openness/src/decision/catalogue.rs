//! The year's catalogue of major decisions. Not here: any single decision.

use kernel::{Actor, DbError, Tx};

use super::{Decision, list};

/// Decisions of a year in reach of somebody, in the order of their numbers.
///
/// # Errors
/// If they cannot be read.
pub fn of_year(tx: &mut Tx<'_>, actor: &Actor, year: i64) -> Result<Vec<Decision>, DbError> {
    let mut all = list(tx, actor)?;
    all.retain(|one| one.year == year);
    all.sort_by(|a, b| a.number.cmp(&b.number));
    Ok(all)
}
