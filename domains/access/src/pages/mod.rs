//! The pages of this room, one file per noun, and the session cookie they set.

pub mod accounts;
pub mod first_run;
pub mod mine;
pub mod sign_in;

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use kernel::Fault;
use web::house::COOKIE;
use web::{FormState, Problem};

/// The response with a session cookie; `None` takes it away. `secure` is left to the proxy's rewrite, because the
/// program itself also serves plain HTTP on the county's own network.
fn with_session(response: impl IntoResponse, token: Option<&str>) -> Response {
    let mut response = response.into_response();
    let cookie = match token {
        Some(token) => format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200"),
        None => format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"),
    };
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// Puts refusals beside their fields; every other fault ends the request.
fn refused(form: &mut FormState, fault: Fault) -> Result<(), Problem> {
    let Fault::Refused(refusals) = fault else { return Err(fault.into()) };
    for refusal in refusals {
        form.refused(refusal.field.as_deref().unwrap_or_default(), &refusal.text);
    }
    Ok(())
}

/// Slow work (hashing a password) off the threads that answer requests.
async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}
