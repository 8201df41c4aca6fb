//! Every rule under its name, with a schema of its facts: the one list from which the command line, the API and
//! the pages are made. What is deliberately not here: the rules themselves.

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::decision::{Decision, Outcome, Record, Text};
use crate::facts::{Choice, FOUND, Field, FieldKind, any_choice, named, schema};
use crate::inquiry::{Inquiry, Stop, read_facts};
use crate::rulebook::Rulebook;
use crate::rules;

/// A text in both languages, compiled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Words {
    /// As an owned text.
    pub fn text(self) -> Text {
        Text::new(self.zh, self.en)
    }
}

/// A rule of the registry.
#[derive(Debug)]
pub struct Rule {
    /// Its name, as the command line and the API know it.
    pub name: &'static str,
    /// What it is called.
    pub title: Words,
    /// What it answers, from which facts, in two or three sentences.
    pub about: Words,
    /// The clauses it may cite.
    pub clauses: &'static [&'static str],
    /// The fields of its facts.
    pub fields: &'static [Field],
    /// Facts to try it with, as JSON.
    pub example: &'static str,
    /// The rule on JSON facts.
    pub decide: fn(&Value, &Rulebook, Date) -> Record,
}

/// No rule of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{name}`; the rules are: {known}")]
pub struct UnknownRule {
    /// The name asked for.
    pub name: String,
    /// The names there are.
    pub known: String,
}

static RULES: &[Rule] = &[
    rules::working_days::RULE,
    rules::deadline::RULE,
    rules::excellent_quota::RULE,
    rules::pooled_quota::RULE,
    rules::grade_eligibility::RULE,
    rules::grade_results::RULE,
    rules::appeal::RULE,
    rules::publicity::RULE,
    rules::village_review::RULE,
    rules::village_affairs_due::RULE,
    rules::decision_gate::RULE,
    rules::burden_check::RULE,
    rules::indicator_flag::RULE,
    rules::training_hours::RULE,
    rules::training_leave::RULE,
    rules::training_after_promotion::RULE,
    rules::training_curriculum::RULE,
    rules::disclosure_request::RULE,
    rules::petition::RULE,
    rules::hotline_ticket::RULE,
    rules::three_rates::RULE,
    rules::document_validity::RULE,
    rules::document_issue::RULE,
    rules::duty_admission::RULE,
    rules::promised_limit::RULE,
    rules::standing_still::RULE,
    rules::recusal::RULE,
];

/// Every rule, in the order of the pages.
pub fn rules() -> &'static [Rule] {
    RULES
}

/// A rule by its name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Applies a rule to JSON facts by the law of a day.
///
/// # Errors
/// Only if there is no such rule; whatever is wrong with the facts is a refusal in the record.
pub fn decide(name: &str, facts: &Value, book: &Rulebook, on: Date) -> Result<Record, UnknownRule> {
    let rule = find(name).ok_or_else(|| UnknownRule {
        name: name.to_owned(),
        known: RULES.iter().map(|rule| rule.name).collect::<Vec<_>>().join(", "),
    })?;
    Ok((rule.decide)(facts, book, on))
}

impl Rule {
    /// The JSON schema of its facts, both languages within, with the example.
    pub fn schema(&self) -> Value {
        schema(self.fields, &self.example_facts())
    }

    /// Whether a fact of this name is a calendar year, by the schema or by what rules find themselves.
    pub fn is_year(&self, name: &str) -> bool {
        let field = named(self.fields, name).or_else(|| named(FOUND, name));
        field.is_some_and(|field| matches!(field.kind, FieldKind::Year { .. }))
    }

    /// The words of a code a fact of this name takes, by the schema; for a fact the rule found itself, of any field that
    /// takes the code.
    pub fn choice(&self, name: &str, code: &str) -> Option<&'static Choice> {
        match named(self.fields, name) {
            Some(field) => field.choice(code),
            None => any_choice(self.fields, code),
        }
    }

    /// The example as JSON; null if it cannot be read, which a test rules out.
    pub fn example_facts(&self) -> Value {
        serde_json::from_str(self.example).unwrap_or(Value::Null)
    }
}

/// Reads JSON facts, applies a typed rule and gives its decision as a record.
pub(crate) fn run<F, T>(
    name: &'static str,
    fields: &'static [Field],
    facts: &Value,
    place: (&Rulebook, Date),
    decide: fn(&F, &Rulebook, Date) -> Decision<T>,
) -> Record
where
    F: DeserializeOwned,
    T: Serialize,
{
    let (book, on) = place;
    let inquiry = Inquiry::new(name, book, on);
    let facts: F = match read_facts(facts, fields) {
        Ok(facts) => facts,
        Err(stop) => return inquiry.finish(Err(stop)),
    };
    let decision = decide(&facts, book, on);
    match decision.record() {
        Ok(record) => record,
        Err(error) => {
            let why = Text::new(format!("结果不能写成 JSON：{error}"), format!("no JSON: {error}"));
            let outcome = Outcome::Refused { fact: "facts".to_owned(), why };
            inquiry.finish::<Value>(Stop::refuse("facts", "", "")).with(outcome)
        }
    }
}

impl Decision<Value> {
    fn with(self, outcome: Outcome<Value>) -> Record {
        Decision { outcome, ..self }
    }
}
