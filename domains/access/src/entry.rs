//! Coming in: the password, then the second factor where there is one, then the session. Choosing a new password, the
//! first account of a county. Hashing happens between transactions, never inside one. Not here: one's own second factor
//! once inside (`factor`), slowing down addresses (`gate`).

use kernel::account::factor::{self as second, Used};
use kernel::account::webauthn::{Asked, Assertion};
use kernel::account::{self, Credential, NewAccount, notice, passkey};
use kernel::actor::{Actor, Grant, Role};
use kernel::entering::{self, Entry};
use kernel::ledger::{self, Act};
use kernel::{DbError, Fault, Refusal, Tx, session, settings};
use serde_json::{Value as Json, json};
use sha2::Digest;

use crate::factor;

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

pub(crate) fn act<'a>(kind: &'a str, account: &'a str, facts: Json) -> Act<'a> {
    Act { kind, subject: ("account", account), unit: None, person: None, facts, decision: None }
}

/// How far somebody came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Come {
    /// In: the token of the session, and where to go.
    In(String, String),
    /// The second factor is asked for: the token of the entry.
    Code(String),
    /// A second factor has to be set up first: the token of the entry.
    Enrol(String),
    /// What was typed is wrong.
    Wrong,
    /// The account rests for so many minutes.
    Rests(i64),
    /// The password was given by somebody and its time is over.
    Over,
    /// There is no entry, or it has run out.
    Gone,
}

/// Opens a session without asking anything more; answers its token. For the demo's one click and for tests.
///
/// # Errors
/// [`Fault::NotFound`] if the account was closed meanwhile.
pub fn enter(tx: &mut Tx<'_>, account_id: &str) -> Result<String, Fault> {
    enter_by(tx, account_id, "", "password")
}

pub(crate) fn enter_by(tx: &mut Tx<'_>, account_id: &str, device: &str, by: &str) -> Result<String, Fault> {
    let actor = account::actor(tx, account_id)?.ok_or(Fault::NotFound)?;
    account::clear_failures(tx, account_id)?;
    let token = session::open(tx, account_id, device)?;
    ledger::record(tx, &actor, &act("session.opened", account_id, json!({"by": by})))?;
    Ok(token)
}

/// Goes on after a right password: in, or to the second factor. `next` is where they were going.
///
/// # Errors
/// [`Fault::NotFound`] if the account was closed meanwhile.
pub fn pass_password(tx: &mut Tx<'_>, account_id: &str, device: &str, next: &str) -> Result<Come, Fault> {
    let actor = account::actor(tx, account_id)?.ok_or(Fault::NotFound)?;
    // Guesses sent at the same moment were all checked before the account came to rest.
    if let Some(rests) = resting(tx, account_id)? {
        return Ok(rests);
    }
    if account::credential_of(tx, account_id)?.is_some_and(|credential| credential.is_over(tx.now())) {
        let over = act("account.password-over", account_id, json!({}));
        ledger::record(tx, &Actor::program(), &over)?;
        return Ok(Come::Over);
    }
    let enrolled = second::standing(tx, account_id)?.enrolled();
    if !enrolled && !factor::required_of(tx, &actor)? {
        let token = enter_by(tx, account_id, device, "password")?;
        return Ok(Come::In(token, next.to_owned()));
    }
    if !enrolled {
        second::begin(tx, account_id)?;
    }
    let entry = Entry { account: account_id.to_owned(), device: device.to_owned(), next: next.to_owned() };
    let token = entering::open(tx, &entry)?;
    ledger::record(tx, &actor, &act("account.password-right", account_id, json!({"enrolled": enrolled})))?;
    Ok(if enrolled { Come::Code(token) } else { Come::Enrol(token) })
}

fn resting(tx: &mut Tx<'_>, account_id: &str) -> Result<Option<Come>, Fault> {
    let credential = account::credential_of(tx, account_id)?.ok_or(Fault::NotFound)?;
    Ok(credential.minutes_left(tx.now()).map(Come::Rests))
}

/// Goes on with what was typed as second factor.
///
/// # Errors
/// If it cannot be read or written.
pub fn pass_code(tx: &mut Tx<'_>, token: &str, typed: &str) -> Result<Come, Fault> {
    let Some(entry) = entering::find(tx, token)? else { return Ok(Come::Gone) };
    if let Some(rests) = resting(tx, &entry.account)? {
        return Ok(rests);
    }
    let Some(used) = second::check(tx, &entry.account, typed)? else {
        let credential = account::credential_of(tx, &entry.account)?.ok_or(Fault::NotFound)?;
        refuse(tx, &credential, "account.code-wrong")?;
        return Ok(resting(tx, &entry.account)?.unwrap_or(Come::Wrong));
    };
    entering::close_all(tx, &entry.account)?;
    let by = if used == Used::Generator { "generator" } else { "recovery-code" };
    let session = enter_by(tx, &entry.account, &entry.device, by)?;
    Ok(Come::In(session, entry.next))
}

/// Goes on with what a passkey said.
///
/// # Errors
/// If it cannot be read or written.
pub fn pass_passkey(
    tx: &mut Tx<'_>,
    token: &str,
    (origin, party, said): (&str, &str, &Assertion),
) -> Result<Come, Fault> {
    let Some(entry) = entering::find(tx, token)? else { return Ok(Come::Gone) };
    if let Some(rests) = resting(tx, &entry.account)? {
        return Ok(rests);
    }
    let challenge = passkey::challenge(&session::id_of(token), "get");
    let asked = Asked { challenge: &challenge, origin, party };
    if !passkey::check(tx, &entry.account, &asked, said)? {
        let credential = account::credential_of(tx, &entry.account)?.ok_or(Fault::NotFound)?;
        refuse(tx, &credential, "account.passkey-wrong")?;
        return Ok(resting(tx, &entry.account)?.unwrap_or(Come::Wrong));
    }
    entering::close_all(tx, &entry.account)?;
    let session = enter_by(tx, &entry.account, &entry.device, "passkey")?;
    Ok(Come::In(session, entry.next))
}

/// Sets up the second factor that is required, by a first code of it; answers the recovery codes with the way in.
///
/// # Errors
/// If it cannot be read or written.
pub fn pass_enrolment(tx: &mut Tx<'_>, token: &str, typed: &str) -> Result<(Come, Vec<String>), Fault> {
    let Some(entry) = entering::find(tx, token)? else { return Ok((Come::Gone, Vec::new())) };
    if second::standing(tx, &entry.account)?.enrolled() {
        // Set up in another window meanwhile: a password alone replaces nothing.
        return Ok((Come::Gone, Vec::new()));
    }
    let Some(codes) = second::confirm(tx, &entry.account, typed)? else {
        return Ok((Come::Wrong, Vec::new()));
    };
    let actor = account::actor(tx, &entry.account)?.ok_or(Fault::NotFound)?;
    ledger::record(tx, &actor, &act("account.factor-confirmed", &entry.account, json!({})))?;
    entering::close_all(tx, &entry.account)?;
    let session = enter_by(tx, &entry.account, &entry.device, "generator")?;
    Ok((Come::In(session, entry.next), codes))
}

/// The secret and the sign-in name to be shown while the required factor is set up.
///
/// # Errors
/// If it cannot be read or unlocked.
pub fn enrolling(tx: &mut Tx<'_>, token: &str) -> Result<Option<(String, Vec<u8>)>, Fault> {
    let Some(entry) = entering::find(tx, token)? else { return Ok(None) };
    if second::standing(tx, &entry.account)?.enrolled() {
        return Ok(None);
    }
    let Some(secret) = second::candidate(tx, &entry.account)? else { return Ok(None) };
    Ok(Some((crate::keeping::login_of(tx, &entry.account)?, secret)))
}

/// Counts a wrong password or code, as `kind`; says for how many minutes the account now rests.
///
/// # Errors
/// If it cannot be written.
pub fn refuse(tx: &mut Tx<'_>, credential: &Credential, kind: &str) -> Result<Option<i64>, DbError> {
    let until = account::count_failure(tx, credential)?;
    let wrong = act(kind, &credential.account, json!({"rests": until.is_some()}));
    ledger::record(tx, &Actor::program(), &wrong)?;
    let now = tx.now();
    Ok(until.map(|until| (until.as_second() - now.as_second()).div_euclid(60)))
}

/// Ends the session of a token.
///
/// # Errors
/// If it cannot be written.
pub fn leave(tx: &mut Tx<'_>, actor: &Actor, token: &str) -> Result<(), DbError> {
    session::end(tx, token)?;
    ledger::record(tx, actor, &act("session.ended", &actor.account, json!({"by": "sign-out"})))?;
    Ok(())
}

/// Sets a password of one's own, ends every session and opens a new one; answers its token.
///
/// # Errors
/// If it cannot be written.
pub fn choose_password(tx: &mut Tx<'_>, actor: &Actor, hash: &str, device: &str) -> Result<String, DbError> {
    account::set_password(tx, &actor.account, hash, false)?;
    notice::read(tx, &actor.account)?;
    session::end_all(tx, &actor.account)?;
    entering::close_all(tx, &actor.account)?;
    let token = session::open(tx, &actor.account, device)?;
    ledger::record(tx, actor, &act("account.password-chosen", &actor.account, json!({})))?;
    Ok(token)
}

/// The first account of a county: its security administrator, who opens the others. Nobody else is there yet to approve
/// the grant, and the ledger says so.
///
/// # Errors
/// A refusal if there is an account already, or the sign-in name does not do.
pub fn first_account(
    tx: &mut Tx<'_>,
    (login, name): (&str, &str),
    hash: &str,
    device: &str,
) -> Result<Come, Fault> {
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
    let facts = json!({"role": held.role.code(), "first_run": true});
    ledger::record(tx, &Actor::program(), &act("account.created", &id, facts))?;
    pass_password(tx, &id, device, "/accounts")
}
