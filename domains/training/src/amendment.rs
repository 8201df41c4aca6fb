//! Amendments 计划调整 of an adopted plan: a programme changed, added or taken out, each with its reason and the
//! document that approved it, keeping what the plan said before. Not here: adopting the plan (`year`).

use jiff::Timestamp;
use kernel::actor::Role;
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use serde_json::json;

use crate::act::{On, note};
use crate::coded::coded;
use crate::form::{Category, Kind as Person, ProgrammeState, Stage, joined};
use crate::programme::{self, Draft, check};
use crate::store::programme as sql;
use crate::year::open_to_all;

coded! {
    /// What an amendment did.
    Kind {
        /// 调整.
        Changed = "changed", "调整", "Changed";
        /// 计划外增设.
        Added = "added", "计划外增设", "Added";
        /// 取消.
        Withdrawn = "withdrawn", "取消", "Taken out";
    }
}

/// An amendment.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// Programme.
    pub programme: String,
    /// What was done.
    pub kind: Kind,
    /// Why.
    pub reason: String,
    /// The document that approved it.
    pub document: String,
    /// What the plan said before; none for an addition.
    pub was: Option<Draft>,
    /// What it says from then on; none where it was taken out.
    pub becomes: Option<Draft>,
    /// When it was entered.
    pub at: Timestamp,
    /// Who entered it.
    pub by: String,
}

impl Amendment {
    /// The title the programme had.
    #[must_use]
    pub fn title(&self) -> &str {
        self.becomes.as_ref().or(self.was.as_ref()).map_or("", |draft| draft.title.as_str())
    }
}

fn draft(row: &Row, column: usize) -> Result<Option<Draft>, DbError> {
    match row.word(column)? {
        "" => Ok(None),
        text => serde_json::from_str(text)
            .map(Some)
            .map_err(|error| DbError::Stored { what: "a programme", why: error.to_string() }),
    }
}

fn amendment(row: &Row) -> Result<Amendment, DbError> {
    Ok(Amendment {
        programme: row.text(0)?,
        kind: Kind::read(row, 1)?,
        reason: row.text(2)?,
        document: row.text(3)?,
        was: draft(row, 4)?,
        becomes: draft(row, 5)?,
        at: row.get(6)?,
        by: row.text(7)?,
    })
}

/// The amendments of a year, the latest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_year(tx: &mut Tx<'_>, which: i16) -> Result<Vec<Amendment>, DbError> {
    tx.rows(&open_to_all(), sql::AMENDMENTS, params![which])?.iter().map(amendment).collect()
}

/// The amendments of a programme, the latest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_programme(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Amendment>, DbError> {
    tx.rows(&open_to_all(), sql::AMENDMENTS_OF, params![id])?.iter().map(amendment).collect()
}

/// Whether somebody enters amendments: the training section and the organisation department.
#[must_use]
pub fn amends(actor: &Actor) -> bool {
    actor.is_county(Role::Trainer) || actor.is_county(Role::Organiser)
}

/// The reason and the document of an amendment, trimmed.
fn grounds<'a>((reason, document): (&'a str, &'a str)) -> Result<(&'a str, &'a str), Fault> {
    let (reason, document) = (reason.trim(), document.trim());
    let mut refusals = Vec::new();
    if !(4..=200).contains(&reason.chars().count()) {
        let (zh, en) = ("调整理由写 4–200 字。", "Give the reason in 4 to 200 characters.");
        refusals.push(Refusal::new(zh, en).at("reason"));
    }
    if !(2..=100).contains(&document.chars().count()) {
        let (zh, en) =
            ("请写明批准文件或文号（100 字以内）。", "Name the document that approves it (at most 100).");
        refusals.push(Refusal::new(zh, en).at("document"));
    }
    if refusals.is_empty() { Ok((reason, document)) } else { Err(Fault::Refused(refusals)) }
}

fn allowed(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<programme::Programme, Fault> {
    if !amends(actor) {
        let (zh, en) = (
            "计划调整由培训机构或组织部门登记。",
            "Amendments are entered by the training section or the organisation department.",
        );
        return Err(Refusal::new(zh, en).into());
    }
    let found = programme::find(tx, id)?;
    match found.state {
        ProgrammeState::Adopted => Ok(found),
        ProgrammeState::Draft => {
            let (zh, en) =
                ("该项目尚未审定，直接修改即可。", "It is not adopted yet: change the draft itself.");
            Err(Refusal::new(zh, en).into())
        }
        ProgrammeState::Withdrawn => {
            Err(Refusal::new("该项目已经撤下。", "It has been taken back already.").into())
        }
    }
}

struct Entry<'a> {
    programme: &'a str,
    year: i16,
    kind: Kind,
    grounds: (&'a str, &'a str),
    was: Option<&'a Draft>,
    becomes: Option<&'a Draft>,
}

fn enter(tx: &mut Tx<'_>, actor: &Actor, entry: &Entry<'_>) -> Result<(), Fault> {
    let stored = |draft: Option<&Draft>| match draft {
        None => Ok(String::new()),
        Some(draft) => serde_json::to_string(draft)
            .map_err(|error| DbError::Stored { what: "a programme", why: error.to_string() }),
    };
    let (was, becomes) = (stored(entry.was)?, stored(entry.becomes)?);
    let (id, now, (reason, document)) = (tx.id(), tx.now(), entry.grounds);
    tx.execute(
        sql::AMENDMENT_ADD,
        params![
            &id,
            entry.programme,
            entry.year,
            entry.kind.code(),
            reason,
            document,
            &was,
            &becomes,
            now,
            &actor.name
        ],
    )?;
    let facts = json!({"reason": reason, "document": document, "was": entry.was, "becomes": entry.becomes});
    let act = format!("training-plan.{}", entry.kind.code());
    note(tx, actor, &act, On::county("programme", entry.programme), facts)
}

/// Changes an adopted programme, keeping what it was.
///
/// # Errors
/// Refusals by field as for a draft, `reason`, `document`; nothing changed; not adopted; not one of those who amend.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    new: &Draft,
    given: (&str, &str),
) -> Result<(), Fault> {
    let found = allowed(tx, actor, id)?;
    check(tx, found.year, new)?;
    let grounds = grounds(given)?;
    let new = new.trimmed();
    if new == found.draft {
        let (zh, en) = ("没有任何改动，不需要登记调整。", "Nothing is changed; there is nothing to enter.");
        return Err(Refusal::new(zh, en).into());
    }
    tx.execute(
        sql::AMEND,
        params![
            id,
            &new.title,
            &new.purpose,
            new.target.as_deref(),
            new.form.code(),
            joined(&new.kinds, Person::code),
            joined(&new.categories, Category::code),
            joined(&new.stages, Stage::code),
            &new.differs,
            new.minutes,
            new.classes,
            new.people,
            new.month
        ],
    )?;
    let (was, becomes) = (Some(&found.draft), Some(&new));
    enter(tx, actor, &Entry { programme: id, year: found.year, kind: Kind::Changed, grounds, was, becomes })
}

/// Takes an adopted programme out of the plan; its needs are open again. One with a class stays.
///
/// # Errors
/// Refusals by field `reason`, `document`; a class runs it; not adopted; not one of those who amend.
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str, given: (&str, &str)) -> Result<i16, Fault> {
    let found = allowed(tx, actor, id)?;
    let grounds = grounds(given)?;
    programme::take_back(tx, id)?;
    let was = Some(&found.draft);
    let entry = Entry { programme: id, year: found.year, kind: Kind::Withdrawn, grounds, was, becomes: None };
    enter(tx, actor, &entry)?;
    Ok(found.year)
}

/// Enters that a programme was added to a plan adopted before.
pub(crate) fn added(
    tx: &mut Tx<'_>,
    actor: &Actor,
    one: &programme::Programme,
    grounds: (&str, &str),
) -> Result<(), Fault> {
    let (programme, becomes) = (one.id.as_str(), Some(&one.draft));
    enter(tx, actor, &Entry { programme, year: one.year, kind: Kind::Added, grounds, was: None, becomes })
}
