//! The pages, asked as a browser asks them: every one in both languages; answering, the report, bringing in a set.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use diagnosis::bank::Wave;
use kernel::DbError;
use law::Text;
use tower::ServiceExt;
use web::{House, Site, Texts};

use crate::ground::{LAST, Place, answers, who};

struct Answer {
    status: StatusCode,
    cache: String,
    body: String,
}

struct Doors {
    router: axum::Router,
    runtime: tokio::runtime::Runtime,
}

fn open(place: &Place) -> Doors {
    let texts = Texts::build(&[web::i18n::WEB, diagnosis::TEXTS]).expect("sound texts");
    let site = Site::new(texts, Text::new("示例县", "Example"), Box::new(|| "r".into())).expect("a site");
    let seat: web::house::Seat = |_, _| Ok::<_, DbError>(Default::default());
    let house = House::of(place.ground.county.clone(), seat).expect("a house");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let router = web::dress(diagnosis::routes().with_state(house), Arc::new(site));
    Doors { router, runtime: runtime.expect("a runtime") }
}

impl Doors {
    fn ask(&self, name: Option<&str>, path: &str, form: Option<&str>, english: bool) -> Answer {
        let mut request = match form {
            None => Request::get(path),
            Some(_) => Request::post(path).header("content-type", "application/x-www-form-urlencoded"),
        };
        request = request.header("sec-fetch-site", "same-origin");
        if english {
            request = request.header("cookie", "lang=en");
        }
        let mut request = request.body(Body::from(form.unwrap_or_default().to_owned())).expect("a request");
        if let Some(name) = name {
            request.extensions_mut().insert(Arc::new(who(name)));
        }
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.expect("an answer");
            let header = |name: &str| {
                answer.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
            };
            let (status, cache) = (answer.status(), header("cache-control"));
            let bytes = axum::body::to_bytes(answer.into_body(), 10_000_000).await.expect("a body");
            Answer { status, cache, body: String::from_utf8_lossy(&bytes).into_owned() }
        })
    }
}

fn seen(html: &str) -> String {
    let (mut text, mut inside) = (String::new(), false);
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

fn assert_drawn(doors: &Doors, name: Option<&str>, path: &str) {
    for english in [false, true] {
        let answer = doors.ask(name, path, None, english);
        assert_eq!(answer.status, StatusCode::OK, "{name:?} {path}: {}", seen(&answer.body));
        let text = seen(&answer.body);
        assert!(!text.contains("diagnosis-") && !text.contains("web-"), "{path} shows a key: {text}");
        assert!(!answer.body.contains(" style=") && !answer.body.contains("<script>"), "{path}");
        assert_eq!(answer.body.matches("<h1").count(), 1, "{path} has one heading");
        let mut ids: Vec<&str> =
            answer.body.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        assert_eq!(ids.windows(2).find(|pair| pair[0] == pair[1]), None, "{path} gives an id twice");
    }
}

#[test]
fn every_page_is_drawn_in_both_languages() {
    let place = Place::one();
    let doors = open(&place);
    for path in [
        "/answer",
        "/diagnosis",
        "/diagnosis/mine",
        "/diagnosis/library",
        "/diagnosis/bank",
        "/diagnosis/quality",
        "/diagnosis/norms",
        "/diagnosis/terms",
        "/diagnosis/plans",
        "/diagnosis/new?class=c1",
    ] {
        assert_drawn(&doors, Some("tr"), path);
    }
    let id = place.lived();
    let report = format!("/diagnosis/report?study={id}");
    let study = format!("/diagnosis/studies/{id}");
    for path in [
        "/diagnosis",
        "/diagnosis/quality",
        "/diagnosis/report?bank=own&year=2026",
        "/diagnosis/report?bank=own&year=2026&unit=town",
        &report,
        &study,
        "/diagnosis/plans/new?construct=SS&bank=own&year=2026",
    ] {
        assert_drawn(&doors, Some("tr"), path);
    }
    assert_drawn(&doors, Some("p3"), &report);
    assert_drawn(&doors, Some("p3"), "/diagnosis");
    assert_eq!(
        doors.ask(Some("p3"), "/diagnosis/report?bank=own&year=2026", None, false).status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(doors.ask(Some("p3"), &study, None, false).status, StatusCode::NOT_FOUND);
    for file in [
        "report.csv?bank=own&year=2026",
        "report.xlsx?bank=own&year=2026",
        "answers.csv",
        "tables.json?wave=2",
    ] {
        assert_eq!(
            doors.ask(Some("tr"), &format!("/diagnosis/{file}"), None, false).status,
            StatusCode::OK,
            "{file}"
        );
    }
}

#[test]
fn somebody_without_an_account_answers_on_one_page_and_keeps_what_was_filled_in() {
    let place = Place::one();
    let doors = open(&place);
    let (_, slips) = place.open();
    let early = doors.ask(None, "/answer", Some(&format!("code={}", slips[0].own)), false);
    assert!(early.status == StatusCode::UNPROCESSABLE_ENTITY && seen(&early.body).contains("2026年3月4日"));
    place.pass(LAST);
    let asked = doors.ask(None, "/answer", Some(&format!("code={}", slips[0].own)), false);
    assert_eq!((asked.status, asked.cache.as_str()), (StatusCode::OK, "no-store"));
    assert_eq!(asked.body.matches("<fieldset class=\"asked\"").count(), 53);
    assert!(!asked.body.contains("required"), "nothing forces an answer");
    let few = format!("code={}&q_0=4&q_7=2", slips[0].own);
    let back = doors.ask(None, "/answer/answers", Some(&few), false);
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(back.body.matches(" checked").count(), 2, "what was filled in is kept");
    let given: Vec<String> = answers(0, Wave::Pulse)
        .iter()
        .enumerate()
        .filter_map(|(at, answer)| answer.map(|answer| format!("&q_{at}={answer}")))
        .collect();
    let whole = format!("code={}{}", slips[0].own, given.concat());
    assert_eq!(doors.ask(None, "/answer/answers", Some(&whole), false).status, StatusCode::SEE_OTHER);
    let twice = doors.ask(None, "/answer/answers", Some(&whole), false);
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && seen(&twice.body).contains("已经填过"));
}

#[test]
fn a_report_says_in_sentences_what_helps_and_what_blocks_and_which_outcome_it_explains() {
    let place = Place::one();
    let doors = open(&place);
    let id = place.lived();
    let page = doors.ask(Some("tr"), &format!("/diagnosis/report?study={id}"), None, false);
    let text = seen(&page.body);
    for wanted in
        ["30 人作答", "本人所说的成效", "他人所见的成效", "学习迁移模型与本次结果", "次级影响", "95% 区间"]
    {
        assert!(text.contains(wanted), "no {wanted}: {text}");
    }
    assert!(page.body.contains("class=\"span\""), "intervals are drawn");
    let unit = doors.ask(Some("tr"), "/diagnosis/report?bank=own&year=2026&unit=small", None, false);
    assert!(seen(&unit.body).contains("人数不足 5 人"));
}

#[test]
fn slips_are_shown_once_and_never_kept_by_a_browser() {
    let place = Place::one();
    let doors = open(&place);
    let made = doors.ask(
        Some("tr"),
        "/diagnosis/new",
        Some("subject=class%2Fc1&opens_on=2026-03-04&bank=own&form=full"),
        false,
    );
    assert_eq!((made.status, made.cache.as_str()), (StatusCode::OK, "no-store"));
    assert_eq!(made.body.matches("<code>").count(), 60);
    let wrong = doors.ask(
        Some("tr"),
        "/diagnosis/new",
        Some("subject=class%2Fc1&opens_on=2026-02-30&bank=own&form=full"),
        false,
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}
