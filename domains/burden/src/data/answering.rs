//! Answering a request for data: the fields that are left, with what was answered before beside them. Not here: asking.

use jiff::civil::Date;
use kernel::case;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use super::{Ask, DataField, ask, fields};
use crate::fact;
use crate::procedure::DATA;
use crate::store::request as sql;

/// A unit's part of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The ask.
    pub ask: Ask,
    /// The request.
    pub request: String,
    /// Its title.
    pub title: String,
    /// What for.
    pub purpose: String,
    /// Due on.
    pub due_on: Date,
    /// Who asks.
    pub asker: String,
    /// The fields with what is given, if it is, and the earlier answer with its day.
    pub lines: Vec<Line>,
}

/// A field of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The field.
    pub field: DataField,
    /// What was given, and whether the program gave it.
    pub given: Option<(String, bool)>,
    /// What the unit answered before, and when.
    pub earlier: Option<(String, Option<Date>)>,
}

/// A unit's part, in reach of somebody.
///
/// # Errors
/// [`Fault::NotFound`] out of reach.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Part, Fault> {
    let row = tx.row(&actor.scope(Area::Power), sql::ASK, params![id])?.ok_or(Fault::NotFound)?;
    let (asked, request) = (ask(&row)?, row.text(6)?);
    let loaded = Scope::county("a part of a request loaded in scope");
    let given = tx.rows(&loaded, sql::ANSWERS_OF, params![id])?;
    let mut lines = Vec::new();
    for field in fields(tx, &request)? {
        let mut found = None;
        for row in &given {
            if row.text(0)? == field.id {
                found = Some((row.text(1)?, row.get(2)?));
            }
        }
        let earlier = if field.fact.is_empty() {
            let norm = fact::norm(&field.label);
            tx.row(&loaded, sql::EARLIER_ANSWER, params![norm, &asked.unit, &asked.id])?
                .map(|row| Ok::<_, DbError>((row.text(0)?, row.get(1)?)))
                .transpose()?
        } else {
            None
        };
        lines.push(Line { field, given: found, earlier });
    }
    Ok(Part {
        ask: asked,
        request,
        title: row.text(7)?,
        purpose: row.text(8)?,
        due_on: row.get(9)?,
        asker: row.text(10)?,
        lines,
    })
}

/// What was asked of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The ask.
    pub ask: Ask,
    /// Title of the request.
    pub title: String,
    /// Asked on.
    pub asked_on: Date,
    /// Due on.
    pub due_on: Date,
    /// Who asked.
    pub asker: String,
}

/// What was asked of units in reach of somebody, newest first.
///
/// # Errors
/// If it cannot be read.
pub fn asked_of(tx: &mut Tx<'_>, actor: &Actor, page: (i64, i64)) -> Result<Vec<Asked>, DbError> {
    let rows = tx.rows(&actor.scope(Area::Power), sql::ASKED_OF, params![page.0, page.1])?;
    rows.iter()
        .map(|row| {
            Ok(Asked {
                ask: ask(row)?,
                title: row.text(6)?,
                asked_on: row.get(7)?,
                due_on: row.get(8)?,
                asker: row.text(9)?,
            })
        })
        .collect()
}

/// Answers the fields that are left: field and words.
///
/// # Errors
/// A refusal for every field without an answer; or where the step is not theirs.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: &str, answers: &[(String, String)]) -> Result<(), Fault> {
    let part = find(tx, actor, id)?;
    let Some(case) = part.ask.case.clone() else {
        return Err(Refusal::new("这一项已由本系统答复，不用填报。", "The program has answered it.").into());
    };
    let mut wrong = Vec::new();
    for line in part.lines.iter().filter(|line| line.given.is_none()) {
        let found = answers.iter().find(|(field, _)| *field == line.field.id);
        let words = found.map(|(_, words)| words.trim()).unwrap_or_default();
        if words.is_empty() || words.chars().count() > 1_000 {
            let why = Refusal::new(
                format!("请填“{}”；没有的填“无”。", line.field.label),
                format!("Fill in “{}”; write “none” if there is nothing.", line.field.label),
            );
            wrong.push(why.at(format!("field-{}", line.field.id)));
            continue;
        }
        tx.execute(sql::ADD_ANSWER, params![id, &line.field.id, words, false])?;
    }
    if !wrong.is_empty() {
        return Err(Fault::Refused(wrong));
    }
    case::advance(tx, &DATA, &case, ("answer", "answered"), actor, "", None)?;
    let today = tx.today();
    tx.execute(sql::ANSWERED, params![id, today])?;
    tx.execute(sql::COUNT_ANSWER, params![&part.request])?;
    tx.execute(sql::CLOSE, params![&part.request])?;
    let act = Act {
        kind: "burden.data-answered",
        subject: ("data-ask", id),
        unit: Some(&part.ask.unit),
        person: None,
        facts: json!({ "request": part.request, "late": today > part.due_on }),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
