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
use crate::office;
use crate::store::decision as sql;

/// The papers of the file, in their order. Beside them stand the draft and explanation as they were put to comment
/// (`asked-draft`, `asked-explanation`).
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
pub(crate) fn scope(tx: &mut Tx<'_>, actor: &Actor) -> Result<Scope, DbError> {
    if office::is_head(tx, actor)? {
        return Ok(Scope::county("the office of the government takes every decision to the deciding body"));
    }
    Ok(actor.scope(Area::Power))
}

/// A decision in reach of somebody.
///
/// # Errors
/// [`Fault::NotFound`] out of reach.
pub fn find(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Decision, Fault> {
    let scope = scope(tx, actor)?;
    let row = tx.row(&scope, sql::ONE, params![id])?.ok_or(Fault::NotFound)?;
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

/// A decision everybody may read, by its id; none if nobody may.
///
/// # Errors
/// If it cannot be read.
pub fn public_of(tx: &mut Tx<'_>, id: &str) -> Result<Option<Decision>, DbError> {
    let row = tx.row(&crate::notice::open(), sql::ONE, params![id])?;
    Ok(row.as_ref().map(decision).transpose()?.filter(|found| found.public))
}

/// Decisions in reach of somebody, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Decision>, DbError> {
    let scope = scope(tx, actor)?;
    tx.rows(&scope, sql::LIST, &[])?.iter().map(decision).collect()
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

/// What each step of the gate is called where it is missing.
const STEPS: [(&str, &str, &str); 14] = [
    ("start", "研究论证并明确承办单位", "the study of the proposal and its lead unit"),
    ("draft", "拟订草案、梳理依据", "the draft with its legal basis"),
    ("comment", "公开征求意见期满", "public comment, over"),
    ("hearing", "听证会", "the hearing"),
    ("experts", "专家论证", "the expert view"),
    ("risk", "风险评估", "the risk assessment"),
    ("review", "合法性审查", "the legality review"),
    ("fair", "公平竞争审查", "the fair-competition review"),
    ("pack", "提请讨论的材料", "papers of the file"),
    ("meeting", "集体讨论决定", "the decision in meeting"),
    ("report", "向同级党委请示报告", "the report to the party committee"),
    ("publish", "请示报告、公布、归档", "report, publication and file"),
    (
        "evaluate",
        "由没有承担过本决策论证评估的单位评估",
        "an evaluator who did not do the original assessment",
    ),
    ("suspend", "情况紧急并由行政首长决定", "an emergency, ordered by the administrative head"),
];

/// Refuses where the gate is closed, naming what is missing and by which articles.
pub(crate) fn pass(facts: &Facts, which: Gate, book: &Rulebook, on: Date) -> Result<Record, Fault> {
    let record = gate(facts, which, book, on)?;
    let of = |name: &str| record.value().and_then(|value| value.get(name));
    if of("open").and_then(serde_json::Value::as_bool) == Some(true) {
        return Ok(record);
    }
    let missing = of("missing").and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
    let codes = |name: &str| -> Vec<String> {
        let code =
            |one: &serde_json::Value| one.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
        missing.iter().filter_map(code).collect()
    };
    let (steps, clauses) = (codes("step"), codes("clause"));
    let named = STEPS.iter().filter(|step| steps.iter().any(|code| code == step.0));
    let (zh, en): (Vec<&str>, Vec<&str>) = named.map(|step| (step.1, step.2)).unzip();
    let cited = record.cited(|reason| !reason.held && clauses.contains(&reason.citation.clause));
    Err(Refusal::new(
        format!("还不能往下走，缺：{}（{}）。下面的依据逐条写明。", zh.join("、"), cited.zh),
        format!("It cannot go on yet; missing: {} ({}). The reasons are below.", en.join(", "), cited.en),
    )
    .because(record)
    .into())
}

/// A clause as regulation and article, as it stands on a day.
pub(crate) fn article(book: &Rulebook, clause: &str, on: Date) -> Text {
    book.cite(clause, on).map_or_else(|| Text::new(clause, clause), |citation| citation.words())
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
