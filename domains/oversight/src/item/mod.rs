//! The item 事项 of the catalogue: something an office must or may do, as it stands now. Not here: what a version says
//! (`says`), making and publishing one (`version`), whether its basis still carries it (`standing`).

mod publishing;
pub mod search;
mod standing;
mod version;

use kernel::db::Row;
use kernel::{DbError, Fault, Scope, Tx, params};

use crate::coded::coded;
pub use crate::says::{Kind, Says};
use crate::store::item as sql;
pub use publishing::{adopt, ask_withdrawal, is_under_way, publish_due, review, settle_withdrawal};
pub use standing::{Carried, Standing, open_for_cases, standing_of};
pub use version::{
    Fresh, Version, VersionState, begin, change, check, drop_draft, say, send, version, versions,
};

coded! {
    /// Where an item stands.
    State {
        /// Nothing was published yet.
        Draft = "draft", "起草中", "being drafted";
        /// A version is in force.
        Published = "published", "已公布", "published";
        /// Nothing is in force any more.
        Withdrawn = "withdrawn", "已取消", "withdrawn";
    }
}

/// An item as lists and links show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Id: the address of its page, for as long as there are versions of it.
    pub id: String,
    /// The office that answers for it.
    pub unit: String,
    /// The name of the office.
    pub unit_name: String,
    /// Its code in the county's catalogue.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Where it stands.
    pub state: State,
    /// The version in force; 0: none.
    pub version: i64,
}

pub(crate) fn read(row: &Row) -> Result<Item, DbError> {
    Ok(Item {
        id: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        code: row.text(3)?,
        name: row.text(4)?,
        kind: Kind::read(row, 5)?,
        state: State::read(row, 6)?,
        version: row.int(7)?,
    })
}

/// Why everything published may be read by everybody.
pub(crate) fn everybody() -> Scope {
    Scope::county("what is published is open to everybody")
}

/// An item in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Item, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// A published item: what everybody may see.
///
/// # Errors
/// [`Fault::NotFound`] if there is none, or it is not published.
pub fn find_public(tx: &mut Tx<'_>, id: &str) -> Result<Item, Fault> {
    let found = find(tx, &everybody(), id)?;
    if found.state == State::Published { Ok(found) } else { Err(Fault::NotFound) }
}

/// An item by its code, in scope.
///
/// # Errors
/// If it cannot be read.
pub fn by_code(tx: &mut Tx<'_>, scope: &Scope, code: &str) -> Result<Option<Item>, DbError> {
    tx.row(scope, sql::BY_CODE, params![code])?.as_ref().map(read).transpose()
}

/// What narrows a list; empty: everything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Unit id.
    pub unit: String,
    /// Code of a kind.
    pub kind: String,
    /// Code of a state.
    pub state: String,
    /// Part of the name or code.
    pub words: String,
}

impl Filter {
    fn like(&self) -> String {
        let plain: String = self.words.trim().chars().filter(|c| !matches!(c, '%' | '_')).collect();
        format!("%{plain}%")
    }
}

/// A page of the catalogue in scope, and how many items there are.
///
/// # Errors
/// If it cannot be read.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &Scope,
    filter: &Filter,
    (most, from): (i64, i64),
) -> Result<(Vec<Item>, i64), DbError> {
    let like = filter.like();
    let (unit, kind, state) = (&*filter.unit, &*filter.kind, &*filter.state);
    let rows = tx.rows(scope, sql::LIST, params![unit, kind, state, &like, most, from])?;
    let found = rows.iter().map(read).collect::<Result<_, _>>()?;
    let count = tx.row(scope, sql::COUNT, params![unit, kind, state, &like])?;
    Ok((found, count.map_or(Ok(0), |row| row.int(0))?))
}

/// Published items in force that rest on a document, in scope.
///
/// # Errors
/// If they cannot be read.
pub fn resting_on(tx: &mut Tx<'_>, scope: &Scope, document: &str) -> Result<Vec<Item>, DbError> {
    tx.rows(scope, sql::RESTING, params![document])?.iter().map(read).collect()
}

/// Something in force with what it says, for an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Id.
    pub id: String,
    /// Code.
    pub code: String,
    /// Office.
    pub unit_name: String,
    /// What it says.
    pub says: Says,
}

/// Everything in force in scope, of a unit or (empty) of all.
///
/// # Errors
/// If it cannot be read.
pub fn in_force(tx: &mut Tx<'_>, scope: &Scope, unit: &str) -> Result<Vec<InForce>, DbError> {
    let mut found = Vec::new();
    for row in tx.rows(scope, sql::IN_FORCE, params![unit])? {
        let says = version::body(row.word(3)?)?;
        found.push(InForce { id: row.text(0)?, code: row.text(1)?, unit_name: row.text(2)?, says });
    }
    Ok(found)
}

/// Offices with the number of their published items. A count over the whole catalogue: for the index, which keeps it.
///
/// # Errors
/// If they cannot be counted.
fn by_unit(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64)>, DbError> {
    let rows = tx.rows(&everybody(), sql::BY_UNIT, &[])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.int(2)?))).collect()
}
