//! `document-issue`: what has to be done before a normative document is issued, and what of it is missing. What is
//! deliberately not here: how long it is valid (`document_validity`), doing any of it (procedures).

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
    title: Words { zh: "规范性文件出台条件", en: "Before a normative document is issued" },
    about: Words {
        zh: "判断一份规范性文件出台前应当经过的公开征求意见、公平竞争审查、合法性审核和集体审议是否都已完成，\
             缺哪一项。征求意见截止次日起才算完成；\
             例外规定必须没有对公平竞争影响更小的方案，并写明实施期限。",
        en: "Whether comment, fair-competition review, legality review and collective decision are all done before \
             a normative document is issued, and which is missing. Comment is done from the day after its last day; an \
             exception needs that nothing restricts competition less, and an end date.",
    },
    clauses: &["NDOC-06", "NDOC-07", "FC-01", "FC-02", "FC-03", "FC-04"],
    fields: FIELDS,
    example: r#"{"issuer": "department", "market": true, "comment_from": "2026-03-02", "comment_to": "2026-04-01", "legality": true, "collective": true, "fair": "passed", "heard": true}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "document-issue";

const ISSUERS: &[Choice] = &[
    Choice::also("department", "部门", "a department", &["部门文件"]),
    Choice::also("government", "政府", "the government", &["政府文件"]),
];

const FAIR: &[Choice] = &[
    Choice::new("passed", "审查通过", "passed"),
    Choice::also("exception", "适用例外规定", "passed as an exception", &["例外"]),
    Choice::also("failed", "审查未通过", "not passed", &["未通过"]),
];

const FIELDS: &[Field] = &[
    Field::needed("issuer", FieldKind::OneOf(ISSUERS), "由谁出台", "who issues it"),
    Field::needed(
        "market",
        FieldKind::Flag,
        "是否涉及市场主体生产经营",
        "whether it touches the business of market entities",
    ),
    Field::optional("comment_from", FieldKind::Date, "征求意见开始日期（当日不计）", "first day of comment"),
    Field::optional("comment_to", FieldKind::Date, "征求意见截止日期（当日计入）", "last day of comment"),
    Field::needed(
        "legality",
        FieldKind::Flag,
        "合法性审核是否通过",
        "whether the legality review was passed",
    ),
    Field::needed("collective", FieldKind::Flag, "是否经集体审议", "whether it was decided collectively"),
    Field::optional(
        "fair",
        FieldKind::OneOf(FAIR),
        "公平竞争审查结论",
        "outcome of the fair-competition review",
    ),
    Field::optional("heard", FieldKind::Flag, "是否听取利害关系人意见", "whether those concerned were heard"),
    Field::optional(
        "regulator",
        FieldKind::Flag,
        "市场监管部门是否参加审查",
        "whether the market regulator took part",
    ),
    Field::optional("ends_on", FieldKind::Date, "例外措施的终止日", "last day of an exceptional measure"),
    Field::optional(
        "no_milder_option",
        FieldKind::Flag,
        "没有对公平竞争影响更小的方案",
        "whether there is no option that restricts competition less",
    ),
];

/// Who issues it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Issuer {
    /// A department.
    Department,
    /// The government.
    Government,
}

/// How the fair-competition review came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fair {
    /// Passed.
    Passed,
    /// As an exception.
    Exception,
    /// Not passed.
    Failed,
}

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Who issues it.
    pub issuer: Issuer,
    /// Touches market entities.
    pub market: bool,
    /// First day of public comment.
    #[serde(default)]
    pub comment_from: Option<Date>,
    /// Last day of public comment.
    #[serde(default)]
    pub comment_to: Option<Date>,
    /// Legality review passed.
    pub legality: bool,
    /// Decided collectively.
    pub collective: bool,
    /// Outcome of the fair-competition review.
    #[serde(default)]
    pub fair: Option<Fair>,
    /// Those concerned were heard.
    #[serde(default)]
    pub heard: bool,
    /// The market regulator took part.
    #[serde(default)]
    pub regulator: bool,
    /// Last day of an exceptional measure.
    #[serde(default)]
    pub ends_on: Option<Date>,
    /// There is no option that restricts competition less.
    #[serde(default)]
    pub no_milder_option: bool,
}

/// Something that has to be done first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// Public comment, or enough of it.
    Comment,
    /// Legality review.
    Legality,
    /// Collective decision.
    Collective,
    /// Fair-competition review.
    FairReview,
    /// The review says no.
    FairFailed,
    /// Those concerned are to be heard.
    Hearing,
    /// The market regulator has to take part.
    Regulator,
    /// An exception without an end.
    EndDate,
    /// An exception though something milder would do, or nobody says that it would not.
    MilderOption,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Whether it may be issued.
    pub may_issue: bool,
    /// What is missing.
    pub missing: Vec<Gap>,
}

/// Whether a document may be issued.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Ready> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Ready, Stop> {
    let mut missing = Vec::new();
    if !facts.legality {
        missing.push(Gap::Legality);
    }
    if !facts.collective {
        missing.push(Gap::Collective);
    }
    let commented = comment(facts, inquiry)?;
    if !commented {
        missing.push(Gap::Comment);
    }
    // What is missing is missing either way; only the clause is not cited as the law while its text is not confirmed.
    match inquiry.book.stands("NDOC-06", inquiry.on) {
        Ok(_) => inquiry.note(
            "NDOC-06",
            facts.legality && facts.collective && commented,
            vec![
                ("legality", json!(facts.legality)),
                ("collective", json!(facts.collective)),
                ("comment_from", json!(facts.comment_from)),
                ("comment_to", json!(facts.comment_to)),
            ],
        )?,
        Err(_) => inquiry.note_unconfirmed("NDOC-06", "NDOC-06.text")?,
    }
    if facts.market {
        fair(facts, inquiry, &mut missing)?;
    }
    Ok(Ready { may_issue: missing.is_empty(), missing })
}

/// Whether there was public comment, and for a document of the market enough of it.
fn comment(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<bool, Stop> {
    let (Some(from), Some(to)) = (facts.comment_from, facts.comment_to) else {
        return Ok(false);
    };
    // The last day belongs to the public: only from the day after it is comment over.
    let over = to < inquiry.on;
    if !facts.market {
        return Ok(from <= to && over);
    }
    let period: Period = inquiry.take("NDOC-07", "comment")?;
    let due =
        inquiry.book.calendar().due(from, period).map_err(|error| Stop::period("comment_from", error))?;
    let enough = due.date <= to;
    let said =
        vec![("posted_on", json!(from)), ("closes_on", json!(to)), ("earliest_close", json!(due.date))];
    inquiry.note("NDOC-07", enough, said)?;
    Ok(enough && over)
}

fn fair(facts: &Facts, inquiry: &mut Inquiry<'_>, missing: &mut Vec<Gap>) -> Result<(), Stop> {
    let done = facts.fair.is_some() && facts.heard;
    inquiry.note("FC-04", done, vec![("fair", json!(facts.fair)), ("heard", json!(facts.heard))])?;
    if facts.fair.is_none() {
        missing.push(Gap::FairReview);
    } else if !facts.heard {
        missing.push(Gap::Hearing);
    }
    let government = facts.issuer == Issuer::Government;
    let by_whom = !government || facts.regulator;
    inquiry.note(
        "FC-03",
        by_whom,
        vec![("issuer", json!(facts.issuer)), ("regulator", json!(facts.regulator))],
    )?;
    if !by_whom {
        missing.push(Gap::Regulator);
    }
    match facts.fair {
        Some(Fair::Failed) => {
            inquiry.note("FC-01", false, vec![("fair", json!(facts.fair))])?;
            missing.push(Gap::FairFailed);
        }
        Some(Fair::Exception) => {
            let held = facts.ends_on.is_some() && facts.no_milder_option;
            let used =
                vec![("ends_on", json!(facts.ends_on)), ("no_milder_option", json!(facts.no_milder_option))];
            inquiry.note("FC-02", held, used)?;
            if facts.ends_on.is_none() {
                missing.push(Gap::EndDate);
            }
            if !facts.no_milder_option {
                missing.push(Gap::MilderOption);
            }
        }
        Some(Fair::Passed) => inquiry.note("FC-01", true, vec![("fair", json!(facts.fair))])?,
        None => {}
    }
    Ok(())
}
