//! Balance of targets and letters, and the composing of letters: cases as data, and what must always hold.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use duty::balance::{self, About, Finding, Force, Weighed};
use duty::carried::Carried;
use duty::compose::{allocate, compose, portion};
use duty::measure::{Category, Measure};
use duty::method::Method;
use duty::scheme::{Scheme, WHOLE};
use duty::seat::Seat;
use duty::share::{Bearer, Held, Part, Share};
use duty::target::{NewTarget, Source, State, Target};
use jiff::civil::date;
use law::rulebook::Rulebook;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    unit: Vec<UnitCase>,
    letter: Vec<LetterCase>,
    flag: Vec<FlagCase>,
}
#[derive(Deserialize)]
struct UnitCase {
    name: String,
    targets: Vec<TargetCase>,
    found: Vec<String>,
    #[serde(default)]
    says: Vec<String>,
}
#[derive(Deserialize)]
struct TargetCase {
    weight: i64,
    parts: Vec<(String, String, i64)>,
}
#[derive(Deserialize)]
struct LetterCase {
    name: String,
    category: Category,
    items: Vec<(Measure, i64)>,
    found: Vec<String>,
    #[serde(default)]
    says: Vec<String>,
}
#[derive(Deserialize)]
struct FlagCase {
    words: String,
    force: Option<String>,
}

fn cases() -> File {
    toml::from_str(include_str!("rules/balance.toml")).expect("the cases are sound")
}

fn coded(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|found| format!("{}:{}", found.check.code(), force(found.force))).collect()
}

/// All words wanted stand in the findings, in one language or the other.
fn say(findings: &[Finding], words: &[String], name: &str) {
    let said: String =
        findings.iter().map(|found| format!("{}\n{}\n", found.text.zh, found.text.en)).collect();
    for word in words {
        assert!(said.contains(word.as_str()), "{name}: “{word}” is not in\n{said}");
    }
}

fn force(force: Force) -> &'static str {
    match force {
        Force::Advises => "advises",
        Force::NeedsReason => "reason",
        Force::Blocks => "blocks",
    }
}

fn target(id: &str, weight: i64) -> Target {
    Target {
        id: id.into(),
        cycle: "c".into(),
        unit: "u".into(),
        unit_name: "示例镇".into(),
        parent: None,
        says: NewTarget {
            title: format!("目标{id}"),
            source: Source::Plan,
            source_ref: "工作要点".into(),
            emphasis: Category::General,
            measure: Measure::Quantity,
            measure_unit: "户".into(),
            baseline: None,
            goal: Some(Decimal::from(7)),
            due_on: None,
            weight,
            method: Method::usual(Measure::Quantity, None),
            evidence_wanted: String::new(),
        },
        state: State::Adopted,
        sort: 1,
    }
}

#[test]
fn the_checks_of_a_unit_find_what_each_case_says() {
    for case in cases().unit {
        let carried: Vec<Carried> = case
            .targets
            .iter()
            .enumerate()
            .map(|(at, one)| Carried {
                target: target(&at.to_string(), one.weight),
                shares: one
                    .parts
                    .iter()
                    .map(|(kind, id, part)| Share {
                        id: format!("{at}-{id}"),
                        target: at.to_string(),
                        to: if kind == "unit" {
                            Bearer::Unit(id.clone())
                        } else {
                            Bearer::Person(id.clone())
                        },
                        name: id.clone(),
                        part: *part,
                        role: Part::Carry,
                    })
                    .collect(),
            })
            .collect();
        let found = balance::of_unit(&carried, &Scheme::default());
        assert_eq!(coded(&found), case.found, "{}", case.name);
        say(&found, &case.says, &case.name);
    }
}

#[test]
fn the_checks_of_a_letter_find_what_each_case_says() {
    for case in cases().letter {
        let items: Vec<Weighed<'_>> = case
            .items
            .iter()
            .map(|(measure, weight)| Weighed { title: "x", measure: *measure, weight: *weight })
            .collect();
        let found = balance::of_letter(&items, case.category, &Scheme::default());
        assert_eq!(coded(&found), case.found, "{}", case.name);
        say(&found, &case.says, &case.name);
    }
}

/// Whether the first of `people` may carry `first` of as many targets, the others carrying the rest in turn.
fn may_carry(first: usize, targets: usize, people: usize) -> bool {
    let carried: Vec<Carried> = (0..targets)
        .map(|at| {
            let bearer = if at < first { 0 } else { 1 + at % (people - 1) };
            let share = Share {
                id: format!("s{at}"),
                target: at.to_string(),
                to: Bearer::Person(format!("p{bearer}")),
                name: format!("p{bearer}"),
                part: WHOLE,
                role: Part::Carry,
            };
            Carried { target: target(&at.to_string(), 1), shares: vec![share] }
        })
        .collect();
    let first = About::Person("p0".to_owned());
    balance::of_unit(&carried, &Scheme::default())
        .iter()
        .all(|found| found.check != balance::Check::Many || found.about != first)
}

#[test]
fn one_person_carries_up_to_eight_targets_or_half_as_much_again_as_an_even_share() {
    // With four people, ten targets make an even share of 2.5, and eight is the county's limit.
    assert!(may_carry(8, 10, 4) && !may_carry(9, 10, 4));
    // 22 of four people: half as much again as 5.5 is 8.25, rounded up.
    assert!(may_carry(9, 22, 4) && !may_carry(10, 22, 4));
    // 12 of two people: exactly nine. 11 of two: 8.25, rounded up.
    assert!(may_carry(9, 12, 2) && !may_carry(10, 12, 2));
    assert!(may_carry(9, 11, 2) && !may_carry(10, 11, 2));
}

#[test]
fn hundredths_are_written_as_people_write_them() {
    for (hundredths, written) in [(3_333, "33.33"), (1_250, "12.5"), (WHOLE, "100"), (1, "0.01"), (0, "0")] {
        assert_eq!(balance::points(hundredths), written);
        assert_eq!(balance::percent(hundredths), format!("{written}%"));
    }
}

#[test]
fn indicators_that_judge_by_traces_are_flagged_with_their_clause() {
    let book = Rulebook::built_in().expect("the rulebook is sound");
    for case in cases().flag {
        let found = balance::flag(About::Whole, &case.words, &book, date(2026, 3, 2));
        assert_eq!(found.as_ref().map(|found| force(found.force).to_owned()), case.force, "{}", case.words);
        if let Some(found) = found {
            let decision = found.decision.expect("a decision stands behind the flag");
            assert!(!decision.clauses().is_empty(), "{}", case.words);
        }
    }
}

fn seat(category: Category, duties: &str) -> Seat {
    Seat {
        person: "p".into(),
        name: "张示例".into(),
        unit: "u".into(),
        unit_name: "示例镇".into(),
        post: Some("o".into()),
        title: "干事".into(),
        category,
        is_head: false,
        duties: duties.into(),
    }
}

#[test]
fn duties_become_items_without_their_numbering_and_the_sixth_joins_the_fifth() {
    let duties = "1. 受理群众来访；\n（二）办理低保审核。\n3、入户核查\n4 档案\n五、值班\n六、其他";
    let items = compose(&seat(Category::General, duties), &[], &Scheme::default());
    let titles: Vec<&str> = items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["受理群众来访", "办理低保审核", "入户核查", "档案", "值班；其他"]);
    assert!(items.iter().all(|item| item.weight == 2_000 && item.measure == Measure::Standard));
}

#[test]
fn a_person_without_targets_or_described_duties_still_answers_for_the_post() {
    let items = compose(&seat(Category::Village, " "), &[], &Scheme::default());
    assert_eq!(items.len(), 1);
    assert!(
        items[0].weight == WHOLE && items[0].title == "履行岗位职责" && items[0].measure == Measure::Rating
    );
}

#[test]
fn a_part_of_a_count_stays_a_count_and_a_share_is_not_divided() {
    let seven = Decimal::from(7);
    assert_eq!(portion(seven, 5_000, "户", true), Decimal::from(4));
    assert_eq!(portion(seven, 5_000, "户", false), Decimal::from(3));
    assert_eq!(portion(seven, 5_000, "%", true), seven);
    assert_eq!(portion(Decimal::new(125, 1), 5_000, "万元", true), Decimal::new(625, 2));
    assert_eq!(portion(seven, WHOLE, "户", true), seven);
}

proptest! {
    #[test]
    fn allotted_parts_sum_to_the_whole_and_follow_the_proportion(
        whole in 0_i64..20_000, raws in prop::collection::vec(0_i64..100_000_000, 1..40),
    ) {
        let parts = allocate(whole, &raws);
        prop_assert_eq!(parts.iter().sum::<i64>(), whole);
        prop_assert!(parts.iter().all(|part| *part >= 0));
        if whole >= i64::try_from(raws.len()).expect("few") {
            prop_assert!(parts.iter().all(|part| *part >= 1));
        }
        for (a, part_a) in raws.iter().zip(&parts) {
            for (b, part_b) in raws.iter().zip(&parts) {
                prop_assert!(a <= b || *part_a >= *part_b - 1, "{raws:?} {parts:?}");
            }
        }
    }

    #[test]
    fn a_composed_letter_always_weighs_exactly_one_hundred(
        parts in prop::collection::vec((1_i64..=10_000, 1_i64..=10_000), 0..12),
        duties in prop::collection::vec("[\u{4e00}-\u{4e20}]{1,8}", 0..9),
        category in prop::sample::select(Category::ALL),
    ) {
        let held: Vec<Held> = parts
            .iter()
            .enumerate()
            .map(|(at, (weight, part))| Held { target: target(&at.to_string(), *weight), part: *part, role: Part::Carry })
            .collect();
        let items = compose(&seat(category, &duties.join("\n")), &held, &Scheme::default());
        prop_assert_eq!(items.iter().map(|item| item.weight).sum::<i64>(), WHOLE);
        prop_assert!(items.iter().all(|item| item.weight >= 1 && item.method.fits(item.measure)));
    }
}
