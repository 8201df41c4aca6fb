//! `training-after-promotion`: by when training not finished before a promotion has to be finished. What is
//! deliberately not here: whether the requirement is met (training_hours).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::count;
use crate::calendar::Period;
use crate::decision::Decision;
use crate::facts::{Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "提任后补训期限", en: "Training after a promotion" },
    about: Words {
        zh: "提任前没有达到教育培训要求的，提任后应当在一年内完成。按提任日期算出期限，并判断完成是否及时。",
        en: "Training not finished before a promotion is finished within a year after it: the last day, and \
             whether it was kept.",
    },
    clauses: &["TR-03", "SL-07", "T-01", "T-02", "WD-08"],
    fields: FIELDS,
    example: r#"{"promoted_on": "2025-12-01", "met_before": false, "as_of": "2026-11-23"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "training-after-promotion";

const FIELDS: &[Field] = &[
    Field::needed(
        "promoted_on",
        FieldKind::Date,
        "提任日期（当日不计）",
        "day of promotion, not counted itself",
    ),
    Field::needed(
        "met_before",
        FieldKind::Flag,
        "提任前是否已达到教育培训要求",
        "whether the requirement was met before it",
    ),
    Field::optional("completed_on", FieldKind::Date, "完成补训的日期", "day the training was finished"),
    Field::optional(
        "as_of",
        FieldKind::Date,
        "截至日期，缺省为适用法规的日期",
        "as of this day; else the day of the law",
    ),
];

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Day of promotion.
    pub promoted_on: Date,
    /// Whether the requirement was met before it.
    pub met_before: bool,
    /// Day the training was finished, if it was.
    #[serde(default)]
    pub completed_on: Option<Date>,
    /// The day it is looked at.
    #[serde(default)]
    pub as_of: Option<Date>,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing to make up.
    NotNeeded,
    /// Still to be done, in time.
    Open,
    /// Done in time.
    InTime,
    /// Done after the last day.
    Late,
    /// Not done, and the last day is past.
    Overdue,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterPromotion {
    /// How it stands.
    pub state: State,
    /// The last day; none if nothing is to be made up.
    pub due: Option<Date>,
    /// True if a calendar notice not yet known could move the day.
    pub provisional: bool,
}

/// By when training has to be finished after a promotion.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<AfterPromotion> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<AfterPromotion, Stop> {
    let promoted = facts.promoted_on;
    if facts.met_before {
        note(inquiry, false, vec![("promoted_on", json!(promoted)), ("met_before", json!(true))])?;
        return Ok(AfterPromotion { state: State::NotNeeded, due: None, provisional: false });
    }
    if let Some(done) = facts.completed_on.filter(|done| *done < promoted) {
        return Stop::refuse(
            "completed_on",
            format!("完成日期{done}早于提任日期{promoted}；提任前已达到要求的，met_before 应为 true。"),
            format!("finished on {done}, before the promotion on {promoted}; then met_before is true"),
        );
    }
    let period: Period = inquiry.take("TR-03", "after")?;
    let due =
        inquiry.book.calendar().due(promoted, period).map_err(|error| Stop::period("promoted_on", error))?;
    note(inquiry, true, vec![("promoted_on", json!(promoted)), ("due", json!(due.date))])?;
    count::end(inquiry, promoted, period, "promoted_on")?;
    let today = facts.as_of.unwrap_or(inquiry.on);
    let state = match facts.completed_on {
        Some(done) if done <= due.date => State::InTime,
        Some(_) => State::Late,
        None if today <= due.date => State::Open,
        None => State::Overdue,
    };
    Ok(AfterPromotion { state, due: Some(due.date), provisional: due.provisional })
}

/// Both regulations say it; the one of appointments is cited while it is in force.
fn note(inquiry: &mut Inquiry<'_>, held: bool, facts: Vec<(&str, Value)>) -> Result<(), Stop> {
    inquiry.note("TR-03", held, facts.clone())?;
    count::support(inquiry, "SL-07", held, facts)
}
