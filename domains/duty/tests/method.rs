//! Methods: cases as data of what is sound, what each scores and how it is printed. Not here: applying one
//! (scoring.rs).
#![allow(clippy::expect_used, reason = "a test that has no ground to stand on stops")]

use duty::measure::Measure;
use duty::method::{Lateness, Method};
use jiff::civil::date;
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
    #[serde(default)]
    defect: String,
    fits: Option<Measure>,
    most: Option<Decimal>,
    #[serde(default)]
    zh: String,
    #[serde(default)]
    en: String,
}

#[test]
fn each_method_is_sound_or_says_in_both_languages_what_is_wrong() {
    let file: File = toml::from_str(include_str!("rules/method.toml")).expect("the cases are sound");
    for case in file.case {
        match case.method.defect() {
            None => assert_eq!(case.defect, "", "{}", case.name),
            Some(text) => {
                assert!(!case.defect.is_empty() && text.en.contains(&case.defect), "{}: {text:?}", case.name);
                assert!(!text.zh.is_ascii(), "{}", case.name);
            }
        }
    }
}

#[test]
fn each_sound_method_scores_one_measure_and_prints_as_written() {
    let file: File = toml::from_str(include_str!("rules/method.toml")).expect("the cases are sound");
    for case in file.case.iter().filter(|case| case.defect.is_empty()) {
        for measure in Measure::ALL {
            assert_eq!(case.method.fits(*measure), case.fits == Some(*measure), "{}: {measure:?}", case.name);
        }
        assert_eq!(Some(case.method.most()), case.most, "{}", case.name);
        let words = case.method.words();
        assert!(words.zh.contains(&case.zh), "{}: {}", case.name, words.zh);
        assert!(words.en.contains(&case.en), "{}: {}", case.name, words.en);
    }
}

#[test]
fn the_method_offered_first_fits_its_measure_and_has_no_defect() {
    for measure in Measure::ALL {
        let method = Method::usual(*measure, Some(date(2026, 6, 30)));
        assert!(method.fits(*measure) && method.defect().is_none(), "{measure:?}");
    }
    let late = Lateness::PerDay { points: Decimal::TWO };
    let due = date(2026, 6, 30);
    assert_eq!(Method::usual(Measure::Milestone, Some(due)), Method::ByDate { full_until: due, late });
}
