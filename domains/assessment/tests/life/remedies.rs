//! Remedies, reopening, results and plans.

use assessment::appeal::{self, Remedy};
use assessment::appraisal::State;
use assessment::plan;
use assessment::{reopen, result};
use jiff::civil::date;
use kernel::{Area, Fault};
use law::rules::Grade;

use crate::ground::{Place, book, fields, refused};

fn noticed(place: &Place, grade: Grade) {
    place.ready_to_decide(&[("a", grade)]);
    place.decide("a", Some(grade), "").expect("decided");
    place.finish("a");
}

fn file(place: &Place, remedy: Remedy) -> Result<String, Fault> {
    let id = place.of("a").id;
    place.write("a", move |tx, actor| appeal::file(tx, actor, &book(), &id, remedy, "第二项计分与事实不符"))
}

#[test]
fn incompetent_may_be_reconsidered_within_thirty_days_by_somebody_else() {
    for place in Place::all() {
        noticed(&place, Grade::Incompetent);
        let id = file(&place, Remedy::Reconsideration).expect("filed");
        assert!(refused(file(&place, Remedy::Complaint)).contains("已有一件在办"));
        let (one, two, three) = (id.clone(), id.clone(), id.clone());
        let same = place.write("m", move |tx, actor| appeal::decide(tx, actor, &book(), &one, None, "维持"));
        assert!(refused(same).contains("回避"));
        let found =
            place.read("k", move |tx, actor| appeal::find(tx, &actor.scope(Area::Duty), &two)).expect("read");
        assert_eq!(found.decide_by, date(2026, 4, 1));
        place
            .write("k", move |tx, actor| {
                appeal::decide(
                    tx,
                    actor,
                    &book(),
                    &three,
                    Some(Grade::BasicallyCompetent),
                    "第二项应按实有数计分",
                )
            })
            .expect("decided");
        let a = place.of("a");
        assert_eq!((a.grade, a.decided_name.as_deref()), (Some(Grade::BasicallyCompetent), Some("县长示例")));
    }
}

#[test]
fn a_remedy_never_ends_in_a_heavier_or_equal_grade() {
    for place in Place::all() {
        noticed(&place, Grade::Incompetent);
        let id = file(&place, Remedy::Reconsideration).expect("filed");
        let same = place.write("k", move |tx, actor| {
            appeal::decide(tx, actor, &book(), &id, Some(Grade::Incompetent), "仍为不称职")
        });
        assert_eq!(fields(same), ["grade"]);
    }
}

#[test]
fn after_reconsideration_there_are_fifteen_days_for_a_complaint_which_may_be_extended() {
    for place in Place::all() {
        noticed(&place, Grade::Incompetent);
        assert!(refused(file(&place, Remedy::AfterReconsideration)).contains("尚未复核"));
        let first = file(&place, Remedy::Reconsideration).expect("filed");
        place.on(date(2026, 3, 20));
        place
            .write("k", move |tx, actor| appeal::decide(tx, actor, &book(), &first, None, "事实清楚，维持"))
            .expect("kept");
        assert!(refused(file(&place, Remedy::Complaint)).contains("复核后申诉"));
        place.on(date(2026, 4, 3));
        let second = file(&place, Remedy::AfterReconsideration).expect("filed");
        let (one, two) = (second.clone(), second.clone());
        let until = place
            .write("o", move |tx, actor| appeal::extend(tx, actor, &book(), &one, "须委托鉴定"))
            .expect("extended");
        assert_eq!(until, date(2026, 7, 2));
        place
            .write("o", move |tx, actor| appeal::decide(tx, actor, &book(), &two, None, "维持"))
            .expect("kept");
        let reasked =
            place.write("o", move |tx, actor| appeal::decide(tx, actor, &book(), &second, None, "再次"));
        assert!(refused(reasked).contains("已办结"));
    }
}

#[test]
fn out_of_time_is_refused_with_the_decision_and_other_grades_have_no_remedy() {
    for place in Place::all() {
        noticed(&place, Grade::Incompetent);
        place.on(date(2026, 4, 3));
        match file(&place, Remedy::Reconsideration) {
            Err(Fault::Refused(refusals)) => {
                assert!(refusals[0].text.zh.contains("届满"), "{refusals:?}");
                assert!(refusals[0].decision.as_ref().is_some_and(|record| {
                    record.reasons.iter().any(|reason| reason.citation.clause == "AS-30")
                }));
            }
            other => panic!("not refused: {other:?}"),
        }
    }
    for place in Place::all() {
        noticed(&place, Grade::BasicallyCompetent);
        assert!(refused(file(&place, Remedy::Reconsideration)).contains("书面陈述意见"));
    }
}

#[test]
fn a_remedy_may_be_withdrawn_by_the_person() {
    for place in Place::all() {
        noticed(&place, Grade::Incompetent);
        let id = file(&place, Remedy::Reconsideration).expect("filed");
        place.write("a", move |tx, actor| appeal::withdraw(tx, actor, &id)).expect("withdrawn");
        file(&place, Remedy::Complaint).expect("another way is open again");
    }
}

#[test]
fn a_closed_year_is_reopened_by_a_reasoned_act_and_its_consequences_fall_with_the_new_grade() {
    for place in Place::all() {
        noticed(&place, Grade::Competent);
        place
            .write("o", |tx, actor| result::draw_up(tx, actor, &book(), "2025", "office"))
            .expect("drawn up");
        let id = place.of("a").id;
        assert_eq!(
            fields(place.write("o", move |tx, actor| reopen::reopen(tx, actor, &id, "", "漏计"))),
            ["document"]
        );
        let id = place.of("a").id;
        place
            .write("o", move |tx, actor| reopen::reopen(tx, actor, &id, "组函〔2026〕9号", "漏计一项"))
            .expect("reopened");
        let a = place.of("a");
        assert_eq!(
            (a.state, a.grade),
            (State::Verify, Some(Grade::Competent)),
            "the result stands until another is decided"
        );
        place.propose("a", Some(Grade::BasicallyCompetent)).expect("proposed");
        place.decide("a", Some(Grade::BasicallyCompetent), "").expect("decided");
        place.finish("a");
        let id = place.of("a").id;
        let all = place
            .read("o", move |tx, actor| Ok(result::of_appraisal(tx, &actor.scope(Area::Duty), &id)?))
            .expect("read");
        assert!(!all.is_empty() && all.iter().all(|one| one.state == "void"), "{all:?}");
        place
            .write("o", |tx, actor| result::draw_up(tx, actor, &book(), "2025", "office"))
            .expect("drawn up again");
        let id = place.of("a").id;
        let all = place
            .read("o", move |tx, actor| Ok(result::of_appraisal(tx, &actor.scope(Area::Duty), &id)?))
            .expect("read");
        assert!(all.iter().any(|one| one.state == "proposed" && one.matter == "admonition"), "{all:?}");
    }
}

#[test]
fn consequences_are_proposals_until_a_named_person_settles_each() {
    for place in Place::all() {
        noticed(&place, Grade::Competent);
        let proposed = place
            .write("o", |tx, actor| result::draw_up(tx, actor, &book(), "2025", "office"))
            .expect("drawn up");
        assert!(proposed > 0);
        assert_eq!(
            place
                .write("o", |tx, actor| result::draw_up(tx, actor, &book(), "2025", "office"))
                .expect("again"),
            0
        );
        let all = place
            .read("o", |tx, actor| Ok(result::of_organ(tx, &actor.scope(Area::Duty), "2025", "office")?))
            .expect("read");
        let own = place
            .read("a", |tx, actor| Ok(result::confirmed_of(tx, &actor.scope(Area::Duty), "a")?))
            .expect("read");
        assert_eq!(own.len(), 0);
        let (one, two) = (vec![all[0].id.clone()], vec![all[1].id.clone()]);
        let bare = one.clone();
        assert_eq!(
            fields(place.write("o", move |tx, actor| result::confirm(tx, actor, &bare, " "))),
            ["document"]
        );
        let again = one.clone();
        place
            .write("o", move |tx, actor| result::confirm(tx, actor, &one, "组发〔2026〕12号"))
            .expect("confirmed");
        place
            .write("o", move |tx, actor| result::set_aside(tx, actor, &two, "已按其他规定办理"))
            .expect("set aside");
        assert!(
            refused(place.write("o", move |tx, actor| result::set_aside(tx, actor, &again, "x")))
                .contains("已经办理")
        );
        let own = place
            .read("a", |tx, actor| Ok(result::confirmed_of(tx, &actor.scope(Area::Duty), "a")?))
            .expect("read");
        assert_eq!((own.len(), own[0].settled_name.as_deref()), (1, Some("组织示例")));
    }
}

#[test]
fn basically_competent_opens_a_plan_that_runs_to_its_conclusion() {
    for place in Place::all() {
        noticed(&place, Grade::BasicallyCompetent);
        place
            .write("o", |tx, actor| result::draw_up(tx, actor, &book(), "2025", "office"))
            .expect("drawn up");
        let plans = place.read("h", |tx, actor| Ok(plan::list(tx, &actor.scope(Area::Duty))?)).expect("read");
        let id = plans[0].id.clone();
        let days = vec![date(2026, 5, 8), date(2026, 4, 8)];
        let draft =
            plan::Draft { goals: "超期件数降为零".to_owned(), helper: "b".to_owned(), checks: days };
        let past = plan::Draft { checks: vec![date(2026, 3, 2)], ..draft.clone() };
        let own = plan::Draft { helper: "a".to_owned(), ..draft.clone() };
        let ids = [id.clone(), id.clone(), id.clone()];
        let [one, two, three] = ids;
        assert_eq!(
            fields(place.write("h", move |tx, actor| plan::draft(tx, actor, &one, &past))),
            ["checks"]
        );
        assert_eq!(fields(place.write("h", move |tx, actor| plan::draft(tx, actor, &two, &own))), ["helper"]);
        place.write("h", move |tx, actor| plan::draft(tx, actor, &three, &draft)).expect("drafted");
        let mine = id.clone();
        place.write("a", move |tx, actor| plan::answer(tx, actor, &mine, true, "")).expect("agreed");
        let helped = id.clone();
        let checks = place
            .read("b", move |tx, actor| {
                let plan = plan::find(tx, actor, &helped)?;
                Ok(plan::checks(tx, &plan)?)
            })
            .expect("the helper sees the plan");
        assert_eq!(
            checks.iter().map(|check| check.due_on).collect::<Vec<_>>(),
            [date(2026, 4, 8), date(2026, 5, 8)]
        );
        let last = checks.len() - 1;
        for (place_in, check) in checks.into_iter().enumerate() {
            let plan_id = id.clone();
            let done = place
                .write("b", move |tx, actor| plan::check(tx, actor, &plan_id, &check.id, "无超期"))
                .expect("checked");
            assert_eq!(done, place_in == last);
        }
        let (one, two) = (id.clone(), id.clone());
        place
            .write("h", move |tx, actor| plan::close(tx, actor, &one, true, "两次检查均无超期"))
            .expect("closed");
        let plan = place.read("a", move |tx, actor| plan::find(tx, actor, &two)).expect("read");
        assert_eq!((plan.state.as_str(), plan.outcome.as_deref()), ("closed", Some("improved")));
    }
}
