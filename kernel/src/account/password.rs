//! Passwords: hashing and checking them, and the proof that one was just given again. Slow on purpose: none of it
//! belongs inside a transaction. Not here: what is stored of an account.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use jiff::Timestamp;

use super::{common, credential_of};
use crate::actor::Actor;
use crate::db::{DbError, Tx};
use crate::fault::{Fault, Refusal};

/// Wrong passwords in a row before an account rests.
pub const FAILURES_ALLOWED: i64 = 5;
/// The longest it rests, in minutes: nobody is kept out for long by somebody else's guesses.
pub const RESTS_LONGEST: i64 = 16;
/// Shortest password accepted.
pub const SHORTEST: usize = 10;
/// How long a password lasts that an administrator gave, in hours.
pub const GIVEN_LASTS_HOURS: i64 = 72;
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
    /// A password that somebody else gave opens nothing after this.
    pub until: Option<Timestamp>,
    pub(super) hash: String,
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

/// How many minutes an account rests after so many failures in a row: one after the fifth, then twice as long each time.
#[must_use]
pub fn rest_after(failed: i64) -> Option<i64> {
    let over = u32::try_from(failed - FAILURES_ALLOWED).ok()?;
    Some(2_i64.saturating_pow(over).min(RESTS_LONGEST))
}

fn hasher() -> Argon2<'static> {
    // OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane.
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// Whether a password may be chosen: long enough, none of the common ones, and without the names in `about` (the sign-in
/// name, the person, the county, the house).
///
/// # Errors
/// A refusal at `password` that says why.
pub fn check_password(password: &str, about: &[String]) -> Result<(), Refusal> {
    if password.chars().count() < SHORTEST {
        return Err(Refusal::new(
            format!("密码至少 {SHORTEST} 位，可用一句自己记得住的话。"),
            format!("Use at least {SHORTEST} characters; a sentence you remember will do."),
        )
        .at("password"));
    }
    if let Some(name) = about.iter().find(|name| common::holds(password, name)) {
        return Err(Refusal::new(
            format!("密码中不能含有“{name}”：登录名、姓名、县名和系统名称最先被人猜到。请换一个。"),
            format!(
                "The password may not hold “{name}”: the sign-in name, your name, the county and the house are guessed first. \
                 Choose another."
            ),
        )
        .at("password"));
    }
    common::judge(password).map_err(|refusal| refusal.at("password"))
}

/// Hashes a password somebody chose (slow on purpose: call it outside transactions).
///
/// # Errors
/// A refusal as [`check_password`] without names; otherwise what the hasher says.
pub fn hash_password(password: &str, salt: [u8; 16]) -> Result<String, Fault> {
    check_password(password, &[])?;
    hash_given(password, salt)
}

/// Hashes a password the program drew by chance (slow on purpose: call it outside transactions).
///
/// # Errors
/// What the hasher says.
pub fn hash_given(password: &str, salt: [u8; 16]) -> Result<String, Fault> {
    hasher()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| Fault::Db(DbError::Stored { what: "a password", why: error.to_string() }))
}

impl Credential {
    /// How many minutes are left until it may be tried again, counted up; nothing if it does not rest.
    #[must_use]
    pub fn minutes_left(&self, now: Timestamp) -> Option<i64> {
        let until = self.locked_until.filter(|until| *until > now)?;
        Some((until.as_second() - now.as_second() + 59).div_euclid(60).max(1))
    }

    /// Whether it is a password that somebody gave and whose time is over.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.must_change && self.until.is_some_and(|until| until <= now)
    }

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
            until: None,
            hash: hash.to_owned(),
        }
    }
}
