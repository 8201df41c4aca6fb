//! What a rule returns: an outcome and the reasons that carry it. Nothing here computes; nothing here decides
//! about a person: an outcome says what a clause gives, and a named person acts on it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A text in the two languages of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Simplified Chinese, in the words officials use.
    pub zh: String,
    /// Plain English.
    pub en: String,
}

impl Text {
    /// A text from its two versions.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text { zh: zh.into(), en: en.into() }
    }
}

/// How a clause or a parameter was checked against the published text of the regulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verified {
    /// Read in the regulation's own words.
    Read,
    /// Read in a secondary source only.
    Secondary,
    /// Recalled, not read: computes only once the county has confirmed it.
    Recalled,
}

/// The clause a reason rests on, as it stood on the day of the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Id of the house, e.g. `AS-22`.
    pub clause: String,
    /// Name of the regulation.
    pub regulation: Text,
    /// Article as printed, e.g. `27`; empty where the source gives none.
    pub article: String,
    /// First day in force of the version applied.
    pub in_force_from: Option<Date>,
    /// Last day in force, if it has ended.
    pub in_force_to: Option<Date>,
    /// How the clause was checked.
    pub verified: Verified,
}

impl Citation {
    /// Regulation and article as they are cited in a sentence: `《…》第12条`; the regulation alone where the source gives
    /// no article.
    #[must_use]
    pub fn words(&self) -> Text {
        let article = Some(self.article.as_str()).filter(|article| !article.is_empty());
        cite(&self.regulation, article.as_slice())
    }
}

/// A regulation with the articles cited of it.
fn cite(regulation: &Text, articles: &[&str]) -> Text {
    let zh = if regulation.zh.starts_with('《') {
        regulation.zh.clone()
    } else {
        format!("《{}》", regulation.zh)
    };
    if articles.is_empty() {
        return Text::new(zh, regulation.en.as_str());
    }
    let numbered: Vec<String> = articles.iter().map(|article| format!("第{article}条")).collect();
    let plain: Vec<String> = articles.iter().map(|article| article.replace('、', ", ")).collect();
    Text::new(format!("{zh}{}", numbered.join("、")), format!("{}, art. {}", regulation.en, plain.join(", ")))
}

/// One reason: a clause, whether its condition held, and the facts that decided it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Where it stands.
    #[serde(flatten)]
    pub citation: Citation,
    /// Whether the condition of the clause held on the facts.
    pub held: bool,
    /// The facts used, by their name in the rule's schema.
    pub facts: BTreeMap<String, Value>,
    /// The reason in a sentence.
    pub text: Text,
}

impl Reason {
    /// Whether the clause was left aside because the county has not confirmed it yet.
    #[must_use]
    pub fn awaits_confirmation(&self) -> bool {
        self.facts.contains_key("needs_confirmation")
    }
}

/// What came of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome<T> {
    /// The clauses give this result.
    Found {
        /// The result.
        value: T,
    },
    /// The result would rest on something not verified; the county has to confirm it first.
    NeedsConfirmation {
        /// The parameters to confirm, as `CLAUSE.name`.
        parameters: Vec<String>,
        /// The same in words: regulation, article and what is to be confirmed. Missing in decisions of earlier versions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        named: Vec<Text>,
    },
    /// No result: a fact is missing, contradictory or outside what the rule knows.
    Refused {
        /// The fact at fault, by its name in the rule's schema.
        fact: String,
        /// What is wrong with it and how to mend it.
        why: Text,
    },
}

/// What a rule function returns. Serialises as
/// `{"rule", "on", "outcome": "found"|"needs-confirmation"|"refused", "value"|…, "reasons": […]}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision<T> {
    /// Name of the rule in the registry.
    pub rule: String,
    /// The day whose law was applied.
    pub on: Date,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome<T>,
    /// Why, in the order the rule looked.
    pub reasons: Vec<Reason>,
}

/// A decision whose result is JSON: the form in which decisions are stored, sent and drawn.
pub type Record = Decision<Value>;

impl<T> Decision<T> {
    /// The result, if there is one.
    pub fn value(&self) -> Option<&T> {
        match &self.outcome {
            Outcome::Found { value } => Some(value),
            Outcome::NeedsConfirmation { .. } | Outcome::Refused { .. } => None,
        }
    }

    /// The reasons that did not hold, as regulation and article, in order and without repeats. What awaits the county's
    /// confirmation decided nothing and is not among them.
    #[must_use]
    pub fn against(&self) -> Text {
        self.cited(|reason| !reason.held && !reason.awaits_confirmation())
    }

    /// Some of the reasons as regulation and article, in order and without repeats.
    #[must_use]
    pub fn cited(&self, wanted: impl Fn(&Reason) -> bool) -> Text {
        let mut named: Vec<(&Text, Vec<&str>)> = Vec::new();
        for reason in self.reasons.iter().filter(|reason| wanted(reason)) {
            let (of, article) = (&reason.citation.regulation, reason.citation.article.as_str());
            let at = named.iter().position(|(regulation, _)| *regulation == of).unwrap_or_else(|| {
                named.push((of, Vec::new()));
                named.len() - 1
            });
            if !article.is_empty() && !named[at].1.contains(&article) {
                named[at].1.push(article);
            }
        }
        let words: Vec<Text> = named.iter().map(|(of, articles)| cite(of, articles)).collect();
        let zh: Vec<&str> = words.iter().map(|words| words.zh.as_str()).collect();
        let en: Vec<&str> = words.iter().map(|words| words.en.as_str()).collect();
        Text::new(zh.join("，"), en.join("; "))
    }

    /// The clause ids of the reasons that held, in order, without repeats.
    pub fn clauses(&self) -> Vec<&str> {
        let mut seen: Vec<&str> = Vec::new();
        for reason in self.reasons.iter().filter(|reason| reason.held) {
            let clause = reason.citation.clause.as_str();
            if !seen.contains(&clause) {
                seen.push(clause);
            }
        }
        seen
    }
}

impl<T: Serialize> Decision<T> {
    /// The decision with its result as JSON, for storing and drawing.
    ///
    /// # Errors
    /// If the result cannot be written as JSON (a map with keys that are not text).
    pub fn record(&self) -> Result<Record, serde_json::Error> {
        let outcome = match &self.outcome {
            Outcome::Found { value } => Outcome::Found { value: serde_json::to_value(value)? },
            Outcome::NeedsConfirmation { parameters, named } => {
                Outcome::NeedsConfirmation { parameters: parameters.clone(), named: named.clone() }
            }
            Outcome::Refused { fact, why } => Outcome::Refused { fact: fact.clone(), why: why.clone() },
        };
        Ok(Decision { rule: self.rule.clone(), on: self.on, outcome, reasons: self.reasons.clone() })
    }
}
