//! The outermost layer: whatever happens inside (a request that takes too long, a handler that stops, a full house), the
//! answer carries the security headers and is a page people can read; and where the house is reached by https, its cookies
//! are `__Host-` and `Secure` on the way out and only such are taken on the way in. Not here: pages with the house around
//! them (`site`).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::errors::Problem;
use crate::site::Site;

/// What a cookie's name begins with that only this host can have set, over https.
const PREFIX: &str = "__Host-";

/// The layer. Apply it last.
pub async fn cover(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    if site.secure {
        take_own_cookies(request.headers_mut());
    }
    let json = path.starts_with("/api/");
    let mut response = next.run(request).await;
    if let Some(problem) = bare(&response) {
        let id = (site.request_id)();
        problem.log(&id, &path);
        response = plain(&problem, &id, json);
    }
    if site.secure {
        secure_cookies(response.headers_mut());
    }
    site.protect(response.headers_mut());
    response
}

/// What a layer outside the pages answered with, if so: they do not know the reader's language.
fn bare(response: &Response) -> Option<Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let undrawn =
        response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    // Whatever was drawn inside has passed the site, which puts an id on it.
    let outside = !response.headers().contains_key("x-request-id");
    (response.status().is_server_error() && undrawn && outside).then(|| Problem::new(response.status()))
}

/// A page without the house around it, in both languages.
fn plain(problem: &Problem, id: &str, json: bool) -> Response {
    let (zh, en) = match problem.status() {
        StatusCode::SERVICE_UNAVAILABLE => (
            "现在办理的人较多，请稍候再试。刚才提交的内容没有保存。",
            "The house is full just now. Please try again in a moment; what was sent just now has not been kept.",
        ),
        _ => (
            "程序出错，本次操作没有完成。请稍后再试；仍不行的，请把下面的编号告诉系统管理员。",
            "Something went wrong and nothing was done. Try again later; if it goes on, tell the system administrator this number.",
        ),
    };
    let status = problem.status();
    let (kind, body) = match json {
        true => (
            "application/problem+json",
            serde_json::json!({
                "type": "about:blank", "title": en, "status": status.as_u16(), "instance": format!("urn:request:{id}"),
            })
            .to_string(),
        ),
        false => (
            "text/html; charset=utf-8",
            format!(
                "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
                 content=\"width=device-width\"><title>善治 {code}</title></head><body><main><h1>{code}</h1><p>{zh}</p>\
                 <p lang=\"en\">{en}</p><p>{id}</p></main></body></html>",
                code = status.as_u16()
            ),
        ),
    };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    problem.retry(headers);
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert("x-request-id", id);
    }
    response
}

/// Leaves only the cookies this house set over https, under the names the rooms know.
fn take_own_cookies(headers: &mut HeaderMap) {
    let own: Vec<String> = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().strip_prefix(PREFIX))
        .map(str::to_owned)
        .collect();
    headers.remove(COOKIE);
    if let (false, Ok(value)) = (own.is_empty(), HeaderValue::from_str(&own.join("; "))) {
        headers.insert(COOKIE, value);
    }
}

/// Puts the prefix and what it asks for on every cookie.
fn secure_cookies(headers: &mut HeaderMap) {
    let set: Vec<HeaderValue> = headers.get_all(SET_COOKIE).iter().cloned().collect();
    headers.remove(SET_COOKIE);
    for cookie in set {
        let named = cookie.to_str().ok().map(|cookie| format!("{PREFIX}{cookie}; Secure"));
        if let Some(value) = named.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
            headers.append(SET_COOKIE, value);
        }
    }
}
