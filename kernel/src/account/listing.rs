//! Accounts and their grants as whoever keeps them sees them: pages of accounts, all grants of one. Not here: changing them.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{GRANTS_OF, PAGE};
use crate::db::{DbError, Tx};
use crate::fault::Fault;
use crate::params;
use crate::scope::Scope;

/// An account in the list of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Person behind it.
    pub person: Option<String>,
    /// Rests until then.
    pub locked_until: Option<Timestamp>,
    /// Closed since.
    pub closed_at: Option<Timestamp>,
    /// Made on.
    pub created_at: Timestamp,
    /// Has not yet chosen a password of its own.
    pub must_change: bool,
}

/// A page of accounts by sign-in name, after `after`. For whoever keeps accounts.
///
/// # Errors
/// [`Fault::NotFound`] if the scope does not reach accounts of the county.
pub fn page(tx: &mut Tx<'_>, scope: &Scope, after: &str, most: u32) -> Result<Vec<Listed>, Fault> {
    if !scope.is_county() {
        return Err(Fault::NotFound);
    }
    let rows = tx.rows(scope, PAGE, params![after, most])?;
    let listed = rows.iter().map(|row| {
        Ok::<Listed, DbError>(Listed {
            id: row.text(0)?,
            login: row.text(1)?,
            name: row.text(2)?,
            person: row.get(3)?,
            locked_until: row.get(4)?,
            closed_at: row.get(5)?,
            created_at: row.get(6)?,
            must_change: row.get(7)?,
        })
    });
    Ok(listed.collect::<Result<Vec<_>, _>>()?)
}

/// A grant with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// Id.
    pub id: String,
    /// Role, as stored.
    pub role: String,
    /// Unit; `None` is the county.
    pub unit: Option<String>,
    /// From.
    pub from: Date,
    /// To.
    pub to: Option<Date>,
    /// Why it was granted.
    pub reason: String,
}

/// All grants of an account, newest first. For whoever keeps accounts.
///
/// # Errors
/// [`Fault::NotFound`] if the scope does not reach accounts of the county.
pub fn grants(tx: &mut Tx<'_>, scope: &Scope, account: &str) -> Result<Vec<GrantRow>, Fault> {
    if !scope.is_county() {
        return Err(Fault::NotFound);
    }
    let rows = tx.rows(scope, GRANTS_OF, params![account])?;
    let grants = rows.iter().map(|row| {
        Ok::<GrantRow, DbError>(GrantRow {
            id: row.text(0)?,
            role: row.text(1)?,
            unit: row.get(2)?,
            from: row.get(3)?,
            to: row.get(4)?,
            reason: row.text(5)?,
        })
    });
    Ok(grants.collect::<Result<Vec<_>, _>>()?)
}
