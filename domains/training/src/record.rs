//! Training records: somebody's training in minutes, from a class, from a file or from another system, and withdrawing
//! one that was wrong. Not here: whether it is enough (`requirement`).

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::facts::HalfDays;
use law::rules::training_record::Taken;
use serde_json::json;

use crate::act::{On, note};
use crate::coded::coded;
use crate::form::Form;
use crate::permission;
use crate::store::record as sql;

coded! {
    /// Where a record comes from.
    Source {
        /// A class of the county.
        Class = "class", "本县班次", "A class of the county";
        /// A file of outside records.
        Import = "import", "外部培训登记", "Outside training, from a file";
        /// A statement of another system.
        Xapi = "xapi", "学习平台", "A learning platform";
    }
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Id.
    pub id: String,
    /// Person.
    pub person: String,
    /// Unit they were with.
    pub unit: String,
    /// What it was.
    pub title: String,
    /// How it was given.
    pub form: Form,
    /// Minutes.
    pub minutes: i64,
    /// Days in halves, if they were recorded.
    pub half_days: Option<i64>,
    /// First day.
    pub started_on: Option<Date>,
    /// Last day.
    pub ended_on: Date,
    /// Who held it.
    pub held_by: String,
    /// Where it comes from.
    pub source: Source,
    /// Class, row of the file, or statement.
    pub source_ref: String,
    /// Whether it counts.
    pub recognised: bool,
}

impl Record {
    /// As the rules of law take it.
    #[must_use]
    pub fn taken(&self) -> Taken {
        Taken {
            ended: self.ended_on,
            minutes: u32::try_from(self.minutes).unwrap_or(0),
            days: self.half_days.map(HalfDays),
            form: self.form.of_law(),
            recognised: self.recognised,
        }
    }

    /// Where it can be read in full.
    #[must_use]
    pub fn link(&self) -> String {
        match self.source {
            Source::Class => format!("/training/classes/{}", self.source_ref),
            Source::Import | Source::Xapi => {
                format!("/training/people/{}?year={}", self.person, self.ended_on.year())
            }
        }
    }
}

pub(crate) fn record(row: &Row) -> Result<Record, DbError> {
    Ok(Record {
        id: row.text(0)?,
        person: row.text(1)?,
        unit: row.text(2)?,
        title: row.text(3)?,
        form: Form::read(row, 4)?,
        minutes: row.int(5)?,
        half_days: row.get(6)?,
        started_on: row.get(7)?,
        ended_on: row.get(8)?,
        held_by: row.text(9)?,
        source: Source::read(row, 10)?,
        source_ref: row.text(11)?,
        recognised: row.get(12)?,
    })
}

/// The records of a person, in scope, the latest first; withdrawn ones are left out.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Record>, DbError> {
    tx.rows(scope, sql::OF_PERSON, params![person])?.iter().map(record).collect()
}

/// The records of everybody who is with a unit or beneath it today, in scope, from a day on, by person.
///
/// # Errors
/// If they cannot be read.
pub fn of_unit(tx: &mut Tx<'_>, scope: &Scope, unit: &str, since: Date) -> Result<Vec<Record>, DbError> {
    let today = tx.today();
    let mut found: Vec<Record> = Vec::new();
    for row in tx.rows(scope, sql::SINCE, params![unit, since, today])? {
        let one = record(&row)?;
        // Whoever holds two posts comes twice.
        if found.last().is_none_or(|last| last.id != one.id) {
            found.push(one);
        }
    }
    Ok(found)
}

/// Writes a record, unless the same one is there; answers its id, and whether it is new.
pub(crate) fn add(tx: &mut Tx<'_>, new: &Record) -> Result<(String, bool), DbError> {
    let (id, now) = (tx.id(), tx.now());
    let added = tx.execute(
        sql::ADD,
        params![
            &id,
            &new.person,
            &new.unit,
            &new.title,
            new.form.code(),
            new.minutes,
            new.half_days,
            new.started_on,
            new.ended_on,
            &new.held_by,
            new.source.code(),
            &new.source_ref,
            new.recognised,
            now
        ],
    )?;
    Ok((id, added > 0))
}

/// Whether the same training of somebody is recorded already, from whatever source.
pub(crate) fn is_known(tx: &mut Tx<'_>, new: &Record) -> Result<bool, DbError> {
    let scope = Scope::county("training is not recorded twice");
    let values = params![&new.person, &new.title, new.ended_on, new.minutes];
    Ok(tx.row(&scope, sql::KNOWN, values)?.is_some())
}

/// One record, in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach, or it was withdrawn.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Record, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(record(&row)?)
}

/// Withdraws a record that was wrong, with the reason. One made by a class of the county stays: its roll says so.
///
/// # Errors
/// A refusal: not the training section, of a class, no reason; [`Fault::NotFound`].
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<Record, Fault> {
    permission::trainer(actor)?;
    let found = find(tx, &actor.scope(Area::Learning), id)?;
    if found.source == Source::Class {
        let (zh, en) =
            ("本县班次的记录依出勤形成，不能撤销。", "A record of a class follows its roll and stays.");
        return Err(Refusal::new(zh, en).into());
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        let (zh, en) = ("请写明撤销的理由（200 字以内）。", "Give the reason (at most 200 characters).");
        return Err(Refusal::new(zh, en).at("note").into());
    }
    let now = tx.now();
    tx.execute(sql::WITHDRAW, params![id, now])?;
    let on = On::county("training-record", id).about(&found.unit, &found.person);
    note(tx, actor, "training-record.withdrawn", on, json!({"reason": reason}))?;
    Ok(found)
}
