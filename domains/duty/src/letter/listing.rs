//! Lists of letters for heads and organisers, a page at a time. Not here: one letter (`letter`).

use jiff::civil::Date;
use kernel::{DbError, Scope, Tx, params};

use super::{State, sql};

/// A line of a list of letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Letter.
    pub id: String,
    /// Holder.
    pub person: String,
    /// Name of the holder.
    pub holder_name: String,
    /// Unit.
    pub unit: String,
    /// Name of the unit.
    pub unit_name: String,
    /// Post.
    pub post_title: String,
    /// Where it stands.
    pub state: State,
    /// Version.
    pub version: i64,
    /// In force from.
    pub in_force_on: Option<Date>,
}

/// Which letters a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this unit and those beneath.
    pub unit: Option<String>,
    /// Only in this state.
    pub state: Option<State>,
}

impl Listed {
    /// Where the next page of the list begins.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}{}{}", self.unit_name, self.holder_name, self.id)
    }
}

/// A page of letters by unit and name, after the key of the last one seen.
///
/// # Errors
/// If they cannot be read.
pub fn listed(
    tx: &mut Tx<'_>,
    scope: &Scope,
    cycle: &str,
    filter: &Filter,
    (after, most): (&str, u32),
) -> Result<Vec<Listed>, DbError> {
    let state = filter.state.map_or("", State::code);
    let unit = filter.unit.as_deref().unwrap_or_default();
    let rows = tx.rows(scope, sql::LISTED, params![cycle, unit, state, after, most])?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: row.text(0)?,
                person: row.text(1)?,
                holder_name: row.text(2)?,
                unit_name: row.text(3)?,
                post_title: row.text(4)?,
                state: State::read(row, 5)?,
                version: row.int(6)?,
                in_force_on: row.get(7)?,
                unit: row.text(8)?,
            })
        })
        .collect()
}
