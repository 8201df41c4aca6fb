//! `petition`: the clocks of a petition, its six routes, what an opinion letter must state and when the matter is at its
//! end. What is deliberately not here: asking for review in time (`appeal`), who handles it.

mod clock;

use clock::{clock, statutory};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;

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
    title: Words { zh: "信访事项的期限和要求", en: "Clocks and requirements of a petition" },
    about: Words {
        zh: "按信访事项走到的环节，得出登记分办、告知、提出异议、办结、复查复核的期限；核对途径、代表人数、意见书应\
             载明的内容、回避，以及复核后是否还应受理。",
        en: "By the stage a petition has reached: when it is registered, notified, objected to, resolved, reviewed; \
             whether its route, its representatives, its opinion letter and its handler are in order, and whether it \
             is still accepted after the re-review.",
    },
    clauses: &[
        "PET-01", "PET-02", "PET-03", "PET-04", "PET-05", "PET-06", "PET-07", "PET-08", "PET-09", "PET-10",
        "PET-11", "PET-12", "T-01", "T-05", "WD-04", "WD-05", "WD-06", "WD-08",
    ],
    fields: FIELDS,
    example: r#"{"stage": "register", "start": "2026-03-02"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "petition";

const STAGES: &[Choice] = &[
    Choice::also("register", "登记分办", "registering and sorting", &[]),
    Choice::also("direct-notice", "直接收到后的告知", "notice by an organ that received it", &[]),
    Choice::also("assigned-notice", "转送后的告知", "notice of an assigned matter", &[]),
    Choice::also("objection", "对转送提出异议", "objection to an assigned matter", &[]),
    Choice::also("route", "选定处理途径", "choosing the route", &[]),
    Choice::also("resolve", "办理", "resolving", &[]),
    Choice::also("opinion", "出具处理意见书", "the opinion letter", &[]),
    Choice::also("review", "复查", "review", &[]),
    Choice::also("re-review", "复核", "re-review", &[]),
    Choice::also("again", "同一事实和理由再次提出", "the same facts and reasons again", &[]),
    Choice::also("visit", "多人走访", "a common visit", &[]),
    Choice::also("handler", "办理人是否应当回避", "whether the handler steps aside", &[]),
];

const ROUTES: &[Choice] = &[
    Choice::also("courts", "涉法涉诉", "courts, procuracy, police", &[]),
    Choice::also("arbitration", "仲裁", "arbitration", &[]),
    Choice::also("party-appeal", "党员申诉", "party appeal", &[]),
    Choice::also("administrative", "行政程序", "administrative procedure", &[]),
    Choice::also("duty", "履行职责", "performance of duty", &[]),
    Choice::also("petition", "信访程序", "petition procedure", &[]),
];

const FIELDS: &[Field] = &[
    Field::needed("stage", FieldKind::OneOf(STAGES), "走到哪个环节", "the stage"),
    Field::optional("start", FieldKind::Date, "起算日（当日不计）", "the day it starts, not counted"),
    Field::optional("done_on", FieldKind::Date, "办理之日", "the day it was done"),
    Field::optional("route", FieldKind::OneOf(ROUTES), "处理途径", "the route"),
    Field::optional(
        "limit_days",
        FieldKind::Int { min: 1, max: 730 },
        "法定期限（行政程序、履行职责）",
        "statutory limit of an administrative procedure or a duty",
    ),
    Field::optional(
        "limit_working",
        FieldKind::Flag,
        "法定期限是否按工作日",
        "whether it is in working days",
    ),
    Field::optional("limit_basis", FieldKind::Text, "法定期限的依据", "the clause that sets the limit"),
    Field::optional("extended", FieldKind::Flag, "是否延长", "whether it is extended"),
    Field::optional("head_agreed", FieldKind::Flag, "负责人是否批准", "whether the head agreed"),
    Field::optional("hearing_days", FieldKind::Int { min: 0, max: 365 }, "听证所需天数", "days of hearings"),
    Field::optional("states_request", FieldKind::Flag, "载明投诉请求", "states the request"),
    Field::optional("states_facts", FieldKind::Flag, "载明事实和理由", "states facts and reasons"),
    Field::optional("states_opinion", FieldKind::Flag, "载明处理意见", "states the opinion"),
    Field::optional("states_basis", FieldKind::Flag, "载明法律法规依据", "states the legal basis"),
    Field::optional("re_reviewed", FieldKind::Flag, "是否已经复核", "whether it was re-reviewed"),
    Field::optional("people", FieldKind::Int { min: 1, max: 10_000 }, "代表人数", "representatives"),
    Field::optional(
        "handler_is_accused",
        FieldKind::Flag,
        "办理人是否被检举控告人",
        "whether the handler is the accused",
    ),
    Field::optional(
        "handler_of_accused_unit",
        FieldKind::Flag,
        "办理单位是否被检举控告单位",
        "whether it is the accused unit",
    ),
    Field::optional(
        "handler_interested",
        FieldKind::Flag,
        "办理人是否有利害关系",
        "whether the handler has an interest",
    ),
];

/// The stage a petition has reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Registering and sorting.
    #[default]
    Register,
    /// Notice by an organ that received it itself.
    DirectNotice,
    /// Notice of an assigned matter.
    AssignedNotice,
    /// Objection to an assigned matter.
    Objection,
    /// Choosing the route.
    Route,
    /// Resolving.
    Resolve,
    /// The opinion letter.
    Opinion,
    /// Review.
    Review,
    /// Re-review.
    ReReview,
    /// The same facts and reasons again.
    Again,
    /// A common visit.
    Visit,
    /// Whether the handler steps aside.
    Handler,
}

/// The six routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// 涉法涉诉.
    Courts,
    /// 仲裁.
    Arbitration,
    /// 党员申诉.
    PartyAppeal,
    /// 行政程序.
    Administrative,
    /// 履行职责.
    Duty,
    /// 信访程序: the only one that starts the clock of sixty days.
    Petition,
}

impl Route {
    /// Every route, in the order of the article.
    pub const ALL: [Route; 6] = [
        Route::Courts,
        Route::Arbitration,
        Route::PartyAppeal,
        Route::Administrative,
        Route::Duty,
        Route::Petition,
    ];

    /// The word stored.
    pub fn code(self) -> &'static str {
        match self {
            Route::Courts => "courts",
            Route::Arbitration => "arbitration",
            Route::PartyAppeal => "party-appeal",
            Route::Administrative => "administrative",
            Route::Duty => "duty",
            Route::Petition => "petition",
        }
    }
}

/// The facts of the rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The stage.
    pub stage: Stage,
    /// The day it starts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// The day it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<Date>,
    /// The route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// Statutory limit on the routes of administrative procedure and performance of duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_days: Option<u32>,
    /// Whether that limit is in working days.
    #[serde(default)]
    pub limit_working: bool,
    /// The clause that sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_basis: Option<String>,
    /// Whether it is extended.
    #[serde(default)]
    pub extended: bool,
    /// Whether the head agreed.
    #[serde(default)]
    pub head_agreed: bool,
    /// Days of hearings.
    #[serde(default)]
    pub hearing_days: u32,
    /// The letter states the request.
    #[serde(default)]
    pub states_request: bool,
    /// The letter states facts and reasons.
    #[serde(default)]
    pub states_facts: bool,
    /// The letter states the opinion.
    #[serde(default)]
    pub states_opinion: bool,
    /// The letter states its legal basis.
    #[serde(default)]
    pub states_basis: bool,
    /// Whether it was re-reviewed.
    #[serde(default)]
    pub re_reviewed: bool,
    /// Representatives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<i64>,
    /// The handler is the accused.
    #[serde(default)]
    pub handler_is_accused: bool,
    /// The handler belongs to the accused unit.
    #[serde(default)]
    pub handler_of_accused_unit: bool,
    /// The handler has an interest.
    #[serde(default)]
    pub handler_interested: bool,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// The last day; none where the stage has none.
    pub due: Option<Date>,
    /// Whether it was done by then; none if not done.
    pub in_time: Option<bool>,
    /// Whether the stage is in order.
    pub allowed: bool,
    /// True if a calendar notice not yet known could move the day.
    pub provisional: bool,
}

/// The clock and the requirements of a stage.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Stood> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Stood, Stop> {
    match facts.stage {
        Stage::Register => clock(facts, inquiry, "PET-01", "register"),
        Stage::DirectNotice => clock(facts, inquiry, "PET-02", "notice"),
        Stage::AssignedNotice => clock(facts, inquiry, "PET-03", "notice"),
        Stage::Objection => clock(facts, inquiry, "PET-04", "objection"),
        Stage::Resolve => resolve(facts, inquiry),
        Stage::Review => clock(facts, inquiry, "PET-06", "decide"),
        Stage::ReReview => clock(facts, inquiry, "PET-07", "decide"),
        Stage::Route => {
            let route = needed(facts.route, "route")?;
            let clocked = route == Route::Petition;
            inquiry.note("PET-10", true, vec![("route", json!(route)), ("sixty_days", json!(clocked))])?;
            Ok(stands(true))
        }
        Stage::Opinion => {
            let whole =
                facts.states_request && facts.states_facts && facts.states_opinion && facts.states_basis;
            let noted = vec![
                ("states_request", json!(facts.states_request)),
                ("states_facts", json!(facts.states_facts)),
                ("states_opinion", json!(facts.states_opinion)),
                ("states_basis", json!(facts.states_basis)),
            ];
            inquiry.note("PET-11", whole, noted)?;
            Ok(stands(whole))
        }
        Stage::Again => {
            inquiry.note("PET-08", facts.re_reviewed, vec![("re_reviewed", json!(facts.re_reviewed))])?;
            Ok(stands(!facts.re_reviewed))
        }
        Stage::Visit => {
            let people = needed(facts.people, "people")?;
            let most: i64 = inquiry.take("PET-09", "people")?;
            let noted = vec![("people", json!(people)), ("most", json!(most))];
            inquiry.note("PET-09", people <= most, noted)?;
            Ok(stands(people <= most))
        }
        Stage::Handler => {
            let free =
                !(facts.handler_is_accused || facts.handler_of_accused_unit || facts.handler_interested);
            let noted = vec![
                ("handler_is_accused", json!(facts.handler_is_accused)),
                ("handler_of_accused_unit", json!(facts.handler_of_accused_unit)),
                ("handler_interested", json!(facts.handler_interested)),
            ];
            inquiry.note("PET-12", free, noted)?;
            Ok(stands(free))
        }
    }
}

fn needed<T>(value: Option<T>, fact: &str) -> Result<T, Stop> {
    match value {
        Some(value) => Ok(value),
        None => Stop::refuse(fact, "这一环节须写明此项。", "this stage needs it"),
    }
}

fn stands(allowed: bool) -> Stood {
    Stood { due: None, in_time: None, allowed, provisional: false }
}

fn resolve(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Stood, Stop> {
    if let Some(Route::Administrative | Route::Duty) = facts.route {
        return statutory(facts, inquiry);
    }
    if facts.route.is_some_and(|route| route != Route::Petition) {
        inquiry.note("PET-10", true, vec![("route", json!(facts.route)), ("sixty_days", json!(false))])?;
        return Ok(stands(true));
    }
    if facts.extended && !facts.head_agreed {
        return Stop::refuse(
            "head_agreed",
            "延长办理期限须经负责人批准并告知理由（PET-05）。",
            "an extension needs the head's approval and its reasons told (PET-05)",
        );
    }
    clock(facts, inquiry, "PET-05", "resolve")
}
