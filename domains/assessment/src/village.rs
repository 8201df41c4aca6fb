//! Village and community cadres 村（社区）干部: the yearly 民主评议 by the villagers' assembly or its delegates, its
//! record, its result as the township confirms it, and the end of office after two results 不称职 in a row.
//! Not here: the assessment of civil servants.

mod cadres;
mod meeting;

pub use cadres::{Cadre, cadres};
pub use meeting::Meeting;

use duty::cycle;
use jiff::Timestamp;
use kernel::account;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rules::Grade;
use law::rules::village_review::{self as rule, ReviewResult};
use law::{Record, Rulebook, Text};
use serde_json::json;

use crate::appraisal::{grade_from, stored};
use crate::eligibility;
use crate::permission::{organiser, wanted};
use crate::procedure::VILLAGE;
use crate::store::village as sql;

/// A review on record.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Id.
    pub id: String,
    /// Cycle.
    pub cycle: String,
    /// Year.
    pub year: i16,
    /// Person.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Village or community.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The meeting.
    pub meeting: Meeting,
    /// The result as confirmed.
    pub result: Option<Grade>,
    /// The open step, or `closed`.
    pub state: String,
    /// Who recorded it.
    pub recorded_name: String,
    /// Who confirmed it.
    pub confirmed_name: Option<String>,
    /// When.
    pub confirmed_at: Option<Timestamp>,
    /// What the law says of the row of results.
    pub decision: Option<Record>,
    case: String,
}

fn review(row: &Row) -> Result<Review, DbError> {
    let count = |column: usize| row.int(column).map(|count| u32::try_from(count).unwrap_or(0));
    let decision = row.get::<Option<String>>(24)?.map(|text| serde_json::from_str(&text));
    Ok(Review {
        id: row.text(0)?,
        cycle: row.text(1)?,
        year: i16::try_from(row.int(2)?).unwrap_or(i16::MAX),
        person: row.text(3)?,
        name: row.text(4)?,
        unit: row.text(5)?,
        unit_name: row.text(6)?,
        meeting: Meeting {
            held_on: Some(row.get(7)?),
            chaired_by: row.text(8)?,
            entitled: count(9)?,
            attended: count(10)?,
            votes: [count(11)?, count(12)?, count(13)?, count(14)?],
            invalid: count(15)?,
            proposed: grade_from(&row.text(16)?),
            note: row.text(19)?,
        },
        result: row.get::<Option<String>>(17)?.and_then(|code| grade_from(&code)),
        state: row.text(18)?,
        recorded_name: row.text(21)?,
        confirmed_name: row.get(22)?,
        confirmed_at: row.get(23)?,
        decision: decision
            .transpose()
            .map_err(|error| DbError::Stored { what: "a decision", why: error.to_string() })?,
        case: row.text(25)?,
    })
}

impl Review {
    /// The case it runs on.
    #[must_use]
    pub fn case(&self) -> &str {
        &self.case
    }
}

/// One review in scope.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Review, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(review(&row)?)
}

/// The reviews of a person, latest first.
///
/// # Errors
/// If they cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Review>, DbError> {
    tx.rows(scope, sql::OF_PERSON, params![person])?.iter().map(review).collect()
}

/// The reviews of a cycle in scope, by village and name.
///
/// # Errors
/// If they cannot be read.
pub fn in_cycle(tx: &mut Tx<'_>, scope: &Scope, cycle: &str) -> Result<Vec<Review>, DbError> {
    tx.rows(scope, sql::IN_CYCLE, params![cycle])?.iter().map(review).collect()
}

/// Who confirms: the head of the township, unless that one recorded it or is reviewed; then the organisation department.
fn confirmer(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<Assigned, Fault> {
    let tree = Scope::county("the tree of units is known to everybody in the county");
    let parent: Option<String> =
        tx.row(&tree, sql::PARENT, params![unit])?.map(|row| row.get(0)).transpose()?.flatten();
    if let Some(parent) = parent {
        let heads = account::holders(tx, Role::Head, Some(&parent))?;
        if heads.iter().any(|head| head.account != actor.account) {
            return Ok(Assigned::role(Role::Head, Some(&parent)));
        }
    }
    Ok(Assigned::role(Role::Organiser, None))
}

/// The cadre, if this actor may record their review and none is on record.
fn recordable(tx: &mut Tx<'_>, actor: &Actor, cycle_id: &str, person: &str) -> Result<Cadre, Fault> {
    let cadres = cadres(tx, &actor.scope(Area::Duty), cycle_id)?;
    let cadre = cadres.into_iter().find(|one| one.person == person).ok_or(Fault::NotFound)?;
    let answers = actor.is_county(Role::Organiser)
        || actor.holds(tx, Role::Head, &cadre.unit)?
        || actor.holds(tx, Role::Overseer, &cadre.unit)?;
    if !answers || actor.person.as_deref() == Some(person) {
        return Err(Refusal::new(
            "评议记录由村（社区）负责人、乡镇（街道）或组织部门填报，本人不能填报自己的。",
            "The record is kept by the head of the village, the township or the organisation department, not by the cadre.",
        )
        .into());
    }
    if cadre.review.is_some() {
        return Err(
            Refusal::new("本年度评议已有记录。", "The review of this year is on record already.").into()
        );
    }
    Ok(cadre)
}

/// Opens the case of a review with its record taken, and sends it to be confirmed.
fn open_case(
    tx: &mut Tx<'_>,
    (actor, book): (&Actor, &Rulebook),
    cadre: &Cadre,
    (id, year): (&str, i16),
) -> Result<String, Fault> {
    let (link, today) = (format!("/assessment/village/{id}"), tx.today());
    let name = &cadre.name;
    let about = About {
        subject: ("village-review", id),
        unit: Some(&cadre.unit),
        person: Some(&cadre.person),
        title: Text::new(format!("{}年民主评议：{name}", year), format!("Review {}: {name}", year)),
        link: &link,
    };
    let recorder =
        actor.person.as_deref().map_or_else(|| Assigned::role(Role::Organiser, None), Assigned::person);
    let case = case::open(tx, &VILLAGE, &about, &recorder)?;
    let mut next = confirmer(tx, actor, &cadre.unit)?;
    if let Ok(due) = book.calendar().add_working_days(today, 10) {
        next = next.by(due.date, due.provisional);
    }
    case::advance(tx, &VILLAGE, &case, ("record", "recorded"), actor, "", Some(next))?;
    Ok(case)
}

/// Puts the record of a meeting's review of one cadre on file and sends it to be confirmed. Recorded by whoever
/// answers for the village or stands above it, never by the cadre.
///
/// # Errors
/// Refusals bound to fields, or if the year's review is on record already.
pub fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    cycle_id: &str,
    person: &str,
    meeting: &Meeting,
) -> Result<String, Fault> {
    let cadre = recordable(tx, actor, cycle_id, person)?;
    let (cycle, today) = (cycle::find(tx, cycle_id)?, tx.today());
    let wrong = meeting.faults(today, cycle.year);
    let (true, Some(held_on), Some(proposed)) = (wrong.is_empty(), meeting.held_on, meeting.proposed) else {
        return Err(Fault::Refused(wrong));
    };
    let id = tx.id();
    let case = open_case(tx, (actor, book), &cadre, (&id, cycle.year))?;
    let [excellent, competent, basic, incompetent] = meeting.votes;
    tx.execute(
        sql::ADD,
        params![
            &id,
            cycle_id,
            i64::from(cycle.year),
            person,
            &cadre.unit,
            held_on,
            meeting.chaired_by.trim(),
            meeting.entitled,
            meeting.attended,
            excellent,
            competent,
            basic,
            incompetent,
            meeting.invalid,
            proposed.id(),
            "confirm",
            meeting.note.trim(),
            &actor.account,
            &actor.name,
            &case
        ],
    )?;
    let facts = json!({ "held_on": held_on, "attended": meeting.attended, "votes": meeting.votes, "proposed": proposed.id() });
    let (unit, subject) = (Some(cadre.unit.as_str()), ("village-review", id.as_str()));
    ledger::record(
        tx,
        actor,
        &Act { kind: "village-review.recorded", subject, unit, person: Some(person), facts, decision: None },
    )?;
    Ok(id)
}

fn as_result(grade: Grade) -> ReviewResult {
    match grade {
        Grade::Excellent => ReviewResult::Excellent,
        Grade::Competent => ReviewResult::Competent,
        Grade::BasicallyCompetent => ReviewResult::BasicallyCompetent,
        Grade::Incompetent | Grade::NoGrade => ReviewResult::Incompetent,
    }
}

/// What the law says of the person's results with this one added.
///
/// # Errors
/// If they cannot be read.
pub fn consequence(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    review: &Review,
    result: Grade,
) -> Result<law::Decision<rule::Reviewed>, Fault> {
    let scope = Scope::county("the row of results of a person whose review was loaded in scope");
    let earlier = of_person(tx, &scope, &review.person)?;
    let others = earlier.iter().filter(|one| one.id != review.id).filter_map(|one| {
        Some(rule::Review { held_on: one.meeting.held_on?, result: as_result(one.result?) })
    });
    let mut reviews: Vec<rule::Review> = others.collect();
    reviews.extend(review.meeting.held_on.map(|held_on| rule::Review { held_on, result: as_result(result) }));
    Ok(rule::decide(&rule::Facts { year: review.year, reviews }, book, tx.today()))
}

/// Confirms a result from the record. With the second 不称职 in a row the office ends, which the organisation
/// department then carries out.
///
/// # Errors
/// A refusal for another result than recorded without a reason, or if the step is not this actor's.
pub fn confirm(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    result: Grade,
    note: &str,
) -> Result<bool, Fault> {
    let review = find(tx, &actor.scope(Area::Duty), id)?;
    if actor.person.as_deref() == Some(review.person.as_str()) {
        return Err(Refusal::new(
            "涉及本人，应当回避。",
            "This is about yourself; somebody else has to do it.",
        )
        .into());
    }
    if Some(result) != review.meeting.proposed {
        wanted(
            note,
            "note",
            "与会议结果不同，请写明理由。",
            "This is not the meeting's result; give the reason.",
        )?;
    }
    let decision = consequence(tx, book, &review, result)?;
    let ends = eligibility::settled(&decision)?.office_ends;
    let decided = eligibility::record(&decision)?;
    let next = ends.then(|| Assigned::role(Role::Organiser, None));
    let (outcome, state) = if ends { ("ends", "end") } else { ("confirmed", "closed") };
    case::advance(tx, &VILLAGE, &review.case, ("confirm", outcome), actor, note, next)?;
    let now = tx.now();
    let note = if note.trim().is_empty() { review.meeting.note.clone() } else { note.trim().to_owned() };
    tx.execute(
        sql::CONFIRM,
        params![id, result.id(), state, &note, &actor.name, now, stored("a decision", &decided)?],
    )?;
    act(
        tx,
        actor,
        &review,
        "village-review.confirmed",
        json!({ "result": result.id(), "ends": ends }),
        Some(&decided),
    )?;
    Ok(ends)
}

/// Discards a wrong record; the meeting can be recorded again.
///
/// # Errors
/// A refusal without a reason, or if the step is not this actor's.
pub fn discard(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let review = find(tx, &actor.scope(Area::Duty), id)?;
    case::advance(tx, &VILLAGE, &review.case, ("confirm", "discarded"), actor, reason, None)?;
    tx.execute(sql::DROP, params![id])?;
    act(tx, actor, &review, "village-review.discarded", json!({ "reason": reason.trim() }), None)
}

/// Records that the end of office was carried out: by which document.
///
/// # Errors
/// A refusal without a document.
pub fn end_office(tx: &mut Tx<'_>, actor: &Actor, id: &str, document: &str) -> Result<(), Fault> {
    organiser(actor)?;
    let review = find(tx, &actor.scope(Area::Duty), id)?;
    let document = wanted(document, "note", "请写明办理文件。", "Name the document.")?;
    case::advance(tx, &VILLAGE, &review.case, ("end", "ended"), actor, &document, None)?;
    tx.execute(sql::SET_STATE, params![id, "closed"])?;
    act(
        tx,
        actor,
        &review,
        "village-review.office-ended",
        json!({ "document": document }),
        review.decision.as_ref(),
    )
}

fn act(
    tx: &mut Tx<'_>,
    actor: &Actor,
    review: &Review,
    kind: &str,
    facts: serde_json::Value,
    decision: Option<&Record>,
) -> Result<(), Fault> {
    let (unit, person) = (Some(review.unit.as_str()), Some(review.person.as_str()));
    ledger::record(
        tx,
        actor,
        &Act { kind, subject: ("village-review", &review.id), unit, person, facts, decision },
    )?;
    Ok(())
}
