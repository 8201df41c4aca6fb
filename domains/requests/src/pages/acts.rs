//! What is posted on a request: one handler for each noun. Not here: what is allowed (the nouns of the room).

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Fault, Tx};
use law::Rulebook;
use law::rules::petition::Route;
use web::forms::body::Upload;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{act, detail, discard, keep};
use crate::coded::{Applicant, Kind, State};
use crate::facts::Limit;
use crate::information::{self, Party};
use crate::opinion::Opinion;
use crate::permission::answers_for;
use crate::petition;
use crate::request::{find, known, scope};
use crate::review::Letter;
use crate::sorting::{self, Sorted};
use crate::{message, rating, review, ticket};

/// What a change answers: the day that binds next, if there is one.
type Done = Result<Option<Date>, Fault>;

fn sorted(form: &mut FormState) -> Sorted {
    let days = form.integer("item_days", 1..=365);
    let people = form.integer("people", 1..=500).unwrap_or(1);
    let text = |name: &str| form.value(name).trim().to_owned();
    Sorted {
        kind: Kind::from_code(form.value("kind")),
        title: text("title"),
        unit: text("unit"),
        category: text("category"),
        item: text("item"),
        item_days: days.and_then(|days| u32::try_from(days).ok()),
        applicant: Applicant::from_code(form.value("applicant")),
        people,
        accused: text("accused"),
        accused_unit: text("accused_unit"),
    }
}

fn opinion(form: &FormState) -> Opinion {
    let text = |name: &str| form.value(name).to_owned();
    Opinion { request: text("request"), facts: text("facts"), opinion: text("opinion"), basis: text("basis") }
}

/// The limit of another law, where days were given.
fn limit(form: &mut FormState) -> Option<Limit> {
    let days = form.integer("limit_days", 1..=730).and_then(|days| u32::try_from(days).ok())?;
    let basis = form.value("limit_basis").trim().to_owned();
    Some(Limit { days, working: form.value("limit_unit") != "calendar", basis })
}

/// What one form says, read before anything is written.
#[derive(Debug, Clone)]
enum Change {
    Sort(Sorted),
    Merge(String),
    Answer(String, String, String),
    Return(String),
    Dispatch(String, String),
    Settle(String, String),
    Correct(String, Option<Date>),
    Consult(Option<Party>, String),
    Hear(String, String),
    AskMore(String, Option<Date>),
    DecideMore(bool, String),
    Accept(Option<Route>, String, Option<Limit>),
    Object(String),
    Refuse(String, String),
    Opinion(Opinion),
    Decide(Opinion, u32),
    Letter(Letter),
    Deliver(Option<Date>),
    Publish(String),
    Exclude(String),
    Confirm,
}

fn read(noun: &str, form: &mut FormState) -> Option<Change> {
    // The reasons of several forms stand on one page: each is named after its form.
    let note = format!("note-{noun}");
    let text = |form: &FormState, name: &str| {
        form.value(if name == "note" { &note } else { name }).trim().to_owned()
    };
    Some(match noun {
        "sorting" => Change::Sort(sorted(form)),
        "merging" => Change::Merge(text(form, "into")),
        "answer" => {
            Change::Answer(text(form, "line"), form.value("answer").to_owned(), text(form, "interest"))
        }
        "return" => Change::Return(text(form, "note")),
        "dispatch" => Change::Dispatch(text(form, "unit"), text(form, "note")),
        "settlement" => Change::Settle(text(form, "unit"), text(form, "note")),
        "correction" => Change::Correct(text(form, "note"), form.required_date("until")),
        "consultation" => {
            let party = form.required_choice("party", &["third", "partner"]);
            let party = party.map(|code| if code == "third" { Party::Third } else { Party::Partner });
            Change::Consult(party, text(form, "note"))
        }
        "hearing" => {
            let said = form.required_choice("outcome", &["agreed", "objected", "silent"]);
            Change::Hear(said.unwrap_or_default(), text(form, "note"))
        }
        "extension" => {
            let until = form.date("extend_until");
            Change::AskMore(text(form, "note"), until)
        }
        "extension-decision" => Change::DecideMore(form.value("agreed") == "yes", text(form, "note")),
        "acceptance" => {
            let (route, limit) = (form.required_coded("route", &Route::ALL, Route::code), limit(form));
            Change::Accept(route, text(form, "note"), limit)
        }
        "objection" => Change::Object(text(form, "note")),
        "refusal" => Change::Refuse(text(form, "earlier"), text(form, "note")),
        "opinion" => Change::Opinion(opinion(form)),
        "decision" => {
            let days = form.integer("hearing_days", 0..=365).and_then(|days| u32::try_from(days).ok());
            Change::Decide(opinion(form), days.unwrap_or(0))
        }
        "letter" => Change::Letter(Letter {
            on: form.required_date("letter_on"),
            organ: text(form, "organ"),
            number: text(form, "letter_number"),
            words: form.value("letter_words").to_owned(),
        }),
        "delivery" => Change::Deliver(form.required_date("delivered_on")),
        "publication" => Change::Publish(form.value("words").to_owned()),
        "exclusion" => Change::Exclude(text(form, "note")),
        "confirmation" => Change::Confirm,
        _ => return None,
    })
}

/// A refusal about a reason, beside the field of the form it was sent with.
fn beside(fault: Fault, noun: &str) -> Fault {
    let Fault::Refused(mut refusals) = fault else { return fault };
    for refusal in &mut refusals {
        if refusal.field.as_deref() == Some("note") {
            refusal.field = Some(format!("note-{noun}"));
        }
    }
    Fault::Refused(refusals)
}

fn done(result: Result<(), Fault>) -> Done {
    result.map(|()| None)
}

/// What kind of request it is: several changes mean something else for each.
fn kind_of(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Kind, Fault> {
    Ok(find(tx, &scope(actor), id)?.kind)
}

fn apply(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, change: &Change) -> Done {
    match change {
        Change::Sort(sorted) => sorting::sort(tx, actor, book, id, sorted),
        Change::Merge(into) => done(sorting::merge(tx, actor, book, id, into).map(drop)),
        Change::Answer(line, text, interest) => match kind_of(tx, actor, id)? {
            Kind::Information => done(information::answer(tx, actor, book, id, (line, text, interest))),
            _ => done(ticket::answer(tx, actor, book, id, text)),
        },
        Change::Return(note) => done(ticket::send_back(tx, actor, id, note)),
        Change::Dispatch(unit, note) => ticket::dispatch(tx, actor, id, unit, note),
        Change::Settle(unit, note) => petition::settle(tx, actor, book, id, (unit, note)),
        Change::Correct(note, until) => {
            let until = until.ok_or(Fault::NotFound)?;
            information::ask_correction(tx, actor, book, id, (note, until)).map(|()| Some(until))
        }
        Change::Consult(party, note) => {
            let party = party.ok_or(Fault::NotFound)?;
            information::consult(tx, actor, book, id, (party, note)).map(Some)
        }
        Change::Hear(said, note) => information::hear(tx, actor, book, id, (said, note)),
        Change::AskMore(note, until) => match kind_of(tx, actor, id)? {
            Kind::Service => done(ticket::ask_extension(tx, actor, book, id, (note, *until))),
            Kind::Information => done(information::ask_extension(tx, actor, id, note)),
            _ => done(petition::ask_extension(tx, actor, id, note)),
        },
        Change::DecideMore(agreed, note) => match kind_of(tx, actor, id)? {
            Kind::Service => ticket::decide_extension(tx, actor, book, id, (*agreed, note)),
            Kind::Information => information::decide_extension(tx, actor, book, id, (*agreed, note)),
            _ => petition::decide_extension(tx, actor, book, id, (*agreed, note)),
        },
        Change::Accept(route, note, limit) => {
            let route = route.ok_or(Fault::NotFound)?;
            petition::accept(tx, actor, book, id, (route, note, limit.as_ref()))
        }
        Change::Object(note) => done(petition::object(tx, actor, book, id, note)),
        Change::Refuse(earlier, note) => done(petition::refuse_again(tx, actor, book, id, (earlier, note))),
        Change::Opinion(opinion) => done(petition::answer(tx, actor, book, id, opinion)),
        Change::Decide(opinion, days) => done(review::decide(tx, actor, book, id, (opinion, *days))),
        Change::Letter(letter) => done(review::record_letter(tx, actor, book, id, letter)),
        Change::Deliver(on) => done(review::deliver(tx, actor, book, id, on.ok_or(Fault::NotFound)?)),
        Change::Publish(words) => done(ticket::publish(tx, actor, id, words)),
        Change::Exclude(note) => done(rating::exclude(tx, actor, id, note)),
        Change::Confirm => done(rating::confirm(tx, actor, id)),
    }
}

/// `POST /requests/{id}/{noun}`
pub async fn change(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path((id, noun)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let change = read(&noun, &mut form).ok_or_else(Problem::not_found)?;
    if !form.is_ok() {
        return detail::draw(page, &house, &actor, id, form).await;
    }
    let (who, book, of) = (actor.clone(), house.book(), id.clone());
    let what = noun.clone();
    let work = move |tx: &mut Tx<'_>| {
        let due = apply(tx, &who, &book, &of, &change).map_err(|fault| beside(fault, &what))?;
        // What turned out to be a complaint is out of reach from now on.
        Ok((due, find(tx, &known(), &of).ok().map(|found| found.state)))
    };
    let Some((due, state)) = act(&house, &mut form, work).await? else {
        return detail::draw(page, &house, &actor, id, form).await;
    };
    let Some(state) = state else {
        return Ok(see_other("/requests").notice("requests-done-sealed", &[]).into_response());
    };
    // The way back to the list: whoever answered does not always see the request afterwards.
    let to = if noun == "decision" { "/requests".to_owned() } else { format!("/requests/{id}") };
    Ok(match (due, state) {
        (Some(day), _) => see_other(to).notice("requests-done-due", &[("day", &day)]),
        (None, State::Answered) => see_other(to).notice("requests-done-answered", &[]),
        (None, _) => see_other(to).notice("requests-done", &[]),
    }
    .into_response())
}

/// `POST /requests/{id}/messages`
pub async fn write(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut upload: Upload,
) -> Result<Response, Problem> {
    let sent = std::mem::take(&mut upload.files);
    let mut form = upload.form;
    let (asking, of) = (actor.clone(), id.clone());
    house.read(move |tx| Ok(answers_for(&asking, &find(tx, &scope(&asking), &of)?)?)).await?;
    let kept = keep(&house, &mut form, sent, false).await?;
    if !form.is_ok() {
        discard(&house, kept).await?;
        return detail::draw(page, &house, &actor, id, form).await;
    }
    let stored = kept.clone();
    let (who, of, text) = (actor.clone(), id.clone(), form.value("message").to_owned());
    let work = move |tx: &mut Tx<'_>| message::write(tx, &who, &of, &text, &kept);
    match act(&house, &mut form, work).await? {
        Some(()) => {
            Ok(see_other(format!("/requests/{id}")).notice("requests-done-message", &[]).into_response())
        }
        None => {
            discard(&house, stored).await?;
            detail::draw(page, &house, &actor, id, form).await
        }
    }
}
