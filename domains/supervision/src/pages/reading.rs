//! An inspector reads somebody's declarations: finds the person, says why, a second inspector agrees, then the first opens
//! them for the day. The person is told. Not here: one's own declarations (`register`).

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Scope, Tx};
use serde::Deserialize;
use web::components::{Cell, FactList, Table};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, Proven, see_other};

use super::register::{contact_table, interest_table};
use super::{act, moment};
use crate::permission::inspects;
use crate::register::reading::{self, Reading};

/// Whose declarations are looked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Named {
    name: Option<String>,
}

/// `GET /supervision/register/people`
pub async fn find(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(asked): Query<Named>,
) -> Result<Response, Problem> {
    if !inspects(&actor) {
        return Err(Problem::forbidden());
    }
    let name = asked.name.unwrap_or_default();
    let wanted = name.trim().to_owned();
    let work = move |tx: &mut Tx<'_>| {
        let scope = Scope::county("names are in the directory, open to everybody who serves in the county");
        if wanted.is_empty() { Ok(Vec::new()) } else { Ok(people::person::search(tx, &scope, &wanted, 20)?) }
    };
    let found = house.read(work).await?;
    let page = page
        .titled_by("supervision-readings")
        .led_by("supervision-readings-lead")
        .back_to("/supervision", "supervision-room");
    let form = FormState::default().prefilled("name", name.clone());
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    let field = sheet.field("name", "supervision-name", |field| field.max(40));
    sheet.add(&Form::search("/supervision/register/people").part(field).button(t.of("supervision-find")));
    if !name.is_empty() {
        let mut table = Table::new(t, "people", t.of("supervision-people"))
            .column(t.of("supervision-name"))
            .column(t.of("supervision-office"))
            .empty(t.of("supervision-people-none"));
        for one in &found {
            table.push(vec![
                Cell::link(format!("/supervision/register/people/{}/reading", one.id), &*one.name),
                one.unit_name.clone().unwrap_or_default().into(),
            ]);
        }
        sheet.add(&table);
    }
    sheet.done()
}

fn draw_asking(page: Page, id: &str, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("supervision-reading-ask")
        .led_by("supervision-reading-ask-lead")
        .back_to("/supervision/register/people", "supervision-readings");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let field = sheet.field("purpose", "supervision-purpose", |field| {
        field.textarea(2).max(200).hint("supervision-purpose-hint")
    });
    let whole = Form::to(format!("/supervision/register/people/{id}/reading"));
    sheet.add(&whole.part(field).button(t.of("supervision-reading-open")));
    sheet.done()
}

/// `GET /supervision/register/people/{id}/reading`
pub async fn ask(page: Page, Acting(actor): Acting, Path(id): Path<String>) -> Result<Response, Problem> {
    if !inspects(&actor) {
        return Err(Problem::forbidden());
    }
    draw_asking(page, &id, &FormState::default())
}

/// `POST /supervision/register/people/{id}/reading`
pub async fn send(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let purpose = form.text("purpose", 200).unwrap_or_default();
    let (whose, book) = (id.clone(), house.book());
    let work = move |tx: &mut Tx<'_>| reading::ask(tx, &actor, &book, &whose, &purpose);
    match act(&house, &mut form, work).await? {
        Some(asked) => Ok(see_other(format!("/supervision/register/readings/{asked}"))
            .notice("supervision-done-reading-asked", &[])
            .into_response()),
        None => draw_asking(page, &id, &form),
    }
}

/// Where a reading stands, in words.
pub(super) fn stage(t: &Lookup, one: &Reading) -> String {
    match (&one.second, one.opened_on) {
        (Some((name, false)), _) => t.with("supervision-reading-declined", &[("name", name)]),
        (Some((name, true)), None) => t.with("supervision-reading-agreed", &[("name", name)]),
        (_, Some(day)) => t.with("supervision-reading-opened", &[("day", &t.day(day))]),
        (None, None) => t.of("supervision-reading-waits").to_owned(),
    }
}

fn draw_one(page: Page, (actor, one): (&Actor, &Reading), form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_with("supervision-reading-of", &[("name", &one.name)])
        .back_to("/supervision/register/people", "supervision-readings");
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, form);
    sheet.add(
        &FactList::new()
            .fact(t.of("supervision-reader"), &one.reader)
            .fact(t.of("supervision-purpose"), &one.purpose)
            .fact(t.of("supervision-when"), &moment(&t, one.at))
            .fact(t.of("supervision-state"), &stage(&t, one)),
    );
    let base = format!("/supervision/register/readings/{}", one.id);
    let own = one.account == actor.account;
    match (&one.second, one.opened_on) {
        (None, _) if own => sheet.text(t.of("supervision-reading-second")),
        (None, _) => {
            let why = sheet.field("why", "supervision-reading-why-not", |field| {
                field.textarea(2).max(200).optional().hint("supervision-reading-why-not-hint")
            });
            let whole = Form::to(format!("{base}/answer"))
                .part(why)
                .way("way", "agreed", t.of("supervision-reading-agree"), false)
                .way("way", "declined", t.of("supervision-reading-decline"), true);
            sheet.add(&whole);
        }
        (Some((_, true)), None) if own => {
            sheet.hint("supervision-reading-day");
            sheet.add(&Form::to(format!("{base}/opening")).button(t.of("supervision-reading-do")));
        }
        (Some(_), Some(_)) if own => {
            let href = format!("/supervision/register/people/{}", one.person);
            sheet.links(vec![(href, t.of("supervision-reading-see").to_owned())]);
        }
        _ => {}
    }
    sheet.done()
}

/// `GET /supervision/register/readings/{id}`: one asking, for inspectors.
pub async fn show_asking(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let by = actor.clone();
    let one = house.read(move |tx| reading::find(tx, &by, &id)).await?;
    draw_one(page, (&actor, &one), &FormState::default())
}

async fn again(
    page: Page,
    (house, actor): (House, Arc<Actor>),
    id: String,
    form: &FormState,
) -> Result<Response, Problem> {
    let by = actor.clone();
    let one = house.read(move |tx| reading::find(tx, &by, &id)).await?;
    draw_one(page, (&actor, &one), form)
}

/// `POST /supervision/register/readings/{id}/answer`
pub async fn answer(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let agreed = form.value("way") == "agreed";
    let why = form.text("why", 200).unwrap_or_default();
    let (by, of, book) = (actor.clone(), id.clone(), house.book());
    let work = move |tx: &mut Tx<'_>| reading::answer(tx, &by, &book, &of, (agreed, &why));
    match act(&house, &mut form, work).await? {
        Some(()) => {
            let key =
                if agreed { "supervision-done-reading-agreed" } else { "supervision-done-reading-declined" };
            Ok(see_other(format!("/supervision/register/readings/{id}")).notice(key, &[]).into_response())
        }
        None => again(page, (house, actor), id, &form).await,
    }
}

/// `POST /supervision/register/readings/{id}/opening`
pub async fn open(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let (by, of) = (actor.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>| reading::open(tx, &by, &of);
    match act(&house, &mut form, work).await? {
        Some(person) => Ok(see_other(format!("/supervision/register/people/{person}"))
            .notice("supervision-done-reading", &[])
            .into_response()),
        None => again(page, (house, actor), id, &form).await,
    }
}

/// `GET /supervision/register/people/{id}`: only on the day it was opened with a second inspector's agreement.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| reading::read(tx, &actor, &id)).await?;
    if let Some(asked) = proven.lead(&page) {
        return Ok(asked);
    }
    let page = page
        .titled_with("supervision-reading-of", &[("name", &found.name)])
        .back_to("/supervision/register/people", "supervision-readings")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    sheet.text(&t.with("supervision-reading-why", &[("purpose", &found.purpose)]));
    let years: Vec<String> = found.confirmed.iter().map(|one| one.0.to_string()).collect();
    if !years.is_empty() {
        sheet.text(&t.with("supervision-confirmed-years", &[("years", &t.join(&years))]));
    }
    sheet.heading("supervision-interests");
    sheet.add(&interest_table(t, &found.interests, false));
    sheet.heading("supervision-contacts");
    sheet.add(&contact_table(t, &found.contacts, false));
    sheet.done()
}
