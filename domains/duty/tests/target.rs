//! What a target must say before it can be stored, at the edge of each limit. Not here: adopting and dividing (life).
#![allow(clippy::expect_used, reason = "a test that has no ground to stand on stops")]

use duty::measure::{Category, Measure};
use duty::method::Method;
use duty::scheme::WHOLE;
use duty::target::{NewTarget, Source};
use jiff::civil::date;
use rust_decimal::Decimal;

fn sound() -> NewTarget {
    NewTarget {
        title: "完成低保对象入户核查".into(),
        source: Source::Plan,
        source_ref: "县政府工作要点第3条".into(),
        emphasis: Category::General,
        measure: Measure::Quantity,
        measure_unit: "户".into(),
        baseline: None,
        goal: Some(Decimal::from(120)),
        due_on: None,
        weight: 6_000,
        method: Method::usual(Measure::Quantity, None),
        evidence_wanted: String::new(),
    }
}

/// The fields at fault after a change to a sound target.
fn faults(change: impl FnOnce(&mut NewTarget)) -> Vec<String> {
    let mut target = sound();
    change(&mut target);
    target.defects().into_iter().map(|refusal| refusal.field.expect("a field")).collect()
}

#[test]
fn texts_of_a_target_are_refused_beyond_their_length_and_not_before() {
    let none = Vec::<String>::new();
    assert_eq!(faults(|_| ()), none);
    for (length, found) in [(1, vec!["title".to_owned()]), (2, none.clone()), (200, none.clone())] {
        assert_eq!(faults(|target| target.title = "目".repeat(length)), found);
    }
    assert_eq!(faults(|target| target.title = "目".repeat(201)), ["title"]);
    assert_eq!(faults(|target| target.title = " 目 ".to_owned()), ["title"]);
    assert_eq!(faults(|target| target.source_ref = "文".repeat(200)), none);
    assert_eq!(faults(|target| target.source_ref = "文".repeat(201)), ["source_ref"]);
    assert_eq!(faults(|target| target.source_ref = "  ".to_owned()), ["source_ref"]);
    assert_eq!(faults(|target| target.evidence_wanted = "录".repeat(400)), none);
    assert_eq!(faults(|target| target.evidence_wanted = "录".repeat(401)), ["evidence_wanted"]);
    assert_eq!(faults(|target| target.measure_unit = "户".repeat(12)), none);
    assert_eq!(faults(|target| target.measure_unit = "户".repeat(13)), ["measure_unit"]);
}

#[test]
fn a_target_weighs_more_than_nothing_and_at_most_the_whole() {
    for (weight, sound) in [(0, false), (1, true), (WHOLE, true), (WHOLE + 1, false)] {
        assert_eq!(faults(|target| target.weight = weight).is_empty(), sound, "{weight}");
    }
}

#[test]
fn only_a_quantity_needs_a_goal_and_a_unit_and_only_a_milestone_its_day() {
    let due = date(2026, 6, 30);
    assert_eq!(faults(|target| target.goal = None), ["goal"]);
    assert_eq!(faults(|target| target.measure_unit = " ".to_owned()), ["measure_unit"]);
    let bare = |measure: Measure| {
        move |target: &mut NewTarget| {
            target.measure = measure;
            target.method = Method::usual(measure, Some(due));
            (target.goal, target.measure_unit) = (None, String::new());
        }
    };
    assert_eq!(faults(bare(Measure::Quantity)), ["goal", "measure_unit"]);
    assert_eq!(faults(bare(Measure::Milestone)), ["due_on"]);
    assert_eq!(faults(bare(Measure::Rating)), Vec::<String>::new());
    assert_eq!(faults(bare(Measure::Standard)), Vec::<String>::new());
    let dated = |target: &mut NewTarget| {
        bare(Measure::Milestone)(target);
        target.due_on = Some(due);
    };
    assert_eq!(faults(dated), Vec::<String>::new());
}

#[test]
fn a_method_that_does_not_fit_or_is_not_sound_is_refused() {
    assert_eq!(faults(|target| target.method = Method::usual(Measure::Rating, None)), ["method"]);
    let all_or_nothing = Method::Proportional { floor: Decimal::ONE, cap: Decimal::ZERO };
    assert_eq!(faults(|target| target.method = all_or_nothing), ["method"]);
}
