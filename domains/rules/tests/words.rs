//! Every fact and every code that a decision can show has its words in both languages: the rules are run over the
//! cases a lawyer reads, and nothing in what they say may be left as a code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use law::decision::Outcome;
use law::registry;
use law::rulebook::Rulebook;
use serde_json::Value;
use web::i18n::{Language, Texts, WEB};

fn walk(value: &Value, names: &mut BTreeSet<String>, codes: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if !name.starts_with(|c: char| c.is_ascii_digit()) {
                    names.insert(name.clone());
                }
                walk(value, names, codes);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, names, codes)),
        Value::String(text) => {
            let code = text.len() > 1 && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if code {
                codes.insert(text.clone());
            }
        }
        _ => {}
    }
}

#[test]
fn no_fact_of_a_decision_is_shown_as_a_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/tests/rules");
    let book = Rulebook::built_in().expect("the rulebook");
    let (mut names, mut codes) = (BTreeSet::new(), BTreeSet::new());
    let mut cases = 0;
    for rule in registry::rules() {
        let text =
            fs::read_to_string(folder.join(format!("{}.toml", rule.name))).expect("cases of every rule");
        let file: Value = serde_json::to_value(text.parse::<toml::Table>().expect("toml")).expect("json");
        for case in file.get("case").and_then(Value::as_array).expect("cases") {
            let on = case.get("on").and_then(Value::as_str).unwrap_or("2026-06-01").parse().expect("a day");
            let record = (rule.decide)(case.get("facts").unwrap_or(&Value::Null), &book, on);
            if let Outcome::Found { value } = &record.outcome {
                walk(value, &mut names, &mut codes);
            }
            for reason in &record.reasons {
                walk(&serde_json::to_value(&reason.facts).expect("facts"), &mut names, &mut codes);
            }
            cases += 1;
        }
        names.extend(rule.fields.iter().map(|field| field.name.to_owned()));
    }
    assert!(cases > 50, "{cases} cases are too few to say anything");
    let texts = Texts::build(&[WEB, rules::TEXTS]).expect("texts");
    let lookup = texts.lookup(Language::ZhCn);
    let without: Vec<String> = names
        .iter()
        .map(|name| format!("fact-{name}"))
        .chain(codes.iter().map(|code| format!("value-{code}")))
        .filter(|key| lookup.get(key).is_none())
        .collect();
    assert!(without.is_empty(), "without words: {}", without.join(" "));
}
