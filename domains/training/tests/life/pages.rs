//! The pages, asked as a browser asks them: every one in both languages, a class lived through their forms, and the
//! doors for other systems.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{Actor, Fault};
use training::{announcement, class, session};
use web::testing::{Answer, Doors, seen};

use crate::classes;
use crate::ground::County;

fn doors(county: &County) -> &Doors {
    county.doors.get_or_init(|| Doors::open(&county.ground.county, training::routes(), training::TEXTS))
}

fn somebody(county: &County, who: &str) -> Actor {
    county.write(who, |_, actor| Ok::<_, Fault>(actor.clone())).expect("somebody")
}

fn send(county: &County, request: Request<Body>) -> Answer {
    doors(county).send(None, request)
}

fn ask(county: &County, who: &str, path: &str, form: Option<&[(&str, &str)]>, english: bool) -> Answer {
    let actor = somebody(county, who);
    match form {
        None => doors(county).read(Some(&actor), path, english),
        Some(form) => doors(county).post(Some(&actor), path, form),
    }
}

fn assert_drawn(county: &County, who: &str, path: &str) {
    doors(county).assert_drawn(Some(&somebody(county, who)), path);
}

fn done(county: &County, who: &str, path: &str, form: &[(&str, &str)]) -> String {
    let answer = ask(county, who, path, Some(form), false);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{who} {path}: {}", seen(&answer.body));
    answer.location
}

#[test]
fn every_page_of_training_is_drawn_in_both_languages() {
    let counties = County::all();
    let county = counties.first().expect("a county");
    let programme = classes::plan(county);
    let class = classes::announce(county, &programme, 6);
    let at = |path: &str| format!("/training/classes/{class}/{path}");
    for path in [
        "change",
        "timetable",
        "parts",
        "learners",
        "leave",
        "files",
        "test/questions",
        "exercises",
        "conclusion",
    ] {
        assert_drawn(county, "t", &at(path));
    }
    assert_drawn(county, "h1", &at("nomination?unit=town1"));
    classes::fill(county, &class);
    for path in ["learners", "exercises", "leave", "withdrawal", "place"] {
        assert_drawn(county, "a1", &at(path));
    }
    classes::hold(county, &class);
    for path in ["report", "reaction", "reports"] {
        assert_drawn(county, "a1", &at(path));
    }
    crate::looking::back(county, &class);
    assert_drawn(county, "t", &at("evaluation"));
    assert_drawn(county, "t", &format!("/training/programmes/{programme}"));
    assert_drawn(county, "t", &format!("/training/programmes/{programme}/classes/new"));
    for who in ["a1", "b6", "h1", "t", "o"] {
        for path in ["/training", "/training/classes", "/training/years/2026", "/training/years/2026/needs"] {
            assert_drawn(county, who, path);
        }
        assert_drawn(county, who, &format!("/training/classes/{class}"));
        assert_drawn(county, who, "/training/years/2026/survey");
    }
    for path in [
        "/training/years",
        "/training/years/2026/needs/new",
        "/training/years/2026/programmes/new",
        "/training/questions",
        "/training/imports",
        "/training/sources",
        "/training/units/town1",
        "/training/people/a1",
    ] {
        assert_drawn(county, "t", path);
    }
    for (who, path) in [("t", "amendment"), ("o", "amendment"), ("o", "removal")] {
        assert_drawn(county, who, &format!("/training/programmes/{programme}/{path}"));
    }
    assert_drawn(county, "t", "/training/statements");
    assert_drawn(county, "t", "/training/statements?state=assigned&page=9");
    assert_drawn(county, "a1", "/training/people/a1");
    assert_drawn(county, "a1", "/training/certificates/2026-0001");
    files(county, &class);
}

fn files(county: &County, class: &str) {
    for (who, path, kind) in [
        ("t", "/training/classes.xlsx".to_owned(), "spreadsheetml"),
        ("t", format!("/training/classes/{class}/learners.xlsx"), "spreadsheetml"),
        ("t", format!("/training/classes/{class}/draw.csv"), "csv"),
        ("a1", "/training/people/a1/statement.xlsx".to_owned(), "spreadsheetml"),
        ("a1", "/training/people/a1/statement.docx".to_owned(), "wordprocessingml"),
        ("h1", "/training/units/town1/people.xlsx".to_owned(), "spreadsheetml"),
        ("t", "/training/imports/template.xlsx".to_owned(), "spreadsheetml"),
        ("a1", "/training/certificates/2026-0001/certificate.docx".to_owned(), "wordprocessingml"),
    ] {
        let answer = ask(county, who, &path, None, false);
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.kind.contains(kind) && answer.body.len() > 50, "{path}: {}", answer.kind);
    }
    for (who, path) in [
        ("a2", "/training/people/a1".to_owned()),
        ("h2", "/training/people/a1".to_owned()),
        ("h2", "/training/units/town1".to_owned()),
        ("b6", "/training/certificates/2026-0001".to_owned()),
    ] {
        assert_eq!(ask(county, who, &path, None, false).status, StatusCode::NOT_FOUND, "{who} {path}");
    }
    for path in [format!("/training/classes/{class}/learners"), "/training/imports".to_owned()] {
        assert_eq!(ask(county, "b6", &path, None, false).status, StatusCode::FORBIDDEN, "{path}");
    }
}

fn announcement_form() -> Vec<(&'static str, &'static str)> {
    vec![
        ("holder", "school"),
        ("title", "远程视频班（单元学习）"),
        ("about", "能在本单位组织一次学习讨论"),
        ("trainer", "t"),
        ("place", "各单位会议室"),
        ("link", "https://video.example/1"),
        ("capacity", "10"),
        ("enrol_until", "2026-04-10"),
        ("evaluated", "1"),
        ("unit-0", "town1"),
        ("seats-0", "2"),
        ("unit-1", "town2"),
        ("seats-1", "2"),
        ("day-new0", "2026-04-13"),
        ("starts-new0", "9点"),
        ("minutes-new0", "120"),
        ("content-new0", "skill"),
        ("title-new0", "第一讲"),
    ]
}

#[test]
fn a_class_is_announced_and_its_roll_kept_through_the_forms() {
    let counties = County::all();
    let county = counties.first().expect("a county");
    let programme = classes::plan(county);
    let path = format!("/training/programmes/{programme}/classes");
    let mut form = announcement_form();
    let wrong = ask(county, "t", &path, Some(&form), false);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("f-starts-new0-error"), "the field at fault is named");
    assert!(wrong.body.contains("https://video.example/1"), "what was typed is kept");
    if let Some(starts) = form.iter_mut().find(|(name, _)| *name == "starts-new0") {
        starts.1 = "9:00";
    }
    let class = done(county, "t", &path, &form);
    let id = class.rsplit('/').next().expect("an id").to_owned();
    done(
        county,
        "t",
        &format!("{class}/parts"),
        &[("part-title-new0", "第一单元"), ("part-task-new0", "看录像并讨论")],
    );
    done(county, "h1", &format!("{class}/nomination?unit=town1"), &[("person", "a2"), ("person", "a3")]);
    let refused = ask(county, "h2", &format!("{class}/refusal?unit=town2"), Some(&[("note", "")]), false);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    done(county, "h2", &format!("{class}/refusal?unit=town2"), &[("note", "防汛值班")]);
    done(county, "t", &format!("{class}/leader"), &[("leader", "a2")]);
    county.go_to(jiff::civil::date(2026, 4, 13), 18);
    let which = id.clone();
    let sessions = county.read("t", move |tx, _, _| Ok(session::of_class(tx, &which)?)).expect("read");
    let roll = format!("{class}/sessions/{}/roll", sessions[0].id);
    assert_drawn(county, "a2", &roll);
    let half = ask(county, "a2", &roll, Some(&[("presence-a2", "present")]), false);
    assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
    let late = [("presence-a2", "late"), ("minutes-a2", ""), ("presence-a3", "absent")];
    let unsaid = ask(county, "a2", &roll, Some(&late), false);
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.body.contains("f-minutes-a2-error"), "the field at fault is named");
    done(county, "a2", &roll, &[("presence-a2", "late"), ("minutes-a2", "95"), ("presence-a3", "absent")]);
    assert!(ask(county, "a2", &roll, None, false).body.contains("value=\"95\""), "what was kept is shown");
    let list = ask(county, "t", &format!("{class}/learners"), None, false);
    assert!(list.body.contains("迟到1次") && list.body.contains("1小时35分钟"), "{}", seen(&list.body));
    let outcomes = [("outcome-a2", "finished"), ("outcome-a3", "not-finished")];
    done(county, "t", &format!("{class}/conclusion"), &outcomes);
    let own = ask(county, "a2", "/training/people/a2?year=2026", None, false);
    assert!(own.body.contains("迟到1次") && own.body.contains("1小时35分钟"), "{}", seen(&own.body));
    let report = [("what", "本周组织一次讨论"), ("when", "周五例会"), ("shared", "none"), ("way", "done")];
    done(county, "a2", &format!("{class}/report"), &report);
    let which = id.clone();
    let state = county
        .read("a2", move |tx, _, _| class::one(tx, &kernel::Scope::county("a test"), &which))
        .expect("found")
        .state;
    assert_eq!(state, training::form::ClassState::Finished);
    let detail = county.read("a2", move |tx, _, _| announcement::detail(tx, &id)).expect("found");
    assert!(detail.finished_at.is_some());
}

fn statements(county: &County, key: Option<&(String, String)>, version: Option<&str>, body: &str) -> Answer {
    let mut request = Request::post("/xapi/statements").header("content-type", "application/json");
    if let Some((id, secret)) = key {
        request =
            request.header("authorization", format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))));
    }
    if let Some(version) = version {
        request = request.header("x-experience-api-version", version);
    }
    send(county, request.body(Body::from(body.to_owned())).expect("a request"))
}

#[test]
fn statements_are_taken_with_a_key_and_refused_by_field() {
    let counties = County::all();
    let county = counties.first().expect("a county");
    let about = send(county, Request::get("/xapi/about").body(Body::empty()).expect("a request"));
    assert_eq!((about.status, about.body.as_str()), (StatusCode::OK, r#"{"version":["1.0.3"]}"#));
    let key = county.write("t", |tx, actor| training::xapi::make(tx, actor, "干部网院", 480)).expect("made");
    let sound = r#"{"id":"00000000-0000-4000-8000-000000000001","actor":{"account":{"homePage":"https://s.example","name":"login-a1"}},"verb":{"id":"http://adlnet.gov/expapi/verbs/passed"},"object":{"id":"https://s.example/1"},"result":{"duration":"PT1H"}}"#;
    assert_eq!(statements(county, None, Some("1.0.3"), sound).status, StatusCode::UNAUTHORIZED);
    assert_eq!(statements(county, Some(&key), None, sound).status, StatusCode::BAD_REQUEST);
    assert_eq!(statements(county, Some(&key), Some("2.0.0"), sound).status, StatusCode::BAD_REQUEST);
    let taken = statements(county, Some(&key), Some("1.0.3"), sound);
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    assert_eq!(taken.body, r#"["00000000-0000-4000-8000-000000000001"]"#);
    let list = format!("[{}]", sound.replace("0001\"", "0002\"").replace("PT1H", "one hour"));
    let wrong = statements(county, Some(&key), Some("1.0.3"), &list);
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.body.contains("statements[0].result.duration"), "{}", wrong.body);
    let strange = sound.replace("0001\"", "0003\"").replace("login-a1", "plat-17");
    assert_eq!(statements(county, Some(&key), Some("1.0.3"), &strange).status, StatusCode::OK);
    let waits = "/training/statements/00000000-0000-4000-8000-000000000003";
    assert!(ask(county, "t", "/training/statements", None, false).body.contains(waits));
    assert_drawn(county, "t", waits);
    let found = ask(county, "t", &format!("{waits}?q=a4"), None, false);
    assert!(found.body.contains("a4示例") && !found.body.contains("11010119900101"), "no citizen id");
    let nobody = ask(county, "t", &format!("{waits}/assignment"), Some(&[("q", "a4")]), false);
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    done(county, "t", &format!("{waits}/assignment"), &[("q", "a4"), ("person", "a4")]);
    assert!(ask(county, "a4", "/training/people/a4", None, false).body.contains("干部网院"));
    assert_drawn(county, "t", "/training/statements?state=assigned");
    assert_eq!(ask(county, "h1", waits, None, false).status, StatusCode::FORBIDDEN);
    let other = statements(county, Some(&key), Some("1.0.3"), &sound.replace("PT1H", "PT2H"));
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert_eq!(statements(county, Some(&key), Some("1.0.3"), "{").status, StatusCode::BAD_REQUEST);
}
