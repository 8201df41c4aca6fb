//! Units, posts, persons, tenures and standing on both engines.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

mod ground;

use ground::*;
use jiff::civil::date;
use kernel::account::{self, NewAccount};
use kernel::testing::{actor, grounds};
use kernel::{Area, DbError, Fault, Role, Scope};
use people::person::{self, Filter, Kind, NewPerson, Sex, State};
use people::post;
use people::standing::{self, InvestigationOutcome, LeaveKind, NewLeave, NewSanction};
use people::tenure::{self, TenureKind};
use people::unit;

const ALL: fn() -> Scope = || Scope::county("tests read everything");

#[test]
fn every_statement_is_known_to_both_engines() {
    for ground in grounds(&[people::schema()]) {
        let prepared: Result<(), DbError> = ground.county.read_now(|tx| {
            for (name, sql) in people::schema().statements.iter().copied().flatten() {
                if let Err(error) = tx.prepare(sql) {
                    panic!("{name}: {error}");
                }
            }
            Ok(())
        });
        prepared.expect("prepared");
    }
}

#[test]
fn whoever_is_not_an_organiser_of_the_unit_changes_nothing() {
    for (ground, small) in small() {
        let head = actor(&small.mayor, &[(Role::Head, Some(&small.town))]);
        let elsewhere = actor("o", &[(Role::Organiser, Some(&small.office))]);
        for by in [head, elsewhere] {
            let ids = small.clone();
            let tried: Result<(), Fault> = ground.county.write_now(move |tx| {
                refusal(unit::rename(tx, &by, &ids.town, ("x", ""), date(2025, 1, 1), ""));
                refusal(post::add(tx, &by, &new_post(&ids.town, "副镇长", false, 2)));
                refusal(person::change(
                    tx,
                    &by,
                    &ids.clerk,
                    &NewPerson::named("y", Sex::Male, Kind::CivilServant),
                ));
                let leave = NewLeave {
                    person: ids.clerk.clone(),
                    kind: LeaveKind::Sick,
                    from_on: date(2025, 3, 3),
                    half_days: 2,
                    note: String::new(),
                };
                refusal(standing::record_leave(tx, &by, &leave));
                Ok(())
            });
            tried.expect("all refused");
        }
    }
}

#[test]
fn a_post_takes_as_many_as_it_has_seats_and_a_unit_has_one_head_post() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let second = person::add(tx, &by, &NewPerson::named("李示例", Sex::Male, Kind::CivilServant))?;
            let mayor = new_tenure(
                &second,
                &small.town,
                Some(&small.mayor_post),
                TenureKind::Holds,
                date(2025, 1, 1),
            );
            assert!(refusal(tenure::begin(tx, &by, &mayor)).contains("1 seats"));
            assert!(refusal(post::add(tx, &by, &new_post(&small.town, "书记", true, 1))).contains("镇长"));
            let old = tenure::of_post(tx, &ALL(), &small.mayor_post)?.remove(0);
            tenure::finish(tx, &by, &old.id, date(2024, 12, 31), "凤组干〔2024〕9号")?;
            tenure::begin(tx, &by, &mayor)?;
            let now = tenure::in_unit(tx, &ALL(), &small.town, date(2025, 6, 1))?;
            assert_eq!(now.first().map(|t| t.person_name.as_str()), Some("李示例"), "the head comes first");
            let then = tenure::in_unit(tx, &ALL(), &small.town, date(2024, 6, 1))?;
            assert_eq!(then.first().map(|t| t.person_name.as_str()), Some("单示例"));
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn the_head_post_brings_the_role_of_head_and_its_end_takes_it_away() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let new = NewAccount {
                person: Some(&small.mayor),
                login: "mayor",
                name: "单示例",
                password_hash: "demo",
                must_change: false,
            };
            let account = account::create(tx, &new)?;
            assert_eq!(tenure::bring_roles(tx, &by, &small.mayor)?, 1);
            assert_eq!(tenure::bring_roles(tx, &by, &small.mayor)?, 0, "brought once");
            let holders = account::holders(tx, Role::Head, Some(&small.town))?;
            assert_eq!(holders.iter().map(|h| h.account.as_str()).collect::<Vec<_>>(), [account.as_str()]);
            let oversees =
                new_tenure(&small.mayor, &small.office, None, TenureKind::Oversees, date(2022, 1, 1));
            let oversees = tenure::begin(tx, &by, &oversees)?;
            assert_eq!(account::holders(tx, Role::Overseer, Some(&small.office))?.len(), 1);
            for id in [tenure::of_post(tx, &ALL(), &small.mayor_post)?.remove(0).id, oversees] {
                tenure::finish(tx, &by, &id, date(2026, 3, 1), "")?;
            }
            assert!(account::holders(tx, Role::Head, Some(&small.town))?.is_empty());
            assert!(account::holders(tx, Role::Overseer, Some(&small.office))?.is_empty());
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn a_role_granted_when_the_account_was_opened_ends_with_the_tenure_too() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let new = NewAccount {
                person: Some(&small.mayor),
                login: "mayor",
                name: "单示例",
                password_hash: "demo",
                must_change: false,
            };
            let account = account::create(tx, &new)?;
            let head = kernel::Grant { role: Role::Head, unit: Some(small.town.clone()) };
            account::grant(tx, &account, &head, (date(2021, 3, 1), None), "开设账号")?;
            let elsewhere = kernel::Grant { role: Role::Head, unit: Some(small.office.clone()) };
            account::grant(tx, &account, &elsewhere, (date(2021, 3, 1), None), "另行授权")?;
            let beside = new_tenure(
                &small.mayor,
                &small.town,
                Some(&small.clerk_post),
                TenureKind::Holds,
                date(2022, 1, 1),
            );
            let beside = tenure::begin(tx, &by, &beside)?;
            tenure::finish(tx, &by, &beside, date(2026, 3, 1), "")?;
            assert_eq!(
                account::holders(tx, Role::Head, Some(&small.town))?.len(),
                1,
                "another post carries no role"
            );
            let tenure = tenure::of_post(tx, &ALL(), &small.mayor_post)?.remove(0);
            tenure::finish(tx, &by, &tenure.id, date(2026, 3, 1), "")?;
            assert!(account::holders(tx, Role::Head, Some(&small.town))?.is_empty());
            assert_eq!(account::holders(tx, Role::Head, Some(&small.office))?.len(), 1, "others stand");
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn the_main_seat_is_what_one_holds_not_what_one_oversees() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let attached =
                new_tenure(&small.clerk, &small.office, None, TenureKind::Attached, date(2020, 6, 1));
            tenure::begin(tx, &by, &attached)?;
            let oversees =
                new_tenure(&small.mayor, &small.village, None, TenureKind::Oversees, date(2020, 6, 1));
            tenure::begin(tx, &by, &oversees)?;
            for person in [&small.clerk, &small.mayor] {
                let seat = tenure::main_seat(tx, &ALL(), person, date(2025, 1, 1))?.expect("a seat");
                assert_eq!(seat.unit.id, small.town);
            }
            let before = tenure::main_seat(tx, &ALL(), &small.clerk, date(2020, 12, 1))?.expect("a seat");
            assert_eq!(before.unit.id, small.office);
            assert_eq!(tenure::main_seat(tx, &ALL(), &small.mayor, date(2020, 12, 1))?, None);
            let all = tenure::main_tenures(tx, &ALL(), date(2025, 1, 1))?;
            assert_eq!(all.len(), 2);
            assert!(all.iter().all(|t| t.unit == small.town));
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn people_are_found_by_name_pinyin_initials_unit_and_post_and_only_in_scope() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let found = |tx: &mut kernel::Tx<'_>, scope: &Scope, text: &str| {
                let filter = Filter { text: text.into(), ..Filter::default() };
                person::page(tx, scope, &filter, 0, 50)
                    .map(|page| page.rows.into_iter().map(|row| row.name).collect::<Vec<_>>())
            };
            for text in ["单", "shan", "ssl", "SHANSHI", "镇长", "shuangshipu 单", "双石铺 ssl"] {
                assert_eq!(found(tx, &ALL(), text)?, ["单示例"], "{text}");
            }
            assert_eq!(found(tx, &ALL(), "双石铺")?.len(), 2);
            assert_eq!(found(tx, &ALL(), "民政")?.len(), 0);
            assert_eq!(found(tx, &ALL(), "%")?.len(), 0, "a sign of a pattern is a sign");
            let office = Scope::units(vec![small.office.clone()], None);
            assert_eq!(found(tx, &office, "单")?.len(), 0);
            let own = Scope::own(&small.clerk);
            assert_eq!(found(tx, &own, "")?, ["张示例"]);
            let serving = Filter { state: Some(State::Left), ..Filter::default() };
            assert_eq!(person::page(tx, &ALL(), &serving, 0, 50)?.total, 0);
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn overseeing_a_unit_does_not_put_a_person_into_the_reach_of_its_head() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let oversees =
                new_tenure(&small.mayor, &small.village, None, TenureKind::Oversees, date(2022, 1, 1));
            tenure::begin(tx, &organiser(), &oversees)?;
            let head = actor("h", &[(Role::Head, Some(&small.village))]);
            let seen = person::find(tx, &head.scope(Area::People), &small.mayor);
            assert!(matches!(seen, Err(Fault::NotFound)));
            let head = actor("h", &[(Role::Head, Some(&small.town))]);
            assert_eq!(person::find(tx, &head.scope(Area::People), &small.mayor)?.name, "单示例");
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn a_change_lists_what_changed_and_the_ledger_never_holds_the_number() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let mut new = person::find(tx, &ALL(), &small.clerk)?.known();
            let number =
                people::formats::citizen_id::check_character("61033019900307001").expect("a check character");
            new.id_number = Some(format!("61033019900307001{number}"));
            new.born = Some("1990.3".into());
            let changes = person::change(tx, &by, &small.clerk, &new)?;
            assert_eq!(changes.iter().map(|change| change.field).collect::<Vec<_>>(), ["born", "id_number"]);
            assert_eq!(person::find(tx, &ALL(), &small.clerk)?.born.as_deref(), Some("1990-03"));
            assert_eq!(person::change(tx, &by, &small.clerk, &new)?, []);
            let acts = kernel::ledger::history(tx, &ALL(), "person", &small.clerk)?;
            assert_eq!(acts.iter().filter(|act| act.kind == "person.changed").count(), 1);
            assert!(acts.iter().all(|act| !act.facts.contains("19900307")));
            let mut twin = NewPerson::named("另一人", Sex::Male, Kind::CivilServant);
            twin.id_number = new.id_number.clone();
            assert!(refusal(person::add(tx, &by, &twin)).contains("张示例"));
            twin.id_number = Some("610330199003070000".into());
            twin.born = Some("1990.13".into());
            let said = refusal(person::add(tx, &by, &twin));
            assert!(said.contains("01–12") && said.contains("identity number"), "{said}");
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn the_facts_for_assessment_are_gathered_from_leave_sanctions_cases_and_attachments() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            let leave = |kind, from_on, half_days| NewLeave {
                person: small.clerk.clone(),
                kind,
                from_on,
                half_days,
                note: String::new(),
            };
            standing::record_leave(tx, &by, &leave(LeaveKind::Sick, date(2025, 3, 3), 11))?;
            standing::record_leave(tx, &by, &leave(LeaveKind::Maternity, date(2025, 5, 1), 100))?;
            let wrong = standing::record_leave(tx, &by, &leave(LeaveKind::Personal, date(2025, 9, 1), 4))?;
            standing::withdraw_leave(tx, &by, &wrong, "登记重复")?;
            let over = standing::record_leave(tx, &by, &leave(LeaveKind::Personal, date(2025, 3, 8), 2));
            assert!(refusal(over).contains("overlaps"));
            let across = standing::record_leave(tx, &by, &leave(LeaveKind::Personal, date(2025, 12, 31), 4));
            assert!(refusal(across).contains("another year"));
            let kind = standing::sanction_kind("demerit").expect("a kind");
            let sanction = NewSanction {
                person: small.clerk.clone(),
                kind,
                decided_on: date(2025, 6, 2),
                document: "凤纪〔2025〕8号".into(),
            };
            standing::record_sanction(tx, &by, &sanction)?;
            let case =
                standing::open_investigation(tx, &by, &small.clerk, date(2025, 11, 1), "凤纪立〔2025〕2号")?;
            for (from, to) in [(date(2024, 12, 1), date(2025, 1, 31)), (date(2025, 1, 15), date(2025, 2, 10))]
            {
                let attached = new_tenure(&small.clerk, &small.office, None, TenureKind::Attached, from);
                let id = tenure::begin(tx, &by, &attached);
                let id = match id {
                    Ok(id) => id,
                    Err(_) => {
                        let attached =
                            new_tenure(&small.clerk, &small.village, None, TenureKind::Attached, from);
                        tenure::begin(tx, &by, &attached)?
                    }
                };
                tenure::finish(tx, &by, &id, to, "")?;
            }
            let facts = standing::assessment_facts(tx, &ALL(), &small.clerk, 2025)?;
            assert_eq!((facts.leave_days.sick.0, facts.leave_days.personal.0), (11, 0));
            assert_eq!(facts.sanctions.len(), 1);
            assert!(facts.under_investigation);
            assert_eq!(facts.attached_elsewhere_days.0, 2 * (31 + 10), "a day covered twice counts once");
            standing::close_investigation(tx, &by, &case, date(2026, 1, 5), InvestigationOutcome::Warning)?;
            assert!(!standing::assessment_facts(tx, &ALL(), &small.clerk, 2025)?.under_investigation);
            let nobody = standing::assessment_facts(tx, &Scope::nothing(), &small.clerk, 2025);
            assert!(matches!(nobody, Err(Fault::NotFound)));
            Ok(())
        });
        done.expect("done");
    }
}

#[test]
fn leaving_the_county_ends_every_tenure_on_that_day() {
    for (ground, small) in small() {
        let done: Result<(), Fault> = ground.county.write_now(move |tx| {
            let by = organiser();
            person::leave(
                tx,
                &by,
                &small.clerk,
                person::LeftHow::Retired,
                date(2026, 2, 28),
                "凤组干〔2026〕1号",
            )?;
            assert!(
                tenure::of_person(tx, &ALL(), &small.clerk)?
                    .iter()
                    .all(|t| t.to_on == Some(date(2026, 2, 28)))
            );
            let again = person::leave(tx, &by, &small.clerk, person::LeftHow::Retired, date(2026, 2, 28), "");
            assert!(refusal(again).contains("already"));
            let begin = new_tenure(
                &small.clerk,
                &small.town,
                Some(&small.clerk_post),
                TenureKind::Holds,
                date(2026, 3, 1),
            );
            assert!(refusal(tenure::begin(tx, &by, &begin)).contains("has left"));
            Ok(())
        });
        done.expect("done");
    }
}
