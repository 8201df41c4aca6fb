//! `standing-still`: whether an open step of a case stands still, and what an office may be sent because of it: a
//! reminder, a request to explain, a note to the office above. What is deliberately not here: sending anything
//! (a person does), and any word about a person.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::calendar::Period;
use crate::decision::Decision;
use crate::facts::{Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "环节停滞与催办", en: "Steps that stand still" },
    about: Words {
        zh: "按环节的期限（没有期限的按开始日）、今天的日期和已经采取的措施，判断环节是否逾期或者停滞，\
             可以催办、要求说明情况还是报告上级单位。结论针对单位的环节，不针对个人；是否采取由有权的人员决定。",
        en: "By the limit of a step (or, without one, the day it began), today, and what was sent before: whether it is \
             late or idle, and whether a reminder, a request to explain or a note to the office above may follow. It \
             speaks of an office's step, never of a person; somebody entitled decides.",
    },
    clauses: &["GS-01", "GS-02", "GS-03", "STAND-01", "STAND-02", "STAND-03", "PET-13"],
    fields: FIELDS,
    example: r#"{"due": "2026-03-02", "since": "2026-02-10", "today": "2026-03-06"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "standing-still";

const FIELDS: &[Field] = &[
    Field::optional(
        "due",
        FieldKind::Date,
        "环节期限（没有期限的不填）",
        "last day of the step, if it has one",
    ),
    Field::needed("since", FieldKind::Date, "环节开始日", "day the step began"),
    Field::needed("today", FieldKind::Date, "今天", "today"),
    Field::optional("reminded_on", FieldKind::Date, "催办日期", "day of the reminder"),
    Field::optional(
        "answer_by",
        FieldKind::Date,
        "催办时写明的答复日期",
        "day by which the reminder asks for an answer",
    ),
    Field::optional("asked_on", FieldKind::Date, "要求说明情况的日期", "day an explanation was asked for"),
    Field::optional(
        "petition",
        FieldKind::Flag,
        "是否信访事项的环节",
        "whether the step belongs to a petition",
    ),
];

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Last day of the step.
    #[serde(default)]
    pub due: Option<Date>,
    /// Day it began.
    pub since: Date,
    /// Today.
    pub today: Date,
    /// Day of the reminder.
    #[serde(default)]
    pub reminded_on: Option<Date>,
    /// Day by which the reminder asks for an answer.
    #[serde(default)]
    pub answer_by: Option<Date>,
    /// Day an explanation was asked for.
    #[serde(default)]
    pub asked_on: Option<Date>,
    /// Whether the step belongs to a petition.
    #[serde(default)]
    pub petition: bool,
}

/// What may be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Nothing yet.
    Nothing,
    /// A reminder 催办.
    Reminder,
    /// A request to explain 说明情况.
    Explanation,
    /// A note to the office above 报告上级.
    Note,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Whether it is late (or idle, where there is no limit).
    pub stands: bool,
    /// Working days over.
    pub over: u32,
    /// What may be sent now.
    pub measure: Measure,
    /// The day the next measure becomes possible, if none is now.
    pub next_on: Option<Date>,
    /// True if a calendar notice not yet known could move a day.
    pub provisional: bool,
}

/// Whether a step stands still and what may follow.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Standing> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Standing, Stop> {
    check(facts)?;
    let calendar = inquiry.book.calendar();
    let names =
        [("STAND-02", "reminder"), ("STAND-02", "explanation"), ("STAND-03", "note"), ("STAND-01", "idle")];
    let periods: Vec<Period> = inquiry.take_all(&names)?;
    let [reminder, explanation, note, idle] = periods[..] else {
        return Stop::refuse("clause", "催办的天数不全。", "days of reminders are lacking");
    };
    let mut provisional = false;
    let mut end = |from: Date, period: Period, fact: &str| -> Result<Date, Stop> {
        let due = calendar.due(from, period).map_err(|error| Stop::period(fact, error))?;
        provisional |= due.provisional;
        Ok(due.date)
    };
    let limit = match facts.due {
        Some(due) => due,
        None => end(facts.since, idle, "since")?,
    };
    let count = calendar.working_days_between(limit, facts.today);
    let (over, stands) = (count.days, facts.today > limit);
    let (measure, from) = match (facts.reminded_on, facts.asked_on) {
        (_, Some(asked)) => (Measure::Note, end(asked, note, "asked_on")?),
        (Some(reminded), None) => {
            // Whoever left the office more time than the rule waits for as long.
            let usual = end(reminded, explanation, "reminded_on")?;
            (Measure::Explanation, facts.answer_by.map_or(usual, |day| day.max(usual)))
        }
        (None, None) => (Measure::Reminder, end(limit, reminder, "due")?),
    };
    // A reminder may go on its day; what follows a period only after its last day.
    let ripe = if measure == Measure::Reminder { facts.today >= from } else { facts.today > from };
    let measure = if stands && ripe { measure } else { Measure::Nothing };
    note_all(facts, inquiry, (stands, over, measure))?;
    let next_on = (measure == Measure::Nothing).then_some(from);
    Ok(Standing { stands, over, measure, next_on, provisional: provisional || count.provisional })
}

fn note_all(
    facts: &Facts,
    inquiry: &mut Inquiry<'_>,
    (stands, over, measure): (bool, u32, Measure),
) -> Result<(), Stop> {
    let dates = vec![
        ("due", json!(facts.due)),
        ("since", json!(facts.since)),
        ("today", json!(facts.today)),
        ("over", json!(over)),
    ];
    // A step without a limit is not late: it is idle, by what the county itself practises.
    inquiry.note(if facts.due.is_some() { "GS-01" } else { "STAND-01" }, stands, dates)?;
    if facts.petition && stands {
        inquiry.note("PET-13", true, vec![("over", json!(over))])?;
    }
    let asks = matches!(measure, Measure::Explanation | Measure::Note);
    let before = vec![
        ("reminded_on", json!(facts.reminded_on)),
        ("answer_by", json!(facts.answer_by)),
        ("asked_on", json!(facts.asked_on)),
    ];
    inquiry.note("STAND-02", asks, before)?;
    if asks {
        inquiry.note("GS-02", true, Vec::new())?;
        inquiry.note("GS-03", true, Vec::new())?;
    }
    if measure == Measure::Note {
        inquiry.note("STAND-03", true, Vec::new())?;
    }
    Ok(())
}

fn check(facts: &Facts) -> Result<(), Stop> {
    let early = |name: &'static str, day: Option<Date>, from: Date| match day.filter(|day| *day < from) {
        Some(day) => {
            Stop::refuse(name, format!("日期 {day} 早于 {from}，请核对。"), format!("{day} is before {from}"))
        }
        None => Ok(()),
    };
    early("today", Some(facts.today), facts.since)?;
    early("reminded_on", facts.reminded_on, facts.since)?;
    if facts.answer_by.is_some() && facts.reminded_on.is_none() {
        return Stop::refuse(
            "answer_by",
            "没有催办，就没有答复日期。",
            "no day to answer without a reminder",
        );
    }
    early("answer_by", facts.answer_by, facts.reminded_on.unwrap_or(facts.since))?;
    early("asked_on", facts.asked_on, facts.reminded_on.unwrap_or(facts.since))
}
