//! Units and posts on both engines: history, codes, closing, seats, descriptions.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;

use ground::*;
use jiff::civil::date;
use kernel::{Actor, Fault, Scope};
use people::post;
use people::unit::{self, Code, CodeSystem, UnitKind};

const ALL: fn() -> Scope = || Scope::county("tests read everything");

#[test]
fn a_renamed_and_moved_unit_keeps_its_history_and_its_people_change_reach() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            unit::rename(tx, &by, &small.village, ("新十里店村", ""), date(2024, 1, 1), "凤政发〔2024〕1号")?;
            unit::move_under(tx, &by, &small.village, &small.office, date(2025, 1, 1), "凤政发〔2025〕1号")?;
            let versions = unit::versions(tx, &ALL(), &small.village)?;
            let seen: Vec<_> = versions.iter().map(|v| (v.name.as_str(), v.from, v.to)).collect();
            assert_eq!(
                seen,
                [
                    ("十里店村", BEGAN, Some(date(2023, 12, 31))),
                    ("新十里店村", date(2024, 1, 1), Some(date(2024, 12, 31))),
                    ("新十里店村", date(2025, 1, 1), None),
                ]
            );
            let path = unit::path(tx, &ALL(), &small.village)?;
            let names: Vec<_> = path.iter().map(|unit| unit.name.as_str()).collect();
            assert_eq!(names, ["凤县", "县民政局", "新十里店村"]);
            let town = Scope::units(vec![small.town.clone()], None);
            assert!(matches!(unit::find(tx, &town, &small.village), Err(Fault::NotFound)));
            let office = Scope::units(vec![small.office.clone()], None);
            assert!(unit::find(tx, &office, &small.village).is_ok());
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn a_unit_cannot_stand_beneath_itself_and_closes_only_when_empty() {
    for (ground, small) in small() {
        let (by, ids) = (organiser(), small.clone());
        let under: Result<(), Fault> = ground
            .county
            .write_now(move |tx| unit::move_under(tx, &by, &ids.town, &ids.village, date(2025, 1, 1), ""));
        assert!(refusal(under).contains("beneath it"));
        let (by, ids) = (organiser(), small.clone());
        let closed: Result<(), Fault> =
            ground.county.write_now(move |tx| unit::close(tx, &by, &ids.town, date(2025, 1, 1), ""));
        let said = refusal(closed);
        assert!(said.contains("2 units beneath") && said.contains("2 tenures"), "{said}");
        let (by, ids) = (organiser(), small);
        let closed: Result<(), Fault> = ground.county.write_now(move |tx| {
            unit::close(tx, &by, &ids.village, date(2025, 1, 1), "撤并")?;
            assert_eq!(unit::children(tx, &ALL(), Some(&ids.town))?.len(), 1);
            assert_eq!(unit::find(tx, &ALL(), &ids.village)?.closed_on, Some(date(2025, 1, 1)));
            Ok(())
        });
        closed.expect("closed");
    }
}

#[test]
fn both_code_systems_find_the_unit_and_a_wrong_code_is_named() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let code = |system, as_of, code: &str| Code { system, as_of, code: code.into() };
            unit::set_code(tx, &by, &small.town, &code(CodeSystem::Nbs, date(2023, 6, 30), "610330100"))?;
            unit::set_code(tx, &by, &small.town, &code(CodeSystem::Mca, date(2026, 9, 11), "610330101"))?;
            assert_eq!(unit::by_code(tx, &ALL(), CodeSystem::Nbs, "610330100")?, Some(small.town.clone()));
            assert_eq!(unit::by_code(tx, &ALL(), CodeSystem::Mca, "610330100")?, None);
            let wrong =
                unit::set_code(tx, &by, &small.town, &code(CodeSystem::Nbs, date(2023, 6, 30), "61033010"));
            assert!(refusal(wrong).contains("61033010"));
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn seats_and_establishment_are_counted_by_who_holds_and_acts() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let strength = unit::strength(tx, &ALL(), date(2025, 1, 1))?;
            let town = strength.get(&small.town).copied().unwrap_or_default();
            assert_eq!((town.admin, town.institution, town.others, town.seats), (2, 0, 0, 4));
            assert_eq!(post::filled(tx, &ALL(), date(2025, 1, 1))?.get(&small.clerk_post), Some(&1));
            let tree = unit::tree(tx, &ALL())?;
            assert_eq!(tree.iter().map(|branch| branch.depth).collect::<Vec<_>>().len(), 5);
            assert_eq!(tree.first().map(|branch| branch.depth), Some(0));
            assert!(
                unit::add(
                    tx,
                    &Actor::program(),
                    &new_unit(Some(&small.county), "县财政局", UnitKind::Office)
                )
                .is_ok()
            );
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn a_post_description_keeps_the_wordings_it_had() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let mut description =
                post::Description { duties: "主持镇政府全面工作".into(), ..Default::default() };
            post::describe(tx, &by, &small.mayor_post, &description)?;
            description.powers = "审批 5 万元以下支出".into();
            post::describe(tx, &by, &small.mayor_post, &description)?;
            let stands = post::find(tx, &ALL(), &small.mayor_post)?;
            assert_eq!(stands.description, description);
            assert!(!stands.description.is_complete());
            assert!(!post::wordings(tx, &ALL(), &small.mayor_post)?.is_empty());
            let empty = post::describe(tx, &by, &small.mayor_post, &post::Description::default());
            refusal(empty);
            Ok(())
        });
        done.expect("done");
    }
}
