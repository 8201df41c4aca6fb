//! Accounts and grants: who may sign in and what they hold. Passwords are hashed with Argon2id, outside any
//! transaction, so that nobody waits behind a sign-in. Second factors are `factor` and `totp`. Not here: sessions, pages.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::actor::{Actor, Grant, Role};
use crate::db::{DbError, Tx};
use crate::fault::{Fault, Refusal};
use crate::params;
use crate::scope::Scope;

mod common;
pub mod factor;
mod listing;
pub mod notice;
pub mod passkey;
mod password;
pub mod totp;
pub mod webauthn;

pub use listing::{GrantRow, Listed, grants, page};
pub use password::{
    Credential, DEMO_PASSWORD, FAILURES_ALLOWED, GIVEN_LASTS_HOURS, Proof, RESTS_LONGEST, SHORTEST,
    check_password, hash_given, hash_password, rest_after,
};

crate::statements! {
    BY_LOGIN = "select id, name, password, must_change, failed, locked_until, password_until from account \
        where login = $1 and closed_at is null";
    BY_ID = "select id, name, password, must_change, failed, locked_until, password_until from account \
        where id = $1 and closed_at is null";
    ACTOR = "select name, person_id from account where id = $1 and closed_at is null";
    GRANTS = "select role, unit_id from account_grant where account_id = $1 and from_on <= $2 \
        and (to_on is null or to_on >= $2) order by from_on, id";
    CREATE = "insert into account (id, person_id, login, name, password, must_change, failed, created_at, password_until) \
        values ($1, $2, $3, $4, $5, $6, 0, $7, $8)";
    SET_PASSWORD = "update account set password = $2, must_change = $3, password_until = $4, failed = 0, locked_until = null \
        where id = $1";
    UNLIMITED = "select 1 from account where must_change = 1 and password_until is null and closed_at is null limit 1";
    LIMIT_GIVEN = "update account set password_until = $1 where must_change = 1 and password_until is null";
    COUNT_FAILURE = "update account set failed = failed + 1, locked_until = $2 where id = $1";
    CLEAR_FAILURES = "update account set failed = 0, locked_until = null where id = $1";
    CLOSE = "update account set closed_at = $2 where id = $1 and closed_at is null";
    GRANT = "insert into account_grant (id, account_id, role, unit_id, from_on, to_on, reason) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    GRANT_FOLLOWS = "update account_grant set tenure_id = $2 where id = $1";
    SEPARATED_BESIDES = "select g.role from account_grant g join account a on a.id = g.account_id \
        join account own on own.id = $1 \
        where (a.id = own.id or a.person_id = own.person_id) and a.closed_at is null and g.role <> $2 \
        and g.role in ('system-admin', 'security-admin', 'audit-admin') and (g.to_on is null or g.to_on >= $3) limit 1";
    END_GRANT = "update account_grant set to_on = $2 where id = $1 and (to_on is null or to_on > $2)";
    ANY = "select count(*) from (select 1 as one from account limit 1) some_account";
    OF_PERSON = "select id from account where person_id = $1 and closed_at is null order by created_at limit 1";
    HOLDERS = "select a.id, a.person_id, a.name from account_grant g join account a on a.id = g.account_id \
        where g.role = $1 and g.unit_id is not distinct from $2 and g.from_on <= $3 \
        and (g.to_on is null or g.to_on >= $3) and a.closed_at is null order by g.from_on";
    PAGE = "select a.id, a.login, a.name, a.person_id, a.locked_until, a.closed_at, a.created_at, a.must_change from account a \
        where a.login > $1 order by a.login limit $2";
    GRANTS_OF = "select id, role, unit_id, from_on, to_on, reason from account_grant where account_id = $1 \
        order by from_on desc, id";
}

fn credential(row: Option<crate::db::Row>) -> Result<Option<Credential>, DbError> {
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Credential {
        account: row.text(0)?,
        name: row.text(1)?,
        hash: row.text(2)?,
        must_change: row.get(3)?,
        failed: row.int(4)?,
        locked_until: row.get(5)?,
        until: row.get(6)?,
    }))
}

/// The credential of a sign-in name.
///
/// # Errors
/// If it cannot be read.
pub fn credential_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<Credential>, DbError> {
    let scope = Scope::county("signing in comes before any scope");
    let row = tx.row(&scope, BY_LOGIN, params![login.trim().to_lowercase()])?;
    credential(row)
}

/// The credential of an account, to ask its holder once more.
///
/// # Errors
/// If it cannot be read.
pub fn credential_of(tx: &mut Tx<'_>, account: &str) -> Result<Option<Credential>, DbError> {
    let scope = Scope::county("an account's own credential");
    let row = tx.row(&scope, BY_ID, params![account])?;
    credential(row)
}

/// The actor behind an account with the grants in force today; `None` if it is closed.
///
/// # Errors
/// If it cannot be read.
pub fn actor(tx: &mut Tx<'_>, account: &str) -> Result<Option<Actor>, DbError> {
    let scope = Scope::county("an actor is made before it has a scope");
    let Some(row) = tx.row(&scope, ACTOR, params![account])? else { return Ok(None) };
    let today = tx.today();
    let mut grants = Vec::new();
    for row in tx.rows(&scope, GRANTS, params![account, today])? {
        if let Some(role) = Role::from_code(&row.text(0)?) {
            grants.push(Grant { role, unit: row.get(1)? });
        }
    }
    Ok(Some(Actor { account: account.to_owned(), name: row.text(0)?, person: row.get(1)?, grants }))
}

/// The account of a person.
///
/// # Errors
/// If it cannot be read.
pub fn of_person(tx: &mut Tx<'_>, person: &str) -> Result<Option<String>, DbError> {
    let scope = Scope::county("an account is found by a person that was loaded in scope");
    tx.row(&scope, OF_PERSON, params![person])?.map(|row| row.text(0)).transpose()
}

/// Whether the county has any account: before the first, only the first-run page answers.
///
/// # Errors
/// If it cannot be read.
pub fn any(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    let scope = Scope::county("whether there is any account concerns nobody");
    Ok(tx.row(&scope, ANY, &[])?.is_some_and(|row| row.int(0).unwrap_or(0) > 0))
}

/// A new account.
#[derive(Debug, Clone)]
pub struct NewAccount<'a> {
    /// The person behind it; administrators need none.
    pub person: Option<&'a str>,
    /// Sign-in name, kept in lower case.
    pub login: &'a str,
    /// Name as shown.
    pub name: &'a str,
    /// From [`hash_password`].
    pub password_hash: &'a str,
    /// Whether the first sign-in has to choose a new one.
    pub must_change: bool,
}

/// Creates an account; answers its id. The caller records the act.
///
/// # Errors
/// A refusal if the sign-in name is empty, malformed or taken.
pub fn create(tx: &mut Tx<'_>, new: &NewAccount<'_>) -> Result<String, Fault> {
    let login = new.login.trim().to_lowercase();
    let fits = (2..=40).contains(&login.chars().count())
        && login.chars().all(|c| c.is_alphanumeric() || "._-@".contains(c));
    if !fits {
        return Err(Refusal::new(
            "登录名用 2–40 个字母、数字、汉字或 . _ - @。",
            "A sign-in name has 2–40 letters, digits or . _ - @.",
        )
        .at("login")
        .into());
    }
    let (id, now) = (tx.id(), tx.now());
    let until = given_until(now, new.must_change);
    let values = params![&id, new.person, &login, new.name, new.password_hash, new.must_change, now, until];
    let made = tx.execute(CREATE, values);
    match made {
        Ok(_) => Ok(id),
        Err(DbError::Duplicate { .. }) => Err(Refusal::new(
            format!("登录名“{login}”已有人使用，请另取一个。"),
            format!("The sign-in name “{login}” is taken; choose another."),
        )
        .at("login")
        .into()),
        Err(error) => Err(error.into()),
    }
}

/// Until when a password that somebody else gave opens anything.
fn given_until(now: Timestamp, given: bool) -> Option<Timestamp> {
    now.checked_add(GIVEN_LASTS_HOURS.hours()).ok().filter(|_| given)
}

/// Whether there is a password that was handed out before such had a last moment.
///
/// # Errors
/// If it cannot be read.
pub fn any_unlimited(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    let scope = Scope::county("whether there is any such account concerns nobody");
    Ok(tx.row(&scope, UNLIMITED, &[])?.is_some())
}

/// Gives passwords that were handed out before they had a last moment one, counted from now; answers how many. The caller
/// records the act.
///
/// # Errors
/// If it cannot be written.
pub fn limit_given(tx: &mut Tx<'_>) -> Result<u64, DbError> {
    let until = given_until(tx.now(), true);
    tx.execute(LIMIT_GIVEN, params![until])
}

/// Sets a new password (a hash) and forgets failures; one that must be changed lasts [`GIVEN_LASTS_HOURS`]. The caller ends
/// the sessions and records the act.
///
/// # Errors
/// If it cannot be written.
pub fn set_password(tx: &mut Tx<'_>, account: &str, hash: &str, must_change: bool) -> Result<(), DbError> {
    let until = given_until(tx.now(), must_change);
    tx.execute(SET_PASSWORD, params![account, hash, must_change, until])?;
    Ok(())
}

/// Counts a wrong password or a wrong second factor. From the fifth in a row on the account rests, twice as long each
/// time. Answers until when. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn count_failure(tx: &mut Tx<'_>, credential: &Credential) -> Result<Option<Timestamp>, DbError> {
    let now = tx.now();
    // Many guesses sent at once were all checked before the first was counted.
    let failed = credential_of(tx, &credential.account)?.map_or(credential.failed, |now| now.failed) + 1;
    let until = rest_after(failed).and_then(|minutes| now.checked_add(minutes.minutes()).ok());
    tx.execute(COUNT_FAILURE, params![&credential.account, until])?;
    Ok(until)
}

/// Forgets wrong passwords after a right one.
///
/// # Errors
/// If it cannot be written.
pub fn clear_failures(tx: &mut Tx<'_>, account: &str) -> Result<(), DbError> {
    tx.execute(CLEAR_FAILURES, params![account])?;
    Ok(())
}

/// Closes an account. The caller ends the sessions and records the act.
///
/// # Errors
/// If it cannot be written.
pub fn close(tx: &mut Tx<'_>, account: &str) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(CLOSE, params![account, now])?;
    Ok(())
}

/// The three separated administrators.
pub const SEPARATED: [Role; 3] = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];

/// Grants a role over a unit (or the county) from a date; answers the grant's id. The caller records the act.
///
/// # Errors
/// A refusal if the account would hold two of the three separated administrators (三员分设).
pub fn grant(
    tx: &mut Tx<'_>,
    account: &str,
    grant: &Grant,
    (from, to): (Date, Option<Date>),
    reason: &str,
) -> Result<String, Fault> {
    check_separated(tx, account, grant.role)?;
    let id = tx.id();
    tx.execute(GRANT, params![&id, account, grant.role.code(), grant.unit.as_deref(), from, to, reason])?;
    Ok(id)
}

/// Refuses what would make one person two of the three separated administrators 三员, on whichever of their accounts.
///
/// # Errors
/// A refusal at `role`.
pub fn check_separated(tx: &mut Tx<'_>, account: &str, role: Role) -> Result<(), Fault> {
    if !SEPARATED.contains(&role) {
        return Ok(());
    }
    let scope = Scope::county("whether somebody is an administrator already is asked before granting");
    let today = tx.today();
    if tx.row(&scope, SEPARATED_BESIDES, params![account, role.code(), today])?.is_some() {
        return Err(Refusal::new(
            "系统管理员、安全管理员、审计管理员须由三人分任，此人已任其一。",
            "The system, security and audit administrators are three people; this one already is another.",
        )
        .at("role")
        .into());
    }
    Ok(())
}

/// Ties a grant to the tenure it follows from. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn follow_tenure(tx: &mut Tx<'_>, grant: &str, tenure: &str) -> Result<(), DbError> {
    tx.execute(GRANT_FOLLOWS, params![grant, tenure])?;
    Ok(())
}

/// Ends a grant on a date. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn end_grant(tx: &mut Tx<'_>, grant: &str, on: Date) -> Result<bool, DbError> {
    Ok(tx.execute(END_GRANT, params![grant, on])? > 0)
}

/// Somebody who holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Account.
    pub account: String,
    /// Person behind it.
    pub person: Option<String>,
    /// Name.
    pub name: String,
}

/// Who holds a role on exactly that unit (or on the county) today.
///
/// # Errors
/// If it cannot be read.
pub fn holders(tx: &mut Tx<'_>, role: Role, unit: Option<&str>) -> Result<Vec<Holder>, DbError> {
    let scope = Scope::county("who answers for a unit is known to everybody in the county");
    let today = tx.today();
    let rows = tx.rows(&scope, HOLDERS, params![role.code(), unit, today])?;
    rows.iter()
        .map(|row| Ok(Holder { account: row.text(0)?, person: row.get(1)?, name: row.text(2)? }))
        .collect()
}
