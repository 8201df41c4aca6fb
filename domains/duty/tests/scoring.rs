//! Scoring: cases as data, and what must hold for every method and every result.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use duty::method::{Lateness, Method, Step};
use duty::scoring::{Actual, Asked, points, score};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    method: Method,
    baseline: Option<Decimal>,
    goal: Option<Decimal>,
    amount: Option<Decimal>,
    reached: Option<Date>,
    #[serde(default)]
    not_reached: bool,
    ratings: Option<Vec<Decimal>>,
    breaches: Option<u32>,
    points: Option<Decimal>,
    zh: String,
    en: String,
}

#[test]
fn every_case_has_its_points_and_its_working() {
    let file: File = toml::from_str(include_str!("rules/scoring.toml")).expect("the cases are sound");
    assert!(file.case.len() > 25);
    for case in file.case {
        let asked = Asked { baseline: case.baseline, goal: case.goal, unit: "户".into() };
        let actual = match (case.ratings, case.breaches, case.reached) {
            (Some(ratings), _, _) => Actual::Ratings(ratings),
            (_, Some(count), _) => Actual::Breaches(count),
            (_, _, Some(day)) => Actual::Reached(Some(day)),
            _ if case.not_reached => Actual::Reached(None),
            _ => Actual::Amount(case.amount),
        };
        let scored = score(&case.method, &asked, &actual);
        assert_eq!(scored.points, case.points, "{}: {}", case.name, scored.working.zh);
        assert_eq!(points(&case.method, (case.baseline, case.goal), &actual), case.points, "{}", case.name);
        assert!(scored.working.zh.contains(&case.zh), "{}: {}", case.name, scored.working.zh);
        assert!(scored.working.en.contains(&case.en), "{}: {}", case.name, scored.working.en);
    }
}

#[test]
fn a_method_comes_back_from_its_json_unchanged() {
    let file: File = toml::from_str(include_str!("rules/scoring.toml")).expect("the cases are sound");
    for case in file.case {
        let json = serde_json::to_string(&case.method).expect("written");
        assert_eq!(serde_json::from_str::<Method>(&json).expect("read"), case.method);
        assert_eq!(case.method.defect(), None, "{}", case.name);
    }
}

fn decimal(low: i64, high: i64) -> impl Strategy<Value = Decimal> {
    (low * 100..=high * 100).prop_map(|hundredths| Decimal::new(hundredths, 2))
}

fn steps(more: bool) -> impl Strategy<Value = Method> {
    prop::collection::btree_map(-1000_i64..1000, 0_i64..=150, 1..6).prop_map(move |map| {
        let mut points: Vec<i64> = map.values().copied().collect();
        points.sort_unstable();
        if !more {
            points.reverse();
        }
        let steps = map.keys().zip(points);
        Method::Steps {
            more,
            steps: steps
                .map(|(at, points)| Step { at: Decimal::from(*at), points: Decimal::from(points) })
                .collect(),
        }
    })
}

proptest! {
    #[test]
    fn points_stay_between_nothing_and_the_most_of_the_method(
        floor in decimal(0, 100), extra in decimal(0, 50), base in decimal(-1000, 1000),
        goal in decimal(-1000, 1000), amount in decimal(-5000, 5000),
    ) {
        let method = Method::Proportional { floor, cap: (floor + extra).max(Decimal::ONE) };
        let asked = Asked { baseline: Some(base), goal: Some(goal), unit: String::new() };
        let actual = Actual::Amount(Some(amount));
        let scored = score(&method, &asked, &actual).points.expect("points");
        prop_assert!(scored >= Decimal::ZERO && scored <= method.most());
        prop_assert_eq!(points(&method, (Some(base), Some(goal)), &actual), Some(scored));
    }

    #[test]
    fn coming_nearer_to_the_goal_never_costs_points(
        floor in decimal(0, 100), base in decimal(-1000, 1000), goal in decimal(-1000, 1000),
        one in decimal(-5000, 5000), other in decimal(-5000, 5000),
    ) {
        let method = Method::Proportional { floor, cap: Decimal::ONE_HUNDRED };
        let asked = Asked { baseline: Some(base), goal: Some(goal), unit: String::new() };
        let (less, more) = if (one <= other) == (goal >= base) { (one, other) } else { (other, one) };
        let of = |amount| score(&method, &asked, &Actual::Amount(Some(amount))).points.expect("points");
        prop_assert!(of(less) <= of(more));
    }

    #[test]
    fn steps_never_give_a_better_result_fewer_points(
        more in any::<bool>(), method in steps(true), falling in steps(false), one in -1500_i64..1500, other in -1500_i64..1500,
    ) {
        let method = if more { method } else { falling };
        prop_assert_eq!(method.defect(), None);
        let of = |amount: i64| {
            score(&method, &Asked::default(), &Actual::Amount(Some(Decimal::from(amount)))).points.expect("points")
        };
        let (low, high) = (one.min(other), one.max(other));
        let (worse, better) = if more { (low, high) } else { (high, low) };
        prop_assert!(of(worse) <= of(better));
        prop_assert!(of(better) <= method.most());
    }

    #[test]
    fn being_earlier_never_costs_points(
        one in -100_i32..400, other in -100_i32..400, span in 1_i32..200, each in 1_i64..=100, evenly in any::<bool>(),
    ) {
        let until = date(2026, 6, 30);
        let late = if evenly {
            Lateness::ZeroFrom { date: until + span.days() }
        } else {
            Lateness::PerDay { points: Decimal::from(each) }
        };
        let method = Method::ByDate { full_until: until, late };
        prop_assert_eq!(method.defect(), None);
        let of = |days: i32| {
            score(&method, &Asked::default(), &Actual::Reached(Some(until + days.days()))).points.expect("points")
        };
        let (early, late) = (one.min(other), one.max(other));
        prop_assert!(of(early) >= of(late));
        prop_assert!(of(late) >= Decimal::ZERO && of(early) <= Decimal::ONE_HUNDRED);
    }

    #[test]
    fn a_trimmed_mean_lies_between_the_lowest_and_the_highest(
        ratings in prop::collection::vec(decimal(0, 100), 1..40), trim in 0_i64..=40,
    ) {
        let method = Method::TrimmedMean { trim: Decimal::new(trim, 2) };
        let points = score(&method, &Asked::default(), &Actual::Ratings(ratings.clone())).points.expect("points");
        let low = ratings.iter().min().expect("one") - Decimal::new(1, 2);
        let high = ratings.iter().max().expect("one") + Decimal::new(1, 2);
        prop_assert!((low..=high).contains(&points));
    }

    #[test]
    fn one_more_breach_never_gives_more_points(count in 0_u32..1000, each in 1_i64..=100, floor in 0_i64..=100) {
        let method = Method::Standard { per_breach: Decimal::from(each), floor: Decimal::from(floor) };
        let of = |count| score(&method, &Asked::default(), &Actual::Breaches(count)).points.expect("points");
        prop_assert!(of(count + 1) <= of(count));
        prop_assert!(of(count) >= Decimal::from(floor));
    }
}
