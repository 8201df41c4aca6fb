//! `publicity`: whether something was posted for long enough. What is deliberately not here: what must be posted
//! (procedures of the domains).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::count;
use crate::calendar::Period;
use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "公示、公开期限", en: "Time of publicity" },
    about: Words {
        zh: "按公示事项和张贴日期，算出最早可以截止的日期，并判断实际截止日是否足够。张贴当日不计，截止当日计入。",
        en: "The earliest day a posting may close, by what is posted, and whether the actual closing day is late \
             enough. The day of posting is not counted, the closing day is.",
    },
    clauses: &[
        "AS-08", "RK-13", "SL-19", "VIL-03", "DEC-03", "DEC-04", "NDOC-07", "PUB-01", "PUB-02", "PUB-03",
        "PUB-04", "T-01", "WD-04", "WD-05", "WD-06", "WD-08",
    ],
    fields: FIELDS,
    example: r#"{"kind": "rank-promotion", "posted_on": "2026-02-10", "closes_on": "2026-02-27"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "publicity";

const KINDS: &[Choice] = &[
    Choice::also(
        "grade-excellent",
        "拟确定优秀等次公示",
        "proposed grades excellent",
        &["优秀等次公示", "优秀"],
    ),
    Choice::also("rank-promotion", "职级晋升公示", "promotion in rank", &["职级晋升"]),
    Choice::also("appointment", "任前公示", "appointment", &[]),
    Choice::also("village-affairs", "村务公开", "village affairs", &[]),
    Choice::also("decision-comment", "重大行政决策征求意见", "comment on a major decision", &["征求意见"]),
    Choice::also("hearing-notice", "听证会公告", "notice of a hearing", &[]),
    Choice::also(
        "market-document-comment",
        "涉企文件征求意见",
        "comment on a document affecting business",
        &[],
    ),
    Choice::also("honours", "表彰奖励公示", "awards", &["表彰"]),
    Choice::also("project-decision", "项目和资金安排公示", "projects and their money", &["项目"]),
    Choice::also("list-change", "清单调整公示", "changes to lists", &[]),
    Choice::also("declaration-statistics", "报告事项汇总数字", "sums of declarations", &[]),
];

const FIELDS: &[Field] = &[
    Field::needed("kind", FieldKind::OneOf(KINDS), "公示事项", "what is posted"),
    Field::needed("posted_on", FieldKind::Date, "张贴日期（当日不计）", "day of posting, not counted itself"),
    Field::optional("closes_on", FieldKind::Date, "截止日期（当日计入）", "closing day, counted"),
];

/// What is posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Posting {
    /// Proposed grades 优秀 within the organ.
    GradeExcellent,
    /// A promotion in rank.
    RankPromotion,
    /// An appointment, before it.
    Appointment,
    /// Village affairs.
    VillageAffairs,
    /// A draft of a major administrative decision.
    DecisionComment,
    /// The notice of a hearing; the closing day is the hearing.
    HearingNotice,
    /// A draft document that affects market entities.
    MarketDocumentComment,
    /// Proposed awards.
    Honours,
    /// Projects and how their money is used.
    ProjectDecision,
    /// Changes to lists of powers and duties.
    ListChange,
    /// Sums of officials' declarations.
    DeclarationStatistics,
}

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What is posted.
    pub kind: Posting,
    /// Day of posting.
    pub posted_on: Date,
    /// Closing day, if set.
    #[serde(default)]
    pub closes_on: Option<Date>,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// Whether the closing day is late enough; none if none was given.
    pub enough: Option<bool>,
    /// The earliest closing day.
    pub earliest_close: Date,
    /// Working days from posting to closing; none if no closing day was given.
    pub working_days: Option<u32>,
    /// True if a calendar notice not yet known could move the day.
    pub provisional: bool,
}

impl Posting {
    /// The clause and the name of its period.
    pub fn clause(self) -> (&'static str, &'static str) {
        match self {
            Posting::GradeExcellent => ("AS-08", "publicity"),
            Posting::RankPromotion => ("RK-13", "publicity"),
            Posting::Appointment => ("SL-19", "publicity"),
            Posting::VillageAffairs => ("VIL-03", "publicity"),
            Posting::DecisionComment => ("DEC-03", "comment"),
            Posting::HearingNotice => ("DEC-04", "notice"),
            Posting::MarketDocumentComment => ("NDOC-07", "comment"),
            Posting::Honours => ("PUB-01", "publicity"),
            Posting::ProjectDecision => ("PUB-02", "publicity"),
            Posting::ListChange => ("PUB-03", "publicity"),
            Posting::DeclarationStatistics => ("PUB-04", "publicity"),
        }
    }
}

/// Whether something was posted for long enough.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Posted> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Posted, Stop> {
    let posted = facts.posted_on;
    if let Some(closes) = facts.closes_on.filter(|closes| *closes < posted) {
        return Stop::refuse(
            "closes_on",
            format!("截止日 {closes} 早于张贴日 {posted}，请核对。"),
            format!("it closes on {closes}, before it was posted on {posted}"),
        );
    }
    let (clause, name) = facts.kind.clause();
    let period: Period = inquiry.take(clause, name)?;
    let calendar = inquiry.book.calendar();
    let due = calendar.due(posted, period).map_err(|error| Stop::period("posted_on", error))?;
    let working = facts.closes_on.map(|closes| calendar.working_days_between(posted, closes).days);
    let enough = facts.closes_on.map(|closes| due.date <= closes);
    inquiry.note(
        clause,
        enough != Some(false),
        vec![
            ("posted_on", json!(posted)),
            ("closes_on", json!(facts.closes_on)),
            ("earliest_close", json!(due.date)),
        ],
    )?;
    count::end(inquiry, posted, period, "posted_on")?;
    Ok(Posted { enough, earliest_close: due.date, working_days: working, provisional: due.provisional })
}
