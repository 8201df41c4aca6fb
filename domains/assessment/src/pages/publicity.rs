//! Publicity of proposed 优秀: what is posted, objecting, and for the organisation department opening, answering, closing;
//! and the honours list of what became of it.

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Scope, Tx};
use law::Record;
use web::components::field::Choice;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asked, act, show_decisions};
use crate::appraisal::{self, State};
use crate::publicity::{self, Named, Objection, Posted};
use web::sheet::{Form, Sheet};

struct Found {
    open: Vec<Posted>,
    closed: Vec<Posted>,
    waiting: Vec<(String, String)>,
    year: i16,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, asked: Option<i16>) -> Result<Option<Found>, Fault> {
    let Some(year) = super::year(tx, asked)? else { return Ok(None) };
    let mut waiting: Vec<(String, String)> = Vec::new();
    if crate::ballot::may_organise(actor) {
        for one in appraisal::in_state(tx, &actor.scope(Area::Duty), &year.id, State::Publicity)? {
            if !waiting.iter().any(|(id, _)| *id == one.organ) {
                let name = appraisal::unit_name(tx, &one.organ)?;
                waiting.push((one.organ, name));
            }
        }
    }
    let (open, closed) = (publicity::list(tx, &year.id, true)?, publicity::list(tx, &year.id, false)?);
    Ok(Some(Found { open, closed, waiting, year: year.year }))
}

/// `GET /assessment/publicity`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, asked.year, FormState::default(), &[]).await
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    year: Option<i16>,
    mut form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let (asking, book) = (actor.clone(), house.book());
    let (found, earliest) = house
        .read(move |tx| {
            let found = read(tx, &asking, year)?;
            let earliest = publicity::earliest(tx, &book);
            Ok((found, earliest.ok().map(|posted| posted.earliest_close)))
        })
        .await?;
    if let (Some(day), false) = (earliest, form.has("closes_on")) {
        form.set("closes_on", day.to_string());
    }
    let page = page
        .titled_by("assessment-publicity")
        .led_by("assessment-publicity-lead")
        .back_to("/assessment", "assessment-room");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    let Some(found) = found else {
        sheet.text(t.of("assessment-no-year"));
        return sheet.done();
    };
    sheet.add(&publicities(t, &found));
    if !found.waiting.is_empty() {
        let organs: Vec<Choice> =
            found.waiting.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
        sheet.heading("assessment-publicity-start");
        let organ = sheet.field("organ", "assessment-organ", |field| field.select(&organs));
        let closes = sheet.field("closes_on", "assessment-closes-on", |field| {
            field.date().hint("assessment-closes-on-hint")
        });
        let form = Form::to(format!("/assessment/publicity?year={}", found.year)).part(organ).part(closes);
        sheet.add(&form.button(t.of("assessment-publicity-start")));
    }
    sheet.done()
}

fn publicities(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "publicities", t.of("assessment-publicity"))
        .caption_unseen()
        .column(t.of("assessment-organ"))
        .column(t.of("assessment-state"))
        .column(t.of("assessment-posted-on"))
        .column(t.of("assessment-closes-on"))
        .empty(t.of("assessment-publicity-none"));
    for one in found.open.iter().chain(&found.closed) {
        let (tone, key) = if one.open {
            (Tone::Public, "assessment-publicity-open")
        } else {
            (Tone::Archived, "assessment-publicity-closed")
        };
        table.push(vec![
            Cell::link(format!("/assessment/publicity/{}", one.id), one.organ_name.as_str()),
            Cell::drawn(&StateTag::new(tone, t.of(key))),
            one.posted_on.into(),
            one.closes_on.into(),
        ]);
    }
    table
}

/// `POST /assessment/publicity`
pub async fn open(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (organ, closes) = (form.required_text("organ", 60), form.required_date("closes_on"));
    let (Some(organ), Some(closes)) = (organ, closes) else {
        return draw(page, &house, &actor, asked.year, form, &[]).await;
    };
    let (who, book) = (actor.clone(), house.book());
    let work = move |tx: &mut Tx<'_>| {
        let year = super::year(tx, asked.year)?.ok_or(Fault::NotFound)?;
        publicity::open(tx, &who, &book, &year.id, &organ, closes)
    };
    match act(&house, &mut form, work).await? {
        Ok(id) => Ok(see_other(format!("/assessment/publicity/{id}"))
            .notice("assessment-done-posted", &[("day", &closes)])
            .into_response()),
        Err(decisions) => draw(page, &house, &actor, asked.year, form, &decisions).await,
    }
}

/// `GET /assessment/publicity/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_one(page, &house, &actor, id, FormState::default(), &[]).await
}

async fn draw_one(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let (asking, asked) = (actor.clone(), id.clone());
    let organiser = crate::ballot::may_organise(actor);
    let (posted, names, objections, today) = house
        .read(move |tx| {
            let posted = publicity::find(tx, &asked)?;
            let names = publicity::names(tx, &asked)?;
            let objections = if organiser { publicity::objections(tx, &asking, &asked)? } else { Vec::new() };
            Ok((posted, names, objections, tx.today()))
        })
        .await?;
    let page = page
        .titled_with("assessment-publicity-of", &[("unit", &posted.organ_name)])
        .back_to("/assessment/publicity", "assessment-publicity");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    sheet.text(
        &t.with("assessment-publicity-text", &[("from", &posted.posted_on), ("to", &posted.closes_on)]),
    );
    let mut table = Table::new(t, "names", t.of("assessment-publicity"))
        .caption_unseen()
        .column(t.of("assessment-unit"))
        .column(t.of("assessment-name"));
    for one in &names {
        table.push(vec![one.unit.as_str().into(), one.name.as_str().into()]);
    }
    sheet.add(&table);
    if posted.open && today <= posted.closes_on && actor.person.is_some() {
        objection_form(&mut sheet, &posted, &names);
    }
    if organiser {
        objections_part(&mut sheet, &objections);
        if posted.open && today > posted.closes_on {
            let form = Form::to(format!("/assessment/publicity/{id}")).way(
                "act",
                "close",
                t.of("assessment-publicity-close"),
                false,
            );
            sheet.heading("assessment-publicity-close");
            sheet.add(&form);
        }
    }
    sheet.done()
}

fn objection_form(sheet: &mut Sheet<'_>, posted: &Posted, names: &[Named]) {
    let t = &sheet.page.t;
    let about: Vec<Choice> =
        names.iter().map(|one| Choice::new(one.appraisal.as_str(), one.name.as_str())).collect();
    sheet.heading("assessment-object");
    let whom = sheet.field("appraisal", "assessment-object-whom", |field| field.select(&about));
    let body = sheet.field("body", "assessment-object-body", |field| field.textarea(5).max(4_000));
    let unnamed = sheet.field("unnamed", "assessment-object-unnamed", |field| field.tick().optional());
    let form = Form::to(format!("/assessment/publicity/{}", posted.id)).part(whom).part(body).part(unnamed);
    sheet.add(&form.way("act", "object", t.of("assessment-object"), true));
}

fn objections_part(sheet: &mut Sheet<'_>, objections: &[Objection]) {
    let t = &sheet.page.t;
    if objections.is_empty() {
        return;
    }
    sheet.heading("assessment-objections");
    // Answered one after the other: one form on the page at a time.
    let next = objections.iter().find(|one| one.state == "open").map(|one| one.id.as_str());
    for one in objections {
        let by = one.by.clone().unwrap_or_else(|| t.of("assessment-object-nobody").to_owned());
        let state = t.of(&format!("assessment-objection-{}", one.state)).to_owned();
        sheet.lesser(&format!("{} · {by} · {state}", one.about));
        sheet.quoted(&one.body);
        if next == Some(one.id.as_str()) {
            let answer =
                sheet.field("answer", "assessment-objection-answer", |field| field.textarea(3).max(2_000));
            let form = Form::to(format!("/assessment/publicity/objections/{}", one.id)).part(answer);
            let form = form.way("act", "dismissed", t.of("assessment-objection-dismiss"), false);
            sheet.add(&form.way("act", "upheld", t.of("assessment-objection-uphold"), true));
        } else if !one.answer.is_empty() {
            sheet.quoted(&one.answer);
        }
    }
}

/// `POST /assessment/publicity/{id}`: objects, or closes.
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, asked, book) = (actor.clone(), id.clone(), house.book());
    let path = format!("/assessment/publicity/{id}");
    if form.value("act") == "close" {
        return match act(&house, &mut form, move |tx| publicity::close(tx, &who, &book, &asked)).await? {
            Ok((passed, back)) => Ok(see_other(path)
                .notice("assessment-done-publicity-closed", &[("passed", &passed), ("back", &back)])
                .into_response()),
            Err(decisions) => draw_one(page, &house, &actor, id, form, &decisions).await,
        };
    }
    let (about, body, named) =
        (form.value("appraisal").to_owned(), form.value("body").to_owned(), !form.ticked("unnamed"));
    let work = move |tx: &mut Tx<'_>| publicity::object(tx, &who, &asked, &about, &body, named);
    match act(&house, &mut form, work).await? {
        Ok(_) => Ok(see_other(path).notice("assessment-done-objected", &[]).into_response()),
        Err(decisions) => draw_one(page, &house, &actor, id, form, &decisions).await,
    }
}

/// `POST /assessment/publicity/objections/{id}`
pub async fn answer(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (upheld, answer) = (form.value("act") == "upheld", form.value("answer").to_owned());
    let who = actor.clone();
    match act(&house, &mut form, move |tx| publicity::answer(tx, &who, &id, upheld, &answer)).await? {
        Ok(()) => {
            Ok(see_other("/assessment/publicity").notice("assessment-done-answered", &[]).into_response())
        }
        Err(_) => Err(Problem::unprocessable("assessment-objection-needs-answer", &[])),
    }
}

/// `GET /assessment/honours`
pub async fn honours(
    page: Page,
    Ax(house): Ax<House>,
    Acting(_): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = house
        .read(move |tx| {
            let Some(year) = super::year(tx, asked.year)? else { return Ok(None) };
            // A commendation is announced (AS-10), so its list is for everybody who serves in the county.
            let public =
                Scope::county("grades 优秀 are announced in the organ once the publicity has passed");
            let names = appraisal::honours(tx, &public, &year.id)?;
            Ok(Some((year.year, names)))
        })
        .await?;
    let page = page
        .titled_by("assessment-honours")
        .led_by("assessment-honours-lead")
        .back_to("/assessment", "assessment-room");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let Some((year, names)) = found else {
        sheet.text(t.of("assessment-no-year"));
        return sheet.done();
    };
    let caption = t.with("assessment-year-of", &[("year", &year.to_string())]);
    sheet.add(&honours_table(t, &caption, &names));
    sheet.done()
}

fn honours_table(t: &Lookup, caption: &str, names: &[appraisal::Appraisal]) -> Table {
    let mut table = Table::new(t, "honours", caption)
        .column(t.of("assessment-unit"))
        .column(t.of("assessment-name"))
        .empty(t.of("assessment-honours-none"));
    for one in names {
        table.push(vec![one.unit_name.as_str().into(), one.name.as_str().into()]);
    }
    table
}
