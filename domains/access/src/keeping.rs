//! Keeping accounts: the security administrator opens them for people on the roster, ends roles, resets passwords, closes.
//! Every one of these is an act; none of them reads content. Not here: new roles, which another approves (`proposal`).

use kernel::account::{self, NewAccount, notice};
use kernel::actor::{Actor, Grant, Role};
use kernel::ledger::{self, Act};
use kernel::{Area, DbError, Fault, Refusal, Scope, Tx, entering, params, session};
use serde_json::json;

use crate::proposal::{self, Proposed};
use crate::store;

/// Refuses whoever does not keep accounts.
///
/// # Errors
/// [`Fault::NotFound`], as for a page that does not exist.
pub fn check_keeper(actor: &Actor) -> Result<(), Fault> {
    if actor.is_county(Role::SecurityAdmin) { Ok(()) } else { Err(Fault::NotFound) }
}

/// Whether anybody on the roster has an account; administrators need nobody behind theirs.
///
/// # Errors
/// If it cannot be read.
pub fn anybody_of_roster(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    let scope = Scope::county("whether there is any account concerns nobody");
    Ok(tx.row(&scope, store::ANY_OF_ROSTER, params![])?.is_some())
}

fn act<'a>(kind: &'a str, account: &'a str, facts: serde_json::Value) -> Act<'a> {
    Act { kind, subject: ("account", account), unit: None, person: None, facts, decision: None }
}

/// Somebody on the roster who has no account yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Person id.
    pub person: String,
    /// Name.
    pub name: String,
    /// Unit of the present post.
    pub unit: String,
    /// Sign-in name offered: pinyin of the name.
    pub login: String,
}

/// People of a unit and everything beneath who have no account, at most `most`.
///
/// # Errors
/// [`Fault::NotFound`] for whoever does not keep accounts.
pub fn waiting(tx: &mut Tx<'_>, actor: &Actor, unit: &str, most: u32) -> Result<Vec<Waiting>, Fault> {
    check_keeper(actor)?;
    let scope = actor.scope(Area::Accounts);
    let today = tx.today();
    let rows = tx.rows(&scope, store::WITHOUT, params![today, unit, most])?;
    let mut found: Vec<Waiting> = Vec::with_capacity(rows.len());
    for row in rows {
        let person = row.text(0)?;
        if found.iter().all(|other| other.person != person) {
            let login = login_from(&row.text(2)?);
            found.push(Waiting { person, name: row.text(1)?, unit: row.text(3)?, login });
        }
    }
    Ok(found)
}

/// The pinyin in a search text: its longest word of plain letters.
fn login_from(search: &str) -> String {
    search
        .split_whitespace()
        .filter(|word| word.chars().all(|c| c.is_ascii_lowercase()))
        .max_by_key(|word| word.len())
        .unwrap_or("zhanghao")
        .to_owned()
}

/// The open units, for choosing one.
///
/// # Errors
/// [`Fault::NotFound`] for whoever does not keep accounts.
pub fn units(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(String, String)>, Fault> {
    check_keeper(actor)?;
    let scope = actor.scope(Area::Accounts);
    let rows = tx.rows(&scope, store::UNITS, &[])?;
    Ok(rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect::<Result<_, DbError>>()?)
}

/// What an actor holds today: role, and the name of the unit (`None`: the county).
///
/// # Errors
/// If it cannot be read.
pub fn held_by(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(Role, Option<String>)>, Fault> {
    let scope = kernel::Scope::county("the names of units are known to everybody");
    let mut held = Vec::new();
    for grant in &actor.grants {
        let name = match &grant.unit {
            None => None,
            Some(unit) => {
                tx.row(&scope, store::UNIT_NAME, params![unit])?.map(|row| row.text(0)).transpose()?
            }
        };
        held.push((grant.role, name));
    }
    Ok(held)
}

/// The sign-in name of an account.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such account.
pub fn login_of(tx: &mut Tx<'_>, account_id: &str) -> Result<String, Fault> {
    let row = tx.row(&scope_of_logins(), store::LOGIN_OF, params![account_id])?.ok_or(Fault::NotFound)?;
    Ok(row.text(0)?)
}

/// Opens an account for somebody on the roster with the grants that follow from their posts: cadre, head of the
/// units they head, overseer of those they oversee. Answers the sign-in name, made unique.
///
/// # Errors
/// [`Fault::NotFound`] for whoever does not keep accounts; refusals as [`account::create`].
pub fn open_for(tx: &mut Tx<'_>, actor: &Actor, who: &Waiting, hash: &str) -> Result<String, Fault> {
    check_keeper(actor)?;
    let scope = actor.scope(Area::Accounts);
    let today = tx.today();
    let mut login = who.login.clone();
    let mut number = 1;
    while tx.row(&scope_of_logins(), store::LOGIN_TAKEN, params![&login])?.is_some() {
        number += 1;
        login = format!("{}{number}", who.login);
    }
    let new = NewAccount {
        person: Some(&who.person),
        login: &login,
        name: &who.name,
        password_hash: hash,
        must_change: true,
    };
    let id = account::create(tx, &new)?;
    let mut grants = vec![(Grant { role: Role::Cadre, unit: None }, None)];
    for (sql, role) in [(store::HEADED, Role::Head), (store::OVERSEEN, Role::Overseer)] {
        for row in tx.rows(&scope, sql, params![&who.person, today])? {
            grants.push((Grant { role, unit: Some(row.text(0)?) }, Some(row.text(1)?)));
        }
    }
    for (held, tenure) in &grants {
        let grant = account::grant(tx, &id, held, (today, None), "roster")?;
        if let Some(tenure) = tenure {
            account::follow_tenure(tx, &grant, tenure)?;
        }
    }
    let facts = json!({"grants": grants.len()});
    ledger::record(tx, actor, &Act { person: Some(&who.person), ..act("account.created", &id, facts) })?;
    Ok(login)
}

fn scope_of_logins() -> kernel::Scope {
    kernel::Scope::county("a sign-in name is unique in the whole county")
}

/// Creates an account that stands for no person on the roster, an administrator, and proposes its role.
///
/// # Errors
/// As [`open_for`].
pub fn create_plain(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (login, name): (&str, &str),
    role: Role,
    hash: &str,
) -> Result<Proposed, Fault> {
    check_keeper(actor)?;
    let new = NewAccount { person: None, login, name, password_hash: hash, must_change: true };
    let id = account::create(tx, &new)?;
    ledger::record(tx, actor, &act("account.created", &id, json!({"wanted": role.code()})))?;
    let held = Grant { role, unit: None };
    proposal::propose(tx, actor, &id, &held, None, "开设账号时提出")
}

/// Ends a grant as of yesterday, so that it no longer holds today; the holder is signed out.
///
/// # Errors
/// [`Fault::NotFound`] if there is no such grant in force.
pub fn end_grant(tx: &mut Tx<'_>, actor: &Actor, account_id: &str, grant: &str) -> Result<(), Fault> {
    check_keeper(actor)?;
    let scope = actor.scope(Area::Accounts);
    if !account::grants(tx, &scope, account_id)?.iter().any(|held| held.id == grant) {
        return Err(Fault::NotFound);
    }
    let yesterday = tx.today().yesterday().unwrap_or(tx.today());
    if !account::end_grant(tx, grant, yesterday)? {
        return Err(Fault::NotFound);
    }
    session::end_all(tx, account_id)?;
    entering::close_all(tx, account_id)?;
    ledger::record(tx, actor, &act("account.grant-ended", account_id, json!({"grant": grant})))?;
    Ok(())
}

/// Sets a one-time password and ends every session.
///
/// # Errors
/// [`Fault::NotFound`] for whoever does not keep accounts.
pub fn reset_password(tx: &mut Tx<'_>, actor: &Actor, account_id: &str, hash: &str) -> Result<(), Fault> {
    check_keeper(actor)?;
    account::set_password(tx, account_id, hash, true)?;
    session::end_all(tx, account_id)?;
    entering::close_all(tx, account_id)?;
    notice::tell(tx, account_id, "password", &actor.name)?;
    ledger::record(tx, actor, &act("account.password-reset", account_id, json!({})))?;
    Ok(())
}

/// Ends every session of an account, and every entry on its way to one; answers how many sessions there were. The holder is
/// told and may sign in again.
///
/// # Errors
/// [`Fault::NotFound`] for whoever does not keep accounts, and for an account that is not there.
pub fn end_sessions(tx: &mut Tx<'_>, actor: &Actor, account_id: &str) -> Result<u64, Fault> {
    check_keeper(actor)?;
    account::actor(tx, account_id)?.ok_or(Fault::NotFound)?;
    let ended = session::end_all(tx, account_id)?;
    entering::close_all(tx, account_id)?;
    notice::tell(tx, account_id, "sessions", &actor.name)?;
    ledger::record(tx, actor, &act("account.sessions-ended", account_id, json!({"ended": ended})))?;
    Ok(ended)
}

/// Closes an account and ends its sessions.
///
/// # Errors
/// [`Fault::NotFound`] for whoever does not keep accounts; nobody closes their own.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, account_id: &str) -> Result<(), Fault> {
    check_keeper(actor)?;
    if account_id == actor.account {
        return Err(Refusal::new("不能注销自己的账号。", "Nobody closes their own account.").into());
    }
    account::close(tx, account_id)?;
    session::end_all(tx, account_id)?;
    entering::close_all(tx, account_id)?;
    ledger::record(tx, actor, &act("account.closed", account_id, json!({})))?;
    Ok(())
}

/// A one-time password people can type on a phone: four groups of three letters and digits that are not mistaken for
/// each other (31 bits of choice per group of six).
#[must_use]
pub fn one_time_password(random: [u8; 12]) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
    let mut out = String::with_capacity(15);
    for (position, byte) in random.iter().enumerate() {
        if position > 0 && position % 3 == 0 {
            out.push('-');
        }
        out.push(char::from(SIGNS[usize::from(byte & 31)]));
    }
    out
}
