//! Sources of statements: learning platforms with a key each. Not here: what they send (`xapi`).

use jiff::Timestamp;
use kernel::actor::Role;
use kernel::{Actor, DbError, Refusal, Scope, Tx, params};
use serde_json::json;

use super::{KEPT_FOR, hash};
use crate::act::{On, note};
use crate::store::record as sql;

/// A source of statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Id: the name of its key.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Longest statement that counts, in minutes.
    pub minutes: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: String,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// Statements kept.
    pub kept: i64,
    /// Of these, counted.
    pub counted: i64,
}

/// Whether somebody makes and withdraws sources.
#[must_use]
pub fn keeps_sources(actor: &Actor) -> bool {
    actor.is_county(Role::Trainer) || actor.is_county(Role::SystemAdmin)
}

/// As [`keeps_sources`], for an operation.
pub(super) fn keeper(actor: &Actor) -> Result<(), Refusal> {
    if keeps_sources(actor) {
        return Ok(());
    }
    Err(Refusal::new(
        "接入学习平台由培训机构或系统管理员办理。",
        "Learning platforms are connected by the training section or the system administrator.",
    ))
}

/// The sources, with how much came from each.
///
/// # Errors
/// If they cannot be read.
pub fn sources(tx: &mut Tx<'_>) -> Result<Vec<Source>, DbError> {
    tx.rows(&Scope::county(KEPT_FOR), sql::SOURCES, params![])?
        .iter()
        .map(|row| {
            Ok(Source {
                id: row.text(0)?,
                name: row.text(1)?,
                minutes: row.int(2)?,
                created_at: row.get(3)?,
                created_by: row.text(4)?,
                withdrawn_at: row.get(5)?,
                kept: row.int(6)?,
                counted: row.int(7)?,
            })
        })
        .collect()
}

/// Makes a source; answers its key and its secret, which is shown once and stored only as a hash.
///
/// # Errors
/// A refusal by field: `name`, `minutes`; neither the training section nor the system administrator.
pub fn make(
    tx: &mut Tx<'_>,
    actor: &Actor,
    name: &str,
    minutes: i64,
) -> Result<(String, String), kernel::Fault> {
    keeper(actor)?;
    let name = name.trim();
    let mut refusals = Vec::new();
    if !(2..=40).contains(&name.chars().count()) {
        refusals.push(Refusal::new("平台名称写 2–40 字。", "A name has 2 to 40 characters.").at("name"));
    }
    if !(1..=6_000).contains(&minutes) {
        refusals.push(Refusal::new("单条上限写 1–6000 分钟。", "1 to 6,000 minutes.").at("minutes"));
    }
    if !refusals.is_empty() {
        return Err(kernel::Fault::Refused(refusals));
    }
    let (id, now) = (tx.id(), tx.now());
    let secret = hex::encode(tx.random::<24>());
    tx.execute(sql::SOURCE_ADD, params![&id, name, hash(&secret), minutes, now, &actor.name])?;
    note(tx, actor, "xapi-source.made", On::county("xapi-source", &id), json!({"name": name}))?;
    Ok((id, secret))
}

/// Withdraws a source: its key opens nothing any more; what it sent stays.
///
/// # Errors
/// A refusal: neither the training section nor the system administrator, withdrawn already.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), kernel::Fault> {
    keeper(actor)?;
    let now = tx.now();
    if tx.execute(sql::SOURCE_WITHDRAW, params![id, now])? == 0 {
        return Err(Refusal::new("该平台已停用。", "It has been withdrawn already.").into());
    }
    note(tx, actor, "xapi-source.withdrawn", On::county("xapi-source", id), json!({}))
}
