//! Closing a set: what changed for residents, beside the measure of the linked target; its principles; what the unit
//! should change, which its head answers. The members are then asked what they mean to use at work. Not here: offering
//! the experience to others (`offer`).

use jiff::Timestamp;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use serde_json::json;

use super::opening::{let_lapse, to_run};
use super::{Part, State, find, measured, record, sql};
use crate::procedure::CHANGE;
use crate::round;
use crate::transfer::{self, Source};

/// What is said at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClosing {
    /// What changed for residents.
    pub changed: String,
    /// The principles worth keeping.
    pub principles: String,
    /// What the unit should change; empty: nothing.
    pub unit_change: String,
}

/// How a set was closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    /// What was said.
    pub says: NewClosing,
    /// What was reached of the linked target by then.
    pub target_now: Option<f64>,
    /// Who closed it.
    pub closed_by: String,
    /// When.
    pub closed_at: Timestamp,
    /// What the unit answered.
    pub answer: Option<Answer>,
}

/// What the head of the unit answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it is adopted.
    pub adopted: bool,
    /// With what measure, or why not.
    pub note: String,
    /// Who answered.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// How a set that was found in scope was closed; `None` if it was not.
///
/// # Errors
/// If it cannot be read.
pub fn of_set(tx: &mut Tx<'_>, id: &str) -> Result<Option<Closing>, DbError> {
    let scope = Scope::county("read with the set, which was found in scope");
    let Some(row) = tx.row(&scope, sql::CLOSING, params![id])? else { return Ok(None) };
    let (answer, at): (Option<String>, Option<Timestamp>) = (row.get(6)?, row.get(9)?);
    let answer = match (answer, at) {
        (Some(answer), Some(at)) => Some(Answer {
            adopted: answer == "adopted",
            note: row.get::<Option<String>>(7)?.unwrap_or_default(),
            by: row.get::<Option<String>>(8)?.unwrap_or_default(),
            at,
        }),
        _ => None,
    };
    Ok(Some(Closing {
        says: NewClosing { changed: row.text(0)?, principles: row.text(1)?, unit_change: row.text(2)? },
        target_now: row.get(3)?,
        closed_by: row.text(4)?,
        closed_at: row.get(5)?,
        answer,
    }))
}

/// Closes a set whose last round is finished.
///
/// # Errors
/// Refusals by field: `changed`, `principles`, `unit_change`; a round or a commitment still open; [`Fault::NotFound`].
pub fn close(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    new: &NewClosing,
) -> Result<(), Fault> {
    let (set, people) = to_run(tx, actor, id)?;
    if set.state != State::Running {
        return Err(Refusal::new("只有进行中的小组可以结束。", "Only a set at work is closed.").into());
    }
    check(new)?;
    if round::of_set(tx, id)?.iter().any(|round| round.open) {
        return Err(Refusal::new(
            "还有一轮没有结束，请先走完这一轮，或中止小组。",
            "A round is still open; finish it first, or stop the set.",
        )
        .into());
    }
    if round::commitment::of_set(tx, id)?.iter().any(|one| one.state == round::commitment::State::Open) {
        return Err(Refusal::new(
            "还有承诺没有写明结果，请承诺人先写明。",
            "Some commitments are not answered yet; whoever made them answers first.",
        )
        .into());
    }
    let reached = match &set.target {
        Some(target) => measured(tx, target)?.and_then(|measured| measured.now),
        None => None,
    };
    let now = tx.now();
    let (changed, principles, unit_change) =
        (new.changed.trim(), new.principles.trim(), new.unit_change.trim());
    tx.execute(sql::CLOSE, params![id, changed, principles, unit_change, reached, &actor.name, now])?;
    tx.execute(sql::END, params![id, State::Closed.code(), now])?;
    let_lapse(tx, id)?;
    if !unit_change.is_empty() {
        let about = About {
            subject: ("action-set", id),
            unit: Some(&set.unit),
            person: None,
            title: Text::new(
                format!("{}的改进建议", set.title),
                format!("What {} asks to change", set.title),
            ),
            link: &format!("/action/sets/{id}"),
        };
        let mut head = Assigned::role(Role::Head, Some(&set.unit));
        if let Ok(due) = book.calendar().add_working_days(tx.today(), 10) {
            head = head.by(due.date, due.provisional);
        }
        case::open(tx, &CHANGE, &about, &head)?;
    }
    let learners: Vec<String> =
        people.iter().filter(|one| one.part == Part::Member).map(|one| one.person.clone()).collect();
    transfer::invite(tx, book, (Source::Set, id, &set.title, &set.unit), &learners)?;
    record(tx, actor, "action.closed", (id, &set.unit), json!({ "asks": !unit_change.is_empty() }))
}

fn check(new: &NewClosing) -> Result<(), Fault> {
    let mut wrong = Vec::new();
    let mut must = |field: &str, text: &str, least: usize, zh: &str, en: &str| {
        if !(least..=4_000).contains(&text.trim().chars().count()) {
            wrong.push(Refusal::new(zh, en).at(field));
        }
    };
    must(
        "changed",
        &new.changed,
        10,
        "请写明群众那里有什么变化（10–4000 字）；没有变化也如实写。",
        "Say what changed for residents (10 to 4,000 characters); if nothing did, say so.",
    );
    must(
        "principles",
        &new.principles,
        4,
        "请写明得到的道理（4–4000 字）。",
        "Say what was understood (4 to 4,000 characters).",
    );
    must("unit_change", &new.unit_change, 0, "改进建议写 4000 字以内。", "At most 4,000 characters.");
    if wrong.is_empty() { Ok(()) } else { Err(Fault::Refused(wrong)) }
}

/// Answers as head of the unit what the set asks to change.
///
/// # Errors
/// Refusals: nothing asked, answered already, not theirs to answer, no note; [`Fault::NotFound`].
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: &str, (adopted, note): (bool, &str)) -> Result<(), Fault> {
    let set = find(tx, &actor.scope(Area::Learning), id)?;
    let note = note.trim();
    if !(4..=1_000).contains(&note.chars().count()) {
        return Err(Refusal::new(
            "请写明采取什么措施、何时完成，或不采纳的理由（4–1000 字）。",
            "Say what is done by when, or why not (4 to 1,000 characters).",
        )
        .at("note")
        .into());
    }
    let Some(case) = case::of_subject(tx, &CHANGE, "action-set", id)? else {
        return Err(Refusal::new("这个小组没有提出改进建议。", "This set asked for no change.").into());
    };
    let outcome = if adopted { "adopted" } else { "declined" };
    case::advance(tx, &CHANGE, &case, ("answer", outcome), actor, note, None)?;
    let now = tx.now();
    tx.execute(sql::ANSWER, params![id, outcome, note, &actor.name, now])?;
    record(
        tx,
        actor,
        "action.change-answered",
        (id, &set.unit),
        json!({ "adopted": adopted, "reason": note }),
    )
}
