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
            Outcome::NeedsConfirmation { parameters } => {
                Outcome::NeedsConfirmation { parameters: parameters.clone() }
            }
            Outcome::Refused { fact, why } => Outcome::Refused { fact: fact.clone(), why: why.clone() },
        };
        Ok(Decision { rule: self.rule.clone(), on: self.on, outcome, reasons: self.reasons.clone() })
    }
}
