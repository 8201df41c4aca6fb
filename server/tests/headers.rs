//! What every answer carries, by the kind of page: the policy, the other headers, and where the house is reached by https
//! the cookies; and that a full house says so in a page.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::get;
use kernel::account::{self, NewAccount};
use kernel::testing::{Ground, grounds};
use kernel::{Fault, Grant, Role};
use law::decision::Text;
use server::assembly;
use tokio::sync::Notify;
use tower::ServiceExt;
use web::{Crowd, Site, Texts, csp, dress};

const PASSWORD: &str = "a sentence nobody guesses";

fn ground() -> Ground {
    let ground = grounds(&assembly::schemas()).remove(0);
    let hash = account::hash_password(PASSWORD, [3; 16]).expect("hashed");
    let made: Result<(), Fault> = ground.county.write_now(move |tx| {
        let new = NewAccount {
            person: None,
            login: "clerk",
            name: "clerk",
            password_hash: &hash,
            must_change: false,
        };
        let id = account::create(tx, &new)?;
        let today = tx.today();
        account::grant(tx, &id, &Grant { role: Role::Cadre, unit: None }, (today, None), "")?;
        access::entry::enter(tx, &id).map(drop)
    });
    made.expect("made");
    ground
}

/// As [`ask_async`], from where no runtime runs: a county is opened outside of one.
fn ask(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(ask_async(router, request))
}

async fn ask_async(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let answer = router.clone().oneshot(request).await.expect("an answer");
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = axum::body::to_bytes(answer.into_body(), 30_000_000).await.expect("a body");
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

fn read(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("a request")
}

fn posted(path: &str, site: &str, body: &str) -> Request<Body> {
    Request::post(path)
        .header("sec-fetch-site", site)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .expect("a request")
}

fn assert_guarded(what: &str, headers: &HeaderMap) {
    let policy =
        headers.get("content-security-policy").and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert!(policy == csp::policy() || policy.contains("sandbox"), "{what}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(headers.get(name).map(|value| value.as_bytes()), Some(value.as_bytes()), "{what}: {name}");
    }
    assert!(headers.contains_key("permissions-policy") && headers.contains_key("x-request-id"), "{what}");
}

#[test]
fn every_kind_of_page_carries_the_policy_and_the_other_headers() {
    let ground = ground();
    let router = assembly::router(ground.county.clone(), Vec::new()).expect("a router");
    let large = format!("body={}", "a".repeat(1_100_000));
    let kinds = [
        ("a page", read("/sign-in"), 200),
        ("a page of the portal", read("/open"), 200),
        ("a way on", read("/duty"), 303),
        ("nothing there", read("/nothing/there"), 404),
        ("a wrong method", posted("/healthz", "same-origin", ""), 405),
        ("a forged change", posted("/sign-in", "cross-site", "login=a"), 403),
        ("a form that fails", posted("/sign-in", "same-origin", "login=&password="), 422),
        ("a body that is no form", posted("/sign-in", "same-origin", "login=%FF"), 400),
        ("a form that is too large", posted("/sign-in", "same-origin", &large), 413),
        ("nobody signed in", posted("/accounts/new", "same-origin", ""), 401),
        ("a program's way", read("/api/v1/nothing"), 404),
        ("the feed", read("/open/feed"), 0),
        ("a style", read("/static/house.css"), 0),
        ("the health", read("/healthz"), 200),
        ("being ready", read("/readyz"), 200),
    ];
    for (what, request, status) in kinds {
        let (answered, headers, body) = ask(&router, request);
        assert!(status == 0 || answered.as_u16() == status, "{what}: {answered} {body}");
        assert_guarded(what, &headers);
        assert!(!headers.contains_key("strict-transport-security"), "{what}: the house is reached by http");
    }
}

async fn stops() -> &'static str {
    panic!("a handler stops")
}

/// A house with a page that stops and one that waits until it is told, with so many places and so much time.
fn broken(places: usize, secure: bool, longest: u64, told: &Arc<Notify>) -> Router {
    let texts = Texts::build(&assembly::texts()).expect("texts");
    let mut site = Site::new(texts, Text::new("凤县", "Feng"), Box::new(|| "r-1".into())).expect("a site");
    site.secure = secure;
    let site = Arc::new(site);
    let told = told.clone();
    let waits = move || {
        let told = told.clone();
        async move { told.notified().await }
    };
    let rooms = Router::new()
        .route("/stops", get(stops))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/waits", get(waits));
    assembly::guarded(
        dress(rooms, site.clone()),
        site,
        Crowd::of(places, (0, Duration::ZERO), 3),
        Duration::from_millis(longest),
    )
}

#[tokio::test]
async fn a_handler_that_stops_and_one_that_takes_too_long_are_answered_with_a_page_and_all_headers() {
    let router = broken(9, true, 30, &Arc::default());
    for (path, status, says) in [("/stops", 500, "程序出错"), ("/waits", 503, "请稍候再试")] {
        let (answered, headers, body) = ask_async(&router, read(path)).await;
        assert_eq!(answered.as_u16(), status, "{path}");
        assert!(
            body.contains(says) && body.contains("r-1") && body.contains("lang=\"en\""),
            "{path}: {body}"
        );
        assert_guarded(path, &headers);
        assert_eq!(headers["strict-transport-security"], csp::HTTPS_ONLY);
        assert_eq!(headers["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn a_full_house_asks_to_come_again_tells_its_health_and_recovers() {
    let told = Arc::new(Notify::new());
    let router = broken(2, false, 60_000, &told);
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let router = router.clone();
            tokio::spawn(async move { ask_async(&router, read("/waits")).await.0 })
        })
        .collect();
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    let (status, headers, body) = ask_async(&router, read("/static/house.js")).await;
    assert_eq!(
        (status, headers[RETRY_AFTER].as_bytes()),
        (StatusCode::SERVICE_UNAVAILABLE, b"3".as_slice()),
        "{body}"
    );
    assert!(body.contains("现在办理的人较多") && body.starts_with("<!doctype html>"), "{body}");
    assert_guarded("a full house", &headers);
    let (_, headers, body) = ask_async(&router, read("/api/v1/anything")).await;
    assert_eq!(headers[CONTENT_TYPE], "application/problem+json", "{body}");
    assert_eq!(ask_async(&router, read("/healthz")).await.0, StatusCode::OK, "its health is told always");
    told.notify_waiters();
    for one in waiting {
        assert_eq!(one.await.expect("answered"), StatusCode::OK);
    }
    assert_eq!(ask_async(&router, read("/healthz")).await.0, StatusCode::OK);
    assert_eq!(ask_async(&router, read("/nothing")).await.0, StatusCode::NOT_FOUND, "the places came back");
}

#[test]
fn over_https_cookies_are_host_cookies_and_no_others_are_taken() {
    let ground = ground();
    let secure = vec!["https://feng.example.cn".to_owned()];
    let router = assembly::router(ground.county.clone(), secure).expect("a router");
    let body = format!("login=clerk&password={}", PASSWORD.replace(' ', "+"));
    let (status, headers, text) = ask(&router, posted("/sign-in", "same-origin", &body));
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    assert_eq!(headers["strict-transport-security"], csp::HTTPS_ONLY);
    let set: Vec<&str> = headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
    assert!(set.len() >= 2, "{set:?}");
    for cookie in &set {
        let sound = cookie.starts_with("__Host-") && cookie.ends_with("; Secure");
        assert!(
            sound && cookie.contains("Path=/;") && cookie.contains("HttpOnly") && !cookie.contains("Domain"),
            "{cookie}"
        );
        assert!(cookie.contains("SameSite=Lax"), "{cookie}");
    }
    let session = set.iter().find(|cookie| cookie.starts_with("__Host-shanzhi=")).expect("a session");
    let pair = session.split(';').next().expect("a pair");
    let with = |cookie: &str| {
        Request::get("/account").header("cookie", cookie).body(Body::empty()).expect("a request")
    };
    assert_eq!(ask(&router, with(pair)).0, StatusCode::OK);
    let planted = pair.trim_start_matches("__Host-");
    assert_eq!(ask(&router, with(planted)).0, StatusCode::SEE_OTHER, "a cookie of a neighbour host is taken");
    let both = format!("{planted}; __Host-lang=en");
    assert_eq!(ask(&router, with(&both)).0, StatusCode::SEE_OTHER);
}

#[test]
fn without_https_cookies_stay_as_browsers_take_them_over_http() {
    let ground = ground();
    for origins in [Vec::new(), vec!["https://feng.example.cn".to_owned(), "http://10.0.0.8:8610".to_owned()]]
    {
        let router = assembly::router(ground.county.clone(), origins).expect("a router");
        let body = format!("login=clerk&password={}", PASSWORD.replace(' ', "+"));
        let (_, headers, _) = ask(&router, posted("/sign-in", "same-origin", &body));
        let set: Vec<&str> =
            headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
        assert!(set.iter().any(|cookie| cookie.starts_with("shanzhi=")));
        assert!(set.iter().all(|cookie| !cookie.contains("Secure") && cookie.contains("HttpOnly")));
    }
}

#[test]
fn what_residents_send_says_how_long_it_is_and_fills_no_more_than_its_part() {
    let ground = ground();
    let router = assembly::router(ground.county.clone(), Vec::new()).expect("a router");
    let send = |length: Option<u64>| {
        let mut request = Request::post("/open/requests/new").header("sec-fetch-site", "same-origin");
        if let Some(length) = length {
            request = request.header("content-length", length);
        }
        let request = request.header(CONTENT_TYPE, "multipart/form-data; boundary=x");
        let mut request = request.body(Body::from("--x--\r\n")).expect("a request");
        let address = web::address::Address(std::net::IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 7)));
        request.extensions_mut().insert(address);
        request
    };
    assert_eq!(ask(&router, send(None)).0, StatusCode::LENGTH_REQUIRED);
    for _ in 0..4 {
        assert_ne!(ask(&router, send(Some(50_000_000))).0, StatusCode::TOO_MANY_REQUESTS);
    }
    let (status, headers, body) = ask(&router, send(Some(50_000_000)));
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(headers.contains_key(RETRY_AFTER) && body.contains("附件已达上限"), "{body}");
    assert_ne!(ask(&router, send(Some(500))).0, StatusCode::TOO_MANY_REQUESTS, "words go on");
}
