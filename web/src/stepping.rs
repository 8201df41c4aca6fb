//! Asking again who somebody is before what weighs most: signing, opening sealed values, granting rights. A handler takes
//! a [`Proven`]; if the last proof is older than ten minutes it answers with the page that asks for one, which keeps what
//! was typed and sends it on afterwards. Not here: checking what is typed there (room `access`).

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use kernel::Actor;
use kernel::account::{factor, passkey};
use kernel::session::Session;

use crate::components::passkey::PasskeyForm;
use crate::house::House;
use crate::sheet::{Form, Sheet};
use crate::{FormState, Page, Problem, see_other};

/// Name of the field that holds the code or the password.
pub const CODE: &str = "step-up-code";
/// Name of the field that says where to go on.
pub const TO: &str = "step-up-to";
/// Name of the field that says that a form is sent on.
pub const KEPT: &str = "step-up-kept";

/// How fresh the last proof of who is asking is.
#[derive(Debug, Clone)]
pub struct Proven {
    session: Option<Arc<Session>>,
    now: Timestamp,
}

impl FromRequestParts<House> for Proven {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Proven, Self::Rejection> {
        let session = parts.extensions.get::<Arc<Session>>().cloned();
        Ok(Proven { session, now: house.county().clock().now() })
    }
}

impl Proven {
    /// Whether it is fresh enough.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.stepped_up(self.now))
    }

    /// Nothing if the proof is fresh; otherwise the page that asks for one and keeps the form, which is then sent on to
    /// where it was going. Forms with files cannot be kept so.
    ///
    /// # Errors
    /// If the page cannot be drawn.
    pub async fn ask(
        &self,
        house: &House,
        page: &Page,
        actor: &Actor,
        form: &FormState,
    ) -> Result<Option<Response>, Problem> {
        if self.is_fresh() {
            return Ok(None);
        }
        let mut kept = form.clone();
        kept.set(TO, page.path.clone());
        kept.set(KEPT, "1");
        let id = self.session.as_ref().map_or("", |session| session.id.as_str());
        draw(house, page.clone(), (actor, id), &kept).await.map(Some)
    }

    /// Nothing if the proof is fresh; otherwise the way to the page that asks for one and leads back. For pages that are
    /// read.
    #[must_use]
    pub fn lead(&self, page: &Page) -> Option<Response> {
        if self.is_fresh() {
            return None;
        }
        let next: String = form_urlencoded::byte_serialize(page.path.as_bytes()).collect();
        Some(see_other(format!("/account/step-up?next={next}")).into_response())
    }
}

/// The page that asks, with everything in `kept` sent along; `session` is the id of the session.
///
/// # Errors
/// If it cannot be read or drawn.
pub async fn draw(
    house: &House,
    page: Page,
    (actor, session): (&Actor, &str),
    kept: &FormState,
) -> Result<Response, Problem> {
    let account = actor.account.clone();
    let (standing, keys) = house
        .read(move |tx| Ok((factor::standing(tx, &account)?, passkey::of_account(tx, &account)?)))
        .await?;
    let page = page.titled_by("web-step-up").led_by("web-step-up-lead");
    let demo = page.is_demo();
    let mut sheet = Sheet::new(&page, kept);
    let along = || kept.pairs().filter(|(name, _)| *name != CODE && !name.starts_with("passkey-"));
    if !keys.is_empty() {
        let form = PasskeyForm::asking(&page, "/account/step-up/passkey", session, &keys);
        sheet.add(&along().fold(form, |form, (name, value)| form.hidden(name, value)));
    }
    let (label, hint) = match (standing.enrolled(), demo) {
        (true, _) => ("web-step-up-code", "web-step-up-code-hint"),
        (false, false) => ("web-step-up-password", "web-step-up-password-hint"),
        (false, true) => ("web-step-up-password", "web-step-up-password-demo"),
    };
    let field = sheet.field(CODE, label, |field| match standing.enrolled() {
        true => field.autocomplete("one-time-code").hint(hint),
        false => field.password().hint(hint),
    });
    let mut shown = Form::to("/account/step-up").part(field).button(page.t.of("web-step-up-go"));
    for (name, value) in along() {
        shown = shown.hidden(name, value);
    }
    sheet.add(&shown);
    let mut response = sheet.done()?;
    if kept.has(KEPT) && response.status() == StatusCode::OK {
        // What was asked for has not been done.
        *response.status_mut() = StatusCode::FORBIDDEN;
    }
    Ok(response)
}
