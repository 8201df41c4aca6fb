//! Kept figures by office, year and kind, with the year before beside them. Not here: any order of merit.

use std::collections::BTreeMap;

use kernel::{Actor, Area, DbError, Tx, params};

use crate::store::entry as sql;

/// One office and kind in two years.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// Office.
    pub unit: String,
    /// Its short name.
    pub unit_name: String,
    /// Code of the kind.
    pub kind: String,
    /// This year: how many, how many with advice, amount.
    pub this: (i64, i64, i64),
    /// The year before; none if no register was kept.
    pub last: Option<(i64, i64, i64)>,
}

/// The figures of a year in reach of somebody, by office.
///
/// # Errors
/// If they cannot be read.
pub fn of_year(tx: &mut Tx<'_>, actor: &Actor, year: i64) -> Result<Vec<Figure>, DbError> {
    let rows = tx.rows(&actor.scope(Area::Power), sql::COUNTS, params![year, year - 1])?;
    let mut order: Vec<(String, String)> = Vec::new();
    let mut found: BTreeMap<(String, String), Figure> = BTreeMap::new();
    for row in &rows {
        let (unit, kind) = (row.text(0)?, row.text(3)?);
        if kind.ends_with("-comprehensive") {
            continue;
        }
        let key = (unit.clone(), kind.clone());
        if !order.contains(&key) {
            order.push(key.clone());
        }
        let figure = found.entry(key).or_default();
        figure.unit = unit;
        figure.unit_name = row.text(1)?;
        figure.kind = kind;
        let counts = (row.int(4)?, row.int(5)?, row.int(6)?);
        if row.int(2)? == year {
            figure.this = counts;
        } else {
            figure.last = Some(counts);
        }
    }
    Ok(order.iter().filter_map(|key| found.remove(key)).collect())
}
