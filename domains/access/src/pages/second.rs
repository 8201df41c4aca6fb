//! The second page of signing in: the code of the generator, or setting one up where the county asks for it. Nothing else
//! opens before. Not here: one's own factor once inside (`factor`).

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::account::passkey;
use kernel::{entering, session};
use web::components::passkey::PasskeyForm;
use web::sheet::{Form, Sheet};
use web::{FormState, House, Page, Problem, see_other};

use super::factor::{draw_codes, picture_and_secret};
use super::passkeys::{assertion, origin};
use super::sign_in::go_on;
use super::{ENTRY, token, with_entry, with_session};
use crate::entry::{self, Come};

fn gone() -> Response {
    with_entry(see_other("/sign-in").notice("access-entry-gone", &[]), None)
}

async fn draw_code(
    house: &House,
    page: Page,
    headers: &HeaderMap,
    form: &FormState,
) -> Result<Response, Problem> {
    let token = token(headers, ENTRY);
    let asked = token.clone();
    let keys = house.read(move |tx| {
        let Some(entry) = entering::find(tx, &asked)? else { return Ok(None) };
        Ok(Some(passkey::of_account(tx, &entry.account)?))
    });
    let Some(keys) = keys.await? else { return Ok(gone()) };
    let page = page.titled_by("access-code").led_by("access-code-lead").back_to("/sign-in", "access-sign-in");
    let mut sheet = Sheet::new(&page, form);
    if !keys.is_empty() {
        sheet.add(&PasskeyForm::asking(&page, "/sign-in/passkey", &session::id_of(&token), &keys));
    }
    let field = sheet.field("code", "access-code-field", |field| {
        field.hint("access-code-hint").autocomplete("one-time-code").short()
    });
    sheet.add(&Form::to("/sign-in/code").part(field).button(page.t.of("access-enter")));
    sheet.hint("access-code-lost");
    sheet.done()
}

/// `GET /sign-in/code`
pub async fn show(page: Page, State(house): State<House>, headers: HeaderMap) -> Result<Response, Problem> {
    draw_code(&house, page, &headers, &FormState::default()).await
}

/// `POST /sign-in/code`
pub async fn enter(
    page: Page,
    State(house): State<House>,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let token = token(&headers, ENTRY);
    let typed = form.secret("code").unwrap_or_default();
    if typed.trim().is_empty() {
        form.error("code", "web-error-required");
        return draw_code(&house, page, &headers, &form).await;
    }
    match house.county().write(move |tx| entry::pass_code(tx, &token, &typed)).await? {
        Come::Gone => return Ok(gone()),
        Come::Wrong => form.error("code", "access-code-wrong"),
        Come::Rests(minutes) => form.error_with("", "access-rests", &[("minutes", &minutes)]),
        come => return Ok(go_on(&come)),
    }
    draw_code(&house, page, &headers, &form).await
}

/// `POST /sign-in/passkey`
pub async fn enter_by_passkey(
    page: Page,
    State(house): State<House>,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (Some(said), Some((origin, party))) = (assertion(&form), origin(&page, &headers)) else {
        form.error("", "web-passkey-failed");
        return draw_code(&house, page, &headers, &form).await;
    };
    let token = token(&headers, ENTRY);
    let pass = move |tx: &mut kernel::Tx<'_>| entry::pass_passkey(tx, &token, (&origin, &party, &said));
    match house.county().write(pass).await? {
        Come::Gone => return Ok(gone()),
        Come::Rests(minutes) => form.error_with("", "access-rests", &[("minutes", &minutes)]),
        Come::Wrong => form.error("", "web-passkey-failed"),
        come => return Ok(go_on(&come)),
    }
    draw_code(&house, page, &headers, &form).await
}

async fn draw_enrolment(
    house: &House,
    page: Page,
    headers: &HeaderMap,
    form: &FormState,
) -> Result<Response, Problem> {
    let token = token(headers, ENTRY);
    let Some((login, secret)) = house.read(move |tx| entry::enrolling(tx, &token)).await? else {
        return Ok(gone());
    };
    let page = page.titled_by("access-factor-new").led_by("access-factor-required-lead");
    let mut sheet = Sheet::new(&page, form);
    picture_and_secret(&mut sheet, &login, &secret, "/sign-in/second-factor");
    sheet.done()
}

/// `GET /sign-in/second-factor`
pub async fn enrolment(
    page: Page,
    State(house): State<House>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    draw_enrolment(&house, page, &headers, &FormState::default()).await
}

/// `POST /sign-in/second-factor`: the first code opens the session and shows the recovery codes this once.
pub async fn enrol(
    page: Page,
    State(house): State<House>,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (token, typed) = (token(&headers, ENTRY), form.secret("code").unwrap_or_default());
    let (come, codes) = house.county().write(move |tx| entry::pass_enrolment(tx, &token, &typed)).await?;
    match come {
        Come::In(session, to) => {
            let shown = draw_codes(page, &codes, &to)?;
            Ok(with_session(with_entry(shown, None), Some(&session)))
        }
        Come::Wrong => {
            form.error("code", "access-code-wrong");
            draw_enrolment(&house, page, &headers, &form).await
        }
        _ => Ok(gone().into_response()),
    }
}
