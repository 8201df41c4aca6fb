//! Major administrative decisions 重大行政决策, step by step; what is missing before the next is said by the rule
//! `decision-gate`. Not here: comments of residents (`voice`), what a later case makes of a dissent (room `tolerance`).

pub mod after;
pub mod catalogue;
pub mod hearing;
pub mod meeting;
pub mod opening;
pub mod preparing;
pub mod review;
pub mod view;
pub mod voice;

use jiff::civil::Date;
use kernel::db::Row;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::decision_gate::{self, Facts, Gate};
use law::{Record, Rulebook, Text};
use serde_json::json;

use crate::notice::record;
use crate::store::decision as sql;

/// The papers of the file, in their order.
pub const PAPERS: [&str; 6] = ["draft", "explanation", "basis", "comments", "review", "fair"];

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Id.
    pub id: String,
    /// Public number, e.g. `2026-01`.
    pub number: String,
    /// Year of the catalogue.
    pub year: i64,
    /// Title.
    pub title: String,
    /// Lead unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// What is proposed and why.
    pub proposal: String,
    /// What residents are asked.
    pub question: String,
    /// `proposed`, `preparing`, `tabled`, `decided`, `published`, `kept` (adopted and not public),
    /// `closed`, `rejected` or `dropped`.
    pub state: String,
    /// The facts of the gate.
    pub facts: Facts,
    /// Whether everybody sees it.
    pub public: bool,
    /// Comments received.
    pub comments: i64,
    /// Comments in no group yet.
    pub ungrouped: i64,
    /// The notice that asked for comment.
    pub comment_notice: Option<String>,
    /// The notice that published it.
    pub result_notice: Option<String>,
    /// What was decided.
    pub outcome: String,
    /// Its pilot clause 试点条款.
    pub pilot: String,
    /// The legal risk stated.
    pub legal_risk: String,
    /// The unit that did the main assessment.
    pub assessor: Option<String>,
    /// Its case.
    pub case: String,
    /// The case of its legality review.
    pub review_case: Option<String>,
    /// Day its execution was suspended, while it is.
    pub suspended_on: Option<Date>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// Code of the step.
    pub step: String,
    /// When.
    pub on: Date,
    /// What everybody reads of it, in both languages; empty: nothing.
    pub shown: Text,
    /// What stays inside.
    pub inner: String,
    /// By whom.
    pub by_name: String,
    account: String,
}

impl Decision {
    /// Whether it is being carried out: published, or adopted and by law not public.
    #[must_use]
    pub fn in_force(&self) -> bool {
        matches!(self.state.as_str(), "published" | "kept" | "closed")
    }
}

fn decision(row: &Row) -> Result<Decision, DbError> {
    let facts = row.text(9)?;
    let facts = serde_json::from_str(&facts)
        .map_err(|error| DbError::Stored { what: "the facts of a decision", why: error.to_string() })?;
    Ok(Decision {
        id: row.text(0)?,
        number: row.text(1)?,
        year: row.int(2)?,
        title: row.text(3)?,
        unit: row.text(4)?,
        unit_name: row.text(5)?,
        proposal: row.text(6)?,
        question: row.text(7)?,
        state: row.text(8)?,
        facts,
        public: row.get(10)?,
        comments: row.int(11)?,
        ungrouped: row.int(12)?,
        comment_notice: row.get(13)?,
        result_notice: row.get(14)?,
        outcome: row.text(15)?,
        pilot: row.text(16)?,
        legal_risk: row.text(17)?,
        assessor: row.get(18)?,
        case: row.text(19)?,
        review_case: row.get(20)?,
        suspended_on: row.get(21)?,
    })
}

/// Whoever decides and whoever reviews reads every decision; others those of their units.
pub(crate) fn scope(actor: &Actor) -> Scope {
    actor.scope(Area::Power)
}

/// A decision in reach of somebody.
///
/// # Errors
/// [`Fault::NotFound`] out of reach.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Decision, Fault> {
    let row = tx.row(&scope(actor), sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
    Ok(decision(&row)?)
}

/// A decision everybody may read, by its number.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn find_public(tx: &mut Tx<'_>, number: &str) -> Result<Decision, Fault> {
    let row = tx.row(&crate::notice::open(), sql::BY_NUMBER, params![number])?.ok_or(Fault::NotFound)?;
    Ok(decision(&row)?)
}

/// Decisions in reach of somebody, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Decision>, DbError> {
    tx.rows(&scope(actor), sql::LIST, &[])?.iter().map(decision).collect()
}

/// Decisions everybody may read, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list_public(tx: &mut Tx<'_>) -> Result<Vec<Decision>, DbError> {
    tx.rows(&crate::notice::open(), sql::LIST_PUBLIC, &[])?.iter().map(decision).collect()
}

/// What was done, in order. Read for a decision that was loaded in scope.
///
/// # Errors
/// If it cannot be read.
pub fn steps(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Done>, DbError> {
    let loaded = Scope::county("steps of a decision loaded in scope; what is shown says the step");
    let rows = tx.rows(&loaded, sql::STEPS, params![id])?;
    let done = |row: &Row| {
        Ok(Done {
            step: row.text(0)?,
            on: row.get(1)?,
            shown: Text::new(row.text(2)?, row.text(3)?),
            inner: row.text(4)?,
            by_name: row.text(5)?,
            account: row.text(6)?,
        })
    };
    rows.iter().map(done).collect()
}

/// Papers of the file: item and words.
///
/// # Errors
/// If they cannot be read.
pub fn papers(tx: &mut Tx<'_>, id: &str) -> Result<Vec<(String, String)>, DbError> {
    let loaded = Scope::county("papers of a decision loaded in scope");
    let rows = tx.rows(&loaded, sql::PAPERS, params![id])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// What the rule says of the next gate.
///
/// # Errors
/// If the facts cannot be written down.
pub fn gate(facts: &Facts, gate: Gate, book: &Rulebook, on: Date) -> Result<Record, Fault> {
    let facts = Facts { gate, ..facts.clone() };
    let record = decision_gate::decide(&facts, book, on).record();
    Ok(record.map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?)
}

/// Refuses where the gate is closed, naming the clauses of what is missing.
pub(crate) fn pass(facts: &Facts, which: Gate, book: &Rulebook, on: Date) -> Result<Record, Fault> {
    let record = gate(facts, which, book, on)?;
    let open = record.value().and_then(|value| value.get("open")).and_then(serde_json::Value::as_bool);
    if open == Some(true) {
        return Ok(record);
    }
    let missing =
        record.value().and_then(|value| value.get("missing")).and_then(|list| list.as_array().cloned());
    let mut clauses: Vec<String> = Vec::new();
    for one in missing.unwrap_or_default() {
        let clause = one.get("clause").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        if !clauses.contains(&clause) {
            clauses.push(clause);
        }
    }
    let clauses = clauses.join("、");
    Err(Refusal::new(
        format!("程序还缺步骤，不能往下走：{clauses}。下面的依据写明缺什么。"),
        format!("Steps are missing, so it cannot go on: {clauses}. The reasons below say which."),
    )
    .because(record)
    .into())
}

/// Changes the facts of a decision.
pub(crate) fn set_facts(tx: &mut Tx<'_>, id: &str, facts: &Facts) -> Result<(), Fault> {
    let written = serde_json::to_string(facts)
        .map_err(|error| DbError::Stored { what: "the facts of a decision", why: error.to_string() })?;
    let now = tx.now();
    tx.execute(sql::SET_FACTS, params![id, written, now])?;
    Ok(())
}

/// Words of a step for everybody.
pub(crate) fn shown(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}

/// A step of which everybody reads nothing but inside it is known.
pub(crate) fn unshown() -> Text {
    Text::new("", "")
}

/// Puts a step into the timeline.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    decision: &str,
    (step, shown, inner): (&str, &Text, &str),
) -> Result<(), DbError> {
    let (id, today) = (tx.id(), tx.today());
    tx.execute(
        sql::ADD_STEP,
        params![&id, decision, step, today, &shown.zh, &shown.en, inner, &actor.name, &actor.account],
    )?;
    Ok(())
}

/// Notes a step that was done, for the timeline, and its act.
pub(crate) fn done(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: &Decision,
    (step, shown, inner): (&str, Text, &str),
    record_of: Option<&Record>,
) -> Result<(), Fault> {
    note(tx, actor, &of.id, (step, &shown, inner))?;
    let kind = format!("decision.{step}");
    let facts = json!({ "step": step, "number": of.number });
    record(tx, actor, (&kind, ("decision", &of.id)), &of.unit, facts, record_of)?;
    Ok(())
}

/// Whether somebody took one of these steps: its case may be another, so the procedure alone cannot say.
pub(crate) fn took(tx: &mut Tx<'_>, actor: &Actor, id: &str, of: &[&str]) -> Result<bool, DbError> {
    let all = steps(tx, id)?;
    Ok(all.iter().any(|done| done.account == actor.account && of.contains(&done.step.as_str())))
}

/// Puts a paper into the file.
pub(crate) fn put_paper(tx: &mut Tx<'_>, id: &str, item: &str, words: &str) -> Result<(), DbError> {
    let now = tx.now();
    tx.execute(sql::SET_PAPER, params![id, item, words, now])?;
    Ok(())
}

/// Takes papers out of the file that no longer fit what is in it.
pub(crate) fn drop_papers(
    tx: &mut Tx<'_>,
    id: &str,
    facts: &mut Facts,
    items: &[&str],
) -> Result<(), DbError> {
    for item in items {
        tx.execute(sql::DROP_PAPER, params![id, *item])?;
    }
    facts.pack.retain(|has| !items.contains(&has.as_str()));
    Ok(())
}

/// Only while it is prepared.
pub(crate) fn preparing(of: &Decision) -> Result<(), Refusal> {
    if of.state == "preparing" {
        return Ok(());
    }
    Err(Refusal::new(
        "这项决策不在办理阶段，不能补办这一步。",
        "This decision is not being prepared; the step cannot be taken now.",
    ))
}
