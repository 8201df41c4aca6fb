//! `burden-check`: a document, meeting, inspection, request for data, secondment or activity against the limits that
//! keep work off the grassroots. What is forbidden is told apart from what is limited in general, where a reason is
//! asked. What is deliberately not here: deciding to issue it (people do), and counting what was issued (the room).

mod kinds;
mod words;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

pub use words::characters;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "基层减负审查", en: "Burden check" },
    about: Words {
        zh: "对拟发文件、会议、督查检查、数据报送、借调和创建达标活动逐条对照减负规定。明文禁止的提示不得办理；“一般”“原则上”\
             的提示写明理由。",
        en: "Compares a document, meeting, inspection, data request, secondment or activity with the provisions on \
             burden. What is forbidden is said to be; what is limited in general asks for a reason.",
    },
    clauses: &[
        "LD-01", "LD-02", "LD-03", "LD-04", "LD-05", "LD-06", "LD-07", "LD-08", "LD-09", "LD-10", "LD-11",
        "LD-12", "APP-02", "DS-01",
    ],
    fields: FIELDS,
    example: r#"{"kind": "document", "form": "special", "characters": 4300, "this_year": 12, "last_year": 20}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "burden-check";

const KINDS: &[Choice] = &[
    Choice::also("document", "文件", "document", &[]),
    Choice::also("meeting", "会议", "meeting", &[]),
    Choice::also("inspection", "督查检查考核", "inspection", &["检查"]),
    Choice::also("data-request", "数据报送要求", "request for data", &["报表"]),
    Choice::also("secondment", "借调", "secondment", &[]),
    Choice::also("pilot", "创建示范、达标活动", "pilot or 达标 activity", &["试点"]),
];

const FORMS: &[Choice] = &[
    Choice::also("comprehensive", "综合性文件", "comprehensive document", &["综合"]),
    Choice::also("special", "专项工作文件", "special document", &["专项"]),
    Choice::also("note", "便笺、白头文件", "note or paper without letterhead", &["便笺", "白头"]),
];

const ISSUERS: &[Choice] = &[
    Choice::also("committee", "党委、政府", "committee or government", &["党委", "政府"]),
    Choice::also("department", "部门", "department", &[]),
    Choice::also("coordination", "议事协调机构", "coordination body", &[]),
];

const fn flag(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field::optional(name, FieldKind::Flag, zh, en)
}

const fn count(name: &'static str, zh: &'static str, en: &'static str) -> Field {
    Field::optional(name, FieldKind::Int { min: 0, max: 1_000_000 }, zh, en)
}

const FIELDS: &[Field] = &[
    Field::needed("kind", FieldKind::OneOf(KINDS), "拟办事项", "what is planned"),
    Field::optional("form", FieldKind::OneOf(FORMS), "文件种类", "kind of document"),
    Field::optional("issuer", FieldKind::OneOf(ISSUERS), "发文机关", "issuer"),
    count("characters", "字数", "characters"),
    count("this_year", "本年已办数", "this year so far"),
    count("last_year", "上年总数", "last year"),
    flag("orders_below", "向下级党委、政府发指令", "gives orders to committees or governments below"),
    flag("asks_report", "要求报送贯彻落实情况", "asks for an implementation report"),
    flag("asks_matching", "要求制定配套文件", "asks for matching documents"),
    flag("task_down", "向乡镇（街道）交办任务", "hands a task to townships"),
    flag("on_duty_list", "任务在履职事项清单之内", "the task is on the duty list"),
    flag("comprehensive", "系统性综合会议、综合性检查", "comprehensive meeting or inspection"),
    count("minutes", "讲话分钟数", "minutes of the speech"),
    flag("deputy_level", "分管领域会议", "meeting of a deputy's field"),
    flag("calls_chiefs", "要求下级主要负责人参加、陪同", "calls chiefs from below"),
    flag("planned", "已列入年度计划", "in the yearly plan"),
    flag("filed", "已备案", "filed"),
    flag("held_already", "本系统或者共享数据已有", "held already"),
    flag("asked_before", "以前要求报送过", "asked before"),
    flag("from_below", "从县级及以下单位借调", "from county level or below"),
    flag("on_list", "在国家清单之内", "on the national list"),
    Field::optional("text", FieldKind::Text, "正文、评价标准", "its words or criteria"),
    count("examined", "已查字数（正文不留存的）", "characters examined, where the text is not kept"),
    Field::optional(
        "found",
        FieldKind::List(FOUND_WORDS),
        "已查到的用语",
        "words found, where the text is not kept",
    ),
];

const FOUND_WORDS: &[Field] = &[Field::needed("word", FieldKind::Text, "用语", "word")];

/// What is planned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A document.
    #[default]
    Document,
    /// A meeting.
    Meeting,
    /// An inspection, check or assessment of units.
    Inspection,
    /// Data asked of units.
    DataRequest,
    /// A person borrowed.
    Secondment,
    /// A pilot, demonstration or 达标 activity.
    Pilot,
}

/// What kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// On all of a field.
    Comprehensive,
    /// On one matter.
    Special,
    /// Without letterhead; it counts all the same.
    Note,
}

/// Who issues it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issuer {
    /// A committee or government.
    Committee,
    /// A department.
    Department,
    /// A coordination body.
    Coordination,
}

/// The facts of the rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each field is described by the schema above, in both languages")]
pub struct Facts {
    pub kind: Kind,
    pub form: Option<Form>,
    pub issuer: Option<Issuer>,
    pub characters: Option<i64>,
    pub this_year: Option<i64>,
    pub last_year: Option<i64>,
    pub orders_below: bool,
    pub asks_report: bool,
    pub asks_matching: bool,
    pub task_down: bool,
    pub on_duty_list: bool,
    pub comprehensive: bool,
    pub minutes: Option<i64>,
    pub deputy_level: bool,
    pub calls_chiefs: bool,
    pub planned: bool,
    pub filed: bool,
    pub held_already: bool,
    pub asked_before: bool,
    pub from_below: bool,
    pub on_list: bool,
    pub text: Option<String>,
    pub examined: Option<i64>,
    pub found: Vec<Found>,
}

/// A word found in a text that is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The word, as the rulebook lists it.
    pub word: String,
}

/// How much a clause weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// The clause forbids it.
    Forbidden,
    /// The clause limits it in general: a reason is asked.
    General,
    /// The clause asks for a written explanation upward.
    Explain,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// By which clause.
    pub clause: String,
    /// How much it weighs.
    pub weight: Weight,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What runs against the provisions, in the order looked at.
    pub advice: Vec<Advice>,
    /// Whether a clause forbids it.
    pub forbidden: bool,
    /// Whether a reason has to be written.
    pub reason_asked: bool,
}

impl Facts {
    /// The same facts without the text: how much of it was examined and the words found in it stand in its place, so that
    /// the decision can be made again from what is kept.
    ///
    /// # Errors
    /// [`Stop`] where the word lists do not apply on the day.
    pub fn without_text(&self, book: &Rulebook, on: Date) -> Result<Facts, Stop> {
        let inquiry = Inquiry::new(NAME, book, on);
        let Some((examined, found)) = words::examine(self, &inquiry)? else { return Ok(self.clone()) };
        let found = found.into_iter().map(|word| Found { word }).collect();
        Ok(Facts { text: None, examined: Some(examined), found, ..self.clone() })
    }
}

/// What the provisions on burden say of a plan.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Checked> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = kinds::look(facts, &mut inquiry);
    inquiry.finish(result)
}
