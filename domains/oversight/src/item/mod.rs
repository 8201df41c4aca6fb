//! The item 事项 of the catalogue: something an office must or may do, as it stands now. Not here: what a version says
//! (`says`), drafting and publishing one.

use kernel::db::Row;
use kernel::{DbError, Fault, Scope, Tx, params};

use crate::coded::coded;
pub use crate::says::{Kind, Says};
use crate::store::item as sql;

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
    let scope = Scope::county("a published item is open to everybody");
    let found = find(tx, &scope, id)?;
    if found.state == State::Published { Ok(found) } else { Err(Fault::NotFound) }
}
