//! `pooled-quota`: places for the grade excellent of several small units counted together at the organ above
//! them. What is deliberately not here: who they are, and a single organ's places (excellent_quota).

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::quota::{self, APPROVAL, Approval, ROUNDINGS, Rounding};
use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "优秀名额统筹", en: "Pooled places for the grade excellent" },
    about: Words {
        zh: "几个人数少的单位合在一起计算优秀名额，由其上级机关统筹。sum：合计后计算，各单位先得自己的整数名额，\
             余额由上级机关比选；largest-remainder：余额按最大余数分到各单位。",
        en: "Places for the grade excellent of several small units counted together. `sum`: each unit keeps its \
             whole places and the rest is filled by comparison at the organ above; `largest-remainder`: the rest \
             is given to the units with the largest remainders.",
    },
    clauses: &["AS-05", "AS-06", "AS-07"],
    fields: FIELDS,
    example: r#"{"units": [{"unit": "档案馆", "due_to_take_part": 4}, {"unit": "党史研究室", "due_to_take_part": 3},
        {"unit": "地方志办公室", "due_to_take_part": 3}], "method": "largest-remainder"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "pooled-quota";

const METHODS: &[Choice] = &[
    Choice::new("sum", "合计比选", "summed, the rest compared"),
    Choice::also("largest-remainder", "最大余数", "largest remainder", &[]),
];

const UNITS: &[Field] = &[
    Field::needed("unit", FieldKind::Text, "单位名称", "name of the unit"),
    Field::needed(
        "due_to_take_part",
        FieldKind::Int { min: 0, max: 1_000_000 },
        "应参加年度考核的人数",
        "how many are due to take part",
    ),
];

const FIELDS: &[Field] = &[
    Field::needed("units", FieldKind::List(UNITS), "合在一起计算的单位", "the units counted together"),
    Field::optional(
        "approval",
        FieldKind::Group(APPROVAL),
        "提高优秀比例的批准文件；没有则为 null",
        "the approval of a larger share; null if none",
    ),
    Field::optional(
        "rounding",
        FieldKind::OneOf(ROUNDINGS),
        "合计零头的处理，缺省按 AS-07",
        "how the part of a place of the sum is rounded; AS-07 if not said",
    ),
    Field::optional(
        "method",
        FieldKind::OneOf(METHODS),
        "余额的分法，缺省 sum",
        "how the rest is given; sum if not said",
    ),
];

/// A unit of the pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolUnit {
    /// Its name or id.
    pub unit: String,
    /// How many are due to take part.
    pub due_to_take_part: u32,
}

/// How the rest of the places is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// By comparison at the organ above.
    #[default]
    Sum,
    /// To the units with the largest remainders.
    LargestRemainder,
}

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The units counted together.
    pub units: Vec<PoolUnit>,
    /// The approval of a larger share.
    #[serde(default)]
    pub approval: Option<Approval>,
    /// How the part of a place of the sum is rounded.
    #[serde(default)]
    pub rounding: Option<Rounding>,
    /// How the rest is given.
    #[serde(default)]
    pub method: Method,
}

/// The places of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitPlaces {
    /// Its name or id.
    pub unit: String,
    /// How many are due to take part.
    pub due_to_take_part: u32,
    /// Whole places of its own.
    pub own: u32,
    /// Places with its part of the rest; the same as `own` where the rest is filled by comparison.
    pub places: u32,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// Places of all units together.
    pub pool_places: u32,
    /// Places to fill by comparison at the organ above.
    pub to_compare: u32,
    /// The units, in the order given.
    pub units: Vec<UnitPlaces>,
}

/// The places of several units together.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Pool> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Pool, Stop> {
    let people = check_units(&facts.units)?;
    let (share, rounding) = quota::terms(inquiry, facts.approval.as_ref(), facts.rounding)?;
    let pool_places = quota::places(people, share, rounding);
    let mut units: Vec<UnitPlaces> = facts.units.iter().map(|unit| own_places(unit, share)).collect();
    let given: u32 = units.iter().map(|unit| unit.own).sum();
    let mut rest = pool_places.saturating_sub(given);
    if facts.method == Method::LargestRemainder {
        rest = give_rest(&mut units, share, rest);
    }
    let exact = (Decimal::from(people) * share).normalize();
    inquiry.note(
        "AS-07",
        true,
        vec![
            ("due_to_take_part", json!(people)),
            ("exact", json!(exact.to_string())),
            ("rounding", json!(rounding)),
            ("places", json!(pool_places)),
            ("method", json!(facts.method)),
        ],
    )?;
    Ok(Pool { pool_places, to_compare: rest, units })
}

fn check_units(units: &[PoolUnit]) -> Result<u32, Stop> {
    if units.is_empty() {
        return Stop::refuse("units", "至少要有一个单位。", "give at least one unit");
    }
    let mut seen = BTreeSet::new();
    for (n, unit) in units.iter().enumerate() {
        if !seen.insert(unit.unit.trim()) {
            return Stop::refuse(
                &format!("units[{n}].unit"),
                format!("“{}”写了两次。", unit.unit),
                format!("`{}` is written twice", unit.unit),
            );
        }
    }
    let people: u64 = units.iter().map(|unit| u64::from(unit.due_to_take_part)).sum();
    match u32::try_from(people) {
        Ok(people) => Ok(people),
        Err(_) => Stop::refuse("units", "人数合计过大。", "the people are too many"),
    }
}

fn own_places(unit: &PoolUnit, share: Decimal) -> UnitPlaces {
    let own = quota::places(unit.due_to_take_part, share, Rounding::Floor);
    UnitPlaces { unit: unit.unit.clone(), due_to_take_part: unit.due_to_take_part, own, places: own }
}

/// Gives one place each to the largest remainders; among equals to the larger unit, then in the order given.
/// Returns what could not be given.
fn give_rest(units: &mut [UnitPlaces], share: Decimal, rest: u32) -> u32 {
    let remainder =
        |unit: &UnitPlaces| Decimal::from(unit.due_to_take_part) * share - Decimal::from(unit.own);
    // At least as many units have a remainder as there are places left, so none goes to a unit without one.
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&units[*a], &units[*b]);
        remainder(b).cmp(&remainder(a)).then(b.due_to_take_part.cmp(&a.due_to_take_part))
    });
    let mut left = rest;
    for n in order {
        if left == 0 {
            break;
        }
        units[n].places += 1;
        left -= 1;
    }
    left
}
