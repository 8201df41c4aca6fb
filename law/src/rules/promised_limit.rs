//! `promised-limit`: whether what an office promises is within what the law allows. What is deliberately not here: when a
//! case that runs is due.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::calendar::{Period, Unit};
use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "承诺时限", en: "Limit promised" },
    about: Words {
        zh: "办事指南承诺的时限不得长于法定时限。行政许可没有另行规定法定时限的，按行政许可法的一般期限比较。\
             承诺 0 日为当场办结。",
        en: "The limit an office promises may not be longer than the one the law sets. For permits without a limit of \
             their own the general one of the licence law is taken. A promise of 0 is on the spot.",
    },
    clauses: &["AL-01", "AL-02", "T-03"],
    fields: FIELDS,
    example: r#"{"permit": true, "promised": 7, "promised_unit": "working-days"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "promised-limit";

const UNITS: &[Choice] = &[
    Choice::also("working-days", "工作日", "working days", &["working-day"]),
    Choice::also("calendar-days", "日", "calendar days", &["days", "天", "自然日"]),
];

const FIELDS: &[Field] = &[
    Field::needed("permit", FieldKind::Flag, "是否行政许可", "whether it is a permit"),
    Field::optional("statutory", FieldKind::Int { min: 0, max: 1_000 }, "法定时限", "limit of the law"),
    Field::optional("statutory_unit", FieldKind::OneOf(UNITS), "法定时限的单位", "its unit"),
    Field::needed("promised", FieldKind::Int { min: 0, max: 1_000 }, "承诺时限", "limit promised"),
    Field::needed("promised_unit", FieldKind::OneOf(UNITS), "承诺时限的单位", "its unit"),
];

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// A permit by the licence law.
    pub permit: bool,
    /// The limit of the law, if one is set for it.
    #[serde(default)]
    pub statutory: Option<u32>,
    /// Its unit.
    #[serde(default)]
    pub statutory_unit: Option<Unit>,
    /// The limit promised.
    pub promised: u32,
    /// Its unit.
    pub promised_unit: Unit,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Whether the promise is within the limit.
    pub within: bool,
    /// The limit it was compared with.
    pub limit: Option<u32>,
    /// Its unit.
    pub limit_unit: Option<Unit>,
}

/// Whether a promise is within the law.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Compared> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Compared, Stop> {
    let limit = match (facts.statutory, facts.statutory_unit) {
        (Some(n), unit) => Some((n, unit.unwrap_or(Unit::WorkingDays), false)),
        (None, _) if facts.permit => general(inquiry)?.map(|period| (period.n, period.unit, true)),
        (None, _) => None,
    };
    let Some((n, unit, by_general)) = limit else {
        return Ok(Compared { within: true, limit: None, limit_unit: None });
    };
    let within = compare(facts, n, unit)?;
    let said = vec![
        ("promised", json!(facts.promised)),
        ("promised_unit", json!(facts.promised_unit)),
        ("statutory", json!(n)),
        ("statutory_unit", json!(unit)),
    ];
    inquiry.note(if by_general { "AL-01" } else { "AL-02" }, within, said)?;
    if facts.permit {
        let counted = unit == Unit::WorkingDays;
        inquiry.note("T-03", counted, vec![("statutory_unit", json!(unit))])?;
    }
    Ok(Compared { within, limit: Some(n), limit_unit: Some(unit) })
}

/// The general limit for permits; none while it awaits confirmation.
fn general(inquiry: &mut Inquiry<'_>) -> Result<Option<Period>, Stop> {
    match inquiry.take::<Period>("AL-01", "decide") {
        Ok(period) => Ok(Some(period)),
        Err(Stop::Unconfirmed(parameters)) => {
            for parameter in &parameters {
                inquiry.note_unconfirmed("AL-01", parameter)?;
            }
            Ok(None)
        }
        Err(stop) => Err(stop),
    }
}

/// So many working days are never fewer days than as many calendar days; the other way round nothing follows.
fn compare(facts: &Facts, n: u32, unit: Unit) -> Result<bool, Stop> {
    if facts.promised == 0 || facts.promised_unit == unit {
        return Ok(facts.promised <= n);
    }
    if facts.promised_unit == Unit::CalendarDays && unit == Unit::WorkingDays && facts.promised <= n {
        return Ok(true);
    }
    Stop::refuse(
        "promised_unit",
        "承诺时限与法定时限的单位不同，不能直接比较，请用同一单位填写。",
        "the two limits are counted in different days; give both in the same",
    )
}
