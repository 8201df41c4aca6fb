//! Reminding an office of a step, and its answer. Not here: what the rule says (`law`), explaining (`explanation`).

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Area, Fault, Refusal, Tx, params};
use law::calendar::Period;
use law::decision::Text;
use law::rulebook::Rulebook;
use law::rules::standing_still::Measure;
use serde_json::json;

use super::matter::record;
use super::{State, allowed, find, judged, step};
use crate::permission::{hasten, wanted, within};
use crate::procedure::REMINDER;
use crate::store::standing as sql;

/// The subject of the cases of a matter.
pub(crate) const SUBJECT: &str = "standing-matter";

/// What a case of a matter is about: the office, never a person.
pub(crate) fn about<'a>(id: &'a str, office: &'a str, link: &'a str, title: Text) -> About<'a> {
    About { subject: (SUBJECT, id), unit: Some(office), person: None, title, link }
}

/// What something sent is called, with what it is about.
pub(crate) fn named((zh, en): (&str, &str), matter: &Text) -> Text {
    Text::new(format!("{zh}：{}", matter.zh), format!("{en}: {}", matter.en))
}

/// A head with the days that the county confirmed for an answer.
///
/// # Errors
/// A refusal while it has confirmed none.
pub(crate) fn answers(
    book: &Rulebook,
    (clause, name): (&str, &str),
    (office, on): (&str, Date),
) -> Result<Assigned, Refusal> {
    let head = Assigned::role(Role::Head, Some(office));
    match book.parameter::<Period>(clause, name, on) {
        Ok(found) => Ok(within(book, head, on, found.value.n)),
        Err(_) => Err(super::unconfirmed()),
    }
}

/// The day by which a reminder of a day asks for an answer unless another is written: after as many working days as the county
/// confirmed; whether the calendar may still move it.
///
/// # Errors
/// A refusal while it has confirmed none.
pub fn usual_day(book: &Rulebook, today: Date) -> Result<(Date, bool), Refusal> {
    let found = book.parameter::<Period>("STAND-02", "explanation", today);
    let period = found.map_err(|_| super::unconfirmed())?.value;
    let due = book.calendar().due(today, period).map_err(|_| super::unconfirmed())?;
    Ok((due.date, due.provisional))
}

/// Most working days a reminder may leave for its answer: what it is about is late already.
const MOST: u32 = 30;

/// The day by which an answer is asked for: a working day that is still to come.
fn answer_day(book: &Rulebook, today: Date, wanted: Option<Date>) -> Result<(Date, bool), Refusal> {
    let usual = usual_day(book, today)?;
    let Some(day) = wanted else { return Ok(usual) };
    let calendar = book.calendar();
    let said = if day <= today {
        Some(("答复日期应当在今天以后。", "The day lies after today."))
    } else if !calendar.is_working_day(day) {
        Some(("答复日期是休息日，请改为工作日。", "That is a day of rest; choose a working day."))
    } else if calendar.working_days_between(today, day).days > MOST {
        Some(("答复日期不超过三十个工作日。", "At most thirty working days from today."))
    } else {
        None
    };
    match said {
        Some((zh, en)) => Err(Refusal::new(zh, en).at("answer_by")),
        None => Ok((day, !calendar.knows(day.year()))),
    }
}

/// Reminds the office of a step with the day by which it is to answer, or the usual one; answers the id of the matter.
///
/// # Errors
/// Refusals: not somebody who may, not late yet, reminded already; fields `words`, `answer_by`; [`Fault::NotFound`].
pub fn remind(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    step_id: &str,
    (words, answer_by): (&str, Option<Date>),
) -> Result<String, Fault> {
    let found = step(tx, &actor.scope(Area::Power), step_id)?;
    let Some(office) = found.office.clone() else { return Err(Fault::NotFound) };
    hasten(tx, actor, &office)?;
    if found.matter.is_some() || found.done_at.is_some() {
        return Err(Refusal::new(
            "该环节已经催办过，或者已经办理。",
            "The step has been reminded of already, or it was taken.",
        )
        .into());
    }
    let today = tx.today();
    let decision = judged(&found, book, today);
    let paper = allowed(&decision, Measure::Reminder)?;
    let words = words.trim();
    if words.chars().count() > 400 {
        return Err(Refusal::new("最多 400 字。", "At most 400 characters.").at("words").into());
    }
    let (answer_by, provisional) = answer_day(book, today, answer_by)?;
    let id = tx.id();
    let role = found.role.map(Role::code);
    tx.execute(
        sql::ADD,
        params![
            &id,
            step_id,
            &office,
            &found.procedure,
            &found.step,
            role,
            found.since,
            found.due,
            today,
            &actor.name,
            words,
            answer_by
        ],
    )?;
    let link = format!("/supervision/matters/{id}");
    let title = named(("催办", "Reminder"), &found.title);
    let head = Assigned::role(Role::Head, Some(&office)).by(answer_by, provisional);
    case::open(tx, &REMINDER, &about(&id, &office, &link, title), &head)?;
    let facts = json!({
        "procedure": found.procedure, "step": found.step, "due": found.due, "answer_by": answer_by
    });
    record(tx, actor, "standing.reminded", (&id, &office), (facts, Some(&paper)))?;
    Ok(id)
}

/// The head answers a reminder: what holds the step up and by which day it will be done.
///
/// # Errors
/// Refusals by field: `answer`, `promised_on`; not theirs, answered already.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (text, promised): (&str, Option<Date>),
) -> Result<(), Fault> {
    let matter = find(tx, &actor.scope(Area::Power), id)?;
    let text = wanted(text, "answer", ("请写明办理情况。", "Say how the step stands."), 2_000)?;
    let today = tx.today();
    let promised = promised.ok_or_else(|| {
        Refusal::new("请写明最迟哪天办结。", "Say by which day it will be done.").at("promised_on")
    })?;
    if promised < today {
        return Err(Refusal::new("办结日期不能早于今天。", "The day cannot be before today.")
            .at("promised_on")
            .into());
    }
    let case = case::of_subject(tx, &REMINDER, SUBJECT, id)?.ok_or(Fault::NotFound)?;
    let now = tx.now();
    tx.execute(sql::ANSWER, params![id, &text, promised, &actor.name, now])?;
    case::advance(tx, &REMINDER, &case, ("standing-hasten", "answered"), actor, "", None)?;
    record(tx, actor, "standing.answered", (id, &matter.office), (json!({"promised_on": promised}), None))
}

/// Ends a reminder that nobody answers any more.
pub(crate) fn end(tx: &mut Tx<'_>, id: &str, outcome: &str) -> Result<(), Fault> {
    let Some(case) = case::of_subject(tx, &REMINDER, SUBJECT, id)? else { return Ok(()) };
    if case::open_step_of(tx, &case)?.is_some() {
        let program = Actor::program();
        case::advance(tx, &REMINDER, &case, ("standing-hasten", outcome), &program, "", None)?;
    }
    Ok(())
}

/// Whether a matter still waits for something that depends on its step.
#[must_use]
pub fn is_open(state: State) -> bool {
    !matches!(state, State::Concluded | State::Moved)
}
