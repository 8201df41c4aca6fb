//! Forms that ask more fields at a time than the county allows: flagged once a month to whoever keeps the forms. Not
//! here: counting.

use jiff::Span;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Tx, params};
use law::Text;
use serde_json::json;

use super::{Place, Sum, budget, everybody};
use crate::permission::wanted;
use crate::procedure::FORM;
use crate::store::own as sql;

/// A form must have been sent so often before it is judged.
const LEAST: i64 = 5;

/// A form flagged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Id.
    pub id: String,
    /// The form.
    pub form: String,
    /// Month.
    pub month: String,
    /// Fields at a time, on the average.
    pub fields: i64,
    /// `open`, `shortened` or `kept`.
    pub state: String,
    /// What was said.
    pub words: String,
    /// Its case.
    pub case: String,
}

fn flag(row: &kernel::db::Row) -> Result<Flag, DbError> {
    Ok(Flag {
        id: row.text(0)?,
        form: row.text(1)?,
        month: row.text(2)?,
        fields: row.int(3)?,
        state: row.text(4)?,
        words: row.text(5)?,
        case: row.text(6)?,
    })
}

/// Flags the forms of these sums that are over the budget.
pub(crate) fn look(tx: &mut Tx<'_>, sums: &[(Place, Sum)]) -> Result<(), Fault> {
    let allowed = budget(tx)?.fields;
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (place, _) in sums {
        let key = (place.month.as_str(), place.form.as_str());
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let row = tx.row(&everybody(), sql::OF_FORM, params![key.0, key.1])?;
        let (posts, fields) = row.map_or(Ok((0, 0)), |row| Ok::<_, DbError>((row.int(0)?, row.int(1)?)))?;
        let whole = Sum { posts, fields, ..Sum::default() };
        if posts < LEAST || whole.at_a_time() <= allowed {
            continue;
        }
        if tx.row(&everybody(), sql::FLAG_OF, params![key.1, key.0])?.is_none() {
            open(tx, key, whole.at_a_time())?;
        }
    }
    Ok(())
}

fn open(tx: &mut Tx<'_>, (month, form): (&str, &str), fields: i64) -> Result<(), Fault> {
    let id = tx.id();
    let due = tx.today().saturating_add(Span::new().days(30));
    let about = About {
        subject: ("own-flag", &id),
        unit: None,
        person: None,
        title: Text::new(
            format!("{form}：平均每次填 {fields} 项"),
            format!("{form}: {fields} fields at a time"),
        ),
        link: &format!("/burden/forms/{id}"),
    };
    let case = case::open(tx, &FORM, &about, &Assigned::role(Role::Organiser, None).by(due, false))?;
    tx.execute(sql::FLAG, params![&id, form, month, fields, &case])?;
    record(tx, &Actor::program(), ("burden.form-flagged", &id), json!({ "form": form, "fields": fields }))?;
    Ok(())
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, id): (&str, &str),
    facts: serde_json::Value,
) -> Result<(), DbError> {
    let subject = ("own-flag", id);
    let act = Act { kind, subject, unit: None, person: None, facts, decision: None };
    ledger::record(tx, actor, &act).map(drop)
}

/// The forms flagged, newest first; everybody may see them.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Flag>, DbError> {
    tx.rows(&everybody(), sql::FLAGS, &[])?.iter().map(flag).collect()
}

/// A form flagged.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<Flag, Fault> {
    let row = tx.row(&everybody(), sql::FLAG_BY_ID, params![id])?.ok_or(Fault::NotFound)?;
    Ok(flag(&row)?)
}

/// Says that a form was shortened, or why it is kept.
///
/// # Errors
/// A refusal without words or where the step is not theirs.
pub fn settle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (shortened, words): (bool, &str),
) -> Result<(), Fault> {
    let found = find(tx, id)?;
    let words = wanted(
        words,
        ("words", 1_000),
        "请写精简了什么或者为什么保留。",
        "Say what was shortened or why it is kept.",
    )?;
    let outcome = if shortened { "shortened" } else { "kept" };
    case::advance(tx, &FORM, &found.case, ("shorten", outcome), actor, &words, None)?;
    tx.execute(sql::SETTLE, params![id, outcome, &words])?;
    record(tx, actor, ("burden.form-settled", id), json!({ "outcome": outcome }))?;
    Ok(())
}
