//! Proving again who one is, and going on to where one was: a form that was kept is sent on by the browser itself, with
//! the method and the body it had. Not here: when that is asked (`web::stepping`).

use axum::extract::{Query, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::account::{self, factor as second};
use kernel::{Actor, Fault, session};
use web::house::COOKIE;
use web::notices::is_local;
use web::stepping::{CODE, KEPT, TO, draw};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::passkeys::{assertion, origin};
use super::sign_in::Next;
use super::{token, with_session};
use crate::factor::{self, Stepped};

fn local(to: &str) -> &str {
    if to.is_empty() || !is_local(to) { "/account" } else { to }
}

/// `GET /account/step-up`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
    Query(next): Query<Next>,
) -> Result<Response, Problem> {
    let next = next.next.unwrap_or_default();
    let kept = FormState::default().prefilled(TO, local(&next));
    again(&house, page, &actor, &headers, &kept).await
}

async fn again(
    house: &House,
    page: Page,
    actor: &Actor,
    headers: &HeaderMap,
    form: &FormState,
) -> Result<Response, Problem> {
    draw(house, page, (actor, &session::id_of(&token(headers, COOKIE))), form).await
}

/// `POST /account/step-up`
pub async fn prove(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let typed = form.secret(CODE).unwrap_or_default();
    if typed.trim().is_empty() {
        form.error(CODE, "web-error-required");
        return again(&house, page, &actor, &headers, &form).await;
    }
    match stepped(&house, &actor, token(&headers, COOKIE), typed).await? {
        Stepped::Wrong => form.error(CODE, "access-step-up-wrong"),
        Stepped::Rests(minutes) => form.error_with("", "access-rests", &[("minutes", &minutes)]),
        Stepped::Up(fresh) => return Ok(go_on(&house, &form, &fresh)),
    }
    again(&house, page, &actor, &headers, &form).await
}

/// `POST /account/step-up/passkey`
pub async fn prove_by_passkey(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (Some(said), Some((origin, party))) = (assertion(&form), origin(&page, &headers)) else {
        form.error("", "web-passkey-failed");
        return again(&house, page, &actor, &headers, &form).await;
    };
    let (asker, token) = (actor.clone(), token(&headers, COOKIE));
    let step = move |tx: &mut kernel::Tx<'_>| {
        factor::step_up_by_passkey(tx, &asker, &token, (&origin, &party, &said))
    };
    match house.county().write(step).await? {
        Stepped::Wrong => form.error("", "web-passkey-failed"),
        Stepped::Rests(minutes) => form.error_with("", "access-rests", &[("minutes", &minutes)]),
        Stepped::Up(fresh) => return Ok(go_on(&house, &form, &fresh)),
    }
    again(&house, page, &actor, &headers, &form).await
}

/// On to where one was, with the new token.
fn go_on(house: &House, form: &FormState, fresh: &str) -> Response {
    house.forget_sessions();
    let to = local(form.value(TO));
    let on = match form.has(KEPT) {
        // 307 and not 303: the browser sends the same form again, now to where it was going.
        true => sent_on(to),
        false => see_other(to).into_response(),
    };
    with_session(on, Some(fresh))
}

fn sent_on(to: &str) -> Response {
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/account"));
    (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, location)]).into_response()
}

async fn stepped(house: &House, actor: &Actor, token: String, typed: String) -> Result<Stepped, Problem> {
    let (actor, id) = (actor.clone(), actor.account.clone());
    let (standing, credential) = house
        .read(move |tx| {
            let credential = account::credential_of(tx, &id)?.ok_or(Fault::NotFound)?;
            Ok((second::standing(tx, &id)?, credential))
        })
        .await?;
    if standing.enrolled() {
        let step = move |tx: &mut kernel::Tx<'_>| factor::step_up_by_code(tx, &actor, &token, &typed);
        return Ok(house.county().write(step).await?);
    }
    let checked = credential.clone();
    let right = house.hashing().slowly(move || checked.matches(&typed)).await?;
    let step =
        move |tx: &mut kernel::Tx<'_>| factor::step_up_by_password(tx, &actor, &token, (&credential, right));
    Ok(house.county().write(step).await?)
}
