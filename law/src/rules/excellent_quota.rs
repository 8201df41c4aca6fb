//! `excellent-quota`: how many may be graded excellent in an organ. What is deliberately not here: who they are,
//! and pooling for small units (pooled_quota).

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::quota::{self, APPROVAL, ROUNDINGS};
pub use super::quota::{Approval, Rounding};
use crate::decision::Decision;
use crate::facts::{Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "优秀等次名额", en: "Places for the grade excellent" },
    about: Words {
        zh: "按应参加年度考核的人数和优秀比例计算名额。比例一般以 20% 为限；经同级公务员主管部门批准的，\
             写明批准文件，以 25% 为限。零头缺省舍去。",
        en: "Places for the grade excellent (优秀) by the number due to take part. Normally up to 20%; with the \
             approving document of the civil-service authority of the same level up to 25%. Parts of a place \
             are dropped unless said otherwise.",
    },
    clauses: &["AS-05", "AS-06", "AS-07"],
    fields: FIELDS,
    example: r#"{"due_to_take_part": 47, "approval": null, "rounding": "floor"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "excellent-quota";

const FIELDS: &[Field] = &[
    Field::needed(
        "due_to_take_part",
        FieldKind::Int { min: 0, max: 1_000_000 },
        "应参加年度考核的人数",
        "how many are due to take part in the assessment",
    ),
    Field::optional(
        "approval",
        FieldKind::Group(APPROVAL),
        "提高优秀比例的批准文件；没有则为 null",
        "the approval of a larger share; null if none",
    ),
    Field::optional(
        "rounding",
        FieldKind::OneOf(ROUNDINGS),
        "零头的处理，缺省按 AS-07",
        "how parts of a place are rounded; AS-07 if not said",
    ),
    Field::optional(
        "proposed",
        FieldKind::Int { min: 0, max: 1_000_000 },
        "拟定优秀的人数，用以核对是否超额",
        "how many are proposed, to be checked against the places",
    ),
];

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// How many are due to take part (应参加考核).
    pub due_to_take_part: u32,
    /// The approval of a larger share.
    #[serde(default)]
    pub approval: Option<Approval>,
    /// How parts of a place are rounded; the county's or the house's way if not said.
    #[serde(default)]
    pub rounding: Option<Rounding>,
    /// How many are proposed, to be checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<u32>,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// Places for the grade excellent.
    pub places: u32,
}

/// How many may be graded excellent.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Quota> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Quota, Stop> {
    let (share, rounding) = quota::terms(inquiry, facts.approval.as_ref(), facts.rounding)?;
    let people = facts.due_to_take_part;
    let places = quota::places(people, share, rounding);
    let exact = (Decimal::from(people) * share).normalize();
    let rounded = exact != Decimal::from(places);
    inquiry.note(
        "AS-07",
        rounded,
        vec![
            ("due_to_take_part", json!(people)),
            ("exact", json!(exact.to_string())),
            ("rounding", json!(rounding)),
            ("places", json!(places)),
        ],
    )?;
    if let Some(proposed) = facts.proposed.filter(|proposed| *proposed > places) {
        return Stop::refuse(
            "proposed",
            format!("拟定优秀 {proposed} 人，超过名额 {places} 人；提高比例须有批准文件。"),
            format!(
                "{proposed} are proposed for {places} places; a larger share needs an approving document"
            ),
        );
    }
    Ok(Quota { places })
}
