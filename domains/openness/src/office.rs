//! The office of the county government 政府办公室: it takes in hand what the deciding body decides on major decisions, from
//! the proposal to the record of the meeting. Which units are offices that can lead one. Not here: the decisions.

use kernel::actor::Role;
use kernel::case::Assigned;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params, settings};
use serde_json::json;

use crate::notice::record;
use crate::store::office as sql;

/// Setting: the unit the county named.
const OFFICE: &str = "openness.government-office";

/// A unit: id and name.
pub type Office = (String, String);

fn one(tx: &mut Tx<'_>, statement: &str, values: &[kernel::db::Value]) -> Result<Option<Office>, DbError> {
    let scope = Scope::county("offices are in the county's own telephone book");
    tx.row(&scope, statement, values)?.map(|row| Ok((row.text(0)?, row.text(1)?))).transpose()
}

fn many(tx: &mut Tx<'_>, scope: &Scope, statement: &str) -> Result<Vec<Office>, DbError> {
    tx.rows(scope, statement, &[])?.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// The office of the county government: the one the county named, else the office that is called so; none in a county
/// without, where the leading body acts itself.
///
/// # Errors
/// If it cannot be read.
pub fn of_government(tx: &mut Tx<'_>) -> Result<Option<Office>, DbError> {
    if let Some(named) = settings::get(tx, OFFICE)?
        && let Some(found) = one(tx, sql::ONE, params![named])?
    {
        return Ok(Some(found));
    }
    one(tx, sql::CALLED, &[])
}

/// The offices of the county that can lead a decision.
///
/// # Errors
/// If they cannot be read.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Office>, DbError> {
    many(tx, &Scope::county("offices are in the county's own telephone book"), sql::ALL)
}

/// The offices and towns in reach of somebody, which may propose a decision.
///
/// # Errors
/// If they cannot be read.
pub fn proposers(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Office>, DbError> {
    many(tx, scope, sql::PROPOSERS)
}

/// Whether somebody heads the office of the county government.
///
/// # Errors
/// If it cannot be read.
pub fn is_head(tx: &mut Tx<'_>, actor: &Actor) -> Result<bool, DbError> {
    if !actor.is(Role::Head) {
        return Ok(false);
    }
    let office = of_government(tx)?;
    Ok(office.is_some_and(|(id, _)| actor.units_as(Role::Head).any(|unit| unit == id)))
}

/// Whether somebody acts for the deciding body.
///
/// # Errors
/// If it cannot be read.
pub fn acts(tx: &mut Tx<'_>, actor: &Actor) -> Result<bool, DbError> {
    Ok(actor.is_county(Role::Committee) || is_head(tx, actor)?)
}

/// As [`acts`], refusing.
pub(crate) fn acting(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Fault> {
    if acts(tx, actor)? {
        return Ok(());
    }
    let office = of_government(tx)?.map(|(_, name)| name);
    let (zh, en) = match &office {
        Some(name) => (name.as_str(), name.as_str()),
        None => ("决策机关", "the deciding body"),
    };
    Err(Refusal::new(
        format!("此事由{zh}按决策机关的决定办理。"),
        format!("This is for {en}, by what the deciding body decides."),
    )
    .into())
}

/// Who takes a step of the deciding body: the head of its office, but never of their own proposal or draft; then, and
/// where there is no such office, the leading body.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn assigned(tx: &mut Tx<'_>, before: &Actor) -> Result<Assigned, DbError> {
    match of_government(tx)? {
        Some((id, _)) if !is_head(tx, before)? => Ok(Assigned::role(Role::Head, Some(&id))),
        _ => Ok(Assigned::role(Role::Committee, None)),
    }
}

/// Whether somebody may say which office it is: whoever keeps the units of the county, or the leading body.
#[must_use]
pub fn may_name(actor: &Actor) -> bool {
    actor.is_county(Role::Organiser) || actor.is_county(Role::Committee)
}

/// Says which office it is. Steps that wait already stay with whom they wait for.
///
/// # Errors
/// A refusal where it is not theirs to say, or the unit is no office of the county.
pub fn name(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<(), Fault> {
    if !may_name(actor) {
        return Err(Refusal::new(
            "政府办公室由组织部门按机构设置指定。",
            "Which office it is is said by the organisation department.",
        )
        .into());
    }
    if one(tx, sql::ONE, params![unit])?.is_none() {
        return Err(Refusal::new("请选择县级部门。", "Choose an office of the county.").at("unit").into());
    }
    settings::put(tx, OFFICE, unit)?;
    let facts = json!({ "unit": unit });
    record(tx, actor, ("decision.office-named", ("unit", unit)), unit, facts, None)?;
    Ok(())
}
