//! The roles a tenure brings and takes with it: head of the unit for its head post, overseer for 分管. They are grants
//! of the person's account, wherever that account was opened.

use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Grant, Role, Tx, account, params};
use serde_json::json;

use super::{Tenure, TenureKind, county, of_post};
use crate::store::tenure as store;

pub(super) fn role_of(kind: TenureKind, is_head: bool) -> Option<Role> {
    match kind {
        TenureKind::Oversees => Some(Role::Overseer),
        _ if is_head => Some(Role::Head),
        _ => None,
    }
}

pub(super) fn bring(
    tx: &mut Tx<'_>,
    person: &str,
    unit: &str,
    (kind, is_head): (TenureKind, bool),
    from: Date,
) -> Result<Option<String>, Fault> {
    let Some(role) = role_of(kind, is_head) else { return Ok(None) };
    let Some(account) = account::of_person(tx, person)? else { return Ok(None) };
    let grant = Grant { role, unit: Some(unit.to_owned()) };
    let reason = if role == Role::Overseer { "分管" } else { "任单位负责人" };
    account::grant(tx, &account, &grant, (from, None), reason).map(Some)
}

/// Ends what a tenure brought. A role that was granted when the account was opened, not here, ends too, unless
/// another running tenure in the unit carries it.
pub(super) fn take_back(tx: &mut Tx<'_>, tenure: &Tenure, on: Date) -> Result<(), Fault> {
    if let Some(grant) = &tenure.grant {
        account::end_grant(tx, grant, on)?;
        return Ok(());
    }
    let Some(account) = account::of_person(tx, &tenure.person)? else { return Ok(()) };
    let role = if tenure.kind == TenureKind::Oversees { Role::Overseer } else { Role::Head };
    let carried = params![&tenure.person, &tenure.unit, &tenure.id, on, role == Role::Overseer];
    if tx.row(&county(), store::CARRIED_BESIDES, carried)?.is_some() {
        return Ok(());
    }
    for grant in account::grants(tx, &county(), &account)? {
        if grant.role == role.code() && grant.unit.as_deref() == Some(&tenure.unit) {
            account::end_grant(tx, &grant.id, on)?;
        }
    }
    Ok(())
}

/// Brings the roles of a person's running tenures to the account they have been given. Answers how many.
/// To be called where an account is made.
///
/// # Errors
/// If tenures or grants cannot be read or written.
pub fn bring_roles(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<usize, Fault> {
    let today = tx.today();
    let waiting = tx.rows(&county(), store::UNGRANTED, params![person, today])?;
    let mut brought = 0;
    for row in &waiting {
        let tenure = store::tenure(row)?;
        let is_head = tenure.kind != TenureKind::Oversees;
        let Some(grant) = bring(tx, person, &tenure.unit, (tenure.kind, is_head), tenure.from_on)? else {
            continue;
        };
        tx.execute(store::GRANTED, params![&tenure.id, &grant])?;
        let act = Act {
            kind: "tenure.role-brought",
            subject: ("tenure", &tenure.id),
            unit: Some(&tenure.unit),
            person: Some(person),
            facts: json!({"role": role_of(tenure.kind, is_head).map(Role::code)}),
            decision: None,
        };
        ledger::record(tx, actor, &act)?;
        brought += 1;
    }
    Ok(brought)
}

/// Brings or ends the role of head for everybody serving in a post whose head mark has changed.
pub(crate) fn follow_head_mark(
    tx: &mut Tx<'_>,
    actor: &Actor,
    post: &str,
    is_head: bool,
) -> Result<(), Fault> {
    let today = tx.today();
    for tenure in of_post(tx, &county(), post)? {
        if tenure.to_on.is_some_and(|to| to < today) {
            continue;
        }
        if is_head {
            bring_roles(tx, actor, &tenure.person)?;
        } else {
            take_back(tx, &tenure, today)?;
            tx.execute(store::GRANTED, params![&tenure.id, None::<&str>])?;
        }
    }
    Ok(())
}
