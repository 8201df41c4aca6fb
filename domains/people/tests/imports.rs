//! Import on both engines: what a file would do is listed first, and exactly that is done, or nothing.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;

use ground::*;
use jiff::civil::date;
use kernel::ledger;
use kernel::testing::actor;
use kernel::{Fault, Role, Scope, Tx};
use people::formats::Severity;
use people::import::{self, Defaults, Plan, Source, Step};
use people::person::{self, Filter, Kind};
use people::{post, tenure};

const ALL: fn() -> Scope = || Scope::county("tests read everything");
const HEAD: &str = "单位,姓名,性别,出生年月,身份证号,人员类别,职务,职务职级,任职时间,任职方式\n";

fn source(text: &str) -> Source {
    Source::read("名册.csv", text.as_bytes()).expect("a roster")
}

fn planned(tx: &mut Tx<'_>, text: &str) -> Result<Plan, Fault> {
    import::plan(tx, &ALL(), &source(text), Defaults::default())
}

fn said(plan: &Plan, severity: Severity) -> String {
    let found = plan.findings.iter().filter(|finding| finding.severity == severity);
    found
        .map(|finding| format!("{}{}", finding.problem.zh, finding.mending.zh))
        .collect::<Vec<_>>()
        .join("\n")
}

fn id_number(body: &str) -> String {
    format!("{body}{}", people::formats::citizen_id::check_character(body).expect("17 digits"))
}

/// One person in two posts, one of them new to the unit.
fn two_posts() -> String {
    let id = id_number("61033019900307002");
    format!(
        "{HEAD}双石铺镇人民政府,王示例,女,1990.03,{id},公务员,副镇长,乡科级副职,2022.05,任职\n\
         十里店村村委会,王示例,,,{id},,第一书记,,2023.01,挂职\n"
    )
}

#[test]
fn a_roster_is_listed_first_and_carried_out_as_listed() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let plan = planned(tx, &two_posts())?;
            assert_eq!(said(&plan, Severity::Error), "");
            let counts = plan.counts();
            assert_eq!((counts.add, counts.change, counts.leave, counts.tenures), (1, 0, 0, 2));
            assert_eq!(
                plan.posts.iter().map(|p| p.title.as_str()).collect::<Vec<_>>(),
                ["副镇长", "第一书记"]
            );
            let did = import::carry_out(tx, &by, &plan)?;
            assert_eq!((did.added, did.tenures, did.posts), (1, 2, 2));
            let filter = Filter { text: "王示例".into(), ..Filter::default() };
            let found = person::page(tx, &ALL(), &filter, 0, 9)?.rows.remove(0);
            assert_eq!(found.post_title.as_deref(), Some("副镇长"));
            let seat = tenure::main_seat(tx, &ALL(), &found.id, date(2026, 1, 1))?.expect("a seat");
            assert_eq!(seat.unit.id, small.town);
            assert_eq!(seat.post.and_then(|post| post.level).as_deref(), Some("乡科级副职"));
            assert_eq!(person::find(tx, &ALL(), &found.id)?.born.as_deref(), Some("1990-03"));
            let again = planned(tx, &two_posts())?;
            let counts = again.counts();
            assert_eq!(
                (counts.add, counts.change, counts.leave, counts.tenures),
                (0, 0, 1, 0),
                "a second time nothing"
            );
            assert!(again.done_before.is_some());
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn what_would_change_is_listed_old_and_new_and_what_the_file_leaves_empty_stays() {
    for (ground, _) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let plan = planned(tx, &two_posts())?;
            import::carry_out(tx, &by, &plan)?;
            let id = id_number("61033019900307002");
            let text = format!("{HEAD}双石铺镇,王更名,女,,{id},事业人员,副镇长,一级主任科员,2022.05,任职\n");
            let plan = planned(tx, &text)?;
            let Some(Step::Change { changes, .. }) = plan.people.first().map(|person| &person.step) else {
                panic!("not a change: {plan:?}");
            };
            let listed: Vec<_> =
                changes.iter().map(|c| (c.field, c.before.as_deref(), c.after.as_deref())).collect();
            assert_eq!(
                listed,
                [
                    ("name", Some("王示例"), Some("王更名")),
                    ("kind", Some("civil-servant"), Some("institution-staff")),
                    ("rank", None, Some("一级主任科员")),
                ]
            );
            assert!(said(&plan, Severity::Warning).contains("将更名"));
            let mark = plan.mark();
            assert_eq!(planned(tx, &text)?.mark(), mark);
            import::carry_out(tx, &by, &plan)?;
            assert_ne!(planned(tx, &text)?.mark(), mark, "carried out, it would do something else");
            let stale = import::carry_out(tx, &by, &plan);
            assert!(refusal(stale).contains("has changed since"));
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn one_error_keeps_everything_out_and_every_error_is_named_with_its_row() {
    for (ground, _) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let text = format!(
                "{HEAD}双石铺镇,甲示例,男,1988.02,,公务员,科员,,2020.01,\n\
                 双石甫镇,乙示例,男,1988.02,,公务员,科员,,2020.01,\n\
                 双石铺镇,丙示例,,1988.13,,公务员,科员,,2020.01,\n\
                 双石铺镇,丁示例,男,1988.02,,,科员,,2020.01,\n\
                 双石铺镇,戊示例,男,1988.02,,编外人员,科员,,2020.01,\n\
                 双石铺镇,张示例,男,1988.02,,公务员,科员,,2020.01,\n\
                 双石铺镇,己示例,男,1988.02,,公务员,科员,,2027.01,\n"
            );
            let plan = planned(tx, &text)?;
            let errors = said(&plan, Severity::Error);
            for expected in [
                "第 3 行“单位”写的是双石甫镇",
                "双石铺镇",
                "1988.13",
                "第 4 行没有“性别”",
                "第 5 行没有“人员类别”",
                "第 6 行“人员类别”写的是编外人员",
                "第 7 行“张示例”：名册中有同名人员",
                "第 8 行“任职时间”晚于今天",
            ] {
                assert!(errors.contains(expected), "{expected} is missing in\n{errors}");
            }
            assert!(!plan.can_be_carried_out());
            let before = person::page(tx, &ALL(), &Filter::default(), 0, 1)?.total;
            refusal(import::carry_out(tx, &organiser(), &plan));
            assert_eq!(person::page(tx, &ALL(), &Filter::default(), 0, 1)?.total, before);
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn a_birth_that_differs_from_the_identity_number_is_a_warning_and_stands() {
    for (ground, _) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let id = id_number("61033019900307001");
            let text = format!("{HEAD}双石铺镇,庚示例,男,1989.07,{id},公务员,科员,,2020.01,\n");
            let plan = planned(tx, &text)?;
            assert!(plan.can_be_carried_out());
            assert!(said(&plan, Severity::Warning).contains("1989.07"));
            let Some(Step::Add(new)) = plan.people.first().map(|person| &person.step) else {
                panic!("not added")
            };
            assert_eq!(new.born.as_deref(), Some("1989-07"));
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn two_units_of_one_name_need_the_unit_above() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let other = new_unit(Some(&small.county), "凤州镇", people::unit::UnitKind::Township);
            let other = people::unit::add(tx, &by, &other)?;
            let village = new_unit(Some(&other), "十里店村", people::unit::UnitKind::Village);
            people::unit::add(tx, &by, &village)?;
            let row = |unit: &str| format!("{HEAD}{unit},辛示例,男,1988.02,,村干部,主任,,2020.01,\n");
            let plan = planned(tx, &row("十里店村"))?;
            assert!(said(&plan, Severity::Error).contains("双石铺镇十里店村、凤州镇十里店村"), "{plan:?}");
            let plan = planned(tx, &row("凤州镇十里店村村民委员会"))?;
            assert_eq!(said(&plan, Severity::Error), "");
            let tenure = plan.people.first().and_then(|person| person.tenures.first()).expect("a tenure");
            assert_ne!(tenure.unit, small.village);
            assert_eq!(plan.posts.first().map(|post| post.category), Some(post::Category::Village));
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn an_organiser_of_one_unit_reaches_neither_units_nor_people_beyond_it() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let scope = Scope::units(vec![small.office.clone()], None);
            let known = format!("{HEAD}县民政局,单示例,女,,,公务员,科员,,2020.01,\n");
            let number = id_number("61033019850101002");
            let mut mayor = person::find(tx, &ALL(), &small.mayor)?.known();
            mayor.id_number = Some(number.clone());
            person::change(tx, &organiser(), &small.mayor, &mayor)?;
            let known = known.replace("女,,,", &format!("女,,{number},"));
            let plan = import::plan(tx, &scope, &source(&known), Defaults::default())?;
            assert!(said(&plan, Severity::Error).contains("不在您管理的单位任职"));
            let beyond = format!("{HEAD}双石铺镇,壬示例,女,1990.01,,公务员,科员,,2020.01,\n");
            let plan = import::plan(tx, &scope, &source(&beyond), Defaults::default())?;
            assert!(said(&plan, Severity::Error).contains("您管理的单位中没有"));
            let whole = planned(tx, &beyond)?;
            let by = actor("o", &[(Role::Organiser, Some(&small.office))]);
            refusal(import::carry_out(tx, &by, &whole));
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn a_post_filled_beyond_its_seats_is_said_but_not_forbidden() {
    for (ground, _) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let text = format!("{HEAD}双石铺镇,癸示例,男,1980.02,,公务员,镇长,,2026.01,\n");
            let plan = planned(tx, &text)?;
            assert!(said(&plan, Severity::Warning).contains("“镇长”职数 1，导入后有 2 人"));
            import::carry_out(tx, &organiser(), &plan)?;
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn an_appointment_form_is_kept_whole_and_its_post_found_in_its_text() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let id = id_number("61033019850301001");
            let form = format!(
                "<Person><XingMing>陈 示例</XingMing><XingBie>男</XingBie><ChuShengNianYue>198503</ChuShengNianYue>\
                 <MinZu>汉族</MinZu><RuDangShiJian>200806</RuDangShiJian><XianRenZhiWu>凤县双石铺镇人民政府科员</XianRenZhiWu>\
                 <JianLi>2007.07--2019.06  某县某镇科员\n2019.06--         凤县双石铺镇人民政府科员</JianLi>\
                 <ShenFenZheng>{id}</ShenFenZheng><ZiDingYi>甲</ZiDingYi></Person>"
            );
            let source = Source::read("陈示例.lrmx", form.as_bytes()).expect("a form");
            let without = import::plan(tx, &ALL(), &source, Defaults::default())?;
            assert!(said(&without, Severity::Error).contains("人员类别"));
            let plan = import::plan(tx, &ALL(), &source, Defaults { kind: Some(Kind::CivilServant) })?;
            assert_eq!(said(&plan, Severity::Error), "");
            let tenure = plan.people.first().and_then(|person| person.tenures.first()).expect("a tenure");
            assert_eq!((tenure.unit.as_str(), tenure.post_title.as_str()), (small.town.as_str(), "科员"));
            assert_eq!(tenure.from, date(2019, 6, 1));
            import::carry_out(tx, &organiser(), &plan)?;
            let found = person::search(tx, &ALL(), "csl", 5)?.remove(0);
            let seen = person::find(tx, &ALL(), &found.id)?;
            assert_eq!((seen.politics.as_deref(), seen.joined_party.as_deref()), (Some("中共党员"), Some("2008-06")));
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn five_thousand_people_are_one_import_with_an_act_for_each() {
    for (ground, _) in small() {
        let mut text = String::from(HEAD);
        for n in 0..5000 {
            let id = id_number(&format!(
                "610330{}{:02}{:02}{:03}",
                1960 + n / 800,
                1 + n / 100 % 8,
                1 + n % 10,
                n / 10 % 10 * 2 + 1
            ));
            text.push_str(&format!("十里店村,人{n}示例,男,,{id},村干部,文书,,2020.01,\n"));
        }
        let text = text.clone();
        let done: Result<(i64, i64), Fault> = ground.county.write_now(move |tx| {
            let plan = planned(tx, &text)?;
            assert!(plan.can_be_carried_out(), "{}", said(&plan, Severity::Error));
            let before = ledger::recent(tx, &ALL(), None, 1)?.first().map_or(0, |act| act.seq);
            import::carry_out(tx, &organiser(), &plan)?;
            let after = ledger::recent(tx, &ALL(), None, 1)?.first().map_or(0, |act| act.seq);
            let total =
                person::page(tx, &ALL(), &Filter { text: "文书".into(), ..Filter::default() }, 0, 1)?.total;
            Ok((after - before, total))
        });
        // A post, 5,000 people and tenures, and the run.
        assert_eq!(done.expect("done"), (10_002, 5000));
    }
}
