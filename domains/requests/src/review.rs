//! Review and re-review of a petition opinion: asked for by the resident in time, decided by the office above; after the
//! re-review it is final. Not here: the opinion itself (`petition`).

use jiff::civil::Date;
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::Rulebook;
use law::decision::Record;
use law::rules::appeal::{self, Contested};
use law::rules::petition::{self as rule, Stage};
use serde_json::json;

use crate::coded::{Kind, State};
use crate::dates::{self, New};
use crate::facts::{Matter, read, write};
use crate::permission::wanted;
use crate::petition::{Opinion, close, loaded};
use crate::procedure::REVIEW;
use crate::request::{self, Request, due, known};
use crate::store::request as sql;

/// The remedy against an opinion or a review.
pub(crate) struct Remedy {
    /// As the letter says it.
    pub words: String,
    /// Last day to ask.
    pub file_by: Date,
    /// It may move.
    pub provisional: bool,
    /// The decision.
    pub record: Record,
}

fn route(level: u8) -> appeal::Route {
    if level == 0 { appeal::Route::Review } else { appeal::Route::ReReview }
}

/// The remedy against an answer given on a day.
pub(crate) fn remedy(book: &Rulebook, known_on: Date, reviewed: bool) -> Result<Remedy, Fault> {
    let facts = appeal::Facts {
        kind: Contested::PetitionOpinion,
        known_on,
        filed_on: None,
        route: route(u8::from(reviewed)),
        complex: false,
    };
    let (value, record) = dates::found(&appeal::decide(&facts, book, known_on))?;
    let (zh, to) = if reviewed { ("复查", "复核") } else { ("处理", "复查") };
    let day = value.file_by;
    Ok(Remedy {
        words: format!("对本{zh}意见不服的，可以自收到之日起三十日内（{day}前）请求上一级机关{to}。"),
        file_by: day,
        provisional: value.provisional,
        record,
    })
}

/// The office that decides a review: the one above; none where that is the county itself, whose desk then decides.
fn above(tx: &mut Tx<'_>, unit: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(unit) = unit else { return Ok(None) };
    let row = tx.row(&known(), sql::UNIT, params![unit])?;
    let parent: Option<String> = row.map(|row| row.get(2)).transpose()?.flatten();
    let county = tx.row(&known(), sql::COUNTY_UNIT, &[])?.map(|row| row.text(0)).transpose()?;
    Ok(parent.filter(|parent| county.as_deref() != Some(parent.as_str())))
}

/// Whether a review can still be asked for: which one, and until when.
///
/// # Errors
/// If the facts cannot be read.
pub fn open_to(book: &Rulebook, found: &Request) -> Result<Option<(u8, Date)>, Fault> {
    if found.kind != Kind::Petition || found.state != State::Answered {
        return Ok(None);
    }
    let facts: Matter = read(found)?;
    let (true, Some(answered)) = (facts.level < 2, found.answered_on) else { return Ok(None) };
    let remedy = remedy(book, answered, facts.level == 1)?;
    Ok(Some((facts.level + 1, remedy.file_by)))
}

/// The resident asks for review, or re-review after it.
///
/// # Errors
/// Refused out of time, without reasons, and after the re-review, each with its clause.
pub fn ask(tx: &mut Tx<'_>, book: &Rulebook, found: &Request, reasons: &str) -> Result<Date, Fault> {
    if found.kind != Kind::Petition || found.state != State::Answered {
        let (zh, en) = (
            "只有已出具处理意见的信访事项可以请求复查。",
            "Only a petition with an opinion can be reviewed.",
        );
        return Err(Refusal::new(zh, en).into());
    }
    let reasons = wanted(reasons, "reasons", "请写明不服的理由。", "Say what you do not accept and why.")?;
    let (today, mut facts) = (tx.today(), read::<Matter>(found)?);
    if facts.level >= 2 {
        let of = rule::Facts { stage: Stage::Again, re_reviewed: true, ..rule::Facts::default() };
        let (_, record) = dates::found(&rule::decide(&of, book, today))?;
        return Err(Refusal::new(
            "本事项已经复核终结，以同一事实和理由提出的不再受理（PET-08）。",
            "The re-review was final; the same facts and reasons are not accepted again (PET-08).",
        )
        .because(record)
        .into());
    }
    let asked = appeal::Facts {
        kind: Contested::PetitionOpinion,
        known_on: found.answered_on.unwrap_or(found.received_on),
        filed_on: Some(today),
        route: route(facts.level),
        complex: false,
    };
    let (value, record) = dates::found(&appeal::decide(&asked, book, today))?;
    let Some(decide_by) = value.decide_by.filter(|_| value.in_time == Some(true)) else {
        return Err(Refusal::new(
            format!("请求应当在{}前提出，现已逾期。", value.file_by),
            format!("It was to be asked for by {}; it is too late.", value.file_by),
        )
        .because(record)
        .into());
    };
    let from = if facts.level == 0 { found.unit.clone() } else { facts.reviewer.clone() };
    facts.reviewer = above(tx, from.as_deref())?;
    facts.level += 1;
    let last = Some((decide_by, value.provisional));
    let to = due(request::handler(tx, facts.reviewer.as_deref())?, last);
    let case = request::open_case(tx, &REVIEW, found, &to)?;
    dates::meet(tx, &found.id, "file-review")?;
    let clause = if facts.level == 1 { "PET-06" } else { "PET-07" };
    let new = New { what: "review", clause, starts_on: today, due: last, decision: &record };
    dates::add(tx, &found.id, &new)?;
    let now = tx.now();
    tx.execute(sql::REVIEWING, params![&found.id, &case, decide_by, value.provisional, write(&facts)?, now])?;
    request::say(tx, found, None, "review", &reasons)?;
    let told = json!({ "level": facts.level });
    request::record(tx, &Actor::code_holder(), found, "request.review-asked", told, Some(&record))?;
    Ok(decide_by)
}

/// Decides a review with a letter that states all an opinion must. Days of hearings do not count in a re-review.
///
/// # Errors
/// Refused where the letter lacks a part, and to who does not decide.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (opinion, hearing_days): (&Opinion, u32),
) -> Result<(), Fault> {
    let (found, facts) = match loaded(tx, actor, id, State::Reviewing) {
        Err(Fault::NotFound) => of_reviewer(tx, actor, id)?,
        other => other?,
    };
    let checked = opinion.checked(tx, book)?;
    let today = tx.today();
    request::advance(tx, &REVIEW, &found, ("review", "decided"), actor, ("", None))?;
    hearings(tx, book, &found, (facts.level, hearing_days))?;
    let words = if facts.level == 1 {
        let next = remedy(book, today, true)?;
        let last = Some((next.file_by, next.provisional));
        let new = New {
            what: "file-review",
            clause: "PET-07",
            starts_on: today,
            due: last,
            decision: &next.record,
        };
        dates::add(tx, id, &new)?;
        next.words
    } else {
        "复核意见为信访事项的终结意见，以同一事实和理由再次提出的不再受理。".to_owned()
    };
    request::say(tx, &found, Some(actor), "opinion", &opinion.letter(&words))?;
    dates::meet(tx, id, "review")?;
    close(tx, &found, &facts, (State::Answered, "reviewed", facts.in_time))?;
    let told = json!({ "level": facts.level, "hearing_days": hearing_days });
    request::record(tx, actor, &found, "request.review-decided", told, Some(&checked))?;
    Ok(())
}

/// A hearing moves the last day of a re-review: the moved day is kept beside the first.
fn hearings(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    found: &Request,
    (level, hearing_days): (u8, u32),
) -> Result<(), Fault> {
    if hearing_days == 0 {
        return Ok(());
    }
    if level < 2 {
        let (zh, en) = ("只有复核的听证时间不计入。", "Only hearings of a re-review do not count.");
        return Err(Refusal::new(zh, en).at("hearing_days").into());
    }
    let started = dates::of(tx, &found.id)?.into_iter().rev().find(|one| one.what == "review");
    let Some(started) = started.map(|one| one.starts_on) else { return Ok(()) };
    let of =
        rule::Facts { stage: Stage::ReReview, start: Some(started), hearing_days, ..rule::Facts::default() };
    let (stood, record) = dates::found(&rule::decide(&of, book, tx.today()))?;
    dates::drop_date(tx, &found.id, "review")?;
    let last = stood.due.map(|day| (day, stood.provisional));
    let new = New { what: "review", clause: "PET-07", starts_on: started, due: last, decision: &record };
    dates::add(tx, &found.id, &new)?;
    Ok(())
}

/// The office above may decide without seeing the office below in its common lists.
fn of_reviewer(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(Request, Matter), Fault> {
    let found = request::find(tx, &known(), id)?;
    let step = match &found.case {
        Some(case) => kernel::case::open_step_of(tx, case)?,
        None => None,
    };
    if found.state != State::Reviewing || !step.is_some_and(|step| step.waits_for(actor)) {
        return Err(Fault::NotFound);
    }
    let facts = read(&found)?;
    Ok((found, facts))
}
