//! Corrections: asked for by whom the data is about, answered by whoever keeps the roster. Not here: changing the data,
//! which its own room does by its own act.

use jiff::Timestamp;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::{Rulebook, Text};
use serde_json::json;

use crate::procedure::{ANSWER_DAYS, CORRECTION};
use crate::{register, store};

/// The longest text of each field.
pub const LONGEST: usize = 1_000;

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Id.
    pub id: String,
    /// Whose data.
    pub person: String,
    /// The area of the register.
    pub area: String,
    /// What is wrong.
    pub wrong: String,
    /// What is right.
    pub right: String,
    /// What shows it.
    pub evidence: String,
    /// `open`, `corrected` or `declined`.
    pub state: String,
    /// The answer.
    pub answer: String,
    /// Its case.
    pub case: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it was answered, and by whom.
    pub answered: Option<(Timestamp, String)>,
}

fn read(row: &Row) -> Result<Correction, DbError> {
    let answered: Option<Timestamp> = row.get(10)?;
    let by = row.text(11)?;
    Ok(Correction {
        id: row.text(0)?,
        person: row.text(1)?,
        area: row.text(2)?,
        wrong: row.text(3)?,
        right: row.text(4)?,
        evidence: row.text(5)?,
        state: row.text(6)?,
        answer: row.text(7)?,
        case: row.text(8)?,
        asked_at: row.get(9)?,
        answered: answered.map(|at| (at, by)),
    })
}

/// What somebody asks for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The area of the register.
    pub area: String,
    /// What is wrong.
    pub wrong: String,
    /// What is right.
    pub right: String,
    /// What shows it; may be empty.
    pub evidence: String,
}

/// What a correction is worth reading for: one's own, or anybody's for who keeps the roster of the county.
fn scope_of(actor: &Actor) -> Option<Scope> {
    if actor.is_county(Role::Organiser) {
        return Some(Scope::county("corrections are answered by who keeps the county's roster"));
    }
    actor.person.as_deref().map(Scope::own)
}

/// Asks for a correction; answers its id.
///
/// # Errors
/// A refusal at its field.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, asked: &Asked) -> Result<String, Fault> {
    let Some(person) = actor.person.clone() else {
        let zh = "这个账号没有对应的人员，系统里没有关于您的人事信息。";
        return Err(Refusal::new(zh, "This account belongs to no person; no record is about you.").into());
    };
    let known = register::areas().is_ok_and(|areas| areas.iter().any(|area| area.code == asked.area));
    if !known {
        return Err(Refusal::new("请选择哪一方面的信息有误。", "Choose which data is wrong.")
            .at("area")
            .into());
    }
    let wrong = words(&asked.wrong, "wrong", ("请写明哪一处有误。", "Say what is wrong."))?;
    let right = words(&asked.right, "right", ("请写明正确的内容。", "Say what is right."))?;
    if asked.evidence.chars().count() > LONGEST {
        return Err(too_long("evidence").into());
    }
    let id = tx.id();
    let due = book.calendar().add_working_days(tx.today(), u32::from(ANSWER_DAYS));
    let due = due.map_err(|error| DbError::Schema(error.to_string()))?;
    let about = About {
        subject: ("personal-correction", &id),
        unit: None,
        person: Some(&person),
        title: Text::new(
            format!("{}申请更正个人信息", actor.name),
            format!("{} asks for a correction", actor.name),
        ),
        link: &format!("/personal/corrections/{id}"),
    };
    let first = Assigned::role(Role::Organiser, None).by(due.date, due.provisional);
    let case = case::open(tx, &CORRECTION, &about, &first)?;
    let values = params![&id, &person, &asked.area, &wrong, &right, asked.evidence.trim(), &case, tx.now()];
    tx.execute(store::ASK, values)?;
    record(tx, actor, ("personal.correction-asked", &id, &person), json!({ "area": asked.area }))?;
    Ok(id)
}

fn too_long(field: &str) -> Refusal {
    let zh = format!("文字超过 {LONGEST} 字，请精简。");
    Refusal::new(zh, format!("More than {LONGEST} characters; shorten it.")).at(field)
}

fn words(text: &str, field: &str, (zh, en): (&str, &str)) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(zh, en).at(field));
    }
    if text.chars().count() > LONGEST {
        return Err(too_long(field));
    }
    Ok(text.to_owned())
}

fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (kind, id, person): (&str, &str, &str),
    facts: serde_json::Value,
) -> Result<(), DbError> {
    let subject = ("personal-correction", id);
    let act = Act { kind, subject, unit: None, person: Some(person), facts, decision: None };
    ledger::record(tx, actor, &act).map(drop)
}

/// One's own corrections, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn mine(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Correction>, DbError> {
    tx.rows(&Scope::own(person), store::MINE, &[])?.iter().map(read).collect()
}

/// One correction, of oneself or, for who keeps the roster, of anybody.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Correction, Fault> {
    let scope = scope_of(actor).ok_or(Fault::NotFound)?;
    let row = tx.row(&scope, store::ONE, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// Says that it was corrected, or why not.
///
/// # Errors
/// A refusal without words, of one's own correction, or where the step is not theirs.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: &str, (outcome, said): (&str, &str)) -> Result<(), Fault> {
    let found = find(tx, actor, id)?;
    if actor.person.as_ref() == Some(&found.person) {
        let zh = "关于自己的更正申请，请由组织部门的其他同志核实。";
        return Err(Refusal::new(zh, "One’s own correction is checked by a colleague.").into());
    }
    let said = words(
        said,
        "answer",
        ("请写明更正了什么，或者为什么不更正。", "Say what was corrected, or why not."),
    )?;
    let way = case::advance(tx, &CORRECTION, &found.case, ("answer", outcome), actor, &said, None)?;
    tx.execute(store::SETTLE, params![id, way.outcome, &said, tx.now(), &actor.name])?;
    record(tx, actor, ("personal.correction-answered", id, &found.person), json!({ "outcome": way.outcome }))
        .map_err(Fault::from)
}
