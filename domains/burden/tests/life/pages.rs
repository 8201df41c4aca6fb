//! The pages, asked as a browser asks them.

use axum::http::StatusCode;
use web::testing::Doors;

use crate::ground::{Place, document, who};

fn open(place: &Place) -> Doors {
    Doors::open(&place.ground.county, burden::routes(), burden::TEXTS)
}

#[test]
fn every_page_is_drawn_in_both_languages() {
    let place = Place::all().remove(0);
    let doors = open(&place);
    let id = place.note("office", document("office", 900)).expect("noted");
    let (office, organiser) = (who("office"), who("organiser"));
    for path in [
        "/burden",
        "/burden/entries",
        "/burden/entries?kind=document",
        "/burden/entries/new",
        "/burden/entries/new?kind=document",
        "/burden/entries/new?kind=meeting",
        "/burden/entries/new?kind=inspection",
        "/burden/entries/new?kind=secondment",
        "/burden/entries/new?kind=pilot",
        &format!("/burden/entries/{id}"),
        "/burden/lint",
        "/burden/figures",
        "/burden/requests",
        "/burden/requests/new",
        "/burden/asks",
        "/burden/own",
    ] {
        doors.assert_drawn(Some(&office), path);
    }
    doors.assert_drawn(Some(&organiser), "/burden/own");
    assert_eq!(doors.get(Some(&office), "/burden/figures.xlsx").status, StatusCode::OK);
}

#[test]
fn a_pasted_draft_is_counted_and_judged_and_nothing_is_kept() {
    let place = Place::all().remove(0);
    let doors = open(&place);
    let text = format!("{}\n各镇每月报送台账，拍照留痕。", "字".repeat(4_000));
    let office = who("office");
    let looked = doors.post(Some(&office), "/burden/lint", &[("kind", "special"), ("text", &text)]);
    assert_eq!(looked.status, StatusCode::OK);
    for clause in ["LD-02", "LD-04", "LD-07"] {
        assert!(looked.seen().contains(clause), "{clause}");
    }
    assert!(looked.seen().contains("4,014"), "characters without white space");
}

#[test]
fn data_is_asked_through_the_pages_after_a_look_at_what_is_held() {
    let place = Place::all().remove(0);
    let doors = open(&place);
    let (office, town) = (who("office"), who("town"));
    let form = [
        ("unit", "office"),
        ("title", "消防摸底"),
        ("purpose", "安排检查"),
        ("year", "2026"),
        ("due_on", "2026-03-20"),
        ("facts", "posts"),
        ("labels", "在岗人数\n微型消防站数"),
        ("units", "town"),
    ];
    let check: Vec<_> = form.iter().copied().chain([("act", "check")]).collect();
    let looked = doors.post(Some(&office), "/burden/requests/new", &check);
    assert_eq!(looked.status, StatusCode::OK);
    assert_eq!(looked.seen().matches("本系统已有，不再要求基层填报").count(), 2);
    let send: Vec<_> = form.iter().copied().chain([("act", "ask")]).collect();
    let path = doors.done(Some(&office), "/burden/requests/new", &send);
    doors.assert_drawn(Some(&office), &path);
    let asked = doors.get(Some(&town), "/burden/asks");
    let ask = asked.body.split("/burden/asks/").nth(1).and_then(|rest| rest.split('"').next());
    let ask = format!("/burden/asks/{}", ask.expect("an ask"));
    doors.assert_drawn(Some(&town), &ask);
    let page = doors.get(Some(&town), &ask).body;
    let field = page.split("name=\"field-").nth(1).and_then(|rest| rest.split('"').next()).expect("a field");
    let name = format!("field-{field}");
    doors.done(Some(&town), &ask, &[(name.as_str(), "2")]);
    assert!(doors.get(Some(&office), &path).seen().contains("已全部答复"));
}
