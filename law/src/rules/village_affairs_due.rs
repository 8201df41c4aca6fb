//! `village-affairs-due`: in which periods of a year a village has to post an item of village affairs, and which of
//! them passed without a posting. What is deliberately not here: which items a village has (the room), and how long a
//! posting stays up (`publicity`).

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::calendar::Period;
use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "村务公开应公布事项", en: "Village affairs due" },
    about: Words {
        zh: "按事项的公布间隔，列出一年里应当公布的各期，找出期满未公布的；经批准的事项算出最迟公布日。",
        en: "The periods of a year in which an item has to be posted, those that ended without a posting, and for \
             an approved matter the last day to post it.",
    },
    clauses: &["VIL-03", "VIL-04", "WD-08"],
    fields: FIELDS,
    example: r#"{"rhythm": "ordinary", "year": 2026, "as_of": "2026-06-30", "posted": [{"posted_on": "2026-02-10"}]}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "village-affairs-due";

const RHYTHMS: &[Choice] = &[
    Choice::also("ordinary", "一般事项", "ordinary item", &["每季度"]),
    Choice::also("busy", "收支较多的财务", "busy finances", &["每月"]),
    Choice::also("approved", "经批准的事项", "matter that needed approval", &[]),
];

const POSTED: &[Field] = &[Field::needed("posted_on", FieldKind::Date, "公布日期", "posted on")];

const FIELDS: &[Field] = &[
    Field::needed("rhythm", FieldKind::OneOf(RHYTHMS), "事项类别", "rhythm of the item"),
    Field::optional("year", FieldKind::Year { min: 2011, max: 2100 }, "年度", "year"),
    Field::optional("as_of", FieldKind::Date, "截至日期", "as of"),
    Field::optional("posted", FieldKind::List(POSTED), "已公布的日期", "days of posting"),
    Field::optional("approved_on", FieldKind::Date, "接到批复的日期", "day of the approval"),
];

/// How often an item is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rhythm {
    /// At least every quarter.
    Ordinary,
    /// Finances with much coming and going: every month.
    Busy,
    /// Within days of the approval.
    Approved,
}

/// A posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Its day.
    pub posted_on: Date,
}

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// How often.
    pub rhythm: Rhythm,
    /// The year looked at.
    #[serde(default)]
    pub year: Option<i16>,
    /// Up to which day.
    #[serde(default)]
    pub as_of: Option<Date>,
    /// Postings of the item.
    #[serde(default)]
    pub posted: Vec<Posting>,
    /// Day of the approval, for a matter that needed one.
    #[serde(default)]
    pub approved_on: Option<Date>,
}

/// A period in which the item has to be posted at least once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Whether it was posted.
    pub posted: bool,
    /// Whether the period has ended without a posting.
    pub missing: bool,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The periods that have begun.
    pub slots: Vec<Slot>,
    /// How many ended without a posting.
    pub missing: i64,
    /// By when the next posting is due; none if the running period has one.
    pub due: Option<Date>,
}

/// Which periods an item has to be posted in.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Calendar> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = match facts.rhythm {
        Rhythm::Approved => approved(facts, &mut inquiry),
        Rhythm::Ordinary => recurring(facts, "ordinary", &mut inquiry),
        Rhythm::Busy => recurring(facts, "busy", &mut inquiry),
    };
    inquiry.finish(result)
}

fn approved(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Calendar, Stop> {
    let Some(from) = facts.approved_on else {
        return Stop::refuse("approved_on", "请写明接到批复的日期。", "give the day of the approval");
    };
    let period: Period = inquiry.take("VIL-04", "publish")?;
    let due =
        inquiry.book.calendar().due(from, period).map_err(|error| Stop::period("approved_on", error))?;
    let as_of = facts.as_of.unwrap_or(inquiry.on);
    let posted = facts.posted.iter().any(|one| one.posted_on >= from && one.posted_on <= due.date);
    let missing = !posted && as_of > due.date;
    let used =
        vec![("approved_on", json!(from)), ("due", json!(due.date)), ("missing", json!(i64::from(missing)))];
    inquiry.note("VIL-04", !missing, used)?;
    if due.provisional {
        inquiry.note("WD-08", true, vec![("due", json!(due.date))])?;
    }
    let slot = Slot { from, to: due.date, posted, missing };
    let open = (!posted).then_some(due.date);
    Ok(Calendar { slots: vec![slot], missing: i64::from(missing), due: open })
}

fn recurring(facts: &Facts, name: &str, inquiry: &mut Inquiry<'_>) -> Result<Calendar, Stop> {
    let months: i64 = inquiry.take("VIL-03", name)?;
    let as_of = facts.as_of.unwrap_or(inquiry.on);
    let year = facts.year.unwrap_or(as_of.year());
    let step = i8::try_from(months).ok().filter(|months| 12 % months.max(&1) == 0 && *months > 0);
    let Some(step) = step else {
        return Stop::refuse("rhythm", "间隔的月数应能整除 12。", "the months of a rhythm divide 12");
    };
    let mut slots = Vec::new();
    for month in (1..=12_i8).step_by(usize::from(step.unsigned_abs())) {
        let from = date(year, month, 1);
        if from > as_of {
            break;
        }
        let next = from.checked_add(i32::from(step).months());
        let to = next
            .and_then(|next| next.yesterday())
            .map_err(|_| Stop::period("year", crate::calendar::PeriodError::OutOfCalendar))?;
        let posted = facts.posted.iter().any(|one| (from..=to).contains(&one.posted_on));
        slots.push(Slot { from, to, posted, missing: !posted && to < as_of });
    }
    let missing = i64::try_from(slots.iter().filter(|slot| slot.missing).count()).unwrap_or(0);
    let due = slots.iter().find(|slot| !slot.posted && !slot.missing).map(|slot| slot.to);
    let used = vec![
        ("as_of", json!(as_of)),
        ("slots", json!(slots.len())),
        ("missing", json!(missing)),
        ("due", json!(due)),
    ];
    inquiry.note("VIL-03", missing == 0, used)?;
    Ok(Calendar { slots, missing, due })
}
