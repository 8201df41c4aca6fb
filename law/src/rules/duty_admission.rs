//! `duty-admission`: whether a task may be sent down to a town, by the list its duty stands on. What is deliberately not
//! here: the lists themselves and the admission procedure.

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
    title: Words { zh: "任务下达的履职清单核对", en: "Tasks sent down to a town" },
    about: Words {
        zh: "按任务所依据的履职事项在哪张清单上，判断能否交由乡镇（街道）承担：基本履职的可以下达；配合履职的写明牵头部门；\
             已由上级收回的不得下达；清单以外的先走职责准入。",
        en: "By the list a duty stands on: basic duties may be sent down; for cooperating ones it says who leads; what \
             was taken back may not; what is on no list goes through admission first.",
    },
    clauses: &["LD-10", "LD-11"],
    fields: FIELDS,
    example: r#"{"list": "taken-back", "lead": "县自然资源局"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "duty-admission";

const LISTS: &[Choice] = &[
    Choice::also("basic", "基本履职事项", "basic duties", &["基本履职"]),
    Choice::also("cooperating", "配合履职事项", "cooperating duties", &["配合履职"]),
    Choice::also("taken-back", "上级部门收回事项", "duties taken back", &["收回"]),
    Choice::also("none", "清单以外", "on no list", &["无"]),
];

const FIELDS: &[Field] = &[
    Field::needed("list", FieldKind::OneOf(LISTS), "所在清单", "the list the duty stands on"),
    Field::optional(
        "lead",
        FieldKind::Text,
        "牵头部门；收回事项为承接部门",
        "the office that leads, or that took it over",
    ),
];

/// The list a duty stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum List {
    /// 基本履职.
    Basic,
    /// 配合履职.
    Cooperating,
    /// 上级部门收回.
    TakenBack,
    /// On no list.
    None,
}

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The list.
    pub list: List,
    /// Who leads, or who took it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
}

/// What becomes of the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Admitted {
    /// It is sent.
    Sent,
    /// It is sent; another leads.
    SentWithLead,
    /// It is not.
    TaskRefused,
    /// Admission comes first.
    AdmissionFirst,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What becomes of the task.
    pub admitted: Admitted,
    /// Who leads, or who took it over.
    pub lead: Option<String>,
}

/// Whether a task may be sent down.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Answer> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Answer, Stop> {
    let lead = facts.lead.as_deref().map(str::trim).filter(|lead| !lead.is_empty()).map(str::to_owned);
    if facts.list == List::Cooperating && lead.is_none() {
        return Stop::refuse(
            "lead",
            "配合履职事项必须写明牵头的上级部门。",
            "a cooperating duty must say which office leads",
        );
    }
    let admitted = match facts.list {
        List::Basic => Admitted::Sent,
        List::Cooperating => Admitted::SentWithLead,
        List::TakenBack => Admitted::TaskRefused,
        List::None => Admitted::AdmissionFirst,
    };
    let mut said = vec![("list", json!(facts.list))];
    if let Some(lead) = &lead {
        said.push(("lead", json!(lead)));
    }
    if facts.list == List::None {
        inquiry.note("LD-11", false, said)?;
    } else {
        inquiry.note("LD-10", facts.list != List::TakenBack, said)?;
    }
    Ok(Answer { admitted, lead })
}
