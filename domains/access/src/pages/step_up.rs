//! Proving again who one is, and going on to where one was: a form that was kept is sent on by the browser itself, with
//! the method and the body it had. Not here: when that is asked (`web::stepping`).

use axum::extract::{Query, State};
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::account::{self, factor as second};
use kernel::{Actor, Fault};
use web::house::COOKIE;
use web::notices::is_local;
use web::stepping::{CODE, KEPT, TO, draw};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::sign_in::Next;
use super::{slowly, token, with_session};
use crate::factor::{self, Stepped};

fn local(to: &str) -> &str {
    if to.is_empty() || !is_local(to) { "/account" } else { to }
}

/// `GET /account/step-up`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(next): Query<Next>,
) -> Result<Response, Problem> {
    let next = next.next.unwrap_or_default();
    let kept = FormState::default().prefilled(TO, local(&next));
    draw(&house, page, &actor, &kept).await
}

/// `POST /account/step-up`
pub async fn prove(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let to = local(form.value(TO)).to_owned();
    let typed = form.secret(CODE).unwrap_or_default();
    if typed.trim().is_empty() {
        form.error(CODE, "web-error-required");
        return draw(&house, page, &actor, &form).await;
    }
    match stepped(&house, &actor, token(&headers, COOKIE), typed).await? {
        Stepped::Wrong => form.error(CODE, "access-step-up-wrong"),
        Stepped::Rests(minutes) => form.error_with("", "access-rests", &[("minutes", &minutes)]),
        Stepped::Up(fresh) => {
            house.forget_sessions();
            let on = match form.has(KEPT) {
                // 307 and not 303: the browser sends the same form again, now to where it was going.
                true => sent_on(&to),
                false => see_other(to).into_response(),
            };
            return Ok(with_session(on, Some(&fresh)));
        }
    }
    draw(&house, page, &actor, &form).await
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
    let right = slowly(move || checked.matches(&typed)).await?;
    let step =
        move |tx: &mut kernel::Tx<'_>| factor::step_up_by_password(tx, &actor, &token, (&credential, right));
    Ok(house.county().write(step).await?)
}
