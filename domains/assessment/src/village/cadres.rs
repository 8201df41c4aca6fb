//! Who is due to be reviewed in a year, and whose review is on record.

use kernel::{DbError, Scope, Tx, params};

use crate::store::village as sql;

/// A cadre due to be reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadre {
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// Village or community.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The review on record, if there is one.
    pub review: Option<String>,
}

/// The cadres in scope who are due to be reviewed, and whose review is on record.
///
/// # Errors
/// If they cannot be read.
pub fn cadres(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<Vec<Cadre>, DbError> {
    let today = tx.today();
    let rows = tx.rows(scope, sql::CADRES, params![cycle, today])?;
    rows.iter()
        .map(|row| {
            Ok(Cadre {
                person: row.text(0)?,
                name: row.text(1)?,
                unit: row.text(2)?,
                unit_name: row.text(3)?,
                review: row.get(4)?,
            })
        })
        .collect()
}
