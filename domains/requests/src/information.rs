//! Requests for government information: correction once, other parties asked, more time with the head's consent, an
//! answer with reasons and remedy. Not here: the clocks (rule `disclosure-request`), the yearly report (`annual`).

use jiff::civil::Date;
use kernel::case::Assigned;
use kernel::{Actor, Fault, Refusal, Role, Tx, params};
use law::Rulebook;
use law::decision::Record;
use law::rules::disclosure_request::{self, Clocks};
use serde_json::json;

use crate::category;
use crate::coded::{Kind, State};
use crate::count;
use crate::dates::{self, New};
use crate::facts::{Information, read, write};
use crate::permission::{answers_for, wanted};
use crate::procedure::INFORMATION;
use crate::remedy;
use crate::request::{self, Request, due};
use crate::store::request as sql;
use crate::ticket::unfilled;

fn loaded(tx: &mut Tx<'_>, actor: &Actor, id: &str, state: State) -> Result<(Request, Information), Fault> {
    let found = request::find(tx, &request::scope(actor), id)?;
    answers_for(actor, &found)?;
    at(found, state)
}

fn at(found: Request, state: State) -> Result<(Request, Information), Fault> {
    if found.kind != Kind::Information || found.state != state {
        let (zh, en) =
            ("这件申请现在不在这一步，请刷新后再看。", "It is not at this step; load the page again.");
        return Err(Refusal::new(zh, en).into());
    }
    let facts = read(&found)?;
    Ok((found, facts))
}

fn clocks(tx: &Tx<'_>, book: &Rulebook, facts: &Information) -> Result<(Clocks, Record), Fault> {
    let asked = disclosure_request::Facts { today: Some(tx.today()), ..facts.law.clone() };
    dates::found(&disclosure_request::decide(&asked, book, tx.today()))
}

/// Asks the resident to correct an unclear request: once, within the days of INF-03, with a reasonable day to do it by.
///
/// # Errors
/// Refused a second time, too late, without words, with a day that leaves no time.
pub fn ask_correction(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (text, until): (&str, Date),
) -> Result<(), Fault> {
    let (found, mut facts) = loaded(tx, actor, id, State::Handling)?;
    let today = tx.today();
    let text = wanted(text, "note", "请一次说清需要补正什么。", "Say at once all that is to be corrected.")?;
    if facts.law.correction_asked_on.is_some() {
        return Err(Refusal::new("补正只能告知一次。", "Correction is asked for once only.")
            .at("note")
            .into());
    }
    if until <= today {
        return Err(Refusal::new("补正期限应当晚于今天。", "The day has to lie ahead.").at("until").into());
    }
    facts.law.correction_asked_on = Some(today);
    facts.correct_until = Some(until);
    let (clocks, record) = clocks(tx, book, &facts)?;
    if today > clocks.correct_by {
        return Err(Refusal::new(
            format!("告知补正的期限已于{}届满，应当直接办理。", clocks.correct_by),
            format!("Correction could be asked for until {}; answer it as it stands.", clocks.correct_by),
        )
        .at("note")
        .because(record)
        .into());
    }
    let last = Some((until, false));
    let waiting = Assigned { person: None, role: None, due: Some(until), provisional: false };
    request::advance(tx, &INFORMATION, &found, ("handle", "correct"), actor, (&text, Some(waiting)))?;
    request::say(tx, &found, Some(actor), "correction", &text)?;
    dates::meet(tx, id, "correct")?;
    dates::drop_date(tx, id, "reply")?;
    let new = New { what: "corrected", clause: "INF-03", starts_on: today, due: last, decision: &record };
    dates::add(tx, id, &new)?;
    request::stand(tx, &found, State::Correcting, last, &write(&facts)?)?;
    request::record(tx, actor, &found, "request.correction-asked", json!({ "until": until }), Some(&record))?;
    Ok(())
}

/// The correction arrives: the time to reply starts anew.
///
/// # Errors
/// Refused without words, or where none was asked for.
pub fn correct(tx: &mut Tx<'_>, book: &Rulebook, found: Request, text: &str) -> Result<Option<Date>, Fault> {
    let (found, mut facts) = at(found, State::Correcting)?;
    let text = wanted(text, "body", "请写明补正的内容。", "Write what you correct.")?;
    let today = tx.today();
    facts.law.corrected_on = Some(today);
    let (clocks, record) = clocks(tx, book, &facts)?;
    let last = clocks.reply_by.map(|day| (day, clocks.provisional));
    let to = due(request::handler(tx, found.unit.as_deref())?, last);
    let program = Actor::program();
    request::advance(tx, &INFORMATION, &found, ("correct", "corrected"), &program, ("", Some(to)))?;
    request::say(tx, &found, None, "supplement", &text)?;
    dates::meet(tx, &found.id, "corrected")?;
    let new = New { what: "reply", clause: "INF-05", starts_on: today, due: last, decision: &record };
    dates::add(tx, &found.id, &new)?;
    request::stand(tx, &found, State::Handling, last, &write(&facts)?)?;
    request::record(tx, &Actor::code_holder(), &found, "request.corrected", json!({}), Some(&record))?;
    Ok(last.map(|last| last.0))
}

/// The day to correct it has passed in silence: the request is taken as given up (INF-03).
pub(crate) fn give_up(tx: &mut Tx<'_>, id: &str) -> Result<(), Fault> {
    let (found, facts) = at(request::find(tx, &request::known(), id)?, State::Correcting)?;
    let today = tx.today();
    if facts.correct_until.is_none_or(|until| today <= until) {
        return Err(Fault::NotFound);
    }
    let program = Actor::program();
    request::advance(tx, &INFORMATION, &found, ("correct", "withdrawn"), &program, ("", None))?;
    dates::drop_date(tx, id, "corrected")?;
    close(tx, &found, (State::Withdrawn, "withdrawn", None), &facts)?;
    request::record(tx, &program, &found, "request.given-up", json!({}), None)?;
    Ok(())
}

fn close(
    tx: &mut Tx<'_>,
    found: &Request,
    (state, line, in_time): (State, &str, Option<bool>),
    facts: &Information,
) -> Result<(), Fault> {
    let (now, today) = (tx.now(), tx.today());
    tx.execute(sql::CLOSE, params![&found.id, state.code(), line, today, in_time, write(facts)?, now])?;
    count::closed(tx, found, in_time)?;
    count::disclose(tx, (today.year(), found.unit.as_deref()), line, &found.applicant, 1)?;
    Ok(())
}

/// Whom an office asks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// A third party whose rights disclosure may harm: its days do not count, silence leaves the decision to the office.
    Third,
    /// An office that made the information too: silence is consent, the days count.
    Partner,
}

impl Party {
    /// The word stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Party::Third => "third",
            Party::Partner => "partner",
        }
    }
}

/// Asks another party in writing; once each.
///
/// # Errors
/// Refused without words, or where that party was asked before.
pub fn consult(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (party, text): (Party, &str),
) -> Result<Date, Fault> {
    let (found, mut facts) = loaded(tx, actor, id, State::Handling)?;
    let today = tx.today();
    remedy::still_running(&found, today)?;
    let text = wanted(text, "note", "请写明征求谁的意见、就哪些内容征求。", "Say who is asked about what.")?;
    let (asked, clause) = match party {
        Party::Third => (&mut facts.law.third_asked_on, "INF-07"),
        Party::Partner => (&mut facts.law.partner_asked_on, "INF-08"),
    };
    if asked.is_some() {
        return Err(Refusal::new("已经征求过，不重复征求。", "They were asked already.").at("party").into());
    }
    *asked = Some(today);
    party.code().clone_into(&mut facts.asking);
    let (clocks, record) = clocks(tx, book, &facts)?;
    let by = match party {
        Party::Third => clocks.third_by,
        // A partner's days count: the answer may be due before they are over.
        Party::Partner => clocks.partner_by.map(|by| clocks.reply_by.map_or(by, |reply| by.min(reply))),
    };
    let by = by.unwrap_or(today);
    let to = request::handler(tx, found.unit.as_deref())?.by(by, clocks.provisional);
    request::advance(tx, &INFORMATION, &found, ("handle", "consult"), actor, (&text, Some(to)))?;
    let last = Some((by, clocks.provisional));
    dates::add(tx, id, &New { what: party.code(), clause, starts_on: today, due: last, decision: &record })?;
    renew_reply(tx, id, &clocks, &record)?;
    request::stand(tx, &found, State::Consulting, last, &write(&facts)?)?;
    request::record(
        tx,
        actor,
        &found,
        "request.party-asked",
        json!({ "party": party.code() }),
        Some(&record),
    )?;
    Ok(by)
}

/// The day to reply moved: the old date is dropped, the new one kept.
fn renew_reply(tx: &mut Tx<'_>, id: &str, clocks: &Clocks, record: &Record) -> Result<(), Fault> {
    let Some(day) = clocks.reply_by else { return Ok(()) };
    dates::drop_date(tx, id, "reply")?;
    let today = tx.today();
    let last = Some((day, clocks.provisional));
    dates::add(
        tx,
        id,
        &New { what: "reply", clause: "INF-05", starts_on: today, due: last, decision: record },
    )?;
    Ok(())
}

/// Records what the other party said: `agreed`, `objected`, or `silent` once its day has passed.
///
/// # Errors
/// Refused where silence is claimed too early, or an objection has no words.
pub fn hear(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (outcome, text): (&str, &str),
) -> Result<Option<Date>, Fault> {
    let (found, mut facts) = if actor.account == "program" {
        at(request::find(tx, &request::known(), id)?, State::Consulting)?
    } else {
        loaded(tx, actor, id, State::Consulting)?
    };
    let today = tx.today();
    let running = clocks(tx, book, &facts)?.0;
    let own = if facts.asking == "third" { running.third_by } else { running.partner_by };
    if outcome == "silent" && own.is_some_and(|by| today <= by) {
        return Err(Refusal::new("期限届满前不能记为逾期未答复。", "Its time is not over yet.")
            .at("outcome")
            .into());
    }
    let heard = (outcome != "silent").then_some(today);
    if facts.asking == "third" {
        (facts.law.third_answered_on, facts.third_said) = (heard, outcome.to_owned());
        facts.law.third_objected = outcome == "objected";
    } else {
        (facts.law.partner_answered_on, facts.partner_said) = (heard, outcome.to_owned());
    }
    let what = std::mem::take(&mut facts.asking);
    let (clocks, record) = clocks(tx, book, &facts)?;
    let last = clocks.reply_by.map(|day| (day, clocks.provisional));
    let to = due(request::handler(tx, found.unit.as_deref())?, last);
    request::advance(tx, &INFORMATION, &found, ("consult", outcome), actor, (text, Some(to)))?;
    if outcome == "silent" {
        dates::drop_date(tx, id, &what)?
    } else {
        dates::meet(tx, id, &what)?
    }
    renew_reply(tx, id, &clocks, &record)?;
    request::stand(tx, &found, State::Handling, last, &write(&facts)?)?;
    request::record(tx, actor, &found, "request.party-heard", json!({ "said": outcome }), Some(&record))?;
    Ok(last.map(|last| last.0))
}

/// Asks the head for more time; once.
///
/// # Errors
/// Refused a second time or without a reason.
pub fn ask_extension(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let (found, facts) = loaded(tx, actor, id, State::Handling)?;
    if facts.law.extended {
        return Err(Refusal::new("答复期限只能延长一次。", "The time to answer is extended once only.")
            .at("note")
            .into());
    }
    let reason = wanted(reason, "note", "请写明延长的理由。", "Give the reason for more time.")?;
    remedy::still_running(&found, tx.today())?;
    let day = found.due.map(|day| (day, found.provisional));
    let to = due(Assigned::role(Role::Head, found.unit.as_deref()), day);
    request::advance(tx, &INFORMATION, &found, ("handle", "extend"), actor, (&reason, Some(to)))?;
    request::stand(tx, &found, State::Extending, day, &found.facts)?;
    request::record(tx, actor, &found, "request.extension-asked", json!({}), None)?;
    Ok(())
}

/// The head agrees to more time or does not; the resident is told either way.
///
/// # Errors
/// Refused to anybody but the head, and without a reason where it is declined.
pub fn decide_extension(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (agreed, note): (bool, &str),
) -> Result<Option<Date>, Fault> {
    let (found, mut facts) = loaded(tx, actor, id, State::Extending)?;
    if agreed {
        remedy::still_running(&found, tx.today())?;
        (facts.law.extended, facts.law.head_agreed) = (true, true);
    }
    let (clocks, record) = clocks(tx, book, &facts)?;
    let last = clocks.reply_by.map(|day| (day, clocks.provisional));
    let to = due(request::handler(tx, found.unit.as_deref())?, last);
    let outcome = if agreed { "agreed" } else { "declined" };
    request::advance(tx, &INFORMATION, &found, ("extend", outcome), actor, (note, Some(to)))?;
    if agreed {
        renew_reply(tx, id, &clocks, &record)?;
        let day = last.map(|last| remedy::spoken(last.0)).unwrap_or_default();
        request::say(
            tx,
            &found,
            Some(actor),
            "notice",
            &format!("经负责人同意，答复期限延长至{day}。{note}"),
        )?;
    }
    request::stand(tx, &found, State::Handling, last, &write(&facts)?)?;
    request::record(
        tx,
        actor,
        &found,
        "request.extension-decided",
        json!({ "agreed": agreed }),
        Some(&record),
    )?;
    Ok(last.map(|last| last.0))
}

/// Answers: the row of the yearly report says how, the words give reasons, and the remedy is added.
///
/// # Errors
/// Refused without words, with a row that is not an answer, or where a third party objected and no public interest is
/// named for releasing it.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (line, text, interest): (&str, &str, &str),
) -> Result<(), Fault> {
    let (found, mut facts) = loaded(tx, actor, id, State::Handling)?;
    let outcome = category::line(line)
        .and_then(category::Line::answer)
        .ok_or_else(|| Refusal::new("请选择答复结果。", "Choose how it is answered.").at("line"))?;
    let text = wanted(text, "answer", "请写明答复内容和理由。", "Give the answer with its reasons.")?;
    unfilled(&text, "answer")?;
    let today = tx.today();
    (facts.law.outcome, facts.law.answered_on) = (Some(outcome), Some(today));
    interest.trim().clone_into(&mut facts.interest);
    facts.law.public_interest = facts.law.third_objected && !facts.interest.is_empty();
    let (clocks, record) = clocks(tx, book, &facts)?;
    let (told, rests_on) = remedy::of_answer(book, (outcome, today), remedy::at_once(&found))?;
    request::advance(tx, &INFORMATION, &found, ("handle", "answered"), actor, (&facts.interest, None))?;
    request::say(tx, &found, Some(actor), "answer", &format!("{text}\n\n{told}"))?;
    dates::meet(tx, id, "reply")?;
    dates::drop_date(tx, id, "correct")?;
    let clause = outcome.clause();
    dates::add(tx, id, &New { what: "outcome", clause, starts_on: today, due: None, decision: &record })?;
    dates::meet(tx, id, "outcome")?;
    if facts.law.public_interest {
        let new = New { what: "outcome", clause: "INF-10", starts_on: today, due: None, decision: &record };
        dates::add(tx, id, &new)?;
        dates::meet(tx, id, "outcome")?;
    }
    let new = New { what: "remedy", clause: "ARL-20", starts_on: today, due: None, decision: &rests_on };
    dates::add(tx, id, &new)?;
    dates::meet(tx, id, "remedy")?;
    close(tx, &found, (State::Answered, line, clocks.in_time), &facts)?;
    let told = json!({ "outcome": outcome.code(), "line": line, "in_time": clocks.in_time });
    request::record(tx, actor, &found, "request.answered", told, Some(&record))?;
    Ok(())
}
