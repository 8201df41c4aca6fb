//! The first run: whoever holds the key that the server printed makes the first account.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::{account, settings};
use serde::Deserialize;
use web::{FormState, House, Page, Problem, see_other, show_again};

use super::mine::refuse_guessed;
use super::sign_in::go_on;
use super::{device, with_entry, with_session};
use crate::entry::{self, Come};
use crate::names;

/// The key, if it came with the link the server printed.
#[derive(Debug, Deserialize)]
pub struct Key {
    key: Option<String>,
}

#[derive(Template)]
#[template(path = "access/first-run.html")]
struct FirstRunPage<'a> {
    page: &'a Page,
    form: &'a FormState,
}

fn draw(page: Page, form: &FormState, again: bool) -> Result<Response, Problem> {
    let page = page.titled_by("access-first-run").led_by("access-first-run-lead");
    let view = FirstRunPage { page: &page, form };
    if again { show_again(&view) } else { web::show(&view) }
}

/// `GET /first-run`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Query(key): Query<Key>,
) -> Result<Response, Problem> {
    if house.read(|tx| Ok(account::any(tx)?)).await? {
        return Ok(see_other("/sign-in").into_response());
    }
    draw(page, &FormState::default().prefilled("key", key.key.unwrap_or_default()), false)
}

/// `POST /first-run`
pub async fn make(
    page: Page,
    State(house): State<House>,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let key = form.required_text("key", 80).unwrap_or_default();
    let login = form.required_text("login", 40);
    let name = form.required_text("name", 40);
    let password = form.secret("password").unwrap_or_default();
    if form.secret("password-again").unwrap_or_default() != password {
        form.error("password-again", "access-passwords-differ");
    }
    let kept = house.read(|tx| Ok(settings::get(tx, entry::FIRST_RUN_KEY)?)).await?;
    if kept.as_deref().is_none_or(|kept| kept.is_empty() || kept != entry::key_digest(&key)) {
        form.error("key", "access-first-run-key-wrong");
    }
    let own = names::of_somebody(login.as_deref().unwrap_or_default(), name.as_deref().unwrap_or_default());
    let known = house.read(|tx| Ok(names::of_county(tx)?)).await?;
    refuse_guessed(&mut form, &password, &[own, known].concat())?;
    let (Some(login), Some(name), true) = (login, name, form.is_ok()) else { return draw(page, &form, true) };
    let salt = house.county().entropy().bytes();
    let hash = house.hashing().slowly(move || account::hash_given(&password, salt)).await??;
    let device = device(&headers);
    match house.county().write(move |tx| entry::first_account(tx, (&login, &name), &hash, device)).await {
        Ok(Come::In(token, to)) => {
            Ok(with_session(see_other(to).notice("access-first-run-done", &[]), Some(&token)))
        }
        Ok(Come::Enrol(token)) => {
            let on = see_other("/sign-in/second-factor").notice("access-first-run-factor", &[]);
            Ok(with_entry(on, Some(&token)))
        }
        Ok(come) => Ok(go_on(&come)),
        Err(fault) => {
            form.take(fault)?;
            draw(page, &form, true)
        }
    }
}
