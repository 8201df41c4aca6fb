//! `training-curriculum`: whether a main course of a party school gives theory and party spirit their share of the
//! hours. What is deliberately not here: what a session is about (the timetable says it).

use jiff::civil::Date;
use rust_decimal::Decimal;
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
    title: Words { zh: "主体班次课程结构", en: "Shares of a main course" },
    about: Words {
        zh: "党校（行政学院）主体班次中，理论教育和党性教育合计、党性教育单独各占多少课时，是否达到规定比例。\
             其他班次不适用。",
        en: "In a main course of a party school: the share of theory and party spirit together, and of party \
             spirit alone, against the shares required. Other courses are not bound by it.",
    },
    clauses: &["TR-06"],
    fields: FIELDS,
    example: r#"{"theory_minutes": 1400, "spirit_minutes": 600, "other_minutes": 700}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "training-curriculum";

/// Minutes of a course at most: two years without a pause.
const MOST: i64 = 1_051_200;

const FIELDS: &[Field] = &[
    Field::needed(
        "theory_minutes",
        FieldKind::Int { min: 0, max: MOST },
        "理论教育（分钟，不含党性教育）",
        "theory in minutes, without party spirit",
    ),
    Field::needed(
        "spirit_minutes",
        FieldKind::Int { min: 0, max: MOST },
        "党性教育（分钟）",
        "party spirit in minutes",
    ),
    Field::needed(
        "other_minutes",
        FieldKind::Int { min: 0, max: MOST },
        "其他课程（分钟）",
        "everything else in minutes",
    ),
];

/// The facts of the rule, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Theory, without party spirit.
    pub theory_minutes: u32,
    /// Party spirit.
    pub spirit_minutes: u32,
    /// Everything else.
    pub other_minutes: u32,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Curriculum {
    /// Whether both shares are reached.
    pub met: bool,
    /// Share of theory and party spirit together, four places.
    pub theory_share: Decimal,
    /// Share of party spirit alone, four places.
    pub spirit_share: Decimal,
}

/// Whether the shares of a main course are as required.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Curriculum> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Curriculum, Stop> {
    let theory = Decimal::from(facts.theory_minutes) + Decimal::from(facts.spirit_minutes);
    let spirit = Decimal::from(facts.spirit_minutes);
    let whole = theory + Decimal::from(facts.other_minutes);
    if whole.is_zero() {
        return Stop::refuse(
            "theory_minutes",
            "课程总时间为零，请填写课时。",
            "the course has no time at all",
        );
    }
    let needed: Vec<Decimal> = inquiry.take_all(&[("TR-06", "theory"), ("TR-06", "spirit")])?;
    let (theory_share, spirit_share) = (theory / whole, spirit / whole);
    let met = needed.iter().zip([theory_share, spirit_share]).all(|(needed, share)| share >= *needed);
    let said = |share: Decimal| share.round_dp(4).normalize();
    let percent = |share: Decimal| format!("{}%", (share * Decimal::ONE_HUNDRED).round_dp(1).normalize());
    inquiry.note(
        "TR-06",
        met,
        vec![("theory_share", json!(percent(theory_share))), ("spirit_share", json!(percent(spirit_share)))],
    )?;
    Ok(Curriculum { met, theory_share: said(theory_share), spirit_share: said(spirit_share) })
}
