//! Who sits where, as this room needs it: main seats with what the post description says, units, and who stands
//! above a unit's head. Not here: keeping them (room people).

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::db::Row;
use kernel::{DbError, Scope, Tx, account, params};

use crate::measure::Category;
use crate::store;

/// A person's main seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Person.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Post, if the tenure names one.
    pub post: Option<String>,
    /// Its title; empty without a post.
    pub title: String,
    /// Its category; without a post, what fits the kind of personnel.
    pub category: Category,
    /// Whether it is the head's.
    pub is_head: bool,
    /// The duties of the post, one a line.
    pub duties: String,
}

/// A unit as this room needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Id.
    pub id: String,
    /// Unit above.
    pub parent: Option<String>,
    /// Name.
    pub name: String,
    /// Kind, as room people stores it.
    pub kind: String,
}

fn seat(row: &Row) -> Result<Seat, DbError> {
    let category = row.get::<Option<String>>(6)?.and_then(|code| Category::from_code(&code));
    let kind = row.text(9)?;
    let by_kind = match kind.as_str() {
        "village-cadre" | "community-worker" => Category::Village,
        "institution-staff" => Category::Institution,
        _ => Category::General,
    };
    Ok(Seat {
        person: row.text(0)?,
        name: row.text(1)?,
        unit: row.text(2)?,
        unit_name: row.text(3)?,
        post: row.get(4)?,
        title: row.get::<Option<String>>(5)?.unwrap_or_default(),
        category: category.unwrap_or(by_kind),
        is_head: row.get(7)?,
        duties: row.get::<Option<String>>(8)?.unwrap_or_default(),
    })
}

/// Everybody whose main seat is in the unit on a day, its head first.
///
/// # Errors
/// If they cannot be read.
pub fn in_unit(tx: &mut Tx<'_>, scope: &Scope, unit: &str, on: Date) -> Result<Vec<Seat>, DbError> {
    tx.rows(scope, store::seat::IN_UNIT, params![unit, on])?.iter().map(seat).collect()
}

/// The main seat of a person on a day.
///
/// # Errors
/// If it cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str, on: Date) -> Result<Option<Seat>, DbError> {
    tx.row(scope, store::seat::OF_PERSON, params![person, on])?.as_ref().map(seat).transpose()
}

fn unit_of(row: &Row) -> Result<Unit, DbError> {
    Ok(Unit { id: row.text(0)?, parent: row.get(1)?, name: row.text(2)?, kind: row.text(3)? })
}

/// A unit, in scope.
///
/// # Errors
/// If it cannot be read.
pub fn unit(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Option<Unit>, DbError> {
    tx.row(scope, store::seat::UNIT, params![id])?.as_ref().map(unit_of).transpose()
}

/// The units right beneath a unit that are open, in scope.
///
/// # Errors
/// If they cannot be read.
pub fn children(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Unit>, DbError> {
    tx.rows(scope, store::seat::CHILDREN, params![id])?.iter().map(unit_of).collect()
}

/// All open units in scope.
///
/// # Errors
/// If they cannot be read.
pub fn units(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Unit>, DbError> {
    tx.rows(scope, store::seat::UNITS, &[])?.iter().map(unit_of).collect()
}

/// The name of a person, from the directory.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn name(tx: &mut Tx<'_>, person: &str) -> Result<Option<String>, DbError> {
    let directory = Scope::county("names are in the directory, open to everybody who serves in the county");
    tx.row(&directory, store::seat::NAME, params![person])?.map(|row| row.text(0)).transpose()
}

/// Who signs with somebody for the unit: a role on a unit, and who holds it today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superior {
    /// The role whose holder signs.
    pub role: Role,
    /// On which unit; `None` is the county.
    pub unit: Option<String>,
    /// Who holds it today.
    pub person: Option<String>,
    /// Their name; empty if nobody holds it.
    pub name: String,
}

/// Who signs for the unit with this person: the unit's head; for the head, the leader who oversees the unit, else
/// the head of the unit above, and so up; above the topmost unit, the assessment committee.
///
/// # Errors
/// If grants or units cannot be read.
pub fn superior_of(tx: &mut Tx<'_>, person: &str, unit: &str, is_head: bool) -> Result<Superior, DbError> {
    let tree = Scope::county("who answers for a unit is known to everybody in the county");
    let heads = account::holders(tx, Role::Head, Some(unit))?;
    let leads = is_head || heads.iter().any(|head| head.person.as_deref() == Some(person));
    if !leads {
        let head = heads.into_iter().find(|head| head.person.is_some());
        return Ok(superior(Role::Head, Some(unit.to_owned()), head));
    }
    let mut at = Some(unit.to_owned());
    // A tree of units is shallow; the bound only stops a broken one.
    for _ in 0..16 {
        let Some(here) = at else { break };
        let overseers = account::holders(tx, Role::Overseer, Some(&here))?;
        if let Some(overseer) = overseers.into_iter().find(|one| one.person.as_deref() != Some(person)) {
            return Ok(superior(Role::Overseer, Some(here), Some(overseer)));
        }
        at = self::unit(tx, &tree, &here)?.and_then(|unit| unit.parent);
        if let Some(above) = &at {
            let heads = account::holders(tx, Role::Head, Some(above))?;
            if let Some(head) = heads.into_iter().find(|one| one.person.as_deref() != Some(person)) {
                return Ok(superior(Role::Head, Some(above.clone()), Some(head)));
            }
        }
    }
    let committee = account::holders(tx, Role::Committee, None)?.into_iter().next();
    Ok(superior(Role::Committee, None, committee))
}

fn superior(role: Role, unit: Option<String>, holder: Option<account::Holder>) -> Superior {
    let (person, name) = holder.map_or((None, String::new()), |holder| (holder.person, holder.name));
    Superior { role, unit, person, name }
}
