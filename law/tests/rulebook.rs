//! The rulebook as a whole: it reads, it is sound, a county can change it. Not here: what the rules make of it
//! (rules.rs).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use jiff::civil::{Date, date};
use law::decision::{Outcome, Verified};
use law::rulebook::{Confirmation, CountyAct, Lookup, Override, RulebookError};
use law::{Rulebook, registry};
use rust_decimal::Decimal;
use serde_json::{Value, json};

const ON: Date = date(2026, 6, 30);

fn book() -> Rulebook {
    Rulebook::built_in().unwrap()
}

fn change(clause: &str, name: &str, value: Value) -> Override {
    Override {
        clause: clause.to_owned(),
        name: name.to_owned(),
        value,
        from: date(2026, 1, 1),
        to: None,
        approver: "县委组织部".to_owned(),
        document: "凤组发〔2026〕1号".to_owned(),
        decided_on: date(2025, 12, 20),
    }
}

fn confirmation(clause: &str, name: &str) -> Confirmation {
    Confirmation {
        clause: clause.to_owned(),
        name: name.to_owned(),
        by: "县委组织部".to_owned(),
        document: "核对记录".to_owned(),
        on: date(2026, 1, 10),
    }
}

fn field_at_fault(result: Result<Rulebook, RulebookError>) -> String {
    match result {
        Err(RulebookError::County { field, text, .. }) => {
            assert!(!text.zh.is_ascii() && !text.en.is_empty());
            field
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_rulebook_reads_and_has_no_gap_overlap_or_missing_text() {
    assert_eq!(book().faults(), Vec::<String>::new());
}

#[test]
fn every_file_of_the_rulebook_is_compiled_in() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../rulebook");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".toml", ""))
        .filter(|name| name != "calendar-years")
        .collect();
    files.sort();
    let book = book();
    let mut ids: Vec<&str> = book.regulations().iter().map(|regulation| regulation.id.as_str()).collect();
    ids.sort_unstable();
    assert_eq!(files, ids);
}

#[test]
fn every_clause_a_rule_names_is_in_the_rulebook() {
    let book = book();
    for rule in registry::rules() {
        for clause in rule.clauses {
            assert!(book.find(clause).is_some(), "{} names {clause}", rule.name);
        }
    }
}

#[test]
fn every_rule_decides_its_own_example_and_describes_its_facts_in_both_languages() {
    let book = book();
    for rule in registry::rules() {
        let record = registry::decide(rule.name, &rule.example_facts(), &book, ON).unwrap();
        // A rule all of whose parameters are recalled answers only after a county has confirmed them.
        let awaits = matches!(record.outcome, Outcome::NeedsConfirmation { .. });
        assert!(
            record.value().is_some()
                || (awaits
                    && ["training-curriculum", "standing-still", "document-validity"].contains(&rule.name)),
            "{record:?}"
        );
        assert_eq!(record.rule, rule.name);
        let schema = rule.schema();
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(schema["examples"][0], rule.example_facts());
        for (name, property) in schema["properties"].as_object().unwrap() {
            let text = &property["x-text"];
            assert!(!text["zh"].as_str().unwrap().is_ascii(), "{}: {name}", rule.name);
            assert!(text["en"].as_str().unwrap().is_ascii(), "{}: {name}", rule.name);
        }
        assert!(!rule.title.zh.is_ascii() && rule.title.en.is_ascii());
        assert!(!rule.about.zh.is_ascii() && !rule.about.en.is_empty());
    }
}

#[test]
fn facts_that_are_no_object_are_refused_by_every_rule() {
    let book = book();
    for rule in registry::rules() {
        for facts in [json!(null), json!([]), json!("2026")] {
            let record = registry::decide(rule.name, &facts, &book, ON).unwrap();
            let json = serde_json::to_value(&record).unwrap();
            assert_eq!((json["outcome"].as_str(), json["fact"].as_str()), (Some("refused"), Some("facts")));
        }
    }
}

#[test]
fn an_unknown_rule_is_an_error_that_lists_the_rules() {
    let error = registry::decide("promotion", &json!({}), &book(), ON).unwrap_err();
    assert!(error.to_string().contains("grade-eligibility"));
    assert!(registry::find("deadline").is_some() && registry::find("promotion").is_none());
}

#[test]
fn a_decision_survives_storing() {
    let facts = json!({"year": 2025, "sanctions": [{"kind": "记过", "decided": "2025-05-12"}]});
    let record = registry::decide("grade-eligibility", &facts, &book(), ON).unwrap();
    let text = serde_json::to_string(&record).unwrap();
    assert_eq!(serde_json::from_str::<law::Record>(&text).unwrap(), record);
}

#[test]
fn a_clause_that_moved_is_cited_by_the_number_of_the_day() {
    let book = book();
    assert_eq!(book.cite("PD-17", date(2025, 12, 31)).unwrap().article, "21(3)");
    assert_eq!(book.cite("PD-17", date(2026, 1, 1)).unwrap().article, "23(3)");
    assert_eq!(book.cite("MED-03", ON).unwrap().article, "33；民事诉讼法205");
    let citation = book.cite("AS-22", ON).unwrap();
    assert_eq!(citation.in_force_from, Some(date(2020, 12, 28)));
    assert_eq!((citation.in_force_to, citation.verified), (None, Verified::Read));
    assert!(book.cite("AS-99", ON).is_none());
}

#[test]
fn a_parameter_has_the_value_of_its_day() {
    let book = book();
    let days = |on| book.parameter::<i64>("WD-01", "days", on).unwrap().value;
    assert_eq!((days(date(2007, 12, 31)), days(date(2008, 1, 1))), (10, 11));
    assert_eq!((days(date(2024, 12, 31)), days(date(2025, 1, 1))), (11, 13));
    let lookup = |clause: &str, name: &str, on| book.parameter::<i64>(clause, name, on).unwrap_err();
    assert_eq!(lookup("AS-99", "years", ON), Lookup::UnknownClause("AS-99".to_owned()));
    assert_eq!(lookup("AS-11", "months", ON), Lookup::UnknownParameter("AS-11.months".to_owned()));
    assert_eq!(lookup("AS-05", "share", ON), Lookup::UnknownParameter("AS-05.share".to_owned()));
    let on = date(2020, 12, 27);
    assert_eq!(lookup("AS-11", "years", on), Lookup::NotInForce { clause: "AS-11".to_owned(), on });
}

#[test]
fn a_recalled_parameter_is_usable_only_once_confirmed_or_set() {
    let lookup = |book: &Rulebook| book.parameter::<i64>("AS-33", "merit_yuan", ON);
    assert_eq!(lookup(&book()), Err(Lookup::Unconfirmed("AS-33.merit_yuan".to_owned())));
    let confirmed = book().with_county(vec![], vec![confirmation("AS-33", "merit_yuan")], vec![]).unwrap();
    let applied = lookup(&confirmed).unwrap();
    assert_eq!((applied.value, applied.verified), (3000, Verified::Recalled));
    assert!(matches!(applied.county, Some(CountyAct::Confirmed { .. })));
    let set = book().with_county(vec![change("AS-33", "merit_yuan", json!(2800))], vec![], vec![]).unwrap();
    assert_eq!(lookup(&set).unwrap().value, 2800);
    let other = book().with_county(vec![], vec![confirmation("AS-33", "commendation_yuan")], vec![]).unwrap();
    assert!(lookup(&other).is_err());
}

#[test]
fn the_text_of_a_recalled_clause_stands_only_once_confirmed() {
    assert_eq!(book().stands("AS-06", ON), Err(Lookup::Unconfirmed("AS-06.text".to_owned())));
    assert_eq!(book().stands("AS-22", ON), Ok(None));
    assert!(book().stands("AS-99", ON).is_err() && book().stands("AS-22", date(2000, 1, 1)).is_err());
    let confirmed = book().with_county(vec![], vec![confirmation("AS-06", "text")], vec![]).unwrap();
    assert!(matches!(confirmed.stands("AS-06", ON), Ok(Some(CountyAct::Confirmed { .. }))));
}

#[test]
fn a_change_applies_from_its_first_to_its_last_day() {
    let mut short = change("AS-05", "share", json!("0.15"));
    short.to = Some(date(2026, 3, 31));
    let book = book().with_county(vec![short], vec![], vec![]).unwrap();
    let share = |on| book.parameter::<Decimal>("AS-05", "share", on).unwrap().value.to_string();
    assert_eq!(share(date(2025, 12, 31)), "0.20");
    assert_eq!(share(date(2026, 1, 1)), "0.15");
    assert_eq!(share(date(2026, 3, 31)), "0.15");
    assert_eq!(share(date(2026, 4, 1)), "0.20");
    assert_eq!(book.overrides().count(), 1);
}

#[test]
fn a_change_that_does_not_fit_is_refused_by_its_field() {
    let with = |change| field_at_fault(book().with_county(vec![change], vec![], vec![]));
    assert_eq!(with(change("AS-99", "share", json!("0.1"))), "clause");
    assert_eq!(with(change("AS-05", "part", json!("0.1"))), "name");
    assert_eq!(with(change("AS-05", "share", json!("1.1"))), "value");
    assert_eq!(with(change("AS-05", "share", json!("-0.1"))), "value");
    assert_eq!(with(change("AS-07", "rounding", json!("up"))), "value");
    assert_eq!(with(change("AS-30", "complaint", json!(0))), "value");
    assert_eq!(with(Override { approver: " ".into(), ..change("AS-05", "share", json!("0.1")) }), "approver");
    assert_eq!(
        with(Override { document: String::new(), ..change("AS-05", "share", json!(0.1)) }),
        "document"
    );
    let backwards = Override { to: Some(date(2025, 12, 31)), ..change("AS-05", "share", json!("0.1")) };
    assert_eq!(with(backwards), "to");
}

#[test]
fn a_change_may_hold_for_a_single_day() {
    let day = date(2026, 3, 2);
    let change = Override { from: day, to: Some(day), ..change("AS-05", "share", json!("0.15")) };
    let book = book().with_county(vec![change], vec![], vec![]).unwrap();
    let share = |on| book.parameter::<Decimal>("AS-05", "share", on).unwrap().value.to_string();
    assert_eq!([date(2026, 3, 1), day, date(2026, 3, 3)].map(share), ["0.20", "0.15", "0.20"]);
}

#[test]
fn two_changes_of_one_parameter_may_follow_but_not_overlap() {
    let first = Override { to: Some(date(2026, 6, 30)), ..change("AS-05", "share", json!("0.15")) };
    let next = |from| Override { from, ..change("AS-05", "share", json!("0.18")) };
    let overlap = book().with_county(vec![first.clone(), next(date(2026, 6, 30))], vec![], vec![]);
    assert_eq!(field_at_fault(overlap), "from");
    let before = Override { from: date(2025, 1, 1), to: Some(date(2026, 1, 1)), ..first.clone() };
    assert_eq!(field_at_fault(book().with_county(vec![first.clone(), before], vec![], vec![])), "from");
    assert!(book().with_county(vec![first.clone(), next(date(2026, 7, 1))], vec![], vec![]).is_ok());
    let other = change("AS-05", "share_approved", json!("0.22"));
    assert!(book().with_county(vec![first, other], vec![], vec![]).is_ok());
}

#[test]
fn a_confirmation_that_does_not_fit_is_refused_by_its_field() {
    let with = |confirmation| field_at_fault(book().with_county(vec![], vec![confirmation], vec![]));
    assert_eq!(with(confirmation("AS-99", "text")), "clause");
    assert_eq!(with(confirmation("AS-33", "silver")), "name");
    assert_eq!(with(Confirmation { by: String::new(), ..confirmation("AS-33", "merit_yuan") }), "by");
    assert_eq!(with(Confirmation { document: " ".into(), ..confirmation("AS-06", "text") }), "document");
}

#[test]
fn a_regulation_is_found_by_its_id_and_a_county_by_what_it_confirmed() {
    let book = book().with_county(vec![], vec![confirmation("AS-06", "text")], vec![]).unwrap();
    assert_eq!(book.regulation("civil-code").map(|found| found.id.as_str()), Some("civil-code"));
    assert!(book.regulation("civil-cod").is_none());
    assert_eq!(book.confirmations(), [confirmation("AS-06", "text")]);
}
