//! `deadline`: when the period a clause sets ends. The clause, its period, unit and roll rule come from the
//! rulebook. What is deliberately not here: what happens when it is missed.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::count;
use crate::calendar::{Period, Unit};
use crate::decision::Decision;
use crate::facts::{Choice, Fault, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::{Annual, Clause, Parameter, Rulebook, Setting};

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "期限届满日", en: "Deadline of a clause" },
    about: Words {
        zh: "给出条款编号和起算日（当日不计），得出该条款所定期限的届满日。以小时计的期限须写明时刻。\
             条款含几个期限时，取第一个，或用 period 指明；T-01 至 T-04、T-07 是计算规则，另给 n 和 unit。",
        en: "The end of the period a clause sets, from the day it starts (not counted). A period in hours needs \
             a time. Of several periods the first is taken, or the one named by `period`; T-01 to T-04 and T-07 \
             are rules of counting and take `n` and `unit`.",
    },
    clauses: count::CLAUSES,
    fields: FIELDS,
    example: r#"{"clause": "INF-05", "start": "2026-02-10"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "deadline";

const UNITS: &[Choice] = &[
    Choice::also("calendar-days", "日", "calendar days", &["days", "day", "天", "自然日"]),
    Choice::also("working-days", "工作日", "working days", &["working-day"]),
    Choice::also("months", "月", "months", &["month", "个月"]),
    Choice::also("years", "年", "years", &["year"]),
];

const FIELDS: &[Field] = &[
    Field::needed("clause", FieldKind::Text, "条款编号，如 INF-05", "id of the clause, e.g. INF-05"),
    Field::needed(
        "start",
        FieldKind::Moment,
        "起算日（当日不计）；以小时计的期限写到时刻",
        "the day it starts, not counted itself; a time for periods in hours",
    ),
    Field::optional(
        "period",
        FieldKind::Text,
        "期限名称，条款含几个期限时用",
        "name of the period where the clause sets several",
    ),
    Field::optional(
        "n",
        FieldKind::Int { min: 1, max: 10_000 },
        "期限的数目，仅用于计算规则 T-01 至 T-04、T-07",
        "length of the period, only for the rules of counting T-01 to T-04 and T-07",
    ),
    Field::optional("unit", FieldKind::OneOf(UNITS), "期限的单位", "unit of the period"),
];

/// When a period starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// On a day.
    Day(Date),
    /// At a time of day.
    Time(DateTime),
}

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Id of the clause.
    pub clause: String,
    /// When the period starts.
    pub start: Start,
    /// Which of the clause's periods; the first if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Length of the period, for the rules of counting only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Unit of the period, for the rules of counting only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// The end of a period: a day, or a time if the period is in hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// The last day, or the last moment.
    pub due: Start,
    /// True if a calendar notice not yet known could move it.
    pub provisional: bool,
}

impl Start {
    /// The day.
    pub fn day(self) -> Date {
        match self {
            Start::Day(day) => day,
            Start::Time(time) => time.date(),
        }
    }
}

impl Serialize for Start {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Start::Day(day) => day.serialize(serializer),
            Start::Time(time) => time.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Start {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Start, D::Error> {
        let text = String::deserialize(deserializer)?;
        // A date also parses as a time at midnight, so the length decides.
        let read =
            if text.len() <= 10 { text.parse().map(Start::Day) } else { text.parse().map(Start::Time) };
        read.map_err(serde::de::Error::custom)
    }
}

/// When the period of a clause ends.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Deadline> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Deadline, Stop> {
    let book = inquiry.book;
    let id = facts.clause.trim().to_uppercase();
    let Some((_, clause)) = book.find(&id) else {
        let (zh, en) = (
            format!("规则库中没有编号为“{}”的条款。", facts.clause),
            format!("the rulebook has no clause `{}`", facts.clause),
        );
        return Stop::refuse("clause", zh, en);
    };
    check_in_force(facts, clause, inquiry.on)?;
    if clause.parameter("counting_roll").is_some() {
        let period = counting_rule(facts, inquiry, &id)?;
        return end_in_days(inquiry, &id, facts, period);
    }
    if facts.n.is_some() || facts.unit.is_some() {
        let fact = if facts.n.is_some() { "n" } else { "unit" };
        return Stop::refuse(
            fact,
            format!("{id} 自己规定了期限，不用另给 n 和 unit。"),
            format!("{id} sets its own period; leave out n and unit"),
        );
    }
    let parameter = choose(facts, clause)?;
    match inquiry.take::<Setting>(&id, &parameter.name)? {
        Setting::Annual(day) => end_of_year_day(inquiry, &id, facts, day),
        Setting::Period(period) if period.unit == Unit::Hours => end_in_hours(inquiry, &id, facts, period),
        Setting::Period(period) => end_in_days(inquiry, &id, facts, period),
        _ => no_period(&id),
    }
}

fn check_in_force(facts: &Facts, clause: &Clause, on: Date) -> Result<(), Stop> {
    let (id, from) = (&clause.id, clause.from);
    if !clause.is_in_force(on) {
        let zh = format!("{on} 时 {id} 不在施行期内（{from} 起施行）。");
        return Stop::refuse("on", zh, format!("clause {id} is not in force on {on} (in force from {from})"));
    }
    if facts.start.day() < from {
        let zh = format!("{id} 自 {from} 起施行，起算日在此之前，应适用当时的规定。");
        let en =
            format!("clause {id} is in force from {from}; a period that began before follows earlier law");
        return Stop::refuse("start", zh, en);
    }
    Ok(())
}

fn no_period<T>(id: &str) -> Result<T, Stop> {
    Stop::refuse("clause", format!("{id} 没有规定期限。"), format!("clause {id} sets no period"))
}

/// The period asked for by name, or the first of the clause.
fn choose<'a>(facts: &Facts, clause: &'a Clause) -> Result<&'a Parameter, Stop> {
    let Some(first) = clause.periods().next() else { return no_period(&clause.id) };
    let Some(name) = &facts.period else { return Ok(first) };
    clause.periods().find(|parameter| parameter.name == *name).ok_or_else(|| {
        let names: Vec<&str> = clause.periods().map(|parameter| parameter.name.as_str()).collect();
        let names = names.join(", ");
        let (zh, en) = (
            format!("{} 没有名为“{name}”的期限，现有：{names}。", clause.id),
            format!("clause {} has no period `{name}`; it has: {names}", clause.id),
        );
        Stop::Refused(Fault::new("period", zh, en))
    })
}

/// The period of a rule of counting, from the facts: which unit a "day" is depends on the law.
fn counting_rule(facts: &Facts, inquiry: &Inquiry<'_>, id: &str) -> Result<Period, Stop> {
    let roll = inquiry.take::<bool>(id, "counting_roll")?;
    if facts.period.is_some() {
        let zh = format!("{id} 是计算规则，不用 period，请给 n 和 unit。");
        return Stop::refuse(
            "period",
            zh,
            format!("{id} is a rule of counting: give n and unit, not period"),
        );
    }
    let Some(n) = facts.n else {
        let zh = format!("{id} 是计算规则，请用 n 给出期限的数目，用 unit 给出单位。");
        return Stop::refuse("n", zh, format!("{id} is a rule of counting: give n and unit"));
    };
    let units = inquiry.take::<Vec<String>>(id, "units")?;
    let working = inquiry.take::<Vec<String>>(id, "working_when").unwrap_or_default();
    let by_length = working.iter().any(|length| *length == n.to_string());
    let unit = match facts.unit {
        Some(Unit::CalendarDays) | None if by_length => Unit::WorkingDays,
        Some(unit) => unit,
        None if units.first().is_some_and(|unit| unit == "working-days") => Unit::WorkingDays,
        None => Unit::CalendarDays,
    };
    let known = serde_json::to_value(unit).ok().and_then(|unit| unit.as_str().map(ToOwned::to_owned));
    let fits = unit == Unit::WorkingDays && by_length || known.is_some_and(|unit| units.contains(&unit));
    if !fits {
        let units = units.join(", ");
        let zh = format!("{id} 不按这一单位计算，可用：{units}。");
        return Stop::refuse("unit", zh, format!("{id} does not count in this unit; it counts in: {units}"));
    }
    Ok(Period { n, unit, roll })
}

fn facts_noted(facts: &Facts, period: Period, due: Value) -> Vec<(&'static str, Value)> {
    vec![("start", json!(facts.start)), ("n", json!(period.n)), ("unit", json!(period.unit)), ("due", due)]
}

fn end_in_days(inquiry: &mut Inquiry<'_>, id: &str, facts: &Facts, period: Period) -> Result<Deadline, Stop> {
    let start = facts.start.day();
    let calendar = inquiry.book.calendar();
    let due = calendar.due(start, period).map_err(|error| Stop::period("start", error))?;
    inquiry.note(id, true, facts_noted(facts, period, json!(due.date)))?;
    count::end(inquiry, start, period, "start")?;
    if id.starts_with("PET-") && period.unit != Unit::WorkingDays {
        count::note_petition(inquiry, due.date)?;
    }
    Ok(Deadline { due: Start::Day(due.date), provisional: due.provisional })
}

fn end_in_hours(
    inquiry: &mut Inquiry<'_>,
    id: &str,
    facts: &Facts,
    period: Period,
) -> Result<Deadline, Stop> {
    let Start::Time(start) = facts.start else {
        return Err(Stop::period("start", crate::calendar::PeriodError::NeedsTime));
    };
    let due = period.due_at(start).map_err(|error| Stop::period("start", error))?;
    inquiry.note(id, true, facts_noted(facts, period, json!(due)))?;
    Ok(Deadline { due: Start::Time(due), provisional: false })
}

/// The next day of that month and day after the start.
fn end_of_year_day(
    inquiry: &mut Inquiry<'_>,
    id: &str,
    facts: &Facts,
    day: Annual,
) -> Result<Deadline, Stop> {
    let start = facts.start.day();
    let out = |_| Stop::period("start", crate::calendar::PeriodError::OutOfCalendar);
    let mut due = Date::new(start.year(), day.month, day.day).map_err(out)?;
    if due <= start {
        due = due.checked_add(1.year()).map_err(out)?;
    }
    inquiry.note(id, true, vec![("start", json!(start)), ("due", json!(due))])?;
    Ok(Deadline { due: Start::Day(due), provisional: false })
}
