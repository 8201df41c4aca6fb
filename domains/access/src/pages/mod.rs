//! The pages of this room, one file per noun, and the cookies they set.

pub mod accounts;
pub mod factor;
pub mod first_run;
pub mod grants;
pub mod mine;
pub mod passkeys;
pub mod second;
pub mod sessions;
pub mod sign_in;
pub mod step_up;

use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use web::house::COOKIE;
use web::page::cookie;

/// Name of the cookie between the password and the second factor.
const ENTRY: &str = "shanzhi-entry";

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// The response with a session cookie; `None` takes it away. Where the house is reached by https, `web::cover` makes every
/// cookie `__Host-` and `Secure`.
fn with_session(response: impl IntoResponse, token: Option<&str>) -> Response {
    let mut response = response.into_response();
    set_cookie(
        &mut response,
        &match token {
            Some(token) => format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200"),
            None => format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
        },
    );
    response
}

/// The response with the cookie of an entry; `None` takes it away.
fn with_entry(response: impl IntoResponse, token: Option<&str>) -> Response {
    let mut response = response.into_response();
    set_cookie(
        &mut response,
        &match token {
            Some(token) => format!("{ENTRY}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=600"),
            None => format!("{ENTRY}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
        },
    );
    response
}

/// The token of a cookie of this request; empty if there is none.
fn token(headers: &HeaderMap, name: &str) -> String {
    cookie(headers, name).filter(|token| token.len() == 64).unwrap_or_default().to_owned()
}

/// The kind of device that asks.
fn device(headers: &HeaderMap) -> &'static str {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    crate::own::device(agent.unwrap_or_default())
}
