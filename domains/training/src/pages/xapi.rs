//! The doors for statements of other systems: xAPI 1.0.3, `POST /xapi/statements` and `GET /xapi/about`. Answers are
//! JSON; what is refused names its field. Not here: reading and keeping statements (`xapi`).

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use web::House;

use crate::xapi::{self, Trouble};

/// The version spoken.
const VERSION: &str = "1.0.3";
const HEADER: HeaderName = HeaderName::from_static("x-experience-api-version");

fn answer(status: StatusCode, body: &Value) -> Response {
    let mut response =
        (status, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body.to_string())
            .into_response();
    response.headers_mut().insert(HEADER, HeaderValue::from_static(VERSION));
    response
}

fn refused(status: StatusCode, field: &str, why: &str) -> Response {
    answer(status, &json!({"error": {"field": field, "why": why}}))
}

fn unknown() -> Response {
    let mut response = refused(
        StatusCode::UNAUTHORIZED,
        "Authorization",
        "is missing or not the key of a source: send Basic with key and secret",
    );
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"xapi\""));
    response
}

/// `GET /xapi/about`
pub async fn about() -> Response {
    answer(StatusCode::OK, &json!({"version": [VERSION]}))
}

fn key(headers: &HeaderMap) -> Option<(String, String)> {
    let sent = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = sent.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (key, secret) = pair.split_once(':')?;
    Some((key.to_owned(), secret.to_owned()))
}

fn version_fault(headers: &HeaderMap) -> Option<Response> {
    let sent = headers.get(HEADER).and_then(|value| value.to_str().ok());
    let sound = sent.is_some_and(|version| version == "1.0" || version.starts_with("1.0."));
    (!sound).then(|| {
        let why = "is missing or not 1.0.x: this store speaks 1.0.3";
        refused(StatusCode::BAD_REQUEST, "X-Experience-API-Version", why)
    })
}

/// `POST /xapi/statements`
pub async fn take(State(house): State<House>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(key) = key(&headers) else { return unknown() };
    if let Some(fault) = version_fault(&headers) {
        return fault;
    }
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        let why = "is not application/json; attachments are not taken";
        return refused(StatusCode::BAD_REQUEST, "Content-Type", why);
    }
    let checked = key.clone();
    let known = house.county().read(move |tx| xapi::check_key(tx, (&checked.0, &checked.1))).await;
    if let Err(trouble) = known {
        return told(trouble);
    }
    let value: Value = match serde_json::from_slice(&body) {
        Ok(value) => value,
        Err(error) => return refused(StatusCode::BAD_REQUEST, "body", &format!("is not JSON: {error}")),
    };
    let statements = match xapi::read(&value) {
        Ok(statements) => statements,
        Err(fault) => return refused(StatusCode::BAD_REQUEST, &fault.field, &fault.why),
    };
    let taken = house.county().write(move |tx| xapi::take(tx, (&key.0, &key.1), &statements)).await;
    match taken {
        Ok(ids) => answer(StatusCode::OK, &json!(ids)),
        Err(trouble) => told(trouble),
    }
}

fn told(trouble: Trouble) -> Response {
    match trouble {
        Trouble::Key => unknown(),
        Trouble::Malformed(fault) => refused(StatusCode::BAD_REQUEST, &fault.field, &fault.why),
        Trouble::Conflict(id) => {
            let why = format!(
                "a statement with the id {id} and another content is there already; nothing was stored"
            );
            refused(StatusCode::CONFLICT, "id", &why)
        }
        Trouble::Fault(fault) => {
            let why = format!("the statements could not be stored: {fault}");
            web::Problem::internal(why).into_response()
        }
    }
}
