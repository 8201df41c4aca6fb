//! Asking an office to explain, its explanation, reading it, and only then concluding. Not here: the reminder before
//! (`reminder`), the office above (`note`).

use kernel::case::{self, Assigned};
use kernel::{Actor, Area, Fault, Refusal, Tx, params};
use law::decision::Text;
use law::rulebook::Rulebook;
use law::rules::standing_still::Measure;
use serde_json::json;

use super::matter::{Conclusion, record};
use super::reminder::{SUBJECT, about, answers, end, named};
use super::{State, allowed, find, judged, step};
use crate::permission::{hasten, person, wanted, within};
use crate::procedure::EXPLANATION;
use crate::store::standing as sql;

/// Asks the office of a matter to explain. Whoever asks reads the answer and concludes.
///
/// # Errors
/// Refusals: not somebody who may, too early, the step was taken; field `question`.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, question: &str) -> Result<(), Fault> {
    let scope = actor.scope(Area::Power);
    let matter = find(tx, &scope, id)?;
    hasten(tx, actor, &matter.office)?;
    let asker = person(actor)?.to_owned();
    let question =
        wanted(question, "question", ("请写明需要说明什么。", "Say what is to be explained."), 1_000)?;
    if !matches!(matter.state, State::Reminded | State::Answered) {
        return Err(Refusal::new(
            "该事项已经要求说明，或者已经办结。",
            "An explanation was asked for already, or the matter is closed.",
        )
        .into());
    }
    let found = step(tx, &scope, &matter.step_id)?;
    if found.done_at.is_some() {
        return Err(
            Refusal::new("该环节已经办理，不再要求说明。", "The step was taken; nothing is asked.").into()
        );
    }
    let today = tx.today();
    let paper = allowed(&judged(&found, book, today), Measure::Explanation)?;
    tx.execute(sql::ASK, params![id, today, &asker, &actor.name, &question])?;
    end(tx, id, "asked")?;
    open(tx, book, (id, &matter.office, &found.title), today)?;
    record(tx, actor, "standing.asked", (id, &matter.office), (json!({}), Some(&paper)))
}

fn open(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (id, office, what): (&str, &str, &Text),
    today: jiff::civil::Date,
) -> Result<(), Fault> {
    let link = format!("/supervision/matters/{id}");
    let title = named(("说明停滞的情况", "Why it stands still"), what);
    let head = answers(book, ("STAND-03", "note"), (office, today))?;
    case::open(tx, &EXPLANATION, &about(id, office, &link, title), &head)?;
    Ok(())
}

/// The head of the office explains.
///
/// # Errors
/// Refusals: nothing was asked, explained already, not theirs; field `explanation`.
pub fn explain(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, text: &str) -> Result<(), Fault> {
    let matter = find(tx, &actor.scope(Area::Power), id)?;
    let text = wanted(text, "explanation", ("请写明情况和原因。", "Say what happened and why."), 4_000)?;
    let (_, asker, ..) =
        matter.asked.ok_or_else(|| Refusal::new("还没有要求说明情况。", "No explanation was asked for."))?;
    let case = case::of_subject(tx, &EXPLANATION, SUBJECT, id)?.ok_or(Fault::NotFound)?;
    let (now, today) = (tx.now(), tx.today());
    let next = within(book, Assigned::person(asker), today, 3);
    tx.execute(sql::EXPLAIN, params![id, &text, &actor.name, now])?;
    case::advance(tx, &EXPLANATION, &case, ("standing-explain", "explained"), actor, "", Some(next))?;
    record(tx, actor, "standing.explained", (id, &matter.office), (json!({}), None))
}

/// Whoever asked has read the explanation.
///
/// # Errors
/// Refusals: not theirs, nothing to read.
pub fn read(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let matter = find(tx, &actor.scope(Area::Power), id)?;
    let case = case::of_subject(tx, &EXPLANATION, SUBJECT, id)?.ok_or(Fault::NotFound)?;
    let (now, today) = (tx.now(), tx.today());
    let next = within(book, Assigned::person(person(actor)?), today, 5);
    tx.execute(sql::READ, params![id, &actor.name, now])?;
    case::advance(tx, &EXPLANATION, &case, ("standing-read", "read"), actor, "", Some(next))?;
    record(tx, actor, "standing.read", (id, &matter.office), (json!({}), None))
}

/// Concludes, after reading.
///
/// # Errors
/// Refusals: not theirs, not read yet; field `why`.
pub fn conclude(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (conclusion, why): (Conclusion, &str),
) -> Result<(), Fault> {
    let matter = find(tx, &actor.scope(Area::Power), id)?;
    let why = wanted(why, "why", ("请写明理由。", "Give the reasons."), 2_000)?;
    if matter.read.is_none() {
        return Err(Refusal::new(
            "单位的说明还没有阅看，不能作结论。",
            "The explanation has not been read; there is no conclusion before that.",
        )
        .into());
    }
    let case = case::of_subject(tx, &EXPLANATION, SUBJECT, id)?.ok_or(Fault::NotFound)?;
    let now = tx.now();
    tx.execute(sql::CONCLUDE, params![id, conclusion.code(), &why, &actor.name, now])?;
    case::advance(tx, &EXPLANATION, &case, ("standing-conclude", conclusion.code()), actor, "", None)?;
    let facts = json!({"conclusion": conclusion.code(), "procedure": matter.procedure});
    record(tx, actor, "standing.concluded", (id, &matter.office), (facts, None))
}
