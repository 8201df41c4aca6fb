//! The rules against cases a lawyer can read and mend: `tests/rules/<rule>.toml`. Not here: counting properties
//! (calendar.rs) and the rulebook as a whole (rulebook.rs).
//!
//! A case gives `name`, `on`, `facts` and one of `value` (every key given must be as given; lists in full),
//! `refused` (the fact at fault) or `needs_confirmation`. `clauses` lists exactly the clauses that held, in
//! order; `failed` those that were looked at and did not hold; `reasons` facts that a reason of a clause must
//! carry; `says` words of the reasons. `override` and `confirm` are acts of the county.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use jiff::civil::Date;
use law::decision::Outcome;
use law::rulebook::{Confirmation, Override};
use law::{Record, Rulebook, registry};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    on: Option<String>,
    facts: Value,
    value: Option<Value>,
    refused: Option<String>,
    needs_confirmation: Option<Vec<String>>,
    clauses: Option<Vec<String>>,
    failed: Option<Vec<String>>,
    #[serde(default, rename = "override")]
    overrides: Vec<Override>,
    #[serde(default)]
    confirm: Vec<Confirmation>,
    #[serde(default)]
    says: Vec<String>,
    #[serde(default)]
    reasons: Vec<Wanted>,
}

/// A reason that must be there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    clause: String,
    facts: Value,
}

fn read(rule: &str) -> Vec<Case> {
    let path = format!("{}/tests/rules/{rule}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let cases: Cases = toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    cases.case
}

/// Every key wanted must be there and agree; lists agree item by item.
fn agrees(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => wanted.iter().all(|(key, wanted)| {
            let found = found.get(key).unwrap_or(&Value::Null);
            // TOML has no null; the word stands for it.
            if *wanted == "null" { found.is_null() } else { agrees(wanted, found) }
        }),
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len()
                && wanted.iter().zip(found).all(|(wanted, found)| agrees(wanted, found))
        }
        _ => wanted == found,
    }
}

fn check(rule: &str, case: &Case, record: &Record) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{rule}: {}: {what}\n{record:#?}", case.name));
    match (&record.outcome, &case.value, &case.refused, &case.needs_confirmation) {
        (Outcome::Found { value }, Some(wanted), None, None) if agrees(wanted, value) => {}
        (Outcome::Refused { fact, why }, None, Some(wanted), None) if fact == wanted => {
            if why.zh.trim().is_empty() || why.en.trim().is_empty() || why.zh.is_ascii() {
                return wrong("the refusal does not speak both languages");
            }
        }
        (Outcome::NeedsConfirmation { parameters, .. }, None, None, Some(wanted)) if parameters == wanted => {
        }
        _ => return wrong("the outcome is another"),
    }
    if let Some(clauses) = &case.clauses
        && record.clauses() != *clauses
    {
        return wrong("other clauses held");
    }
    if let Some(failed) = &case.failed {
        let found: Vec<&str> = record
            .reasons
            .iter()
            .filter(|reason| !reason.held)
            .map(|reason| reason.citation.clause.as_str())
            .collect();
        if found != *failed {
            return wrong("other clauses did not hold");
        }
    }
    for reason in &record.reasons {
        for text in [&reason.text.zh, &reason.text.en] {
            if text.contains('{') || text.trim().is_empty() {
                return wrong("a reason has a gap in its text");
            }
        }
    }
    for wanted in &case.reasons {
        let there = record.reasons.iter().any(|reason| {
            reason.citation.clause == wanted.clause
                && serde_json::to_value(&reason.facts).is_ok_and(|facts| agrees(&wanted.facts, &facts))
        });
        if !there {
            return wrong(&format!("no reason by {} with {}", wanted.clause, wanted.facts));
        }
    }
    let said: String =
        record.reasons.iter().map(|reason| format!("{}{}", reason.text.zh, reason.text.en)).collect();
    match case.says.iter().find(|words| !said.contains(words.as_str())) {
        Some(words) => wrong(&format!("the reasons do not say `{words}`")),
        None => Ok(()),
    }
}

#[test]
fn every_rule_has_its_file_of_cases_and_every_file_its_rule() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".toml", ""))
        .collect();
    files.sort();
    let mut names: Vec<&str> = registry::rules().iter().map(|rule| rule.name).collect();
    names.sort_unstable();
    assert_eq!(files, names);
}

#[test]
fn every_case_of_every_rule_comes_out_as_written() {
    let book = Rulebook::built_in().unwrap();
    let mut failures = Vec::new();
    for rule in registry::rules() {
        for case in read(rule.name) {
            let on: Date = case.on.as_deref().unwrap_or("2026-06-30").parse().unwrap();
            let county =
                book.clone().with_county(case.overrides.clone(), case.confirm.clone(), Vec::new()).unwrap();
            let record = registry::decide(rule.name, &case.facts, &county, on).unwrap();
            failures.extend(check(rule.name, &case, &record).err());
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_clause_a_rule_may_cite_is_cited_by_one_of_its_cases_and_no_other() {
    let book = Rulebook::built_in().unwrap();
    for rule in registry::rules() {
        let mut cited: BTreeMap<String, bool> =
            rule.clauses.iter().map(|clause| ((*clause).to_owned(), false)).collect();
        for case in read(rule.name) {
            let on: Date = case.on.as_deref().unwrap_or("2026-06-30").parse().unwrap();
            let county = book.clone().with_county(case.overrides, case.confirm, Vec::new()).unwrap();
            let record = registry::decide(rule.name, &case.facts, &county, on).unwrap();
            for reason in record.reasons {
                let clause = reason.citation.clause;
                // The deadline rule may cite every clause that sets a period.
                if rule.name != "deadline" {
                    assert!(cited.contains_key(&clause), "{} cites {clause} without saying so", rule.name);
                }
                cited.insert(clause, true);
            }
        }
        let silent: Vec<_> = cited.iter().filter(|(_, cited)| !**cited).map(|(clause, _)| clause).collect();
        assert!(silent.is_empty(), "{}: no case cites {silent:?}", rule.name);
    }
}
