//! Reading tenures: of a person, a unit, a post; and where somebody serves in the main.

use jiff::civil::Date;
use kernel::{Actor, DbError, Fault, Scope, Tx, params};

use super::{Seat, Tenure};
use crate::store::tenure as store;
use crate::{post, unit};

/// A tenure in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Tenure, Fault> {
    let row = tx.row(scope, store::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(store::tenure(&row)?)
}

fn list(tx: &mut Tx<'_>, scope: &Scope, sql: &str, values: &[kernel::Value]) -> Result<Vec<Tenure>, DbError> {
    tx.rows(scope, sql, values)?.iter().map(store::tenure).collect()
}

/// All tenures of a person in scope, newest first, also those in units out of scope.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Tenure>, DbError> {
    let today = tx.today();
    list(tx, scope, store::OF_PERSON, params![person, today])
}

/// Who is with exactly that unit on a day, its head first, then by pinyin; with those who oversee it.
///
/// # Errors
/// If they cannot be read.
pub fn in_unit(tx: &mut Tx<'_>, scope: &Scope, unit: &str, on: Date) -> Result<Vec<Tenure>, DbError> {
    list(tx, scope, store::IN_UNIT, params![unit, on])
}

/// Who is with that unit or one beneath it on a day, by unit.
///
/// # Errors
/// If they cannot be read.
pub fn beneath(tx: &mut Tx<'_>, scope: &Scope, unit: &str, on: Date) -> Result<Vec<Tenure>, DbError> {
    list(tx, scope, store::BENEATH, params![unit, on])
}

/// Every tenure in scope that lasts on a day, by person.
///
/// # Errors
/// If they cannot be read.
pub fn current(tx: &mut Tx<'_>, scope: &Scope, on: Date) -> Result<Vec<Tenure>, DbError> {
    list(tx, scope, store::CURRENT, params![on])
}

/// Who held a post, the latest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_post(tx: &mut Tx<'_>, scope: &Scope, post: &str) -> Result<Vec<Tenure>, DbError> {
    list(tx, scope, store::OF_POST, params![post])
}

/// The main tenure of everybody in scope on a day, by unit: for work over whole units at once.
///
/// # Errors
/// If they cannot be read.
pub fn main_tenures(tx: &mut Tx<'_>, scope: &Scope, on: Date) -> Result<Vec<Tenure>, DbError> {
    list(tx, scope, store::ALL_MAIN, params![on])
}

/// Where a person serves in the main on a day: what they hold before what they act in, are attached or seconded
/// to; of several the one that began first. 分管 is not a seat.
///
/// # Errors
/// If it cannot be read.
pub fn main_seat(tx: &mut Tx<'_>, scope: &Scope, person: &str, on: Date) -> Result<Option<Seat>, Fault> {
    let Some(row) = tx.row(scope, store::MAIN, params![person, on])? else { return Ok(None) };
    let tenure = store::tenure(&row)?;
    let names = Scope::county("unit and post of a tenure that was read in scope");
    let unit = unit::find(tx, &names, &tenure.unit)?;
    let post = tenure.post.as_deref().map(|post| post::find(tx, &names, post)).transpose()?;
    Ok(Some(Seat { tenure, post, unit }))
}

/// Unit and post of an actor as the head of every page shows them; empty for administrators.
///
/// # Errors
/// If they cannot be read.
pub fn seat_of(tx: &mut Tx<'_>, actor: &Actor) -> Result<(String, String), DbError> {
    let Some(person) = &actor.person else { return Ok(Default::default()) };
    let today = tx.today();
    let Some(row) = tx.row(&Scope::own(person), store::MAIN, params![person, today])? else {
        return Ok(Default::default());
    };
    let tenure = store::tenure(&row)?;
    Ok((tenure.unit_name.clone(), tenure.post_title.unwrap_or_default()))
}
