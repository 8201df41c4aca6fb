//! The doors of the house: what every county shares (texts, rooms, assets, headers) and the one layer that
//! every request passes. Not here: sessions and accounts; whoever knows them puts a [`Signed`] into the
//! request's extensions in a layer outside this one.

use std::sync::Arc;

use axum::Router;
use axum::extract::{MatchedPath, Path, Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE, STRICT_TRANSPORT_SECURITY, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use law::decision::Text;

use crate::assets::Assets;
use crate::errors::Problem;
use crate::i18n::Texts;
use crate::navigation::Room;
use crate::page::{Page, Signed, Visit};
use crate::{csp, csrf, navigation, notices, preferences};

/// What all requests share. Made once by the server.
pub struct Site {
    /// The texts of all rooms.
    pub texts: Texts,
    /// The rooms in the order of the left column.
    pub rooms: Vec<Room>,
    /// Name of the county, shown beside the name of the house.
    pub county: Text,
    /// Whether this is the demo county; every page then says so.
    pub demo: bool,
    /// Whether the house is reached by https and by nothing else: its cookies are then `__Host-` and `Secure`, and browsers
    /// are told to stay with https. [`crate::cover`] sees to it.
    pub secure: bool,
    /// Further origins of the same house behind a proxy, as `https://host[:port]`.
    pub trusted_origins: Vec<String>,
    /// Makes the id of a request; randomness belongs to the server.
    pub request_id: Box<dyn Fn() -> String + Send + Sync>,
    /// Style, script and emblem.
    pub assets: Assets,
    headers: HeaderMap,
}

impl Site {
    /// A site with no rooms yet; the other fields are public to set.
    ///
    /// # Errors
    /// If the assets cannot be compressed into memory.
    pub fn new(
        texts: Texts,
        county: Text,
        request_id: Box<dyn Fn() -> String + Send + Sync>,
    ) -> std::io::Result<Site> {
        let assets = Assets::new()?;
        Ok(Site {
            texts,
            rooms: Vec::new(),
            county,
            demo: false,
            secure: false,
            trusted_origins: Vec::new(),
            request_id,
            assets,
            headers: csp::headers(),
        })
    }

    /// Sets the security headers; an answer may bring a stricter policy of its own.
    pub(crate) fn protect(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            if !headers.contains_key(name) {
                headers.insert(name.clone(), value.clone());
            }
        }
        if self.secure {
            headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(csp::HTTPS_ONLY));
        }
    }
}

/// Adds the routes of the house itself (`/static/…`, `/preferences`, `/more`) and the layer that gives every
/// request its language, refuses forged changes, draws problems and sets the security headers. Apply the
/// session layer after (outside) this one.
pub fn dress(rooms: Router, site: Arc<Site>) -> Router {
    rooms
        .route("/static/{name}", get(serve_asset))
        .route("/favicon.ico", get(serve_icon))
        .route("/preferences", post(preferences::save))
        .route("/more", get(navigation::more))
        .fallback(|| async { Problem::not_found() })
        .layer(middleware::from_fn_with_state(site, receive))
}

async fn serve_asset(page: Page, Path(name): Path<String>, headers: HeaderMap) -> Response {
    page.site().assets.serve(&name, &headers)
}

async fn serve_icon(page: Page, headers: HeaderMap) -> Response {
    let assets = &page.site().assets;
    assets.serve(assets.icon.trim_start_matches("/static/"), &headers)
}

/// Passes one request through the house.
async fn receive(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let request_id = (site.request_id)();
    let path = request.uri().path().to_owned();
    let wants_json = path.starts_with("/api/") || prefers_json(request.headers());
    let signed = request.extensions().get::<Arc<Signed>>().cloned();
    let visit = Visit::read(site.clone(), request.headers(), request.uri(), signed);
    let allowed = csrf::allows(request.method(), request.headers(), &site.trusted_origins);
    request.extensions_mut().insert(visit.clone());
    let led = signed_led(visit.signed.as_deref(), request.method(), &path);
    let response = match (allowed, led) {
        (false, _) => Problem::forbidden().saying("web-problem-forged", &[]).into_response(),
        (true, Some(led)) => led,
        (true, None) => next.run(request).await,
    };
    let mut response = match problem_of(&response) {
        Some(problem) => {
            problem.log(&request_id, &path);
            let page = Page::of(visit.clone());
            let mut drawn =
                if wants_json { problem.json(&page, &request_id) } else { problem.page(page, &request_id) };
            // Which route it was is counted outside, also of what went wrong.
            if let Some(route) = response.extensions().get::<MatchedPath>() {
                drawn.extensions_mut().insert(route.clone());
            }
            drawn
        }
        None => response,
    };
    finish(&site, &visit, &request_id, &mut response);
    response
}

/// Where somebody whose password was given to them may go before they have chosen another.
const BEFORE_CHOOSING: [&str; 7] =
    [CHOOSE_PASSWORD, "/account/notices", "/sign-out", "/preferences", "/healthz", "/readyz", "/favicon.ico"];
/// The page on which they choose.
const CHOOSE_PASSWORD: &str = "/account/password";

/// What whoever has to choose a password first is answered elsewhere: the way there, or why not.
fn signed_led(signed: Option<&Signed>, method: &Method, path: &str) -> Option<Response> {
    let open = BEFORE_CHOOSING.contains(&path) || path.starts_with("/static/");
    if open || !signed.is_some_and(|signed| signed.must_choose) {
        return None;
    }
    let leads = matches!(*method, Method::GET | Method::HEAD) && !path.starts_with("/api/");
    Some(match leads {
        true => notices::see_other(CHOOSE_PASSWORD).into_response(),
        false => Problem::forbidden().saying("web-problem-choose-password", &[]).into_response(),
    })
}

/// The problem a response stands for: one of ours, or a bare refusal of the framework.
fn problem_of(response: &Response) -> Option<Problem> {
    if let Some(problem) = response.extensions().get::<Problem>() {
        return Some(problem.clone());
    }
    let status = response.status();
    let bare = match response.headers().get(CONTENT_TYPE) {
        Some(kind) => kind.as_bytes().starts_with(b"text/plain"),
        None => true,
    };
    ((status.is_client_error() || status.is_server_error()) && bare).then(|| Problem::new(status))
}

fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("json") && !accept.contains("text/html")
}

fn finish(site: &Site, visit: &Visit, request_id: &str, response: &mut Response) {
    let shows = response.status() == StatusCode::OK || response.status() == StatusCode::UNPROCESSABLE_ENTITY;
    let headers = response.headers_mut();
    site.protect(headers);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert("x-request-id", id);
    }
    if !headers.contains_key(CACHE_CONTROL) {
        // Shared office computers: after signing out, "back" must not show the page again.
        let rule = if visit.signed.is_some() { "no-store" } else { "private, no-cache" };
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(rule));
        headers.append(VARY, HeaderValue::from_static("cookie, accept-language"));
    }
    if shows && visit.notice_was_shown() {
        headers.append(SET_COOKIE, HeaderValue::from_static(notices::CLEARING));
    }
}
