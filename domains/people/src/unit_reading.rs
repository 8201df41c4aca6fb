//! Reading units: one, the children of one, the whole tree, histories, codes, how full they are. Changes are in
//! [`crate::unit`], where these functions are found too.

use std::collections::HashMap;

use jiff::civil::Date;
use kernel::{DbError, Fault, Scope, Tx, params};

use crate::person::Kind;
use crate::store::unit as store;
use crate::unit::{Code, CodeSystem, Unit, Version};

/// A unit in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Unit, Fault> {
    let row = tx.row(scope, store::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(store::unit(&row)?)
}

/// The open units directly beneath one; beneath nothing stands the county. In their order.
///
/// # Errors
/// If they cannot be read.
pub fn children(tx: &mut Tx<'_>, scope: &Scope, parent: Option<&str>) -> Result<Vec<Unit>, DbError> {
    let today = tx.today();
    tx.rows(scope, store::CHILDREN, params![parent, today])?.iter().map(store::unit).collect()
}

/// All open units in scope, by their order among siblings; [`tree`] gives them in the order of the tree.
///
/// # Errors
/// If they cannot be read.
pub fn all(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Unit>, DbError> {
    let today = tx.today();
    tx.rows(scope, store::OPEN, params![today])?.iter().map(store::unit).collect()
}

/// The way from the county down to a unit, the unit last.
///
/// # Errors
/// [`Fault::NotFound`] if the unit is not in reach.
pub fn path(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Unit>, Fault> {
    let found = tx.rows(scope, store::PATH, params![id])?;
    if found.is_empty() {
        return Err(Fault::NotFound);
    }
    Ok(found.iter().map(store::unit).collect::<Result<_, _>>()?)
}

/// A unit in the order of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The unit.
    pub unit: Unit,
    /// Steps below the topmost unit in reach.
    pub depth: usize,
    /// Units directly beneath it.
    pub children: usize,
}

/// All open units in scope, each followed by those beneath it. A unit whose parent is out of reach is a root.
///
/// # Errors
/// If they cannot be read.
pub fn tree(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Branch>, DbError> {
    let units = all(tx, scope)?;
    let known: HashMap<&str, ()> = units.iter().map(|unit| (unit.id.as_str(), ())).collect();
    let mut beneath: HashMap<Option<&str>, Vec<&Unit>> = HashMap::new();
    for unit in &units {
        let parent = unit.parent.as_deref().filter(|parent| known.contains_key(parent));
        beneath.entry(parent).or_default().push(unit);
    }
    let mut branches = Vec::with_capacity(units.len());
    let mut waiting: Vec<(&Unit, usize)> =
        beneath.get(&None).into_iter().flatten().rev().map(|unit| (*unit, 0)).collect();
    while let Some((unit, depth)) = waiting.pop() {
        let below = beneath.get(&Some(unit.id.as_str())).map_or(&[][..], Vec::as_slice);
        branches.push(Branch { unit: unit.clone(), depth, children: below.len() });
        waiting.extend(below.iter().rev().map(|unit| (*unit, depth + 1)));
    }
    Ok(branches)
}

/// The names and places a unit had, oldest first.
///
/// # Errors
/// If they cannot be read.
pub fn versions(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Version>, DbError> {
    tx.rows(scope, store::VERSIONS, params![id])?.iter().map(store::version).collect()
}

/// The codes of a unit, newest of each list first.
///
/// # Errors
/// If they cannot be read.
pub fn codes(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Code>, DbError> {
    tx.rows(scope, store::CODES, params![id])?.iter().map(store::code).collect()
}

/// The unit that carries, or carried last, a code in a list.
///
/// # Errors
/// If it cannot be read.
pub fn by_code(
    tx: &mut Tx<'_>,
    scope: &Scope,
    system: CodeSystem,
    code: &str,
) -> Result<Option<String>, DbError> {
    tx.row(scope, store::BY_CODE, params![system, code])?.map(|row| row.text(0)).transpose()
}

/// How full a unit is on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Strength {
    /// Civil servants holding or acting in it.
    pub admin: i64,
    /// Institution staff.
    pub institution: i64,
    /// Village and community people, who are outside establishment.
    pub others: i64,
    /// Seats of its posts.
    pub seats: i64,
}

/// How full each unit in scope is on a day: people who hold or act, by what establishment they take.
///
/// # Errors
/// If they cannot be counted.
pub fn strength(tx: &mut Tx<'_>, scope: &Scope, on: Date) -> Result<HashMap<String, Strength>, DbError> {
    let mut found: HashMap<String, Strength> = HashMap::new();
    for row in tx.rows(scope, store::STRENGTH, params![on])? {
        let strength = found.entry(row.text(0)?).or_default();
        let count = row.int(2)?;
        match row.get::<Kind>(1)? {
            Kind::CivilServant => strength.admin += count,
            Kind::InstitutionStaff => strength.institution += count,
            Kind::VillageCadre | Kind::CommunityWorker => strength.others += count,
        }
    }
    for row in tx.rows(scope, store::SEATS, params![on])? {
        found.entry(row.text(0)?).or_default().seats = row.int(1)?;
    }
    Ok(found)
}
