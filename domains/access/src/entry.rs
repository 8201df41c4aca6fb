//! Coming in: checking a password, opening and ending a session, choosing a new password, the first account of
//! a county. Hashing happens between transactions, never inside one.

use kernel::account::{self, Credential, NewAccount};
use kernel::actor::{Actor, Grant, Role};
use kernel::ledger::{self, Act};
use kernel::{DbError, Fault, Refusal, Tx, session, settings};
use serde_json::json;
use sha2::Digest;

/// Setting under which the server keeps the hash of the key of the first run.
pub const FIRST_RUN_KEY: &str = "first-run-key";
/// Setting that marks a demo county.
pub const DEMO: &str = "demo.plan";
/// Setting with the people the demo county offers on its sign-in page.
pub const DEMO_ROLES: &str = "demo.roles";

/// What is kept of the key of the first run.
#[must_use]
pub fn key_digest(key: &str) -> String {
    hex::encode(sha2::Sha256::digest(key.trim().as_bytes()))
}

fn act<'a>(kind: &'a str, account: &'a str) -> Act<'a> {
    Act { kind, subject: ("account", account), unit: None, person: None, facts: json!({}), decision: None }
}

/// Opens a session after a right password; answers its token.
///
/// # Errors
/// [`Fault::NotFound`] if the account was closed meanwhile.
pub fn enter(tx: &mut Tx<'_>, account_id: &str) -> Result<String, Fault> {
    let actor = account::actor(tx, account_id)?.ok_or(Fault::NotFound)?;
    account::clear_failures(tx, account_id)?;
    let token = session::open(tx, account_id)?;
    ledger::record(tx, &actor, &act("session.opened", account_id))?;
    Ok(token)
}

/// Counts a wrong password; says whether the account now rests.
///
/// # Errors
/// If it cannot be written.
pub fn refuse(tx: &mut Tx<'_>, credential: &Credential) -> Result<bool, DbError> {
    let until = account::count_failure(tx, credential)?;
    let wrong = Act {
        facts: json!({"rests": until.is_some()}),
        ..act("account.password-wrong", &credential.account)
    };
    ledger::record(tx, &Actor::program(), &wrong)?;
    Ok(until.is_some())
}

/// Ends the session of a token.
///
/// # Errors
/// If it cannot be written.
pub fn leave(tx: &mut Tx<'_>, actor: &Actor, token: &str) -> Result<(), DbError> {
    session::end(tx, token)?;
    ledger::record(tx, actor, &act("session.ended", &actor.account))?;
    Ok(())
}

/// Sets a password of one's own, ends every session and opens a new one; answers its token.
///
/// # Errors
/// If it cannot be written.
pub fn choose_password(tx: &mut Tx<'_>, actor: &Actor, hash: &str) -> Result<String, DbError> {
    account::set_password(tx, &actor.account, hash, false)?;
    session::end_all(tx, &actor.account)?;
    let token = session::open(tx, &actor.account)?;
    ledger::record(tx, actor, &act("account.password-chosen", &actor.account))?;
    Ok(token)
}

/// The first account of a county: its security administrator, who opens the others.
///
/// # Errors
/// A refusal if there is an account already, or the sign-in name does not do.
pub fn first_account(tx: &mut Tx<'_>, login: &str, name: &str, hash: &str) -> Result<String, Fault> {
    if account::any(tx)? {
        return Err(
            Refusal::new("本县已启用，请直接登录。", "This county is in use already; sign in.").into()
        );
    }
    let new = NewAccount { person: None, login, name, password_hash: hash, must_change: false };
    let id = account::create(tx, &new)?;
    let from = tx.today();
    let held = Grant { role: Role::SecurityAdmin, unit: None };
    account::grant(tx, &id, &held, (from, None), "first run")?;
    settings::put(tx, FIRST_RUN_KEY, "")?;
    ledger::record(tx, &Actor::program(), &act("account.created", &id))?;
    let actor = account::actor(tx, &id)?.ok_or(Fault::NotFound)?;
    let token = session::open(tx, &id)?;
    ledger::record(tx, &actor, &act("session.opened", &id))?;
    Ok(token)
}
