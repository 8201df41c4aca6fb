//! The county's own settings: short named values such as its name and division code. Changed by an act,
//! read by everybody. Not here: parameters of law, which belong to the rulebook.

use crate::db::{DbError, Tx};
use crate::params;
use crate::scope::Scope;

crate::statements! {
    GET = "select value from setting where name = $1";
    PUT = "insert into setting (name, value) values ($1, $2) \
        on conflict (name) do update set value = excluded.value";
    RULES = "select id, kind, body, added_at, added_by from county_rule where withdrawn_at is null order by added_at, id";
    ADD_RULE = "insert into county_rule (id, kind, body, added_at, added_by) values ($1, $2, $3, $4, $5)";
    WITHDRAW_RULE = "update county_rule set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
}

/// A setting.
///
/// # Errors
/// If it cannot be read.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, DbError> {
    let scope = Scope::county("settings concern the whole county and nobody in particular");
    tx.row(&scope, GET, params![name])?.map(|row| row.text(0)).transpose()
}

/// Sets a setting. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<(), DbError> {
    tx.execute(PUT, params![name, value])?;
    Ok(())
}

/// Something the county added to the rulebook: `kind` is `override`, `confirmation` or `calendar-year`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountyRule {
    /// Id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Its content, JSON as crate `law` reads it.
    pub body: String,
    /// When it was added.
    pub added_at: String,
    /// By whom.
    pub added_by: String,
}

/// What the county added to the rulebook and has not withdrawn, oldest first.
///
/// # Errors
/// If it cannot be read.
pub fn county_rules(tx: &mut Tx<'_>) -> Result<Vec<CountyRule>, DbError> {
    let scope = Scope::county("the rulebook applies to everybody and names nobody but its approver");
    tx.rows(&scope, RULES, &[])?
        .iter()
        .map(|row| {
            Ok(CountyRule {
                id: row.text(0)?,
                kind: row.text(1)?,
                body: row.text(2)?,
                added_at: row.text(3)?,
                added_by: row.text(4)?,
            })
        })
        .collect()
}

/// Adds to the rulebook; answers the id. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn add_county_rule(tx: &mut Tx<'_>, kind: &str, body: &str, by: &str) -> Result<String, DbError> {
    let (id, now) = (tx.id(), tx.now());
    tx.execute(ADD_RULE, params![&id, kind, body, now, by])?;
    Ok(id)
}

/// Withdraws an addition; answers whether there was one. The caller records the act.
///
/// # Errors
/// If it cannot be written.
pub fn withdraw_county_rule(tx: &mut Tx<'_>, id: &str) -> Result<bool, DbError> {
    let now = tx.now();
    Ok(tx.execute(WITHDRAW_RULE, params![id, now])? > 0)
}
