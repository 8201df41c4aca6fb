//! `document-validity`: how long a normative document is valid, when it has to be evaluated, and whether it can carry a
//! power on a day. What is deliberately not here: whether it may be issued (`document_issue`).

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::calendar::Period;
use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "规范性文件有效期", en: "Validity of a normative document" },
    about: Words {
        zh: "按文件种类和施行日期，算出有效期届满日和评估、报告、报送的日期，并判断某日能否作为办事依据。\
             施行当日计入有效期；经评估继续有效的，自新的起始日重新计算。文件自定的有效期长于一般规定的，照其自定计算并提示。",
        en: "The last day a normative document is valid, the days for its evaluation and reports, and whether it \
             carries a power on a day. The first day in force counts; one kept after an \
             evaluation counts anew from its new first day. A validity longer than the general one is \
             taken as stated, with a note.",
    },
    clauses: &["NDOC-01", "NDOC-02", "NDOC-06", "NDOC-08"],
    fields: FIELDS,
    example: r#"{"kind": "trial", "effective_on": "2024-07-01", "published": true}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "document-validity";

const KINDS: &[Choice] = &[
    Choice::also("normal", "一般规范性文件", "ordinary document", &["一般"]),
    Choice::also("notice", "通告", "public notice", &[]),
    Choice::also("trial", "暂行、试行文件", "interim or trial document", &["暂行", "试行", "interim"]),
];

const FIELDS: &[Field] = &[
    Field::needed("kind", FieldKind::OneOf(KINDS), "文件种类", "kind of document"),
    Field::needed("effective_on", FieldKind::Date, "施行日期（当日计入）", "first day in force, counted"),
    Field::optional(
        "valid_until",
        FieldKind::Date,
        "文件写明的有效期届满日；未写明可不填",
        "the last day it says it is valid; leave out if silent",
    ),
    Field::optional(
        "renewed_from",
        FieldKind::Date,
        "经评估继续有效的，新的有效期起始日（当日计入）",
        "kept in force after an evaluation: the first day of the new term, counted",
    ),
    Field::optional(
        "ended_on",
        FieldKind::Date,
        "被废止或被替代的日期",
        "the day it was repealed or replaced",
    ),
    Field::needed("published", FieldKind::Flag, "是否已向社会公布", "whether it was published"),
    Field::optional(
        "market",
        FieldKind::Flag,
        "是否涉及市场主体生产经营",
        "whether it touches the business of market entities",
    ),
];

/// What kind of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// 一般规范性文件.
    Normal,
    /// 通告.
    Notice,
    /// 暂行、试行.
    Trial,
}

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Kind of document.
    pub kind: DocumentKind,
    /// First day in force.
    pub effective_on: Date,
    /// The last day it says itself.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// Kept in force after an evaluation: the first day of the new term.
    #[serde(default)]
    pub renewed_from: Option<Date>,
    /// Repealed or replaced on.
    #[serde(default)]
    pub ended_on: Option<Date>,
    /// Published to everybody.
    pub published: bool,
    /// Touches market entities.
    #[serde(default)]
    pub market: bool,
}

/// Where a document stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Not in force yet.
    NotYet,
    /// In force.
    InForce,
    /// In force; its evaluation is due.
    Lapsing,
    /// Its time is over.
    Lapsed,
    /// Repealed or replaced.
    Ended,
    /// Never published: no basis.
    Unpublished,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// Where it stands on the day asked about.
    pub standing: Standing,
    /// Whether a power may rest on it that day.
    pub carries: bool,
    /// The last day of its validity.
    pub lapses_on: Date,
    /// Its evaluation is due.
    pub evaluate_on: Date,
    /// The result is reported.
    pub report_on: Date,
    /// A new version is submitted.
    pub submit_on: Date,
    /// Its own validity is longer than the general one.
    pub too_long: bool,
}

impl DocumentKind {
    fn parameter(self) -> &'static str {
        match self {
            DocumentKind::Normal => "normal",
            DocumentKind::Notice => "notice",
            DocumentKind::Trial => "trial",
        }
    }
}

/// How long a document is valid and whether it carries a power on the day.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Validity> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Validity, Stop> {
    let (from, on) = (facts.effective_on, inquiry.on);
    if facts.valid_until.is_some_and(|until| until < from) {
        return Stop::refuse(
            "valid_until",
            "有效期届满日早于施行日期，请核对。",
            "it would lapse before it is in force",
        );
    }
    let periods: Vec<Period> = inquiry.take_all(&[
        ("NDOC-01", facts.kind.parameter()),
        ("NDOC-02", "evaluate"),
        ("NDOC-02", "report"),
        ("NDOC-02", "submit"),
    ])?;
    let [period, evaluate, report, submit] = periods[..] else {
        return Err(Stop::Unconfirmed(vec!["NDOC-01".to_owned(), "NDOC-02".to_owned()]));
    };
    if facts.renewed_from.is_some_and(|renewed| renewed <= from) {
        return Stop::refuse(
            "renewed_from",
            "继续有效的起始日应当晚于施行日期，请核对。",
            "a new term begins after the document came into force",
        );
    }
    let general = last_day(inquiry, facts.renewed_from.unwrap_or(from), period)?;
    let lapses_on = facts.valid_until.unwrap_or(general);
    let too_long = lapses_on > general;
    inquiry.note(
        "NDOC-01",
        !too_long,
        vec![
            ("kind", json!(facts.kind)),
            ("effective_on", json!(from)),
            ("renewed_from", json!(facts.renewed_from)),
            ("general", json!(general)),
            ("lapses_on", json!(lapses_on)),
        ],
    )?;
    let evaluate_on = back(lapses_on, evaluate)?;
    let (report_on, submit_on) = (back(lapses_on, report)?, back(lapses_on, submit)?);
    inquiry.note(
        "NDOC-02",
        on >= evaluate_on && on <= lapses_on,
        vec![("evaluate_on", json!(evaluate_on)), ("lapses_on", json!(lapses_on))],
    )?;
    let mut standing = match on {
        day if facts.ended_on.is_some_and(|ended| ended <= day) => Standing::Ended,
        day if day < from => Standing::NotYet,
        day if day > lapses_on => Standing::Lapsed,
        day if day >= evaluate_on => Standing::Lapsing,
        _ => Standing::InForce,
    };
    if !facts.published {
        note_unpublished(facts, inquiry)?;
        standing = Standing::Unpublished;
    }
    let carries = matches!(standing, Standing::InForce | Standing::Lapsing);
    Ok(Validity { standing, carries, lapses_on, evaluate_on, report_on, submit_on, too_long })
}

fn note_unpublished(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<(), Stop> {
    let clause = if facts.market { "NDOC-08" } else { "NDOC-06" };
    if inquiry.book.stands(clause, inquiry.on).is_err() {
        return inquiry.note_unconfirmed(clause, &format!("{clause}.text"));
    }
    inquiry.note(clause, false, vec![("published", json!(false)), ("market", json!(facts.market))])
}

/// The last day of a validity that begins on a day, which counts.
fn last_day(inquiry: &Inquiry<'_>, from: Date, period: Period) -> Result<Date, Stop> {
    let due =
        inquiry.book.calendar().due(from, period).map_err(|error| Stop::period("effective_on", error))?;
    due.date
        .yesterday()
        .map_err(|_| Stop::period("effective_on", crate::calendar::PeriodError::OutOfCalendar))
}

fn back(from: Date, period: Period) -> Result<Date, Stop> {
    let n = i64::from(period.n);
    let span = match period.unit {
        crate::calendar::Unit::Months => n.months(),
        crate::calendar::Unit::Years => n.years(),
        _ => n.days(),
    };
    from.checked_sub(span)
        .map_err(|_| Stop::period("effective_on", crate::calendar::PeriodError::OutOfCalendar))
}
