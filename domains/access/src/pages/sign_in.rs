//! Signing in and out. A wrong name and a wrong password look alike and take equally long.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::account::{self, Credential};
use kernel::{Fault, settings};
use law::decision::Text;
use serde::Deserialize;
use web::house::{COOKIE, House};
use web::notices::is_local;
use web::page::cookie;
use web::{Acting, FormState, Page, Problem, see_other, show_again};

use super::{slowly, with_session};
use crate::entry;

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// One of the demo county's people, offered on its sign-in page.
#[derive(Debug, Clone, Deserialize)]
struct DemoRole {
    key: String,
    login: String,
    title: Text,
    name: String,
    seat: String,
}

#[derive(Template)]
#[template(path = "access/sign-in.html")]
struct SignInPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    roles: &'a [DemoRole],
}

async fn demo_roles(house: &House) -> Result<Vec<DemoRole>, Problem> {
    let kept = house.read(|tx| Ok(settings::get(tx, entry::DEMO_ROLES)?)).await?;
    Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
}

/// The page itself, first or after something was wrong.
async fn show_page(house: &House, page: Page, form: &FormState, again: bool) -> Result<Response, Problem> {
    let roles = demo_roles(house).await?;
    let page = page.titled_by("access-sign-in").led_by("access-sign-in-lead");
    let view = SignInPage { page: &page, form, roles: &roles };
    if again { show_again(&view) } else { web::show(&view) }
}

/// `GET /sign-in`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Query(next): Query<Next>,
) -> Result<Response, Problem> {
    if page.signed.is_some() {
        return Ok(see_other("/").into_response());
    }
    if !house.read(|tx| Ok(account::any(tx)?)).await? {
        return Ok(see_other("/first-run").into_response());
    }
    let form = FormState::default().prefilled("next", next.next.unwrap_or_default());
    show_page(&house, page, &form, false).await
}

/// `POST /sign-in`
pub async fn enter(page: Page, State(house): State<House>, mut form: FormState) -> Result<Response, Problem> {
    let login = form.required_text("login", 60);
    let password = form.secret("password").filter(|password| !password.is_empty());
    if password.is_none() {
        form.error("password", "web-error-required");
    }
    let (Some(login), Some(password)) = (login, password) else {
        return show_page(&house, page, &form, true).await;
    };
    let found = house.read(move |tx| Ok(account::credential_by_login(tx, &login)?)).await?;
    let now = house.county().clock().now();
    let known = found.is_some();
    let credential = found.unwrap_or_else(Credential::nobody);
    let checked = credential.clone();
    let right = slowly(move || checked.matches(&password)).await?;
    if credential.rests_at(now) {
        form.error_with("", "access-rests", &[("minutes", &account::RESTS_MINUTES)]);
        return show_page(&house, page, &form, true).await;
    }
    if !right || !known {
        let rests = match known {
            true => house.county().write(move |tx| Ok::<_, Fault>(entry::refuse(tx, &credential)?)).await?,
            false => false,
        };
        match rests {
            true => form.error_with("", "access-rests", &[("minutes", &account::RESTS_MINUTES)]),
            false => form.error("", "access-wrong"),
        }
        return show_page(&house, page, &form, true).await;
    }
    let must_change = credential.must_change;
    let token = house.county().write(move |tx| entry::enter(tx, &credential.account)).await?;
    let next = Some(form.value("next")).filter(|next| is_local(next) && !next.is_empty());
    let to = if must_change { "/account/password" } else { next.unwrap_or("/") };
    Ok(with_session(see_other(to), Some(&token)))
}

/// `POST /sign-in/demo`: one click in the demo county; anywhere else there are no such accounts.
pub async fn enter_demo(State(house): State<House>, form: FormState) -> Result<Response, Problem> {
    let login = form.value("login").to_owned();
    let entered = house.county().write(move |tx| {
        if settings::get(tx, entry::DEMO)?.is_none() {
            return Err(Fault::NotFound);
        }
        let found = account::credential_by_login(tx, &login)?;
        let credential = found.filter(|found| found.matches_demo()).ok_or(Fault::NotFound)?;
        entry::enter(tx, &credential.account)
    });
    Ok(with_session(see_other("/"), Some(&entered.await?)))
}

/// `POST /sign-out`
pub async fn leave(
    State(house): State<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let token = cookie(&headers, COOKIE).unwrap_or_default().to_owned();
    house.county().write(move |tx| Ok::<_, Fault>(entry::leave(tx, &actor, &token)?)).await?;
    house.forget_sessions();
    Ok(with_session(see_other("/sign-in").notice("access-left", &[]), None))
}
