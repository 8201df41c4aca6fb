//! `village-affairs-due`: in which periods of a year a village has to post an item of village affairs, which of them
//! passed without a posting, and which were made up late. What is deliberately not here: which items a village has (the
//! room), and how long a posting stays up (`publicity`).

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
        zh: "按事项的公布间隔，列出一年里应当公布的各期，找出期满未公布的和期满以后补公布的；公布时写明所属期的按所属期\
             计，没有写明的按公布日期计。经批准的事项算出最迟公布日。",
        en: "The periods of a year for which an item has to be posted, those that ended without a posting and those made up \
             late; a posting counts for the period it names, else for the one it was posted in. For an approved matter the \
             last day to post it.",
    },
    clauses: &["VIL-03", "VIL-04", "WD-08"],
    fields: FIELDS,
    example: r#"{"rhythm": "ordinary", "year": 2026, "as_of": "2026-06-30", "posted": [{"posted_on": "2026-02-10"}, {"posted_on": "2026-05-06", "period_from": "2026-04-01", "period_to": "2026-06-30"}]}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "village-affairs-due";

const RHYTHMS: &[Choice] = &[
    Choice::also("ordinary", "一般事项", "ordinary item", &["每季度"]),
    Choice::also("busy", "收支较多的财务", "busy finances", &["每月"]),
    Choice::also("approved", "经批准的事项", "matter that needed approval", &[]),
];

const POSTED: &[Field] = &[
    Field::needed("posted_on", FieldKind::Date, "公布日期", "posted on"),
    Field::optional("period_from", FieldKind::Date, "所属期第一天", "first day of the period it is for"),
    Field::optional("period_to", FieldKind::Date, "所属期最后一天", "last day of the period it is for"),
];

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
    /// First day of the period it is for; none: the period it was posted in.
    #[serde(default)]
    pub period_from: Option<Date>,
    /// Last day of that period.
    #[serde(default)]
    pub period_to: Option<Date>,
}

impl Posting {
    /// A posting that names no period.
    #[must_use]
    pub fn on(posted_on: Date) -> Posting {
        Posting { posted_on, period_from: None, period_to: None }
    }

    /// Whether it is for a period: of another rhythm too, where the rhythm has changed since.
    fn is_for(&self, from: Date, to: Date) -> bool {
        let first = self.period_from.unwrap_or(self.posted_on);
        let last = self.period_to.unwrap_or(first).max(first);
        first <= to && last >= from
    }
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
    /// The last day on which it is posted in time.
    pub due: Date,
    /// Whether it was posted.
    pub posted: bool,
    /// Whether its time is over without a posting.
    pub missing: bool,
    /// Whether it was posted only after its time.
    pub late: bool,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The periods that have begun.
    pub slots: Vec<Slot>,
    /// How many are missing: their time is over without a posting.
    pub missing: i64,
    /// How many were made up late.
    #[serde(default)]
    pub late: i64,
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
    let first = facts.posted.iter().map(|one| one.posted_on).filter(|day| *day >= from).min();
    let posted = first.is_some();
    let (missing, late) = (!posted && as_of > due.date, first.is_some_and(|day| day > due.date));
    let used = vec![
        ("approved_on", json!(from)),
        ("due", json!(due.date)),
        ("missing", json!(i64::from(missing))),
        ("late", json!(i64::from(late))),
    ];
    inquiry.note("VIL-04", !missing && !late, used)?;
    if due.provisional {
        inquiry.note("WD-08", true, vec![("due", json!(due.date))])?;
    }
    let slot = Slot { from, to: due.date, due: due.date, posted, missing, late };
    let open = (!posted).then_some(due.date);
    Ok(Calendar { slots: vec![slot], missing: i64::from(missing), late: i64::from(late), due: open })
}

fn recurring(facts: &Facts, name: &str, inquiry: &mut Inquiry<'_>) -> Result<Calendar, Stop> {
    let months: i64 = inquiry.take("VIL-03", name)?;
    let grace: i64 = inquiry.take("VIL-03", "after")?;
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
        slots.push(slot(facts, (from, step, grace), as_of)?);
    }
    let count = |which: fn(&&Slot) -> bool| i64::try_from(slots.iter().filter(which).count()).unwrap_or(0);
    let (missing, late) = (count(|slot| slot.missing), count(|slot| slot.late));
    let due = slots.iter().find(|slot| !slot.posted && !slot.missing).map(|slot| slot.due);
    let begins =
        |which: fn(&&Slot) -> bool| slots.iter().filter(which).map(|slot| slot.from).collect::<Vec<_>>();
    let used = vec![
        ("as_of", json!(as_of)),
        ("slots", json!(slots.len())),
        ("missing", json!(missing)),
        ("missing_from", json!(begins(|slot| slot.missing))),
        ("late", json!(late)),
        ("due", json!(due)),
    ];
    inquiry.note("VIL-03", missing == 0 && late == 0, used)?;
    Ok(Calendar { slots, missing, late, due })
}

/// One period that begins on a day, of so many months, with so many days after its end.
fn slot(facts: &Facts, (from, step, grace): (Date, i8, i64), as_of: Date) -> Result<Slot, Stop> {
    let beyond = |_| Stop::period("year", crate::calendar::PeriodError::OutOfCalendar);
    let next = from.checked_add(i32::from(step).months()).map_err(beyond)?;
    let to = next.yesterday().map_err(beyond)?;
    let after = |last: Date| last.checked_add(grace.clamp(0, 366).days()).map_err(beyond);
    let due = after(to)?;
    let (mut posted, mut in_time) = (false, false);
    for one in facts.posted.iter().filter(|one| one.is_for(from, to)) {
        // A posting for a longer period, from before the rhythm changed, had the time of that period.
        let last = after(one.period_to.unwrap_or(to).max(to))?;
        (posted, in_time) = (true, in_time || one.posted_on <= last);
    }
    Ok(Slot { from, to, due, posted, missing: !posted && due < as_of, late: posted && !in_time })
}
