//! `hotline-ticket`: by when a service request is handled and when it may be closed. Where its item has a limit of its
//! own, that one; else the tier, once the county has confirmed it; else the ordinary limit. What is deliberately not
//! here: to whom it is dispatched.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::count;
use super::deadline::Start;
use crate::calendar::{Period, Unit};
use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "服务诉求办理期限", en: "Limit of a service request" },
    about: Words {
        zh: "事项自有期限的从其规定；否则按工单等级（须经本县核实）；等级未经核实的，按一般办理期限。没有答复不得办结，\
             合并重复诉求、退回重派和到期回访各按其条款。",
        en: "The limit of the item where it has one; else the tier of the ticket, which the county has to confirm; \
             until then the ordinary limit. Nothing is closed without an answer; repeats are merged, returns \
             dispatched again and residents called back by their clauses.",
    },
    clauses: &[
        "HOT-02", "HOT-03", "HOT-04", "HOT-06", "HOT-08", "HOT-09", "T-01", "T-02", "WD-04", "WD-05",
        "WD-06", "WD-08",
    ],
    fields: FIELDS,
    example: r#"{"received": "2026-03-02T09:30", "tier": "week"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "hotline-ticket";

const TIERS: &[Choice] = &[
    Choice::also("urgent", "紧急", "urgent", &[]),
    Choice::also("day", "较急", "within a day", &[]),
    Choice::also("week", "一般", "ordinary", &[]),
    Choice::also("long", "复杂", "complex", &[]),
];

const UNITS: &[Choice] = &[
    Choice::also("working-days", "工作日", "working days", &[]),
    Choice::also("calendar-days", "日", "calendar days", &["days"]),
];

const FIELDS: &[Field] = &[
    Field::needed("received", FieldKind::Moment, "派单的时刻", "when it was dispatched"),
    Field::needed("tier", FieldKind::OneOf(TIERS), "工单等级", "tier of the ticket"),
    Field::optional(
        "item_days",
        FieldKind::Int { min: 1, max: 365 },
        "事项自有的办理期限",
        "limit of the item",
    ),
    Field::optional(
        "item_unit",
        FieldKind::OneOf(UNITS),
        "事项期限的单位，默认工作日",
        "its unit, working days by default",
    ),
    Field::optional("closed_on", FieldKind::Date, "办结之日", "the day it was closed"),
    Field::optional(
        "closed_at",
        FieldKind::Moment,
        "办结的时刻，期限以小时计时用",
        "when it was closed, for limits in hours",
    ),
    Field::optional("answered", FieldKind::Flag, "是否已答复", "whether it was answered"),
    Field::optional(
        "merged",
        FieldKind::Flag,
        "是否与在办的同一诉求合并",
        "whether it was merged with one under way",
    ),
];

/// How pressing a ticket is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// 紧急.
    Urgent,
    /// 较急.
    Day,
    /// 一般.
    #[default]
    Week,
    /// 复杂.
    Long,
}

impl Tier {
    /// Every tier, most pressing first.
    pub const ALL: [Tier; 4] = [Tier::Urgent, Tier::Day, Tier::Week, Tier::Long];

    /// The word stored, also the name of the parameter.
    pub fn code(self) -> &'static str {
        match self {
            Tier::Urgent => "urgent",
            Tier::Day => "day",
            Tier::Week => "week",
            Tier::Long => "long",
        }
    }
}

/// The unit of an item's own limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemUnit {
    /// 工作日.
    #[default]
    WorkingDays,
    /// 日.
    CalendarDays,
}

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// When it was dispatched.
    pub received: Start,
    /// How pressing it is.
    pub tier: Tier,
    /// Limit of its item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_days: Option<u32>,
    /// The unit of that limit.
    #[serde(default)]
    pub item_unit: ItemUnit,
    /// The day it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_on: Option<Date>,
    /// The moment it was closed, for limits in hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Start>,
    /// Whether it was answered.
    #[serde(default)]
    pub answered: bool,
    /// Whether it was merged with one under way.
    #[serde(default)]
    pub merged: bool,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Ticket {
    /// The last day.
    pub due: Date,
    /// The last moment, where the limit is in hours.
    pub due_at: Option<DateTime>,
    /// Whether it was closed by then; none if not closed.
    pub in_time: Option<bool>,
    /// True if a calendar notice not yet known could move the day.
    pub provisional: bool,
}

/// By when a ticket is handled.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Ticket> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Ticket, Stop> {
    let start = facts.received.day();
    if facts.closed_on.is_some() && !facts.answered && !facts.merged {
        return Stop::refuse(
            "answered",
            "没有答复诉求人，不得办结（HOT-02）。",
            "nothing is closed without an answer (HOT-02)",
        );
    }
    if facts.closed_on.is_some_and(|closed| closed < start) {
        return Stop::refuse(
            "closed_on",
            "办结之日早于派单之日，请核对。",
            "closed before it was dispatched",
        );
    }
    inquiry.note("HOT-04", true, vec![("tier", json!(facts.tier)), ("received", json!(facts.received))])?;
    if facts.merged {
        // Before the opinion of 2025 repeats were merged too; there is then nothing to cite.
        count::support(inquiry, "HOT-03", true, vec![("merged", json!(true))])?;
    }
    let mut ticket = limit(facts, inquiry, start)?;
    if let Some(closed) = facts.closed_on {
        let in_time = match (ticket.due_at, facts.closed_at) {
            (Some(due), Some(Start::Time(at))) => at <= due,
            _ => closed <= ticket.due,
        };
        ticket.in_time = Some(in_time);
        inquiry.note(
            "HOT-02",
            true,
            vec![("answered", json!(facts.answered)), ("closed_on", json!(closed))],
        )?;
        inquiry.note(
            "HOT-06",
            in_time,
            vec![
                ("due", ticket.due_at.map_or_else(|| json!(ticket.due), |due| json!(due))),
                ("closed_on", facts.closed_at.map_or_else(|| json!(closed), |at| json!(at))),
            ],
        )?;
    }
    Ok(ticket)
}

fn limit(facts: &Facts, inquiry: &mut Inquiry<'_>, start: Date) -> Result<Ticket, Stop> {
    if let Some(days) = facts.item_days {
        let period = match facts.item_unit {
            ItemUnit::WorkingDays => Period::working_days(days),
            ItemUnit::CalendarDays => Period::days(days).rolling(),
        };
        return in_days(inquiry, "HOT-08", start, period, ("item_days", json!(days)));
    }
    match inquiry.take::<Period>("HOT-09", facts.tier.code()) {
        Ok(period) if period.unit == Unit::Hours => in_hours(facts, inquiry, period),
        Ok(period) => in_days(inquiry, "HOT-09", start, period, ("tier", json!(facts.tier))),
        Err(Stop::Unconfirmed(names)) => {
            // The tiers of HOT-09 are known from one weak source: left aside until the county confirms them.
            if let Some(name) = names.first() {
                inquiry.note_unconfirmed("HOT-09", name)?;
            }
            let period: Period = inquiry.take("HOT-08", "handle")?;
            in_days(inquiry, "HOT-08", start, period, ("tier", json!(facts.tier)))
        }
        Err(stop) => Err(stop),
    }
}

fn in_hours(facts: &Facts, inquiry: &mut Inquiry<'_>, period: Period) -> Result<Ticket, Stop> {
    let from = match facts.received {
        Start::Time(time) => time,
        // Only the day is known: its last hour, so that nobody is called late for what was not written down.
        Start::Day(day) => day.at(23, 0, 0, 0),
    };
    let end = period.due_at(from).map_err(|error| Stop::period("received", error))?;
    inquiry.note("HOT-09", true, vec![("tier", json!(facts.tier)), ("due", json!(end))])?;
    Ok(Ticket { due: end.date(), due_at: Some(end), in_time: None, provisional: false })
}

fn in_days(
    inquiry: &mut Inquiry<'_>,
    clause: &str,
    start: Date,
    period: Period,
    said: (&'static str, serde_json::Value),
) -> Result<Ticket, Stop> {
    let due = inquiry.book.calendar().due(start, period).map_err(|error| Stop::period("received", error))?;
    inquiry.note(clause, true, vec![said, ("start", json!(start)), ("due", json!(due.date))])?;
    count::end(inquiry, start, period, "received")?;
    Ok(Ticket { due: due.date, due_at: None, in_time: None, provisional: due.provisional })
}
