//! One's own second factor: where it stands, setting one up, its recovery codes; and for which roles the county asks for
//! one. Not here: asking for it at the door (`second`).

use std::fmt::Write;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use kernel::account::factor as second;
use kernel::account::totp;
use kernel::actor::{ROLES, Role};
use qrcode::{Color, QrCode};
use web::components::field::Choice;
use web::components::lists::FactList;
use web::house::COOKIE;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, Proven, see_other};

use super::token;
use crate::{factor, keeping};

/// The address of a secret as a picture of one path, a unit a module.
#[derive(Template)]
#[template(path = "access/picture.html")]
struct Picture<'a> {
    label: &'a str,
    wide: usize,
    path: String,
}
impl HtmlSafe for Picture<'_> {}

#[derive(Template)]
#[template(path = "access/codes.html")]
struct Codes<'a> {
    label: &'a str,
    codes: &'a [String],
}
impl HtmlSafe for Codes<'_> {}

/// The picture, the secret as it is typed, and the form for the first code.
pub(super) fn picture_and_secret(sheet: &mut Sheet<'_>, login: &str, secret: &[u8], action: &str) {
    let t = sheet.page.t.clone();
    let address = totp::address(sheet.page.county(), login, secret);
    sheet.heading("access-factor-scan");
    sheet.text(t.of("access-factor-scan-lead"));
    if let Ok(code) = QrCode::new(&address) {
        let wide = code.width();
        let mut path = String::new();
        let dark = |(_, color): &(usize, Color)| *color == Color::Dark;
        for (at, _) in code.to_colors().into_iter().enumerate().filter(dark) {
            let _ = write!(path, "M{} {}h1v1h-1z", at % wide, at / wide);
        }
        sheet.add(&Picture { label: t.of("access-factor-picture"), wide, path });
    }
    let facts = FactList::new()
        .fact(t.of("access-factor-account"), login)
        .fact(t.of("access-factor-secret"), &totp::typed_secret(secret));
    sheet.add(&facts);
    sheet.heading("access-factor-confirm");
    let field = sheet.field("code", "access-factor-code", |field| {
        field.hint("access-factor-code-hint").autocomplete("one-time-code").short()
    });
    sheet.add(&Form::to(action).part(field).button(t.of("access-factor-confirm-do")));
}

/// The recovery codes, shown this once, and the way on.
pub(super) fn draw_codes(page: Page, codes: &[String], to: &str) -> Result<Response, Problem> {
    let page = page.titled_by("access-codes").led_by("access-codes-lead");
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&Codes { label: page.t.of("access-codes"), codes });
    sheet.text(page.t.of("access-codes-keep"));
    sheet.links(vec![(to.to_owned(), page.t.of("access-codes-kept").to_owned())]);
    let mut response = sheet.done()?;
    // They are nowhere else; they must not stay in a browser's cache either.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `GET /account/second-factor`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    draw(&house, page, &actor, &FormState::default()).await
}

async fn draw(
    house: &House,
    page: Page,
    actor: &std::sync::Arc<kernel::Actor>,
    form: &FormState,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let (standing, required) = house
        .read(move |tx| Ok((second::standing(tx, &asker.account)?, factor::required_of(tx, &asker)?)))
        .await?;
    let page =
        page.titled_by("access-factor").led_by("access-factor-lead").back_to("/account", "access-mine");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.text(t.of(if required { "access-factor-must" } else { "access-factor-may" }));
    if page.is_demo() {
        sheet.text(t.of("access-factor-demo"));
    }
    match standing.generator {
        None => {
            sheet.add(&Form::to("/account/second-factor").button(t.of("access-factor-begin")));
        }
        Some(since) => {
            let day = t.day(kernel::clock::date_at(since));
            sheet.text(&t.with("access-factor-since", &[("day", &day), ("left", &standing.codes_left)]));
            sheet.heading("access-codes");
            sheet.text(t.of("access-codes-renew-lead"));
            sheet.add(&Form::to("/account/second-factor/codes").button(t.of("access-codes-renew")));
            sheet.heading("access-passkeys");
            sheet.text(t.of("access-passkeys-lead"));
            sheet.links(vec![("/account/passkeys".to_owned(), t.of("access-passkeys").to_owned())]);
            sheet.heading("access-factor-change");
            sheet.text(t.of("access-factor-again-lead"));
            sheet.add(&Form::to("/account/second-factor").button(t.of("access-factor-again")));
            if !required {
                sheet.text(t.of("access-factor-remove-lead"));
                let form = Form::to("/account/second-factor/removal");
                sheet.add(&form.button(t.of("access-factor-remove")));
            }
        }
    }
    sheet.done()
}

/// `POST /account/second-factor`: makes a secret to be confirmed.
pub async fn begin(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    form: FormState,
) -> Result<Response, Problem> {
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    house.county().write(move |tx| factor::begin(tx, &actor)).await?;
    Ok(see_other("/account/second-factor/new").into_response())
}

async fn draw_new(
    house: &House,
    page: Page,
    actor: std::sync::Arc<kernel::Actor>,
    form: &FormState,
) -> Result<Response, Problem> {
    let (login, secret) = house.read(move |tx| factor::candidate(tx, &actor)).await?;
    let page = page.titled_by("access-factor-new").led_by("access-factor-new-lead");
    let page = page.back_to("/account/second-factor", "access-factor");
    let mut sheet = Sheet::new(&page, form);
    picture_and_secret(&mut sheet, &login, &secret, "/account/second-factor/new");
    sheet.done()
}

/// `GET /account/second-factor/new`
pub async fn new(page: Page, State(house): State<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    draw_new(&house, page, actor, &FormState::default()).await
}

/// `POST /account/second-factor/new`
pub async fn confirm(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let typed = form.secret("code").unwrap_or_default();
    let (asker, token) = (actor.clone(), token(&headers, COOKIE));
    match house.county().write(move |tx| factor::confirm(tx, &asker, &token, &typed)).await {
        Ok(codes) => {
            house.forget_sessions();
            draw_codes(page, &codes, "/account/second-factor")
        }
        Err(fault) => {
            form.take(fault)?;
            draw_new(&house, page, actor, &form).await
        }
    }
}

/// `POST /account/second-factor/codes`
pub async fn renew(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    form: FormState,
) -> Result<Response, Problem> {
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let codes = house.county().write(move |tx| factor::renew_codes(tx, &actor)).await?;
    draw_codes(page, &codes, "/account/second-factor")
}

/// `POST /account/second-factor/removal`
pub async fn remove(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let asker = actor.clone();
    if let Err(fault) = house.county().write(move |tx| factor::remove(tx, &asker)).await {
        form.take(fault)?;
        return draw(&house, page, &actor, &form).await;
    }
    Ok(see_other("/account/second-factor").notice("access-factor-removed", &[]).into_response())
}

/// `GET /accounts/second-factor`: for which roles the county asks for one.
pub async fn requirement(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let required = house
        .read(move |tx| {
            keeping::check_keeper(&actor)?;
            let mut required = Vec::new();
            for role in ROLES {
                if factor::required_for(tx, role)? {
                    required.push(role.code());
                }
            }
            Ok(required)
        })
        .await?;
    let mut form = FormState::default();
    form.set_all("role", required);
    let page = page.titled_by("access-requirement").led_by("access-requirement-lead");
    let page = page.back_to("/accounts", "access-accounts");
    let name = |role: Role| page.t.of(&format!("access-role-{}", role.code())).to_owned();
    let choices: Vec<Choice> = ROLES.into_iter().map(|role| Choice::new(role.code(), name(role))).collect();
    let mut sheet = Sheet::new(&page, &form);
    let field =
        sheet.field("role", "access-requirement-roles", |field| field.checkboxes(&choices).optional());
    let form = Form::to("/accounts/second-factor").part(field);
    sheet.add(&form.button(page.t.of("access-requirement-set")));
    sheet.done()
}

/// `POST /accounts/second-factor`
pub async fn set_requirement(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    mut form: FormState,
) -> Result<Response, Problem> {
    keeping::check_keeper(&actor)?;
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let codes: Vec<&str> = ROLES.iter().map(|role| role.code()).collect();
    let chosen = form.choices("role", &codes);
    let roles: Vec<Role> = chosen.iter().filter_map(|code| Role::from_code(code)).collect();
    house.county().write(move |tx| factor::set_required(tx, &actor, &roles)).await?;
    Ok(see_other("/accounts/second-factor").notice("access-requirement-done", &[]).into_response())
}
