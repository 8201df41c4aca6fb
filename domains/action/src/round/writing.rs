//! Writing in a round: what the set says together, questions, assumptions, principles, one's own note; and finishing it.
//! Everything can be written again while the round is open. Not here: commitments.

use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, case, params};
use serde_json::json;

use super::{Round, Step, Tested, find, sql, written};
use crate::permission;
use crate::procedure::ROUND;
use crate::set::{self, ActionSet, Member};

/// An open round the actor writes in, with its set.
pub(super) fn to_write(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
) -> Result<(Round, ActionSet, Vec<Member>), Fault> {
    let scope = actor.scope(Area::Learning);
    let round = find(tx, &scope, id)?;
    let set = set::find(tx, &scope, &round.set)?;
    let members = set::members(tx, &set.id)?;
    permission::inside(actor, &members)?;
    if set.state != set::State::Running || !round.open {
        return Err(Refusal::new(
            "这一轮已经结束，不能再写。",
            "This round is finished; nothing more is written in it.",
        )
        .into());
    }
    Ok((round, set, members))
}

pub(super) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (round, set): (&Round, &ActionSet),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act = Act {
        kind,
        subject: ("action-round", &round.id),
        unit: Some(&set.unit),
        person: None,
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

fn words(field: &str, text: &str, (least, most): (usize, usize)) -> Result<(), Refusal> {
    let length = text.trim().chars().count();
    if (least..=most).contains(&length) {
        return Ok(());
    }
    let zh = format!("请写 {least}–{most} 字，现有 {length} 字。");
    let en = format!("Write {least} to {most} characters; there are {length}.");
    Err(Refusal::new(zh, en).at(field))
}

/// Writes what the set says under a step: problem, what happened, reflection, what next.
///
/// # Errors
/// Refusals: too long, finished, not of the set; [`Fault::NotFound`].
pub fn write(tx: &mut Tx<'_>, actor: &Actor, id: &str, (step, body): (Step, &str)) -> Result<(), Fault> {
    let (round, set, _) = to_write(tx, actor, id)?;
    words("body", body, (0, 4_000))?;
    let now = tx.now();
    tx.execute(sql::WRITE, params![id, step.code(), body.trim(), &actor.name, now])?;
    record(tx, actor, "action.written", (&round, &set), json!({ "step": step.code() }))
}

/// Asks a question.
///
/// # Errors
/// As [`write`]; a question that is none.
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, id: &str, body: &str) -> Result<(), Fault> {
    let (round, set, _) = to_write(tx, actor, id)?;
    let person = permission::person(actor)?.to_owned();
    let body = body.trim();
    words("question", body, (4, 400))?;
    if !body.ends_with(['？', '?']) {
        return Err(Refusal::new(
            "请写成一个问题，以问号结尾；建议留到行动承诺时再谈。",
            "Write it as a question, ending with a question mark; advice waits for the commitments.",
        )
        .at("question")
        .into());
    }
    let (question, now) = (tx.id(), tx.now());
    tx.execute(sql::ASK, params![&question, id, &person, &actor.name, body, now])?;
    record(tx, actor, "action.asked", (&round, &set), json!({}))
}

/// Says of a question of this round whether it still leads on.
///
/// # Errors
/// As [`write`].
pub fn keep_question(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (question, open): (&str, bool),
) -> Result<(), Fault> {
    let (round, set, _) = to_write(tx, actor, id)?;
    if tx.execute(sql::KEEP_QUESTION, params![question, id, open])? == 0 {
        return Err(Fault::NotFound);
    }
    record(tx, actor, "action.question-kept", (&round, &set), json!({ "open": open }))
}

/// Notes an assumption that was found, and how it is put to the test.
///
/// # Errors
/// As [`write`].
pub fn assume(tx: &mut Tx<'_>, actor: &Actor, id: &str, (body, test): (&str, &str)) -> Result<(), Fault> {
    let (round, set, _) = to_write(tx, actor, id)?;
    words("assumption", body, (4, 400))?;
    words("test", test, (2, 400))?;
    let (assumption, now) = (tx.id(), tx.now());
    tx.execute(sql::ASSUME, params![&assumption, id, body.trim(), test.trim(), now])?;
    record(tx, actor, "action.assumed", (&round, &set), json!({}))
}

/// Says what became of an assumption of this round.
///
/// # Errors
/// As [`write`].
pub fn find_out(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (assumption, found): (&str, Tested),
) -> Result<(), Fault> {
    let (round, set, _) = to_write(tx, actor, id)?;
    if tx.execute(sql::FOUND, params![assumption, id, found.code()])? == 0 {
        return Err(Fault::NotFound);
    }
    record(tx, actor, "action.found-out", (&round, &set), json!({ "found": found.code() }))
}

/// Writes one's principle of this round, in one's own words; again replaces it.
///
/// # Errors
/// As [`write`].
pub fn name_principle(tx: &mut Tx<'_>, actor: &Actor, id: &str, body: &str) -> Result<(), Fault> {
    let (round, set, _) = to_write(tx, actor, id)?;
    let person = permission::person(actor)?.to_owned();
    words("principle", body, (4, 400))?;
    let now = tx.now();
    tx.execute(sql::PRINCIPLE, params![id, &person, &actor.name, body.trim(), now])?;
    record(tx, actor, "action.principle-named", (&round, &set), json!({}))
}

/// Keeps one's own note on a round. Nobody else reads it: it is stored under its writer, and there is no way to ask for
/// another's. It may be written after the round too.
///
/// # Errors
/// A refusal for who is not of the set; [`Fault::NotFound`].
pub fn keep_note(tx: &mut Tx<'_>, actor: &Actor, id: &str, body: &str) -> Result<(), Fault> {
    let round = find(tx, &actor.scope(Area::Learning), id)?;
    let members = set::members(tx, &round.set)?;
    permission::inside(actor, &members)?;
    let person = permission::person(actor)?.to_owned();
    words("note", body, (0, 4_000))?;
    let now = tx.now();
    tx.execute(sql::NOTE, params![id, &person, body.trim(), now])?;
    // No unit: that somebody wrote a note concerns only them.
    let act = Act {
        kind: "action.note-kept",
        subject: ("action-note", id),
        unit: None,
        person: Some(&person),
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// One's own note on a round; empty if there is none.
///
/// # Errors
/// If it cannot be read.
pub fn note_of(tx: &mut Tx<'_>, actor: &Actor, round: &str) -> Result<String, DbError> {
    let Some(person) = &actor.person else { return Ok(String::new()) };
    let row = tx.row(&Scope::own(person), sql::NOTE_OF, params![round, person])?;
    row.map(|row| row.text(0)).transpose().map(Option::unwrap_or_default)
}

/// Finishes a round: every step before the last is done, and the set says what comes next. Opens the next round if a
/// day is given; without one the set is ready to be closed.
///
/// # Errors
/// Refusals: a step not done, a day before this round's; as [`write`].
pub fn finish(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (next, meets_on): (&str, Option<Date>),
) -> Result<Option<String>, Fault> {
    let (round, set, members) = to_write(tx, actor, id)?;
    words("body", next, (4, 4_000))?;
    let written = written(tx, &round)?;
    if let Some(step) = written.stands_at(&round).filter(|step| *step != Step::Next) {
        let name = step.words();
        return Err(Refusal::new(
            format!("“{}”还没有完成，请先补上再结束本轮。", name.zh),
            format!("“{}” is not done yet; do it before the round is finished.", name.en),
        )
        .into());
    }
    if meets_on.is_some_and(|day| day <= round.meets_on || day > set.ends_on) {
        return Err(Refusal::new(
            "下一轮的日期应在本轮之后、小组结束日期之前。",
            "The next round lies after this one and before the last day of the set.",
        )
        .at("meets_on")
        .into());
    }
    let now = tx.now();
    tx.execute(sql::WRITE, params![id, Step::Next.code(), next.trim(), &actor.name, now])?;
    if tx.execute(sql::FINISH, params![id, now])? == 0 {
        return Err(
            Refusal::new("这一轮刚刚已由他人结束。", "Somebody else has just finished this round.").into()
        );
    }
    if let Some(case) = case::of_subject(tx, &ROUND, "action-round", id)? {
        // Any of the set may finish it; the to-do was only the one who holds it.
        case::advance(tx, &ROUND, &case, ("hold", "finished"), &Actor::program(), "", None)?;
    }
    let opened = match meets_on {
        Some(day) => Some(super::open(tx, &set, &members, (round.number + 1, day))?),
        None => None,
    };
    record(
        tx,
        actor,
        "action.round-finished",
        (&round, &set),
        json!({ "number": round.number, "again": opened.is_some() }),
    )?;
    Ok(opened)
}
