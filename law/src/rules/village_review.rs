//! `village-review`: the yearly democratic review of village and community cadres and when an office ends. What is
//! deliberately not here: the assessment of civil servants (grade_*).

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
    title: Words { zh: "村（社区）干部民主评议", en: "Democratic review of village cadres" },
    about: Words {
        zh: "村（社区）干部每年至少接受一次民主评议；连续两次被评为不称职的，其职务终止。按历次评议结果判断\
             本年度是否已评议、职务是否终止。",
        en: "Village and community cadres are reviewed at least once a year; two reviews in a row with the \
             result incompetent end the office. Says whether the year has its review and whether the office ends.",
    },
    clauses: &["VIL-01", "VIL-02"],
    fields: FIELDS,
    example: r#"{"year": 2025, "reviews": [{"held_on": "2024-12-10", "result": "称职"},
        {"held_on": "2025-12-12", "result": "不称职"}]}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "village-review";

const RESULTS: &[Choice] = &[
    Choice::new("excellent", "优秀", "excellent"),
    Choice::also("competent", "称职", "competent", &["合格"]),
    Choice::also("basically-competent", "基本称职", "basically competent", &["基本合格"]),
    Choice::also("incompetent", "不称职", "incompetent", &["不合格"]),
];

const REVIEW: &[Field] = &[
    Field::needed("held_on", FieldKind::Date, "评议日期", "day of the review"),
    Field::needed("result", FieldKind::OneOf(RESULTS), "评议结果", "result"),
];

const FIELDS: &[Field] = &[
    Field::needed("year", FieldKind::Year { min: 1998, max: 2100 }, "年度", "the year"),
    Field::needed(
        "reviews",
        FieldKind::List(REVIEW),
        "本届以来历次民主评议",
        "the reviews of the term so far",
    ),
];

/// The result of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewResult {
    /// 优秀.
    Excellent,
    /// 称职.
    Competent,
    /// 基本称职.
    BasicallyCompetent,
    /// 不称职.
    Incompetent,
}

/// One review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Its day.
    pub held_on: Date,
    /// Its result.
    pub result: ReviewResult,
}

/// The facts of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The year.
    pub year: i16,
    /// The reviews of the term so far, in any order.
    pub reviews: Vec<Review>,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reviewed {
    /// Whether the year has its review.
    pub reviewed: bool,
    /// Results 不称职 in a row up to the last review of the year.
    pub incompetent_in_a_row: u32,
    /// Whether the office ends.
    pub office_ends: bool,
    /// The review with which it ends.
    pub ends_on: Option<Date>,
}

/// Whether the year has its review and whether the office ends.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Reviewed> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Reviewed, Stop> {
    let on = inquiry.on;
    if facts.year > on.year() {
        let year = facts.year;
        let zh = format!("{year} 年度尚未开始，{on} 时不能判定。");
        return Stop::refuse("year", zh, format!("{year} has not begun on {on}"));
    }
    if let Some(n) = facts.reviews.iter().position(|review| review.held_on > on) {
        let held = facts.reviews.get(n).map(|review| review.held_on.to_string()).unwrap_or_default();
        return Stop::refuse(
            &format!("reviews[{n}].held_on"),
            format!("评议日期 {held} 晚于 {on}。"),
            format!("the review of {held} is later than {on}"),
        );
    }
    let mut reviews: Vec<Review> =
        facts.reviews.iter().filter(|review| review.held_on.year() <= facts.year).copied().collect();
    reviews.sort_by_key(|review| review.held_on);
    if let Some(pair) = reviews.windows(2).find(|pair| pair[0].held_on == pair[1].held_on) {
        let day = pair[0].held_on;
        let (zh, en) = (format!("{day} 有两次评议，请核对。"), format!("two reviews on {day}"));
        return Stop::refuse("reviews", zh, en);
    }
    let held = reviews.iter().filter(|review| review.held_on.year() == facts.year).count() as i64;
    let needed: i64 = inquiry.take("VIL-01", "times")?;
    let reviewed = held >= needed;
    inquiry.note("VIL-01", reviewed, vec![("year", json!(facts.year)), ("held", json!(held))])?;
    let limit: i64 = inquiry.take("VIL-02", "in_a_row")?;
    let (row, ends_on) = longest_row(&reviews, limit);
    let office_ends = ends_on.is_some();
    inquiry.note("VIL-02", office_ends, vec![("row", json!(row)), ("ends_on", json!(ends_on))])?;
    Ok(Reviewed { reviewed, incompetent_in_a_row: row, office_ends, ends_on })
}

/// The row of 不称职 at the end, and the review at which a row first reached the limit.
fn longest_row(reviews: &[Review], limit: i64) -> (u32, Option<Date>) {
    let (mut row, mut ends_on) = (0_u32, None);
    for review in reviews {
        row = if review.result == ReviewResult::Incompetent { row + 1 } else { 0 };
        if i64::from(row) >= limit && ends_on.is_none() {
            ends_on = Some(review.held_on);
        }
    }
    (row, ends_on)
}
