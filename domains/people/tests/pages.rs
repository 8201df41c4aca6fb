//! The pages of the room on both engines, asked for as a browser would: what an organiser can do end to end, what a
//! head sees, what a colleague does not.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use ground::door::{door, stale_door};
use ground::*;
use kernel::testing::{Ground, actor};
use kernel::{Fault, Role, Scope};
use people::person::{self, Filter, NewPerson};
use people::post;

const ALL: fn() -> Scope = || Scope::county("tests read everything");

/// The value of a hidden field on a page.
fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
    page[at..].split('"').nth(3).expect("a value").to_owned()
}

fn with_number(ground: &Ground, small: &Small) -> String {
    let body = "61033019900307001";
    let number = format!("{body}{}", people::formats::citizen_id::check_character(body).expect("digits"));
    let (who, told) = (small.clerk.clone(), number.clone());
    let done: Result<(), Fault> = ground.county.write_now(move |tx| {
        let mut new: NewPerson = person::find(tx, &ALL(), &who)?.known();
        new.id_number = Some(told.clone());
        new.born = Some("1990-03".into());
        person::change(tx, &organiser(), &who, &new)?;
        Ok(())
    });
    done.expect("changed");
    number
}

#[test]
fn every_page_a_link_leads_to_is_there() {
    for (ground, small) in small() {
        let door = door(&ground, organiser());
        let mut waiting: Vec<String> = vec!["/people".into(), "/units".into(), "/people/import".into()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(path) = waiting.pop() {
            if seen.contains(&path)
                || !["/people", "/units", "/posts"].iter().any(|room| path.starts_with(room))
            {
                continue;
            }
            let answer = door.get(&path);
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
            for piece in answer.text().split("href=\"").skip(1) {
                waiting.push(
                    piece.split('"').next().unwrap_or_default().replace("&amp;", "&").replace("&#38;", "&"),
                );
            }
            seen.push(path);
        }
        assert!(seen.len() > 35, "{seen:?}");
        assert!(seen.contains(&format!("/people/{}", small.mayor)));
        assert!(seen.contains(&format!("/posts/{}/paper", small.mayor_post)));
    }
}

#[test]
fn an_organiser_adds_somebody_with_their_post_and_a_mistake_keeps_what_was_typed() {
    for (ground, small) in small() {
        let door = door(&ground, organiser());
        let form = door.page(&format!("/people/new?unit={}", small.town));
        assert!(form.contains("镇长") && form.contains("科员"));
        let path = format!("/people?unit={}", small.town);
        let mut fields = vec![
            ("name", "赵示例"),
            ("sex", "女"),
            ("kind", "civil-servant"),
            ("born", "1990.13"),
            ("tenure_kind", "holds"),
            ("post", small.clerk_post.as_str()),
            ("from_on", "2026-01-05"),
        ];
        let wrong = door.post(&path, &fields);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("赵示例") && wrong.text().contains("月份应为 01–12"));
        fields[3] = ("born", "1990.12");
        let right = door.post(&path, &fields);
        assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.text());
        let archive = door.page(&right.to);
        assert!(archive.contains("赵示例") && archive.contains("双石铺镇") && archive.contains("1990-12"));
        assert!(door.page("/people?q=zsl").contains("赵示例"));
        assert!(door.page("/people?q=zsl+%E6%B0%91%E6%94%BF").contains("没有找到"));
    }
}

#[test]
fn an_archive_joins_the_chapters_of_all_rooms_in_one_timeline() {
    for (ground, small) in small() {
        let page = door(&ground, organiser()).page(&format!("/people/{}", small.clerk));
        let (grade, post) = (page.find("2025年度考核：称职"), page.find("双石铺镇：科员"));
        assert!(grade.is_some() && grade < post, "newest first");
        assert!(page.contains("href=\"/assessment/1\""));
    }
}

#[test]
fn a_head_reads_their_unit_with_masked_numbers_and_a_colleague_only_the_directory() {
    for (ground, small) in small() {
        let number = with_number(&ground, &small);
        let clerk = format!("/people/{}", small.clerk);
        assert!(door(&ground, organiser()).page(&clerk).contains(&number));
        let head = door(&ground, actor(&small.mayor, &[(Role::Head, Some(&small.town))]));
        let seen = head.page(&clerk);
        assert!(!seen.contains(&number) && seen.contains("610330***********"), "{seen}");
        assert!(!seen.contains(&format!("{clerk}/leaves")), "a head records no leave");
        assert_eq!(head.get(&format!("{clerk}/form.lrmx")).status, StatusCode::NOT_FOUND);
        for path in [format!("{clerk}/facts"), format!("{clerk}/leaves"), format!("{clerk}/tenures")] {
            assert_eq!(head.get(&path).status, StatusCode::NOT_FOUND, "{path}");
        }
        let other = door(&ground, actor(&small.mayor, &[]));
        let card = other.page(&clerk);
        assert!(card.contains("科员") && !card.contains("610330") && !card.contains("凤组干"), "{card}");
        assert!(other.page("/people").contains("张示例"));
        let own = door(&ground, actor(&small.clerk, &[])).page(&clerk);
        assert!(own.contains("610330") && own.contains("凤组干"));
        assert_eq!(other.get("/people/import").status, StatusCode::FORBIDDEN);
        assert_eq!(other.get("/people/new").status, StatusCode::FORBIDDEN);
        let tried = other
            .post(&format!("{clerk}/leaves"), &[("kind", "sick"), ("from_on", "2026-01-05"), ("days", "1")]);
        assert_eq!(tried.status, StatusCode::NOT_FOUND);
        let export = other.get("/people/export/csv?full=1").text();
        assert!(export.contains("张示例") && !export.contains("610330"));
        assert_eq!(other.get("/people/export").status, StatusCode::FORBIDDEN);
        let tried = other.post("/people/export", &[("purpose", "看看"), ("ending", "csv")]);
        assert_eq!(tried.status, StatusCode::FORBIDDEN);
    }
}

#[test]
fn a_roster_is_uploaded_tried_mended_and_imported_in_the_browser() {
    for (ground, _) in small() {
        let door = door(&ground, organiser());
        let head = "单位,姓名,性别,出生年月,人员类别,职务,任职时间\n";
        let wrong = door.send(
            "a.csv",
            format!("{head}双石甫镇,钱示例,男,1988.02,公务员,科员,2020.01\n").as_bytes(),
            "",
        );
        assert_eq!(wrong.status, StatusCode::SEE_OTHER, "{}", wrong.text());
        let plan = door.page(&wrong.to);
        assert!(plan.contains("双石甫镇") && !plan.contains("/completion"));
        assert!(door.get(&format!("{}/findings.xlsx", wrong.to)).body.starts_with(b"PK"));
        let right = door.send(
            "a.csv",
            format!("{head}双石铺镇,钱示例,男,1988.02,公务员,科员,2020.01\n").as_bytes(),
            "",
        );
        assert_eq!(door.get(&wrong.to).status, StatusCode::NOT_FOUND, "the earlier file is gone");
        let plan = door.page(&right.to);
        let mark = hidden(&plan, "mark");
        let moved = door.post(&format!("{}/completion", right.to), &[("mark", "other")]);
        assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = door.post(&format!("{}/completion", right.to), &[("mark", &mark)]);
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/people"), "{}", done.text());
        assert!(door.page("/people?q=qsl").contains("钱示例"));
        assert_eq!(door.get(&right.to).status, StatusCode::NOT_FOUND, "personal data does not stay behind");
        let unread = door.send("a.docx", b"not a roster", "");
        assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
        let none = door.send("", b"", "");
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[test]
fn a_roster_exported_and_imported_again_changes_nothing() {
    for (ground, small) in small() {
        with_number(&ground, &small);
        let door = door(&ground, organiser());
        let file = door.post("/people/export", &[("purpose", "核对名册"), ("ending", "xlsx")]);
        assert!(file.body.starts_with(b"PK"));
        let sent = door.send("roster.xlsx", &file.body, "");
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        let plan = door.page(&sent.to);
        // The mayor has neither number nor birth, so nobody could say it is her: that is said, not guessed.
        assert!(plan.contains("“单示例”：名册中有同名人员"), "{plan}");
        assert!(!plan.contains("“张示例”：名册中有同名人员"));
        assert!(plan.contains("现有人员没有变更"));
        let template = door.get("/people/template.xlsx");
        assert!(template.body.starts_with(b"PK"));
    }
}

#[test]
fn the_full_roster_leaves_only_with_a_purpose_a_fresh_proof_and_an_act() {
    for (ground, small) in small() {
        let number = with_number(&ground, &small);
        let exports = || {
            let scope = kernel::Scope::county("tests read everything");
            let read = ground.county.read_now(move |tx| kernel::ledger::recent(tx, &scope, None, 500));
            read.expect("read")
                .into_iter()
                .filter(|entry| entry.kind == "people.roster-exported")
                .collect::<Vec<_>>()
        };
        let keeper = door(&ground, organiser());
        assert!(
            !keeper.get("/people/export/csv?full=1").text().contains(&number),
            "a GET gives the directory"
        );
        assert!(keeper.page("/people?unit=").contains("href=\"/people/export?"));
        assert!(keeper.page("/people/export").contains("记入台账"));
        let silent = keeper.post("/people/export", &[("purpose", " "), ("ending", "csv")]);
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = [("purpose", "报市委组织部年度统计"), ("ending", "csv")];
        let stale = stale_door(&ground, organiser()).post("/people/export", &form);
        assert_eq!(stale.status, StatusCode::FORBIDDEN);
        assert!(stale.text().contains("再次核验身份") && stale.text().contains("报市委组织部年度统计"));
        assert!(exports().is_empty(), "nothing left so far");
        let file = keeper.post("/people/export", &form);
        assert!(file.status == StatusCode::OK && file.text().contains(&number));
        let noted = exports();
        assert_eq!(noted.len(), 1);
        assert!(noted[0].facts.contains("报市委组织部年度统计") && noted[0].facts.contains("\"clear\":true"));
        assert!(!noted[0].facts.contains(&number));
    }
}

#[test]
fn a_trainer_reads_the_record_without_leave_sanctions_and_investigations() {
    for (ground, small) in small() {
        let keeper = door(&ground, organiser());
        let base = format!("/people/{}", small.clerk);
        let form = [("kind", "warning"), ("decided_on", "2026-02-02"), ("document", "凤纪〔2026〕1号")];
        assert_eq!(keeper.post(&format!("{base}/sanctions"), &form).status, StatusCode::SEE_OTHER);
        let form = [("opened_on", "2026-02-03"), ("document", "凤纪立〔2026〕1号")];
        assert_eq!(keeper.post(&format!("{base}/investigations"), &form).status, StatusCode::SEE_OTHER);
        let reads = |role: Role| door(&ground, actor(&small.mayor, &[(role, Some(&small.town))])).page(&base);
        let trainer = reads(Role::Trainer);
        assert!(trainer.contains("张示例") && trainer.contains("科员"), "{trainer}");
        for hidden in ["凤纪〔2026〕1号", "凤纪立〔2026〕1号", "立案", "警告", "没有请假记录"]
        {
            assert!(!trainer.contains(hidden), "{hidden}");
        }
        for role in [Role::Head, Role::Inspector, Role::Committee, Role::Overseer] {
            assert!(reads(role).contains("凤纪〔2026〕1号"), "{role:?}");
        }
        assert!(door(&ground, actor(&small.clerk, &[])).page(&base).contains("凤纪〔2026〕1号"), "one's own");
    }
}

#[test]
fn an_appointment_form_goes_out_as_it_came_in_with_photo_and_unknown_elements() {
    for (ground, _) in small() {
        let door = door(&ground, organiser());
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3, 4];
        let form = people::formats::Appointment {
            name: "孙示例".into(),
            sex: "男".into(),
            birth: "198503".into(),
            nation: "汉族".into(),
            party_joined: "200806；民盟".into(),
            id_number: {
                let body = "61033019850301001";
                format!("{body}{}", people::formats::citizen_id::check_character(body).expect("digits"))
            },
            present_post: "双石铺镇人民政府科员".into(),
            resume: people::formats::resume::Resume::parse(
                "2007.07--2019.06  某县科员\n2019.06--         双石铺镇科员",
            )
            .value,
            photo: people::formats::photo::Photo::of_bytes(&jpeg),
            ..Default::default()
        };
        let text = String::from_utf8(people::formats::lrmx::write(&form)).expect("text");
        let text = text.replace("</Person>", "  <ZiDingYi>甲</ZiDingYi>\r\n</Person>");
        let sent = door.send("孙示例.lrmx", text.as_bytes(), "civil-servant");
        let mark = hidden(&door.page(&sent.to), "mark");
        let done = door.post(&format!("{}/completion", sent.to), &[("mark", &mark)]);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let found: Result<_, Fault> = ground.county.read_now(|tx| {
            let filter = Filter { text: "孙示例".into(), ..Filter::default() };
            Ok(person::page(tx, &ALL(), &filter, 0, 9)?.rows)
        });
        let id = found.expect("found").remove(0).id;
        let out = door.get(&format!("/people/{id}/form.lrmx"));
        assert_eq!(out.text(), text, "byte for byte");
        assert_eq!(door.get(&format!("/people/{id}/photo")).body, jpeg);
        assert!(door.page(&format!("/people/{id}/form")).contains("某县科员"));
        let again = door.send("again.lrmx", &out.body, "civil-servant");
        assert!(door.page(&again.to).contains("现有人员没有变更"));
    }
}

#[test]
fn a_post_is_described_printed_and_its_wordings_kept() {
    for (ground, small) in small() {
        let door = door(&ground, organiser());
        let path = format!("/posts/{}", small.mayor_post);
        let empty = door.post(&format!("{path}/description"), &[("duties", " ")]);
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = [
            ("duties", "主持镇政府工作\n组织防汛"),
            ("powers", "审批支出"),
            ("qualifications", "大学"),
            ("way_up", "县处级副职"),
        ];
        assert_eq!(door.post(&format!("{path}/description"), &said).status, StatusCode::SEE_OTHER);
        let paper = door.page(&format!("{path}/paper"));
        for words in ["主持镇政府工作", "组织防汛", "岗位权限", "县处级副职", "双石铺镇镇长岗位说明书"]
        {
            assert!(paper.contains(words), "{words}");
        }
        assert!(door.get(&format!("{path}/description.docx")).body.starts_with(b"PK"));
        let stands: Result<_, Fault> = {
            let id = small.mayor_post.clone();
            ground.county.read_now(move |tx| Ok(post::find(tx, &ALL(), &id)?.description.is_complete()))
        };
        assert!(stands.expect("read"));
        let tried = door.post(
            &format!("/units/{}/posts", small.town),
            &[
                ("title", "书记"),
                ("category", "general"),
                ("seats", "1"),
                ("is_head", "1"),
                ("opened_on", "2026-01-01"),
            ],
        );
        assert_eq!(tried.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(tried.text().contains("一个单位只设一个"));
    }
}

#[test]
fn the_chart_shows_vacancies_against_establishment_in_words() {
    for (ground, small) in small() {
        let door = door(&ground, organiser());
        let county = door.page("/units/chart");
        assert!(
            county.contains("<svg") && county.contains("行政 2/10") && county.contains("缺 8"),
            "{county}"
        );
        let town = door.page(&format!("/units/chart?root={}", small.town));
        assert!(town.contains("在岗 1，职数 3") && town.contains("空缺 2") && town.contains("十里店村"));
        let english = {
            let request = Request::get("/units").header("accept-language", "en").body(Body::empty());
            door.ask(request.expect("a request"))
        };
        assert!(english.text().contains("Units and posts"));
    }
}

#[test]
fn standing_is_recorded_and_taken_back_in_the_browser() {
    for (ground, small) in small() {
        let door = door(&ground, organiser());
        let base = format!("/people/{}", small.clerk);
        let halves = door
            .post(&format!("{base}/leaves"), &[("kind", "sick"), ("from_on", "2026-02-02"), ("days", "1.3")]);
        assert_eq!(halves.status, StatusCode::UNPROCESSABLE_ENTITY);
        for (path, fields) in [
            ("leaves", vec![("kind", "sick"), ("from_on", "2026-02-02"), ("days", "1.5")]),
            (
                "sanctions",
                vec![("kind", "warning"), ("decided_on", "2026-02-02"), ("document", "凤纪〔2026〕1号")],
            ),
            ("investigations", vec![("opened_on", "2026-02-03"), ("document", "凤纪立〔2026〕1号")]),
        ] {
            let done = door.post(&format!("{base}/{path}"), &fields);
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}: {}", done.text());
        }
        let page = door.page(&base);
        assert!(page.contains("1.5") && page.contains("凤纪〔2026〕1号") && page.contains("立案审查调查"));
        let link = |end: &str| {
            let at = page.find(end).expect("a link");
            let from = page[..at].rfind('"').expect("a quote") + 1;
            page[from..at + end.len()].to_owned()
        };
        let withdrawn = door.post(&link("/withdrawal"), &[("reason", "登记有误")]);
        assert_eq!(withdrawn.status, StatusCode::SEE_OTHER, "{}", withdrawn.text());
        assert_eq!(door.post(&link("/lifting"), &[("on", "2026-03-01")]).status, StatusCode::SEE_OTHER);
        let closed = door.post(&link("/closure"), &[("closed_on", "2026-03-01"), ("outcome", "none")]);
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        let page = door.page(&base);
        assert!(page.contains("没有请假记录") && page.contains("结案：不予处分"));
    }
}
