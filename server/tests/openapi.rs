//! The document for programs describes the house as it is: each path it names is answered, and as it says.
#![allow(clippy::expect_used, reason = "a test that has no ground to stand on stops")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::grounds;
use serde_json::Value;
use server::{assembly, openapi};
use tower::ServiceExt;

struct House {
    router: Router,
    runtime: tokio::runtime::Runtime,
    _ground: kernel::testing::Ground,
}

fn house() -> House {
    let ground = grounds(&assembly::schemas()).remove(0);
    let router = assembly::router(ground.county.clone(), Vec::new()).expect("a house");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    House { router, runtime: runtime.expect("a runtime"), _ground: ground }
}

fn ask(house: &House, method: &str, path: &str, kind: &str, body: String) -> (StatusCode, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost")
        .header("content-type", kind)
        .body(Body::from(body))
        .expect("a request");
    house.runtime.block_on(async {
        let response = house.router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.expect("a body");
        (status, String::from_utf8_lossy(&bytes).into_owned())
    })
}

#[test]
fn every_path_of_the_document_is_answered_with_a_status_it_names() {
    let house = house();
    let document = openapi::document();
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() > 30, "{}", paths.len());
    for (path, item) in paths {
        for (method, operation) in item.as_object().expect("methods") {
            let content = &operation["requestBody"]["content"];
            let kind = content.as_object().and_then(|kinds| kinds.keys().next().cloned()).unwrap_or_default();
            let example = &content[&kind]["example"];
            let body = if example.is_null() { String::new() } else { example.to_string() };
            let asked = path.replace("{service_code}", "no-such").replace("{service_request_id}", "0");
            let asked = asked.replace("{token_id}", "0");
            let (status, said) = ask(&house, &method.to_uppercase(), &asked, &kind, body);
            let named = &operation["responses"][status.as_str()];
            assert!(!named.is_null(), "{method} {path} was answered {status}: {said}");
        }
    }
}

#[test]
fn every_example_of_a_rule_is_decided() {
    let house = house();
    for rule in law::registry::rules() {
        let path = format!("/api/v1/decisions/{}", rule.name);
        let (status, said) = ask(&house, "POST", &path, "application/json", rule.example_facts().to_string());
        assert_eq!(status, StatusCode::OK, "{}: {said}", rule.name);
        let decided: Value = serde_json::from_str(&said).expect("JSON");
        assert!(decided["outcome"].is_string() && decided["reasons"].is_array(), "{said}");
    }
}

#[test]
fn the_document_is_served_and_holds_every_rule() {
    let house = house();
    let (status, said) = ask(&house, "GET", "/api/v1/openapi.json", "", String::new());
    assert_eq!(status, StatusCode::OK);
    let served: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(served["openapi"], "3.1.0");
    for rule in law::registry::rules() {
        assert!(served["paths"].get(format!("/api/v1/decisions/{}", rule.name)).is_some(), "{}", rule.name);
    }
}
