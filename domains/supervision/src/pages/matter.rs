//! One matter: what stood, what was sent, what came back, and the one form that is next for the reader.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Tx};
use law::rules::standing_still::Measure;
use web::components::{FactList, Timeline, TimelineEntry, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Shelf, act, choices, matter_tag, moment, record, role, said, sentence};
use crate::permission::{heads, may_hasten};
use crate::standing::{self, Conclusion, Matter, State as Stands, Step, explanation, note, reminder};
use web::components::Markup;

struct Found {
    matter: Matter,
    step: Step,
    hastens: bool,
    heads: bool,
    above: bool,
    asked_by_me: bool,
    opens: bool,
    today: jiff::civil::Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Power);
    let matter = standing::find(tx, &scope, id)?;
    let step = standing::step(tx, &scope, &matter.step_id)?;
    let hastens = may_hasten(tx, actor, &matter.office)?;
    let above = matter.note.as_ref().is_some_and(|(_, to, ..)| heads(actor, to));
    let asked_by_me = matter.asked.as_ref().is_some_and(|(_, who, ..)| Some(who) == actor.person.as_ref());
    let heads = heads(actor, &matter.office);
    let opens = super::opens(tx, actor, &step)?;
    Ok(Found { hastens, heads, above, asked_by_me, opens, matter, step, today: tx.today() })
}

fn entry(when: String, title: &str, text: String, tone: Tone) -> TimelineEntry {
    TimelineEntry { when, title: title.to_owned(), text, href: None, tone }
}

fn story(t: &Lookup, matter: &Matter) -> Timeline {
    let by = |who: &str, says: &str| match says {
        "" => who.to_owned(),
        says => t.with("supervision-by-said", &[("who", &who), ("says", &says)]),
    };
    let mut entries = vec![entry(
        t.day(matter.reminded_on),
        t.of("supervision-reminded"),
        by(&matter.reminded_by, &matter.words),
        Tone::Waiting,
    )];
    if let Some((says, promised, who, at)) = &matter.answer {
        let promised =
            promised.map(|day| t.with("supervision-promised", &[("day", &day)])).unwrap_or_default();
        entries.push(entry(
            moment(t, *at),
            t.of("supervision-answered"),
            format!("{}{promised}", by(who, says)),
            Tone::Active,
        ));
    }
    if let Some((on, _, who, question)) = &matter.asked {
        entries.push(entry(t.day(*on), t.of("supervision-asked"), by(who, question), Tone::Waiting));
    }
    if let Some((on, _, who, says)) = &matter.note {
        entries.push(entry(t.day(*on), t.of("supervision-noted"), by(who, says), Tone::Late));
    }
    if let Some((says, who, at)) = &matter.taken_up {
        entries.push(entry(moment(t, *at), t.of("supervision-taken-up"), by(who, says), Tone::Active));
    }
    if let Some((says, who, at)) = &matter.explanation {
        entries.push(entry(moment(t, *at), t.of("supervision-explained"), by(who, says), Tone::Active));
    }
    if let Some((who, at)) = &matter.read {
        entries.push(entry(moment(t, *at), t.of("supervision-read"), who.clone(), Tone::Active));
    }
    if let Some((conclusion, why, who, at)) = &matter.conclusion {
        let title = t.with("supervision-concluded", &[("what", &said(t, conclusion.words()))]);
        entries.push(entry(moment(t, *at), &title, by(who, why), Tone::Done));
    }
    if let Some(day) = matter.moved_on {
        entries.push(entry(t.day(day), t.of("supervision-moved"), String::new(), Tone::Done));
    }
    Timeline::new(entries)
}

fn draw(
    page: Page,
    shelf: &Shelf,
    house: &House,
    found: &Found,
    form: &FormState,
) -> Result<Response, Problem> {
    let matter = &found.matter;
    let page = page
        .titled_by("supervision-matter")
        .back_to(format!("/supervision/standing/{}", matter.office), "supervision-office");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let (procedure, step) = shelf.names(t, &matter.procedure, &matter.step);
    sheet.add(
        &FactList::new()
            .drawn(t.of("supervision-about"), super::named(t, &found.step, found.opens))
            .drawn(t.of("supervision-state"), Markup::of(&matter_tag(t, matter.state)))
            .fact(t.of("supervision-office"), &matter.office_name)
            .fact(t.of("supervision-procedure"), &procedure)
            .fact(t.of("supervision-step"), &step)
            .fact(t.of("supervision-by"), &role(t, matter.role))
            .fact(t.of("supervision-since"), &t.date(matter.since))
            .fact(t.of("supervision-due"), &matter.due.map(|due| t.date(due)).unwrap_or_default())
            .fact(
                t.of("supervision-answer-by"),
                &matter.answer_by.map(|day| t.date(day)).unwrap_or_default(),
            ),
    );
    sheet.heading("supervision-story");
    sheet.add(&story(t, matter));
    if matter.conclusion.as_ref().is_some_and(|one| one.0 == Conclusion::Systemic) {
        sheet.text(t.of("supervision-systemic-next"));
        sheet.links(vec![("/oversight".to_owned(), t.of("supervision-to-oversight").to_owned())]);
    }
    answers(&mut sheet, found);
    measures(&mut sheet, house, found)?;
    concluding(&mut sheet, found);
    sheet.done()
}

/// What the office, or the one above, has to write.
fn answers(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    let path = |noun: &str| format!("/supervision/matters/{}/{noun}", found.matter.id);
    if found.heads && found.matter.state == Stands::Reminded {
        sheet.heading("supervision-answer");
        let text = sheet.field("answer", "supervision-answer-what", |field| field.textarea(3).max(2_000));
        let day = sheet.field("promised_on", "supervision-promised-on", |field| field.date());
        sheet.add(&Form::to(path("answer")).part(text).part(day).button(t.of("supervision-answer-give")));
    }
    if found.heads && matches!(found.matter.state, Stands::Asked | Stands::Noted | Stands::TakenUp) {
        sheet.heading("supervision-explain");
        let text = sheet.field("explanation", "supervision-explanation", |field| {
            field.textarea(5).max(4_000).hint("supervision-explanation-hint")
        });
        let whole = Form::to(path("explanation")).autosave(format!("supervision-{}", found.matter.id));
        sheet.add(&whole.part(text).button(t.of("supervision-explain-give")));
    }
    // However late the office explained itself, the office above still says what it does.
    if found.above && found.matter.taken_up.is_none() {
        sheet.heading("supervision-take-up");
        let text = sheet.field("taken_up", "supervision-taken-up-what", |field| field.textarea(3).max(2_000));
        sheet.add(&Form::to(path("taking-up")).part(text).button(t.of("supervision-take-up-give")));
    }
}

/// What may be sent next, with the decision.
fn measures(sheet: &mut Sheet<'_>, house: &House, found: &Found) -> Result<(), Problem> {
    let t = &sheet.page.t;
    let open = matches!(found.matter.state, Stands::Reminded | Stands::Answered | Stands::Asked);
    if !found.hastens || !open || found.step.done_at.is_some() {
        return Ok(());
    }
    let decision = standing::judged(&found.step, &house.book(), found.today);
    let measure = decision.value().map(|value| value.measure);
    let said = match measure {
        Some(Measure::Explanation) => t.of("supervision-may-ask"),
        Some(Measure::Note) => t.of("supervision-may-note"),
        _ => t.of("supervision-not-yet"),
    };
    let paper = record(&decision)?;
    sheet.heading("supervision-next");
    sheet.decision(&paper, &sentence(t, &paper, said), false);
    let path = |noun: &str| format!("/supervision/matters/{}/{noun}", found.matter.id);
    match measure {
        Some(Measure::Explanation) => {
            let text = sheet.field("question", "supervision-question", |field| field.textarea(3).max(1_000));
            sheet.add(&Form::to(path("question")).part(text).button(t.of("supervision-ask")));
        }
        Some(Measure::Note) => {
            let text = sheet.field("note", "supervision-note", |field| field.textarea(3).max(1_000));
            sheet.add(&Form::to(path("note")).part(text).button(t.of("supervision-note-send")));
        }
        _ => {}
    }
    Ok(())
}

/// Reading, and only then concluding.
fn concluding(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    let path = |noun: &str| format!("/supervision/matters/{}/{noun}", found.matter.id);
    if !found.asked_by_me {
        return;
    }
    if found.matter.state == Stands::Explained {
        sheet.heading("supervision-reading");
        sheet.hint("supervision-reading-hint");
        sheet.add(&Form::to(path("reading")).button(t.of("supervision-have-read")));
    }
    if found.matter.state == Stands::Read {
        sheet.heading("supervision-conclude");
        let kinds = choices(t, Conclusion::ALL, |one| (one.code(), one.words()));
        let kind = sheet.owned_with("conclusion", "supervision-conclusion", &kinds);
        let why = sheet.field("why", "supervision-why", |field| field.textarea(3).max(2_000));
        sheet.add(&Form::to(path("conclusion")).part(kind).part(why).button(t.of("supervision-conclude")));
    }
}

/// `GET /supervision/matters/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Extension(shelf): Extension<Shelf>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &shelf, &house, &found, &FormState::default())
}

/// `POST /supervision/matters/{id}/{noun}`: whatever is written on the page.
pub async fn write(
    page: Page,
    State(house): State<House>,
    Extension(shelf): Extension<Shelf>,
    Acting(actor): Acting,
    Path((id, noun)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let told = match noun.as_str() {
        "answer" => "supervision-done-answered",
        "question" => "supervision-done-asked",
        "explanation" => "supervision-done-explained",
        "reading" => "supervision-done-read",
        "conclusion" => "supervision-done-concluded",
        "note" => "supervision-done-noted",
        "taking-up" => "supervision-done-taken-up",
        _ => return Err(Problem::not_found()),
    };
    if taken(&house, &actor, (&id, &noun), &mut form).await?.is_some() {
        return Ok(see_other(format!("/supervision/matters/{id}")).notice(told, &[]).into_response());
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &shelf, &house, &found, &form)
}

async fn taken(
    house: &House,
    actor: &Arc<Actor>,
    (id, noun): (&str, &str),
    form: &mut FormState,
) -> Result<Option<()>, Problem> {
    let (by, id, book) = (actor.clone(), id.to_owned(), house.book());
    let mut text = |name: &str, most: usize| form.text(name, most).unwrap_or_default();
    match noun {
        "answer" => {
            let says = text("answer", 2_000);
            let day = form.date("promised_on");
            act(house, form, move |tx| reminder::answer(tx, &by, &id, (&says, day))).await
        }
        "question" => {
            let says = text("question", 1_000);
            act(house, form, move |tx| explanation::ask(tx, &by, &book, &id, &says)).await
        }
        "explanation" => {
            let says = text("explanation", 4_000);
            act(house, form, move |tx| explanation::explain(tx, &by, &book, &id, &says)).await
        }
        "reading" => act(house, form, move |tx| explanation::read(tx, &by, &book, &id)).await,
        "conclusion" => {
            let why = text("why", 2_000);
            let kind = form.required_coded("conclusion", Conclusion::ALL, Conclusion::code);
            let Some(kind) = kind else { return Ok(None) };
            act(house, form, move |tx| explanation::conclude(tx, &by, &id, (kind, &why))).await
        }
        "note" => {
            let says = text("note", 1_000);
            act(house, form, move |tx| note::send(tx, &by, &book, &id, &says)).await
        }
        _ => {
            let says = text("taken_up", 2_000);
            act(house, form, move |tx| note::take_up(tx, &by, &id, &says)).await
        }
    }
}
