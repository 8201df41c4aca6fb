//! Passkeys: one's own list, adding and removing, and the form by which one proves who one is at the door and later. The
//! house's script asks the browser; without it the one-time code remains. Not here: what an answer must say (kernel).

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use axum::response::{IntoResponse, Response};
use kernel::account::passkey;
use kernel::account::webauthn::{Asked, Assertion};
use kernel::clock::date_at;
use kernel::session;
use web::components::lists::FactList;
use web::components::passkey::PasskeyForm;
use web::house::COOKIE;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, Proven, see_other};

use super::token;
use crate::factor;

/// Where the browser says it is, if that is this house: its origin and the domain in it.
pub(super) fn origin(page: &Page, headers: &HeaderMap) -> Option<(String, String)> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let said = text(ORIGIN)?;
    let (_, host) = said.split_once("://")?;
    let own = text(HOST) == Some(host) || page.site().trusted_origins.iter().any(|known| known == said);
    let party = host.rsplit_once(':').map_or(host, |(party, _)| party);
    own.then(|| (said.to_owned(), party.to_owned()))
}

/// The answer of a browser in a form.
pub(super) fn assertion(form: &FormState) -> Option<Assertion> {
    let read = |name: &str| passkey::read(form.value(name)).filter(|bytes| !bytes.is_empty());
    Some(Assertion {
        id: read("passkey-id")?,
        client: read("passkey-client")?,
        authenticator: read("passkey-authenticator")?,
        signature: read("passkey-signature")?,
    })
}

async fn draw(
    house: &House,
    page: Page,
    actor: &std::sync::Arc<kernel::Actor>,
    headers: &HeaderMap,
    form: &FormState,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let (keys, enrolled, login) = house
        .read(move |tx| {
            let keys = passkey::of_account(tx, &asker.account)?;
            let standing = kernel::account::factor::standing(tx, &asker.account)?;
            Ok((keys, standing.enrolled(), crate::keeping::login_of(tx, &asker.account)?))
        })
        .await?;
    let page = page.titled_by("access-passkeys").led_by("access-passkeys-lead");
    let page = page.back_to("/account/second-factor", "access-factor");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    if !enrolled {
        sheet.text(t.of("access-passkeys-first"));
        sheet.links(vec![("/account/second-factor".to_owned(), t.of("access-factor").to_owned())]);
        return sheet.done();
    }
    if keys.is_empty() {
        sheet.text(t.of("access-passkeys-none"));
    }
    for key in &keys {
        sheet.words_heading(&key.name);
        let used =
            key.used_at.map_or_else(|| t.of("access-passkey-unused").to_owned(), |at| t.day(date_at(at)));
        let facts = FactList::new()
            .fact(t.of("access-passkey-since"), &t.day(date_at(key.made_at)))
            .fact(t.of("access-passkey-used"), &used);
        sheet.add(&facts);
        let form = Form::to("/account/passkeys/removal").hidden("passkey", &key.id);
        sheet.add(&form.button(t.of("access-passkey-remove")));
    }
    sheet.heading("access-passkey-new");
    sheet.hint("access-passkey-script");
    let id = session::id_of(&token(headers, COOKIE));
    let who = (actor.account.as_str(), login.as_str());
    sheet.add(&PasskeyForm::creating(&page, "/account/passkeys", &id, &keys, who));
    sheet.done()
}

/// `GET /account/passkeys`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // Asked before and not after: proving gives the session a new token, and with it another challenge.
    if let Some(led) = proven.lead(&page) {
        return Ok(led);
    }
    draw(&house, page, &actor, &headers, &FormState::default()).await
}

/// `POST /account/passkeys`: adds one.
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    if !proven.is_fresh() {
        return Ok(see_other("/account/passkeys").into_response());
    }
    let name = form.required_text("passkey-name", 40);
    let read = |name: &str| passkey::read(form.value(name)).filter(|bytes| !bytes.is_empty());
    let sent = (read("passkey-client"), read("passkey-attestation"), origin(&page, &headers));
    let (Some(name), (Some(client), Some(attestation), Some((origin, party)))) = (name, sent) else {
        form.error("", "web-passkey-failed");
        return draw(&house, page, &actor, &headers, &form).await;
    };
    let (asker, token) = (actor.clone(), token(&headers, COOKIE));
    let added = house.county().write(move |tx| {
        let challenge = passkey::challenge(&session::id_of(&token), "create");
        let asked = Asked { challenge: &challenge, origin: &origin, party: &party };
        factor::add_passkey(tx, &asker, &asked, &name, (&client, &attestation))
    });
    if let Err(fault) = added.await {
        form.take(fault)?;
        return draw(&house, page, &actor, &headers, &form).await;
    }
    Ok(see_other("/account/passkeys").notice("access-passkey-added", &[]).into_response())
}

/// `POST /account/passkeys/removal`
pub async fn remove(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    form: FormState,
) -> Result<Response, Problem> {
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let id = form.value("passkey").to_owned();
    house.county().write(move |tx| factor::remove_passkey(tx, &actor, &id)).await?;
    Ok(see_other("/account/passkeys").notice("access-passkey-removed", &[]).into_response())
}
