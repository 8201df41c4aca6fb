//! The import of units as a browser asks for it: upload, trial reading, carrying out, and the export read back.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;

use axum::http::StatusCode;
use ground::door::{Door, door};
use ground::*;
use kernel::testing::actor;

const HEAD: &str = "上级单位,单位名称,类型,行政编制,统一社会信用代码\n";

/// The value of a hidden field on a page.
fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\" value=\"")).expect("a hidden field");
    page[at..].split('"').nth(3).expect("a value").to_owned()
}

fn sent(door: &Door, rows: &str) -> String {
    let answer = door.send_to("/units/import", "units.csv", format!("{HEAD}{rows}").as_bytes(), "");
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.to
}

#[test]
fn a_list_of_units_is_uploaded_tried_mended_and_imported_in_the_browser() {
    for (ground, _) in small() {
        let door = door(&ground, organiser());
        let wrong = sent(&door, "双石甫镇,新村,村,,\n");
        let page = door.page(&wrong);
        assert!(page.contains("第 2 行“上级单位”写的是双石甫镇") && !page.contains("/completion"));
        assert!(door.get(&format!("{wrong}/findings.xlsx")).body.starts_with(b"PK"));
        let right = sent(&door, "双石铺镇,新村,村,,\n,县水利局,县级部门,12,11610330016045678X\n");
        assert_eq!(door.get(&wrong).status, StatusCode::NOT_FOUND, "the earlier file is gone");
        let page = door.page(&right);
        assert!(page.contains("新村") && page.contains("县水利局") && page.contains("没有变更"));
        let other = door.post(&format!("{right}/completion"), &[("mark", "other")]);
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = door.post(&format!("{right}/completion"), &[("mark", &hidden(&page, "mark"))]);
        assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, "/units"), "{}", done.text());
        assert!(door.page("/units").contains("县水利局"));
        assert_eq!(door.get(&right).status, StatusCode::NOT_FOUND, "the file is gone with the import");
        let roster = door.send("units.csv", format!("{HEAD},甲局,县级部门,,\n").as_bytes(), "");
        assert_eq!(roster.status, StatusCode::UNPROCESSABLE_ENTITY, "a list of units is no roster");
        for (name, bytes) in [("a.docx", &b"not a list"[..]), ("", b"")] {
            let answer = door.send_to("/units/import", name, bytes, "");
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
}

#[test]
fn changes_ask_for_the_day_and_the_document_they_go_by() {
    for (ground, small) in small() {
        let door = door(&ground, organiser());
        let named = sent(&door, ",县民政局,县级部门,10,11610330016045678X\n");
        let mark = hidden(&door.page(&named), "mark");
        let done = door.post(&format!("{named}/completion"), &[("mark", &mark)]);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let path = sent(&door, ",县民政和退役军人局,县级部门,14,11610330016045678X\n");
        let page = door.page(&path);
        assert!(page.contains("县民政局") && page.contains("县民政和退役军人局"));
        assert!(page.contains("name=\"on\"") && page.contains("name=\"document\""), "{page}");
        let mark = hidden(&page, "mark");
        let without = door.post(&format!("{path}/completion"), &[("mark", &mark), ("on", "2026-01-01")]);
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(without.text().contains("value=\"2026-01-01\""), "what was typed stays");
        let fields = [("mark", mark.as_str()), ("on", "2026-01-01"), ("document", "凤编〔2026〕1号")];
        let done = door.post(&format!("{path}/completion"), &fields);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let unit = door.page(&format!("/units/{}", small.office));
        assert!(
            unit.contains("县民政和退役军人局")
                && unit.contains("凤编〔2026〕1号")
                && unit.contains("县民政局")
        );
    }
}

#[test]
fn a_change_made_after_the_trial_reading_stops_the_import() {
    for (ground, small) in small() {
        let door = door(&ground, organiser());
        let path = sent(&door, "双石铺镇,新村,村,,\n");
        let mark = hidden(&door.page(&path), "mark");
        let renamed = door.post(
            &format!("/units/{}/name", small.town),
            &[("name", "凤州镇"), ("on", "2026-01-01"), ("document", "")],
        );
        assert_eq!(renamed.status, StatusCode::SEE_OTHER, "{}", renamed.text());
        let stopped = door.post(&format!("{path}/completion"), &[("mark", &mark)]);
        assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(stopped.text().contains("试读之后单位有了变动"));
        let withdrawn = door.post(&format!("{path}/withdrawal"), &[]);
        assert_eq!(withdrawn.to, "/units/import");
    }
}

#[test]
fn the_exported_list_is_read_back_and_nothing_changes() {
    for (ground, _) in small() {
        let door = door(&ground, organiser());
        let file = door.get("/units/export/xlsx");
        let answer = door.send_to("/units/import", "单位与岗位.xlsx", &file.body, "");
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let page = door.page(&answer.to);
        assert!(page.contains("名录与已登记的单位完全一致") && page.contains("没有发现问题"), "{page}");
        assert!(!page.contains("/completion"));
        let template = door.get("/units/template.xlsx");
        let empty = door.send_to("/units/import", "t.xlsx", &template.body, "");
        assert!(door.page(&empty.to).contains("名录中没有单位行"), "the example row is skipped");
        let other = door_of_nobody(&ground, "/units/import");
        assert_eq!(other, StatusCode::FORBIDDEN);
    }
}

fn door_of_nobody(ground: &kernel::testing::Ground, path: &str) -> StatusCode {
    door(ground, actor("nobody", &[])).get(path).status
}
