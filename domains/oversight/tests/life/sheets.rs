//! The catalogue and the lists as workbooks: what goes out comes in again, and one wrong row stops everything.

use oversight::import::sheet::{Sheet, read, write};
use oversight::import::{duties, items};
use oversight::item;

use crate::ground::{County, book, law, publish};
use crate::towns;

fn row(code: &str, name: &str, promised: &str) -> Vec<String> {
    [
        code,
        name,
        "行政给付",
        "示例县民政局",
        "",
        "低保",
        "社会救助暂行办法｜国务院令第649号｜第九条",
        "",
        "家庭收入低于标准",
        "户口簿｜复印件｜县公安局\n申请书",
        "受理｜窗口｜当场",
        "30个工作日",
        promised,
        "",
        "",
        "政务中心",
        "工作日",
        "0000-1",
        "申请行政复议",
        "",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn sheet(rows: &[Vec<String>]) -> Sheet {
    let bytes = write(("事项", false), &items::COLUMNS, rows).expect("written");
    read(&bytes, &items::COLUMNS).expect("read")
}

#[test]
fn a_sheet_of_items_is_published_whole() {
    for county in County::all() {
        let read = sheet(&[row("M-21", "最低生活保障", "20个工作日"), row("M-22", "特困供养", "")]);
        let done = county.write("j", move |tx, actor| {
            let plan = items::plan(tx, &book(), &read)?;
            items::carry_out(tx, actor, &book(), (&plan, "示政发〔2026〕1号"))
        });
        assert_eq!(done.expect("imported"), 2);
        let out = county.read("j", |tx, scope| Ok(items::rows(&item::in_force(tx, scope, "")?)));
        let again = sheet(&out.expect("exported"));
        let plan = county.read("j", move |tx, _| items::plan(tx, &book(), &again)).expect("planned");
        assert_eq!(
            (plan.items.len(), plan.same),
            (0, 2),
            "what goes out comes in the same: {:?}",
            plan.findings
        );
    }
}

#[test]
fn every_problem_is_named_by_row_and_field_and_nothing_is_written() {
    for county in County::all() {
        let mut wrong = row("M-24", "某事", "三周");
        wrong[2] = "行政处罚吧".into();
        wrong[3] = "没有的局".into();
        let read = sheet(&[row("M-23", "好事", ""), wrong, row("M-23", "重复", "")]);
        let of = read.clone();
        let plan = county.read("j", move |tx, _| items::plan(tx, &book(), &of)).expect("planned");
        let at: Vec<(Option<u32>, String)> =
            plan.findings.iter().map(|one| (one.place.row, one.field.clone())).collect();
        for field in ["类型", "实施单位", "承诺时限"] {
            assert!(at.contains(&(Some(3), field.to_owned())), "{at:?}");
        }
        assert!(at.contains(&(Some(4), "事项编码".to_owned())), "{at:?}");
        assert!(plan.findings.iter().all(|one| !one.mending.zh.is_empty() && !one.mending.en.is_empty()));
        let done = county.write("j", move |tx, actor| {
            let plan = items::plan(tx, &book(), &read)?;
            items::carry_out(tx, actor, &book(), (&plan, "文件"))
        });
        assert!(crate::ground::refused(done).contains("未登记任何事项"));
        let count =
            county.read("j", |tx, scope| Ok(item::list(tx, scope, &item::Filter::default(), (1, 0))?.1));
        assert_eq!(count.expect("counted"), 0);
    }
}

#[test]
fn what_the_law_forbids_is_said_in_the_trial_reading_and_stops_the_whole_sheet() {
    for county in County::all() {
        let mut fee = row("M-28", "收费的事", "");
        fee[13] = "每件10元".into();
        let read = sheet(&[row("M-25", "好事", ""), row("M-26", "坏事", "31个工作日"), fee]);
        let of = read.clone();
        let plan = county.read("j", move |tx, _| items::plan(tx, &book(), &of)).expect("planned");
        let at: Vec<(Option<u32>, &str)> =
            plan.findings.iter().map(|one| (one.place.row, one.field.as_str())).collect();
        assert_eq!(at, [(Some(3), "承诺时限"), (Some(4), "收费依据")]);
        let done = county.write("j", move |tx, actor| {
            let plan = items::plan(tx, &book(), &read)?;
            items::carry_out(tx, actor, &book(), (&plan, "文件"))
        });
        let why = crate::ground::refused(done);
        assert!(why.contains("未登记任何事项"), "{why}");
        let count =
            county.read("j", |tx, scope| Ok(item::list(tx, scope, &item::Filter::default(), (1, 0))?.1));
        assert_eq!(count.expect("counted"), 0, "all or nothing");
    }
}

#[test]
fn the_three_lists_go_out_and_come_in_the_same() {
    for county in County::all() {
        towns::set(&county);
        let rows = county
            .read("j", |tx, _| {
                let today = tx.today();
                Ok(duties::rows(&oversight::town::on_day(tx, "town", today)?))
            })
            .expect("exported");
        let bytes = write(("清单", true), &duties::COLUMNS, &rows).expect("written");
        let sheet = read(&bytes, &duties::COLUMNS).expect("read");
        let plan = county.read("j", move |tx, _| duties::plan(tx, "town", &sheet)).expect("planned");
        assert_eq!(plan.findings, []);
        assert_eq!((plan.setting.same, plan.setting.new.len(), plan.setting.off.len()), (3, 0, 0));
        assert!(!plan.is_sound(), "nothing to do is not done");
    }
}

#[test]
fn a_cooperating_duty_without_its_office_is_a_problem_of_that_row() {
    for county in County::all() {
        publish(&county, "M-27", vec![law()]);
        let rows = [["配合履职", "1", "民生服务", "救助对象核查", "", "", "入户", "", ""]
            .map(str::to_owned)
            .to_vec()];
        let bytes = write(("清单", false), &duties::COLUMNS, &rows).expect("written");
        let sheet = read(&bytes, &duties::COLUMNS).expect("read");
        let plan = county.read("j", move |tx, _| duties::plan(tx, "town", &sheet)).expect("planned");
        let fields: Vec<&str> = plan.findings.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["对应上级部门", "上级部门职责"]);
        assert!(plan.findings.iter().all(|one| one.place.row == Some(2)));
    }
}
