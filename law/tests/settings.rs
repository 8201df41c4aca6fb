//! Values of parameters: how each kind is read, said and written. Not here: their history and a county's changes
//! (rulebook.rs).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use law::calendar::Unit;
use law::rulebook::{Kind, Setting};
use serde_json::{Value, json};

#[test]
fn values_are_read_by_their_kind_only() {
    let period = Kind::Period { unit: Unit::WorkingDays, roll: false };
    assert!(matches!(period.read(&json!(5)), Some(Setting::Period(found)) if found.n == 5));
    let months = period.read(&json!({"n": 1, "unit": "months", "roll": true}));
    assert!(matches!(months, Some(Setting::Period(found)) if found.unit == Unit::Months));
    for bad in [json!(-5), json!("5"), json!(1.5), json!({"n": 1})] {
        assert_eq!(period.read(&bad), None, "{bad}");
    }
    assert!(Kind::Annual.read(&json!("01-31")).is_some());
    assert_eq!(Kind::Annual.read(&json!("02-29")), None);
    assert_eq!(Kind::Annual.read(&json!("13-01")), None);
    assert!(Kind::Date.read(&json!("2026-02-28")).is_some());
    assert_eq!(Kind::Date.read(&json!("2026-02-29")), None);
    assert_eq!(Kind::Int.read(&json!(1.5)), None);
    assert_eq!(Kind::Bool.read(&json!(1)), None);
    assert_eq!(Kind::Words.read(&json!(["a", 1])), None);
    assert!(Kind::Decimal.read(&json!("12.5")).is_some() && Kind::Decimal.read(&json!("x")).is_none());
    assert_eq!(Kind::Share.words(&Setting::Decimal("0.20".parse().unwrap())).zh, "20%");
}

/// Every kind with a value as a file has it, its words in both languages, and the value as it is written again.
fn kinds() -> Vec<(Kind, Value, &'static str, &'static str, Value)> {
    let period = Kind::Period { unit: Unit::WorkingDays, roll: false };
    let options = vec!["up".to_owned(), "down".to_owned()];
    vec![
        (Kind::Int, json!(5), "5", "5", json!(5)),
        (Kind::Decimal, json!(0.5), "0.5", "0.5", json!("0.5")),
        (Kind::Decimal, json!("-1.50"), "-1.5", "-1.5", json!("-1.50")),
        (Kind::Share, json!("0.20"), "20%", "20%", json!("0.20")),
        (Kind::Share, json!(1), "100%", "100%", json!("1")),
        (
            period,
            json!(1),
            "1个工作日",
            "1 working day",
            json!({"n": 1, "unit": "working-days", "roll": false}),
        ),
        (Kind::Annual, json!("01-31"), "1月31日", "01-31", json!("01-31")),
        (Kind::Date, json!("2026-03-02"), "2026年3月2日", "2026-03-02", json!("2026-03-02")),
        (Kind::Text, json!("条文"), "条文", "条文", json!("条文")),
        (Kind::Bool, json!(true), "是", "yes", json!(true)),
        (Kind::Bool, json!(false), "否", "no", json!(false)),
        (Kind::Enum { options }, json!("down"), "down", "down", json!("down")),
        (Kind::Words, json!(["甲", "乙"]), "甲、乙", "甲, 乙", json!(["甲", "乙"])),
    ]
}

#[test]
fn a_value_of_each_kind_is_said_in_both_languages_and_reads_again_as_it_is_written() {
    for (kind, given, zh, en, written) in kinds() {
        let value = kind.read(&given).unwrap();
        let words = kind.words(&value);
        assert_eq!((words.zh.as_str(), words.en.as_str()), (zh, en));
        assert_eq!(value.json(), written);
        assert_eq!(kind.read(&value.json()), Some(value));
    }
}

#[test]
fn what_a_value_should_look_like_is_said_in_both_languages_with_an_example_that_reads() {
    for (kind, ..) in kinds() {
        let form = kind.form();
        assert!(!form.zh.is_empty() && !form.en.is_empty(), "{kind:?}");
        let Some((_, example)) = form.en.split_once("e.g. ") else { continue };
        let read = [json!(example), example.parse().unwrap_or(Value::Null)];
        assert!(read.iter().any(|value| kind.read(value).is_some()), "{kind:?}: {example}");
    }
    let form = Kind::Enum { options: vec!["up".to_owned(), "down".to_owned()] }.form();
    assert_eq!((form.zh.as_str(), form.en.as_str()), ("下列之一：up / down", "one of: up / down"));
}
