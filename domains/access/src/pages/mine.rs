//! One's own account: what one holds, and choosing a password.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::account::notice;
use kernel::{Actor, Fault, account};
use web::{Acting, FormState, House, Page, Problem, see_other, show_again};

use super::{device, with_session};
use crate::{entry, names, own};

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
    told: Vec<String>,
    given: bool,
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    form: &FormState,
    again: bool,
) -> Result<Response, Problem> {
    let id = actor.account.clone();
    let told = house.read(move |tx| Ok(notice::unread(tx, &id)?)).await?;
    let told = told.iter().map(|one| own::told(&page.t, one)).collect();
    let given = page.signed.as_ref().is_some_and(|signed| signed.must_choose);
    let page = page.titled_by("access-password").led_by("access-password-lead");
    let page = if given { page } else { page.back_to("/account", "access-mine") };
    let view = PasswordPage { page: &page, form, told, given };
    if again { show_again(&view) } else { web::show(&view) }
}

/// `GET /account/password`
pub async fn password(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, &FormState::default(), false).await
}

/// Refuses a password that is too short, common, or holds one of these names.
pub(super) fn refuse_guessed(form: &mut FormState, password: &str, names: &[String]) -> Result<(), Problem> {
    match account::check_password(password, names) {
        Ok(()) => Ok(()),
        Err(refusal) => form.take(refusal.into()).map(|_| ()),
    }
}

/// `POST /account/notices`: what another did to one's account has been read.
pub async fn notices_read(State(house): State<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    house.county().write(move |tx| own::read_notices(tx, &actor)).await?;
    Ok(see_other("/").into_response())
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
    let asked = actor.clone();
    let read = house.read(move |tx| {
        let credential = account::credential_of(tx, &asked.account)?.ok_or(Fault::NotFound)?;
        Ok((credential, names::of_account(tx, &asked.account, &asked.name)?))
    });
    let (credential, names) = read.await?;
    if credential.matches_demo() {
        form.error("", "access-demo-password");
        return draw(page, &house, &actor, &form, true).await;
    }
    if let Some(minutes) = credential.minutes_left(house.county().clock().now()) {
        form.error_with("", "access-rests", &[("minutes", &minutes)]);
        return draw(page, &house, &actor, &form, true).await;
    }
    refuse_guessed(&mut form, &new, &names)?;
    let salt = house.county().entropy().bytes();
    let (checked, fits) = (credential.clone(), form.is_ok());
    let hash = move || (checked.matches(&now), fits.then(|| account::hash_given(&new, salt)));
    let (right, hashed) = house.hashing().slowly(hash).await?;
    if !right {
        form.error("now", "access-password-now-wrong");
        let refuse = move |tx: &mut kernel::Tx<'_>| {
            Ok::<_, Fault>(entry::refuse(tx, &credential, "account.password-wrong")?)
        };
        house.county().write(refuse).await?;
    }
    let (Some(hash), true) = (hashed.transpose()?, form.is_ok()) else {
        return draw(page, &house, &actor, &form, true).await;
    };
    let device = device(&headers);
    let choose =
        move |tx: &mut kernel::Tx<'_>| Ok::<_, Fault>(entry::choose_password(tx, &actor, &hash, device)?);
    let token = house.county().write(choose).await?;
    house.forget_sessions();
    Ok(with_session(see_other("/").notice("access-password-chosen", &[]), Some(&token)))
}
