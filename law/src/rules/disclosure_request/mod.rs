//! `disclosure-request`: the clocks and the outcome of a request for government information. What is deliberately not
//! here: who handles it, and proactive publication (`deadline` on INF-01).

mod answer;
mod parties;

use parties::{consult, objection};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

pub use answer::Answer;
use answer::OUTCOMES;

use super::count;
use crate::calendar::{Due, Period};
use crate::decision::Decision;
use crate::facts::{Choice, Field, FieldKind};
use crate::inquiry::{Inquiry, Stop};
use crate::registry::{self, Rule, Words};
use crate::rulebook::Rulebook;

/// The rule in the registry.
pub const RULE: Rule = Rule {
    name: NAME,
    title: Words { zh: "依申请公开的期限和答复", en: "Request for government information" },
    about: Words {
        zh: "按收到申请之日、补正、延长、征求第三方和共同制作机关意见的情况，得出答复期限；第三方逾期不答由行政机关\
             决定，共同制作机关逾期不答视为同意；给出答复结果时指明所依据的条款。",
        en: "By when a request is answered, from the day it came, its correction, an extension, and what third parties \
             and co-producing organs were asked: a third party's silence leaves the decision to the organ, a \
             co-producer's is consent. With an outcome given, the clause it rests on.",
    },
    clauses: &[
        "INF-03", "INF-04", "INF-05", "INF-06", "INF-07", "INF-08", "INF-09", "INF-10", "INF-11", "INF-12",
        "INF-13", "INF-14", "INF-17", "INF-18", "INF-19", "WD-04", "WD-05", "WD-06", "WD-08",
    ],
    fields: FIELDS,
    example: r#"{"received_on": "2026-03-02", "channel": "online"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "disclosure-request";

const CHANNELS: &[Choice] = &[
    Choice::also("in-person", "当面提交", "in person", &["当面"]),
    Choice::also("registered-post", "挂号邮寄", "registered post", &["挂号信"]),
    Choice::also("ordinary-post", "平信邮寄", "ordinary post", &["平信"]),
    Choice::also("online", "网络", "online", &["互联网"]),
    Choice::also("fax", "传真", "fax", &[]),
];

const FIELDS: &[Field] = &[
    Field::needed("received_on", FieldKind::Date, "收到申请之日", "day it was received"),
    Field::optional("channel", FieldKind::OneOf(CHANNELS), "收到的方式", "how it came"),
    Field::optional("correction_asked_on", FieldKind::Date, "告知补正之日", "day correction was asked for"),
    Field::optional("corrected_on", FieldKind::Date, "收到补正之日", "day the correction arrived"),
    Field::optional("extended", FieldKind::Flag, "是否决定延长", "whether it is extended"),
    Field::optional("head_agreed", FieldKind::Flag, "负责人是否同意", "whether the head agreed"),
    Field::optional(
        "third_asked_on",
        FieldKind::Date,
        "第三方收到征求意见书之日",
        "day the third party was asked",
    ),
    Field::optional("third_answered_on", FieldKind::Date, "第三方答复之日", "day the third party answered"),
    Field::optional(
        "partner_asked_on",
        FieldKind::Date,
        "共同制作机关收到征求意见书之日",
        "day the co-producer was asked",
    ),
    Field::optional(
        "partner_answered_on",
        FieldKind::Date,
        "共同制作机关答复之日",
        "day the co-producer answered",
    ),
    Field::optional(
        "third_objected",
        FieldKind::Flag,
        "第三方是否不同意公开",
        "whether the third party objected",
    ),
    Field::optional(
        "public_interest",
        FieldKind::Flag,
        "不公开是否会对公共利益造成重大影响",
        "whether withholding it would gravely harm the public interest",
    ),
    Field::optional("today", FieldKind::Date, "今天（判断是否逾期不答）", "today, to tell silence"),
    Field::optional("outcome", FieldKind::OneOf(OUTCOMES), "答复结果", "the outcome"),
    Field::optional("answered_on", FieldKind::Date, "答复之日", "day it was answered"),
];

/// The facts of the rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Day it was received.
    pub received_on: Date,
    /// How it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Day correction was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction_asked_on: Option<Date>,
    /// Day the correction arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_on: Option<Date>,
    /// Whether it is extended.
    #[serde(default)]
    pub extended: bool,
    /// Whether the head agreed.
    #[serde(default)]
    pub head_agreed: bool,
    /// Day the third party was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub third_asked_on: Option<Date>,
    /// Day the third party answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub third_answered_on: Option<Date>,
    /// Day the co-producing organ was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_asked_on: Option<Date>,
    /// Day the co-producing organ answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_answered_on: Option<Date>,
    /// The third party objected.
    #[serde(default)]
    pub third_objected: bool,
    /// Withholding it would gravely harm the public interest.
    #[serde(default)]
    pub public_interest: bool,
    /// Today, to tell silence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<Date>,
    /// The outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Answer>,
    /// Day it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<Date>,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// Last day to ask for correction.
    pub correct_by: Date,
    /// Last day to reply; none while a correction is awaited.
    pub reply_by: Option<Date>,
    /// Last day of a third party.
    pub third_by: Option<Date>,
    /// Whether the third party kept silent: then the organ decides.
    pub third_silent: bool,
    /// Last day of a co-producing organ.
    pub partner_by: Option<Date>,
    /// Whether the co-producing organ kept silent: then it consents.
    pub partner_silent: bool,
    /// Whether it was answered in time; none if not answered.
    pub in_time: Option<bool>,
    /// True if a calendar notice not yet known could move a date.
    pub provisional: bool,
}

/// The clocks of a request and what its outcome rests on.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Clocks> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn period(inquiry: &Inquiry<'_>, clause: &str, name: &str, from: Date, fact: &str) -> Result<Due, Stop> {
    let period: Period = inquiry.take(clause, name)?;
    inquiry.book.calendar().due(from, period).map_err(|error| Stop::period(fact, error))
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Clocks, Stop> {
    check(facts)?;
    let received = facts.received_on;
    if let Some(channel) = &facts.channel {
        inquiry.note("INF-04", true, vec![("channel", json!(channel)), ("received_on", json!(received))])?;
    }
    let correct = period(inquiry, "INF-03", "correct", received, "received_on")?;
    let mut clocks = Clocks {
        correct_by: correct.date,
        reply_by: None,
        third_by: None,
        third_silent: false,
        partner_by: None,
        partner_silent: false,
        in_time: None,
        provisional: correct.provisional,
    };
    let start = correction(facts, inquiry, correct.date)?;
    consult(facts, inquiry, &mut clocks)?;
    if let Some(start) = start {
        reply(facts, inquiry, start, &mut clocks)?;
    }
    objection(facts, inquiry)?;
    if let Some(outcome) = facts.outcome.filter(|outcome| outcome.clause() != "INF-05") {
        // A clause known from memory alone is named, not applied, until the county confirms its text.
        let clause = outcome.clause();
        match inquiry.book.stands(clause, inquiry.on) {
            Ok(_) => inquiry.note(clause, true, vec![("outcome", json!(outcome))])?,
            Err(_) => inquiry.note_unconfirmed(clause, &format!("{clause}.text"))?,
        }
    }
    Ok(clocks)
}

fn check(facts: &Facts) -> Result<(), Stop> {
    let later = [
        ("correction_asked_on", facts.correction_asked_on),
        ("third_asked_on", facts.third_asked_on),
        ("partner_asked_on", facts.partner_asked_on),
        ("answered_on", facts.answered_on),
    ];
    for (fact, day) in later {
        if day.is_some_and(|day| day < facts.received_on) {
            return Stop::refuse(
                fact,
                "这一日期早于收到申请之日，请核对。",
                "this day lies before the request came",
            );
        }
    }
    let pairs = [
        ("corrected_on", facts.correction_asked_on, facts.corrected_on),
        ("third_answered_on", facts.third_asked_on, facts.third_answered_on),
        ("partner_answered_on", facts.partner_asked_on, facts.partner_answered_on),
    ];
    for (fact, asked, answered) in pairs {
        if answered.is_some_and(|answered| asked.is_none_or(|asked| answered < asked)) {
            return Stop::refuse(
                fact,
                "没有先征求就有答复，或者答复早于征求之日，请核对。",
                "answered without or before being asked",
            );
        }
    }
    if facts.extended && !facts.head_agreed {
        return Stop::refuse(
            "head_agreed",
            "延长答复期限须经信息公开工作机构负责人同意（INF-06）。",
            "an extension needs the consent of the head of the disclosure office (INF-06)",
        );
    }
    Ok(())
}

/// The day the time to reply starts; none while a correction is awaited.
fn correction(facts: &Facts, inquiry: &mut Inquiry<'_>, by: Date) -> Result<Option<Date>, Stop> {
    let Some(asked) = facts.correction_asked_on else { return Ok(Some(facts.received_on)) };
    let in_time = asked <= by;
    let noted = vec![
        ("correction_asked_on", json!(asked)),
        ("correct_by", json!(by)),
        ("corrected_on", json!(facts.corrected_on)),
    ];
    inquiry.note("INF-03", in_time, noted)?;
    if !in_time {
        // Asked too late: the time to reply runs on as if nothing had been asked.
        return Ok(Some(facts.received_on));
    }
    Ok(facts.corrected_on)
}

/// The last day to reply: twenty working days, the extension, and the third party's days, which do not count.
fn reply(facts: &Facts, inquiry: &mut Inquiry<'_>, start: Date, clocks: &mut Clocks) -> Result<(), Stop> {
    let time: Period = inquiry.take("INF-05", "reply")?;
    let calendar = inquiry.book.calendar();
    let due = calendar.due(start, time).map_err(|error| Stop::period("received_on", error))?;
    let (mut last, mut provisional) = (due.date, due.provisional);
    let mut extended = None;
    if facts.extended {
        let more = period(inquiry, "INF-06", "extension", last, "extended")?;
        (last, provisional) = (more.date, provisional || more.provisional);
        extended = Some(more.date);
    }
    let mut excluded = 0;
    if let (Some(asked), Some(by)) = (facts.third_asked_on, clocks.third_by) {
        let until = facts.third_answered_on.unwrap_or(by).min(by);
        // Days before the time to reply started anew were never part of it.
        excluded = calendar.working_days_between(asked.max(start), until).days;
        if excluded > 0 {
            let moved = calendar
                .add_working_days(last, excluded)
                .map_err(|error| Stop::period("third_asked_on", error))?;
            (last, provisional) = (moved.date, provisional || moved.provisional);
        }
    }
    let in_time = facts.answered_on.map(|answered| answered <= last);
    let noted = vec![
        ("start", json!(start)),
        ("reply_by", json!(last)),
        ("excluded_days", json!(excluded)),
        ("answered_on", json!(facts.answered_on)),
    ];
    inquiry.note("INF-05", in_time != Some(false), noted)?;
    if let Some(extended) = extended {
        inquiry.note("INF-06", true, vec![("extended_to", json!(extended)), ("head_agreed", json!(true))])?;
    }
    count::end(inquiry, start, time, "received_on")?;
    (clocks.reply_by, clocks.in_time) = (Some(last), in_time);
    clocks.provisional |= provisional;
    Ok(())
}
