//! Village and community cadres: who has the year's review, the record of a meeting, its confirmation.

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Actor, Area, Tx};
use law::Record;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::course;
use super::{Asked, act, grade_choices, grade_of, grade_words, show_decisions};
use crate::appraisal::GRADES;
use crate::procedure::VILLAGE;
use crate::village::{self, Cadre, Meeting, Review};
use web::sheet::{Form, Sheet};

fn tag(t: &Lookup, state: &str) -> StateTag {
    let (tone, key) = match state {
        "confirm" => (Tone::Waiting, "assessment-village-confirm"),
        "end" => (Tone::Late, "assessment-village-end"),
        _ => (Tone::Done, "assessment-village-closed"),
    };
    StateTag::new(tone, t.of(key))
}

/// `GET /assessment/village`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = house
        .read(move |tx| {
            let scope = actor.scope(Area::Duty);
            let Some(year) = super::year(tx, asked.year)? else { return Ok(None) };
            Ok(Some((village::cadres(tx, &scope, &year.id)?, village::in_cycle(tx, &scope, &year.id)?, year)))
        })
        .await?;
    let page = page
        .titled_by("assessment-village")
        .led_by("assessment-village-lead")
        .back_to("/assessment", "assessment-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let Some((cadres, reviews, year)) = found else {
        sheet.text(t.of("assessment-no-year"));
        return sheet.done();
    };
    sheet.lesser(&t.with("assessment-year-of", &[("year", &year.year.to_string())]));
    sheet.add(&table(t, &cadres, &reviews, year.year));
    sheet.done()
}

fn table(t: &Lookup, cadres: &[Cadre], reviews: &[Review], year: i16) -> Table {
    let mut table = Table::new(t, "cadres", t.of("assessment-village"))
        .caption_unseen()
        .column(t.of("assessment-unit"))
        .column(t.of("assessment-name"))
        .column(t.of("assessment-state"))
        .column(t.of("assessment-result"))
        .empty(t.of("assessment-village-none"))
        .filter();
    for cadre in cadres {
        let review = cadre.review.as_ref().and_then(|id| reviews.iter().find(|one| one.id == *id));
        let (name, state, result) = match review {
            Some(review) => (
                Cell::link(format!("/assessment/village/{}", review.id), cadre.name.as_str()),
                Cell::drawn(&tag(t, &review.state)),
                review.result.map(|grade| grade_words(t, grade)).unwrap_or_default(),
            ),
            None => (
                Cell::link(
                    format!(
                        "/assessment/village/new?year={year}&person={}",
                        web::download::encoded(&cadre.person)
                    ),
                    t.with("assessment-village-record-of", &[("name", &cadre.name)]),
                ),
                Cell::drawn(&StateTag::new(Tone::Draft, t.of("assessment-village-missing"))),
                String::new(),
            ),
        };
        table.push(vec![cadre.unit_name.as_str().into(), name, state, result.into()]);
    }
    table
}

/// `GET /assessment/village/new?person=…`
pub async fn new(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw_new(page, &house, &actor, asked, FormState::default(), &[]).await
}

async fn draw_new(
    page: Page,
    house: &House,
    actor: &Actor,
    asked: Asked,
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let person = asked.person.clone().unwrap_or_default();
    let (cadre, year) = house
        .read(move |tx| {
            let year = super::year(tx, asked.year)?.ok_or(kernel::Fault::NotFound)?;
            let cadres = village::cadres(tx, &asking.scope(Area::Duty), &year.id)?;
            let cadre = cadres.into_iter().find(|one| one.person == person).ok_or(kernel::Fault::NotFound)?;
            Ok((cadre, year))
        })
        .await?;
    let page = page
        .titled_with("assessment-village-title", &[("name", &cadre.name), ("year", &year.year.to_string())])
        .led(cadre.unit_name.clone())
        .back_to("/assessment/village", "assessment-village");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    let action =
        format!("/assessment/village?year={}&person={}", year.year, web::download::encoded(&cadre.person));
    let mut record = Form::to(action).autosave_briefly(format!("village-{}", cadre.person));
    record = record.part(sheet.field("held_on", "assessment-village-held-on", |field| field.date()));
    record = record.part(sheet.field("chaired_by", "assessment-village-chair", |field| field.max(60)));
    for (name, key) in [
        ("entitled", "assessment-village-entitled"),
        ("attended", "assessment-village-attended"),
        ("votes", "assessment-village-votes-excellent"),
        ("votes_1", "assessment-village-votes-competent"),
        ("votes_2", "assessment-village-votes-basic"),
        ("votes_3", "assessment-village-votes-incompetent"),
        ("invalid", "assessment-village-votes-invalid"),
    ] {
        record = record.part(sheet.field(name, key, |field| field.number()));
    }
    let grades = grade_choices(t, None);
    record = record.part(sheet.field("proposed", "assessment-village-result", |field| field.radios(&grades)));
    record = record.part(
        sheet.field("note", "assessment-village-note", |field| field.textarea(3).max(1_000).optional()),
    );
    sheet.add(&record.button(t.of("assessment-village-record")));
    sheet.done()
}

/// `POST /assessment/village?person=…`
pub async fn record(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let number = |form: &mut FormState, name: &str| {
        form.integer(name, 0..=100_000).and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
    };
    let mut votes = [0; 4];
    for (vote, name) in votes.iter_mut().zip(["votes", "votes_1", "votes_2", "votes_3"]) {
        *vote = number(&mut form, name);
    }
    let meeting = Meeting {
        held_on: form.date("held_on"),
        chaired_by: form.value("chaired_by").to_owned(),
        entitled: number(&mut form, "entitled"),
        attended: number(&mut form, "attended"),
        votes,
        invalid: number(&mut form, "invalid"),
        proposed: grade_of(&mut form, "proposed"),
        note: form.value("note").to_owned(),
    };
    if !form.is_ok() {
        return draw_new(page, &house, &actor, asked, form, &[]).await;
    }
    let (who, book, wanted) = (actor.clone(), house.book(), asked.clone());
    let work = move |tx: &mut Tx<'_>| {
        let year = super::year(tx, wanted.year)?.ok_or(kernel::Fault::NotFound)?;
        village::record(tx, &who, &book, &year.id, wanted.person.as_deref().unwrap_or_default(), &meeting)
    };
    match act(&house, &mut form, work).await? {
        Ok(id) => Ok(see_other(format!("/assessment/village/{id}"))
            .notice("assessment-done-village", &[])
            .into_response()),
        Err(decisions) => draw_new(page, &house, &actor, asked, form, &decisions).await,
    }
}

/// `GET /assessment/village/{id}`
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
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let (one, course, today) = house
        .read(move |tx| {
            let scope = asking.scope(Area::Duty);
            let one = village::find(tx, &scope, &id)?;
            let course = course::read(tx, &scope, one.case(), ("village-review", &id))?;
            Ok((one, course, tx.today()))
        })
        .await?;
    let page = page
        .titled_with("assessment-village-title", &[("name", &one.name), ("year", &one.year.to_string())])
        .led(one.unit_name.clone())
        .back_to("/assessment/village", "assessment-village");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    sheet.add(&facts(t, &one));
    if let Some(record) = &one.decision {
        let key = if one.state == "end" || ends(record) {
            "assessment-village-ends"
        } else {
            "assessment-village-stays"
        };
        sheet.add(&page.decision(record, t.of(key)).about_person());
    }
    let path = format!("/assessment/village/{}", one.id);
    let waits = course.open.as_ref().is_some_and(|open| open.waits_for(actor));
    if one.state == "confirm" && waits && actor.person.as_deref() != Some(one.person.as_str()) {
        let grades = grade_choices(t, None);
        let result = sheet.field("result", "assessment-village-result", |field| field.radios(&grades));
        let note =
            sheet.field("note", "assessment-village-note", |field| field.textarea(3).max(1_000).optional());
        let form = Form::to(path.clone()).part(result).part(note);
        let form = form.way("act", "confirm", t.of("assessment-village-confirm-it"), false);
        sheet.add(&form.way("act", "discard", t.of("assessment-village-discard"), true));
    }
    if one.state == "end" && actor.is_county(Role::Organiser) {
        let note = sheet.field("note", "assessment-document", |field| field.max(200));
        sheet.add(&Form::to(path).part(note).way("act", "end", t.of("assessment-village-end-done"), false));
    }
    sheet.add(&course.bar(t, &house.book(), &VILLAGE, today));
    sheet.heading("assessment-history");
    sheet.add(&course.history(t));
    sheet.done()
}

fn ends(record: &Record) -> bool {
    let law::Outcome::Found { value } = &record.outcome else { return false };
    value.get("office_ends").and_then(serde_json::Value::as_bool).unwrap_or(false)
}

fn facts(t: &Lookup, one: &Review) -> FactList {
    let meeting = &one.meeting;
    let votes: Vec<String> = GRADES
        .into_iter()
        .zip(meeting.votes)
        .map(|(grade, votes)| format!("{} {votes}", grade_words(t, grade)))
        .collect();
    let attended = t.with(
        "assessment-village-turnout",
        &[("attended", &meeting.attended), ("entitled", &meeting.entitled)],
    );
    let grade =
        |grade: Option<law::rules::Grade>| grade.map(|grade| grade_words(t, grade)).unwrap_or_default();
    FactList::new()
        .drawn(t.of("assessment-state"), web::Markup::of(&tag(t, &one.state)))
        .fact(t.of("assessment-village-held-on"), &meeting.held_on.map(|day| t.date(day)).unwrap_or_default())
        .fact(t.of("assessment-village-chair"), &meeting.chaired_by)
        .fact(t.of("assessment-village-attended"), &attended)
        .fact(t.of("assessment-village-votes"), &t.join(&votes))
        .fact(t.of("assessment-village-votes-invalid"), &t.number(meeting.invalid))
        .fact(t.of("assessment-village-proposed"), &grade(meeting.proposed))
        .fact(t.of("assessment-result"), &grade(one.result))
        .fact(t.of("assessment-village-note"), &meeting.note)
        .fact(t.of("assessment-village-recorded-by"), &one.recorded_name)
        .fact(t.of("assessment-village-confirmed-by"), one.confirmed_name.as_deref().unwrap_or_default())
}

/// `POST /assessment/village/{id}`
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, asked, book, note) = (actor.clone(), id.clone(), house.book(), form.value("note").to_owned());
    let back = format!("/assessment/village/{id}");
    let (done, to) = match form.value("act") {
        "discard" => (
            act(&house, &mut form, move |tx| village::discard(tx, &who, &asked, &note)).await?,
            "/assessment/village".to_owned(),
        ),
        "end" => {
            (act(&house, &mut form, move |tx| village::end_office(tx, &who, &asked, &note)).await?, back)
        }
        _ => {
            let Some(result) = grade_of(&mut form, "result") else {
                form.error("result", "web-error-choose");
                return draw(page, &house, &actor, id, form, &[]).await;
            };
            let work =
                move |tx: &mut Tx<'_>| village::confirm(tx, &who, &book, &asked, result, &note).map(|_| ());
            (act(&house, &mut form, work).await?, back)
        }
    };
    match done {
        Ok(()) => Ok(see_other(to).notice("assessment-done-village-settled", &[]).into_response()),
        Err(decisions) => draw(page, &house, &actor, id, form, &decisions).await,
    }
}
