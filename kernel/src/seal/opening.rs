//! Opening a sealed value: asked for with a reason, agreed to by another where the purpose says so, opened as an act.
//! Not here: who may ask for which purpose (the room says before it calls), how values are locked (`super`).

use jiff::{Timestamp, ToSpan};
use serde_json::json;

use super::{Purpose, Value, load, unseal};
use crate::actor::Actor;
use crate::db::{DbError, Row, Tx};
use crate::fault::{Fault, Refusal};
use crate::ledger::{self, Act};
use crate::params;
use crate::scope::Scope;

/// For how long a value may be opened after it was agreed to (asked for, where nobody has to agree), in hours.
pub const OPENS_HOURS: i64 = 72;

/// One asking for a value, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Id.
    pub id: String,
    /// The value.
    pub sealed: String,
    /// Its purpose.
    pub purpose: String,
    /// Why.
    pub reason: String,
    /// Account and name of who asked, and when.
    pub asked: (String, String, Timestamp),
    /// Account and name of who agreed or declined.
    pub second: Option<(String, String)>,
    /// When it was agreed to.
    pub agreed_at: Option<Timestamp>,
    /// When it was declined.
    pub declined_at: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
}

impl Opening {
    fn read(row: &Row) -> Result<Opening, DbError> {
        let second: Option<String> = row.get(7)?;
        Ok(Opening {
            id: row.text(0)?,
            sealed: row.text(1)?,
            purpose: row.text(2)?,
            reason: row.text(3)?,
            asked: (row.text(4)?, row.text(5)?, row.get(6)?),
            second: second.zip(row.get(8)?),
            agreed_at: row.get(9)?,
            declined_at: row.get(10)?,
            opened_at: row.get(11)?,
        })
    }
}

/// Asks to open a value; answers the id of the asking.
///
/// # Errors
/// Refused without a reason, when the last day to open it has passed, or when it was destroyed.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, sealed: &str, reason: &str) -> Result<String, Fault> {
    let value = load(tx, sealed)?.ok_or(Fault::NotFound)?;
    if reason.trim().is_empty() {
        return Err(Refusal::new("请写明开启的事由。", "Give the reason for opening it.")
            .at("reason")
            .into());
    }
    check_open(tx, &value)?;
    let (id, now) = (tx.id(), tx.now());
    tx.execute(super::ASK, params![&id, sealed, reason.trim(), &actor.account, &actor.name, now])?;
    record(tx, actor, "seal.asked", &value, &id)?;
    Ok(id)
}

/// Agrees to an asking: never by the one who asked.
///
/// # Errors
/// Refused to the one who asked, and when it was answered already.
pub fn agree(tx: &mut Tx<'_>, actor: &Actor, opening: &str) -> Result<(), Fault> {
    answer(tx, actor, opening, super::AGREE, "seal.agreed")
}

/// Declines an asking.
///
/// # Errors
/// As [`agree`].
pub fn decline(tx: &mut Tx<'_>, actor: &Actor, opening: &str) -> Result<(), Fault> {
    answer(tx, actor, opening, super::DECLINE, "seal.declined")
}

fn answer(tx: &mut Tx<'_>, actor: &Actor, opening: &str, sql: &str, kind: &'static str) -> Result<(), Fault> {
    let asked = find(tx, opening)?;
    if asked.asked.0 == actor.account {
        return Err(Refusal::new(
            "开启须由另一人同意，不能由申请人自己同意。",
            "Somebody else has to agree to the opening, not the one who asked.",
        )
        .into());
    }
    let now = tx.now();
    if tx.execute(sql, params![opening, &actor.account, &actor.name, now])? == 0 {
        return Err(Refusal::new("这项开启申请已经答复。", "This asking has been answered already.").into());
    }
    let value = load(tx, &asked.sealed)?.ok_or(Fault::NotFound)?;
    record(tx, actor, kind, &value, opening)
}

/// Opens a value that was asked for: by the one who asked, after another agreed where the purpose needs two, once, and
/// within [`OPENS_HOURS`].
///
/// # Errors
/// Refused to anybody else, before the second agreed, a second time, too late, after the last day, after it was destroyed.
pub fn open(tx: &mut Tx<'_>, actor: &Actor, purpose: &Purpose, opening: &str) -> Result<Vec<u8>, Fault> {
    let asked = find(tx, opening)?;
    if asked.purpose != purpose.id {
        return Err(Fault::NotFound);
    }
    if asked.asked.0 != actor.account {
        return Err(Refusal::new("只有申请人可以开启。", "Only the one who asked may open it.").into());
    }
    if asked.declined_at.is_some() {
        return Err(Refusal::new("开启申请未获同意。", "The asking was declined.").into());
    }
    if purpose.two_people && asked.agreed_at.is_none() {
        return Err(Refusal::new(
            "开启须两人：请等待另一名有权人员同意。",
            "Two people are needed: wait until another who may agree has agreed.",
        )
        .into());
    }
    let value = load(tx, &asked.sealed)?.ok_or(Fault::NotFound)?;
    check_open(tx, &value)?;
    check_unused(&asked, tx.now())?;
    let Some(plain) = unseal(tx, &value)? else { return Err(Fault::NotFound) };
    let now = tx.now();
    tx.execute(super::OPENED, params![opening, now])?;
    record(tx, actor, "seal.opened", &value, opening)?;
    Ok(plain)
}

/// Every asking for a value, oldest first. The caller loaded what it belongs to in scope.
///
/// # Errors
/// If they cannot be read.
pub fn openings_of(tx: &mut Tx<'_>, sealed: &str) -> Result<Vec<Opening>, DbError> {
    let scope = Scope::county("askings are read by a value whose subject was loaded in scope");
    tx.rows(&scope, super::OPENINGS_OF, params![sealed])?.iter().map(Opening::read).collect()
}

/// Who asked for values about a person: what the owner sees, newest first, at most 200.
///
/// # Errors
/// If they cannot be read.
pub fn openings_of_owner(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Opening>, DbError> {
    tx.rows(scope, super::OPENINGS_OF_OWNER, params![person])?.iter().map(Opening::read).collect()
}

fn find(tx: &mut Tx<'_>, opening: &str) -> Result<Opening, Fault> {
    let scope = Scope::county("an asking is found by its id; who may act on it is checked");
    let row = tx.row(&scope, super::OPENING, params![opening])?.ok_or(Fault::NotFound)?;
    Ok(Opening::read(&row)?)
}

fn check_unused(asked: &Opening, now: Timestamp) -> Result<(), Refusal> {
    if asked.opened_at.is_some() {
        return Err(Refusal::new(
            "每项申请只能开启一次，这一次已经用过；仍须查看的，请重新申请。",
            "Each asking opens once, and this one has been used; ask again if it has to be seen again.",
        ));
    }
    let since = asked.agreed_at.unwrap_or(asked.asked.2);
    if since.checked_add(OPENS_HOURS.hours()).is_ok_and(|until| until <= now) {
        return Err(Refusal::new(
            format!("同意后 {OPENS_HOURS} 小时内未开启，已失效，请重新申请。"),
            format!("It was not opened within {OPENS_HOURS} hours of being agreed to; ask again."),
        ));
    }
    Ok(())
}

fn check_open(tx: &Tx<'_>, value: &Value) -> Result<(), Refusal> {
    if value.body.is_none() {
        return Err(Refusal::new(
            "这项密封内容已按期销毁。",
            "This sealed value was destroyed when its time was over.",
        ));
    }
    match value.opens_until {
        Some(until) if tx.today() > until => Err(Refusal::new(
            format!("开启期限已于{until}届满，不能再开启。"),
            format!("It could be opened until {until}; it cannot be opened any more."),
        )),
        _ => Ok(()),
    }
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &'static str,
    value: &Value,
    opening: &str,
) -> Result<(), Fault> {
    let act = Act {
        kind,
        subject: ("sealed", &value.id),
        unit: None,
        person: value.owner.as_deref(),
        facts: json!({ "purpose": value.purpose, "opening": opening }),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
