//! Signing in and out. A wrong name and a wrong password look alike and take equally long. Not here: the second factor
//! (`second`).

use std::time::Duration;

use askama::Template;
use axum::extract::{Extension, Query, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use kernel::account::{self, Credential};
use kernel::{Fault, settings};
use law::decision::Text;
use serde::Deserialize;
use web::address::Address;
use web::crowd::Held;
use web::house::{COOKIE, House};
use web::notices::is_local;
use web::{Acting, FormState, Page, Problem, see_other, show_again};

use super::{device, token, with_entry, with_session};
use crate::entry::{self, Come};
use crate::gate::{Gate, Turn};

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub struct Next {
    pub(super) next: Option<String>,
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

/// Waits as long as the address has to; answers for how many seconds it has to come again later, if so.
async fn wait_turn(gate: &Gate, from: Option<Address>, login: &str, house: &House) -> Option<u32> {
    match gate.turn(from?, login, house.county().clock().now()) {
        Turn::After(0) => None,
        Turn::After(seconds) => {
            tokio::time::sleep(Duration::from_secs(u64::from(seconds))).await;
            None
        }
        Turn::Later(seconds) => Some(seconds),
    }
}

/// A place to hash in, once the address may try.
async fn admitted(house: &House, gate: &Gate, from: Option<Address>, login: &str) -> Result<Held, Problem> {
    if let Some(seconds) = wait_turn(gate, from, login, house).await {
        return Err(Problem::too_many(seconds));
    }
    let place = house.hashing().enter().await.ok_or_else(|| house.hashing().full())?;
    // Those who waited for their place beside it may have been wrong meanwhile: only now is a hash worth its price.
    match from.map(|from| gate.turn(from, login, house.county().clock().now())) {
        Some(Turn::Later(seconds)) => Err(Problem::too_many(seconds)),
        _ => Ok(place),
    }
}

/// `POST /sign-in`
pub async fn enter(
    page: Page,
    State(house): State<House>,
    Extension(gate): Extension<Gate>,
    from: Option<Extension<Address>>,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let login = form.required_text("login", 60);
    let password = form.secret("password").filter(|password| !password.is_empty());
    if password.is_none() {
        form.error("password", "web-error-required");
    }
    let (Some(login), Some(password)) = (login, password) else {
        return show_page(&house, page, &form, true).await;
    };
    let from = from.map(|Extension(address)| address);
    let place = admitted(&house, &gate, from, &login).await?;
    let asked = login.clone();
    let found = house.read(move |tx| Ok(account::credential_by_login(tx, &asked)?)).await?;
    let now = house.county().clock().now();
    let known = found.is_some();
    let credential = found.unwrap_or_else(Credential::nobody);
    let checked = credential.clone();
    let right = place.slowly(move || checked.matches(&password)).await?;
    let rests = if known { credential.minutes_left(now) } else { gate.unknown_rests(&login, now) };
    let come = match (rests, right && known) {
        (Some(minutes), _) => Come::Rests(minutes),
        (None, true) => {
            let next = after(&credential, form.value("next"));
            let (id, device) = (credential.account.clone(), device(&headers));
            house.county().write(move |tx| entry::pass_password(tx, &id, device, &next)).await?
        }
        (None, false) if known => wrong(&house, credential).await?,
        (None, false) => gate.unknown_wrong(&login, now).map_or(Come::Wrong, Come::Rests),
    };
    if let Some(from) = from {
        match come {
            Come::Wrong => gate.wrong(from, &login, now),
            Come::In(..) | Come::Code(_) | Come::Enrol(_) => gate.right(from, &login, now),
            Come::Rests(_) | Come::Over | Come::Gone => {}
        }
    }
    match come {
        Come::Wrong | Come::Gone => form.error("", "access-wrong"),
        Come::Over => form.error("", "access-password-over"),
        Come::Rests(minutes) => form.error_with("", "access-rests", &[("minutes", &minutes)]),
        come => return Ok(go_on(&come)),
    }
    show_page(&house, page, &form, true).await
}

/// Where somebody goes once in.
fn after(credential: &Credential, next: &str) -> String {
    let to = if credential.must_change { "/account/password" } else { next };
    if to.is_empty() || !is_local(to) { "/".to_owned() } else { to.to_owned() }
}

async fn wrong(house: &House, credential: Credential) -> Result<Come, Problem> {
    let refuse = move |tx: &mut kernel::Tx<'_>| {
        Ok::<_, Fault>(entry::refuse(tx, &credential, "account.password-wrong")?)
    };
    Ok(house.county().write(refuse).await?.map_or(Come::Wrong, Come::Rests))
}

/// The next page, with its cookie.
pub(super) fn go_on(come: &Come) -> Response {
    match come {
        Come::In(token, to) => with_session(with_entry(see_other(to.as_str()), None), Some(token)),
        Come::Code(token) => with_entry(see_other("/sign-in/code"), Some(token)),
        Come::Enrol(token) => with_entry(see_other("/sign-in/second-factor"), Some(token)),
        Come::Wrong | Come::Rests(_) | Come::Over | Come::Gone => see_other("/sign-in").into_response(),
    }
}

/// `POST /sign-in/demo`: one click in the demo county, also without the second factor; anywhere else there are no such
/// accounts.
pub async fn enter_demo(
    State(house): State<House>,
    headers: HeaderMap,
    form: FormState,
) -> Result<Response, Problem> {
    let login = form.value("login").to_owned();
    let device = device(&headers);
    let entered = house.county().write(move |tx| {
        if settings::get(tx, entry::DEMO)?.is_none() {
            return Err(Fault::NotFound);
        }
        let found = account::credential_by_login(tx, &login)?;
        let credential = found.filter(|found| found.matches_demo()).ok_or(Fault::NotFound)?;
        entry::enter_by(tx, &credential.account, device, "demo")
    });
    Ok(with_session(see_other("/"), Some(&entered.await?)))
}

/// `POST /sign-out`
pub async fn leave(
    State(house): State<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let token = token(&headers, COOKIE);
    house.county().write(move |tx| Ok::<_, Fault>(entry::leave(tx, &actor, &token)?)).await?;
    house.forget_sessions();
    let mut left = with_session(see_other("/sign-in").notice("access-left", &[]), None);
    // Drafts stay in the browser's storage otherwise, on a computer that others use.
    left.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"storage\""));
    Ok(left)
}
