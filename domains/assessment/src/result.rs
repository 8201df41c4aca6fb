//! What follows from a grade: the law's consequences drawn up as proposals, each confirmed or set aside by a named
//! person with a document. Rooms of pay and career read the confirmed ones. Not here: the rule (law), the grade.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::Grade;
use law::rules::grade_results::{self as rule, Facts};
use law::{Rulebook, Text};
use serde_json::json;

use crate::appraisal::{self, Appraisal, grade_from, stored};
use crate::permission::{organiser, wanted};
use crate::store::result as sql;
use crate::{eligibility, plan};

/// One consequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// Id.
    pub id: String,
    /// The appraisal it follows from.
    pub appraisal: String,
    /// Year.
    pub year: i16,
    /// Person.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Organ.
    pub organ: String,
    /// The grade; `None` for a year without one.
    pub grade: Option<Grade>,
    /// What it touches, as crate law names it: `commendation`, `step`, `tenure-not-counted`, …
    pub matter: String,
    /// The clause.
    pub clause: String,
    /// Months, where a time is shortened.
    pub months: Option<i64>,
    /// Yuan, where an award carries money.
    pub yuan: Option<i64>,
    /// First day it takes effect.
    pub from: Option<Date>,
    /// In words.
    pub text: Text,
    /// `proposed`, `confirmed`, `set-aside` or `void`.
    pub state: String,
    /// The document it was confirmed with.
    pub document: String,
    /// Why it was set aside.
    pub reason: String,
    /// Who settled it.
    pub settled_name: Option<String>,
    /// When.
    pub settled_at: Option<Timestamp>,
}

fn consequence(row: &Row) -> Result<Consequence, DbError> {
    Ok(Consequence {
        id: row.text(0)?,
        appraisal: row.text(1)?,
        year: i16::try_from(row.int(2)?).unwrap_or(i16::MAX),
        person: row.text(3)?,
        name: row.text(4)?,
        unit: row.text(5)?,
        unit_name: row.text(6)?,
        organ: row.text(7)?,
        grade: grade_from(&row.text(8)?),
        matter: row.text(9)?,
        clause: row.text(10)?,
        months: row.get(11)?,
        yuan: row.get(12)?,
        from: row.get(13)?,
        text: Text::new(row.text(14)?, row.text(15)?),
        state: row.text(16)?,
        document: row.text(17)?,
        reason: row.text(18)?,
        settled_name: row.get(19)?,
        settled_at: row.get(20)?,
    })
}

/// The consequences of an appraisal, in scope.
///
/// # Errors
/// If they cannot be read.
pub fn of_appraisal(tx: &mut Tx<'_>, scope: &Scope, appraisal: &str) -> Result<Vec<Consequence>, DbError> {
    tx.rows(scope, sql::OF_APPRAISAL, params![appraisal])?.iter().map(consequence).collect()
}

/// The consequences of an organ in a cycle, by matter.
///
/// # Errors
/// If they cannot be read.
pub fn of_organ(
    tx: &mut Tx<'_>,
    scope: &Scope,
    cycle: &str,
    organ: &str,
) -> Result<Vec<Consequence>, DbError> {
    tx.rows(scope, sql::OF_ORGAN, params![cycle, organ])?.iter().map(consequence).collect()
}

/// What was confirmed about a person, latest year first: for the archive and for rooms of pay and career.
///
/// # Errors
/// If they cannot be read.
pub fn confirmed_of(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Consequence>, DbError> {
    tx.rows(scope, sql::OF_PERSON, params![person])?.iter().map(consequence).collect()
}

/// The decision a consequence rests on.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn decision(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<law::Record, Fault> {
    let row = tx.row(scope, sql::DECISION, params![id])?.ok_or(Fault::NotFound)?;
    serde_json::from_str(&row.text(0)?)
        .map_err(|error| Fault::Db(DbError::Stored { what: "a decision", why: error.to_string() }))
}

/// The grades of a person so far, as the rule takes them: a year without a grade counts as such.
fn grades_of(tx: &mut Tx<'_>, appraisal: &Appraisal) -> Result<BTreeMap<i16, Grade>, DbError> {
    let scope = Scope::own(&appraisal.person);
    let all = appraisal::of_person(tx, &scope, &appraisal.person)?;
    let ended = all.into_iter().filter(|one| one.state.is_result() && one.form.is_some());
    Ok(ended.map(|one| (one.year, one.grade.unwrap_or(Grade::NoGrade))).collect())
}

/// Draws up what follows from every result of an organ not yet drawn up. Opens an improvement plan for each
/// 基本称职. Answers how many consequences were proposed.
///
/// # Errors
/// A refusal with its decision if the rule has no result for somebody; then nothing is drawn up.
pub fn draw_up(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    cycle: &str,
    organ: &str,
) -> Result<u32, Fault> {
    organiser(actor)?;
    let scope = actor.scope(Area::Duty);
    let county = Scope::county("the organisation department draws up results for the whole county");
    let rows = tx.rows(&county, sql::RESULTS, params![cycle, organ])?;
    let mut proposed = 0;
    for row in &rows {
        let appraisal = appraisal::find(tx, &scope, &row.text(0)?)?;
        proposed += draw_up_one(tx, book, &appraisal)?;
        if appraisal.grade == Some(Grade::BasicallyCompetent) {
            plan::open(tx, &appraisal)?;
        }
    }
    let facts = json!({ "people": rows.len(), "consequences": proposed });
    let act = Act {
        kind: "results.drawn-up",
        subject: ("cycle", cycle),
        unit: Some(organ),
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(proposed)
}

fn word<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn draw_up_one(tx: &mut Tx<'_>, book: &Rulebook, appraisal: &Appraisal) -> Result<u32, Fault> {
    let grades = grades_of(tx, appraisal)?;
    let facts = Facts {
        grades,
        year: appraisal.year,
        step_counted_from: None,
        level_counted_from: None,
        at_top_level: false,
        dismissal_bars: Vec::new(),
    };
    let decision = rule::decide(&facts, book, tx.today());
    let found = eligibility::settled(&decision)?;
    let kept = stored("a decision", &eligibility::record(&decision)?)?;
    let (now, grade) = (tx.now(), appraisal.grade.unwrap_or(Grade::NoGrade));
    for one in &found {
        let id = tx.id();
        tx.execute(
            sql::ADD,
            params![
                &id,
                &appraisal.id,
                &appraisal.cycle,
                i64::from(appraisal.year),
                &appraisal.person,
                &appraisal.unit,
                &appraisal.organ,
                grade.id(),
                word(one.consequence),
                one.clause,
                one.months,
                one.yuan,
                one.from,
                &one.text.zh,
                &one.text.en,
                &kept,
                now
            ],
        )?;
    }
    Ok(u32::try_from(found.len()).unwrap_or(u32::MAX))
}

/// Confirms proposed consequences with the document that carries them out. Answers how many.
///
/// # Errors
/// A refusal without a document, or if one of them is settled already; then none is confirmed.
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, ids: &[String], document: &str) -> Result<u32, Fault> {
    let document = wanted(document, "document", "请写明依据或办理文件。", "Name the document.")?;
    settle(tx, actor, ids, ("confirmed", &document, ""))
}

/// Sets proposed consequences aside, with the reason, e.g. that no pay step is due yet. Answers how many.
///
/// # Errors
/// A refusal without a reason, or if one of them is settled already.
pub fn set_aside(tx: &mut Tx<'_>, actor: &Actor, ids: &[String], reason: &str) -> Result<u32, Fault> {
    let reason = wanted(reason, "reason", "请写明不适用的理由。", "Say why it does not apply.")?;
    settle(tx, actor, ids, ("set-aside", "", &reason))
}

fn settle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &[String],
    (state, document, reason): (&str, &str, &str),
) -> Result<u32, Fault> {
    organiser(actor)?;
    if ids.is_empty() {
        return Err(Refusal::new("请先选择事项。", "Choose what it is about.").at("ids").into());
    }
    let scope = actor.scope(Area::Duty);
    for id in ids {
        let row = tx.row(&scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
        let found = consequence(&row)?;
        let now = tx.now();
        let values = params![id, state, document, reason, &actor.account, &actor.name, now];
        if tx.execute(sql::SETTLE, values)? == 0 {
            return Err(Refusal::new(
                format!("“{}：{}”已经办理。", found.name, found.text.zh),
                format!("“{}: {}” has been settled already.", found.name, found.text.en),
            )
            .into());
        }
        let decision = decision(tx, &scope, id)?;
        let act = Act {
            kind: if state == "confirmed" { "consequence.confirmed" } else { "consequence.set-aside" },
            subject: ("appraisal", &found.appraisal),
            unit: Some(&found.unit),
            person: Some(&found.person),
            facts: json!({ "consequence": id, "matter": found.matter, "document": document }),
            decision: Some(&decision),
        };
        ledger::record(tx, actor, &act)?;
    }
    Ok(u32::try_from(ids.len()).unwrap_or(u32::MAX))
}
