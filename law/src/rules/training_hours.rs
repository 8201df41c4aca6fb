//! `training-hours`: whether somebody's training reaches what the regulation asks in its span of time. What is
//! deliberately not here: which records there are (room learning), and any score: it is met or not met.

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::training_record::{FORM_CHOICES, Form, Measure, Taken};
use crate::calendar::{Period, Unit};
use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "教育培训学时", en: "Training required" },
    about: Words {
        zh: "按层次和培训记录，判断在规定的时间段内培训是否达到要求：县处级以上五年累计3个月或者550学时，\
             乡科级以下每年12天或者90学时，学时、天数达到其一即可。结论只有达到与未达到，不作为考核得分。",
        en: "By tier and training records: whether the requirement of the span is met, by hours or by days. The \
             answer is met or not met; it is never a score.",
    },
    clauses: &["TR-01", "TR-02", "TR-05", "TR-07", "TR-08"],
    fields: FIELDS,
    example: r#"{"tier": "township-and-below", "as_of": "2026-12-31", "records": [{"ended": "2026-04-17", "minutes": 1800, "days": 5, "form": "off-post"}, {"ended": "2026-09-10", "minutes": 2250, "form": "online"}]}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "training-hours";

const TIERS: &[Choice] = &[
    Choice::also(
        "county-and-above",
        "县处级以上",
        "county tier and above, or fourth-class researcher and above",
        &["县处级", "四级调研员以上"],
    ),
    Choice::also(
        "township-and-below",
        "乡科级以下",
        "township tier and below, or first-class section member and below",
        &["乡科级", "一级主任科员以下"],
    ),
];

const RECORD: &[Field] = &[
    Field::needed("ended", FieldKind::Date, "结业日期", "day it ended"),
    Field::needed(
        "minutes",
        FieldKind::Int { min: 0, max: 1_051_200 },
        "培训时间（分钟）",
        "time in minutes",
    ),
    Field::optional(
        "days",
        FieldKind::HalfDays { max: 730 },
        "培训天数；缺省按时间折算",
        "days; from the time if not given",
    ),
    Field::needed("form", FieldKind::OneOf(FORM_CHOICES), "培训形式", "form of training"),
    Field::optional(
        "recognised",
        FieldKind::Flag,
        "是否经认可，缺省为是",
        "whether it is recognised; yes if not said",
    ),
];

const FIELDS: &[Field] = &[
    Field::needed("tier", FieldKind::OneOf(TIERS), "层次", "tier"),
    Field::needed("as_of", FieldKind::Date, "截至日期", "as of this day"),
    Field::needed("records", FieldKind::List(RECORD), "培训记录", "training records"),
];

/// The tier a requirement is set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// County tier and above, or fourth-class researcher and above.
    CountyAndAbove,
    /// Township tier and below, or first-class section member and below.
    TownshipAndBelow,
}

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Whose requirement applies.
    pub tier: Tier,
    /// The day it is looked at.
    pub as_of: Date,
    /// What was taken part in.
    pub records: Vec<Taken>,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// Whether the requirement is met, by hours or by days.
    pub met: bool,
    /// First day of the span.
    pub from: Date,
    /// Last day of the span (the day it is looked at, or the end of the year or fixed span).
    pub to: Date,
    /// Minutes counted in the span.
    pub minutes: u64,
    /// Minutes the requirement asks by hours.
    pub needed_minutes: u64,
    /// Days counted in the span, as text with at most one place.
    pub days: Decimal,
    /// Days the requirement asks.
    pub needed_days: u64,
    /// Records left out: not recognised, or outside the span.
    pub left_out: u32,
    /// Whether the online part is reached; none while the figure awaits confirmation.
    pub online_met: Option<bool>,
}

/// What a tier is asked for.
struct Asked {
    clause: &'static str,
    from: Date,
    to: Date,
    hours: u64,
    days: u64,
}

/// Whether training reaches what the regulation asks.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Hours> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Hours, Stop> {
    if let Some(at) = facts.records.iter().position(|record| record.ended > facts.as_of) {
        return Stop::refuse(
            &format!("records[{at}].ended"),
            format!("结业日期{}晚于截至日期{}。", facts.records[at].ended, facts.as_of),
            format!("it ended on {}, after {}", facts.records[at].ended, facts.as_of),
        );
    }
    let measure = measure(inquiry)?;
    let asked = asked(facts, &measure, inquiry)?;
    let counted: Vec<&Taken> =
        facts.records.iter().filter(|record| record.recognised && record.ended >= asked.from).collect();
    let minutes: u64 = counted.iter().map(|record| u64::from(record.minutes)).sum();
    let days: Decimal = counted.iter().map(|record| measure.days(record)).sum();
    let needed_minutes = asked.hours * measure.class_hour;
    let met = minutes >= needed_minutes || days >= Decimal::from(asked.days);
    // What is missing and what is there add up as they are said; whoever is short by a minute is short by something.
    let hours = measure.hours(minutes).round_dp(1);
    let missing = if minutes >= needed_minutes {
        Decimal::ZERO
    } else {
        (Decimal::from(asked.hours) - hours).max(Decimal::new(1, 1))
    };
    inquiry.note(
        asked.clause,
        met,
        vec![
            ("from", json!(asked.from)),
            ("to", json!(asked.to)),
            ("class_hours", said(hours)),
            ("days", said(days)),
            ("missing_hours", said(missing)),
        ],
    )?;
    let facts_of_measure =
        vec![("class_hour", json!(measure.class_hour)), ("day_hours", json!(measure.day_hours))];
    inquiry.note("TR-08", true, facts_of_measure)?;
    let online_met = online(&counted, &measure, inquiry)?;
    inquiry.note("TR-07", true, vec![("records", json!(counted.len()))])?;
    Ok(Hours {
        met,
        from: asked.from,
        to: asked.to,
        minutes,
        needed_minutes,
        days: days.round_dp(1).normalize(),
        needed_days: asked.days,
        left_out: u32::try_from(facts.records.len() - counted.len()).unwrap_or(u32::MAX),
        online_met,
    })
}

fn said(value: Decimal) -> Value {
    json!(value.round_dp(1).normalize().to_string())
}

fn measure(inquiry: &Inquiry<'_>) -> Result<Measure, Stop> {
    let take = |name: &str| -> Result<u64, Stop> {
        let value: i64 = inquiry.take("TR-08", name)?;
        u64::try_from(value).ok().filter(|value| *value > 0).ok_or_else(|| {
            let fault = format!("TR-08.{name}");
            crate::facts::Fault::new(
                "clause",
                format!("{fault} 应当大于 0。"),
                format!("{fault} must be more than 0"),
            )
            .into()
        })
    };
    Ok(Measure {
        class_hour: take("class_hour")?,
        day_hours: take("day_hours")?,
        month_days: take("month_days")?,
    })
}

/// What the tier is asked for, and the span it is asked in.
fn asked(facts: &Facts, measure: &Measure, inquiry: &Inquiry<'_>) -> Result<Asked, Stop> {
    let whole = |clause: &str, name: &str| -> Result<u64, Stop> {
        let value: i64 = inquiry.take(clause, name)?;
        Ok(u64::try_from(value).unwrap_or(0))
    };
    match facts.tier {
        Tier::TownshipAndBelow => {
            let year = facts.as_of.year();
            let day = |month, day| Date::new(year, month, day).map_err(|_| outside());
            Ok(Asked {
                clause: "TR-02",
                from: day(1, 1)?,
                to: day(12, 31)?,
                hours: whole("TR-02", "hours")?,
                days: whole("TR-02", "days")?,
            })
        }
        Tier::CountyAndAbove => {
            let (from, to) = span(facts.as_of, inquiry)?;
            let days = whole("TR-01", "months")? * measure.month_days;
            Ok(Asked { clause: "TR-01", from, to, hours: whole("TR-01", "hours")?, days })
        }
    }
}

/// The span of several years a day lies in: back from the day, or one of the fixed spans.
fn span(as_of: Date, inquiry: &Inquiry<'_>) -> Result<(Date, Date), Stop> {
    let window: Period = inquiry.take("TR-01", "window")?;
    let months = match window.unit {
        Unit::Years => i64::from(window.n) * 12,
        Unit::Months => i64::from(window.n),
        Unit::CalendarDays | Unit::WorkingDays | Unit::Hours => 0,
    };
    if months == 0 {
        return Stop::refuse("clause", "TR-01.window 应当以年或月计。", "TR-01.window is in years or months");
    }
    let add = |date: Date, n: i64| date.checked_add(n.months()).map_err(|_| outside());
    let count: String = inquiry.take("TR-01", "count")?;
    if count == "rolling" {
        let from = add(as_of, -months)?.tomorrow().map_err(|_| outside())?;
        return Ok((from, as_of));
    }
    let first: Date = inquiry.take("TR-01", "fixed_from")?;
    if as_of < first {
        return Stop::refuse(
            "as_of",
            format!("{as_of}早于固定周期的起算日{first}。"),
            format!("{as_of} is before the first fixed span, which begins on {first}"),
        );
    }
    let mut from = first;
    loop {
        let next = add(from, months)?;
        if next > as_of {
            return Ok((from, next.yesterday().map_err(|_| outside())?));
        }
        from = next;
    }
}

fn outside() -> Stop {
    Stop::period("as_of", crate::calendar::PeriodError::OutOfCalendar)
}

/// The online part, once the county has confirmed its figure.
fn online(counted: &[&Taken], measure: &Measure, inquiry: &mut Inquiry<'_>) -> Result<Option<bool>, Stop> {
    let needed: i64 = match inquiry.take("TR-05", "hours") {
        Ok(hours) => hours,
        Err(Stop::Unconfirmed(_)) => {
            inquiry.note_unconfirmed("TR-05", "TR-05.hours")?;
            return Ok(None);
        }
        Err(refused) => return Err(refused),
    };
    let minutes =
        counted.iter().filter(|record| record.form == Form::Online).map(|r| u64::from(r.minutes)).sum();
    let hours = measure.hours(minutes);
    let met = hours >= Decimal::from(needed);
    inquiry.note("TR-05", met, vec![("online_hours", said(hours))])?;
    Ok(Some(met))
}
