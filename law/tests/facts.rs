//! Facts: what is taken, what is refused in which words, and the schema a form is drawn from. Not here: what a
//! rule makes of its facts (rules.rs).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use jiff::civil::{Date, date};
use law::facts::{Choice, Field, FieldKind, HalfDays, check};
use law::{Outcome, Rulebook, registry};
use serde_json::{Value, json};

const ON: Date = date(2026, 6, 30);

const GRADES: &[Choice] = &[
    Choice::new("good", "好", "good"),
    Choice::also("fairly-good", "较好", "fairly good", &["rather-good", "比较好"]),
];

const PART: &[Field] = &[
    Field::needed("kind", FieldKind::OneOf(GRADES), "种类", "the kind"),
    Field::optional("days", FieldKind::HalfDays { max: 10 }, "天数", "the days"),
];

const FIELDS: &[Field] = &[
    Field::optional("at", FieldKind::Moment, "时刻", "the moment"),
    Field::optional("days", FieldKind::HalfDays { max: 10 }, "天数", "the days"),
    Field::optional("note", FieldKind::Text, "说明", "the note"),
    Field::optional("part", FieldKind::Group(PART), "部分", "the part"),
    Field::optional("parts", FieldKind::List(PART), "各部分", "the parts"),
    Field::optional("kinds", FieldKind::ListOf(GRADES), "各种类", "the kinds"),
    Field::optional("years", FieldKind::ByYear(GRADES), "各年", "the years"),
];

fn taken(name: &str, value: Value) -> Value {
    let checked = check(&json!({ name: value }), FIELDS).unwrap_or_else(|fault| panic!("{fault:?}"));
    checked[name].clone()
}

/// The place and both texts of the refusal.
fn refused(name: &str, value: Value) -> (String, String, String) {
    let fault = check(&json!({ name: value }), FIELDS).unwrap_err();
    (fault.fact, fault.why.zh, fault.why.en)
}

#[test]
fn days_are_taken_in_halves_from_none_to_the_most() {
    for days in [json!(0), json!(0.5), json!(9.5), json!(10)] {
        assert_eq!(taken("days", days.clone()), days);
    }
    for days in [json!(-0.5), json!(10.5), json!(11), json!(20), json!(0.25), json!("1")] {
        let (fact, zh, en) = refused("days", days.clone());
        assert_eq!(fact, "days", "{days}");
        assert!(zh.contains("0 至 10 的天数") && en.contains("from 0 to 10"), "{zh} {en}");
    }
    assert_eq!(HalfDays::days(3), HalfDays(6));
    assert_eq!(HalfDays::from_days(3.5), Some(HalfDays(7)));
    assert_eq!(HalfDays::from_days(1e12), None);
}

#[test]
fn a_moment_is_a_day_or_a_time_of_the_one_legal_clock() {
    for (given, wanted) in [
        ("2026-03-02", "2026-03-02"),
        (" 2026-03-02 ", "2026-03-02"),
        ("2026-03-02T14:30", "2026-03-02T14:30:00"),
        ("2026-03-02 14:30", "2026-03-02T14:30:00"),
        ("2026-03-02T14:30:15+08:00", "2026-03-02T14:30:15"),
    ] {
        assert_eq!(taken("at", json!(given)), json!(wanted));
    }
    for bad in [
        "2026-03-02T14:30Z",
        "2026-03-02T14:30z",
        "2026-03-02T14:30+09:00",
        "2026-03-02T14:30-05:00",
        "2026-03-02T14:30[Asia/Tokyo]",
        "2026-03-02T14:30+08:00[Asia/Tokyo]",
        "2026-02-30",
        "14:30",
        "",
    ] {
        assert_eq!(refused("at", json!(bad)).0, "at", "{bad}");
    }
}

#[test]
fn a_word_is_taken_in_any_of_its_spellings_and_kept_by_its_id() {
    for spelling in ["fairly-good", "Fairly Good", "fairly_good", "较好", "比较好", " rather-good "] {
        assert_eq!(taken("kinds", json!([spelling])), json!(["fairly-good"]));
        assert_eq!(taken("part", json!({"kind": spelling})), json!({"kind": "fairly-good"}));
        assert_eq!(taken("years", json!({"2025": spelling})), json!({"2025": "fairly-good"}));
    }
    assert_eq!(GRADES[1].text(), law::Text::new("较好", "fairly good"));
}

#[test]
fn a_wrong_word_is_answered_with_all_the_right_ones_in_both_languages() {
    for (name, value, place) in [
        ("part", json!({"kind": "bad"}), "part.kind"),
        ("parts", json!([{"kind": "good"}, {"kind": "bad"}]), "parts[1].kind"),
        ("kinds", json!(["good", "bad"]), "kinds[1]"),
        ("years", json!({"2024": "good", "2025": "bad"}), "years.2025"),
    ] {
        let (fact, zh, en) = refused(name, value);
        assert_eq!(fact, place);
        assert!(zh.contains("好、较好") && en.contains("good, fairly-good"), "{zh} {en}");
    }
}

#[test]
fn an_unknown_fact_is_answered_with_the_names_of_the_known() {
    for (name, value, place) in [
        ("part", json!({"sort": "good"}), "part.sort"),
        ("parts", json!([{"kind": "good", "sort": 1}]), "parts[0].sort"),
    ] {
        let (fact, zh, en) = refused(name, value);
        assert_eq!(fact, place);
        assert!(zh.contains("kind, days") && en.contains("kind, days"), "{zh} {en}");
    }
    let (_, zh, en) = refused("part", json!("good"));
    assert!(zh.contains("kind, days") && en.contains("kind, days"), "{zh} {en}");
}

#[test]
fn years_have_four_digits_between_1994_and_2100() {
    for year in ["1994", "2100"] {
        assert_eq!(taken("years", json!({year: "good"})), json!({year: "good"}));
    }
    for year in ["1993", "2101", "02025", "+202", "25", "二〇二五"] {
        assert_eq!(refused("years", json!({year: "good"})).0, format!("years.{year}"));
    }
}

#[test]
fn a_text_is_trimmed_and_is_not_empty() {
    assert_eq!(taken("note", json!(" 一 ")), json!("一"));
    assert_eq!(refused("note", json!("  ")).0, "note");
    assert_eq!(taken("note", Value::Null), Value::Null);
}

#[test]
fn every_rule_asks_in_its_schema_for_what_it_cannot_do_without() {
    for rule in registry::rules() {
        let schema = rule.schema();
        let needed: Vec<Value> =
            rule.fields.iter().filter(|field| field.required).map(|field| json!(field.name)).collect();
        assert_eq!(schema["required"], json!(needed), "{}", rule.name);
        for field in rule.fields {
            let kind = &schema["properties"][field.name]["type"];
            let takes_null = kind.as_array().is_some_and(|kinds| kinds.contains(&json!("null")));
            assert_eq!(takes_null, !field.required, "{}.{}", rule.name, field.name);
        }
    }
}

#[test]
fn a_rule_knows_which_of_its_facts_are_years_and_which_rules_find_themselves() {
    let is_year = |rule: &str, fact: &str| registry::find(rule).unwrap().is_year(fact);
    assert!(is_year("village-review", "year") && is_year("grade-eligibility", "year"));
    assert!(is_year("working-days", "year"), "a rule finds the year of its provisional dates");
    assert!(!is_year("working-days", "days") && !is_year("working-days", "due"));
    assert!(!is_year("grade-eligibility", "sick") && !is_year("working-days", "nothing"));
    let named = |rule: &str, fact: &str| {
        law::facts::named(registry::find(rule).unwrap().fields, fact).map(|field| field.name)
    };
    assert_eq!(named("grade-eligibility", "sick"), Some("sick"), "within a group");
    assert_eq!(named("grade-eligibility", "decided"), Some("decided"), "within a list");
    assert_eq!(named("grade-eligibility", "days"), None);
}

#[test]
fn a_refusal_of_a_word_reaches_the_decision_in_both_languages() {
    let book = Rulebook::built_in().unwrap();
    let facts = json!({"tier": "村", "as_of": "2026-06-30", "records": []});
    let record = registry::decide("training-hours", &facts, &book, ON).unwrap();
    let Outcome::Refused { fact, why } = record.outcome else { panic!("{record:?}") };
    assert_eq!(fact, "tier");
    assert!(why.zh.contains("层次") && why.zh.contains("乡科级以下"), "{}", why.zh);
    assert!(why.en.contains("township-and-below"), "{}", why.en);
}

#[test]
fn the_word_of_a_route_that_is_stored_is_the_word_of_the_facts() {
    use law::rules::petition::Route;
    for route in Route::ALL {
        assert_eq!(json!(route), json!(route.code()));
    }
}
