//! The register of files that peers may be drawn to look at: finance, projects, appointments. Not here: the files
//! themselves, which stay where they are kept; reading a workbook (`import`).

use jiff::Timestamp;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use rust_decimal::Decimal;
use serde_json::json;

use crate::coded::coded;
use crate::permission::{keeps_files, wanted};
use crate::register::firm;
use crate::store::review as sql;

coded! {
    /// What a file is about.
    Kind {
        /// Money.
        Finance = "finance", "财务", "finance";
        /// A project.
        Project = "project", "项目", "project";
        /// An appointment.
        Appointment = "appointment", "人事", "appointment";
    }
}

/// A file as registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// What it is about.
    pub kind: Kind,
    /// Year it belongs to.
    pub year: i64,
    /// Number, unique in its unit.
    pub number: String,
    /// Title.
    pub title: String,
    /// Yuan, where there is an amount.
    pub amount: Option<Decimal>,
    /// Firm or person dealt with; may be empty.
    pub counterpart: String,
}

/// A file of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Id.
    pub id: String,
    /// Its unit.
    pub unit: String,
    /// What it says.
    pub says: NewFile,
    /// When it was taken off the register.
    pub withdrawn_at: Option<Timestamp>,
}

fn read(row: &Row) -> Result<File, DbError> {
    let amount: Option<String> = row.get(6)?;
    Ok(File {
        id: row.text(0)?,
        unit: row.text(1)?,
        says: NewFile {
            kind: Kind::read(row, 2)?,
            year: row.int(3)?,
            number: row.text(4)?,
            title: row.text(5)?,
            amount: amount.and_then(|text| text.parse().ok()),
            counterpart: row.text(7)?,
        },
        withdrawn_at: row.get(8)?,
    })
}

/// The files of a unit in scope, newest year first, and how many there are.
///
/// # Errors
/// If they cannot be read.
pub fn list(
    tx: &mut Tx<'_>,
    scope: &Scope,
    unit: &str,
    (from, most): (i64, i64),
) -> Result<(Vec<File>, i64), DbError> {
    let all = tx.row(scope, sql::FILES_COUNT, params![unit])?.map_or(Ok(0), |row| row.int(0))?;
    let rows = tx.rows(scope, sql::FILES, params![unit, most, from])?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, all))
}

/// Whether a unit has a file of that number.
pub(crate) fn is_known(tx: &mut Tx<'_>, unit: &str, number: &str) -> Result<bool, DbError> {
    let scope = Scope::county("whether a number is taken");
    Ok(tx.row(&scope, sql::FILE_KNOWN, params![unit, number])?.is_some())
}

/// Only whoever keeps the register of a unit.
pub(crate) fn keeper(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<(), Fault> {
    if keeps_files(tx, actor, unit)? {
        return Ok(());
    }
    Err(Refusal::new(
        "案卷目录由本单位负责人或者纪检监察机关登记。",
        "The register of files is kept by the head of the unit or the inspectors.",
    )
    .into())
}

fn sound(new: &NewFile) -> Result<(), Refusal> {
    wanted(&new.number, "number", ("请填写案卷号。", "Give the number of the file."), 60)?;
    wanted(&new.title, "title", ("请填写标题。", "Give the title."), 120)?;
    if new.number.contains(['|', '\n', '\r', ',', '"']) {
        return Err(Refusal::new(
            "案卷号不能含“|”、逗号、引号和换行，抽取时要用它计算。",
            "A number holds no bar, comma, quote or line end: the draw is computed from it.",
        )
        .at("number"));
    }
    if !(2000..=2100).contains(&new.year) {
        return Err(Refusal::new("年度应在 2000 至 2100 之间。", "A year from 2000 to 2100.").at("year"));
    }
    if new.amount.is_some_and(|amount| amount.is_sign_negative()) {
        return Err(Refusal::new("金额不能为负数。", "An amount is not negative.").at("amount"));
    }
    Ok(())
}

/// Registers a file; answers its id.
///
/// # Errors
/// Refusals by field: `number`, `title`, `year`, `amount`; a number taken; not a keeper.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, unit: &str, new: &NewFile) -> Result<String, Fault> {
    keeper(tx, actor, unit)?;
    sound(new)?;
    let number = new.number.trim();
    if is_known(tx, unit, number)? {
        let (zh, en) =
            (format!("案卷号“{number}”已经登记。"), format!("A file “{number}” is registered already."));
        return Err(Refusal::new(zh, en).at("number").into());
    }
    let (id, now) = (tx.id(), tx.now());
    let amount = new.amount.map(|amount| amount.to_string());
    let counterpart = new.counterpart.trim();
    tx.execute(
        sql::FILE_ADD,
        params![
            &id,
            unit,
            new.kind.code(),
            new.year,
            number,
            new.title.trim(),
            amount.as_deref(),
            counterpart,
            firm::key(counterpart),
            now,
            &actor.name
        ],
    )?;
    record(
        tx,
        actor,
        "review-file.registered",
        (&id, unit),
        json!({"kind": new.kind.code(), "year": new.year}),
    )?;
    Ok(id)
}

/// Takes a file off the register; it stays in the reviews it was drawn for.
///
/// # Errors
/// A refusal: not a keeper; [`Fault::NotFound`].
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, scope: &Scope, id: &str) -> Result<String, Fault> {
    let file = read(&tx.row(scope, sql::FILE, params![id])?.ok_or(Fault::NotFound)?)?;
    keeper(tx, actor, &file.unit)?;
    let now = tx.now();
    tx.execute(sql::FILE_WITHDRAW, params![id, now])?;
    record(tx, actor, "review-file.withdrawn", (id, &file.unit), json!({}))?;
    Ok(file.unit)
}

/// Records an act on the register.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, unit): (&str, &str),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act =
        Act { kind, subject: ("review-file", id), unit: Some(unit), person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
