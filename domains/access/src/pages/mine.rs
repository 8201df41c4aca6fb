//! One's own account: what one holds, and choosing a password.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{Fault, account};
use web::{Acting, FormState, House, Page, Problem, see_other, show_again};

use super::{device, slowly, with_session};
use crate::entry;

#[derive(Template)]
#[template(path = "access/mine.html")]
struct MinePage<'a> {
    page: &'a Page,
    name: &'a str,
    held: Vec<(String, String)>,
}

/// `GET /account`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let asked = actor.clone();
    let held = house.read(move |tx| crate::keeping::held_by(tx, &asked)).await?;
    let page = page.titled_by("access-mine");
    let held = held
        .into_iter()
        .map(|(role, unit)| {
            let unit = unit.unwrap_or_else(|| page.t.of("access-whole-county").to_owned());
            (page.t.of(&format!("access-role-{}", role.code())).to_owned(), unit)
        })
        .collect();
    web::show(&MinePage { page: &page, name: &actor.name, held })
}

#[derive(Template)]
#[template(path = "access/password.html")]
struct PasswordPage<'a> {
    page: &'a Page,
    form: &'a FormState,
}

fn draw(page: Page, form: &FormState, again: bool) -> Result<Response, Problem> {
    let page =
        page.titled_by("access-password").led_by("access-password-lead").back_to("/account", "access-mine");
    let view = PasswordPage { page: &page, form };
    if again { show_again(&view) } else { web::show(&view) }
}

/// `GET /account/password`
pub async fn password(page: Page, Acting(_): Acting) -> Result<Response, Problem> {
    draw(page, &FormState::default(), false)
}

/// `POST /account/password`
pub async fn change_password(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let now = form.secret("now").unwrap_or_default();
    let new = form.secret("password").unwrap_or_default();
    if form.secret("password-again").unwrap_or_default() != new {
        form.error("password-again", "access-passwords-differ");
    }
    if now == new {
        form.error("password", "access-password-same");
    }
    let id = actor.account.clone();
    let credential = house.read(move |tx| account::credential_of(tx, &id)?.ok_or(Fault::NotFound)).await?;
    if credential.matches_demo() {
        form.error("", "access-demo-password");
        return draw(page, &form, true);
    }
    if let Some(minutes) = credential.minutes_left(house.county().clock().now()) {
        form.error_with("", "access-rests", &[("minutes", &minutes)]);
        return draw(page, &form, true);
    }
    let salt = house.county().entropy().bytes();
    let checked = credential.clone();
    let (right, hashed) = slowly(move || (checked.matches(&now), account::hash_password(&new, salt))).await?;
    if !right {
        form.error("now", "access-password-now-wrong");
        let refuse = move |tx: &mut kernel::Tx<'_>| {
            Ok::<_, Fault>(entry::refuse(tx, &credential, "account.password-wrong")?)
        };
        house.county().write(refuse).await?;
    }
    let hash = match hashed {
        Ok(hash) => hash,
        Err(fault) => {
            form.take(fault)?;
            String::new()
        }
    };
    if !form.is_ok() {
        return draw(page, &form, true);
    }
    let device = device(&headers);
    let choose =
        move |tx: &mut kernel::Tx<'_>| Ok::<_, Fault>(entry::choose_password(tx, &actor, &hash, device)?);
    let token = house.county().write(choose).await?;
    house.forget_sessions();
    Ok(with_session(see_other("/").notice("access-password-chosen", &[]), Some(&token)))
}
