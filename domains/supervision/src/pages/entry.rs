//! Declaring and amending an interest or a contact. The wording before stays.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::register::lists;
use super::{act, choices};
use crate::register::contact::{self, Gifts, NewContact, Occasion};
use crate::register::{self, Holder, Kind, NewInterest};

fn draw_interest(page: Page, id: Option<&str>, form: &FormState) -> Result<Response, Problem> {
    let title = if id.is_some() { "supervision-interest-amend" } else { "supervision-interest-add" };
    let page = page
        .titled_by(title)
        .led_by("supervision-entry-lead")
        .back_to("/supervision/register", "supervision-register-mine");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let kinds = choices(t, Kind::ALL, |one| (one.code(), one.words()));
    let holders = choices(t, Holder::ALL, |one| (one.code(), one.words()));
    let fields = [
        sheet.owned_with("holder", "supervision-holder", &holders),
        sheet.owned_with("kind", "supervision-interest", &kinds),
        sheet.field("firm", "supervision-firm", |field| field.max(100).hint("supervision-firm-hint")),
        sheet.field("code", "supervision-code", |field| {
            field.max(18).optional().hint("supervision-code-hint")
        }),
        sheet.field("what", "supervision-what", |field| field.max(200)),
        sheet.field("from_on", "supervision-from-on", |field| field.date().optional()),
        sheet.field("to_on", "supervision-to-on", |field| {
            field.date().optional().hint("supervision-to-on-hint")
        }),
    ];
    let path = id.map_or_else(
        || "/supervision/register/interests".to_owned(),
        |id| format!("/supervision/register/interests/{id}"),
    );
    let whole = fields.into_iter().fold(Form::to(path), Form::part);
    sheet.add(&whole.button(t.of(if id.is_some() { "supervision-amend" } else { "supervision-declare" })));
    sheet.done()
}

/// `GET /supervision/register/interests/new`
pub async fn new_interest(page: Page, Acting(_): Acting) -> Result<Response, Problem> {
    draw_interest(page, None, &FormState::default())
}

fn typed_interest(form: &mut FormState) -> Option<NewInterest> {
    let kind = form.required_coded("kind", Kind::ALL, Kind::code);
    let holder = form.required_coded("holder", Holder::ALL, Holder::code);
    let firm = form.required_text("firm", 100);
    let code = form.text("code", 18).unwrap_or_default();
    let what = form.required_text("what", 200);
    let (from_on, to_on) = (form.date("from_on"), form.date("to_on"));
    Some(NewInterest { kind: kind?, holder: holder?, firm: firm?, code, what: what?, from_on, to_on })
}

/// `POST /supervision/register/interests`
pub async fn add_interest(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(new) = typed_interest(&mut form) {
        let work = move |tx: &mut kernel::Tx<'_>| register::declare(tx, &actor, &new);
        if act(&house, &mut form, work).await?.is_some() {
            return Ok(done("supervision-done-declared"));
        }
    }
    draw_interest(page, None, &form)
}

fn done(key: &str) -> Response {
    see_other("/supervision/register").notice(key, &[]).into_response()
}

/// `GET /supervision/register/interests/{id}`
pub async fn show_interest(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let asked = id.clone();
    let found = house.read(move |tx| register::interest(tx, &actor, &asked)).await?;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let form = FormState::default()
        .prefilled("kind", found.says.kind.code())
        .prefilled("holder", found.says.holder.code())
        .prefilled("firm", found.says.firm)
        .prefilled("code", found.says.code)
        .prefilled("what", found.says.what)
        .prefilled("from_on", day(found.says.from_on))
        .prefilled("to_on", day(found.says.to_on));
    draw_interest(page, Some(&id), &form)
}

/// `POST /supervision/register/interests/{id}`
pub async fn amend_interest(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(new) = typed_interest(&mut form) {
        let which = id.clone();
        let work = move |tx: &mut kernel::Tx<'_>| register::amend(tx, &actor, &which, &new);
        if act(&house, &mut form, work).await?.is_some() {
            return Ok(done("supervision-done-amended"));
        }
    }
    draw_interest(page, Some(&id), &form)
}

fn draw_contact(page: Page, house: &House, id: Option<&str>, form: &FormState) -> Result<Response, Problem> {
    let title = if id.is_some() { "supervision-contact-amend" } else { "supervision-contact-add" };
    let page = page
        .titled_by(title)
        .led_by("supervision-entry-lead")
        .back_to("/supervision/register", "supervision-register-mine");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let occasions = choices(t, Occasion::ALL, |one| (one.code(), one.words()));
    let gifts = choices(t, Gifts::ALL, |one| (one.code(), one.words()));
    let fields = [
        sheet.field("firm", "supervision-firm", |field| field.max(100)),
        sheet.field("on", "supervision-on", |field| field.date()),
        sheet.owned_with("occasion", "supervision-occasion", &occasions),
        sheet.field("said", "supervision-said", |field| field.max(200).hint("supervision-said-hint")),
        sheet.owned_with("gifts", "supervision-gifts", &gifts),
        sheet.field("gift_note", "supervision-gift-note", |field| field.max(200).optional()),
    ];
    let path = id.map_or_else(
        || "/supervision/register/contacts".to_owned(),
        |id| format!("/supervision/register/contacts/{id}"),
    );
    let whole = fields.into_iter().fold(Form::to(path), Form::part);
    sheet.add(&whole.button(t.of(if id.is_some() { "supervision-amend" } else { "supervision-declare" })));
    sheet.heading("supervision-lists");
    let today = kernel::clock::date_at(house.county().clock().now());
    lists(&mut sheet, &house.book(), today);
    sheet.done()
}

/// `GET /supervision/register/contacts/new`
pub async fn new_contact(
    page: Page,
    State(house): State<House>,
    Acting(_): Acting,
) -> Result<Response, Problem> {
    let today = kernel::clock::date_at(house.county().clock().now());
    let form = FormState::default().prefilled("on", today.to_string());
    draw_contact(page, &house, None, &form)
}

fn typed_contact(form: &mut FormState) -> Option<NewContact> {
    let firm = form.required_text("firm", 100);
    let on = form.required_date("on");
    let occasion = form.required_coded("occasion", Occasion::ALL, Occasion::code);
    let said = form.required_text("said", 200);
    let gifts = form.required_coded("gifts", Gifts::ALL, Gifts::code);
    let gift_note = form.text("gift_note", 200).unwrap_or_default();
    Some(NewContact { firm: firm?, on: on?, occasion: occasion?, said: said?, gifts: gifts?, gift_note })
}

/// `POST /supervision/register/contacts`
pub async fn add_contact(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(new) = typed_contact(&mut form) {
        let work = move |tx: &mut kernel::Tx<'_>| contact::declare(tx, &actor, &new);
        if act(&house, &mut form, work).await?.is_some() {
            return Ok(done("supervision-done-declared"));
        }
    }
    draw_contact(page, &house, None, &form)
}

/// `GET /supervision/register/contacts/{id}`
pub async fn show_contact(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let asked = id.clone();
    let found = house.read(move |tx| contact::contact(tx, &actor, &asked)).await?;
    let form = FormState::default()
        .prefilled("firm", found.says.firm)
        .prefilled("on", found.says.on.to_string())
        .prefilled("occasion", found.says.occasion.code())
        .prefilled("said", found.says.said)
        .prefilled("gifts", found.says.gifts.code())
        .prefilled("gift_note", found.says.gift_note);
    draw_contact(page, &house, Some(&id), &form)
}

/// `POST /supervision/register/contacts/{id}`
pub async fn amend_contact(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(new) = typed_contact(&mut form) {
        let which = id.clone();
        let work = move |tx: &mut kernel::Tx<'_>| contact::amend(tx, &actor, &which, &new);
        if act(&house, &mut form, work).await?.is_some() {
            return Ok(done("supervision-done-amended"));
        }
    }
    draw_contact(page, &house, Some(&id), &form)
}
