//! The formula on data (`rules/formula.toml`) and on anything: what the sums and their working promise.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that has no ground to stand on stops")]

use assessment::formula::{Item, Marks, Sheet, compute, place_of, year_close};
use assessment::tally::{Tally, two_places};
use assessment::terms::{DIMENSIONS, MARKED, Terms, fed_by};
use assessment::working::{plain, working};
use duty::measure::Category;
use duty::scheme::{Dimension, Scheme};
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    #[serde(default = "general")]
    category: Category,
    /// `[weight, points]` or `[weight, points, adjusted]`.
    #[serde(default)]
    items: Vec<Vec<Decimal>>,
    #[serde(default)]
    quarters: [u32; 4],
    #[serde(default)]
    superior: Vec<Decimal>,
    #[serde(default)]
    peers: [[u32; 4]; 4],
    #[serde(default)]
    subordinates: [[u32; 4]; 4],
    #[serde(default)]
    served: [[u32; 4]; 4],
    /// 德能勤绩廉; "-" where there is none.
    dimensions: [String; 5],
    total: String,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    silent_about: Vec<String>,
}

fn general() -> Category {
    Category::General
}

fn terms(sheet: &Sheet) -> Terms {
    Terms::of(&Scheme::default(), sheet.category)
}

fn number(decimal: Decimal) -> i64 {
    i64::try_from(decimal).expect("a whole number")
}

impl Case {
    fn sheet(&self) -> Sheet {
        let items = self.items.iter().map(|given| Item {
            weight: number(given[0]),
            computed: given.get(1).copied(),
            adjusted: given.get(2).copied(),
        });
        let mut superior = [None; 4];
        self.superior.iter().enumerate().for_each(|(place, points)| superior[place] = Some(*points));
        let anonymous = [self.peers, self.subordinates, self.served].map(|group| group.map(Tally));
        Sheet {
            category: self.category,
            items: items.collect(),
            quarters: self.quarters,
            marks: Marks { superior, anonymous },
        }
    }
}

fn said(points: Option<Decimal>) -> String {
    points.map_or_else(|| "-".to_owned(), plain)
}

#[test]
fn every_case_of_the_data_comes_out_as_written() {
    let cases: Cases = toml::from_str(include_str!("rules/formula.toml")).expect("the cases");
    for case in &cases.case {
        let sheet = case.sheet();
        let terms = terms(&sheet);
        let outcome = compute(&sheet, &terms);
        assert_eq!(outcome.dimensions.map(said), case.dimensions, "{}", case.name);
        assert_eq!(said(outcome.total), case.total, "{}", case.name);
        let texts = working(&sheet, &terms);
        let all: String = texts.iter().map(|line| format!("{}\n{}\n", line.text.zh, line.text.en)).collect();
        for words in &case.says {
            assert!(all.contains(words.as_str()), "{}: “{words}” is not in\n{all}", case.name);
        }
        for words in &case.silent_about {
            assert!(!all.contains(words.as_str()), "{}: “{words}” is in\n{all}", case.name);
        }
    }
}

#[test]
fn only_results_are_fed_by_the_letter_and_the_others_by_marks() {
    for dimension in DIMENSIONS {
        let by = fed_by(dimension);
        let by_letter = dimension == Dimension::Results;
        assert_eq!(by.zh.contains("目标责任书"), by_letter, "{dimension:?}");
        assert_eq!(by.zh.contains("匿名测评"), !by_letter, "{dimension:?}");
        assert_eq!(by.en.contains("anonymous marks"), !by_letter, "{dimension:?}");
    }
}

fn item() -> impl Strategy<Value = Item> {
    (1i64..4000, proptest::option::of(0i64..=10000), proptest::option::weighted(0.2, 0i64..=10000)).prop_map(
        |(weight, computed, adjusted)| Item {
            weight,
            computed: computed.map(|points| Decimal::new(points, 2)),
            adjusted: adjusted.map(|points| Decimal::new(points, 2)),
        },
    )
}

fn marks() -> impl Strategy<Value = Marks> {
    let named = proptest::array::uniform4(proptest::option::of(0i64..=100));
    let counts = proptest::array::uniform3(proptest::array::uniform4(proptest::array::uniform4(0u32..12)));
    (named, counts).prop_map(|(named, counts)| Marks {
        superior: named.map(|points| points.map(Decimal::from)),
        anonymous: counts.map(|group| group.map(Tally)),
    })
}

fn sheet() -> impl Strategy<Value = Sheet> {
    let category = proptest::sample::select(Category::ALL);
    let quarters = proptest::array::uniform4(0u32..2);
    (category, proptest::collection::vec(item(), 0..8), quarters, marks())
        .prop_map(|(category, items, quarters, marks)| Sheet { category, items, quarters, marks })
}

proptest! {
    #[test]
    fn a_total_lies_between_the_lowest_and_the_highest_dimension(sheet in sheet()) {
        let outcome = compute(&sheet, &terms(&sheet));
        let there: Vec<Decimal> = outcome.dimensions.into_iter().flatten().collect();
        prop_assert_eq!(outcome.total.is_some(), !there.is_empty());
        if let (Some(total), Some(low), Some(high)) = (outcome.total, there.iter().min(), there.iter().max()) {
            prop_assert!(total >= *low && total <= *high);
            prop_assert_eq!(two_places(total), total);
        }
    }

    #[test]
    fn a_group_below_the_minimum_changes_nothing_and_is_not_told(mut sheet in sheet(), answer in 0usize..4, place in 0usize..4) {
        let terms = terms(&sheet);
        for group in &mut sheet.marks.anonymous {
            group[place] = Tally::default();
        }
        let without = compute(&sheet, &terms);
        sheet.marks.anonymous[1][place].0[answer] = terms.minimum_group - 1;
        prop_assert_eq!(compute(&sheet, &terms), without);
        let line = &working(&sheet, &terms)[place_of(MARKED[place])];
        let told = terms.sources[2] > 0;
        prop_assert_eq!(line.text.zh.contains("下级参评不足5人"), told);
        prop_assert_eq!(line.text.en.contains("not shown and not used"), told);
    }

    #[test]
    fn the_working_shows_the_numbers_of_the_formula(sheet in sheet()) {
        let terms = terms(&sheet);
        let outcome = compute(&sheet, &terms);
        let lines = working(&sheet, &terms);
        prop_assert_eq!(lines.len(), 6);
        for (line, points) in lines.iter().zip(outcome.dimensions) {
            prop_assert_eq!(line.points, points);
            if let Some(points) = line.points {
                let said = format!("＝{}", plain(points));
                prop_assert!(line.text.zh.contains(&said), "{} lacks {}", line.text.zh, said);
            }
        }
        prop_assert_eq!(lines[5].points, outcome.total);
    }

    #[test]
    fn raising_one_item_never_lowers_the_total(sheet in sheet(), raise in 0i64..5000) {
        let terms = terms(&sheet);
        let before = compute(&sheet, &terms);
        let mut better = sheet.clone();
        if let Some(first) = better.items.iter_mut().find(|item| item.points().is_some()) {
            let raised = first.points().map(|points| (points + Decimal::new(raise, 2)).min(Decimal::ONE_HUNDRED));
            first.adjusted = raised;
        }
        prop_assert!(compute(&better, &terms).total >= before.total);
    }

    #[test]
    fn a_county_computed_at_once_is_each_person_computed_alone(sheets in proptest::collection::vec(sheet(), 0..6)) {
        let scheme = Scheme::default();
        let alone: Vec<_> = sheets.iter().map(|sheet| compute(sheet, &Terms::of(&scheme, sheet.category))).collect();
        prop_assert_eq!(year_close(&sheets, &scheme), alone);
    }
}
