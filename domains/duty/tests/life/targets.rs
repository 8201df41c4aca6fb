//! Targets: drafted by the unit, adopted above it, divided until everything is carried.

use duty::balance::{Check, Force};
use duty::carried;
use duty::cycle::{self, State};
use duty::measure::{Category, Measure};
use duty::method::Method;
use duty::share::{self, Bearer, NewShare, Part};
use duty::target::{self, NewTarget, Source};
use duty::{balance, scheme::Scheme};
use kernel::{Fault, Scope};
use rust_decimal::Decimal;

use crate::ground::{Town, book, refused};

/// A target that counts households.
pub fn households(title: &str, goal: i64, weight: i64) -> NewTarget {
    NewTarget {
        title: title.into(),
        source: Source::Plan,
        source_ref: "县政府2026年工作要点第3条".into(),
        emphasis: Category::General,
        measure: Measure::Quantity,
        measure_unit: "户".into(),
        baseline: None,
        goal: Some(Decimal::from(goal)),
        due_on: None,
        weight,
        method: Method::usual(Measure::Quantity, None),
        evidence_wanted: "核查表、办结记录".into(),
    }
}

fn person(id: &str, part: i64) -> NewShare {
    NewShare { to: Bearer::Person(id.into()), part, role: Part::Carry }
}

/// Drafts a target as the town's head.
pub fn draft(town: &Town, new: NewTarget) -> String {
    let cycle = town.cycle();
    town.write("h", move |tx, actor| target::add(tx, actor, (&cycle, "town"), None, &new)).expect("drafted")
}

fn adopt(town: &Town, who: &str, id: &str, note: &'static str) -> Result<(), Fault> {
    let id = id.to_owned();
    town.write(who, move |tx, actor| target::adopt(tx, actor, &book(), &id, note))
}

fn divide(town: &Town, who: &str, id: &str, shares: Vec<NewShare>) -> Result<(), Fault> {
    let id = id.to_owned();
    town.write(who, move |tx, actor| share::divide(tx, actor, &id, &shares))
}

fn agree(town: &Town) -> Result<(), Fault> {
    let id = town.cycle();
    town.write("o", move |tx, actor| cycle::advance(tx, actor, &id, State::Agreed, ""))
}

/// From an empty year to targets that are adopted and fully carried.
pub fn divide_and_agree(town: &Town) {
    assert!(refused(agree(town)).contains("还没有任何单位"), "a year without targets is not adopted");
    let checks = draft(town, households("完成低保对象入户核查", 120, 6_000));
    let traces = draft(town, households("每月打卡走访农户", 100, 3_000));
    refuse_broken(town);

    assert!(
        refused(adopt(town, "h", &checks, "")).contains("不能自定"),
        "a unit does not adopt its own targets"
    );
    adopt(town, "k", &checks, "").expect("the head above adopts");
    let flagged = adopt(town, "o", &traces, "");
    let Err(Fault::Refused(refusals)) = flagged else {
        panic!("an indicator that counts check-ins was adopted")
    };
    let decision = refusals[0].decision.as_ref().expect("the clause comes with the refusal");
    assert!(!decision.clauses().is_empty());
    let mut better = households("走访农户，当场能办的当场办结", 100, 3_000);
    better.evidence_wanted = String::new();
    let id = traces.clone();
    town.write("h", move |tx, actor| target::change(tx, actor, &id, &better)).expect("mended");
    adopt(town, "o", &traces, "").expect("adopted once mended");

    divide(
        town,
        "h",
        &checks,
        vec![
            person("a", 6_000),
            NewShare { to: Bearer::Unit("village".into()), part: 4_000, role: Part::Carry },
        ],
    )
    .expect("divided");
    assert!(
        refused(divide(town, "h", &traces, vec![person("a", 6_000), person("b", 4_001)]))
            .contains("超过了 100%")
    );
    assert!(refused(divide(town, "h", &traces, vec![person("k", 10_000)])).contains("只能分解给本单位"));
    assert!(
        refused(divide(town, "h", &traces, vec![person("a", 10), person("a", 10)])).contains("只能列一次")
    );
    divide(town, "h", &traces, vec![person("a", 2_500), person("b", 5_000)]).expect("divided in part");
    let said = refused(agree(town));
    assert!(
        said.contains("权重合计 90")
            && said.contains("已分解 75%")
            && said.contains("示例村：还有 1 项目标未审定"),
        "{said}"
    );

    finish(town, &traces);
    agree(town).expect("everything is carried");
}

fn refuse_broken(town: &Town) {
    let mut broken = households("", 10, 0);
    broken.method = Method::usual(Measure::Rating, None);
    let cycle = town.cycle();
    let wrong = town.write("h", move |tx, actor| target::add(tx, actor, (&cycle, "town"), None, &broken));
    let said = refused(wrong);
    assert!(
        said.contains("2–200 字") && said.contains("权重应大于 0") && said.contains("计分方法"),
        "{said}"
    );
}

/// Mends what the balance found: the missing weight, the missing quarter, the village's own draft.
fn finish(town: &Town, traces: &str) {
    divide(town, "h", traces, vec![person("a", 2_500), person("b", 7_500)]).expect("divided whole");
    let levels = NewTarget { measure_unit: "%".into(), ..households("群众满意率", 95, 1_000) };
    let levels = draft(town, levels);
    adopt(town, "k", &levels, "").expect("adopted");
    divide(town, "h", &levels, vec![person("a", 5_000), person("b", 5_000)]).expect("divided");
    let cycle = town.cycle();
    let handed =
        town.read("v", move |tx, scope| Ok(target::of_unit(tx, scope, &cycle, "village")?)).expect("read");
    let handed = handed.first().expect("the village finds a draft of its own").clone();
    assert_eq!(handed.says.goal, Some(Decimal::from(48)), "four tenths of 120 households");
    assert_eq!(handed.says.source, Source::Superior);
    let whole = NewTarget { weight: 10_000, ..handed.says.clone() };
    let id = handed.id.clone();
    town.write("v", move |tx, actor| target::change(tx, actor, &id, &whole)).expect("the village weighs it");
    adopt(town, "h", &handed.id, "").expect("the town adopts the village's target");
    divide(town, "v", &handed.id, vec![person("v", 10_000)]).expect("carried");
}

#[test]
fn what_the_page_shows_while_dividing_is_what_adopting_asks() {
    for town in Town::all() {
        let id = draft(&town, households("完成低保对象入户核查", 120, 9_000));
        divide(&town, "h", &id, vec![person("a", 2_000)]).expect("divided");
        let cycle = town.cycle();
        let carried =
            town.read("h", move |tx, scope| Ok(carried::of_unit(tx, scope, &cycle, "town")?)).expect("read");
        let found = balance::of_unit(&carried, &Scheme::default());
        let checks: Vec<Check> =
            found.iter().filter(|one| one.force == Force::Blocks).map(|one| one.check).collect();
        assert_eq!(checks, [Check::Weights, Check::Whole]);
        assert!(found[1].text.zh.contains("已分解 20%"), "{}", found[1].text.zh);
    }
}

#[test]
fn a_target_adopted_in_mid_year_and_every_withdrawal_give_their_reason() {
    for town in Town::all() {
        divide_and_agree(&town);
        let late = draft(&town, households("防汛物资到组入户", 30, 500));
        assert!(refused(adopt(&town, "k", &late, "")).contains("年中增补"));
        adopt(&town, "k", &late, "汛情提前").expect("adopted with a reason");
        let id = late.clone();
        let without = town.write("k", move |tx, actor| target::withdraw(tx, actor, &id, ""));
        assert!(refused(without).contains("理由"));
        let id = late.clone();
        town.write("k", move |tx, actor| target::withdraw(tx, actor, &id, "并入防汛预案"))
            .expect("withdrawn");
        let id = late.clone();
        let kept = town.read("o", move |tx, scope| target::find(tx, scope, &id)).expect("kept on record");
        assert_eq!(kept.state, target::State::Withdrawn);
        let acts: Result<Vec<kernel::ledger::Entry>, kernel::DbError> =
            town.ground.county.read_now(move |tx| {
                kernel::ledger::history(tx, &Scope::county("the test looks at all acts"), "target", &late)
            });
        let kinds: Vec<String> = acts.expect("read").into_iter().map(|act| act.kind).collect();
        assert_eq!(kinds, ["target.drafted", "target.adopted", "target.withdrawn"]);
    }
}

#[test]
fn an_adopted_target_goes_back_to_draft_only_from_above_and_with_a_reason() {
    for town in Town::all() {
        let id = draft(&town, households("完成低保对象入户核查", 120, 9_000));
        let back = |who: &str, note: &'static str| {
            let id = id.clone();
            town.write(who, move |tx, actor| target::send_back(tx, actor, &id, note))
        };
        let state = || {
            let id = id.clone();
            town.read("o", move |tx, scope| target::find(tx, scope, &id)).expect("found").state
        };
        assert!(refused(back("k", "重新测算")).contains("拟定中"), "a draft is where it would go");
        adopt(&town, "k", &id, "").expect("adopted");
        assert!(refused(adopt(&town, "k", &id, "")).contains("不在拟定状态"));
        assert!(refused(back("h", "重新测算")).contains("不能自定"), "the unit itself does not undo it");
        assert!(refused(back("k", " ")).contains("理由"));
        assert_eq!(state(), target::State::Adopted);
        back("k", "重新测算").expect("sent back");
        assert_eq!(state(), target::State::Draft);
    }
}

#[test]
fn a_unit_gives_up_its_own_draft_and_nothing_once_withdrawn_moves_again() {
    for town in Town::all() {
        let id = draft(&town, households("完成低保对象入户核查", 120, 9_000));
        let adopted = draft(&town, households("走访农户", 100, 1_000));
        adopt(&town, "k", &adopted, "").expect("adopted");
        let withdraw = |who: &str, id: &str| {
            let id = id.to_owned();
            town.write(who, move |tx, actor| target::withdraw(tx, actor, &id, "不再单列"))
        };
        assert!(
            refused(withdraw("h", &adopted)).contains("不能自定"),
            "what was adopted above is given up above"
        );
        withdraw("h", &id).expect("its own draft");
        assert!(refused(withdraw("k", &id)).contains("已撤销"));
        let again = id.clone();
        let back = town.write("k", move |tx, actor| target::send_back(tx, actor, &again, "重新测算"));
        assert!(refused(back).contains("已撤销"));
    }
}

#[test]
fn a_target_rests_on_one_of_a_unit_above_in_the_same_year() {
    for town in Town::all() {
        let above = draft(&town, households("完成低保对象入户核查", 120, 9_000));
        let beneath = |who: &str, unit: &'static str, parent: &str| {
            let (cycle, parent) = (town.cycle(), parent.to_owned());
            let new = households("入户核查", 10, 5_000);
            town.write(who, move |tx, actor| target::add(tx, actor, (&cycle, unit), Some(&parent), &new))
        };
        let own = beneath("v", "village", &above).expect("the town lies above the village");
        assert!(refused(beneath("h", "town", &own).map(drop)).contains("上级目标应属本年度"));
    }
}

#[test]
fn words_the_burden_rules_may_allow_need_no_reason_and_others_are_adopted_with_one() {
    for town in Town::all() {
        let emergency = draft(&town, households("应急值守期间每日签到", 30, 4_000));
        adopt(&town, "k", &emergency, "").expect("shown, and adopted without a reason");
        let traces = draft(&town, households("每月打卡走访农户", 100, 6_000));
        assert!(refused(adopt(&town, "k", &traces, "  ")).contains("请写明理由"));
        adopt(&town, "k", &traces, "上级文件明确要求").expect("adopted with a reason, which is kept");
    }
}

#[test]
fn a_unit_beneath_finds_one_draft_however_often_the_target_is_divided() {
    for town in Town::all() {
        let id = draft(&town, households("完成低保对象入户核查", 120, 10_000));
        for part in [4_000, 5_000] {
            let village = NewShare { to: Bearer::Unit("village".into()), part, role: Part::Carry };
            divide(&town, "h", &id, vec![person("a", 5_000), village]).expect("divided");
        }
        let parent = id.clone();
        let beneath =
            town.read("h", move |tx, scope| Ok(target::children(tx, scope, &parent)?)).expect("read");
        let found: Vec<(&str, Option<Decimal>)> =
            beneath.iter().map(|one| (one.unit.as_str(), one.says.goal)).collect();
        assert_eq!(found, [("village", Some(Decimal::from(48)))], "the first draft stands");
        let shares = town.read("h", move |tx, scope| Ok(share::of_target(tx, scope, &id)?)).expect("read");
        assert_eq!(shares.iter().map(|share| share.part).collect::<Vec<_>>(), [5_000, 5_000]);
    }
}
