//! The pages of this room, one file per noun, and the session cookie they set.

pub mod accounts;
pub mod first_run;
pub mod mine;
pub mod sign_in;

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use web::Problem;
use web::house::COOKIE;

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

/// Slow work (hashing a password) off the threads that answer requests.
async fn slowly<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}
