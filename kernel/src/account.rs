//! Accounts and grants: who may sign in and what they hold. Passwords are hashed with Argon2id, outside any
//! transaction, so that nobody waits behind a sign-in. Not here: sessions, pages, second factors.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::actor::{Actor, Grant, Role};
use crate::db::{DbError, Tx};
use crate::fault::{Fault, Refusal};
use crate::params;
use crate::scope::Scope;

crate::statements! {
    BY_LOGIN = "select id, name, password, must_change, failed, locked_until from account \
        where login = $1 and closed_at is null";
    BY_ID = "select id, name, password, must_change, failed, locked_until from account \
        where id = $1 and closed_at is null";
    ACTOR = "select name, person_id from account where id = $1 and closed_at is null";
    GRANTS = "select role, unit_id from account_grant where account_id = $1 and from_on <= $2 \
        and (to_on is null or to_on >= $2) order by from_on, id";
    CREATE = "insert into account (id, person_id, login, name, password, must_change, failed, created_at) \
        values ($1, $2, $3, $4, $5, $6, 0, $7)";
    SET_PASSWORD = "update account set password = $2, must_change = $3, failed = 0, locked_until = null where id = $1";
    COUNT_FAILURE = "update account set failed = failed + 1, locked_until = $2 where id = $1";
    CLEAR_FAILURES = "update account set failed = 0, locked_until = null where id = $1";
    CLOSE = "update account set closed_at = $2 where id = $1 and closed_at is null";
    GRANT = "insert into account_grant (id, account_id, role, unit_id, from_on, to_on, reason) \
        values ($1, $2, $3, $4, $5, $6, $7)";
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

/// Wrong passwords in a row before an account rests.
pub const FAILURES_ALLOWED: i64 = 5;
/// How long it rests, in minutes.
pub const RESTS_MINUTES: i64 = 10;
/// Shortest password accepted.
pub const SHORTEST: usize = 10;
/// Stored in place of a hash in the demo county, whose accounts all answer to this word.
pub const DEMO_PASSWORD: &str = "demo";

/// What is needed to check a password, loaded by a read; the check itself needs no database.
#[derive(Debug, Clone)]
pub struct Credential {
    /// The account.
    pub account: String,
    /// Name as shown.
    pub name: String,
    /// A new password has to be chosen first.
    pub must_change: bool,
    /// Wrong passwords in a row.
    pub failed: i64,
    /// Rests until then.
    pub locked_until: Option<Timestamp>,
    hash: String,
}

/// That the holder of an account has just given their password again. Signing asks for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    account: String,
    at: Timestamp,
}

impl Proof {
    /// Whether it is this actor's and not older than five minutes.
    #[must_use]
    pub fn covers(&self, actor: &Actor, now: Timestamp) -> bool {
        self.account == actor.account && now.as_second().abs_diff(self.at.as_second()) <= 300
    }

    /// The proof of an account of the demo county, where living through the year signs thousands of letters.
    /// Gives nothing on an account with a real password.
    ///
    /// # Errors
    /// [`Fault::NotFound`] if the account is not one of the demo's.
    pub fn of_demo_account(tx: &mut Tx<'_>, account: &str) -> Result<Proof, Fault> {
        let found = credential_of(tx, account)?.filter(|credential| credential.hash == DEMO_PASSWORD);
        found.map(|_| Proof { account: account.to_owned(), at: tx.now() }).ok_or(Fault::NotFound)
    }
}

fn hasher() -> Argon2<'static> {
    // OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane.
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// Hashes a password (slow on purpose: call it outside transactions).
///
/// # Errors
/// A refusal if it is too short or too common; otherwise what the hasher says.
pub fn hash_password(password: &str, salt: [u8; 16]) -> Result<String, Fault> {
    if password.chars().count() < SHORTEST {
        return Err(Refusal::new(
            format!("密码至少 {SHORTEST} 位，可用一句自己记得住的话。"),
            format!("Use at least {SHORTEST} characters; a sentence you remember will do."),
        )
        .at("password")
        .into());
    }
    let mut distinct: Vec<char> = password.to_lowercase().chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 || password.to_lowercase().contains("password") || password.contains("12345678") {
        return Err(Refusal::new(
            "这个密码太容易被猜到，请换一个。",
            "This password is too easy to guess; choose another.",
        )
        .at("password")
        .into());
    }
    hasher()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Fault::Db(DbError::Stored { what: "a password", why: error.to_string() }))
}

impl Credential {
    /// Whether the account rests at that time.
    #[must_use]
    pub fn rests_at(&self, now: Timestamp) -> bool {
        self.locked_until.is_some_and(|until| until > now)
    }

    /// Whether that is the password (slow on purpose: call it outside transactions).
    #[must_use]
    pub fn matches(&self, password: &str) -> bool {
        if self.hash == DEMO_PASSWORD {
            return password == DEMO_PASSWORD;
        }
        PasswordHash::new(&self.hash)
            .is_ok_and(|hash| hasher().verify_password(password.as_bytes(), &hash).is_ok())
    }

    /// Whether this is an account of the demo county.
    #[must_use]
    pub fn matches_demo(&self) -> bool {
        self.hash == DEMO_PASSWORD
    }

    /// A proof, if that is the password and the account does not rest.
    #[must_use]
    pub fn prove(&self, password: &str, now: Timestamp) -> Option<Proof> {
        (!self.rests_at(now) && self.matches(password))
            .then(|| Proof { account: self.account.clone(), at: now })
    }

    /// A credential nobody has, so that an unknown name takes as long as a wrong password.
    #[must_use]
    pub fn nobody() -> Credential {
        let hash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        Credential {
            account: String::new(),
            name: String::new(),
            must_change: false,
            failed: 0,
            locked_until: None,
            hash: hash.to_owned(),
        }
    }
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
    let made = tx
        .execute(CREATE, params![&id, new.person, &login, new.name, new.password_hash, new.must_change, now]);
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

/// Sets a new password (a hash) and forgets failures. The caller ends the sessions and records the act.
///
/// # Errors
/// If it cannot be written.
pub fn set_password(tx: &mut Tx<'_>, account: &str, hash: &str, must_change: bool) -> Result<(), DbError> {
    tx.execute(SET_PASSWORD, params![account, hash, must_change])?;
    Ok(())
}

/// Counts a wrong password; at the limit the account rests. Answers until when. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn count_failure(tx: &mut Tx<'_>, credential: &Credential) -> Result<Option<Timestamp>, DbError> {
    let now = tx.now();
    let rests = (credential.failed + 1) % FAILURES_ALLOWED == 0;
    let until = if rests { now.checked_add(RESTS_MINUTES.minutes()).ok() } else { None };
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
    const SEPARATED: [Role; 3] = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
    if SEPARATED.contains(&grant.role)
        && let Some(actor) = actor(tx, account)?
        && actor.grants.iter().any(|held| SEPARATED.contains(&held.role) && held.role != grant.role)
    {
        return Err(Refusal::new(
            "系统管理员、安全管理员、审计管理员须由三人分任，此人已任其一。",
            "The system, security and audit administrators are three people; this account already holds one.",
        )
        .at("role")
        .into());
    }
    let id = tx.id();
    tx.execute(GRANT, params![&id, account, grant.role.code(), grant.unit.as_deref(), from, to, reason])?;
    Ok(id)
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

/// An account in the list of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Sign-in name.
    pub login: String,
    /// Name.
    pub name: String,
    /// Person behind it.
    pub person: Option<String>,
    /// Rests until then.
    pub locked_until: Option<Timestamp>,
    /// Closed since.
    pub closed_at: Option<Timestamp>,
    /// Made on.
    pub created_at: Timestamp,
    /// Has not yet chosen a password of its own.
    pub must_change: bool,
}

/// A page of accounts by sign-in name, after `after`. For whoever keeps accounts.
///
/// # Errors
/// [`Fault::NotFound`] if the scope does not reach accounts of the county.
pub fn page(tx: &mut Tx<'_>, scope: &Scope, after: &str, most: u32) -> Result<Vec<Listed>, Fault> {
    if !scope.is_county() {
        return Err(Fault::NotFound);
    }
    let rows = tx.rows(scope, PAGE, params![after, most])?;
    let listed = rows.iter().map(|row| {
        Ok::<Listed, DbError>(Listed {
            id: row.text(0)?,
            login: row.text(1)?,
            name: row.text(2)?,
            person: row.get(3)?,
            locked_until: row.get(4)?,
            closed_at: row.get(5)?,
            created_at: row.get(6)?,
            must_change: row.get(7)?,
        })
    });
    Ok(listed.collect::<Result<Vec<_>, _>>()?)
}

/// A grant with its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// Id.
    pub id: String,
    /// Role, as stored.
    pub role: String,
    /// Unit; `None` is the county.
    pub unit: Option<String>,
    /// From.
    pub from: Date,
    /// To.
    pub to: Option<Date>,
    /// Why it was granted.
    pub reason: String,
}

/// All grants of an account, newest first. For whoever keeps accounts.
///
/// # Errors
/// [`Fault::NotFound`] if the scope does not reach accounts of the county.
pub fn grants(tx: &mut Tx<'_>, scope: &Scope, account: &str) -> Result<Vec<GrantRow>, Fault> {
    if !scope.is_county() {
        return Err(Fault::NotFound);
    }
    let rows = tx.rows(scope, GRANTS_OF, params![account])?;
    let grants = rows.iter().map(|row| {
        Ok::<GrantRow, DbError>(GrantRow {
            id: row.text(0)?,
            role: row.text(1)?,
            unit: row.get(2)?,
            from: row.get(3)?,
            to: row.get(4)?,
            reason: row.text(5)?,
        })
    });
    Ok(grants.collect::<Result<Vec<_>, _>>()?)
}
