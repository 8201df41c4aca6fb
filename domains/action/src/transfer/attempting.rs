//! Attempts at work: recorded by the learner in under a minute, classified by the rule of the roads, confirmed by
//! somebody who saw them. Not here: what was intended (`intending`).

use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use serde_json::json;

use super::intending::{check_witness, end_case, own, record as note};
use super::road::{Answers, Classified, Thought, classify};
use super::{Intention, Outcome, Seen, find_attempt, sql};
use crate::procedure::{ATTEMPT, SEEN};

/// An attempt as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttempt {
    /// When.
    pub happened_on: Date,
    /// What was done, in a line.
    pub what: String,
    /// Done as intended.
    pub as_intended: bool,
    /// The situation was like the one practised in.
    pub alike: bool,
    /// Whether and when it was thought of.
    pub thought: Thought,
    /// The principle in own words; may be empty.
    pub principle: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Who is asked whether they saw it.
    pub witness: Option<String>,
    /// Made by the form: the same attempt sent twice is one.
    pub client_key: String,
}

/// What recording did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The attempt.
    pub id: String,
    /// The road the rule found, and why.
    pub classified: Classified,
}

/// What a witness says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// They saw it: how far it worked, 1 to 5. `None`: they did not see it.
    pub rating: Option<i64>,
    /// What they add; may be empty.
    pub note: String,
}

/// Records an attempt at one's own application. Sent again with the same key it changes nothing.
///
/// # Errors
/// Refusals by field; a refusal for another's application; [`Fault::NotFound`].
pub fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    new: &NewAttempt,
) -> Result<Tried, Fault> {
    let found = own(tx, actor, id)?;
    check(new, tx.today())?;
    let witness = check_witness(tx, &found.person, new.witness.as_deref())?;
    let principle = new.principle.trim();
    let classified =
        classify(&Answers { alike: new.alike, thought: new.thought, principle: !principle.is_empty() });
    let seen = if witness.is_some() { Seen::Asked } else { Seen::Nobody };
    let (attempt, now) = (tx.id(), tx.now());
    let added = tx.execute(
        sql::TRY,
        params![
            &attempt,
            id,
            new.happened_on,
            new.what.trim(),
            new.as_intended,
            new.alike,
            new.thought.code(),
            principle,
            classified.road.code(),
            new.outcome.code(),
            new.witness.as_deref(),
            witness.as_deref(),
            seen.code(),
            &new.client_key,
            now
        ],
    )?;
    if added == 0 {
        let known = attempt_by_key(tx, id, &new.client_key)?.ok_or(Fault::NotFound)?;
        return Ok(Tried { id: known, classified });
    }
    end_case(tx, &ATTEMPT, ("intention", id, &found.person), ("try", "tried"))?;
    if let Some(witness) = &new.witness {
        ask_witness(tx, book, (&attempt, witness), &found, new.what.trim())?;
    }
    let facts = json!({ "road": classified.road.code(), "witness": witness.is_some() });
    note(tx, actor, "transfer.tried", (id, &found.unit, &found.person), facts)?;
    Ok(Tried { id: attempt, classified })
}

/// Asks somebody whether they saw it: their to-do for five working days.
fn ask_witness(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (attempt, witness): (&str, &str),
    found: &Intention,
    what: &str,
) -> Result<(), Fault> {
    let about = About {
        subject: ("attempt", attempt),
        unit: Some(&found.unit),
        person: Some(&found.person),
        title: Text::new(format!("{}：{what}", found.name), format!("{}: {what}", found.name)),
        link: &format!("/action/attempts/{attempt}"),
    };
    let mut to = Assigned::person(witness);
    if let Ok(due) = book.calendar().add_working_days(tx.today(), 5) {
        to = to.by(due.date, due.provisional);
    }
    case::open(tx, &SEEN, &about, &to)?;
    Ok(())
}

/// The attempt a form made before, by its key.
///
/// # Errors
/// If it cannot be read.
pub fn attempt_by_key(tx: &mut Tx<'_>, intention: &str, key: &str) -> Result<Option<String>, DbError> {
    let scope = Scope::county("an attempt by the key only its own form knows");
    tx.row(&scope, sql::BY_KEY, params![intention, key])?.map(|row| row.text(0)).transpose()
}

fn check(new: &NewAttempt, today: Date) -> Result<(), Fault> {
    let mut wrong = Vec::new();
    let mut add = |field: &str, zh: &str, en: &str| wrong.push(Refusal::new(zh, en).at(field));
    if !(4..=100).contains(&new.what.trim().chars().count()) {
        add("what", "做了什么写 4–100 字。", "Say what you did in 4 to 100 characters.");
    }
    if new.happened_on > today {
        add("happened_on", "日期不能晚于今天。", "The day cannot be later than today.");
    }
    if new.principle.chars().count() > 400 {
        add("principle", "道理写 400 字以内。", "The principle has at most 400 characters.");
    }
    if !(8..=64).contains(&new.client_key.len()) {
        add("", "请重新打开本页再提交。", "Open this page again before sending.");
    }
    if wrong.is_empty() { Ok(()) } else { Err(Fault::Refused(wrong)) }
}

/// Says as a witness whether one saw it, and how far it worked.
///
/// # Errors
/// Refusals: not asked, answered already, a rating out of its range; [`Fault::NotFound`].
pub fn confirm(tx: &mut Tx<'_>, actor: &Actor, id: &str, sight: &Sight) -> Result<(), Fault> {
    let found = find_attempt(tx, &actor.scope(Area::Learning), id)?;
    if found.witness.is_none() || actor.person != found.witness {
        return Err(Refusal::new("由被请的见证人确认。", "This is for the witness who was asked.").into());
    }
    if sight.rating.is_some_and(|rating| !(1..=5).contains(&rating)) {
        return Err(Refusal::new("请选择 1–5 中的一档。", "Choose one of 1 to 5.").at("rating").into());
    }
    if sight.note.chars().count() > 400 {
        return Err(Refusal::new("补充说明写 400 字以内。", "The note has at most 400 characters.")
            .at("note")
            .into());
    }
    let (seen, outcome) = match sight.rating {
        Some(_) => (Seen::Confirmed, "confirmed"),
        None => (Seen::Declined, "declined"),
    };
    let (now, kept) = (tx.now(), Some(sight.note.trim()).filter(|note| !note.is_empty()));
    if tx.execute(sql::SEE, params![id, seen.code(), sight.rating, kept, now])? == 0 {
        return Err(Refusal::new("已经确认过。", "This was answered already.").into());
    }
    if let Some(case) = case::of_subject(tx, &SEEN, "attempt", id)? {
        case::advance(tx, &SEEN, &case, ("confirm", outcome), actor, "", None)?;
    }
    note(
        tx,
        actor,
        "transfer.seen",
        (&found.intention, &found.unit, &found.person),
        json!({ "confirmed": sight.rating.is_some() }),
    )
}
