//! Import of units on both engines: what a list would do is listed first, and exactly that is done, or nothing.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;

use ground::*;
use jiff::civil::date;
use kernel::ledger;
use kernel::testing::{actor, grounds};
use kernel::{Actor, Fault, Role, Scope, Tx};
use people::export;
use people::formats::table::{self, Language};
use people::formats::{Severity, codes};
use people::unit::{self, Code, CodeSystem, UnitKind};
use people::unit_import::{self, Basis, Plan, Source, Step};

const ALL: fn() -> Scope = || Scope::county("tests read everything");
const HEAD: &str = "上级单位,单位名称,简称,类型,行政编制,事业编制,排序,设立日期,文号,民政部行政区划代码,民政部代码表日期,统一社会信用代码\n";

fn source(text: &str) -> Source {
    Source::read("单位名录.csv", format!("{HEAD}{text}").as_bytes()).expect("a list of units")
}

fn planned(tx: &mut Tx<'_>, text: &str) -> Result<Plan, Fault> {
    unit_import::plan(tx, &ALL(), &source(text))
}

fn said(plan: &Plan, severity: Severity) -> String {
    let found = plan.findings.iter().filter(|finding| finding.severity == severity);
    let lines = found.map(|finding| format!("{}{}", finding.problem.zh, finding.mending.zh));
    lines.collect::<Vec<_>>().join("\n")
}

fn basis(document: &str) -> Basis {
    Basis { on: date(2026, 3, 2), document: document.into() }
}

fn counted(plan: &Plan) -> (usize, usize, usize, usize) {
    let counts = plan.counts();
    (counts.add, counts.change, counts.leave, counts.blocked)
}

fn names(tx: &mut Tx<'_>) -> Result<Vec<String>, Fault> {
    let tree = unit::tree(tx, &ALL())?;
    Ok(tree.into_iter().map(|branch| format!("{}{}", "-".repeat(branch.depth), branch.unit.name)).collect())
}

/// A county of each engine with nothing in it but itself, as `shanzhi init` leaves it.
fn fresh(work: impl Fn(&mut Tx<'_>) -> Result<(), Fault> + Clone + Send + 'static) {
    for ground in grounds(&[people::schema()]) {
        let work = work.clone();
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            unit::add(tx, &organiser(), &new_unit(None, "凤县", UnitKind::County))?;
            work(tx)
        });
        done.expect("done");
    }
}

/// Towns, villages and equally named offices, the lower ones first.
const WHOLE: &str = "双石铺镇,十里店村,,村,,,2,,,610330100201,2025-12-31,\n\
    双石铺镇/党政办,机要室,,内设机构,,,,,,,,\n\
    双石铺镇,党政办,,内设机构,,,1,,,,,\n\
    留凤关镇,党政办,,内设机构,,,,,,,,\n\
    ,双石铺镇,双石铺,镇,32,18,1,2001-03,凤政发〔2001〕5号,610330100,2025-12-31,\n\
    凤县,留凤关镇,,乡镇（街道）,28名,\"1,016\",2,,,,,\n\
    ,县民政局,民政局,县级部门,12,0,0,1984,,,,11610330016045678X\n";

#[test]
fn a_fresh_county_gets_its_units_from_one_file_in_any_order() {
    fresh(|tx| {
        let plan = planned(tx, WHOLE)?;
        assert_eq!(said(&plan, Severity::Error), "");
        assert_eq!(said(&plan, Severity::Warning), "");
        assert_eq!(counted(&plan), (7, 0, 0, 0));
        let before = ledger::recent(tx, &ALL(), None, 1)?.first().map_or(0, |act| act.seq);
        let done = unit_import::carry_out(tx, &organiser(), &plan, &basis(""))?;
        assert_eq!((done.added, done.changed), (7, 0));
        // Seven units, three codes, the import.
        let after = ledger::recent(tx, &ALL(), None, 1)?.first().map_or(0, |act| act.seq);
        assert_eq!(after - before, 11);
        let expected = [
            "凤县",
            "-县民政局",
            "-双石铺镇",
            "--党政办",
            "---机要室",
            "--十里店村",
            "-留凤关镇",
            "--党政办",
        ];
        assert_eq!(names(tx)?, expected);
        let town = unit::by_code(tx, &ALL(), CodeSystem::Mca, "610330100")?.expect("a town");
        let town = unit::find(tx, &ALL(), &town)?;
        assert_eq!((town.short_name.as_str(), town.posts_admin, town.posts_institution), ("双石铺", 32, 18));
        assert_eq!(town.opened_on, date(2001, 3, 1));
        let versions = unit::versions(tx, &ALL(), &town.id)?;
        assert_eq!(versions.first().map(|first| first.document.as_str()), Some("凤政发〔2001〕5号"));
        let again = planned(tx, WHOLE)?;
        assert_eq!(
            (counted(&again), again.can_be_carried_out()),
            ((0, 0, 7, 0), false),
            "a second time nothing"
        );
        Ok(())
    });
}

#[test]
fn a_county_with_nothing_recorded_takes_itself_from_the_file_too() {
    for ground in grounds(&[people::schema()]) {
        let done: Result<(), Fault> = ground.county.write_now(|tx| {
            let without = planned(tx, ",双石铺镇,,镇,,,,,,,,\n")?;
            assert!(said(&without, Severity::Error).contains("请在本表中增加县一行"));
            let plan = planned(tx, ",双石铺镇,,镇,,,,,,,,\n,凤县,,县（市、区）,,,,,,,,\n")?;
            assert_eq!((said(&plan, Severity::Error), counted(&plan)), (String::new(), (2, 0, 0, 0)));
            unit_import::carry_out(tx, &organiser(), &plan, &basis(""))?;
            assert_eq!(names(tx)?, ["凤县", "-双石铺镇"]);
            Ok(())
        });
        done.expect("done");
    }
}

/// The units of a county written by the program, as a workbook.
fn exported(tx: &mut Tx<'_>, language: Language) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    let list = export::units(tx, &ALL(), language)?;
    let heads: Vec<&str> = list.headings.iter().map(String::as_str).collect();
    Ok((
        table::xlsx("单位与岗位", &heads, &list.rows).expect("a workbook"),
        table::csv(&heads, &list.rows).expect("text"),
    ))
}

#[test]
fn units_exported_and_imported_again_change_nothing() {
    fresh(|tx| {
        let plan = planned(tx, WHOLE)?;
        unit_import::carry_out(tx, &organiser(), &plan, &basis(""))?;
        let town = unit::by_code(tx, &ALL(), CodeSystem::Mca, "610330100")?.expect("a town");
        let code = |as_of, code: &str| Code { system: CodeSystem::Nbs, as_of, code: code.into() };
        unit::set_code(tx, &organiser(), &town, &code(date(2020, 1, 1), "610330100000"))?;
        unit::set_code(tx, &organiser(), &town, &code(date(2024, 1, 1), "610330101000"))?;
        unit::rename(tx, &organiser(), &town, ("凤州镇", "凤州"), date(2026, 1, 1), "凤政发〔2026〕1号")?;
        for language in [Language::Zh, Language::En] {
            let (book, text) = exported(tx, language)?;
            for (name, bytes) in [("units.xlsx", book), ("units.csv", text)] {
                let source = Source::read(name, &bytes).expect("a list of units");
                let plan = unit_import::plan(tx, &ALL(), &source)?;
                assert_eq!(plan.findings, [], "{name}");
                assert_eq!(counted(&plan), (0, 0, 8, 0), "{name} {language:?}");
                assert!(plan.is_clean() && !plan.can_be_carried_out());
            }
        }
        Ok(())
    });
}

#[test]
fn what_would_change_is_listed_old_and_new_and_what_the_file_leaves_empty_stays() {
    fresh(|tx| {
        let plan = planned(tx, WHOLE)?;
        unit_import::carry_out(tx, &organiser(), &plan, &basis(""))?;
        // Renamed by its code, moved by its code, establishment and code by its name.
        let text = "凤县,凤州镇,,,,,,,,610330100,2026-06-30,\n\
            留凤关镇,十里店村,,村,,,,,,610330100201,2025-12-31,\n\
            ,县民政局,,,14,,,,,,,\n";
        let text = text.replace("凤州镇,,,", "凤州镇,,镇,").replace("县民政局,,,", "县民政局,,县级部门,");
        let plan = planned(tx, &text)?;
        assert_eq!(said(&plan, Severity::Error), "");
        let listed: Vec<String> = plan
            .changed()
            .flat_map(|changed| &changed.changes)
            .map(|change| format!("{:?} {}→{}", change.column, change.before.zh, change.after.zh))
            .collect();
        let expected = [
            "Name 双石铺镇→凤州镇",
            "CivilCode 610330100（2025-12-31）→610330100（2026-06-30）",
            "PostsAdmin 12→14",
            "Above 双石铺镇→留凤关镇",
        ];
        let mut sorted = (listed.clone(), expected.map(str::to_owned).to_vec());
        sorted.0.sort();
        sorted.1.sort();
        assert_eq!(sorted.0, sorted.1);
        assert!(plan.turns() && plan.establishes());
        let without = unit_import::carry_out(tx, &organiser(), &plan, &basis(" "));
        assert!(refusal(without).contains("number of the establishment document"));
        let mark = plan.mark();
        assert_eq!(planned(tx, &text)?.mark(), mark);
        let done = unit_import::carry_out(tx, &organiser(), &plan, &basis("凤编〔2026〕1号"))?;
        assert_eq!((done.added, done.changed), (0, 3));
        assert_ne!(planned(tx, &text)?.mark(), mark, "carried out, it would do something else");
        let town = unit::by_code(tx, &ALL(), CodeSystem::Mca, "610330100")?.expect("a town");
        let seen = unit::find(tx, &ALL(), &town)?;
        assert_eq!(
            (seen.name.as_str(), seen.short_name.as_str(), seen.posts_admin),
            ("凤州镇", "双石铺", 32)
        );
        let documents: Vec<String> =
            unit::versions(tx, &ALL(), &town)?.into_iter().map(|version| version.document).collect();
        assert_eq!(documents, ["凤政发〔2001〕5号", "凤编〔2026〕1号"]);
        let stale = unit_import::carry_out(tx, &organiser(), &plan, &basis("凤编〔2026〕1号"));
        assert!(refusal(stale).contains("has changed since"));
        Ok(())
    });
}

#[test]
fn the_record_of_a_unit_is_corrected_from_its_first_day_without_a_new_beginning() {
    fresh(|tx| {
        let text = ",凤县,凤,县（市、区）,,,,1958-11-01,省文〔1958〕1号,,,\n";
        let plan = planned(tx, text)?;
        assert_eq!(said(&plan, Severity::Error), "");
        assert!(!plan.turns() && !plan.establishes());
        unit_import::carry_out(tx, &organiser(), &plan, &basis(""))?;
        let county = unit::children(tx, &ALL(), None)?.remove(0);
        assert_eq!((county.short_name.as_str(), county.opened_on), ("凤", date(1958, 11, 1)));
        let versions = unit::versions(tx, &ALL(), &county.id)?;
        let seen: Vec<_> = versions.iter().map(|v| (v.from, v.to, v.document.as_str())).collect();
        assert_eq!(seen, [(date(1958, 11, 1), None, "省文〔1958〕1号")]);
        unit::rename(tx, &organiser(), &county.id, ("凤州区", ""), date(2020, 1, 1), "")?;
        let late = planned(tx, ",凤州区,,县（市、区）,,,,2021-01-01,,,,\n")?;
        assert!(said(&late, Severity::Error).contains("该单位 2020-01-01 已有变动记录"));
        Ok(())
    });
}

/// A file that cannot be imported and what has to be said of it.
const WRONG: [(&str, &str); 15] = [
    (
        "双石甫镇,草店村,,村,,,,,,,,\n,双石铺镇,,镇,,,,,,,,\n",
        "第 2 行“上级单位”写的是双石甫镇，单位名录和本表中都没有这个单位。相近的有：双石铺镇",
    ),
    (
        "党政办,机要室,,内设机构,,,,,,,,\n甲镇,党政办,,内设机构,,,,,,,,\n乙镇,党政办,,内设机构,,,,,,,,\n,甲镇,,镇,,,,,,,,\n,乙镇,,镇,,,,,,,,\n",
        "有 2 个单位都叫这个名称：甲镇/党政办、乙镇/党政办",
    ),
    ("甲办,乙办,,内设机构,,,,,,,,\n乙办,甲办,,内设机构,,,,,,,,\n", "互为上下级"),
    ("甲办,甲办,,内设机构,,,,,,,,\n", "互为上下级"),
    (",甲镇,,镇,,,,,,,,\n凤县,甲镇,,镇,,,,,,,,\n", "第 3 行“单位名称”“甲镇”与第 2 行是同一单位。"),
    (",甲镇,,大镇,,,,,,,,\n", "第 2 行“类型”写的是“大镇”，不在可选项中。"),
    (",甲镇,,,,,,,,,,\n", "第 2 行“类型”没有填写。"),
    (",,,镇,,,,,,,,\n", "第 2 行“单位名称”没有填写。"),
    (",甲镇,,镇,十二,,,,,,,\n", "第 2 行“行政编制”写的是“十二”，应为 0–99999 的整数。"),
    (",甲镇,,镇,,,,2001.13,,,,\n", "第 2 行“设立日期”写的是 2001.13，月份应为 01–12。"),
    (",甲镇,,镇,,,,,,61033,,\n", "第 2 行“民政部行政区划代码”写的是“61033”，位数或字符不对。"),
    (",甲镇,,镇,,,,,,6.1033E+11,,\n", "末几位已经丢失"),
    (",乙县,,县,,,,,,,,\n", "本县已登记为“凤县”"),
    ("凤县,乙县,,县,,,,,,,,\n", "写的是县，但它在其他单位之下"),
    (",凤县,,县级部门,,,,,,,,\n", "应为“县（市、区）”"),
];

#[test]
fn what_is_wrong_names_its_row_and_field_and_nothing_is_imported() {
    fresh(|tx| {
        for (text, expected) in WRONG {
            let plan = planned(tx, text)?;
            let found = said(&plan, Severity::Error);
            assert!(found.contains(expected), "{text}: {found}");
            assert!(!plan.can_be_carried_out());
            refusal(unit_import::carry_out(tx, &organiser(), &plan, &basis("")));
        }
        assert_eq!(names(tx)?, ["凤县"]);
        // One mistake is said once, not again for every unit beneath.
        let plan = planned(
            tx,
            "无此镇,甲村,,村,,,,,,,,\n甲村,一组,,内设机构,,,,,,,,\n一组,小组,,内设机构,,,,,,,,\n",
        )?;
        assert_eq!((plan.counts().errors, plan.counts().blocked), (1, 3), "{}", said(&plan, Severity::Error));
        Ok(())
    });
}

#[test]
fn a_unit_is_not_moved_beneath_itself_and_one_code_is_not_two_units() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let code = Code { system: CodeSystem::Mca, as_of: BEGAN, code: "610330100".into() };
            unit::set_code(tx, &organiser(), &small.town, &code)?;
            let plan = planned(tx, "十里店村,双石铺镇,,镇,,,,,,610330100,,\n")?;
            assert!(said(&plan, Severity::Error).contains("互为上下级"));
            let plan = planned(tx, ",县民政局,,县级部门,,,,,,610330100,,\n")?;
            assert!(
                said(&plan, Severity::Error)
                    .contains("指的是县民政局，但民政部行政区划代码 610330100 已登记在双石铺镇名下")
            );
            let plan = planned(tx, ",十里店村,,村,,,,,,,,\n")?;
            assert!(said(&plan, Severity::Warning).contains("名录中已有同名的双石铺镇/十里店村"));
            // Known by its code and nothing said of where it stands: it stays there.
            let code = Code { system: CodeSystem::Mca, as_of: BEGAN, code: "610330100201".into() };
            unit::set_code(tx, &organiser(), &small.village, &code)?;
            let plan = planned(tx, ",十里店村,,村,,,,,,610330100201,,\n")?;
            assert_eq!(counted(&plan), (0, 0, 1, 0), "{plan:?}");
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn somebody_who_keeps_one_town_imports_beneath_it_and_nowhere_else() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let scope = Scope::units(vec![small.town.clone()], None);
            let by: Actor = actor("o", &[(Role::Organiser, Some(&small.town))]);
            let plan = unit_import::plan(
                tx,
                &scope,
                &source("双石铺镇,新村,,村,,,,,,,,\n凤县,县民政局,,县级部门,,,,,,,,\n"),
            )?;
            assert_eq!((said(&plan, Severity::Error), counted(&plan)), (String::new(), (1, 0, 1, 0)));
            unit_import::carry_out(tx, &by, &plan, &basis(""))?;
            for text in [
                ",新局,,县级部门,,,,,,,,\n",
                ",县民政局,,县级部门,,9,,,,,,\n",
                "县民政局,低保股,,内设机构,,,,,,,,\n",
            ] {
                let plan = unit_import::plan(tx, &scope, &source(text))?;
                assert!(said(&plan, Severity::Error).contains("不在您管理的单位之内"), "{text}");
                let whole = planned(tx, text)?;
                refusal(unit_import::carry_out(tx, &by, &whole, &basis("凤编〔2026〕1号")));
            }
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn a_refusal_on_the_way_leaves_nothing_of_the_import() {
    for (ground, small) in small() {
        let ids = small.clone();
        let prepared: Result<(), Fault> = ground.county.write_now(move |tx| {
            let code = Code { system: CodeSystem::Mca, as_of: BEGAN, code: "610330100".into() };
            unit::set_code(tx, &organiser(), &ids.town, &code)?;
            unit::rename(tx, &organiser(), &ids.town, ("双石镇", ""), date(2025, 6, 1), "")
        });
        prepared.expect("prepared");
        let tried: Result<(), Fault> = ground.county.write_now(move |tx| {
            let plan = planned(tx, ",新局,,县级部门,,,,,,,,\n凤县,凤州镇,,镇,,,,,,610330100,,\n")?;
            assert_eq!(said(&plan, Severity::Error), "");
            let early = Basis { on: date(2025, 1, 1), document: String::new() };
            unit_import::carry_out(tx, &organiser(), &plan, &early).map(|_| ())
        });
        assert!(refusal(tried).contains("凤州镇: The unit last changed on 2025-06-01"));
        let names: Result<Vec<String>, Fault> = ground.county.read_now(names);
        assert!(!names.expect("read").iter().any(|name| name.contains("新局")));
    }
}

#[test]
fn ten_thousand_units_are_one_import() {
    fresh(|tx| {
        let mut text = String::new();
        for town in 0..100 {
            for village in 0..99 {
                text.push_str(&format!("第{town}镇,第{village}村,,村,,,{village},,,,,\n"));
            }
            text.push_str(&format!(",第{town}镇,,镇,,,{town},,,,,\n"));
        }
        let plan = planned(tx, &text)?;
        assert_eq!((said(&plan, Severity::Error), counted(&plan)), (String::new(), (10_000, 0, 0, 0)));
        assert!(plan.units.iter().all(|unit| matches!(unit.step, Step::Add(_))));
        Ok(())
    });
}

#[test]
fn the_words_a_list_gives_kinds_are_those_the_county_keeps() {
    let listed: Vec<_> =
        codes::UNIT_KIND.entries.iter().map(|entry| (entry.code, entry.zh, entry.en)).collect();
    let kept: Vec<_> =
        UnitKind::ALL.iter().map(|kind| (kind.code(), kind.words().zh, kind.words().en)).collect();
    assert_eq!(listed, kept);
}
