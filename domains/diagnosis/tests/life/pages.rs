//! The pages, asked as a browser asks them: every one in both languages; answering, the report, bringing in a set.

use axum::http::StatusCode;
use diagnosis::bank::Wave;
use web::testing::{Answer, seen};

use crate::ground::{LAST, Place, answers, who};

struct Doors(web::testing::Doors);

fn open(place: &Place) -> Doors {
    Doors(web::testing::Doors::open(&place.ground.county, diagnosis::routes(), diagnosis::TEXTS))
}

impl Doors {
    fn ask(&self, name: Option<&str>, path: &str, form: Option<&[(&str, &str)]>) -> Answer {
        let actor = name.map(who);
        match form {
            None => self.0.get(actor.as_ref(), path),
            Some(form) => self.0.post(actor.as_ref(), path, form),
        }
    }
}

fn assert_drawn(doors: &Doors, name: Option<&str>, path: &str) {
    doors.0.assert_drawn(name.map(who).as_ref(), path);
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
        doors.ask(Some("p3"), "/diagnosis/report?bank=own&year=2026", None).status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(doors.ask(Some("p3"), &study, None).status, StatusCode::NOT_FOUND);
    for file in [
        "report.csv?bank=own&year=2026",
        "report.xlsx?bank=own&year=2026",
        "answers.csv",
        "tables.json?wave=2",
    ] {
        assert_eq!(
            doors.ask(Some("tr"), &format!("/diagnosis/{file}"), None).status,
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
    let early = doors.ask(None, "/answer", Some(&[("code", &slips[0].own)]));
    assert!(early.status == StatusCode::UNPROCESSABLE_ENTITY && seen(&early.body).contains("2026年3月4日"));
    place.pass(LAST);
    let asked = doors.ask(None, "/answer", Some(&[("code", &slips[0].own)]));
    assert_eq!((asked.status, asked.cache.as_str()), (StatusCode::OK, "no-store"));
    assert_eq!(asked.body.matches("<fieldset class=\"asked\"").count(), 53);
    assert!(!asked.body.contains("required"), "nothing forces an answer");
    let few = [("code", slips[0].own.as_str()), ("q_0", "4"), ("q_7", "2")];
    let back = doors.ask(None, "/answer/answers", Some(&few));
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(back.body.matches(" checked").count(), 2, "what was filled in is kept");
    let given: Vec<(String, String)> = answers(0, Wave::Pulse)
        .iter()
        .enumerate()
        .filter_map(|(at, answer)| answer.map(|answer| (format!("q_{at}"), answer.to_string())))
        .collect();
    let mut whole = vec![("code", slips[0].own.as_str())];
    whole.extend(given.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    assert_eq!(doors.ask(None, "/answer/answers", Some(&whole)).status, StatusCode::SEE_OTHER);
    let twice = doors.ask(None, "/answer/answers", Some(&whole));
    assert!(twice.status == StatusCode::UNPROCESSABLE_ENTITY && seen(&twice.body).contains("已经填过"));
}

#[test]
fn a_report_says_in_sentences_what_helps_and_what_blocks_and_which_outcome_it_explains() {
    let place = Place::one();
    let doors = open(&place);
    let id = place.lived();
    let page = doors.ask(Some("tr"), &format!("/diagnosis/report?study={id}"), None);
    let text = seen(&page.body);
    for wanted in
        ["30 人作答", "本人所说的成效", "他人所见的成效", "学习迁移模型与本次结果", "次级影响", "95% 区间"]
    {
        assert!(text.contains(wanted), "no {wanted}: {text}");
    }
    assert!(page.body.contains("class=\"span\""), "intervals are drawn");
    let unit = doors.ask(Some("tr"), "/diagnosis/report?bank=own&year=2026&unit=small", None);
    assert!(seen(&unit.body).contains("人数不足 5 人"));
}

#[test]
fn slips_are_shown_once_and_never_kept_by_a_browser() {
    let place = Place::one();
    let doors = open(&place);
    let made = doors.ask(
        Some("tr"),
        "/diagnosis/new",
        Some(&[("subject", "class/c1"), ("opens_on", "2026-03-04"), ("bank", "own"), ("form", "full")]),
    );
    assert_eq!((made.status, made.cache.as_str()), (StatusCode::OK, "no-store"));
    assert_eq!(made.body.matches("<code>").count(), 60);
    let wrong = doors.ask(
        Some("tr"),
        "/diagnosis/new",
        Some(&[("subject", "class/c1"), ("opens_on", "2026-02-30"), ("bank", "own"), ("form", "full")]),
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}
