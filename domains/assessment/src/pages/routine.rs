//! The quarters: a person's summary, the head's remark. Not here: opening a quarter (cockpit).

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Tx};
use law::Record;
use web::components::field::Choice;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::course;
use super::{act, said, show_decisions};
use crate::procedure::ROUTINE;
use crate::routine::{self, Review, State};
use crate::terms::answers;
use web::sheet::{Form, Sheet};

fn tag(t: &Lookup, state: State) -> StateTag {
    let tone = match state {
        State::Summary => Tone::Draft,
        State::Remark => Tone::Waiting,
        State::Closed => Tone::Done,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// Quarters with their year in a table; with names for a head.
pub(crate) fn table(t: &Lookup, reviews: &[(i16, Review)], named: bool) -> Table {
    let mut table = Table::new(t, "quarters", t.of("assessment-quarters")).caption_unseen();
    if named {
        table = table.column(t.of("assessment-name"));
    }
    table = table
        .column(t.of("assessment-quarter"))
        .column(t.of("assessment-state"))
        .column(t.of("assessment-due"))
        .column(t.of("assessment-remark"))
        .empty(t.of("assessment-quarters-none"));
    for (year, one) in reviews {
        let quarter =
            t.with("assessment-quarter-in", &[("year", &year.to_string()), ("n", &one.quarter.to_string())]);
        let mut row = Vec::new();
        if named {
            row.push(one.name.as_str().into());
        }
        row.extend([
            Cell::link(format!("/assessment/routine/{}", one.id), quarter),
            Cell::drawn(&tag(t, one.state)),
            one.due_on.into(),
            one.remark.as_str().into(),
        ]);
        table.push(row);
    }
    table
}

/// `GET /assessment/routine/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, id, FormState::default(), &[]).await
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    mut form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let (one, course, draft, today) = house
        .read(move |tx| {
            let scope = asking.scope(Area::Duty);
            let one = routine::find(tx, &scope, &id)?;
            let course = course::read(tx, &scope, &one.case, ("routine-review", &id))?;
            let empty = one.state == State::Summary && one.summary.is_empty();
            let draft = if empty { routine::prefill(tx, &one)? } else { one.summary.clone() };
            Ok((one, course, draft, tx.today()))
        })
        .await?;
    if !form.has("summary") {
        form.set("summary", draft);
    }
    let quarter = one.quarter.to_string();
    let page = page
        .titled_with("assessment-quarter-title", &[("n", &quarter), ("name", &one.name)])
        .back_to("/assessment", "assessment-room");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    sheet.add(&tag(t, one.state));
    if let Some((name, note)) = course.sent_back() {
        sheet.text(&t.with("assessment-sent-back", &[("name", &name), ("note", &note)]));
    }
    let path = format!("/assessment/routine/{}", one.id);
    let mine = actor.person.as_deref() == Some(one.person.as_str());
    if one.state == State::Summary && mine {
        sheet.hint("assessment-summary-prefilled");
        let field =
            sheet.field("summary", "assessment-quarter-summary", |field| field.textarea(8).max(4_000));
        let form = Form::to(path.clone()).autosave_briefly(format!("quarter-{}", one.id)).part(field);
        sheet.add(&form.way("act", "submit", t.of("assessment-summary-send"), false));
    } else if !one.summary.is_empty() {
        sheet.heading("assessment-quarter-summary");
        sheet.quoted(&one.summary);
    }
    remark_part(&mut sheet, &one);
    let waits = course.open.as_ref().is_some_and(|open| open.waits_for(actor));
    if one.state == State::Remark && waits && !mine {
        remark_form(&mut sheet, path, routine::may_grade(&house.book(), today));
    }
    sheet.add(&course.bar(t, &house.book(), &ROUTINE, today));
    sheet.heading("assessment-history");
    sheet.add(&course.history(t));
    sheet.done()
}

fn remark_part(sheet: &mut Sheet<'_>, one: &Review) {
    let t = &sheet.page.t;
    if !one.remark.is_empty() {
        sheet.heading("assessment-remark");
        sheet.quoted(&one.remark);
        if let Some(grade) = one.grade.and_then(|grade| answers().into_iter().nth(grade)) {
            sheet.text(t.both(&grade));
        }
    }
}

fn remark_form(sheet: &mut Sheet<'_>, path: String, graded: bool) {
    let t = &sheet.page.t;
    let remark = sheet.field("remark", "assessment-remark", |field| field.textarea(4).max(2_000));
    let mut form = Form::to(path).part(remark);
    let grades: Vec<Choice> = answers()
        .iter()
        .enumerate()
        .map(|(place, text)| Choice::new(place.to_string(), t.both(text)))
        .collect();
    if graded {
        form = form.part(sheet.field("grade", "assessment-quarter-grade", |field| field.radios(&grades)));
    } else {
        sheet.hint("assessment-quarter-ungraded");
    }
    let note = sheet.field("note", "assessment-return-note", |field| field.textarea(2).max(500).optional());
    let form = form.part(note).way("act", "remark", t.of("assessment-remark-send"), false);
    sheet.add(&form.way("act", "return", t.of("assessment-return-to-summary"), true));
}

/// `POST /assessment/routine/{id}`
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, asked, book) = (actor.clone(), id.clone(), house.book());
    let text = |form: &FormState, name: &str| form.value(name).to_owned();
    let (done, key) = match form.value("act") {
        "submit" => {
            let summary = text(&form, "summary");
            let work = move |tx: &mut Tx<'_>| routine::submit(tx, &who, &book, &asked, &summary);
            (act(&house, &mut form, work).await?, "assessment-done-quarter")
        }
        "return" => {
            let note = text(&form, "note");
            (
                act(&house, &mut form, move |tx| routine::send_back(tx, &who, &asked, &note)).await?,
                "assessment-done-returned",
            )
        }
        _ => {
            let (remark, grade) = (text(&form, "remark"), form.value("grade").parse::<usize>().ok());
            let work = move |tx: &mut Tx<'_>| routine::remark(tx, &who, &book, &asked, &remark, grade);
            (act(&house, &mut form, work).await?, "assessment-done-remark")
        }
    };
    match done {
        Ok(()) => Ok(see_other("/assessment").notice(key, &[]).into_response()),
        Err(decisions) => draw(page, &house, &actor, id, form, &decisions).await,
    }
}
