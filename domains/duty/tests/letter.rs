//! What goes into a letter and how it reads: dividing by weights, whole points, parts of amounts, and the document
//! that is signed. Not here: whether a letter is in balance (balance.rs) and who signs it (life).
#![allow(clippy::expect_used, reason = "a test that has no ground to stand on stops")]

use duty::compose::{Draft, allocate, compose};
use duty::document::{self, COLUMNS, FORM, goal_words};
use duty::letter::{Item, Letter, State as LetterState};
use duty::measure::{Category, Measure};
use duty::method::{Method, Step};
use duty::scheme::{Scheme, WHOLE};
use duty::seat::Seat;
use duty::share::{Held, Part};
use duty::target::{NewTarget, Source, State, Target};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;

fn steps() -> Method {
    Method::Steps { more: true, steps: vec![Step { at: Decimal::from(7), points: Decimal::ONE_HUNDRED }] }
}

/// Part `part` of a target that goes from 3 to 7 of a unit.
fn held(part: i64, unit: &str, method: Method) -> Held {
    let measure = Measure::Quantity;
    let says = NewTarget {
        title: "办理低保审核".into(),
        source: Source::Plan,
        source_ref: "工作要点".into(),
        emphasis: Category::General,
        measure,
        measure_unit: unit.into(),
        baseline: Some(Decimal::from(3)),
        goal: Some(Decimal::from(7)),
        due_on: None,
        weight: 1_000,
        method,
        evidence_wanted: "审核表".into(),
    };
    let target = Target {
        id: "t".into(),
        cycle: "c".into(),
        unit: "u".into(),
        unit_name: "示例镇".into(),
        parent: None,
        says,
        state: State::Adopted,
        sort: 1,
    };
    Held { target, part, role: Part::Carry }
}

fn seat(duties: &str) -> Seat {
    Seat {
        person: "p".into(),
        name: "张示例".into(),
        unit: "u".into(),
        unit_name: "示例镇".into(),
        post: None,
        title: "干事".into(),
        category: Category::General,
        is_head: false,
        duties: duties.into(),
    }
}

fn weights(items: &[Draft]) -> Vec<i64> {
    items.iter().map(|item| item.weight).collect()
}

/// A scheme in which the duties of a general post weigh this much.
fn duties_weigh(weight: i64) -> Scheme {
    let mut scheme = Scheme::default();
    scheme.categories.get_mut(&Category::General).expect("there").duties_weight = weight;
    scheme
}

#[test]
fn a_whole_is_divided_by_largest_remainders_after_one_for_each() {
    assert_eq!(allocate(10, &[3, 1]), [7, 3]);
    assert_eq!(allocate(10, &[1, 1, 2]), [3, 3, 4]);
    assert_eq!(allocate(100, &[0, 0, 0]), [34, 33, 33]);
    assert_eq!(allocate(2, &[1, 1, 8]), [0, 0, 2], "not enough for one each");
    assert_eq!(allocate(5, &[]), Vec::<i64>::new());
}

#[test]
fn weights_are_whole_points_where_points_go_round() {
    let three = [held(WHOLE, "户", steps()), held(WHOLE, "户", steps()), held(WHOLE, "户", steps())];
    assert_eq!(weights(&compose(&seat(""), &three, &Scheme::default())), [3_400, 3_300, 3_300]);
    let one = [held(WHOLE, "户", steps())];
    let duties = seat("值班\n档案");
    assert_eq!(weights(&compose(&duties, &one, &duties_weigh(2_950))), [7_050, 1_475, 1_475]);
    assert_eq!(weights(&compose(&duties, &one, &duties_weigh(100))), [9_900, 50, 50]);
    assert_eq!(weights(&compose(&duties, &one, &duties_weigh(200))), [9_800, 100, 100]);
}

#[test]
fn a_part_of_a_count_carries_its_part_of_the_amounts_and_no_steps_of_the_whole() {
    let only = |held: Held| compose(&seat(""), &[held], &Scheme::default()).remove(0);
    let part = only(held(5_000, "户", steps()));
    assert_eq!((part.baseline, part.goal), (Some(Decimal::ONE), Some(Decimal::from(4))));
    assert_eq!(part.method, Method::usual(Measure::Quantity, None));
    let own = Method::Proportional { floor: Decimal::TEN, cap: Decimal::from(120) };
    assert_eq!(only(held(5_000, "户", own.clone())).method, own);
    for whole in [held(WHOLE, "户", steps()), held(5_000, "%", steps())] {
        let item = only(whole);
        assert_eq!((item.baseline, item.goal), (Some(Decimal::from(3)), Some(Decimal::from(7))));
        assert_eq!(item.method, steps());
    }
    let mut rated = held(5_000, "户", Method::usual(Measure::Rating, None));
    rated.target.says.measure = Measure::Rating;
    assert_eq!(only(rated).goal, Some(Decimal::from(7)), "only amounts are divided");
}

#[test]
fn a_duty_of_two_hundred_characters_stays_whole_and_a_longer_one_is_cut() {
    let titles =
        |length: usize| compose(&seat(&"务".repeat(length)), &[], &Scheme::default()).remove(0).title;
    assert_eq!(titles(200), "务".repeat(200));
    assert_eq!(titles(201), format!("{}…", "务".repeat(199)));
}

#[derive(Deserialize)]
struct File {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    measure: Measure,
    #[serde(default)]
    unit: String,
    baseline: Option<Decimal>,
    goal: Option<Decimal>,
    due_on: Option<Date>,
    says: String,
    in_english: String,
}

fn item(title: &str, measure: Measure) -> Item {
    Item {
        id: "i".into(),
        root: "i".into(),
        letter: "l".into(),
        target: None,
        source: "工作计划：工作要点".into(),
        title: title.into(),
        measure,
        measure_unit: String::new(),
        baseline: None,
        goal: None,
        due_on: None,
        weight: 1_250,
        method: Method::usual(measure, None),
        evidence_wanted: String::new(),
        sort: 0,
    }
}

#[test]
fn the_goal_of_every_case_is_printed_as_written() {
    let file: File = toml::from_str(include_str!("rules/goal.toml")).expect("the cases are sound");
    for case in file.case {
        let item = Item {
            measure_unit: case.unit,
            baseline: case.baseline,
            goal: case.goal,
            due_on: case.due_on,
            ..item("目标", case.measure)
        };
        let said = goal_words(&item);
        assert_eq!((said.zh, said.en), (case.says, case.in_english), "{}", case.name);
    }
}

fn letter() -> Letter {
    Letter {
        id: "l".into(),
        cycle: "c".into(),
        year: 2026,
        person: "p".into(),
        unit: "u".into(),
        post: None,
        head_person: None,
        holder_name: "张示例".into(),
        unit_name: "示例镇".into(),
        post_title: String::new(),
        head_name: String::new(),
        category: Category::General,
        version: 2,
        form: FORM,
        state: LetterState::Draft,
        body_hash: None,
        offered_at: None,
        in_force_on: None,
        closed_at: None,
        replaces: None,
    }
}

#[test]
fn a_letter_names_its_parties_its_year_and_its_items_in_their_order() {
    let items = [item("办理低保审核", Measure::Standard), item("群众评价", Measure::Rating)];
    let document = document::of(&letter(), &items, 2026);
    assert_eq!(document.title, "示例镇2026年度工作目标责任书");
    assert_eq!(document.unit_side, "甲方：示例镇（签订人：待定）");
    assert_eq!(document.holder_side, "乙方：张示例");
    assert_eq!(document.edition, "第2版");
    let signed = Letter { head_name: "王示例".into(), post_title: "干事".into(), ..letter() };
    let document = document::of(&signed, &items, 2026);
    assert_eq!(document.unit_side, "甲方：示例镇（签订人：王示例）");
    assert_eq!(document.holder_side, "乙方：干事　张示例");
    let numbers: Vec<usize> = document.items.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!((document.items[1].title.as_str(), document.items[1].weight.as_str()), ("群众评价", "12.5"));
    assert_eq!(document.terms.len(), 5);
    assert!(document.terms[4].contains("至2026年度考核结束时终止"));
    assert_eq!(COLUMNS.len(), 6);
}

#[test]
fn every_word_of_a_letter_is_in_the_text_that_is_signed() {
    let items = [item("办理低保审核", Measure::Standard)];
    let document = document::of(&letter(), &items, 2026);
    let text = document.canonical();
    let line = &document.items[0];
    for word in [&document.title, &document.edition, &document.unit_side, &document.holder_side]
        .into_iter()
        .chain([&document.opening, &line.title, &line.goal, &line.weight, &line.method, &line.source])
        .chain(&document.terms)
    {
        assert!(text.contains(word.as_str()), "{word}");
    }
    assert!(text.starts_with(&format!("shanzhi-letter-{FORM}\n")) && text.contains("\n5.本责任书自"));
    assert_eq!(document.hash().len(), 64);
    assert_eq!(document.hash(), document::of(&letter(), &items, 2026).hash());
    let other = document::of(&letter(), &[item("办理低保审批", Measure::Standard)], 2026);
    assert_ne!(document.hash(), other.hash());
}

#[test]
fn words_typed_with_tabs_or_breaks_cannot_pass_for_two_fields() {
    let typed = document::of(&letter(), &[item("一\t二\n三", Measure::Standard)], 2026);
    assert!(typed.canonical().contains("1\t一 二 三\t规范履职"));
}
