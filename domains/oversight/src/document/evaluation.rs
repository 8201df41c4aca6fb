//! Evaluating a document before it lapses: its office proposes to keep, revise or repeal it, legality is reviewed, and the
//! decision extends, replaces or repeals it. Not here: when it is due (law, `document-validity`).

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use law::Rulebook;
use law::decision::Text;
use serde_json::json;

use super::{Document, extension, find, keep_days, own};
use crate::act::{not_own, note};
use crate::coded::coded;
use crate::limit::due;
use crate::permission;
use crate::procedure::EVALUATION;
use crate::store::document as sql;

coded! {
    /// What is to become of a document.
    Fate {
        /// It stays in force.
        Keep = "keep", "继续有效", "keep";
        /// It is made anew.
        Revise = "revise", "修改", "revise";
        /// It ends.
        Repeal = "repeal", "废止", "repeal";
    }
}

coded! {
    /// Where an evaluation stands.
    State {
        /// With the office.
        Drafting = "drafting", "评估中", "being evaluated";
        /// With the legality review.
        Review = "review", "法制审核中", "in review";
        /// To be decided.
        Decision = "decision", "待决定", "to be decided";
        /// Decided.
        Closed = "closed", "已决定", "decided";
        /// Given up.
        Dropped = "dropped", "已终止", "given up";
    }
}

impl State {
    /// Whether it is under way.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, State::Drafting | State::Review | State::Decision)
    }
}

/// An evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// Id.
    pub id: String,
    /// The document.
    pub document: String,
    /// Its office.
    pub unit: String,
    /// Its title.
    pub title: String,
    /// Begun on.
    pub began_on: Date,
    /// Where it stands.
    pub state: State,
    /// What the office proposes.
    pub proposal: Option<Fate>,
    /// Why.
    pub why: String,
    /// Keep: the new last day proposed.
    pub until_on: Option<Date>,
    /// What the legality review says.
    pub opinion: String,
    /// What was decided.
    pub result: Option<Fate>,
    /// By which document.
    pub result_document: String,
    /// On which day.
    pub decided_on: Option<Date>,
}

fn read(row: &Row) -> Result<Evaluation, DbError> {
    Ok(Evaluation {
        id: row.text(0)?,
        document: row.text(1)?,
        unit: row.text(2)?,
        title: row.text(3)?,
        began_on: row.get(4)?,
        state: State::read(row, 5)?,
        proposal: Fate::from_code(row.word(6)?),
        why: row.text(7)?,
        until_on: row.get(8)?,
        opinion: row.text(9)?,
        result: Fate::from_code(row.word(10)?),
        result_document: row.text(11)?,
        decided_on: row.get(12)?,
    })
}

type Done<T> = Result<T, Fault>;

/// An evaluation in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn one(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Done<Evaluation> {
    let row = tx.row(scope, sql::EVALUATION, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// The evaluations of a document in scope, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_document(tx: &mut Tx<'_>, scope: &Scope, document: &str) -> Result<Vec<Evaluation>, DbError> {
    tx.rows(scope, sql::EVALUATIONS_OF, params![document])?.iter().map(read).collect()
}

/// The evaluations that are under way in scope, oldest first.
///
/// # Errors
/// If they cannot be read.
pub fn under_way(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<Evaluation>, DbError> {
    tx.rows(scope, sql::EVALUATIONS, &[])?.iter().map(read).collect()
}

fn put(tx: &mut Tx<'_>, actor: &Actor, document: &Document) -> Done<String> {
    let (id, today) = (tx.id(), tx.today());
    tx.execute(sql::BEGIN, params![&id, &document.id, &document.unit, today])?;
    let link = format!("/oversight/evaluations/{id}");
    let about = About {
        subject: ("document-evaluation", &id),
        unit: Some(&document.unit),
        person: None,
        title: Text::new(&*document.title, &*document.title),
        link: &link,
    };
    let to = Assigned::role(Role::Head, Some(&document.unit));
    // The result is to be reported before the document lapses; a day already past is due now.
    let to = match document.report_on.or(document.lapses_on) {
        Some(day) => to.by(day.max(today), false),
        None => to,
    };
    case::open(tx, &EVALUATION, &about, &to)?;
    let facts = json!({"number": document.number, "lapses": document.lapses_on});
    note(tx, actor, "evaluation.begun", ("document-evaluation", &id, &document.unit), (facts, None))?;
    Ok(id)
}

/// Begins the evaluation of an issued document before it is due by itself. Answers its id.
///
/// # Errors
/// A refusal: not the head of the office, one is under way, the document is not issued.
pub fn begin(tx: &mut Tx<'_>, actor: &Actor, document: &str) -> Done<String> {
    let found = find(tx, &own(), document)?;
    permission::head(tx, actor, &found.unit)?;
    let open = tx.row(&own(), sql::OPEN_EVALUATION, params![document])?.is_some();
    if open || found.state != super::State::Issued {
        let (zh, en) =
            ("文件未印发，或者评估已在进行。", "The document is not issued, or an evaluation is under way.");
        return Err(Refusal::new(zh, en).into());
    }
    put(tx, actor, &found)
}

/// Begins every evaluation that is due; answers how many.
///
/// # Errors
/// If they cannot be read or written.
pub fn begin_due(tx: &mut Tx<'_>) -> Done<usize> {
    let today = tx.today();
    let rows = tx.rows(&own(), sql::TO_EVALUATE, params![today])?;
    for row in &rows {
        let found = find(tx, &own(), &row.text(0)?)?;
        put(tx, &Actor::program(), &found)?;
    }
    Ok(rows.len())
}

/// What an office proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Keep, revise or repeal.
    pub proposal: Fate,
    /// Why.
    pub why: String,
    /// Keep: until when.
    pub until_on: Option<Date>,
}

/// The document of an evaluation while there is something to decide about it.
fn in_force(tx: &mut Tx<'_>, found: &Evaluation) -> Done<Document> {
    let document = find(tx, &own(), &found.document)?;
    if document.state == super::State::Issued {
        return Ok(document);
    }
    let (zh, en) = ("文件已废止或者被替代，不再评估。", "The document was repealed or replaced.");
    Err(Refusal::new(zh, en).into())
}

fn the_case(tx: &mut Tx<'_>, id: &str) -> Done<String> {
    case::of_subject(tx, &EVALUATION, "document-evaluation", id)?.ok_or(Fault::NotFound)
}

/// The office proposes.
///
/// # Errors
/// A refusal: the step is not the actor's, keeping without a new last day.
pub fn propose(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, new: &Proposal) -> Done<()> {
    let found = one(tx, &own(), id)?;
    let today = tx.today();
    let document = in_force(tx, &found)?;
    if new.proposal == Fate::Keep {
        extension::check(&document, book, new.until_on, today)?;
    }
    let case = the_case(tx, id)?;
    let next = due(Assigned::role(Role::Jurist, None), book, ("NDOC-05", "most"), today);
    case::advance(tx, &EVALUATION, &case, ("draft", "proposed"), actor, "", Some(next))?;
    let until = new.until_on.filter(|_| new.proposal == Fate::Keep);
    tx.execute(sql::PROPOSE, params![id, new.proposal.code(), &new.why, until])?;
    let facts = json!({"proposal": new.proposal.code()});
    note(tx, actor, "evaluation.proposed", ("document-evaluation", id, &found.unit), (facts, None))
}

/// What the legality review says of it.
///
/// # Errors
/// A refusal: the step is not the actor's, a reason is missing.
pub fn review(tx: &mut Tx<'_>, actor: &Actor, id: &str, (passed, said): (bool, &str)) -> Done<()> {
    let found = one(tx, &own(), id)?;
    let document = find(tx, &own(), &found.document)?;
    let case = the_case(tx, id)?;
    let today = tx.today();
    let last = |to: Assigned, day: Option<Date>| match day {
        Some(day) => to.by(day.max(today), false),
        None => to,
    };
    let (outcome, state, next) = if passed {
        let to = Assigned::role(Role::Committee, None);
        ("passed", State::Decision, last(to, document.submit_on))
    } else {
        let to = Assigned::role(Role::Head, Some(&found.unit));
        ("returned", State::Drafting, last(to, document.report_on))
    };
    case::advance(tx, &EVALUATION, &case, ("review", outcome), actor, said, Some(next))?;
    not_own(tx, actor, ("document-evaluation", id, None), &["evaluation.proposed"])?;
    tx.execute(sql::OPINE, params![id, said, state.code()])?;
    let facts = json!({"outcome": outcome});
    note(tx, actor, "evaluation.reviewed", ("document-evaluation", id, &found.unit), (facts, None))
}

/// What is decided: the document is extended, replaced by a revised one to be drafted, or repealed.
///
/// # Errors
/// A refusal: the step is not the actor's, no document of the decision.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (result, by): (Fate, &str),
) -> Done<()> {
    let found = one(tx, &own(), id)?;
    if by.trim().is_empty() {
        let (zh, en) = ("请写明作出决定的会议或者文件。", "Name the meeting or document of the decision.");
        return Err(Refusal::new(zh, en).at("document").into());
    }
    let document = in_force(tx, &found)?;
    let (case, today) = (the_case(tx, id)?, tx.today());
    // Between the proposal and the decision the document may have lapsed, or the county changed how long it may last.
    let kept = match result {
        Fate::Keep => Some(extension::check(&document, book, found.until_on, today)?),
        Fate::Revise | Fate::Repeal => None,
    };
    case::advance(tx, &EVALUATION, &case, ("decision", result.code()), actor, by, None)?;
    tx.execute(sql::DECIDE, params![id, result.code(), by, today])?;
    match result {
        Fate::Keep => {
            if let Some(kept) = &kept {
                tx.execute(sql::EXTEND, params![&found.document, kept.until, kept.from])?;
                let document = find(tx, &own(), &found.document)?;
                keep_days(tx, book, &document)?;
            }
        }
        // A document to be revised stays as it is until the revised one replaces it or its time is over.
        Fate::Revise => {}
        Fate::Repeal => {
            super::end(tx, &document, (super::State::Repealed, by))?;
        }
    }
    let facts = json!({"result": result.code(), "document": by});
    let decision = kept.as_ref().map(|kept| &kept.record);
    note(tx, actor, "evaluation.decided", ("document-evaluation", id, &found.unit), (facts, decision))
}

/// Puts a revised document in the place of the one it revises.
///
/// # Errors
/// A refusal: not the head of the office, the decision was another, the new one is not issued.
pub fn replace(tx: &mut Tx<'_>, actor: &Actor, id: &str, by_number: &str) -> Done<()> {
    let found = one(tx, &own(), id)?;
    permission::head(tx, actor, &found.unit)?;
    let new = super::by_number(tx, &own(), by_number.trim())?;
    let old = find(tx, &own(), &found.document)?;
    let fits = new.as_ref().is_some_and(|new| new.state == super::State::Issued && new.id != old.id);
    if found.result != Some(Fate::Revise) || old.state != super::State::Issued || !fits {
        let (zh, en) = (
            "只有决定修改、且修改后的文件已印发的，才能登记替代关系，请核对文号。",
            "Only a document to be revised is replaced, by one that is issued: check the number.",
        );
        return Err(Refusal::new(zh, en).at("number").into());
    }
    if tx.row(&own(), sql::OPEN_EVALUATION, params![&old.id])?.is_some() {
        let (zh, en) = (
            "该文件另一次评估尚未办结，请先办结再登记替代。",
            "Another evaluation of the document is under way; finish it first.",
        );
        return Err(Refusal::new(zh, en).into());
    }
    super::end(tx, &old, (super::State::Replaced, by_number.trim()))?;
    let facts = json!({"document": by_number.trim()});
    note(tx, actor, "document.replaced", ("normative-document", &old.id, &old.unit), (facts, None))
}
