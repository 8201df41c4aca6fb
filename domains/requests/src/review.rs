//! Review and re-review of a petition opinion: asked for by the resident in time, decided by the office above; after the
//! re-review it is final. Not here: the opinion itself (`petition`).

use jiff::civil::Date;
use kernel::{Actor, Fault, Refusal, Role, Tx, params};
use law::Rulebook;
use law::rules::appeal::{self, Contested};
use law::rules::petition::{self as rule, Route, Stage};
use serde_json::json;

use crate::coded::{Kind, State};
use crate::count;
use crate::dates::{self, New};
use crate::facts::{Matter, read, write};
use crate::opinion::Opinion;
use crate::permission::{answers_for, county_desk, wanted};
use crate::petition::{close, loaded};
use crate::procedure::REVIEW;
use crate::remedy;
use crate::request::{self, Request, due, known};
use crate::store::request as sql;

fn route(level: u8) -> appeal::Route {
    if level == 0 { appeal::Route::Review } else { appeal::Route::ReReview }
}

/// The office that decides a review: the one above; none where that is the county itself, whose desk then decides.
fn above(tx: &mut Tx<'_>, unit: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(unit) = unit else { return Ok(None) };
    let row = tx.row(&known(), sql::UNIT, params![unit])?;
    let parent: Option<String> = row.map(|row| row.get(2)).transpose()?.flatten();
    let county = tx.row(&known(), sql::COUNTY_UNIT, &[])?.map(|row| row.text(0)).transpose()?;
    Ok(parent.filter(|parent| county.as_deref() != Some(parent.as_str())))
}

/// Whether a review can still be asked for: which one, and until when, counted from today while it is not known when
/// the letter arrived. Only an opinion of the petition procedure is reviewed.
///
/// # Errors
/// If the facts cannot be read.
pub fn open_to(book: &Rulebook, found: &Request, today: Date) -> Result<Option<(u8, Date)>, Fault> {
    if found.kind != Kind::Petition || found.state != State::Answered {
        return Ok(None);
    }
    let facts: Matter = read(found)?;
    if facts.level >= 2 || !of_procedure(&facts) {
        return Ok(None);
    }
    let known_on = facts.delivered_on.unwrap_or(today);
    let remedy = remedy::review(book, known_on, (facts.level == 1, facts.delivered_on.is_some()))?;
    Ok(Some((facts.level + 1, remedy.file_by)))
}

fn of_procedure(facts: &Matter) -> bool {
    facts.route.is_none_or(|route| route == Route::Petition)
}

/// What went by another procedure has other remedies.
fn reviewable(facts: &Matter) -> Result<(), Refusal> {
    if of_procedure(facts) {
        return Ok(());
    }
    Err(Refusal::new(
        "本事项按行政程序或者履行职责办理，不服的申请行政复议或者提起行政诉讼，不走复查。",
        "It was handled by another procedure: ask for reconsideration or go to court instead of review.",
    ))
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
            "本事项已经复核终结，以同一事实和理由提出的不再受理（《信访工作条例》第三十六条）。",
            "The re-review was final; the same facts and reasons are not accepted again (Regulations on Petitions, article 36).",
        )
        .because(record)
        .into());
    }
    reviewable(&facts)?;
    let asked = appeal::Facts {
        kind: Contested::PetitionOpinion,
        known_on: facts.delivered_on.unwrap_or(today),
        filed_on: Some(today),
        route: route(facts.level),
        complex: false,
    };
    let (value, record) = dates::found(&appeal::decide(&asked, book, today))?;
    let Some(decide_by) = value.decide_by.filter(|_| value.in_time == Some(true)) else {
        return Err(Refusal::new(
            format!("请求应当在{}（含当日）前提出，现已逾期。", remedy::spoken(value.file_by)),
            format!("It was to be asked for by {}; it is too late.", value.file_by),
        )
        .because(record)
        .into());
    };
    let from = if facts.level == 0 { found.unit.clone() } else { facts.reviewer.clone() };
    // Nobody reviews their own opinion: what the county decided goes to the organ above the county.
    facts.outside = from.is_none();
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
    count::reviewing(tx, found, true)?;
    tx.execute(sql::REVIEWING, params![&found.id, &case, decide_by, value.provisional, write(&facts)?, now])?;
    request::say(tx, found, None, "review", &reasons)?;
    let told = json!({ "level": facts.level });
    request::record(tx, &Actor::code_holder(), found, "request.review-asked", told, Some(&record))?;
    Ok(decide_by)
}

/// Decides a review with a letter that states all an opinion must. Days of hearings do not count in a re-review.
///
/// # Errors
/// Refused where the letter lacks a part, to who does not decide, to the account that decided the review before, and where
/// the organ above the county decides.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (opinion, hearing_days): (&Opinion, u32),
) -> Result<(), Fault> {
    let (found, mut facts) = match loaded(tx, actor, id, State::Reviewing) {
        Err(Fault::NotFound) => of_reviewer(tx, actor, id)?,
        other => other?,
    };
    may_decide(actor, &facts)?;
    let checked = opinion.checked(tx, book)?;
    let today = tx.today();
    request::advance(tx, &REVIEW, &found, ("review", "decided"), actor, ("", None))?;
    hearings(tx, book, &found, (facts.level, hearing_days))?;
    let known = remedy::at_once(&found);
    actor.account.clone_into(&mut facts.decided_by);
    facts.delivered_on = known.then_some(today);
    let words = if facts.level == 1 {
        file_again(tx, book, id, (today, known))?
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

/// Two levels are two organs and two people.
fn may_decide(actor: &Actor, facts: &Matter) -> Result<(), Refusal> {
    if facts.outside {
        return Err(Refusal::new(
            "原意见由县级作出，应当由县的上一级机关复查复核；收到其意见书后在这里登记。",
            "The county gave the opinion itself: the organ above the county decides; its letter is recorded here.",
        ));
    }
    if facts.level >= 2 && facts.decided_by == actor.account {
        return Err(Refusal::new(
            "复查意见由您作出，复核应当由他人办理。",
            "You decided the review; somebody else decides the re-review.",
        ));
    }
    Ok(())
}

/// The time to ask for a re-review begins; answers the words of the letter.
fn file_again(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    id: &str,
    (day, known): (Date, bool),
) -> Result<String, Fault> {
    let next = remedy::review(book, day, (true, known))?;
    let due = known.then_some((next.file_by, next.provisional));
    let new = New { what: "file-review", clause: "PET-07", starts_on: day, due, decision: &next.record };
    dates::add(tx, id, &new)?;
    Ok(next.words)
}

/// The letter of an organ above the county.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// The organ.
    pub organ: String,
    /// Number of the letter.
    pub number: String,
    /// Day of the letter.
    pub on: Option<Date>,
    /// What it decides.
    pub words: String,
}

/// Records what the organ above the county decided.
///
/// # Errors
/// Refused to anybody but the county's desk, where the county decides itself, and without organ, number, day and words.
pub fn record_letter(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    letter: &Letter,
) -> Result<(), Fault> {
    county_desk(actor)?;
    let (found, mut facts) = loaded(tx, actor, id, State::Reviewing)?;
    if !facts.outside {
        let (zh, en) =
            ("本件由县内机关复查复核，请直接作出意见。", "An office of the county decides this one.");
        return Err(Refusal::new(zh, en).into());
    }
    let organ = wanted(&letter.organ, "organ", "请写明作出意见的机关。", "Name the organ.")?;
    let number = wanted(&letter.number, "letter_number", "请写明意见书文号。", "Give its number.")?;
    let words = wanted(&letter.words, "letter_words", "请写明意见书的内容。", "Say what it decides.")?;
    let today = tx.today();
    let on = letter.on.filter(|on| *on <= today && found.answered_on.is_none_or(|before| *on >= before));
    let on = on.ok_or_else(|| {
        Refusal::new("意见书日期应当在请求之后、今天之前。", "Its day lies between the request and today.")
            .at("letter_on")
    })?;
    request::advance(tx, &REVIEW, &found, ("review", "recorded"), actor, ("", None))?;
    let said = format!("{organ}于{}作出意见（{number}）：\n{words}", remedy::spoken(on));
    request::say(tx, &found, Some(actor), "opinion", &said)?;
    dates::meet(tx, id, "review")?;
    let known = remedy::at_once(&found);
    facts.delivered_on = known.then_some(today);
    if facts.level == 1 {
        file_again(tx, book, id, (today, known))?;
    }
    close(tx, &found, &facts, (State::Answered, "reviewed", facts.in_time))?;
    let told = json!({ "level": facts.level, "organ": organ, "number": number, "on": on });
    request::record(tx, actor, &found, "request.review-recorded", told, None)?;
    Ok(())
}

/// Whether the day on which the letter reached the resident is still to be written down.
#[must_use]
pub fn awaits_delivery(found: &Request) -> bool {
    found.kind == Kind::Petition
        && found.state == State::Answered
        && read::<Matter>(found)
            .is_ok_and(|facts| facts.delivered_on.is_none() && facts.level < 2 && of_procedure(&facts))
}

/// Writes down when a letter sent by post, told on the phone or handed over reached the resident: the time to ask for
/// review runs from then.
///
/// # Errors
/// Refused to who does not answer for it, where it is known, and with a day before the letter or after today.
pub fn deliver(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, on: Date) -> Result<(), Fault> {
    let (found, mut facts) = loaded(tx, actor, id, State::Answered)?;
    let reviewer = facts.reviewer.as_deref().filter(|_| facts.level > 0);
    let reviews = reviewer.is_some_and(|unit| {
        actor.units_as(Role::Desk).chain(actor.units_as(Role::Head)).any(|one| one == unit)
    });
    if !reviews {
        answers_for(actor, &found)?;
    }
    if !awaits_delivery(&found) {
        let (zh, en) = ("送达日期已经登记，或者不需要登记。", "The day is known, or is not needed.");
        return Err(Refusal::new(zh, en).at("delivered_on").into());
    }
    if on > tx.today() || found.answered_on.is_some_and(|answered| on < answered) {
        let (zh, en) =
            ("送达日期应当在意见书之后、今天之前。", "It lies between the day of the letter and today.");
        return Err(Refusal::new(zh, en).at("delivered_on").into());
    }
    let next = remedy::review(book, on, (facts.level == 1, true))?;
    let due = Some((next.file_by, next.provisional));
    dates::drop_date(tx, id, "file-review")?;
    let clause = if facts.level == 1 { "PET-07" } else { "PET-06" };
    let new = New { what: "file-review", clause, starts_on: on, due, decision: &next.record };
    dates::add(tx, id, &new)?;
    facts.delivered_on = Some(on);
    let stood = found.due.map(|day| (day, found.provisional));
    request::stand(tx, &found, State::Answered, stood, &write(&facts)?)?;
    request::record(tx, actor, &found, "request.delivered", json!({ "on": on }), Some(&next.record))?;
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
