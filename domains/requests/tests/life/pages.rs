//! The pages, asked as a browser asks them: every one in both languages; a resident from the entry to the rating.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Actor;
use kernel::actor::Role;
use requests::coded::Kind;
use web::testing::{Answer, Doors};

use crate::ground::{Place, asked, who};

pub fn open(place: &Place) -> Doors {
    Doors::open(&place.ground.county, requests::routes(), requests::TEXTS)
}

fn system() -> Actor {
    kernel::testing::actor("system", &[(Role::SystemAdmin, None)])
}

const EDGE: &str = "----edge";

/// A form with files, as a browser sends it.
pub fn upload(
    doors: &Doors,
    who: Option<&Actor>,
    path: &str,
    form: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> Answer {
    let mut body = Vec::new();
    for (name, value) in form {
        body.extend(
            format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    for (name, bytes) in files {
        body.extend(format!("--{EDGE}\r\ncontent-disposition: form-data; name=\"files\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n").bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{EDGE}--\r\n").bytes());
    let request = Request::post(path)
        .header("content-type", format!("multipart/form-data; boundary={EDGE}"))
        .header("sec-fetch-site", "same-origin")
        .header("origin", "http://county.test")
        .header("cookie", "lang=zh-CN");
    doors.send(who, request.body(Body::from(body)).expect("a request"))
}

pub fn codes(slip: &str) -> (String, String) {
    let mut codes = slip.split("<code>").skip(1).filter_map(|part| part.split("</code>").next());
    let mut next = || codes.next().expect("a code").to_owned();
    (next(), next())
}

#[test]
fn every_page_is_drawn_in_both_languages() {
    let place = Place::one();
    let doors = open(&place);
    doors.assert_drawn(None, "/open/requests/new");
    doors.assert_drawn(None, "/open/requests");
    place.ask(asked("待分办"));
    for kind in [Kind::Service, Kind::Information, Kind::Petition] {
        let taken = place.sorted(kind, "works");
        for name in ["desk", "works", "works-head"] {
            doors.assert_drawn(Some(&who(name)), &format!("/requests/{}", taken.id));
        }
        let other = doors.get(Some(&who("town-head")), &format!("/requests/{}", taken.id));
        assert_eq!(other.status, StatusCode::NOT_FOUND);
    }
    for path in [
        "/requests",
        "/requests?what=overdue",
        "/requests?what=all&kind=service",
        "/requests?what=all&unit=works",
        "/requests?q=%E8%B7%AF%E7%81%AF",
        "/requests/new",
        "/requests/figures",
        "/requests/report",
    ] {
        doors.assert_drawn(Some(&who("desk")), path);
    }
    for name in ["overseer", "works"] {
        for path in ["/requests", "/requests?what=all", "/requests/figures", "/requests/report"] {
            doors.assert_drawn(Some(&who(name)), path);
        }
    }
    doors.assert_drawn(Some(&who("inspector")), "/requests/complaints");
    doors.assert_drawn(Some(&system()), "/requests/keys");
    assert_eq!(doors.get(Some(&who("desk")), "/requests/complaints").status, StatusCode::FORBIDDEN);
    assert_eq!(doors.get(Some(&who("desk")), "/requests/keys").status, StatusCode::FORBIDDEN);
    for file in ["/requests/figures.xlsx", "/requests/report.xlsx?year=2026"] {
        assert_eq!(doors.get(Some(&who("desk")), file).status, StatusCode::OK, "{file}");
    }
}

#[test]
fn a_resident_asks_follows_adds_rates_and_reopens_without_an_account_or_a_script() {
    let place = Place::one();
    let doors = open(&place);
    let empty = upload(&doors, None, "/open/requests/new", &[("body", " "), ("address", "东街口")], &[]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("东街口"), "what was typed is lost");
    let slip = upload(
        &doors,
        None,
        "/open/requests/new",
        &[("body", "<script>alert(1)</script> 井盖丢了"), ("reply_by", "online")],
        &[("photo.png", b"\x89PNG\r\n\x1a\n0000")],
    );
    assert_eq!((slip.status, slip.cache.as_str()), (StatusCode::OK, "no-store"), "{}", slip.seen());
    assert!(slip.body.contains("<svg class=\"qr\"") && slip.seen().contains("2026年3月17日"));
    let (number, secret) = codes(&slip.body);
    let both = [("number", number.as_str()), ("secret", secret.as_str())];
    let wrong = doors.post(None, "/open/requests", &[("number", &number), ("secret", "2222-2222-2222")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.body.contains("2222-2222-2222"), "a secret is put back into the page");
    let page = doors.post(None, "/open/requests", &both);
    assert!(
        page.seen().contains("待分办") && page.seen().contains("《信访工作条例》第22条"),
        "{}",
        page.seen()
    );
    assert!(page.body.contains("&lt;script&gt;") || page.body.contains("&#60;script&#62;"));
    assert!(!page.body.contains("<script>alert"));
    assert_eq!(page.cache, "no-store");
    let added =
        upload(&doors, None, "/open/requests/messages", &[both[0], both[1], ("body", "在邮局门口")], &[]);
    assert!(added.seen().contains("在邮局门口"), "{}", added.seen());
    rated_and_reopened(&place, &doors, (&number, &secret));
}

/// The office answers, the resident is not content and has it taken up again; no words of theirs reach the ledger.
fn rated_and_reopened(place: &Place, doors: &Doors, (number, secret): (&str, &str)) {
    let both = [("number", number), ("secret", secret)];
    let early = doors.post(
        None,
        "/open/requests/rating",
        &[both[0], both[1], ("responded", "yes"), ("resolved", "no"), ("level", "fair")],
    );
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (desk, works) = (who("desk"), who("works"));
    let list = doors.get(Some(&desk), "/requests");
    let id = list
        .body
        .split("href=\"/requests/")
        .find_map(|part| part.split('"').next().filter(|id| id.len() == 36))
        .expect("a link")
        .to_owned();
    let base = format!("/requests/{id}");
    doors.done(
        Some(&desk),
        &format!("{base}/sorting"),
        &[("kind", "service"), ("title", "井盖丢失"), ("unit", "works"), ("category", "manhole")],
    );
    doors.done(Some(&works), &format!("{base}/answer"), &[("answer", "已更换井盖。")]);
    let rated = doors.post(
        None,
        "/open/requests/rating",
        &[both[0], both[1], ("responded", "yes"), ("resolved", "no"), ("level", "dissatisfied")],
    );
    assert_eq!(rated.status, StatusCode::OK, "{}", rated.seen());
    assert!(rated.seen().contains("评价为没有解决"));
    let reopened =
        doors.post(None, "/open/requests/reopening", &[both[0], both[1], ("reasons", "换的井盖又松了")]);
    assert!(reopened.status == StatusCode::OK && reopened.seen().contains("办理中"), "{}", reopened.seen());
    let history = place.ground.county.read_now(|tx| {
        let scope = kernel::Scope::county("a test looks");
        kernel::ledger::recent(tx, &scope, None, 500)
    });
    let all = history.expect("acts").iter().map(|act| act.facts.clone()).collect::<String>();
    assert!(!all.contains("井盖") && !all.contains(secret), "words of residents in the ledger");
}

#[test]
fn no_file_is_left_behind_by_what_was_refused_and_a_wrong_secret_is_refused_everywhere() {
    let place = Place::one();
    let doors = open(&place);
    let kept = || walk(place.ground.county.files());
    let pdf: [(&str, &[u8]); 1] = [(
        "proof.pdf",
        b"%PDF-1.7
kept by nobody
",
    )];
    let empty = upload(&doors, None, "/open/requests/new", &[("body", " ")], &pdf);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = [("number", "20260302-0001"), ("secret", "2222-2222-2222"), ("body", "补充")];
    let added = upload(&doors, None, "/open/requests/messages", &wrong, &pdf);
    assert_eq!(added.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fetched = doors.post(None, "/open/requests/files", &[wrong[0], wrong[1], ("file", "a")]);
    assert_eq!(fetched.status, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = place.sorted(Kind::Service, "works");
    let path = format!("/requests/{}/messages", taken.id);
    let empty = upload(&doors, Some(&who("works")), &path, &[("message", " ")], &pdf);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(kept(), 0);
    upload(&doors, Some(&who("works")), &path, &[("message", "已收到")], &pdf);
    assert_eq!(kept(), 1);
    let again = upload(&doors, Some(&who("works")), &path, &[("message", " ")], &pdf);
    assert_eq!((again.status, kept()), (StatusCode::UNPROCESSABLE_ENTITY, 1), "the same bytes stay");
}

fn walk(folder: &std::path::Path) -> usize {
    let Ok(all) = std::fs::read_dir(folder) else { return 0 };
    all.flatten().map(|one| if one.path().is_dir() { walk(&one.path()) } else { 1 }).sum()
}

#[test]
fn who_only_sees_that_a_request_is_there_reads_none_of_its_words() {
    let place = Place::one();
    let doors = open(&place);
    let taken = place.sorted(Kind::Service, "water");
    let path = format!("/requests/{}", taken.id);
    let office = doors.get(Some(&who("water-head")), &path);
    assert!(office.body.contains("晚上骑车很危险"));
    let overseer = doors.get(Some(&who("overseer")), &path);
    assert!(overseer.body.contains("十字路口路灯不亮") && !overseer.body.contains("晚上骑车很危险"));
}

#[test]
fn files_that_are_too_large_of_another_kind_or_packed_are_refused_clearly() {
    let place = Place::one();
    let doors = open(&place);
    let send = |name: &str, bytes: &[u8]| {
        let answer = upload(&doors, None, "/open/requests/new", &[("body", "见附件")], &[(name, bytes)]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        answer.seen()
    };
    assert!(send("bomb.zip", b"PK\x03\x04\x14\x00\x00\x00\x08\x00").contains("压缩包"));
    assert!(send("photo.png", b"<svg onload=alert(1)>").contains("不是照片"));
    assert!(send("page.html", b"<!doctype html><html>").contains("不是照片"));
    let mut large = b"\x89PNG\r\n\x1a\n".to_vec();
    large.resize(10 * 1024 * 1024 + 1, 0);
    assert!(send("large.png", &large).contains("10 MB"));
    let many: Vec<(&str, &[u8])> = vec![("a.png", b"\x89PNG\r\n\x1a\n"); 6];
    let answer = upload(&doors, None, "/open/requests/new", &[("body", "见附件")], &many);
    assert!(answer.seen().contains("最多 5 件"), "{}", answer.seen());
}

#[test]
fn an_officer_writes_down_a_call_and_every_step_of_a_petition_goes_through_the_pages() {
    let place = Place::one();
    let doors = open(&place);
    let (desk, town) = (who("desk"), who("town-head"));
    let slip = upload(
        &doors,
        Some(&desk),
        "/requests/new",
        &[("channel", "phone"), ("body", "邻居占了我家宅基地"), ("name", "赵六"), ("phone", "13900000001")],
        &[],
    );
    assert_eq!(slip.status, StatusCode::OK, "{}", slip.seen());
    let (number, secret) = codes(&slip.body);
    let both = [("number", number.as_str()), ("secret", secret.as_str())];
    let list = doors.get(Some(&desk), "/requests");
    let id = list
        .body
        .split("href=\"/requests/")
        .find_map(|part| part.split('"').next().filter(|id| id.len() == 36))
        .expect("a link")
        .to_owned();
    let base = format!("/requests/{id}");
    let missing = doors.post(Some(&desk), &format!("{base}/sorting"), &[("kind", "petition")]);
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    doors.done(
        Some(&desk),
        &format!("{base}/sorting"),
        &[("kind", "petition"), ("title", "宅基地纠纷"), ("unit", "town")],
    );
    doors.done(
        Some(&town),
        &format!("{base}/acceptance"),
        &[("route", "petition"), ("note-acceptance", "已受理")],
    );
    let lacking = doors.post(
        Some(&town),
        &format!("{base}/opinion"),
        &[("request", "退还"), ("facts", "查明"), ("opinion", "支持"), ("basis", "")],
    );
    assert!(
        lacking.status == StatusCode::UNPROCESSABLE_ENTITY && lacking.body.contains("PET-11"),
        "{}",
        lacking.seen()
    );
    doors.done(
        Some(&town),
        &format!("{base}/opinion"),
        &[("request", "退还"), ("facts", "查明"), ("opinion", "支持"), ("basis", "土地管理法第六十二条")],
    );
    let page = doors.post(None, "/open/requests", &both);
    assert!(page.seen().contains("请求复查") && !page.seen().contains("干部town-head"), "{}", page.seen());
    let asked = doors.post(None, "/open/requests/review", &[both[0], both[1], ("reasons", "面积不对")]);
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.seen());
    doors.done(
        Some(&desk),
        &format!("{base}/decision"),
        &[("request", "退还"), ("facts", "复查查明"), ("opinion", "维持"), ("basis", "土地管理法第六十二条")],
    );
}

#[test]
fn a_complaint_is_handled_on_pages_only_its_handlers_find() {
    let place = Place::one();
    let doors = open(&place);
    let slip = upload(
        &doors,
        None,
        "/open/requests/new",
        &[("body", "收钱办事"), ("accused", "干部works"), ("name", "王举报"), ("phone", "13900000002")],
        &[("proof.pdf", b"%PDF-1.7\n")],
    );
    assert!(slip.seen().contains("纪检监察机关"), "{}", slip.seen());
    let inspector = who("inspector");
    let list = doors.get(Some(&inspector), "/requests/complaints");
    let id = list
        .body
        .split("href=\"/requests/complaints/")
        .find_map(|part| part.split('"').next().filter(|id| id.len() == 36))
        .expect("a link")
        .to_owned();
    let base = format!("/requests/complaints/{id}");
    for name in ["works", "works-head", "desk", "town-head"] {
        for path in [base.clone(), format!("/requests/{id}")] {
            assert_eq!(doors.get(Some(&who(name)), &path).status, StatusCode::NOT_FOUND, "{name} {path}");
        }
        assert!(!doors.get(Some(&who(name)), "/requests").body.contains(&id));
    }
    doors.assert_drawn(Some(&inspector), &base);
    assert!(!doors.get(Some(&inspector), &base).body.contains("王举报"));
    let asking = [("act", "ask"), ("words", "核实")];
    doors.assert_proof_asked(&inspector, &format!("{base}/identity"), &asking);
    doors.done(Some(&inspector), &format!("{base}/identity"), &asking);
    let early = doors.post(Some(&inspector), &format!("{base}/passing"), &[("unit", "")]);
    assert!(early.status == StatusCode::UNPROCESSABLE_ENTITY && early.body.contains("PET-12"));
    let looked = doors.post(Some(&inspector), &format!("{base}/identification"), &[("meant", "works")]);
    assert!(looked.body.contains("干部works-head · 示例works"), "{}", looked.seen());
    doors.done(Some(&inspector), &format!("{base}/identification"), &[("person", "works")]);
    let refused = doors.post(Some(&inspector), &format!("{base}/passing"), &[("unit", "works")]);
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("PET-12"));
    doors.done(Some(&inspector), &format!("{base}/passing"), &[("unit", "")]);
    doors.done(Some(&inspector), &format!("{base}/answer"), &[("answer", "已核查处理。")]);
}
