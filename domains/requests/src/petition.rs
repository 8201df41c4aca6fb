//! Petitions: accepted with a route or objected to in time, resolved with an opinion letter that states all it must. Not
//! here: the clocks (rule `petition`), review (`review`).

use jiff::civil::Date;
use kernel::case::Assigned;
use kernel::{Actor, Fault, Refusal, Role, Tx, params};
use law::Rulebook;
use law::decision::Record;
use law::rules::petition::{self, Route, Stage, Stood};
use serde_json::json;

use crate::coded::{Kind, State};
use crate::count;
use crate::dates::{self, New};
use crate::facts::{Limit, Matter, read, write};
use crate::opinion::Opinion;
use crate::permission::{answers_for, county_desk, wanted};
use crate::procedure::PETITION;
use crate::remedy;
use crate::request::{self, Request, due};
use crate::sorting::{assigned, office};
use crate::store::request as sql;

pub(crate) fn loaded(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    state: State,
) -> Result<(Request, Matter), Fault> {
    let found = request::find(tx, &request::scope(actor), id)?;
    if found.kind != Kind::Petition || found.state != state {
        let (zh, en) =
            ("这件信访现在不在这一步，请刷新后再看。", "It is not at this step; load the page again.");
        return Err(Refusal::new(zh, en).into());
    }
    let facts = read(&found)?;
    Ok((found, facts))
}

pub(crate) fn judged(
    tx: &Tx<'_>,
    book: &Rulebook,
    facts: &petition::Facts,
) -> Result<(Stood, Record), Fault> {
    dates::found(&petition::decide(facts, book, tx.today()))
}

/// Accepts a matter and names its route. Only the petition procedure starts the clock of sixty days; for courts,
/// arbitration and party appeals the resident is told the channel, and the case ends. An administrative procedure or a
/// duty has the limit of its own law. What was not objected to in time counts as accepted on the last day to object.
///
/// # Errors
/// Refused to who does not answer for it, without words to the resident, and where a limit is needed and not named.
pub fn accept(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (route, text, limit): (Route, &str, Option<&Limit>),
) -> Result<Option<Date>, Fault> {
    let (found, mut facts) = loaded(tx, actor, id, State::Accepting)?;
    answers_for(actor, &found)?;
    let text = wanted(text, "note", "请写明告知群众的内容。", "Write what the resident is told.")?;
    let today = tx.today();
    let of = petition::Facts { stage: Stage::Route, route: Some(route), ..petition::Facts::default() };
    let (_, record) = judged(tx, book, &of)?;
    let accepted_on = taken_as_accepted(tx, book, id, &facts)?;
    (facts.accepted_on, facts.route, facts.limit) = (Some(accepted_on), Some(route), limit.cloned());
    dates::meet(tx, id, "notice")?;
    dates::drop_date(tx, id, "objection")?;
    dates::add(
        tx,
        id,
        &New { what: "route", clause: "PET-10", starts_on: today, due: None, decision: &record },
    )?;
    dates::meet(tx, id, "route")?;
    if matches!(route, Route::Courts | Route::Arbitration | Route::PartyAppeal) {
        request::advance(tx, &PETITION, &found, ("accept", "routed"), actor, ("", None))?;
        request::say(tx, &found, Some(actor), "answer", &text)?;
        let in_time = found.due.map(|due| today <= due);
        close(tx, &found, &facts, (State::Routed, route.code(), in_time))?;
        request::record(
            tx,
            actor,
            &found,
            "request.routed",
            json!({ "route": route.code() }),
            Some(&record),
        )?;
        return Ok(None);
    }
    let (stood, clocked) = judged(tx, book, &resolving(&facts))?;
    let last = stood.due.map(|day| (day, stood.provisional));
    if last.is_some() {
        let clause = if route == Route::Petition { "PET-05" } else { "PET-10" };
        let new = New { what: "resolve", clause, starts_on: accepted_on, due: last, decision: &clocked };
        dates::add(tx, id, &new)?;
    }
    let to = due(request::handler(tx, found.unit.as_deref())?, last);
    request::advance(tx, &PETITION, &found, ("accept", "accepted"), actor, ("", Some(to)))?;
    request::say(tx, &found, Some(actor), "notice", &text)?;
    request::stand(tx, &found, State::Handling, last, &write(&facts)?)?;
    request::record(tx, actor, &found, "request.accepted", json!({ "route": route.code() }), Some(&clocked))?;
    Ok(last.map(|last| last.0))
}

/// The day a matter counts as accepted: today, or the last day to object where nobody objected by then.
fn taken_as_accepted(tx: &mut Tx<'_>, book: &Rulebook, id: &str, facts: &Matter) -> Result<Date, Fault> {
    let today = tx.today();
    let objected = dates::of(tx, id)?.into_iter().any(|one| {
        one.what == "objection" && Some(one.starts_on) == facts.assigned_on && one.met_on.is_some()
    });
    if objected || facts.assigned_on.is_none() {
        return Ok(today);
    }
    let of =
        petition::Facts { stage: Stage::Objection, start: facts.assigned_on, ..petition::Facts::default() };
    let (stood, _) = judged(tx, book, &of)?;
    Ok(stood.due.map_or(today, |day| day.min(today)))
}

/// What the time to resolve rests on.
fn resolving(facts: &Matter) -> petition::Facts {
    petition::Facts {
        stage: Stage::Resolve,
        start: facts.accepted_on,
        route: facts.route,
        limit_days: facts.limit.as_ref().map(|limit| limit.days),
        limit_working: facts.limit.as_ref().is_some_and(|limit| limit.working),
        limit_basis: facts.limit.as_ref().map(|limit| limit.basis.clone()),
        ..petition::Facts::default()
    }
}

/// Objects to a matter that is not within competence: within five working days, else it counts as accepted.
///
/// # Errors
/// Refused without a reason and once the days are over.
pub fn object(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, reason: &str) -> Result<(), Fault> {
    let (found, facts) = loaded(tx, actor, id, State::Accepting)?;
    answers_for(actor, &found)?;
    let reason =
        wanted(reason, "note", "请写明异议的理由和依据。", "Give the reason and basis of the objection.")?;
    let today = tx.today();
    let of = petition::Facts {
        stage: Stage::Objection,
        start: facts.assigned_on,
        done_on: Some(today),
        ..petition::Facts::default()
    };
    let (stood, record) = judged(tx, book, &of)?;
    if stood.in_time == Some(false) {
        let day = stood.due.map(|day| day.to_string()).unwrap_or_default();
        return Err(Refusal::new(
            format!("异议应当在{day}前提出，逾期未提出视为接受，请按职责受理。"),
            format!("An objection was due by {day}; without one the matter counts as accepted."),
        )
        .at("note")
        .because(record)
        .into());
    }
    let day = found.due.map(|day| (day, found.provisional));
    let to = due(Assigned::role(Role::Desk, None), day);
    request::advance(tx, &PETITION, &found, ("accept", "objected"), actor, (&reason, Some(to)))?;
    dates::meet(tx, id, "objection")?;
    request::stand(tx, &found, State::Disputed, day, &found.facts)?;
    request::record(tx, actor, &found, "request.objected", json!({}), Some(&record))?;
    Ok(())
}

/// Verifies an objection: the matter goes to another office, or stays with a reason.
///
/// # Errors
/// Refused to anybody but the county's desk, without an office, without a reason where it stays.
pub fn settle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (unit, reason): (&str, &str),
) -> Result<Option<Date>, Fault> {
    county_desk(actor)?;
    let (found, mut facts) = loaded(tx, actor, id, State::Disputed)?;
    let (unit, unit_name) = office(tx, unit)?;
    let kept = found.unit.as_deref() == Some(unit.as_str());
    let outcome = if kept { "kept" } else { "verified" };
    let next = Request { unit: Some(unit.clone()), unit_name, ..found.clone() };
    let mut last = found.due.map(|day| (day, found.provisional));
    let mut decision = None;
    if !kept {
        count::moved(tx, &found, Some(&unit), found.kind)?;
        let now = tx.now();
        tx.execute(sql::SET_UNIT, params![id, &unit, now])?;
        dates::drop_date(tx, id, "notice")?;
        facts.assigned_on = Some(tx.today());
        let (anew, record) = assigned(tx, book, &next)?;
        (last, decision) = (anew, Some(record));
    }
    let to = due(request::handler(tx, Some(&unit))?, last);
    request::advance(tx, &PETITION, &found, ("dispute", outcome), actor, (reason, Some(to)))?;
    request::stand(tx, &next, State::Accepting, last, &write(&facts)?)?;
    let told = json!({ "kept": kept });
    request::record(tx, actor, &next, "request.objection-settled", told, decision.as_ref())?;
    Ok(last.map(|last| last.0))
}

/// Does not accept the same facts and reasons after a re-review (PET-08): the number of the earlier petition is named.
///
/// # Errors
/// Refused where that petition was not re-reviewed.
pub fn refuse_again(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (earlier, reason): (&str, &str),
) -> Result<(), Fault> {
    let (found, facts) = loaded(tx, actor, id, State::Accepting)?;
    answers_for(actor, &found)?;
    let reason = wanted(reason, "note", "请写明不再受理的理由。", "Say why it is not accepted again.")?;
    let number = crate::code::plain_number(earlier);
    let row = tx.row(&request::scope(actor), sql::BY_NUMBER, params![&number])?;
    let mut re_reviewed = false;
    if let Some(row) = row {
        let before = request::find(tx, &request::scope(actor), &row.text(0)?)?;
        re_reviewed = before.id != found.id
            && before.kind == Kind::Petition
            && !before.open
            && read::<Matter>(&before).is_ok_and(|matter| matter.level >= 2);
    }
    let of = petition::Facts { stage: Stage::Again, re_reviewed, ..petition::Facts::default() };
    let (stood, record) = judged(tx, book, &of)?;
    if stood.allowed {
        return Err(Refusal::new(
            "所填编号的信访事项没有经过复核终结，不能以此为由不予受理。",
            "The petition of that number was not re-reviewed; it is no reason to refuse this one.",
        )
        .at("earlier")
        .because(record)
        .into());
    }
    request::advance(tx, &PETITION, &found, ("accept", "refused"), actor, (&reason, None))?;
    request::say(tx, &found, Some(actor), "answer", &format!("{reason}\n此前信访事项编号：{number}"))?;
    dates::meet(tx, id, "notice")?;
    close(tx, &found, &facts, (State::Refused, "final", None))?;
    request::record(tx, actor, &found, "request.refused", json!({}), Some(&record))?;
    Ok(())
}

/// Asks the head for thirty days more; once, in the petition procedure only.
///
/// # Errors
/// Refused a second time, without a reason, on another route.
pub fn ask_extension(tx: &mut Tx<'_>, actor: &Actor, id: &str, reason: &str) -> Result<(), Fault> {
    let (found, facts) = loaded(tx, actor, id, State::Handling)?;
    answers_for(actor, &found)?;
    if facts.extended || facts.route != Some(Route::Petition) {
        let (zh, en) =
            ("只有走信访程序的事项可以延长，且只能延长一次。", "Only in the petition procedure, and once.");
        return Err(Refusal::new(zh, en).at("note").into());
    }
    remedy::still_running(&found, tx.today())?;
    let reason = wanted(reason, "note", "请写明延长的理由。", "Give the reason for more time.")?;
    let day = found.due.map(|day| (day, found.provisional));
    let to = due(Assigned::role(Role::Head, found.unit.as_deref()), day);
    request::advance(tx, &PETITION, &found, ("handle", "extend"), actor, (&reason, Some(to)))?;
    request::stand(tx, &found, State::Extending, day, &found.facts)?;
    request::record(tx, actor, &found, "request.extension-asked", json!({}), None)?;
    Ok(())
}

/// The head decides on more time; the resident is told the reason.
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
    }
    let of = petition::Facts { extended: agreed, head_agreed: agreed, ..resolving(&facts) };
    let (stood, record) = judged(tx, book, &of)?;
    let last = stood.due.map(|day| (day, stood.provisional));
    let to = due(request::handler(tx, found.unit.as_deref())?, last);
    let outcome = if agreed { "agreed" } else { "declined" };
    request::advance(tx, &PETITION, &found, ("extend", outcome), actor, (note, Some(to)))?;
    if agreed {
        let note = wanted(
            note,
            "note",
            "延长须把理由告知群众，请写明。",
            "The resident is told the reason; give it.",
        )?;
        facts.extended = true;
        dates::drop_date(tx, id, "resolve")?;
        let today = facts.accepted_on.unwrap_or(found.received_on);
        let new = New { what: "resolve", clause: "PET-05", starts_on: today, due: last, decision: &record };
        dates::add(tx, id, &new)?;
        let day = last.map(|last| remedy::spoken(last.0)).unwrap_or_default();
        request::say(
            tx,
            &found,
            Some(actor),
            "notice",
            &format!("经负责人批准，办理期限延长至{day}。理由：{note}"),
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

/// Gives the opinion letter.
///
/// # Errors
/// Refused where the letter lacks a part, or to who does not answer for it.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    opinion: &Opinion,
) -> Result<(), Fault> {
    let (found, mut facts) = loaded(tx, actor, id, State::Handling)?;
    answers_for(actor, &found)?;
    let record = opinion.checked(tx, book)?;
    let today = tx.today();
    let known = remedy::at_once(&found);
    let reviewed = facts.route.is_none_or(|route| route == Route::Petition);
    let (what, clause, told) = if reviewed {
        let review = remedy::review(book, today, (false, known))?;
        let last = known.then_some((review.file_by, review.provisional));
        ("file-review", "PET-06", (review.words, review.record, last))
    } else {
        let (words, record) = remedy::of_act(book, today, known)?;
        ("remedy", "ARL-20", (words, record, None))
    };
    let (words, rests_on, last) = told;
    request::advance(tx, &PETITION, &found, ("handle", "answered"), actor, ("", None))?;
    request::say(tx, &found, Some(actor), "opinion", &opinion.letter(&words))?;
    dates::meet(tx, id, "resolve")?;
    let in_time = found.due.map(|due| today <= due);
    (facts.in_time, facts.delivered_on) = (in_time, known.then_some(today));
    dates::add(tx, id, &New { what, clause, starts_on: today, due: last, decision: &rests_on })?;
    if !reviewed {
        dates::meet(tx, id, what)?;
    }
    close(tx, &found, &facts, (State::Answered, "opinion", in_time))?;
    request::record(tx, actor, &found, "request.answered", json!({ "in_time": in_time }), Some(&record))?;
    Ok(())
}

pub(crate) fn close(
    tx: &mut Tx<'_>,
    found: &Request,
    facts: &Matter,
    (state, outcome, in_time): (State, &str, Option<bool>),
) -> Result<(), Fault> {
    let (now, today) = (tx.now(), tx.today());
    tx.execute(sql::CLOSE, params![&found.id, state.code(), outcome, today, in_time, write(facts)?, now])?;
    // A review does not close it a second time.
    if facts.level == 0 {
        count::closed(tx, found, in_time)?;
    } else {
        count::reviewing(tx, found, false)?;
    }
    Ok(())
}
