//! Making a document: comment, fair-competition review, legality review and collective decision are recorded; with
//! anything missing it is not issued. Not here: what has to be done (law, `document-issue`).

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use law::Rulebook;
use law::decision::{Decision, Text};
use law::rules::document_issue::{self, Facts, Fair, Ready};
use serde_json::json;

use super::registering::in_order;
use super::{Document, Issuer, NewDocument, State, by_number, find, keep_days, own, put};
use crate::act::{not_own, note, record_of};
use crate::coded::coded;
use crate::count::{self, What};
use crate::limit::{due, within};
use crate::permission;
use crate::procedure::ISSUE;
use crate::store::document as sql;

coded! {
    /// What was done before a document is issued.
    Review {
        /// Public comment.
        Comment = "comment", "公开征求意见", "public comment";
        /// Fair-competition review.
        Fair = "fair-competition", "公平竞争审查", "fair-competition review";
        /// Legality review.
        Legality = "legality", "合法性审核", "legality review";
        /// Collective decision.
        Collective = "collective", "集体审议", "collective decision";
    }
}

coded! {
    /// How it came out.
    Outcome {
        /// Passed, or simply done.
        Passed = "passed", "通过", "passed";
        /// As an exception to fair competition.
        Exception = "exception", "适用例外规定", "passed as an exception";
        /// Not passed.
        Failed = "failed", "未通过", "not passed";
    }
}

/// Something that was done and recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// What.
    pub review: Review,
    /// How it came out.
    pub outcome: Outcome,
    /// Comment: the first day.
    pub from_on: Option<Date>,
    /// The day it was done; of comment, the last.
    pub done_on: Date,
    /// The market regulator took part.
    pub regulator: bool,
    /// Those concerned were heard.
    pub heard: bool,
    /// Last day of an exceptional measure.
    pub ends_on: Option<Date>,
    /// Exception: nothing restricts competition less.
    pub no_milder: bool,
    /// What was found.
    pub said: String,
    /// Who recorded it; empty in what is to be recorded.
    pub by_name: String,
}

/// What was recorded for a document that was found in scope.
///
/// # Errors
/// If it cannot be read.
pub fn recorded(tx: &mut Tx<'_>, document: &str) -> Result<Vec<Recorded>, DbError> {
    tx.rows(&own(), sql::REVIEWS, params![document])?
        .iter()
        .map(|row| {
            Ok(Recorded {
                review: Review::read(row, 0)?,
                outcome: Outcome::read(row, 1)?,
                from_on: row.get(2)?,
                done_on: row.get(3)?,
                regulator: row.get(4)?,
                heard: row.get(5)?,
                ends_on: row.get(6)?,
                said: row.text(7)?,
                by_name: row.text(8)?,
                no_milder: row.get(9)?,
            })
        })
        .collect()
}

/// Whether a document may be issued after what was recorded; of each kind the last record counts.
#[must_use]
pub fn ready(document: &Document, all: &[Recorded], book: &Rulebook, on: Date) -> Decision<Ready> {
    let last = |review: Review| all.iter().rev().find(|one| one.review == review);
    let passed = |review: Review| last(review).is_some_and(|one| one.outcome == Outcome::Passed);
    let (comment, fair) = (last(Review::Comment), last(Review::Fair));
    let facts = Facts {
        issuer: match document.issuer {
            Issuer::Department => document_issue::Issuer::Department,
            Issuer::Government => document_issue::Issuer::Government,
        },
        market: document.market,
        comment_from: comment.and_then(|one| one.from_on),
        comment_to: comment.map(|one| one.done_on),
        legality: passed(Review::Legality),
        collective: passed(Review::Collective),
        fair: fair.map(|one| match one.outcome {
            Outcome::Passed => Fair::Passed,
            Outcome::Exception => Fair::Exception,
            Outcome::Failed => Fair::Failed,
        }),
        heard: fair.is_some_and(|one| one.heard),
        regulator: fair.is_some_and(|one| one.regulator),
        ends_on: fair.and_then(|one| one.ends_on),
        no_milder_option: fair.is_some_and(|one| one.no_milder),
    };
    document_issue::decide(&facts, book, on)
}

/// Begins a new document. Answers its id.
///
/// # Errors
/// A refusal: not the head of its office, the number is taken, days that contradict.
pub fn draft(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, new: &NewDocument) -> Result<String, Fault> {
    permission::head(tx, actor, &new.unit)?;
    let (id, _) = put(tx, book, new, State::Draft)?;
    let found = find(tx, &own(), &id)?;
    let link = format!("/oversight/documents/{id}");
    let about = About {
        subject: ("normative-document", &id),
        unit: Some(&new.unit),
        person: None,
        title: Text::new(&*found.title, &*found.title),
        link: &link,
    };
    case::open(tx, &ISSUE, &about, &Assigned::role(Role::Head, Some(&new.unit)))?;
    let facts = json!({"number": new.number, "market": new.market});
    note(tx, actor, "document.drafted", ("normative-document", &id, &new.unit), (facts, None))?;
    Ok(id)
}

fn draft_of(tx: &mut Tx<'_>, id: &str) -> Result<(Document, String), Fault> {
    let document = find(tx, &own(), id)?;
    if document.state != State::Draft {
        return Err(Refusal::new("文件已印发，不再办理出台程序。", "The document is issued already.").into());
    }
    let case = case::of_subject(tx, &ISSUE, "normative-document", id)?.ok_or(Fault::NotFound)?;
    Ok((document, case))
}

/// Records something that was done. The legality review is recorded with its step (`legality`).
///
/// # Errors
/// A refusal: not the head of the office, not a draft, a day after today, comment without its first day.
pub fn record(tx: &mut Tx<'_>, actor: &Actor, id: &str, done: &Recorded) -> Result<(), Fault> {
    let (document, _) = draft_of(tx, id)?;
    permission::head(tx, actor, &document.unit)?;
    if done.review == Review::Legality {
        return Err(Refusal::new("合法性审核由法制审核人员办理。", "Legality is for the legality review.")
            .at("review")
            .into());
    }
    if done.review == Review::Comment && done.from_on.is_none_or(|from| from > done.done_on) {
        let (zh, en) = (
            "请填写征求意见的开始日期，不得晚于截止日期。",
            "Give the first day of comment, not after the last.",
        );
        return Err(Refusal::new(zh, en).at("from_on").into());
    }
    if done.done_on > tx.today() {
        let (zh, en) = (
            "只记录已经完成的事项，日期不得晚于今天。",
            "Only what is done is recorded: no day after today.",
        );
        return Err(Refusal::new(zh, en).at("done_on").into());
    }
    put_review(tx, actor, id, done)?;
    let facts = json!({"review": done.review.code(), "outcome": done.outcome.code(), "on": done.done_on});
    note(tx, actor, "document.reviewed", ("normative-document", id, &document.unit), (facts, None))
}

fn put_review(tx: &mut Tx<'_>, actor: &Actor, id: &str, done: &Recorded) -> Result<(), Fault> {
    let (row, now) = (tx.id(), tx.now());
    tx.execute(
        sql::REVIEW,
        params![
            &row,
            id,
            done.review.code(),
            done.outcome.code(),
            done.from_on,
            done.done_on,
            done.regulator,
            done.heard,
            done.ends_on,
            &done.said,
            &actor.name,
            now,
            done.no_milder
        ],
    )?;
    Ok(())
}

/// Sends a draft for the legality review.
///
/// # Errors
/// A refusal: the step is not the actor's.
pub fn send(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let (document, case) = draft_of(tx, id)?;
    let today = tx.today();
    let next = due(Assigned::role(Role::Jurist, None), book, ("NDOC-05", "most"), today);
    case::advance(tx, &ISSUE, &case, ("prepare", "sent"), actor, "", Some(next))?;
    note(tx, actor, "document.sent", ("normative-document", id, &document.unit), (json!({}), None))
}

/// What the legality review says.
///
/// # Errors
/// A refusal: the step is not the actor's, a reason is missing.
pub fn legality(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (passed, said): (bool, &str),
) -> Result<(), Fault> {
    let (document, case) = draft_of(tx, id)?;
    let today = tx.today();
    let head = Assigned::role(Role::Head, Some(&document.unit));
    let (outcome, next) = if passed { ("passed", within(head, book, 20, today)) } else { ("returned", head) };
    case::advance(tx, &ISSUE, &case, ("legality", outcome), actor, said, Some(next))?;
    not_own(tx, actor, ("normative-document", id, None), &["document.drafted", "document.sent"])?;
    let done = Recorded {
        review: Review::Legality,
        outcome: if passed { Outcome::Passed } else { Outcome::Failed },
        from_on: None,
        done_on: today,
        regulator: false,
        heard: false,
        ends_on: None,
        no_milder: false,
        said: said.to_owned(),
        by_name: String::new(),
    };
    put_review(tx, actor, id, &done)?;
    let facts = json!({"review": "legality", "outcome": done.outcome.code(), "on": today});
    note(tx, actor, "document.reviewed", ("normative-document", id, &document.unit), (facts, None))
}

/// What an issued document is called, from when it is in force, and where it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub number: String,
    /// First day in force.
    pub effective_on: Date,
    /// Where it was published.
    pub published_at: String,
}

/// Issues a document.
///
/// # Errors
/// A refusal: the step is not the actor's, or something is missing, with the decision that says what.
pub fn issue(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    issued: &Issued,
) -> Result<(), Fault> {
    let (document, case) = draft_of(tx, id)?;
    let today = tx.today();
    let all = recorded(tx, id)?;
    let decision = ready(&document, &all, book, today);
    let record = record_of(&decision)?;
    if decision.value().is_none_or(|found| !found.may_issue) {
        let (zh, en) = (
            "文件出台的条件还不齐备，暂不能印发。",
            "Something is missing; the document cannot be issued yet.",
        );
        return Err(Refusal::new(zh, en).because(record).into());
    }
    if issued.published_at.trim().is_empty() {
        let (zh, en) = (
            "请写明向社会公布的地方，未公布的不能作为依据。",
            "Say where it was published; unpublished it is no basis.",
        );
        return Err(Refusal::new(zh, en).at("published_at").into());
    }
    in_order(today, issued.effective_on)?;
    if by_number(tx, &own(), &issued.number)?.is_some_and(|known| known.id != id) {
        let (zh, en) = ("这个文号已经登记，请核对。", "There is a document with this number.");
        return Err(Refusal::new(zh, en).at("number").into());
    }
    case::advance(tx, &ISSUE, &case, ("issue", "issued"), actor, "", None)?;
    tx.execute(sql::ISSUE, params![id, today, issued.effective_on, &issued.published_at, &issued.number])?;
    count::turn(tx, What::Document, (&document.unit, ""), (State::Draft.code(), State::Issued.code()))?;
    let found = find(tx, &own(), id)?;
    keep_days(tx, book, &found)?;
    let facts = json!({"number": issued.number});
    note(tx, actor, "document.issued", ("normative-document", id, &document.unit), (facts, Some(&record)))
}

/// Gives a draft up.
///
/// # Errors
/// A refusal: the step is not the actor's, a reason is missing.
pub fn drop_draft(tx: &mut Tx<'_>, actor: &Actor, id: &str, why: &str) -> Result<(), Fault> {
    let (document, case) = draft_of(tx, id)?;
    let step = case::open_step_of(tx, &case)?.map(|open| open.step).unwrap_or_default();
    case::advance(tx, &ISSUE, &case, (&step, "dropped"), actor, why, None)?;
    tx.execute(sql::DROP, params![id])?;
    count::add(tx, What::Document, (&document.unit, "", State::Draft.code()), -1)?;
    note(tx, actor, "document.dropped", ("normative-document", id, &document.unit), (json!({}), None))
}
