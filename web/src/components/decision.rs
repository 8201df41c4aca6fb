//! The decision panel 依据: the outcome in a sentence, and every reason with its clause, article, dates in
//! force, facts used and how the clause was checked. The same everywhere a rule has spoken. Not here: rules,
//! and the sentence of the outcome, which the room words.

use askama::Template;
use law::decision::{Citation, Outcome, Reason, Record, Verified};
use serde_json::Value;

use crate::i18n::Lookup;
use crate::page::Page;

/// A decision as drawn. Made by [`Page::decision`].
#[derive(Debug, Clone, Template)]
#[template(path = "components/decision.html")]
pub struct DecisionPanel<'a> {
    t: &'a Lookup,
    record: &'a Record,
    outcome: &'a str,
    open: bool,
    contest: Option<&'a str>,
}

impl Page {
    /// A decision with the sentence that says its outcome:
    /// `{{ page.decision(record, sentence).about_person().contest("/duty/objections/new") }}`.
    /// Refusals and needs for confirmation have sentences of their own; `outcome` is then not shown.
    pub fn decision<'a>(&'a self, record: &'a Record, outcome: &'a str) -> DecisionPanel<'a> {
        DecisionPanel::new(&self.t, record, outcome)
    }
}

impl<'a> DecisionPanel<'a> {
    /// A decision with its sentence.
    pub fn new(t: &'a Lookup, record: &'a Record, outcome: &'a str) -> DecisionPanel<'a> {
        DecisionPanel { t, record, outcome, open: false, contest: None }
    }

    /// It is about a person: the reasons are open from the start.
    #[must_use]
    pub fn about_person(mut self) -> Self {
        self.open = true;
        self
    }

    /// Where the person concerned can contest it.
    #[must_use]
    pub fn contest(mut self, href: &'a str) -> Self {
        self.contest = Some(href);
        self
    }

    fn sentence(&self) -> String {
        match &self.record.outcome {
            Outcome::Found { .. } => self.outcome.to_owned(),
            Outcome::NeedsConfirmation { parameters, named } => {
                let words: Vec<String> = named.iter().map(|words| self.t.both(words).to_owned()).collect();
                let list = self.t.join(if words.is_empty() { parameters } else { &words });
                self.t.with("web-decision-unconfirmed", &[("parameters", &list)])
            }
            Outcome::Refused { fact, why } => {
                let fact = self.fact_label(fact);
                self.t.with("web-decision-refused", &[("fact", &fact), ("why", why)])
            }
        }
    }

    fn class(&self) -> &'static str {
        match self.record.outcome {
            Outcome::Found { .. } => "found",
            Outcome::NeedsConfirmation { .. } => "unconfirmed",
            Outcome::Refused { .. } => "refused",
        }
    }

    fn source(&self, cited: &Citation) -> String {
        let name = self.t.both(&cited.regulation);
        let marked = name.starts_with('《') || name.is_ascii();
        let name =
            if marked { name.to_owned() } else { self.t.choose("《name》", "name").replace("name", name) };
        if cited.article.is_empty() {
            return name;
        }
        self.t.with("web-decision-article", &[("regulation", &name), ("article", &cited.article)])
    }

    fn in_force(&self, cited: &Citation) -> Option<String> {
        let day = |date| self.t.day(date);
        match (cited.in_force_from.map(day), cited.in_force_to.map(day)) {
            (Some(from), Some(to)) => {
                Some(self.t.with("web-in-force-between", &[("from", &from), ("to", &to)]))
            }
            (Some(from), None) => Some(self.t.with("web-in-force-from", &[("from", &from)])),
            (None, Some(to)) => Some(self.t.with("web-in-force-to", &[("to", &to)])),
            (None, None) => None,
        }
    }

    fn verified(&self, cited: &Citation) -> &str {
        self.t.of(match cited.verified {
            Verified::Read => "web-verified-read",
            Verified::Secondary => "web-verified-secondary",
            Verified::Recalled => "web-verified-recalled",
        })
    }

    fn facts(&self, reason: &Reason) -> Vec<(String, String)> {
        reason
            .facts
            .iter()
            // What awaits confirmation is said by the reason itself, in words.
            .filter(|(name, _)| name.as_str() != "needs_confirmation")
            .map(|(name, value)| (self.fact_label(name), fact_value(self.t, &self.record.rule, name, value)))
            .collect()
    }

    /// Facts are named by the schema of the rule; `fact-<name>` in the texts gives their words.
    fn fact_label(&self, name: &str) -> String {
        self.t.get(&format!("fact-{name}")).unwrap_or(name).to_owned()
    }
}

/// A fact of a rule in the reader's words; codes have theirs by the schema of the rule, which the same code in another rule
/// need not share, else in `value-<code>`. The schema says which numbers are years; those are written as years.
pub fn fact_value(t: &Lookup, rule: &str, name: &str, value: &Value) -> String {
    let within = |name: &str, value: &Value| fact_value(t, rule, name, value);
    match value {
        Value::Null => t.of("web-value-none").to_owned(),
        Value::Bool(true) => t.of("web-value-yes").to_owned(),
        Value::Bool(false) => t.of("web-value-no").to_owned(),
        Value::Number(number) if is_year(rule, name) => {
            t.with("web-value-year", &[("year", &number.to_string())])
        }
        Value::Number(number) => crate::writing::group_digits(&number.to_string()),
        Value::String(code) => match law::registry::find(rule).and_then(|rule| rule.choice(name, code)) {
            Some(choice) => t.choose(choice.zh, choice.en).to_owned(),
            None => t.get(&format!("value-{code}")).unwrap_or(code).to_owned(),
        },
        Value::Array(items) if items.is_empty() => t.of("web-value-none").to_owned(),
        Value::Array(items) => t.join(&items.iter().map(|item| within(name, item)).collect::<Vec<_>>()),
        Value::Object(fields) => {
            let parts = fields.iter().map(|(name, value)| {
                let label = t.get(&format!("fact-{name}")).unwrap_or(name).to_owned();
                t.labelled(&label, &within(name, value))
            });
            parts.collect::<Vec<_>>().join(t.choose("；", "; "))
        }
    }
}

fn is_year(rule: &str, name: &str) -> bool {
    law::registry::find(rule).is_some_and(|rule| rule.is_year(name))
}

impl askama::filters::HtmlSafe for DecisionPanel<'_> {}
