//! The house as a browser meets it: headers, forged changes, preferences, notices, problems, assets, uploads.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use law::decision::Text;
use tower::ServiceExt;
use web::i18n::WEB;
use web::navigation::{Room, entries};
use web::notices::{Notice, is_local};
use web::{FormState, Page, Problem, Signed, Site, Texts, Upload, csp, csrf, dress, see_other};

async fn receive(upload: Upload) -> String {
    let files: Vec<String> =
        upload.files.iter().map(|file| format!("{} {}", file.name, file.bytes.len())).collect();
    format!("{} [{}] {}", upload.form.value("title"), files.join(", "), upload.form.errors().len())
}

fn house() -> Router {
    let site = Site::new(Texts::build(&[WEB]).unwrap(), Text::new("凤县", "Feng"), Box::new(|| "r-1".into()))
        .unwrap();
    let rooms = Router::new()
        .route("/", get(|page: Page| async move { axum::response::Html(format!("{:?}", page.notice())) }))
        .route("/done", post(|| async { see_other("/").notice("web-left-working", &[("n", &3)]) }))
        .route("/echo", post(|form: FormState| async move { form.value("a").to_owned() }))
        .route("/upload", post(receive))
        .route("/broken", get(|| async { Problem::internal("table persons is locked by 赵") }))
        .route("/busy", get(|| async { Problem::too_many(30) }))
        .route("/taken", get(|| async { Problem::conflict("web-problem-forged") }))
        .route("/plain", get(|| async { StatusCode::PAYLOAD_TOO_LARGE }));
    dress(rooms, Arc::new(site))
}

async fn ask(request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let response: Response = house().oneshot(request).await.into_response();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let mut builder = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(body.into()).unwrap()
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const SAME: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_its_id() {
    for path in ["/", "/nothing", "/broken"] {
        let (_, headers, _) = ask(request("GET", path, &[], "")).await;
        assert_eq!(headers["content-security-policy"], csp::policy(), "{path}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["x-request-id"], "r-1", "{path}");
        assert_eq!(headers["cache-control"], "private, no-cache", "{path}");
    }
}

#[test]
fn the_policy_allows_nothing_inline_and_nothing_from_outside() {
    let policy = csp::policy();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"));
    for never in ["unsafe", "http", "*", "data:"] {
        assert!(!policy.contains(never), "{never}");
    }
    assert!(csp::DIRECTIVES.iter().all(|(.., reason)| reason.len() > 20));
}

#[test]
fn changes_pass_only_from_the_same_origin() {
    let trusted = vec!["https://fengxian.example.cn".to_owned()];
    type Case = (&'static str, &'static [(&'static str, &'static str)], bool);
    let cases: [Case; 12] = [
        ("GET", &[("sec-fetch-site", "cross-site")], true),
        ("HEAD", &[("origin", "https://evil.example")], true),
        ("POST", &[("sec-fetch-site", "same-origin")], true),
        ("POST", &[("sec-fetch-site", "none")], true),
        (
            "POST",
            &[("sec-fetch-site", "same-site"), ("origin", "http://house:8610"), ("host", "house:8610")],
            false,
        ),
        ("POST", &[("sec-fetch-site", "cross-site")], false),
        ("POST", &[("origin", "http://house:8610"), ("host", "house:8610")], true),
        ("POST", &[("origin", "http://house:8611"), ("host", "house:8610")], false),
        ("DELETE", &[("origin", "null"), ("host", "house:8610")], false),
        ("POST", &[("origin", "https://fengxian.example.cn"), ("host", "127.0.0.1:8610")], true),
        ("POST", &[("host", "house:8610")], true),
        ("POST", &[("host", "house:8610"), ("cookie", "shanzhi=1")], false),
    ];
    for (method, pairs, passes) in cases {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        assert_eq!(csrf::allows(&method, &headers, &trusted), passes, "{method} {pairs:?}");
    }
}

#[tokio::test]
async fn a_forged_change_is_answered_with_403_and_reaches_no_handler() {
    let forged = request("POST", "/echo", &[FORM, ("sec-fetch-site", "cross-site")], "a=secret");
    let (status, _, body) = ask(forged).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(body.contains("为防止冒名办理已予拒绝") && !body.contains("secret"));
}

#[tokio::test]
async fn language_and_size_are_kept_in_cookies_and_lead_back() {
    let body = "lang=en&size=20&return=/duty%3Fyear%3D2026";
    let (status, headers, _) = ask(request("POST", "/preferences", &[FORM, SAME], body)).await;
    assert_eq!((status, headers["location"].to_str().unwrap()), (StatusCode::SEE_OTHER, "/duty?year=2026"));
    let cookies: Vec<_> = headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap()).collect();
    assert!(cookies[0].starts_with("lang=en; ") && cookies[1].starts_with("size=20; "), "{cookies:?}");
    let (_, _, body) = ask(request("GET", "/nothing", &[("cookie", "lang=en; size=24")], "")).await;
    assert!(body.contains(r#"<html lang="en" class="size-24">"#));
}

#[tokio::test]
async fn a_way_back_to_another_site_leads_to_the_front_page() {
    for back in ["//evil.example", "/%5Cevil.example", "https://evil.example", "", "/a%0d%0aset-cookie:x"] {
        let body = format!("lang=xx&return={back}");
        let (status, headers, _) = ask(request("POST", "/preferences", &[FORM, SAME], body)).await;
        if status == StatusCode::SEE_OTHER {
            assert_eq!(headers["location"], "/", "{back}");
            assert!(!headers.contains_key("set-cookie"), "{back}");
        }
    }
    assert!(is_local("/a?b=//c") && !is_local("/\\c") && !is_local("//c"));
}

#[tokio::test]
async fn a_notice_is_shown_once_and_then_cleared() {
    let (status, headers, _) = ask(request("POST", "/done", &[FORM, SAME], "")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let cookie = headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let cookie = cookie.split(';').next().unwrap();
    let (_, headers, body) = ask(request("GET", "/", &[("cookie", cookie)], "")).await;
    assert!(body.contains("还剩 3 个工作日"));
    assert!(headers["set-cookie"].to_str().unwrap().starts_with("notice=; Path=/; Max-Age=0"));
    let (_, headers, body) = ask(request("GET", "/", &[], "")).await;
    assert!(body.contains("None") && !headers.contains_key("set-cookie"));
}

#[test]
fn a_notice_survives_its_cookie_with_every_kind_of_argument() {
    let day = jiff::civil::date(2026, 3, 6);
    let both = Text::new("镇长", "the head");
    let half = rust_decimal::Decimal::new(5, 1);
    let notice =
        Notice::new("key", &[("who", &"a=b&c;d"), ("n", &3), ("day", &day), ("to", &both), ("x", &half)]);
    assert_eq!(Notice::decode(&notice.encode()), Some(notice));
    for bad in ["", "=", "&&"] {
        assert_eq!(Notice::decode(bad), None, "{bad}");
    }
}

#[tokio::test]
async fn problems_are_pages_in_the_readers_language_without_their_cause() {
    let (status, _, zh) = ask(request("GET", "/broken", &[], "")).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(
        zh.contains("<h1>未能办理</h1>")
            && zh.contains("r-1")
            && !zh.contains("persons")
            && !zh.contains('赵')
    );
    let (_, _, en) = ask(request("GET", "/broken", &[("accept-language", "en")], "")).await;
    assert!(en.contains("<h1>This could not be done</h1>"));
}

#[tokio::test]
async fn each_status_has_its_page() {
    for (path, status, says) in [
        ("/nothing", 404, "没有找到"),
        ("/done", 405, "不支持这种操作"),
        ("/taken", 409, "事项已有变化"),
        ("/plain", 413, "内容过大"),
        ("/busy", 429, "操作过于频繁"),
    ] {
        let (got, headers, body) = ask(request("GET", path, &[], "")).await;
        assert_eq!(got.as_u16(), status, "{path}");
        assert!(body.contains(says), "{path}");
        assert_eq!(headers.get("retry-after").is_some(), status == 429, "{path}");
    }
}

#[tokio::test]
async fn a_program_gets_a_problem_document() {
    let asks = [
        request("GET", "/nothing", &[("accept", "application/json")], ""),
        request("GET", "/api/v1/none", &[], ""),
    ];
    for one in asks {
        let (_, headers, body) = ask(one).await;
        assert_eq!(headers["content-type"], "application/problem+json");
        let problem: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            (problem["status"].as_u64(), problem["instance"].as_str()),
            (Some(404), Some("urn:request:r-1"))
        );
    }
}

#[tokio::test]
async fn assets_are_named_by_content_cached_for_ever_and_compressed() {
    let assets = web::assets::Assets::new().unwrap();
    let (status, headers, plain) = ask(request("GET", &assets.style, &[], "")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
    assert!(plain.contains("--paper"));
    let (_, zipped, body) = ask(request("GET", &assets.style, &[("accept-encoding", "br, gzip")], "")).await;
    assert_eq!(zipped["content-encoding"], "gzip");
    assert!(body.len() < plain.len() / 2);
    let etag = headers["etag"].to_str().unwrap();
    let (status, _, body) = ask(request("GET", &assets.style, &[("if-none-match", etag)], "")).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    let (status, ..) = ask(request("GET", "/static/style.css", &[], "")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(assets.weight() < 20_000, "style and script weigh {} bytes", assets.weight());
}

#[tokio::test]
async fn files_come_with_their_form_and_large_ones_are_named() {
    let boundary = "multipart/form-data; boundary=x";
    let big = "z".repeat(20_000_001);
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n甲\r\n\
         --x\r\nContent-Disposition: form-data; name=\"paper\"; filename=\"C:\\\\tmp\\\\a.pdf\"\r\n\r\n%PDF\r\n\
         --x\r\nContent-Disposition: form-data; name=\"none\"; filename=\"\"\r\n\r\n\r\n\
         --x\r\nContent-Disposition: form-data; name=\"big\"; filename=\"b.bin\"\r\n\r\n{big}\r\n--x--\r\n"
    );
    let (status, _, said) = ask(request("POST", "/upload", &[("content-type", boundary), SAME], body)).await;
    assert_eq!((status, said.as_str()), (StatusCode::OK, "甲 [a.pdf 4] 1"));
    let (status, ..) = ask(request("POST", "/upload", &[FORM, SAME], "a=1")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, ..) = ask(request("POST", "/echo", &[FORM, SAME], "a=1&".repeat(300_000))).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[test]
fn the_navigation_shows_what_the_reader_may_enter_and_marks_where_they_are() {
    let room = |path, roles, public| Room { path, label: "web-more", icon: "law", roles, public, bar: true };
    let rooms = [
        room("/", &[], false),
        room("/duty", &[], false),
        room("/duty/cockpit", &["organiser"], false),
        room("/law", &[], true),
    ];
    let paths = |signed: Option<&Signed>, here: &str| -> Vec<(String, bool)> {
        entries(&rooms, signed, here)
            .into_iter()
            .map(|entry| (entry.room.path.to_owned(), entry.current))
            .collect()
    };
    assert_eq!(paths(None, "/law/x"), [("/law".to_owned(), true)]);
    let holder = Signed::default();
    let marked = paths(Some(&holder), "/duty/cockpit");
    assert_eq!(marked, [("/".into(), false), ("/duty".into(), true), ("/law".into(), false)]);
    let organiser = Signed { roles: vec!["organiser".into()], ..Signed::default() };
    let marked = paths(Some(&organiser), "/duty/cockpit/2026");
    assert_eq!(
        marked.iter().filter(|(_, current)| *current).map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
        ["/duty/cockpit"]
    );
    assert!(!paths(Some(&holder), "/dutyfree").iter().any(|(path, current)| path == "/duty" && *current));
}
