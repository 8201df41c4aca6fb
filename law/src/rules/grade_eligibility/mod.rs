//! `grade-eligibility`: whether a civil servant gets a grade for a year, the highest one open, and who assesses.
//! What is deliberately not here: which grade it should be (people decide), and village cadres (village_review).

mod judge;
mod reasons;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use judge::{Effect, Judgement, Terms, Weighed, judge};

use super::grade::Grade;
use super::sanction::{SANCTIONS, SanctionKind};
use crate::decision::{Decision, Text};
use crate::facts::{Field, FieldKind, HalfDays};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "参加考核和确定等次资格", en: "Eligibility for a grade" },
    about: Words {
        zh: "公务员某年度考核是确定等次（grade）、只写评语不定等次（comment-only）、参加考核不定等次（no-grade），\
             还是待结案后补定（later）；可确定的最高等次；由本单位还是接收单位考核。",
        en: "Whether a civil servant's year ends in a grade, a comment only, no grade, or a grade later once an \
             investigation ends; the highest grade open; and which unit assesses.",
    },
    clauses: &[
        "AS-04", "AS-18", "AS-20", "AS-22", "AS-23", "AS-24", "AS-25", "AS-26", "AS-27", "AS-28", "AS-29",
    ],
    fields: FIELDS,
    example: r#"{"year": 2025, "hired": "2019-07-01", "probation_ends": "2020-06-30",
        "leave_days": {"sick": 20, "personal": 3}, "sanctions": [{"kind": "记过", "decided": "2025-05-12"}],
        "under_investigation": false, "attached_elsewhere_days": 0, "refused_without_reason": false}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "grade-eligibility";

const LEAVE: &[Field] = &[
    Field::optional("sick", FieldKind::HalfDays { max: 366 }, "病假天数", "days of sick leave"),
    Field::optional("personal", FieldKind::HalfDays { max: 366 }, "事假天数", "days of personal leave"),
];

const SANCTION: &[Field] = &[
    Field::needed("kind", FieldKind::OneOf(SANCTIONS), "处分或处理种类", "kind of sanction or measure"),
    Field::needed("decided", FieldKind::Date, "作出决定的日期", "day of the decision"),
];

const FIELDS: &[Field] = &[
    Field::needed("year", FieldKind::Year { min: 1994, max: 2100 }, "考核年度", "the year assessed"),
    Field::optional(
        "hired",
        FieldKind::Date,
        "新录用日期；调任、转任进入的不填",
        "day of first recruitment; leave out for people transferred in",
    ),
    Field::optional(
        "probation_ends",
        FieldKind::Date,
        "试用期最后一日；不填则按录用日起一年计",
        "last day of probation; a year from recruitment if not given",
    ),
    Field::optional(
        "leave_days",
        FieldKind::Group(LEAVE),
        "年度内病假、事假",
        "sick and personal leave in the year",
    ),
    Field::optional(
        "sanctions",
        FieldKind::List(SANCTION),
        "处分和组织处理",
        "sanctions and organisational measures",
    ),
    Field::optional(
        "under_investigation",
        FieldKind::Flag,
        "是否涉嫌违纪违法被立案审查调查尚未结案",
        "whether a case against the person is open",
    ),
    Field::optional(
        "attached_elsewhere_days",
        FieldKind::HalfDays { max: 366 },
        "年度内援派、挂职天数",
        "days of the year attached elsewhere",
    ),
    Field::optional(
        "refused_without_reason",
        FieldKind::Flag,
        "是否无正当理由不参加考核，经教育仍拒绝",
        "whether the person refuses assessment without reason after education",
    ),
];

/// Leave in a year. Maternity leave is neither kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Sick leave.
    #[serde(default)]
    pub sick: HalfDays,
    /// Personal leave.
    #[serde(default)]
    pub personal: HalfDays,
}

/// A sanction or measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sanction {
    /// Its kind.
    pub kind: SanctionKind,
    /// Day it was decided.
    pub decided: Date,
}

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The year assessed.
    pub year: i16,
    /// Day of first recruitment; none for people transferred in or long in service.
    #[serde(default)]
    pub hired: Option<Date>,
    /// Last day of probation; a year from recruitment if not given.
    #[serde(default)]
    pub probation_ends: Option<Date>,
    /// Leave in the year.
    #[serde(default)]
    pub leave_days: Leave,
    /// Sanctions and measures, of this year and before.
    #[serde(default)]
    pub sanctions: Vec<Sanction>,
    /// Whether a case is open.
    #[serde(default)]
    pub under_investigation: bool,
    /// Days of the year attached elsewhere.
    #[serde(default)]
    pub attached_elsewhere_days: HalfDays,
    /// Whether assessment is refused without reason.
    #[serde(default)]
    pub refused_without_reason: bool,
}

impl Facts {
    /// The facts of an ordinary year: nothing but the year.
    pub fn ordinary(year: i16) -> Facts {
        Facts {
            year,
            hired: None,
            probation_ends: None,
            leave_days: Leave::default(),
            sanctions: Vec::new(),
            under_investigation: false,
            attached_elsewhere_days: HalfDays::default(),
            refused_without_reason: false,
        }
    }
}

/// In what form the year is assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A grade is given.
    Grade,
    /// A comment only, no grade (只写评语、不确定等次).
    CommentOnly,
    /// Takes part, no grade (参加考核、不确定等次).
    NoGrade,
    /// No comment and no grade until the case ends (结案后补定).
    Later,
}

/// Who assesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssessedBy {
    /// The unit the person belongs to.
    OwnUnit,
    /// The unit where the person is attached.
    HostUnit,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Eligibility {
    /// In what form the year is assessed.
    pub form: Form,
    /// The highest grade open; none unless a grade is given. 不称职 here means the grade is fixed.
    pub highest: Option<Grade>,
    /// Who assesses.
    pub assessed_by: AssessedBy,
    /// The three in words.
    pub words: EligibilityWords,
}

/// An eligibility in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EligibilityWords {
    /// The form.
    pub form: Text,
    /// The highest grade, if a grade is given.
    pub highest: Option<Text>,
    /// Who assesses.
    pub assessed_by: Text,
}

impl Form {
    /// In words.
    pub fn text(self) -> Text {
        match self {
            Form::Grade => Text::new("确定等次", "a grade is given"),
            Form::CommentOnly => Text::new("只写评语，不确定等次", "a comment only, no grade"),
            Form::NoGrade => Text::new("参加考核，不确定等次", "takes part, no grade"),
            Form::Later => {
                Text::new("暂不写评语、不确定等次，结案后补定", "no comment and no grade until the case ends")
            }
        }
    }
}

impl AssessedBy {
    /// In words.
    pub fn text(self) -> Text {
        match self {
            AssessedBy::OwnUnit => Text::new("由本单位考核", "assessed by the person's own unit"),
            AssessedBy::HostUnit => Text::new(
                "由援派、挂职所在单位考核，听取派出单位意见",
                "assessed by the host unit, hearing the sending unit",
            ),
        }
    }
}

/// Whether the year ends in a grade, and which is the highest open.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Eligibility> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Eligibility, Stop> {
    let terms = Terms::take(inquiry.book, inquiry.on)?;
    let found = judge(facts, &terms)?;
    reasons::note(inquiry, facts, &terms, &found)?;
    Ok(Eligibility {
        form: found.form,
        highest: found.highest,
        assessed_by: found.assessed_by,
        words: EligibilityWords {
            form: found.form.text(),
            highest: found.highest.map(Grade::text),
            assessed_by: found.assessed_by.text(),
        },
    })
}
