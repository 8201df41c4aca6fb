//! `training-leave`: whether leave from an off-post course goes beyond what the course bears. What is deliberately
//! not here: who grants leave (procedures of the domain), and what withdrawal does to a person.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::decision::Decision;
use crate::facts::{Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "脱产培训请假", en: "Leave from an off-post course" },
    about: Words {
        zh: "按班次总时间和累计请假时间（均以分钟计），判断是否超过总学时的七分之一，超过的按退学处理；\
             同时给出还可以请假多久。只适用于脱产培训。",
        en: "By the time of an off-post course and the leave taken from it, both in minutes: whether the leave is \
             more than one seventh, which means withdrawal, and how much leave is left.",
    },
    clauses: &["TR-04"],
    fields: FIELDS,
    example: r#"{"course_minutes": 2700, "leave_minutes": 360}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "training-leave";

/// Minutes of a course at most: two years without a pause.
const MOST: i64 = 1_051_200;

const FIELDS: &[Field] = &[
    Field::needed(
        "course_minutes",
        FieldKind::Int { min: 1, max: MOST },
        "脱产培训班次的总时间（分钟）",
        "time of the off-post course in minutes",
    ),
    Field::needed(
        "leave_minutes",
        FieldKind::Int { min: 0, max: MOST },
        "累计请假时间（分钟）",
        "leave taken from it in minutes",
    ),
];

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Time of the course, minutes.
    pub course_minutes: u32,
    /// Leave taken, minutes.
    pub leave_minutes: u32,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Whether the leave means withdrawal (按退学处理).
    pub withdrawn: bool,
    /// Whole minutes of leave the course bears.
    pub limit_minutes: u32,
    /// Minutes of leave left; none below zero.
    pub left_minutes: u32,
}

/// Whether leave goes beyond what the course bears.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Leave> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Leave, Stop> {
    let (course, leave) = (facts.course_minutes, facts.leave_minutes);
    if leave > course {
        return Stop::refuse(
            "leave_minutes",
            format!("请假{leave}分钟，超过班次总时间{course}分钟，请核对。"),
            format!("{leave} minutes of leave from a course of {course} minutes"),
        );
    }
    let part: i64 = inquiry.take("TR-04", "part")?;
    let Some(part) = u32::try_from(part).ok().filter(|part| *part > 0) else {
        return Stop::refuse("clause", "TR-04.part 应当大于 0。", "TR-04.part must be more than 0");
    };
    // Whole minutes: a leave of L is more than 1/part of C exactly when it is more than the whole part of C/part.
    let limit = course / part;
    let withdrawn = leave > limit;
    inquiry.note(
        "TR-04",
        withdrawn,
        vec![
            ("course_minutes", json!(course)),
            ("leave_minutes", json!(leave)),
            ("limit_minutes", json!(limit)),
        ],
    )?;
    Ok(Leave { withdrawn, limit_minutes: limit, left_minutes: limit.saturating_sub(leave) })
}
