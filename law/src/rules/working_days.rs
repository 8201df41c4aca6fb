//! `working-days`: the day a number of working days ends. What is deliberately not here: which clause gives
//! how many (deadline).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::count::{self, Counted};
use crate::calendar::Period;
use crate::decision::Decision;
use crate::facts::{Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "工作日推算", en: "Working days" },
    about: Words {
        zh: "从某日起（当日不计）数若干个工作日，得出届满日。双休日、法定节假日不计，调休上班的周六、周日计入；\
             涉及尚未公布放假安排的年份时，结果为暂定。",
        en: "The day a number of working days ends, the first day not counted. Weekends and holidays are left \
             out, make-up workdays count; a year whose notice is not known makes the result provisional.",
    },
    clauses: &["WD-04", "WD-05", "WD-06", "WD-08"],
    fields: FIELDS,
    example: r#"{"start": "2026-02-10", "days": 5}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "working-days";

const FIELDS: &[Field] = &[
    Field::needed("start", FieldKind::Date, "起算日（当日不计）", "the day it starts; not counted itself"),
    Field::needed("days", FieldKind::Int { min: 1, max: 10_000 }, "工作日数", "the number of working days"),
];

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The day it starts; not counted itself.
    pub start: Date,
    /// How many working days.
    pub days: u32,
}

/// The day the working days end.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Counted> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Counted, Stop> {
    let due = count::end(inquiry, facts.start, Period::working_days(facts.days), "days")?;
    Ok(due.into())
}
