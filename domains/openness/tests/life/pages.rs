//! The pages and the feed, asked as a browser asks them.

use axum::http::StatusCode;
use jiff::civil::date;
use openness::notice::posting;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use web::testing::Doors;

use crate::decisions::{commented, draft, reviewed, started, table};
use crate::ground::{Place, appointment, book, who};
use crate::guards::tabled;

fn open(place: &Place) -> Doors {
    Doors::open(&place.ground.county, openness::routes(), openness::TEXTS)
}

fn posted(place: &Place) -> posting::Posted {
    place
        .write("organiser", |tx, actor| posting::publish(tx, actor, &book(), &appointment(date(2026, 3, 9))))
        .expect("posted")
}

#[test]
fn every_page_is_drawn_in_both_languages() {
    let place = Place::all().remove(0);
    let (doors, posted) = (open(&place), posted(&place));
    let number = posted.number;
    for path in [
        "/open/notices",
        "/open/notices?kind=appointment&unit=zuzhibu",
        &format!("/open/notices/{number}"),
        &format!("/open/notices/{number}/print"),
        &format!("/open/notices/{number}/objections"),
        "/open/objections",
        "/open/villages",
        "/open/villages/v1",
        "/open/villages/v1?year=2025",
        "/open/decisions",
        "/open/comments",
    ] {
        doors.assert_drawn(None, path);
    }
    let organiser = who("organiser");
    for path in [
        "/openness",
        "/openness/notices",
        "/openness/notices/new",
        &format!("/openness/notices/{}", posted.id),
        "/openness/village",
        "/openness/village/v1",
        "/openness/village/v1?item=finance&period=2026-01-01_2026-03-31",
        "/openness/decisions",
        "/openness/decisions/new",
    ] {
        doors.assert_drawn(Some(&organiser), path);
    }
}

/// The form of a draft.
const DRAFT: [(&str, &str); 5] = [
    ("do", "draft"),
    ("draft", "在三个镇卫生院设夜间急诊点。"),
    ("explanation", "夜间就医平均四十分钟。"),
    ("basis", "基本医疗卫生与健康促进法。"),
    ("options", "2"),
];

#[test]
fn a_decision_is_proposed_started_and_prepared_through_its_pages() {
    let place = Place::all().remove(0);
    let doors = open(&place);
    let (office, committee) = (who("office"), who("committee"));
    let new = [
        ("title", "乡镇卫生院夜间急诊布点"),
        ("unit", "office"),
        ("proposal", "在三个镇设夜间急诊点。"),
        ("question", "您夜里看病要走多久？"),
        ("professional", "yes"),
        ("risk", "yes"),
        ("market", "yes"),
        ("exploratory", "yes"),
    ];
    let path = doors.done(Some(&office), "/openness/decisions/new", &new);
    let asked = doors.get(Some(&committee), &format!("{path}?do=start"));
    assert!(asked.body.contains("checked"), "what was proposed stands ticked");
    doors.assert_drawn(Some(&committee), &format!("{path}?do=start"));
    let start = [
        ("do", "start"),
        ("unit", "office"),
        ("outcome", "yes"),
        ("words", "已论证"),
        ("professional", "yes"),
        ("risk", "yes"),
        ("market", "yes"),
        ("exploratory", "yes"),
    ];
    doors.done(Some(&committee), &path, &start);
    for step in ["draft", "comment", "hearing", "experts", "risk", "fair", "send-review", "table"] {
        doors.assert_drawn(Some(&office), &format!("{path}?do={step}"));
    }
    let early = doors.post(Some(&office), &path, &[("do", "table")]);
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.seen().contains("DEC-08") && early.seen().contains("FC-04"), "{}", early.seen());
    let hearing = [("do", "hearing"), ("day", "2026-03-20"), ("words", "县政府会议室")];
    doors.done(Some(&office), &path, &hearing);
    doors.assert_drawn(Some(&office), &format!("{path}?do=hearing-papers"));
    let comment = [("do", "comment"), ("day", "2026-04-01"), ("words", "")];
    let undrafted = doors.post(Some(&office), &path, &comment);
    assert!(undrafted.seen().contains("第15条"), "{}", undrafted.seen());
    doors.done(Some(&office), &path, &DRAFT);
    doors.done(Some(&office), &path, &comment);
    doors.assert_drawn(Some(&office), &path);
    doors.assert_drawn(Some(&office), &format!("{path}/file"));
    doors.assert_drawn(Some(&office), &format!("{path}/comments"));
    doors.assert_drawn(None, "/open/decisions/2026-01");
    let kept = doors.post(None, "/open/decisions/2026-01/comments", &[("body", "要走四十分钟")]);
    assert_eq!(kept.status, StatusCode::OK);
    assert!(kept.seen().contains("Y2026-01-0001"), "{}", kept.seen());
    doors.assert_drawn(Some(&office), &format!("{path}/comments"));
    let sheet = doors.get(Some(&office), "/openness/decisions.xlsx");
    assert_eq!(sheet.status, StatusCode::OK);
}

#[test]
fn the_form_of_a_meeting_grows_and_keeps_what_was_written() {
    let place = Place::all().remove(0);
    let path = format!("/openness/decisions/{}", tabled(&place));
    let (doors, committee) = (open(&place), who("committee"));
    let first = doors.get(Some(&committee), &format!("{path}?do=decide"));
    assert!(first.body.contains("name=\"name_6\"") && !first.body.contains("name=\"name_7\""));
    doors.assert_drawn(Some(&committee), &format!("{path}?do=decide"));
    let more = [("do", "decide"), ("rows", "7"), ("name_0", "甲委员"), ("outcome", "more")];
    let grown = doors.post(Some(&committee), &path, &more);
    assert_eq!(grown.status, StatusCode::OK);
    assert!(grown.body.contains("name=\"name_13\"") && grown.body.contains("甲委员"));
    let nameless =
        [("do", "decide"), ("rows", "7"), ("words_0", "不同意"), ("words", "通过"), ("outcome", "adopted")];
    let asked = doors.post(Some(&committee), &path, &nameless);
    assert_eq!(
        asked.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a view without a name is not dropped in silence"
    );
}

#[test]
fn several_objections_are_answered_on_one_page_and_their_words_are_not_on_that_of_others() {
    let place = Place::all().remove(0);
    let (doors, posted) = (open(&place), posted(&place));
    let path = format!("/open/notices/{}/objections", posted.number);
    for words in ["任职年限不实", "任职年限请核对"] {
        assert_eq!(doors.post(None, &path, &[("body", words)]).status, StatusCode::OK);
    }
    let inside = format!("/openness/notices/{}", posted.id);
    let other = doors.get(Some(&who("candidate")), &inside);
    assert!(other.status == StatusCode::OK && !other.body.contains("任职年限"), "{}", other.seen());
    let organiser = who("organiser");
    doors.assert_drawn(Some(&organiser), &format!("{inside}?several=yes"));
    let page = doors.get(Some(&organiser), &format!("{inside}?several=yes"));
    let ids: Vec<&str> = page
        .body
        .split("name=\"objection\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(ids.len(), 2, "{}", page.body);
    let none = [("several", "yes"), ("answer", "经查符合规定。"), ("act", "explain")];
    assert_eq!(doors.post(Some(&organiser), &inside, &none).status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut form = vec![("objection", ids[0]), ("objection", ids[1])];
    form.extend(none);
    doors.done(Some(&organiser), &inside, &form);
    let after = doors.get(Some(&organiser), &inside);
    assert_eq!(after.body.matches("经查符合规定。").count(), 2);
}

#[test]
fn an_objection_is_sent_without_a_name_and_followed_without_an_address_that_tells() {
    let place = Place::all().remove(0);
    let (doors, posted) = (open(&place), posted(&place));
    let path = format!("/open/notices/{}/objections", posted.number);
    assert_eq!(doors.post(None, &path, &[("body", "")]).status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = doors.post(None, &path, &[("body", "公示的年限<b>不对</b>")]);
    assert_eq!(kept.status, StatusCode::OK);
    let secret = kept
        .body
        .split(['<', '>'])
        .find(|word| word.len() == 14 && word.matches('-').count() == 2)
        .expect("a secret")
        .to_owned();
    let number = format!("{}-1", posted.number);
    let form = [("number", number.as_str()), ("secret", secret.as_str())];
    let followed = doors.post(None, "/open/objections", &form);
    assert_eq!(followed.status, StatusCode::OK);
    assert!(followed.body.contains("&#60;b&#62;") || followed.body.contains("&lt;b&gt;"), "html is text");
    let wrong = doors.post(None, "/open/objections", &[("number", &number), ("secret", "aaaa-bbbb-cccc")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.body.contains("aaaa-bbbb-cccc"), "a secret is not drawn again");
}

/// Text of the elements of an entry or feed, by name, with their nesting checked.
fn elements(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut path, mut found): (Vec<String>, Vec<(String, String)>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => {
                path.push(start.name().as_ref().to_owned());
                found.push((path.join("/"), String::new()));
            }
            Event::Empty(empty) => {
                let name = empty.name().as_ref().to_owned();
                let attributes = (*empty).to_owned();
                found.push((format!("{}/{name}", path.join("/")), attributes));
            }
            Event::Text(text) => {
                if let Some(last) = found.last_mut().filter(|last| last.0 == path.join("/")) {
                    last.1.push_str(&text);
                }
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn the_feed_is_valid_atom_and_holds_no_name_that_has_to_go() {
    let place = Place::all().remove(0);
    let (doors, posted) = (open(&place), posted(&place));
    let answer = doors.get(None, "/open/notices.atom?kind=appointment");
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.kind.starts_with("application/atom+xml"), "{}", answer.kind);
    assert!(!answer.body.contains("林照岩"), "readers keep what they fetched");
    let all = elements(&answer.body);
    let of = |path: &str| -> Vec<&str> {
        all.iter().filter(|(at, _)| at == path).map(|(_, text)| text.as_str()).collect()
    };
    // What RFC 4287 requires of a feed and of an entry, once each.
    for path in ["feed", "feed/title", "feed/id", "feed/updated", "feed/author/name"] {
        assert_eq!(of(path).len(), 1, "{path}");
    }
    let links = of("feed/link");
    let own = links.iter().filter(|link| link.contains("rel=\"self\"")).count();
    assert_eq!(own, 1, "{links:?}");
    assert!(links.iter().any(|link| link.contains("/open/notices.atom?kind=appointment")), "{links:?}");
    for path in ["feed/entry/title", "feed/entry/id", "feed/entry/updated", "feed/entry/content"] {
        assert_eq!(of(path).len(), 1, "{path}");
    }
    assert_eq!(of("feed/entry/id"), [format!("urn:uuid:{}", posted.id)]);
    for stamp in of("feed/updated").into_iter().chain(of("feed/entry/updated")) {
        assert!(stamp.parse::<jiff::Timestamp>().is_ok(), "{stamp}");
    }
    let id = of("feed/id")[0].to_owned();
    assert!(!id.contains(":county:") && id.ends_with("kind=appointment"), "{id}");
    let there = Place::all().remove(0);
    let elsewhere = open(&there).get(None, "/open/notices.atom?kind=appointment");
    assert!(!elsewhere.body.contains(&format!("<id>{id}</id>")), "another county has another feed");
    let other = doors.get(None, "/open/notices.atom?kind=village-affairs");
    assert!(!other.body.contains("<entry>"));
}

#[test]
fn a_notice_asking_for_comment_shows_the_draft_the_days_left_and_where_to_say_it() {
    let place = Place::all().remove(0);
    let doors = open(&place);
    let id = started(&place, false);
    commented(&place, &id);
    let page = doors.get(None, "/open/notices/2026-0001").body;
    assert!(page.contains("自7月起调整。"), "the draft: {page}");
    assert!(page.contains("含今天还有 31 天") && page.contains("/open/decisions/2026-01/comments"), "{page}");
    assert!(!page.contains("/objections"), "no objections: {page}");
    doors.assert_drawn(None, "/open/notices/2026-0001");
    let object = doors.post(None, "/open/notices/2026-0001/objections", &[("body", "不同意")]);
    assert_eq!(object.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = doors.post(None, "/open/decisions/2026-01/comments", &[("body", "早班车改到七点半")]);
    assert_eq!(sent.status, StatusCode::OK);
    // A draft rewritten while people comment is not what they commented on.
    draft(&place, "office", &id, "自7月起全部停运。").expect("rewritten");
    assert!(!doors.get(None, "/open/decisions/2026-01").seen().contains("全部停运"));
    place.on(date(2026, 4, 2));
    let over = doors.get(None, "/open/notices/2026-0001").body;
    assert!(over.contains("共收到意见 1 条，正在整理") && !over.contains("<textarea"), "{over}");
    let group = doors.get(Some(&who("office")), &format!("/openness/decisions/{id}/comments")).body;
    let mut comment = group.split("value=\"").map(|rest| rest.split('"').next().unwrap_or_default());
    let comment = comment.find(|id| id.len() == 36).expect("a comment").to_owned();
    let form = [("act", "put"), ("comment", comment.as_str()), ("group", ""), ("title", "班次时间")];
    doors.done(Some(&who("office")), &format!("/openness/decisions/{id}/comments"), &form);
    let over = doors.get(None, "/open/notices/2026-0001").body;
    assert!(over.contains("采纳情况见本决策页面") && over.contains("/open/decisions/2026-01"), "{over}");
}

#[test]
fn the_use_of_comments_in_the_file_is_in_the_readers_language() {
    let place = Place::all().remove(0);
    let doors = open(&place);
    let id = started(&place, false);
    commented(&place, &id);
    reviewed(&place, &id, true);
    table(&place, &id).expect("tabled");
    let path = format!("/openness/decisions/{id}/file");
    let office = who("office");
    assert!(doors.get(Some(&office), &path).seen().contains("共收到意见 0 条"));
    let english = doors.read(Some(&office), &path, true).seen();
    assert!(!english.contains("共收到意见") && english.contains("0 comment(s) came"), "{english}");
}
