//! The second factor as the county asks for it and as its holder keeps it: who must have one, setting one up once signed
//! in, new recovery codes, taking it away, proving again who one is. Not here: codes and secrets (kernel), coming in
//! (`entry`).

use kernel::account::factor::{self as second, Used};
use kernel::account::webauthn::{self, Asked, Assertion};
use kernel::account::{self, Credential, notice, passkey};
use kernel::actor::{Actor, Role};
use kernel::{DbError, Fault, Refusal, Tx, entering, ledger, session, settings};
use serde_json::json;

use crate::entry::{self, act};

/// Whose second factor the county asks for unless it says otherwise; others may have one.
pub const ROLES: [Role; 5] =
    [Role::Organiser, Role::Inspector, Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];

fn setting(role: Role) -> String {
    format!("second-factor.{}", role.code())
}

/// Whether the county asks holders of a role for a second factor. The demo county asks nobody unless told to.
///
/// # Errors
/// If it cannot be read.
pub fn required_for(tx: &mut Tx<'_>, role: Role) -> Result<bool, DbError> {
    match settings::get(tx, &setting(role))?.as_deref() {
        Some("required") => Ok(true),
        Some(_) => Ok(false),
        None => Ok(ROLES.contains(&role) && settings::get(tx, entry::DEMO)?.is_none()),
    }
}

/// Whether somebody must have one.
///
/// # Errors
/// If it cannot be read.
pub fn required_of(tx: &mut Tx<'_>, actor: &Actor) -> Result<bool, DbError> {
    for grant in &actor.grants {
        if required_for(tx, grant.role)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Says for which roles the county asks for one; the others may have one.
///
/// # Errors
/// [`Fault::NotFound`] for whoever does not keep accounts.
pub fn set_required(tx: &mut Tx<'_>, actor: &Actor, roles: &[Role]) -> Result<(), Fault> {
    crate::keeping::check_keeper(actor)?;
    let mut changed = Vec::new();
    for role in kernel::actor::ROLES {
        let asked = roles.contains(&role);
        if asked != required_for(tx, role)? {
            settings::put(tx, &setting(role), if asked { "required" } else { "offered" })?;
            changed.push(json!({"role": role.code(), "required": asked}));
        }
    }
    if !changed.is_empty() {
        ledger::record(tx, actor, &act("entry.requirement-set", &actor.account, json!({"roles": changed})))?;
    }
    Ok(())
}

/// Makes a secret to be confirmed.
///
/// # Errors
/// If it cannot be written.
pub fn begin(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Fault> {
    second::begin(tx, &actor.account)?;
    ledger::record(tx, actor, &act("account.factor-begun", &actor.account, json!({})))?;
    Ok(())
}

/// The secret to be confirmed and the sign-in name.
///
/// # Errors
/// [`Fault::NotFound`] if none was made.
pub fn candidate(tx: &mut Tx<'_>, actor: &Actor) -> Result<(String, Vec<u8>), Fault> {
    let secret = second::candidate(tx, &actor.account)?.ok_or(Fault::NotFound)?;
    Ok((crate::keeping::login_of(tx, &actor.account)?, secret))
}

/// Confirms it by a code; answers the recovery codes. Other devices are signed out.
///
/// # Errors
/// A refusal at `code` if it is wrong.
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, token: &str, typed: &str) -> Result<Vec<String>, Fault> {
    let Some(codes) = second::confirm(tx, &actor.account, typed)? else {
        return Err(Refusal::new(
            "动态验证码不对。请核对手机时间是否准确，输入当前显示的六位数字。",
            "The code is wrong. Check the time on the phone and type the six digits shown now.",
        )
        .at("code")
        .into());
    };
    session::end_others(tx, &actor.account, token)?;
    entering::close_all(tx, &actor.account)?;
    ledger::record(tx, actor, &act("account.factor-confirmed", &actor.account, json!({})))?;
    Ok(codes)
}

/// New recovery codes; those before are void.
///
/// # Errors
/// [`Fault::NotFound`] without a second factor.
pub fn renew_codes(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<String>, Fault> {
    if !second::standing(tx, &actor.account)?.enrolled() {
        return Err(Fault::NotFound);
    }
    let codes = second::renew_codes(tx, &actor.account)?;
    ledger::record(tx, actor, &act("account.codes-renewed", &actor.account, json!({})))?;
    Ok(codes)
}

/// Takes one's own second factor away.
///
/// # Errors
/// A refusal where the county asks for one.
pub fn remove(tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Fault> {
    if required_of(tx, actor)? {
        return Err(Refusal::new(
            "您所任权限须使用双重验证，不能停用；更换手机的，请重新设置。",
            "What you hold requires a second factor; set it up again if you have a new phone.",
        )
        .into());
    }
    second::end(tx, &actor.account)?;
    ledger::record(tx, actor, &act("account.factor-ended", &actor.account, json!({})))?;
    Ok(())
}

/// Takes somebody's second factor away, when phone and recovery codes are gone; their sessions end.
///
/// # Errors
/// [`Fault::NotFound`] for whoever does not keep accounts; nobody resets their own.
pub fn reset(tx: &mut Tx<'_>, actor: &Actor, account_id: &str) -> Result<(), Fault> {
    crate::keeping::check_keeper(actor)?;
    if account_id == actor.account {
        return Err(Refusal::new(
            "不能重置自己的双重验证，请由另一位安全管理员办理。",
            "Nobody resets their own second factor; ask the other security administrator.",
        )
        .into());
    }
    account::actor(tx, account_id)?.ok_or(Fault::NotFound)?;
    second::end(tx, account_id)?;
    session::end_all(tx, account_id)?;
    entering::close_all(tx, account_id)?;
    notice::tell(tx, account_id, "factor", &actor.name)?;
    ledger::record(tx, actor, &act("account.factor-reset", account_id, json!({})))?;
    Ok(())
}

/// Registers a passkey of one's own.
///
/// # Errors
/// A refusal if what the browser says does not hold, or there is no generator to fall back on.
pub fn add_passkey(
    tx: &mut Tx<'_>,
    actor: &Actor,
    asked: &Asked<'_>,
    name: &str,
    (client, attestation): (&[u8], &[u8]),
) -> Result<(), Fault> {
    if !second::standing(tx, &actor.account)?.enrolled() {
        return Err(Fault::NotFound);
    }
    let key = webauthn::registered(asked, client, attestation).map_err(|_| {
        Refusal::new(
            "通行密钥没有登记成功：设备须核验本人（指纹、面容或开机密码），请重新登记。",
            "The passkey was not registered: the device has to make sure of you (fingerprint, face or its code). Try again.",
        )
    })?;
    passkey::add(tx, &actor.account, name, asked.party, &key)?;
    ledger::record(
        tx,
        actor,
        &act("account.passkey-added", &actor.account, json!({"algorithm": key.algorithm})),
    )?;
    Ok(())
}

/// Takes one of one's own passkeys away.
///
/// # Errors
/// [`Fault::NotFound`] if it is not one's own.
pub fn remove_passkey(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    if !passkey::end(tx, &actor.account, id)? {
        return Err(Fault::NotFound);
    }
    ledger::record(tx, actor, &act("account.passkey-removed", &actor.account, json!({})))?;
    Ok(())
}

/// Proves again by a passkey.
///
/// # Errors
/// If it cannot be read or written.
pub fn step_up_by_passkey(
    tx: &mut Tx<'_>,
    actor: &Actor,
    token: &str,
    (origin, party, said): (&str, &str, &Assertion),
) -> Result<Stepped, Fault> {
    let credential = account::credential_of(tx, &actor.account)?.ok_or(Fault::NotFound)?;
    if let Some(minutes) = credential.minutes_left(tx.now()) {
        return Ok(Stepped::Rests(minutes));
    }
    let challenge = passkey::challenge(&session::id_of(token), "get");
    let asked = Asked { challenge: &challenge, origin, party };
    match passkey::check(tx, &actor.account, &asked, said)? {
        true => step_up(tx, actor, token, "passkey"),
        false => refuse(tx, &credential, "account.passkey-wrong"),
    }
}

/// What proving again came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stepped {
    /// The session has a new token.
    Up(String),
    /// What was typed is wrong.
    Wrong,
    /// The account rests for so many minutes.
    Rests(i64),
}

/// Proves again by the second factor.
///
/// # Errors
/// If it cannot be read or written.
pub fn step_up_by_code(tx: &mut Tx<'_>, actor: &Actor, token: &str, typed: &str) -> Result<Stepped, Fault> {
    let credential = account::credential_of(tx, &actor.account)?.ok_or(Fault::NotFound)?;
    if let Some(minutes) = credential.minutes_left(tx.now()) {
        return Ok(Stepped::Rests(minutes));
    }
    match second::check(tx, &actor.account, typed)? {
        Some(Used::Generator) => step_up(tx, actor, token, "generator"),
        Some(Used::Recovery(_)) => step_up(tx, actor, token, "recovery-code"),
        None => refuse(tx, &credential, "account.code-wrong"),
    }
}

/// Proves again by the password, checked outside; only where there is no second factor.
///
/// # Errors
/// If it cannot be read or written.
pub fn step_up_by_password(
    tx: &mut Tx<'_>,
    actor: &Actor,
    token: &str,
    (credential, right): (&Credential, bool),
) -> Result<Stepped, Fault> {
    let known = account::credential_of(tx, &actor.account)?.ok_or(Fault::NotFound)?;
    if let Some(minutes) = known.minutes_left(tx.now()) {
        return Ok(Stepped::Rests(minutes));
    }
    if !right || second::standing(tx, &actor.account)?.enrolled() {
        return refuse(tx, credential, "account.password-wrong");
    }
    step_up(tx, actor, token, "password")
}

fn refuse(tx: &mut Tx<'_>, credential: &Credential, kind: &str) -> Result<Stepped, Fault> {
    Ok(entry::refuse(tx, credential, kind)?.map_or(Stepped::Wrong, Stepped::Rests))
}

fn step_up(tx: &mut Tx<'_>, actor: &Actor, token: &str, by: &str) -> Result<Stepped, Fault> {
    account::clear_failures(tx, &actor.account)?;
    let fresh = session::prove(tx, token)?;
    ledger::record(tx, actor, &act("session.stepped-up", &actor.account, json!({"by": by})))?;
    Ok(Stepped::Up(fresh))
}
