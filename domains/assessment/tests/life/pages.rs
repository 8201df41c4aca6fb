//! The pages, asked as a browser asks them: every one in both languages, and steps of the year through their forms.

use assessment::appraisal::State;
use axum::http::StatusCode;
use jiff::civil::date;
use kernel::{Actor, Fault};
use law::rules::Grade;
use web::testing::{Answer, seen};

use crate::ground::{Place, book};

struct Doors(web::testing::Doors);

fn open(place: &Place) -> Doors {
    place.confirm_publicity();
    Doors(web::testing::Doors::open(&place.ground.county, assessment::routes(), assessment::TEXTS))
}

fn somebody(place: &Place, who: &str) -> Actor {
    place.write(who, |_, actor| Ok::<_, Fault>(actor.clone())).expect("somebody")
}

impl Doors {
    fn ask(&self, place: &Place, who: Option<&str>, path: &str, form: Option<&[(&str, &str)]>) -> Answer {
        let actor = who.map(|who| somebody(place, who));
        match form {
            None => self.0.get(actor.as_ref(), path),
            Some(form) => self.0.post(actor.as_ref(), path, form),
        }
    }

    fn get(&self, place: &Place, who: &str, path: &str) -> Answer {
        self.ask(place, Some(who), path, None)
    }

    fn post(&self, place: &Place, who: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        self.ask(place, Some(who), path, Some(form))
    }
}

fn assert_drawn(doors: &Doors, place: &Place, who: Option<&str>, path: &str) {
    doors.0.assert_drawn(who.map(|who| somebody(place, who)).as_ref(), path);
}

/// One engine is enough for what is drawn; both are under test in the operations.
fn one() -> Place {
    Place::all().remove(0)
}

/// A year decided for three people and summed up by a fourth.
fn lived(place: &Place) {
    place.ready_to_decide(&[
        ("a", Grade::Excellent),
        ("b", Grade::Incompetent),
        ("c", Grade::BasicallyCompetent),
    ]);
    place.decide("a", Some(Grade::Excellent), "").expect("decided");
    for person in ["b", "c"] {
        let grade = place.of(person).proposed;
        place.decide(person, grade, "").expect("decided");
        place.finish(person);
    }
    place.sum_up("d");
}

#[test]
fn every_page_is_drawn_in_both_languages_for_whoever_may_see_it() {
    let place = one();
    let doors = open(&place);
    lived(&place);
    let publicity = place
        .write("o", |tx, actor| {
            assessment::publicity::open(tx, actor, &book(), "2025", "office", date(2026, 3, 9))
        })
        .expect("posted");
    place
        .write("o", |tx, actor| assessment::result::draw_up(tx, actor, &book(), "2025", "office"))
        .expect("drawn up");
    place
        .write("o", |tx, actor| assessment::routine::open(tx, actor, "2025", 3, date(2026, 3, 10)))
        .expect("a quarter");
    let plan = place
        .read("h", |tx, actor| Ok(assessment::plan::list(tx, &actor.scope(kernel::Area::Duty))?.remove(0)))
        .expect("a plan")
        .id;
    let quarter = place
        .read("a", |tx, actor| {
            Ok(assessment::routine::of_person(tx, &actor.scope(kernel::Area::Duty), "2025", "a")?.remove(0))
        })
        .expect("a quarter")
        .id;
    for who in ["a", "h", "m", "o"] {
        for path in [
            "/assessment",
            "/assessment/publicity",
            "/assessment/honours",
            "/assessment/handbook",
            "/assessment/plans",
        ] {
            assert_drawn(&doors, &place, Some(who), path);
        }
        assert_drawn(&doors, &place, Some(who), &format!("/assessment/publicity/{publicity}"));
    }
    for (who, person) in
        [("a", "a"), ("b", "b"), ("h", "b"), ("h", "d"), ("m", "a"), ("o", "b"), ("o", "e"), ("e", "e")]
    {
        assert_drawn(&doors, &place, Some(who), &place.of(person).link());
    }
    assert_drawn(&doors, &place, Some("h"), &format!("{}/verification", place.of("d").link()));
    assert_drawn(&doors, &place, Some("h"), "/assessment/units/office");
    assert_drawn(&doors, &place, Some("h"), &format!("/assessment/plans/{plan}"));
    assert_drawn(&doors, &place, Some("a"), &format!("/assessment/routine/{quarter}"));
}

#[test]
fn the_organisers_pages_and_the_documents_are_there() {
    let place = one();
    let doors = open(&place);
    lived(&place);
    place
        .write("o", |tx, actor| assessment::result::draw_up(tx, actor, &book(), "2025", "office"))
        .expect("drawn up");
    for path in [
        "/cockpit",
        "/assessment/committee",
        "/assessment/committee/office",
        "/assessment/ballots",
        "/assessment/results",
        "/assessment/results?unit=office",
        "/assessment/village",
        "/assessment/village/new?person=v",
    ] {
        assert_drawn(&doors, &place, Some("o"), path);
    }
    assert_drawn(&doors, &place, None, "/ballot");
    for (path, kind) in [
        (format!("{}/notice.docx", place.of("b").link()), "wordprocessingml"),
        ("/assessment/handbook.docx".to_owned(), "wordprocessingml"),
        ("/cockpit.xlsx".to_owned(), "spreadsheetml"),
        ("/cockpit/steps.xlsx".to_owned(), "spreadsheetml"),
    ] {
        let who = if path.contains("cockpit") { "o" } else { "b" };
        let answer = doors.get(&place, who, &path);
        assert!(answer.status == StatusCode::OK && answer.kind.contains(kind), "{path}: {}", answer.kind);
    }
    let notice = doors.get(&place, "b", &format!("{}/notice", place.of("b").link()));
    assert!(seen(&notice.body).contains("2025年度考核结果通知书"), "{}", seen(&notice.body));
}

#[test]
fn a_result_is_a_sentence_with_its_basis_open_and_nobody_is_ranked() {
    let place = one();
    let doors = open(&place);
    place.ready_to_decide(&[("b", Grade::Incompetent)]);
    place.decide("b", Some(Grade::Incompetent), "").expect("decided");
    place.finish("b");
    let page = doors.get(&place, "b", &place.of("b").link());
    let text = seen(&page.body);
    assert!(text.contains("经考委示例审核，确定为“不称职”等次"), "{text}");
    assert!(page.body.contains("<details open") || page.body.contains("open>"), "the basis is open");
    assert!(text.contains("申请") && text.contains("复核"), "the way to contest stands on the page");
    let unit = seen(&doors.get(&place, "h", "/assessment/units/office").body);
    for word in ["排名", "名次", "百分位", "第1名"] {
        assert!(!unit.contains(word), "{word}");
    }
}

#[test]
fn a_page_out_of_reach_is_not_found_and_a_stranger_is_sent_to_sign_in() {
    let place = one();
    let doors = open(&place);
    place.open();
    let link = place.of("a").link();
    assert_eq!(doors.get(&place, "b", &link).status, StatusCode::NOT_FOUND);
    for path in ["/assessment/ballots", "/assessment/results", "/assessment/committee", "/cockpit"] {
        assert_eq!(doors.get(&place, "b", path).status, StatusCode::NOT_FOUND, "{path}");
    }
    let stranger = doors.ask(&place, None, &link, None);
    assert_eq!((stranger.status, stranger.location.starts_with("/sign-in")), (StatusCode::SEE_OTHER, true));
}

#[test]
fn the_year_of_a_person_runs_through_the_forms() {
    let place = one();
    let doors = open(&place);
    place.open();
    place.no_review();
    let link = place.of("a").link();
    let draft = doors.get(&place, "a", &link);
    assert!(draft.body.contains("12日 走访二组"), "the summary is pre-filled");
    let empty = doors.post(&place, "a", &format!("{link}/summary"), &[("summary", " ")]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = doors.post(&place, "a", &format!("{link}/summary"), &[("summary", "一年来做了三件事")]);
    assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, link.as_str()));
    let marks = [("mark_0", "90"), ("mark_1", "88"), ("mark_2", "85"), ("mark_3", "92")];
    let wrong =
        [&marks[..], &[("comment", "踏实"), ("grade", "competent"), ("came_1", "2"), ("reason_1", "")]]
            .concat();
    let refused = doors.post(&place, "h", &format!("{link}/verification"), &wrong);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"88\"") && refused.body.contains("踏实"), "typed values are kept");
    assert!(seen(&refused.body).contains("请写明理由"), "{}", seen(&refused.body));
    let right = [
        &marks[..],
        &[
            ("comment", "踏实"),
            ("grade", "competent"),
            ("came_0", "30"),
            ("came_1", "2"),
            ("reason_1", "两件超期"),
        ],
    ]
    .concat();
    let proposed = doors.post(&place, "h", &format!("{link}/verification"), &right);
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", seen(&proposed.body));
    let verdict = [("act", "decide"), ("grade", "competent")];
    doors.0.assert_proof_asked(&somebody(&place, "m"), &format!("{link}/decision"), &verdict);
    let decided = doors.post(&place, "m", &format!("{link}/decision"), &verdict);
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", seen(&decided.body));
    assert_eq!(doors.post(&place, "h", &format!("{link}/notice"), &[]).status, StatusCode::SEE_OTHER);
    let silent =
        doors.post(&place, "a", &format!("{link}/opinion"), &[("opinion", "remarks"), ("opinion_text", "")]);
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        doors.post(&place, "a", &format!("{link}/opinion"), &[("opinion", "agree")]).status,
        StatusCode::SEE_OTHER
    );
    assert_eq!((place.of("a").state, place.of("a").grade), (State::Closed, Some(Grade::Competent)));
}

#[test]
fn a_full_quota_is_refused_on_the_page_with_its_decision() {
    let place = one();
    let doors = open(&place);
    place.ready_to_decide(&[("a", Grade::Excellent), ("b", Grade::Excellent)]);
    let ids = [place.of("a").id, place.of("b").id];
    let both: Vec<(&str, &str)> = ids.iter().map(|id| ("ids", id.as_str())).collect();
    let refused = doors.post(&place, "m", "/assessment/committee/office", &both);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = seen(&refused.body);
    assert!(text.contains("优秀名额 1 个，已用 1 个") && text.contains("公务员考核规定"), "{text}");
    assert_eq!(place.of("a").state, State::Decide, "nothing was decided");
    doors.0.assert_proof_asked(&somebody(&place, "m"), "/assessment/committee/office", &both[..1]);
    let one = doors.post(&place, "m", "/assessment/committee/office", &both[..1]);
    assert_eq!(one.status, StatusCode::SEE_OTHER);
}

#[test]
fn a_ballot_is_answered_without_an_account_and_slips_are_shown_once() {
    let place = one();
    let doors = open(&place);
    place.open();
    let opened = doors.post(
        &place,
        "o",
        "/assessment/ballots",
        &[("act", "open"), ("organ", "office"), ("closes_on", "2026-03-06")],
    );
    assert_eq!((opened.status, opened.cache.as_str()), (StatusCode::OK, "no-store"));
    let codes: Vec<String> = opened
        .body
        .split("<code>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(codes.len(), 7);
    let again = doors.get(&place, "o", "/assessment/ballots");
    assert!(!again.body.contains(&codes[0]), "the codes are nowhere else");
    let unknown = doors.ask(&place, None, "/ballot", Some(&[("code", "2222-2222-2222")]));
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = doors.ask(&place, None, "/ballot", Some(&[("code", &codes[0])]));
    assert_eq!(page.status, StatusCode::OK, "{}", seen(&page.body));
    assert!(page.body.contains("name=\"m_0_0\"") && seen(&page.body).contains("局长示例"));
    let blank = doors.ask(&place, None, "/ballot/answers", Some(&[("code", &codes[0])]));
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = [("code", codes[0].as_str()), ("m_0_0", "0"), ("m_0_1", "1"), ("m_1_0", "-")];
    let cast = doors.ask(&place, None, "/ballot/answers", Some(&form));
    assert_eq!(
        (cast.status, cast.location.as_str()),
        (StatusCode::SEE_OTHER, "/ballot"),
        "no code in any address"
    );
    let twice = doors.ask(&place, None, "/ballot/answers", Some(&form));
    assert!(seen(&twice.body).contains("已经用过"), "{}", seen(&twice.body));
}
