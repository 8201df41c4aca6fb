//! `recusal`: whether somebody has to withdraw from a matter, from what they themselves declared. What is deliberately
//! not here: looking declarations up (domain supervision), and deciding who takes over (the head).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "公务回避", en: "Withdrawing from a matter" },
    about: Words {
        zh: "按承办人本人或者亲属与对方的利害关系，判断是否应当回避；仅名称近似的，须由本人说明。回避由机关决定。",
        en: "By one's own interest or that of relatives in the counterpart: whether one has to withdraw. Where only the \
             name is alike, the person clears it up. The organ decides.",
    },
    clauses: &["REC-01", "REC-02", "RK-29", "PET-12"],
    fields: FIELDS,
    example: r#"{"matter": "administrative", "own_interest": false, "relative_interest": true}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "recusal";

const MATTERS: &[Choice] = &[
    Choice::also("administrative", "行政管理、审批、执法", "administration, permits, enforcement", &["行政"]),
    Choice::also("petition", "信访、检举控告", "petitions and accusations", &["信访"]),
    Choice::also("peer-review", "同级监督抽查", "peer review", &["同级监督"]),
];

const FIELDS: &[Field] = &[
    Field::needed("matter", FieldKind::OneOf(MATTERS), "办理的事项", "what is being handled"),
    Field::needed("own_interest", FieldKind::Flag, "本人与对方有利害关系", "an interest of one's own"),
    Field::needed(
        "relative_interest",
        FieldKind::Flag,
        "亲属与对方有利害关系",
        "an interest of a spouse, relative or close in-law",
    ),
    Field::optional("alike_only", FieldKind::Flag, "仅名称近似，未能确认", "only the name is alike"),
];

/// What is being handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Matter {
    /// Administration, permits, enforcement.
    Administrative,
    /// Petitions and accusations.
    Petition,
    /// Peer review.
    PeerReview,
}

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What is being handled.
    pub matter: Matter,
    /// An interest of one's own.
    pub own_interest: bool,
    /// An interest of a relative.
    pub relative_interest: bool,
    /// Only the name is alike.
    #[serde(default)]
    pub alike_only: bool,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusal {
    /// Has to withdraw.
    pub withdraw: bool,
    /// Has to say first whether the counterpart is the one declared.
    pub ask: bool,
}

/// Whether somebody has to withdraw.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Recusal> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Recusal, Stop> {
    let interest = facts.own_interest || facts.relative_interest;
    let (withdraw, ask) = (interest && !facts.alike_only, interest && facts.alike_only);
    inquiry.note(
        "REC-01",
        withdraw,
        vec![
            ("own_interest", json!(facts.own_interest)),
            ("relative_interest", json!(facts.relative_interest)),
            ("alike_only", json!(facts.alike_only)),
        ],
    )?;
    if facts.relative_interest {
        inquiry.note("RK-29", true, Vec::new())?;
    }
    if facts.matter == Matter::Petition && interest {
        inquiry.note("PET-12", withdraw, Vec::new())?;
    }
    if interest {
        inquiry.note("REC-02", true, Vec::new())?;
    }
    Ok(Recusal { withdraw, ask })
}
