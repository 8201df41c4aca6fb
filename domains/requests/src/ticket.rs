//! Service requests: the first receiver answers for them; what is not its matter goes back with a reason; nothing is
//! closed without an answer. Not here: rating and reopening (`rating`).

use jiff::civil::Date;
use kernel::clock;
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::Rulebook;
use law::rules::deadline::Start;
use law::rules::hotline_ticket;
use serde_json::json;

use crate::coded::{Kind, State};
use crate::dates::{self, New};
use crate::facts::{Ticket, read, write};
use crate::permission::{answers_for, county_desk, wanted};
use crate::procedure::SERVICE;
use crate::request::{self, Request, due};
use crate::sorting::office;
use crate::store::request as sql;
use crate::{count, remedy};

fn loaded(tx: &mut Tx<'_>, actor: &Actor, id: &str, state: State) -> Result<Request, Fault> {
    let found = request::find(tx, &request::scope(actor), id)?;
    if found.kind != Kind::Service || found.state != state {
        return Err(Refusal::new(
            "这件诉求现在不在这一步，请刷新后再看。",
            "It is not at this step; load the page again.",
        )
        .into());
    }
    Ok(found)
}

/// Answers and closes a service request.
///
/// # Errors
/// Refused without an answer, or to who does not answer for it.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, text: &str) -> Result<(), Fault> {
    let found = loaded(tx, actor, id, State::Handling)?;
    answers_for(actor, &found)?;
    let text =
        wanted(text, "answer", "没有答复不得办结，请写明办理情况。", "Nothing is closed without an answer.")?;
    unfilled(&text, "answer")?;
    let (today, ticket) = (tx.today(), read::<Ticket>(&found)?);
    let at = clock::china().to_datetime(tx.now());
    let facts = hotline_ticket::Facts {
        closed_on: Some(today),
        closed_at: Some(Start::Time(at)),
        answered: true,
        ..ticket.asked()
    };
    let (_, record) = dates::found(&hotline_ticket::decide(&facts, book, today))?;
    // The day that binds now: after more time was given, a later one than the ticket began with; in hours, to the minute.
    let in_time = match ticket.due_at {
        Some(due) => Some(at <= due),
        None => found.due.map(|due| today <= due),
    };
    request::advance(tx, &SERVICE, &found, ("handle", "answered"), actor, ("", None))?;
    request::say(tx, &found, Some(actor), "answer", &text)?;
    dates::meet(tx, id, "ticket")?;
    let now = tx.now();
    tx.execute(
        sql::CLOSE,
        params![id, State::Answered.code(), "answered", today, in_time, &found.facts, now],
    )?;
    count::closed(tx, &found, in_time)?;
    request::record(tx, actor, &found, "request.answered", json!({ "in_time": in_time }), Some(&record))?;
    Ok(())
}

/// A template whose places were not filled in is no answer.
pub(crate) fn unfilled(text: &str, field: &str) -> Result<(), Refusal> {
    if text.contains('【') && text.contains('】') {
        return Err(Refusal::new(
            "答复里还有【 】没有填写，请补充完整。",
            "The answer still has places in 【 】 to fill in.",
        )
        .at(field));
    }
    Ok(())
}

/// Asks for more time, saying why and by which day it will be done: once, while the ticket's time runs, and never for longer
/// than a ticket of its kind has.
///
/// # Errors
/// Refused without a reason or a day, a second time, too late, for too long, or to who does not answer for it.
pub fn ask_extension(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (reason, until): (&str, Option<Date>),
) -> Result<(), Fault> {
    let found = loaded(tx, actor, id, State::Handling)?;
    answers_for(actor, &found)?;
    let reason = wanted(
        reason,
        "note",
        "请写明到期不能办结的原因和办理方案。",
        "Say why it cannot be done in time, and what will be done.",
    )?;
    let (today, ticket) = (tx.today(), read::<Ticket>(&found)?);
    remedy::still_running(&found, today)?;
    if ticket.extended {
        return Err(Refusal::new("这件诉求已经延长过一次。", "It has been given more time already.")
            .at("note")
            .into());
    }
    let (due, last, _) = longest(book, &found, &ticket, today)?;
    let until = until.filter(|until| *until > due && *until <= last).ok_or_else(|| {
        Refusal::new(
            format!("请填写{due}之后、{last}以前的办结日期。"),
            format!("Give a day after {due} and not after {last}."),
        )
        .at("extend_until")
    })?;
    let to = due_by(request::handler(tx, None)?, (found.due, found.provisional));
    request::advance(tx, &SERVICE, &found, ("handle", "extend"), actor, (&reason, Some(to)))?;
    let facts = write(&Ticket { wanted: Some(until), why: reason, ..ticket })?;
    request::stand(tx, &found, State::Extending, found.due.map(|day| (day, found.provisional)), &facts)?;
    request::record(tx, actor, &found, "request.extension-asked", json!({ "until": until }), None)?;
    Ok(())
}

/// The day a ticket is due, the last one it may be extended to, and the decision that says so.
fn longest(
    book: &Rulebook,
    found: &Request,
    ticket: &Ticket,
    today: Date,
) -> Result<(Date, Date, law::Record), Fault> {
    let due = found.due.ok_or(Fault::NotFound)?;
    let again = hotline_ticket::Facts { received: Start::Day(due), ..ticket.asked() };
    let (value, record) = dates::found(&hotline_ticket::decide(&again, book, today))?;
    Ok((due, value.due, record))
}

fn due_by(to: kernel::case::Assigned, (day, provisional): (Option<Date>, bool)) -> kernel::case::Assigned {
    due(to, day.map(|day| (day, provisional)))
}

/// The county's desk agrees to more time or does not; the resident is told why it takes longer.
///
/// # Errors
/// Refused to anybody but the county's desk, to who asked, without a reason where it is declined, and after the time ended.
pub fn decide_extension(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (agreed, note): (bool, &str),
) -> Result<Option<Date>, Fault> {
    county_desk(actor)?;
    let found = loaded(tx, actor, id, State::Extending)?;
    let (today, ticket) = (tx.today(), read::<Ticket>(&found)?);
    let (_, last, record) = longest(book, &found, &ticket, today)?;
    let until = ticket.wanted.filter(|_| agreed);
    if agreed {
        remedy::still_running(&found, today)?;
        if until.is_none_or(|until| until > last) {
            let (zh, en) =
                ("所申请的日期已不合规定，请退回重新申请。", "The day asked for is not allowed any more.");
            return Err(Refusal::new(zh, en).into());
        }
    }
    let day = until.or(found.due);
    let to = due_by(request::handler(tx, found.unit.as_deref())?, (day, found.provisional));
    let outcome = if agreed { "agreed" } else { "declined" };
    request::advance(tx, &SERVICE, &found, ("extend", outcome), actor, (note, Some(to)))?;
    let facts = match until {
        Some(until) => {
            dates::drop_date(tx, id, "ticket")?;
            let due = Some((until, found.provisional));
            let new = New { what: "ticket", clause: "HOT-08", starts_on: today, due, decision: &record };
            dates::add(tx, id, &new)?;
            let told = format!("您反映的事项办理期限延长至{}。原因：{}", remedy::spoken(until), ticket.why);
            request::say(tx, &found, Some(actor), "notice", &told)?;
            Ticket { wanted: None, why: String::new(), extended: true, due_at: None, ..ticket }
        }
        None => Ticket { wanted: None, why: String::new(), ..ticket },
    };
    let stands = day.map(|day| (day, found.provisional));
    request::stand(tx, &found, State::Handling, stands, &write(&facts)?)?;
    let told = json!({ "agreed": agreed, "until": until });
    request::record(tx, actor, &found, "request.extension-decided", told, Some(&record))?;
    Ok(day)
}

/// Sends a ticket back to be dispatched again, with the reason. Its clock runs on.
///
/// # Errors
/// Refused without a reason, or to who does not answer for it.
pub fn send_back(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let found = loaded(tx, actor, id, State::Handling)?;
    answers_for(actor, &found)?;
    let reason = wanted(
        reason,
        "note",
        "请写明不属于本单位职责的理由和依据。",
        "Say why it is not this office's matter.",
    )?;
    let day = found.due.map(|day| (day, found.provisional));
    let to = due(request::handler(tx, None)?, day);
    request::advance(tx, &SERVICE, &found, ("handle", "returned"), actor, (&reason, Some(to)))?;
    request::stand(tx, &found, State::Returned, day, &found.facts)?;
    request::record(tx, actor, &found, "request.returned", json!({}), None)?;
    Ok(())
}

/// Dispatches a returned ticket: to another office, or, where the reason does not hold, to the same with a reason.
///
/// # Errors
/// Refused to anybody but the county's desk, without an office, without a reason where it stays.
pub fn dispatch(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    unit: &str,
    reason: &str,
) -> Result<Option<Date>, Fault> {
    county_desk(actor)?;
    let found = loaded(tx, actor, id, State::Returned)?;
    let (unit, unit_name) = office(tx, unit)?;
    let kept = found.unit.as_deref() == Some(unit.as_str());
    let day = found.due.map(|day| (day, found.provisional));
    let to = due(request::handler(tx, Some(&unit))?, day);
    let outcome = if kept { "kept" } else { "dispatched" };
    if !kept {
        count::moved(tx, &found, Some(&unit), found.kind)?;
        let now = tx.now();
        tx.execute(sql::SET_UNIT, params![id, &unit, now])?;
    }
    request::advance(tx, &SERVICE, &found, ("dispatch", outcome), actor, (reason, Some(to)))?;
    let next = Request { unit: Some(unit), unit_name, ..found };
    request::stand(tx, &next, State::Handling, day, &next.facts)?;
    request::record(tx, actor, &next, "request.dispatched", json!({ "kept": kept }), None)?;
    Ok(next.due)
}

/// Marks the words of a service request as fit for everybody, or takes them back.
///
/// # Errors
/// Refused to anybody but the county's desk, for another kind, with names or numbers left empty.
pub fn publish(tx: &mut Tx<'_>, actor: &Actor, id: &str, words: &str) -> Result<(), Fault> {
    county_desk(actor)?;
    let found = request::find(tx, &request::scope(actor), id)?;
    if found.kind != Kind::Service {
        return Err(Refusal::new(
            "只有服务诉求可以公开内容。",
            "Only service requests are open to everybody.",
        )
        .into());
    }
    let words = words.trim();
    // Digits of every writing, so that full-width ones hide nothing.
    if words.chars().filter(|sign| sign.is_numeric()).count() >= 7 || words.contains(['@', '＠']) {
        return Err(Refusal::new(
            "公开的内容里不能有电话、证件号码等个人信息，请删去。",
            "Take out phone numbers and other personal data before it is published.",
        )
        .at("words")
        .into());
    }
    let now = tx.now();
    tx.execute(sql::PUBLISH, params![id, !words.is_empty(), words, now])?;
    request::record(
        tx,
        actor,
        &found,
        "request.words-published",
        json!({ "published": !words.is_empty() }),
        None,
    )?;
    Ok(())
}
