//! Looking at drawn files, findings with their clause, answers of the office reviewed, checking again, closing. Not
//! here: the draw (`opening`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, Assigned};
use kernel::db::Row;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rulebook::Rulebook;
use serde_json::json;

use super::opening::{looks, looks_at};
use super::{Kind, Review, State, find, record};
use crate::permission::{heads, wanted, within};
use crate::procedure::PEER_REVIEW;
use crate::store::review as sql;

/// A drawn file as those who look see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Number.
    pub number: String,
    /// The file.
    pub file: String,
    /// Kind.
    pub kind: Kind,
    /// Whether it was looked at.
    pub seen: bool,
    /// Title.
    pub title: String,
    /// Yuan.
    pub amount: Option<String>,
    /// Counterpart; may be empty.
    pub counterpart: String,
}

/// The drawn files of a review that was found in scope.
///
/// # Errors
/// If they cannot be read.
pub fn drawn(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Drawn>, DbError> {
    let scope = Scope::county("drawn files are read with the review, which was found in scope");
    let rows = tx.rows(&scope, sql::DRAWN, params![id])?;
    rows.iter()
        .map(|row| {
            let seen: i64 = row.int(3)?;
            Ok(Drawn {
                number: row.text(0)?,
                file: row.text(1)?,
                kind: Kind::read(row, 2)?,
                seen: seen == 1,
                title: row.text(4)?,
                amount: row.get(5)?,
                counterpart: row.text(6)?,
            })
        })
        .collect()
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Id.
    pub id: String,
    /// The file.
    pub file: String,
    /// Its number.
    pub number: String,
    /// The clause it goes against.
    pub clause: String,
    /// What was found.
    pub says: String,
    /// Who found it, when.
    pub found: (String, Timestamp),
    /// Whether it is accepted, the answer, when it will be mended, by whom, when.
    pub answer: Option<Answer>,
    /// Whether it is settled.
    pub settled: bool,
    /// What the check said, by whom, when.
    pub recheck: Option<(String, String, Timestamp)>,
}

/// What the office reviewed says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Accepted or contested.
    pub agreed: bool,
    /// How it is mended, or why it is contested.
    pub says: String,
    /// Day by which it is mended.
    pub by: Option<Date>,
    /// Who answered.
    pub who: String,
    /// When.
    pub at: Timestamp,
}

fn read(row: &Row) -> Result<Finding, DbError> {
    let answered = row
        .get::<Option<String>>(8)?
        .zip(row.get::<Option<String>>(10)?)
        .zip(row.get::<Option<Timestamp>>(11)?);
    let (agreed, by): (Option<i64>, Option<Date>) = (row.get(7)?, row.get(9)?);
    let checked = row.get::<Option<String>>(13)?.zip(row.get::<Option<String>>(14)?);
    let settled: i64 = row.int(12)?;
    Ok(Finding {
        id: row.text(0)?,
        file: row.text(1)?,
        number: row.text(2)?,
        clause: row.text(3)?,
        says: row.text(4)?,
        found: (row.text(5)?, row.get(6)?),
        answer: answered.map(|((says, who), at)| Answer { agreed: agreed == Some(1), says, by, who, at }),
        settled: settled == 1,
        recheck: checked.zip(row.get::<Option<Timestamp>>(15)?).map(|((says, who), at)| (says, who, at)),
    })
}

/// The findings of a review that was found in scope.
///
/// # Errors
/// If they cannot be read.
pub fn of_review(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Finding>, DbError> {
    let scope = Scope::county("findings are read with the review, which was found in scope");
    tx.rows(&scope, sql::FINDINGS, params![id])?.iter().map(read).collect()
}

fn not_theirs() -> Refusal {
    Refusal::new(
        "案卷由查看单位的负责人和查看人员查看；与对方有利害关系的，由其他人员查看。",
        "Files are looked at by the head of the reviewing unit and whoever was named, except where they have an interest.",
    )
}

fn under_review(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Review, Fault> {
    let review = find(tx, &actor.scope(Area::Power), id)?;
    if review.state != State::Review {
        return Err(Refusal::new("现在不是查看案卷的时候。", "Files are not looked at now.").into());
    }
    Ok(review)
}

/// Notes that a drawn file was looked at, and what was found, if anything: the clause and a sentence.
///
/// # Errors
/// Refusals: not somebody who looks, a file not drawn; fields `clause`, `says`.
pub fn look(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (id, file): (&str, &str),
    found: Option<(&str, &str)>,
) -> Result<(), Fault> {
    let review = under_review(tx, actor, id)?;
    let drawn = drawn(tx, id)?.into_iter().find(|one| one.file == file).ok_or(Fault::NotFound)?;
    if !looks_at(tx, actor, book, (&review, &drawn.counterpart))? {
        return Err(not_theirs().into());
    }
    tx.execute(sql::SEE, params![id, file])?;
    if let Some((clause, says)) = found {
        let clause =
            wanted(clause, "clause", ("请写明违反的规定。", "Name the clause it goes against."), 120)?;
        let says = wanted(says, "says", ("请写明发现的问题。", "Say what was found."), 2_000)?;
        let (finding, now) = (tx.id(), tx.now());
        tx.execute(
            sql::ADD_FINDING,
            params![&finding, id, file, &drawn.number, &clause, &says, &actor.name, now],
        )?;
        tx.execute(sql::FOUND, params![id])?;
    }
    record(
        tx,
        actor,
        "peer-review.looked",
        (id, &review.reviewer.0),
        json!({"number": drawn.number, "found": found.is_some()}),
    )
}

/// Hands the findings in, or says that nothing was found.
///
/// # Errors
/// Refusals: not the head of the reviewing unit, a file not looked at.
pub fn hand_in(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let review = under_review(tx, actor, id)?;
    if !looks(tx, actor, &review)? {
        return Err(not_theirs().into());
    }
    let left = drawn(tx, id)?.iter().filter(|one| !one.seen).count();
    if left > 0 {
        return Err(Refusal::new(
            format!("还有 {left} 件抽中的案卷没有查看。"),
            format!("{left} of the drawn files were not looked at yet."),
        )
        .into());
    }
    let (now, today) = (tx.now(), tx.today());
    let (outcome, state, next) = if review.counts.0 == 0 {
        ("clean", State::Closed, None)
    } else {
        let head = Assigned::role(Role::Head, Some(&review.reviewed.0));
        ("found", State::Answer, Some(within(book, head, today, 10)))
    };
    tx.execute(sql::STATE, params![id, state.code(), (state == State::Closed).then_some(now)])?;
    case::advance(tx, &PEER_REVIEW, &review.case, ("review", outcome), actor, "", next)?;
    let facts = json!({"findings": review.counts.0});
    record(tx, actor, "peer-review.handed-in", (id, &review.reviewed.0), facts)
}

/// What the office reviewed says to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAnswer {
    /// Accepted or contested.
    pub agreed: bool,
    /// How it is mended, or why it is contested.
    pub says: String,
    /// Day by which it is mended; needed where it is accepted.
    pub by: Option<Date>,
}

/// Answers a finding.
///
/// # Errors
/// Refusals: not the head of the office reviewed, settled already; fields `says`, `mended_by`.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, finding): (&str, &str),
    new: &NewAnswer,
) -> Result<(), Fault> {
    let review = find(tx, &actor.scope(Area::Power), id)?;
    if !heads(actor, &review.reviewed.0) || review.state != State::Answer {
        return Err(Refusal::new(
            "由被查单位负责人在答复期内答复。",
            "The head of the office reviewed answers, while answers are due.",
        )
        .into());
    }
    let one = of_review(tx, id)?.into_iter().find(|one| one.id == finding).ok_or(Fault::NotFound)?;
    if one.settled {
        return Err(Refusal::new("该问题已经了结。", "The finding is settled.").into());
    }
    let says = wanted(
        &new.says,
        "says",
        ("请写明整改办法或者不认可的理由。", "Say how it is mended, or why not."),
        2_000,
    )?;
    if new.agreed && new.by.is_none() {
        return Err(Refusal::new("请写明哪天改好。", "Say by which day it is mended.")
            .at("mended_by")
            .into());
    }
    let now = tx.now();
    let by = new.by.filter(|_| new.agreed);
    tx.execute(sql::ANSWER, params![finding, i64::from(new.agreed), &says, by, &actor.name, now])?;
    tx.execute(sql::KEPT, params![id])?;
    let facts = json!({"number": one.number, "agreed": new.agreed});
    record(tx, actor, "peer-review.answered", (id, &review.reviewed.0), facts)
}

/// Whether a finding is settled, or has an answer that is later than the last check of it.
fn is_answered(one: &Finding) -> bool {
    let checked = one.recheck.as_ref().map(|(.., at)| *at);
    one.settled || one.answer.as_ref().is_some_and(|answer| checked.is_none_or(|at| answer.at > at))
}

/// Hands the answers in.
///
/// # Errors
/// Refusals: not theirs, a finding without an answer since it was last checked.
pub fn hand_in_answers(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let review = find(tx, &actor.scope(Area::Power), id)?;
    let left = of_review(tx, id)?.iter().filter(|one| !is_answered(one)).count();
    if left > 0 {
        return Err(Refusal::new(
            format!("还有 {left} 个问题没有答复。"),
            format!("{left} findings have no answer yet."),
        )
        .into());
    }
    let today = tx.today();
    tx.execute(sql::STATE, params![id, State::Recheck.code(), None::<Timestamp>])?;
    let head = within(book, Assigned::role(Role::Head, Some(&review.reviewer.0)), today, 15);
    case::advance(tx, &PEER_REVIEW, &review.case, ("answer", "answered"), actor, "", Some(head))?;
    record(tx, actor, "peer-review.answers-handed-in", (id, &review.reviewed.0), json!({}))
}

/// Says of an answered finding whether it is settled.
///
/// # Errors
/// Refusals: not the head of the reviewing unit; field `recheck`.
pub fn recheck(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, finding): (&str, &str),
    (settled, says): (bool, &str),
) -> Result<(), Fault> {
    let review = find(tx, &actor.scope(Area::Power), id)?;
    if !heads(actor, &review.reviewer.0) || review.state != State::Recheck {
        return Err(Refusal::new(
            "由查看单位负责人在复核期内复核。",
            "The head of the reviewing unit checks, once answers are in.",
        )
        .into());
    }
    let one = of_review(tx, id)?.into_iter().find(|one| one.id == finding).ok_or(Fault::NotFound)?;
    let says = wanted(says, "recheck", ("请写明复核情况。", "Say what the check showed."), 2_000)?;
    let now = tx.now();
    tx.execute(sql::RECHECK, params![finding, i64::from(settled), &says, &actor.name, now])?;
    tx.execute(sql::KEPT, params![id])?;
    let facts = json!({"number": one.number, "settled": settled});
    record(tx, actor, "peer-review.rechecked", (id, &review.reviewer.0), facts)
}

/// Closes a review whose findings are settled, or sends what is not back for another answer.
///
/// # Errors
/// Refusals: not theirs, a finding not checked since its answer.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<bool, Fault> {
    let review = find(tx, &actor.scope(Area::Power), id)?;
    let all = of_review(tx, id)?;
    let checked = |one: &Finding| {
        one.settled
            || one
                .recheck
                .as_ref()
                .zip(one.answer.as_ref())
                .is_some_and(|(check, answer)| check.2 >= answer.at)
    };
    let left = all.iter().filter(|one| !checked(one)).count();
    if left > 0 {
        return Err(Refusal::new(
            format!("还有 {left} 个问题没有复核。"),
            format!("{left} findings have not been checked."),
        )
        .into());
    }
    let settled = all.iter().all(|one| one.settled);
    let (now, today) = (tx.now(), tx.today());
    let (outcome, state, next) = if settled {
        ("settled", State::Closed, None)
    } else {
        let head = Assigned::role(Role::Head, Some(&review.reviewed.0));
        ("again", State::Answer, Some(within(book, head, today, 10)))
    };
    tx.execute(sql::STATE, params![id, state.code(), settled.then_some(now)])?;
    case::advance(tx, &PEER_REVIEW, &review.case, ("recheck", outcome), actor, "", next)?;
    record(tx, actor, "peer-review.checked", (id, &review.reviewed.0), json!({"settled": settled}))?;
    Ok(settled)
}
