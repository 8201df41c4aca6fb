//! Rights proposed by the security administrator and approved by a second authorised person: the county's organisation
//! department, else another security administrator. Only while there is nobody to approve, as in the first run, a grant
//! takes effect at once, and the ledger says so. Not here: what a role may see (kernel).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::account;
use kernel::actor::{Actor, Grant, Role};
use kernel::case::{self, About, Assigned};
use kernel::ledger::{self, Act};
use kernel::{DbError, Fault, Refusal, Row, Scope, Tx, entering, params, session};
use law::decision::Text;
use serde_json::json;

use crate::entry::act;
use crate::keeping::check_keeper;
use crate::procedure::GRANT;
use crate::store;

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposed {
    /// It waits for a second person.
    Waits,
    /// There is no second person yet; it holds at once.
    Holds,
}

/// A proposal as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Id.
    pub id: String,
    /// Account, name and sign-in name of who is to hold it.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Their sign-in name.
    pub login: String,
    /// The role, as stored.
    pub role: String,
    /// The unit and its name; `None` is the county.
    pub unit: Option<(String, String)>,
    /// Until when.
    pub to: Option<Date>,
    /// Why.
    pub reason: String,
    /// The tenure it follows from.
    pub tenure: Option<String>,
    /// Account and name of who proposed, and when.
    pub proposed: (String, String, Timestamp),
    /// Name of who answered, and when.
    pub answered: Option<(String, Timestamp)>,
    /// The grant, if it was approved.
    pub grant: Option<String>,
}

fn proposal(row: &Row) -> Result<Proposal, DbError> {
    let unit: Option<String> = row.get(5)?;
    let name: Option<String> = row.get(6)?;
    let answered: Option<String> = row.get(13)?;
    Ok(Proposal {
        id: row.text(0)?,
        account: row.text(1)?,
        name: row.text(2)?,
        login: row.text(3)?,
        role: row.text(4)?,
        unit: unit.map(|id| (id, name.unwrap_or_default())),
        to: row.get(7)?,
        reason: row.text(8)?,
        tenure: row.get(9)?,
        proposed: (row.text(10)?, row.text(11)?, row.get(12)?),
        answered: answered.zip(row.get(14)?),
        grant: row.get(15)?,
    })
}

fn scope() -> Scope {
    Scope::county("proposals of grants are kept for the whole county")
}

/// Whether somebody may approve or see proposals.
#[must_use]
pub fn takes_part(actor: &Actor) -> bool {
    actor.is_county(Role::SecurityAdmin) || actor.is_county(Role::Organiser)
}

/// The role that approves what `proposer` wants for `account`; nothing if nobody else could.
fn approver(tx: &mut Tx<'_>, proposer: &str, account: &str) -> Result<Option<Role>, DbError> {
    for role in [Role::Organiser, Role::SecurityAdmin] {
        let holders = account::holders(tx, role, None)?;
        if holders.iter().any(|holder| holder.account != proposer && holder.account != account) {
            return Ok(Some(role));
        }
    }
    Ok(None)
}

/// Proposes a right.
///
/// # Errors
/// [`Fault::NotFound`] for whoever does not keep accounts; refusals as [`account::grant`]; nobody proposes for
/// themselves or the same thing twice.
pub fn propose(
    tx: &mut Tx<'_>,
    actor: &Actor,
    account_id: &str,
    held: &Grant,
    to: Option<Date>,
    reason: &str,
) -> Result<Proposed, Fault> {
    check_keeper(actor)?;
    if account_id == actor.account {
        return Err(Refusal::new(
            "不能给自己授权，请由另一位安全管理员办理。",
            "Nobody grants to themselves; ask the other security administrator.",
        )
        .into());
    }
    check_new(tx, account_id, held)?;
    let (unit, today) = (held.unit.as_deref(), tx.today());
    let tenure = match unit {
        Some(unit) => tx.row(&scope(), store::TENURE_IN, params![account_id, unit, today])?,
        None => None,
    };
    let tenure = tenure.map(|row| row.text(0)).transpose()?;
    let Some(approver) = approver(tx, &actor.account, account_id)? else {
        put_in_force(tx, account_id, held, (to, tenure.as_deref()), reason)?;
        let facts = json!({"role": held.role.code(), "unit": held.unit, "first_run": true});
        ledger::record(tx, actor, &Act { unit, ..act("account.granted", account_id, facts) })?;
        return Ok(Proposed::Holds);
    };
    let (id, now) = (tx.id(), tx.now());
    let (role, tenure) = (held.role.code(), tenure.as_deref());
    let (by, name) = (&actor.account, &actor.name);
    let row = params![&id, account_id, role, unit, to, reason, tenure, by, name, now];
    tx.execute(store::ADD_PROPOSAL, row)?;
    ask(tx, &id, account_id, unit, approver)?;
    let facts = json!({"role": role, "unit": unit, "proposal": id, "follows_tenure": tenure.is_some()});
    ledger::record(tx, actor, &Act { unit, ..act("grant.proposed", account_id, facts) })?;
    Ok(Proposed::Waits)
}

/// Refuses what cannot be granted, or was proposed already.
fn check_new(tx: &mut Tx<'_>, account_id: &str, held: &Grant) -> Result<(), Fault> {
    account::check_separated(tx, account_id, held.role)?;
    let unit = held.unit.as_deref();
    if let Some(unit) = unit
        && tx.row(&scope(), store::UNIT_NAME, params![unit])?.is_none()
    {
        return Err(Refusal::new("没有这个单位，请重新选择。", "There is no such unit; choose again.")
            .at("unit")
            .into());
    }
    if tx.row(&scope(), store::SAME_PROPOSAL, params![account_id, held.role.code(), unit])?.is_some() {
        return Err(Refusal::new(
            "同样的授权已经提出，正在等待审批。",
            "The same grant has been proposed already and waits for approval.",
        )
        .at("role")
        .into());
    }
    Ok(())
}

/// Makes the proposal somebody's to-do.
fn ask(tx: &mut Tx<'_>, id: &str, account_id: &str, unit: Option<&str>, approver: Role) -> Result<(), Fault> {
    let name = account::actor(tx, account_id)?.ok_or(Fault::NotFound)?.name;
    let about = About {
        subject: ("grant-proposal", id),
        unit,
        person: None,
        title: Text::new(format!("授权：{name}"), format!("Grant for {name}")),
        link: &format!("/accounts/proposals/{id}"),
    };
    case::open(tx, &GRANT, &about, &Assigned::role(approver, None))?;
    Ok(())
}

/// The right itself; what is signed in is signed out, to come back with it.
fn put_in_force(
    tx: &mut Tx<'_>,
    account_id: &str,
    held: &Grant,
    (to, tenure): (Option<Date>, Option<&str>),
    reason: &str,
) -> Result<String, Fault> {
    let from = tx.today();
    let grant = account::grant(tx, account_id, held, (from, to), reason)?;
    if let Some(tenure) = tenure {
        account::follow_tenure(tx, &grant, tenure)?;
    }
    session::end_all(tx, account_id)?;
    entering::close_all(tx, account_id)?;
    Ok(grant)
}

/// The proposals that wait, oldest first, at most 200.
///
/// # Errors
/// [`Fault::NotFound`] for whoever takes no part.
pub fn waiting(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Proposal>, Fault> {
    if !takes_part(actor) {
        return Err(Fault::NotFound);
    }
    Ok(tx.rows(&scope(), store::PROPOSALS, &[])?.iter().map(proposal).collect::<Result<_, _>>()?)
}

/// One proposal, and whether this actor may answer it.
///
/// # Errors
/// [`Fault::NotFound`] for whoever takes no part.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(Proposal, bool), Fault> {
    if !takes_part(actor) {
        return Err(Fault::NotFound);
    }
    let row = tx.row(&scope(), store::PROPOSAL, params![id])?.ok_or(Fault::NotFound)?;
    let found = proposal(&row)?;
    let case = case::of_subject(tx, &GRANT, "grant-proposal", id)?.ok_or(Fault::NotFound)?;
    let open = case::open_step_of(tx, &case)?;
    let may = open.is_some_and(|step| step.waits_for(actor))
        && found.proposed.0 != actor.account
        && found.account != actor.account;
    Ok((found, may))
}

/// Who is which of the three administrators today, for whoever decides about another.
///
/// # Errors
/// If they cannot be read.
pub fn administrators(tx: &mut Tx<'_>) -> Result<Vec<(Role, String)>, DbError> {
    let mut found = Vec::new();
    for role in account::SEPARATED {
        found.extend(account::holders(tx, role, None)?.into_iter().map(|holder| (role, holder.name)));
    }
    Ok(found)
}

/// Answers a proposal.
///
/// # Errors
/// Refused to who proposed it and to whom it is for, and once it was answered; refusals as [`account::grant`].
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: &str, approve: bool) -> Result<String, Fault> {
    let (found, may) = find(tx, actor, id)?;
    if found.answered.is_some() {
        return Err(Refusal::new("这项授权已经答复。", "This proposal has been answered already.").into());
    }
    if !may {
        return Err(Refusal::new(
            "授权须由另一名有权人员审批：不得审批本人提出的或授予本人的权限。",
            "Another authorised person has to approve: not who proposed it and not whom it is for.",
        )
        .into());
    }
    let role = Role::from_code(&found.role).ok_or(Fault::NotFound)?;
    let unit = found.unit.as_ref().map(|(id, _)| id.clone());
    let outcome = if approve { "approved" } else { "declined" };
    let case = case::of_subject(tx, &GRANT, "grant-proposal", id)?.ok_or(Fault::NotFound)?;
    case::advance(tx, &GRANT, &case, ("approval", outcome), actor, "", None)?;
    let grant = match approve {
        true => {
            let held = Grant { role, unit: unit.clone() };
            let follows = (found.to, found.tenure.as_deref());
            Some(put_in_force(tx, &found.account, &held, follows, &found.reason)?)
        }
        false => None,
    };
    let now = tx.now();
    tx.execute(store::ANSWER, params![id, &actor.account, &actor.name, now, grant.as_deref()])?;
    let facts = json!({"role": found.role, "unit": unit, "proposal": id, "proposed_by": found.proposed.0});
    let kind = if approve { "grant.approved" } else { "grant.declined" };
    let done = Act { unit: unit.as_deref(), ..act(kind, &found.account, facts) };
    ledger::record(tx, actor, &done)?;
    Ok(found.account)
}
