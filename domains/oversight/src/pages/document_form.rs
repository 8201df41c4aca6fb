//! Entering a document: one to be made, or one that was issued before. Not here: the steps of making it (`document`).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Scope, Tx};
use web::components::field::Choice;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, choices, offices, own_units, units};
use crate::document::{self, Issuer, Kind, NewDocument, issuing};
use crate::permission;

/// Most characters of a document's text.
pub(super) const TEXT_MAX: usize = 50_000;

async fn read(house: &House, actor: &Asker, register: bool) -> Result<Vec<Choice>, Problem> {
    let may = if register { permission::is_jurist(actor) } else { actor.is(Role::Head) };
    if !may {
        return Err(Problem::forbidden());
    }
    let by = actor.clone();
    let found = house
        .read(move |tx| {
            if register {
                offices(tx, &Scope::county("units are in the directory"))
            } else {
                own_units(tx, &by)
            }
        })
        .await?;
    Ok(units(&found))
}

fn draw(page: Page, register: bool, offices: &[Choice], form: &FormState) -> Result<Response, Problem> {
    let (title, lead, action) = if register {
        (
            "oversight-document-register",
            "oversight-document-register-lead",
            "/oversight/documents/registration",
        )
    } else {
        ("oversight-document-new", "oversight-document-new-lead", "/oversight/documents")
    };
    let page = page.titled_by(title).led_by(lead).back_to("/oversight/documents", "oversight-documents");
    let t = page.t.clone();
    let kinds = choices(&t, Kind::ALL, |kind| (kind.code(), kind.words()));
    let issuers = choices(&t, Issuer::ALL, |issuer| (issuer.code(), issuer.words()));
    let mut sheet = Sheet::new(&page, form);
    let mut built = Form::to(action)
        .autosave("oversight-document")
        .part(sheet.field("unit", "oversight-office", |field| field.select(offices)))
        .part(sheet.field("title", "oversight-document", |field| field.max(120)))
        .part(sheet.field("number", "oversight-document-number", |field| {
            let field = field.max(60).short();
            if register { field } else { field.hint("oversight-number-hint") }
        }))
        .part(sheet.field("issuer", "oversight-issuer", |field| field.radios(&issuers)))
        .part(sheet.field("kind", "oversight-document-kind", |field| field.radios(&kinds)));
    if register {
        built = built.part(sheet.field("issued_on", "oversight-issued-on", |field| field.date()));
    }
    built = built
        .part(sheet.field("effective_on", "oversight-effective-on", |field| field.date()))
        .part(sheet.field("valid_until", "oversight-valid-until", |field| {
            field.date().optional().hint("oversight-valid-until-hint")
        }))
        .part(sheet.field("market", "oversight-market", |field| field.tick().hint("oversight-market-hint")));
    if register {
        built = built
            .part(sheet.field("published_at", "oversight-published-at", |field| {
                field.max(200).optional().hint("oversight-published-later-hint")
            }))
            .part(sheet.field("published_on", "oversight-published-on", |field| field.date().optional()))
            .part(sheet.field("body", "oversight-document-text", |field| {
                field.textarea(10).max(50_000).optional().hint("oversight-document-text-hint")
            }));
    }
    let button = if register { "oversight-register" } else { "oversight-begin" };
    sheet.add(&built.button(t.of(button).to_owned()));
    sheet.done()
}

fn typed(form: &mut FormState, register: bool, today: jiff::civil::Date) -> Option<NewDocument> {
    let unit = form.required_text("unit", 60);
    let (title, number) = (form.required_text("title", 120), form.required_text("number", 60));
    let issuer = form.required_coded("issuer", Issuer::ALL, Issuer::code);
    let kind = form.required_coded("kind", Kind::ALL, Kind::code);
    let issued_on = if register { form.required_date("issued_on") } else { Some(today) };
    let effective_on = form.required_date("effective_on");
    let valid_until = form.date("valid_until");
    let market = form.ticked("market");
    let published_at = form.text("published_at", 200).unwrap_or_default();
    let published_on = if register { form.date("published_on") } else { None };
    let body = if register { form.text("body", TEXT_MAX).unwrap_or_default() } else { String::new() };
    if !form.is_ok() {
        return None;
    }
    Some(NewDocument {
        unit: unit?,
        title: title?,
        number: number?,
        issuer: issuer?,
        kind: kind?,
        issued_on: issued_on?,
        effective_on: effective_on?,
        valid_until,
        market,
        published_at,
        published_on,
        body,
    })
}

async fn take(
    page: Page,
    house: House,
    actor: Asker,
    register: bool,
    mut form: FormState,
) -> Result<Response, Problem> {
    let offices = read(&house, &actor, register).await?;
    let today = super::local(house.county().clock().now()).date();
    if let Some(new) = typed(&mut form, register, today) {
        let (by, book) = (actor.clone(), house.book());
        let work = move |tx: &mut Tx<'_>| {
            if register {
                document::register(tx, &by, &book, &new)
            } else {
                issuing::draft(tx, &by, &book, &new)
            }
        };
        if let Some(id) = act(&house, &mut form, work).await? {
            let key = if register { "oversight-done-registered" } else { "oversight-done-begun" };
            return Ok(see_other(format!("/oversight/documents/{id}")).notice(key, &[]).into_response());
        }
    }
    draw(page, register, &offices, &form)
}

/// `GET /oversight/documents/new`
///
/// # Errors
/// If the actor is head of nothing.
pub async fn new(page: Page, State(house): State<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    let offices = read(&house, &actor, false).await?;
    draw(page, false, &offices, &FormState::default())
}

/// `POST /oversight/documents`
///
/// # Errors
/// If it cannot be written.
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    form: FormState,
) -> Result<Response, Problem> {
    take(page, house, actor, false, form).await
}

/// `GET /oversight/documents/registration`
///
/// # Errors
/// If the actor is not the legality review of the county.
pub async fn new_registered(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let offices = read(&house, &actor, true).await?;
    draw(page, true, &offices, &FormState::default())
}

/// `POST /oversight/documents/registration`
///
/// # Errors
/// If it cannot be written.
pub async fn register(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    form: FormState,
) -> Result<Response, Problem> {
    take(page, house, actor, true, form).await
}
