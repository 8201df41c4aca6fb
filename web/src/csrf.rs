//! Refuses changes that another site sends in the reader's name. Browsers say where a request comes from in
//! `Sec-Fetch-Site` (on https and localhost) and in `Origin` (everywhere); cookies are `SameSite=Lax`
//! besides. Not here: who the reader is.

use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method};

/// Whether a request may change something as far as its origin goes.
///
/// `trusted` are further origins of the same house, as `https://host[:port]`, for a proxy that rewrites
/// `Host`. A request with neither header comes from no browser; it passes only if it carries no cookie,
/// for then it acts in nobody's name.
pub fn allows(method: &Method, headers: &HeaderMap, trusted: &[String]) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name| headers.get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap_or("?"));
    if let Some(site) = text(axum::http::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match text(ORIGIN) {
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            let same = host.is_some() && host == text(HOST);
            same || trusted.iter().any(|known| known == origin)
        }
        None => !headers.contains_key(COOKIE),
    }
}
