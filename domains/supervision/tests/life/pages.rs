//! The pages, asked as a browser asks them: every one in both languages, and the forms that matter most.

use jiff::civil::date;
use kernel::Actor;
use web::testing::Doors;

use crate::ground::{PERMIT, Town};
use crate::{register, review, standing};

pub fn doors(town: &Town) -> Doors {
    let mut all: Vec<&'static kernel::procedure::Procedure> = supervision::procedures().to_vec();
    all.push(&PERMIT);
    Doors::open(&town.ground.county, supervision::routes(all), supervision::TEXTS)
}

#[test]
fn the_pages_of_standing_name_the_step_and_nobody() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    let (step, matter) = standing::asked(town);
    let doors = doors(town);
    let who = |person: &str| town.who(person);
    for person in ["s", "i", "h"] {
        let actor = who(person);
        for path in ["/supervision", "/supervision/standing", "/supervision/standing/east"] {
            doors.assert_drawn(Some(&actor), path);
        }
        doors.assert_drawn(Some(&actor), "/supervision/standing/east?kind=idle");
        doors.assert_drawn(Some(&actor), "/supervision/standing/east?kind=past");
        doors.assert_drawn(Some(&actor), &format!("/supervision/matters/{matter}"));
    }
    let page = doors.get(Some(&who("s")), "/supervision/standing/east").seen();
    assert!(page.contains("采砂许可") && page.contains("审查申请") && page.contains("已要求说明"), "{page}");
    assert!(!page.contains("张三") && !page.contains("东镇镇长"), "neither applicant nor cadre: {page}");
    assert_eq!(doors.get(Some(&who("w")), "/supervision/standing/east").status.as_u16(), 404);
    assert_eq!(doors.get(None, "/supervision/standing").status.as_u16(), 303, "to the sign-in page");
    let own = format!("/supervision/steps/{step}/reminder");
    assert_eq!(doors.get(Some(&who("h")), &own).status.as_u16(), 422, "an office does not remind itself");
    let told = format!("/supervision/matters/{matter}/explanation");
    let empty = doors.post(Some(&who("h")), &told, &[("explanation", "")]);
    assert_eq!(empty.status.as_u16(), 422);
    doors.done(Some(&who("h")), &told, &[("explanation", "等县级批复")]);
    let page = format!("/supervision/matters/{matter}");
    assert!(!doors.get(Some(&who("s")), &page).body.contains("/conclusion"), "read first");
    doors.done(Some(&who("s")), &format!("{page}/reading"), &[]);
    doors.assert_drawn(Some(&who("s")), &page);
    let form = [("conclusion", "systemic"), ("why", "五个工作日不够")];
    doors.done(Some(&who("s")), &format!("{page}/conclusion"), &form);
    assert!(doors.get(Some(&who("h")), &page).seen().contains("程序本身需要修改"));
}

#[test]
fn a_step_is_reminded_of_through_its_page() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    town.on(date(2026, 2, 10));
    let step = town.permit("east", Some(date(2026, 2, 27)));
    town.on(date(2026, 3, 2));
    let doors = doors(town);
    let path = format!("/supervision/steps/{step}/reminder");
    doors.assert_drawn(Some(&town.who("i")), &path);
    let page = doors.get(Some(&town.who("i")), &path);
    assert!(
        page.seen().contains("张三的采砂许可") && page.body.contains("value=\"2026-03-09\""),
        "{}",
        page.seen()
    );
    let none = doors.post(Some(&town.who("i")), &path, &[("words", ""), ("answer_by", "2026-03-07")]);
    assert!(none.status.as_u16() == 422 && none.seen().contains("休息日"), "{}", none.seen());
    let matter = doors.done(Some(&town.who("i")), &path, &[("words", ""), ("answer_by", "2026-03-10")]);
    let page = doors.get(Some(&town.who("h")), &matter);
    assert!(page.seen().contains("2026年3月10日") && page.body.contains("<a href=\"/\">"), "{}", page.body);
    doors.assert_drawn(Some(&town.who("h")), &matter);
    let form = [("answer", "明天办结"), ("promised_on", "2026-03-03")];
    doors.done(Some(&town.who("h")), &format!("{matter}/answer"), &form);
    let sheet = doors.get(Some(&town.who("i")), "/supervision/standing.xlsx");
    assert!(sheet.kind.contains("spreadsheetml") && sheet.bytes > 2_000);
}

#[test]
fn the_public_sees_hashes_and_counts_and_no_title_name_or_finding() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    let id = review::drawn(town);
    review::look(town, &id);
    let doors = doors(town);
    for path in ["/open/reviews", "/open/reviews/method", &format!("/open/reviews/{id}")] {
        doors.assert_drawn(None, path);
        let page = doors.get(None, path).seen();
        for hidden in ["机密标题", "西镇乙", "大明", "验收单"] {
            assert!(!page.contains(hidden), "{path} shows {hidden}");
        }
    }
    let csv = doors.get(None, &format!("/open/reviews/{id}/candidates.csv"));
    assert!(csv.kind.starts_with("text/csv") && csv.body.lines().count() == 21, "{}", csv.body);
    assert_eq!(csv.body.lines().filter(|line| line.ends_with(",1")).count(), 5);
    assert_eq!(csv.body.lines().next(), Some("number,sha256,drawn"), "nothing of anybody's interests");
    for who in ["i", "h", "w", "b"] {
        let actor = town.who(who);
        doors.assert_drawn(Some(&actor), "/supervision/reviews");
        doors.assert_drawn(Some(&actor), &format!("/supervision/reviews/{id}"));
    }
    let page = doors.get(Some(&town.who("b")), &format!("/supervision/reviews/{id}")).body;
    let at = page.find(&format!("href=\"/supervision/reviews/{id}/files/")).expect("a file to look at");
    let file = page[at + 6..].split('"').next().expect("an address");
    doors.assert_drawn(Some(&town.who("b")), file);
    doors.assert_drawn(Some(&town.who("i")), "/supervision/reviews/new");
    doors.assert_drawn(Some(&town.who("i")), "/supervision/reviews/new?reviewed=west&reviewer=east");
    doors.done(Some(&town.who("w")), &format!("/supervision/reviews/{id}/findings"), &[]);
    let page = doors.get(Some(&town.who("h")), &format!("/supervision/reviews/{id}")).body;
    let at = page.find(&format!("href=\"/supervision/reviews/{id}/findings/")).expect("a finding to answer");
    let finding = page[at + 6..].split('"').next().expect("an address").to_owned();
    doors.assert_drawn(Some(&town.who("h")), &finding);
    let form = [("agreed", "yes"), ("says", "补齐"), ("mended_by", "2026-05-01")];
    doors.done(Some(&town.who("h")), &finding, &form);
    doors.done(Some(&town.who("h")), &format!("/supervision/reviews/{id}/answers"), &[]);
    doors.assert_drawn(Some(&town.who("w")), &finding);
    doors.done(Some(&town.who("w")), &finding, &[("settled", "yes"), ("recheck", "已看")]);
    doors.done(Some(&town.who("w")), &format!("/supervision/reviews/{id}/closing"), &[]);
    assert!(doors.get(None, &format!("/open/reviews/{id}")).seen().contains("已了结"));
}

#[test]
fn a_declaration_stands_on_no_page_but_its_owners_and_the_readers() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    let (interest, contact) = register::declared(town);
    let doors = doors(town);
    let owner = town.who("a");
    let paths = [
        "/supervision/register".to_owned(),
        "/supervision/register/interests/new".to_owned(),
        "/supervision/register/contacts/new".to_owned(),
        format!("/supervision/register/interests/{interest}"),
        format!("/supervision/register/contacts/{contact}"),
        "/supervision/recusal".to_owned(),
    ];
    for path in &paths {
        doors.assert_drawn(Some(&owner), path);
        for other in ["h", "i", "o", "k"] {
            let page = doors.get(Some(&town.who(other)), path);
            assert!(!page.body.contains("大明"), "{path} shows {other} the declaration");
        }
    }
    let form = [
        ("counterpart", "凤县大明建材有限公司"),
        ("unit", "east"),
        ("matter", "administrative"),
        ("about", "采砂许可申请"),
    ];
    let check = doors.done(Some(&town.who("h")), "/supervision/recusal", &form);
    doors.assert_drawn(Some(&town.who("h")), &check);
    let head = doors.get(Some(&town.who("h")), &check).seen();
    assert!(head.contains("东镇甲应当回避") && !head.contains("监事") && !head.contains("兄弟"), "{head}");
    assert_eq!(doors.get(Some(&town.who("i")), &check).status.as_u16(), 404, "neither asked nor arranges");
    let alike = [form[1], form[2], form[3], ("counterpart", "大明建材厂")];
    let alike = doors.done(Some(&town.who("h")), "/supervision/recusal", &alike);
    doors.assert_drawn(Some(&owner), &alike);
    doors.done(Some(&owner), &format!("{alike}/statement"), &[("same", "no")]);
    assert!(doors.get(Some(&town.who("h")), &alike).seen().contains("不是同一家"));
    doors.assert_drawn(Some(&owner), "/supervision/register");
    assert!(doors.get(Some(&owner), "/supervision/register").seen().contains("您应当回避"));
    reading(town, &doors, &town.who("i"));
}

fn reading(town: &Town, doors: &Doors, inspector: &Actor) {
    let people = "/supervision/register/people";
    assert_eq!(doors.get(Some(&town.who("h")), people).status.as_u16(), 403);
    doors.assert_drawn(Some(inspector), &format!("{people}?name=%E4%B8%9C%E9%95%87%E7%94%B2"));
    assert_eq!(doors.get(Some(inspector), &format!("{people}/a")).status.as_u16(), 404);
    doors.assert_drawn(Some(inspector), &format!("{people}/a/reading"));
    let none = doors.post(Some(inspector), &format!("{people}/a/reading"), &[("purpose", "")]);
    assert_eq!(none.status.as_u16(), 422);
    let asking = doors.done(Some(inspector), &format!("{people}/a/reading"), &[("purpose", "核查砂场许可")]);
    doors.assert_drawn(Some(inspector), &asking);
    let second = town.who("j");
    doors.assert_drawn(Some(&second), &asking);
    let own = doors.post(Some(inspector), &format!("{asking}/answer"), &[("way", "agreed")]);
    assert_eq!(own.status.as_u16(), 422);
    doors.assert_proof_asked(&second, &format!("{asking}/answer"), &[("way", "agreed")]);
    doors.done(Some(&second), &format!("{asking}/answer"), &[("way", "agreed")]);
    doors.assert_drawn(Some(inspector), &asking);
    doors.assert_proof_asked(inspector, &format!("{asking}/opening"), &[]);
    let page = doors.done(Some(inspector), &format!("{asking}/opening"), &[]);
    doors.assert_leads_to_proof(inspector, &page);
    doors.assert_drawn(Some(inspector), &page);
    doors.assert_drawn(Some(inspector), &asking);
    assert!(doors.get(Some(inspector), &page).seen().contains("大明"));
    let owner = doors.get(Some(&town.who("a")), "/supervision/register").seen();
    assert!(
        owner.contains("核查砂场许可") && owner.contains("纪检示例") && owner.contains("已打开"),
        "{owner}"
    );
}

#[test]
fn the_register_of_files_is_kept_by_the_head_and_imported_on_trial() {
    let towns = Town::all();
    let town = towns.first().expect("a town");
    review::files(town);
    let doors = doors(town);
    let head = town.who("h");
    doors.assert_drawn(Some(&head), "/supervision/files");
    doors.assert_drawn(Some(&town.who("i")), "/supervision/files?unit=east");
    doors.assert_drawn(Some(&head), "/supervision/files/imports?unit=east");
    assert_eq!(doors.get(Some(&town.who("a")), "/supervision/files").status.as_u16(), 403);
    assert_eq!(doors.get(Some(&head), "/supervision/files?unit=west").status.as_u16(), 404);
    let form = [
        ("of", "east"),
        ("kind", "project"),
        ("year", "2025"),
        ("number", "东项〔2025〕3号"),
        ("title", "村道硬化"),
        ("amount", "120000"),
    ];
    doors.done(Some(&head), "/supervision/files", &form);
    let again = doors.post(Some(&head), "/supervision/files", &form);
    assert_eq!(again.status.as_u16(), 422);
    assert!(again.body.contains("村道硬化"), "what was typed is kept");
    let foreign = [("of", "west"), ("kind", "project"), ("year", "2025"), ("number", "x"), ("title", "y")];
    let foreign = doors.post(Some(&head), "/supervision/files", &foreign);
    assert!(foreign.status.is_client_error());
    let template = doors.get(Some(&head), "/supervision/files/template.xlsx");
    assert!(template.kind.contains("spreadsheetml"));
}
