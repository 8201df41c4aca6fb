//! The second factor of an account: a code generator on the holder's phone, and recovery codes on paper for the day the
//! phone is gone. Codes and steps work once. Not here: who must have one (room `access`), the arithmetic of codes
//! (`super::totp`).

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::totp;
use crate::db::{DbError, Row, Tx};
use crate::params;
use crate::scope::Scope;
use crate::seal::column::{self, Locked};

/// The purpose under whose key the secrets lie.
const PURPOSE: &str = "second-factor";
/// How many recovery codes are made at once.
pub const RECOVERY_CODES: usize = 10;

crate::statements! {
    CONFIRMED = "select id, key_id, secret, last_step, confirmed_at from account_factor \
        where account_id = $1 and ended_at is null and confirmed_at is not null order by confirmed_at desc limit 1";
    CANDIDATE = "select id, key_id, secret, last_step, confirmed_at from account_factor \
        where account_id = $1 and ended_at is null and confirmed_at is null order by made_at desc limit 1";
    ADD = "insert into account_factor (id, account_id, key_id, secret, last_step, made_at) \
        values ($1, $2, $3, $4, 0, $5)";
    END_CANDIDATES = "update account_factor set ended_at = $2 \
        where account_id = $1 and ended_at is null and confirmed_at is null";
    END_CONFIRMED = "update account_factor set ended_at = $2 \
        where account_id = $1 and ended_at is null and confirmed_at is not null";
    CONFIRM = "update account_factor set confirmed_at = $2, last_step = $3 where id = $1 and confirmed_at is null";
    USE_STEP = "update account_factor set last_step = $2 where id = $1 and last_step < $2 and ended_at is null";
    CODES_LEFT = "select count(*) from recovery_code where account_id = $1 and used_at is null";
    ADD_CODE = "insert into recovery_code (account_id, hash, made_at) values ($1, $2, $3)";
    USE_CODE = "update recovery_code set used_at = $3 where account_id = $1 and hash = $2 and used_at is null";
    DROP_CODES = "delete from recovery_code where account_id = $1";
}

/// What an account has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Since when it has a code generator.
    pub generator: Option<Timestamp>,
    /// Recovery codes not yet used.
    pub codes_left: i64,
}

impl Standing {
    /// Whether signing in asks for a second factor.
    #[must_use]
    pub fn enrolled(&self) -> bool {
        self.generator.is_some()
    }
}

/// What was accepted as second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Used {
    /// A code of the generator.
    Generator,
    /// A recovery code; so many are left.
    Recovery(i64),
}

fn scope() -> Scope {
    Scope::county("an account's own second factor, asked for by who holds its password")
}

struct Factor {
    id: String,
    locked: Locked,
    last_step: i64,
    confirmed_at: Option<Timestamp>,
}

fn factor(row: &Row) -> Result<Factor, DbError> {
    Ok(Factor {
        id: row.text(0)?,
        locked: Locked { key: row.text(1)?, body: row.get(2)? },
        last_step: row.int(3)?,
        confirmed_at: row.get(4)?,
    })
}

fn find(tx: &mut Tx<'_>, sql: &str, account: &str) -> Result<Option<Factor>, DbError> {
    tx.row(&scope(), sql, params![account])?.map(|row| factor(&row)).transpose()
}

/// What an account has.
///
/// # Errors
/// If it cannot be read.
pub fn standing(tx: &mut Tx<'_>, account: &str) -> Result<Standing, DbError> {
    let generator = find(tx, CONFIRMED, account)?.and_then(|factor| factor.confirmed_at);
    let codes_left = tx.row(&scope(), CODES_LEFT, params![account])?.map_or(Ok(0), |row| row.int(0))?;
    Ok(Standing { generator, codes_left })
}

/// Makes a secret for a code generator; it counts for nothing before a code of it was typed.
///
/// # Errors
/// If the master key cannot be used or nothing can be written.
pub fn begin(tx: &mut Tx<'_>, account: &str) -> Result<(), DbError> {
    let (id, now) = (tx.id(), tx.now());
    tx.execute(END_CANDIDATES, params![account, now])?;
    let secret = tx.random::<{ totp::SECRET }>();
    let locked = column::lock(tx, PURPOSE, &id, &secret)?;
    tx.execute(ADD, params![&id, account, &locked.key, locked.body, now])?;
    Ok(())
}

/// The secret that waits to be confirmed, to be shown to its holder.
///
/// # Errors
/// If it cannot be read or unlocked.
pub fn candidate(tx: &mut Tx<'_>, account: &str) -> Result<Option<Vec<u8>>, DbError> {
    let Some(found) = find(tx, CANDIDATE, account)? else { return Ok(None) };
    column::unlock(tx, PURPOSE, &found.id, &found.locked).map(Some)
}

/// Confirms the waiting secret by a code of it; it takes the place of the one before. Answers the recovery codes, to be
/// shown this once, or nothing if the code is wrong. The caller records the act.
///
/// # Errors
/// If it cannot be read or written.
pub fn confirm(tx: &mut Tx<'_>, account: &str, typed: &str) -> Result<Option<Vec<String>>, DbError> {
    let Some(found) = find(tx, CANDIDATE, account)? else { return Ok(None) };
    let secret = column::unlock(tx, PURPOSE, &found.id, &found.locked)?;
    let now = tx.now();
    let Some(step) = totp::matching_step(&secret, &digits(typed), now, found.last_step) else {
        return Ok(None);
    };
    tx.execute(END_CONFIRMED, params![account, now])?;
    tx.execute(CONFIRM, params![&found.id, now, step])?;
    renew_codes(tx, account).map(Some)
}

/// New recovery codes; those before are void. The caller records the act.
///
/// # Errors
/// If they cannot be written.
pub fn renew_codes(tx: &mut Tx<'_>, account: &str) -> Result<Vec<String>, DbError> {
    let now = tx.now();
    tx.execute(DROP_CODES, params![account])?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let code = recovery_code(tx.random());
        tx.execute(ADD_CODE, params![account, digest(account, &code), now])?;
        codes.push(code);
    }
    Ok(codes)
}

/// Checks what was typed as second factor and uses it up. The caller counts failures and records the act.
///
/// # Errors
/// If it cannot be read or written.
pub fn check(tx: &mut Tx<'_>, account: &str, typed: &str) -> Result<Option<Used>, DbError> {
    let now = tx.now();
    let number = digits(typed);
    if number.len() == totp::DIGITS as usize && !typed.chars().any(char::is_alphabetic) {
        let Some(found) = find(tx, CONFIRMED, account)? else { return Ok(None) };
        let secret = column::unlock(tx, PURPOSE, &found.id, &found.locked)?;
        let Some(step) = totp::matching_step(&secret, &number, now, found.last_step) else { return Ok(None) };
        // Whoever comes second with the same code finds the step used.
        let used = tx.execute(USE_STEP, params![&found.id, step])? > 0;
        return Ok(used.then_some(Used::Generator));
    }
    if tx.execute(USE_CODE, params![account, digest(account, typed), now])? == 0 {
        return Ok(None);
    }
    Ok(Some(Used::Recovery(standing(tx, account)?.codes_left)))
}

/// Takes the second factor away, with its recovery codes and passkeys. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn end(tx: &mut Tx<'_>, account: &str) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(END_CANDIDATES, params![account, now])?;
    tx.execute(END_CONFIRMED, params![account, now])?;
    super::passkey::end_all(tx, account)?;
    tx.execute(DROP_CODES, params![account])?;
    Ok(())
}

/// The digits of what was typed, whatever stands between them.
fn digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).collect()
}

/// Sixteen letters and digits that are not mistaken for each other, in groups of four: 80 bits.
fn recovery_code(random: [u8; 16]) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
    let sign = |byte: &u8| char::from(SIGNS[usize::from(byte & 31)]);
    let groups = random.chunks(4).map(|group| group.iter().map(sign).collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

/// What is kept of a recovery code. Eighty random bits need no slow hash.
fn digest(account: &str, code: &str) -> String {
    let plain: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    hex::encode(Sha256::digest(format!("{account}\u{1f}{}", plain.to_lowercase())))
}
