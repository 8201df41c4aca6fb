//! How far a new county has come with its units and its roster. Not here: what is done next (the first screen).

use kernel::{DbError, Scope, Tx, params};

use crate::store::{person, unit};

/// What a county has of the ground the other rooms stand on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beginning {
    /// A unit beside the county itself.
    pub units: bool,
    /// Somebody on the roster.
    pub people: bool,
}

/// Looks whether there is anything at all; counts nothing.
///
/// # Errors
/// If it cannot be read.
pub fn reached(tx: &mut Tx<'_>) -> Result<Beginning, DbError> {
    let scope = Scope::county("whether there is any unit or person concerns nobody");
    Ok(Beginning {
        units: tx.row(&scope, unit::ANY_BENEATH, params![])?.is_some(),
        people: tx.row(&scope, person::ANY, params![])?.is_some(),
    })
}
