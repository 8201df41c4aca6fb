//! An inspector reads somebody's declarations: finds the person, says why, then sees them. The person is told.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Scope, Tx};
use serde::Deserialize;
use web::components::{Cell, Table};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::act;
use super::register::{contact_table, interest_table};
use crate::permission::inspects;
use crate::register::reading;

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
pub async fn open(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let purpose = form.text("purpose", 200).unwrap_or_default();
    let whose = id.clone();
    let work = move |tx: &mut Tx<'_>| reading::ask(tx, &actor, &whose, &purpose);
    match act(&house, &mut form, work).await? {
        Some(()) => Ok(see_other(format!("/supervision/register/people/{id}"))
            .notice("supervision-done-reading", &[])
            .into_response()),
        None => draw_asking(page, &id, &form),
    }
}

/// `GET /supervision/register/people/{id}`: only after saying why, on the same day.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| reading::read(tx, &actor, &id)).await?;
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
