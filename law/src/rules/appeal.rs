//! `appeal`: whether a remedy was sought in time and by when it must be decided. What is deliberately not here:
//! whether it is right.

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
    title: Words { zh: "复核、申诉期限", en: "Remedy in time" },
    about: Words {
        zh: "对人事处理（如年度考核不称职）、监察决定、信访处理意见、问责决定、信息公开答复等行政行为不服的，判断提出是否\
             在期限内，并算出受理机关作出决定的最后日期。政府信息不予公开的应当先申请行政复议。对基本称职、未评优秀，\
             公务员法没有列出复核、申诉渠道。",
        en: "Whether a remedy against a personnel decision (such as the grade incompetent), a supervision \
             decision, a petition opinion, an accountability decision or an administrative act was sought in time, and \
             the last day to decide it. Where information is withheld reconsideration comes before the courts. The law lists no remedy for the grade basically competent or for not being excellent.",
    },
    clauses: &[
        "AS-30", "AS-31", "PET-06", "PET-07", "TOL-07", "TOL-22", "ARL-20", "ARL-23", "ALL-46", "T-01",
        "T-02", "T-05", "WD-08",
    ],
    fields: FIELDS,
    example: r#"{"kind": "不称职", "known_on": "2026-02-10", "filed_on": "2026-03-06", "route": "reconsideration"}"#,
    decide: |facts, book, on| registry::run(NAME, FIELDS, facts, (book, on), decide),
};

const NAME: &str = "appeal";

const KINDS: &[Choice] = &[
    Choice::also(
        "incompetent",
        "不称职",
        "grade incompetent",
        &["定期考核定为不称职", "年度考核不称职", "grade", "grade-incompetent"],
    ),
    Choice::also("sanction", "处分", "sanction", &["行政处分", "政务处分"]),
    Choice::also("dismissal", "辞退", "dismissal", &["取消录用", "辞退或者取消录用"]),
    Choice::also("demotion", "降职", "demotion", &["lowered-post"]),
    Choice::also("removal", "免职", "removal from post", &["relieved"]),
    Choice::also(
        "resignation-refused",
        "申请辞职、提前退休未予批准",
        "resignation or early retirement refused",
        &[],
    ),
    Choice::also("pay", "未按规定确定或者扣减工资、福利、保险待遇", "pay, benefits or insurance", &["工资"]),
    Choice::also(
        "supervision-decision",
        "监察机关涉及本人的处理决定",
        "decision of a supervision organ",
        &["监察决定"],
    ),
    Choice::also("petition-opinion", "信访处理意见", "petition opinion", &["信访"]),
    Choice::also("accountability", "问责决定", "accountability decision", &["问责"]),
    Choice::also("administrative-act", "行政行为", "administrative act", &["信息公开答复"]),
    Choice::also("information-withheld", "政府信息不予公开", "information withheld", &["部分公开"]),
    Choice::also("basically-competent", "基本称职", "grade basically competent", &[]),
    Choice::also("not-excellent", "未确定为优秀", "not graded excellent", &["lost-excellent", "未评优秀"]),
    Choice::also("no-grade", "不定等次", "no grade", &["不确定等次"]),
];

const ROUTES: &[Choice] = &[
    Choice::also("reconsideration", "复核", "reconsideration by the deciding organ", &["申请复核"]),
    Choice::also(
        "complaint-after-reconsideration",
        "对复核结果不服的申诉",
        "complaint after reconsideration",
        &["复核后申诉", "after-reconsideration"],
    ),
    Choice::also(
        "complaint",
        "直接申诉",
        "direct complaint",
        &["申诉", "direct-complaint", "direct", "appeal"],
    ),
    Choice::also("review", "复审、复查", "review", &["复审", "复查"]),
    Choice::also(
        "re-review",
        "再次复核",
        "re-review",
        &["对复审、复查结果不服的复核", "复查后复核", "复审后复核"],
    ),
    Choice::also("administrative-reconsideration", "行政复议", "administrative reconsideration", &[]),
    Choice::also("litigation", "行政诉讼", "the courts", &["诉讼"]),
];

const FIELDS: &[Field] = &[
    Field::needed("kind", FieldKind::OneOf(KINDS), "对什么不服", "what is contested"),
    Field::needed(
        "known_on",
        FieldKind::Date,
        "知道该处理之日；复核、复审、复查之后的，为收到答复之日",
        "the day the decision, or the answer to the earlier remedy, was known",
    ),
    Field::optional(
        "filed_on",
        FieldKind::Date,
        "提出之日；尚未提出可不填",
        "the day it was filed; leave out if not yet",
    ),
    Field::needed("route", FieldKind::OneOf(ROUTES), "渠道", "the route"),
    Field::optional(
        "complex",
        FieldKind::Flag,
        "案情复杂，是否已决定延长",
        "whether the time to decide was extended for complexity",
    ),
];

/// What is contested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contested {
    /// 定期考核定为不称职.
    Incompetent,
    /// 处分.
    Sanction,
    /// 辞退或者取消录用.
    Dismissal,
    /// 降职.
    Demotion,
    /// 免职.
    Removal,
    /// 申请辞职、提前退休未予批准.
    ResignationRefused,
    /// 工资、福利、保险待遇.
    Pay,
    /// A decision of a supervision organ about the person.
    SupervisionDecision,
    /// An opinion on a petition.
    PetitionOpinion,
    /// An accountability decision.
    Accountability,
    /// An administrative act, such as an answer to a request for information.
    AdministrativeAct,
    /// Government information withheld, all or part: reconsideration comes before the courts.
    InformationWithheld,
    /// 基本称职: the law lists no remedy.
    BasicallyCompetent,
    /// Not graded 优秀: the law lists no remedy.
    NotExcellent,
    /// 不定等次: the law lists no remedy.
    NoGrade,
}

/// The route taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// 复核 by the deciding organ.
    Reconsideration,
    /// 申诉 after 复核.
    ComplaintAfterReconsideration,
    /// 申诉 without 复核.
    Complaint,
    /// 复审 of a supervision decision, 复查 of a petition opinion.
    Review,
    /// 复核 after 复审 or 复查.
    ReReview,
    /// 行政复议.
    AdministrativeReconsideration,
    /// 行政诉讼 without reconsideration before it.
    Litigation,
}

/// The facts of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What is contested.
    pub kind: Contested,
    /// The day it, or the answer to the earlier remedy, was known.
    pub known_on: Date,
    /// The day it was filed; none if not yet.
    #[serde(default)]
    pub filed_on: Option<Date>,
    /// The route.
    pub route: Route,
    /// Whether the time to decide was extended.
    #[serde(default)]
    pub complex: bool,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// Whether it was filed in time; none if not filed.
    pub in_time: Option<bool>,
    /// Last day to decide; none if not filed or out of time.
    pub decide_by: Option<Date>,
    /// Last day to file.
    pub file_by: Date,
    /// The time to file, as the clause sets it.
    pub file_in: Period,
    /// True if a calendar notice not yet known could move a date.
    pub provisional: bool,
}

/// The periods of a route: to file, to decide, and to decide longer.
struct Periods {
    file: (&'static str, &'static str),
    decide: Option<(&'static str, &'static str)>,
    extension: Option<(&'static str, &'static str)>,
}

/// Whether the remedy is in time and by when it is decided.
pub fn decide(facts: &Facts, book: &Rulebook, on: Date) -> Decision<Remedy> {
    let mut inquiry = Inquiry::new(NAME, book, on);
    let result = find(facts, &mut inquiry);
    inquiry.finish(result)
}

fn periods(kind: Contested, route: Route) -> Result<Periods, Stop> {
    use Contested as C;
    let (file, decide, extension) = match (kind, route) {
        (C::AdministrativeAct | C::InformationWithheld, Route::AdministrativeReconsideration) => {
            return Ok(Periods { file: ("ARL-20", "file"), decide: None, extension: None });
        }
        (C::AdministrativeAct, Route::Litigation) => {
            return Ok(Periods { file: ("ALL-46", "file"), decide: None, extension: None });
        }
        (C::InformationWithheld, _) => return wrong_route("administrative-reconsideration"),
        (C::AdministrativeAct, _) => return wrong_route("administrative-reconsideration, litigation"),
        (_, Route::AdministrativeReconsideration | Route::Litigation) => {
            return wrong_route("reconsideration, complaint, review, re-review");
        }
        (C::BasicallyCompetent | C::NotExcellent | C::NoGrade, _) => return no_remedy(),
        (C::SupervisionDecision, Route::Review) => {
            (("TOL-22", "review_file"), ("TOL-22", "review_decide"), None)
        }
        (C::SupervisionDecision, Route::ReReview) => {
            (("TOL-22", "second_file"), ("TOL-22", "second_decide"), None)
        }
        (C::PetitionOpinion, Route::Review) => (("PET-06", "file"), ("PET-06", "decide"), None),
        (C::PetitionOpinion, Route::ReReview) => (("PET-07", "file"), ("PET-07", "decide"), None),
        (C::Accountability, Route::Complaint) => (("TOL-07", "file"), ("TOL-07", "decide"), None),
        (C::SupervisionDecision, _) => return wrong_route("review, re-review"),
        (C::PetitionOpinion, _) => return wrong_route("review, re-review"),
        (C::Accountability, _) => return wrong_route("complaint"),
        (_, Route::Reconsideration) => {
            (("AS-30", "reconsideration"), ("AS-31", "reconsideration_decide"), None)
        }
        (_, Route::ComplaintAfterReconsideration) => (
            ("AS-30", "complaint_after_reconsideration"),
            ("AS-31", "complaint_decide"),
            Some(("AS-31", "complaint_extension")),
        ),
        (_, Route::Complaint) => {
            (("AS-30", "complaint"), ("AS-31", "complaint_decide"), Some(("AS-31", "complaint_extension")))
        }
        (_, Route::Review | Route::ReReview) => {
            return wrong_route("reconsideration, complaint-after-reconsideration, complaint");
        }
    };
    Ok(Periods { file, decide: Some(decide), extension })
}

fn no_remedy<T>() -> Result<T, Stop> {
    Stop::refuse(
        "kind",
        "公务员法第九十五条没有把这一结果列入可以复核、申诉的人事处理；可以向所在机关书面陈述意见。",
        "art. 95 of the Civil Servant Law does not list this result among those open to a remedy; \
         the person may state an opinion to the organ in writing",
    )
}

fn wrong_route<T>(routes: &str) -> Result<T, Stop> {
    Stop::refuse(
        "route",
        format!("对这一处理没有这一渠道，可用：{routes}。"),
        format!("this is not a route against such a decision; the routes are: {routes}"),
    )
}

fn find(facts: &Facts, inquiry: &mut Inquiry<'_>) -> Result<Remedy, Stop> {
    if facts.kind == Contested::InformationWithheld {
        let first = facts.route == Route::AdministrativeReconsideration;
        inquiry.note("ARL-23", first, vec![("kind", json!(facts.kind)), ("route", json!(facts.route))])?;
    }
    let periods = periods(facts.kind, facts.route)?;
    if let Some(filed) = facts.filed_on.filter(|filed| *filed < facts.known_on) {
        return Stop::refuse(
            "filed_on",
            format!("提出日 {filed} 早于知道日 {}，请核对。", facts.known_on),
            format!("filed on {filed}, before it was known on {}", facts.known_on),
        );
    }
    if facts.complex && periods.extension.is_none() {
        let (zh, en) =
            ("这一渠道的决定期限不能延长。", "the time to decide on this route cannot be extended");
        return Stop::refuse("complex", zh, en);
    }
    // Both are asked for at once, so that a county confirms them together.
    let asked: Vec<_> = [Some(periods.file), periods.decide].into_iter().flatten().collect();
    inquiry.take_all::<Period>(&asked)?;
    let file: Period = inquiry.take(periods.file.0, periods.file.1)?;
    let due = calendar_due(inquiry, facts.known_on, file, "known_on")?;
    let in_time = facts.filed_on.map(|filed| filed <= due.date);
    inquiry.note(
        periods.file.0,
        in_time != Some(false),
        vec![
            ("kind", json!(facts.kind)),
            ("route", json!(facts.route)),
            ("known_on", json!(facts.known_on)),
            ("filed_on", json!(facts.filed_on)),
            ("file_by", json!(due.date)),
        ],
    )?;
    count::end(inquiry, facts.known_on, file, "known_on")?;
    let mut remedy =
        Remedy { in_time, decide_by: None, file_by: due.date, file_in: file, provisional: due.provisional };
    if let (Some(filed), Some(true), Some(decide)) = (facts.filed_on, in_time, periods.decide) {
        let decided = decide_by(facts, inquiry, (filed, decide), &periods)?;
        remedy.decide_by = Some(decided.date);
        remedy.provisional |= decided.provisional;
    }
    Ok(remedy)
}

fn calendar_due(
    inquiry: &Inquiry<'_>,
    start: Date,
    period: Period,
    fact: &str,
) -> Result<crate::calendar::Due, Stop> {
    inquiry.book.calendar().due(start, period).map_err(|error| Stop::period(fact, error))
}

fn decide_by(
    facts: &Facts,
    inquiry: &mut Inquiry<'_>,
    (filed, (clause, name)): (Date, (&str, &str)),
    periods: &Periods,
) -> Result<crate::calendar::Due, Stop> {
    let mut period: Period = inquiry.take(clause, name)?;
    if let Some((clause, name)) = periods.extension.filter(|_| facts.complex) {
        let more: Period = inquiry.take(clause, name)?;
        period.n += more.n;
    }
    let due = calendar_due(inquiry, filed, period, "filed_on")?;
    let noted = vec![
        ("filed_on", json!(filed)),
        ("n", json!(period.n)),
        ("complex", json!(facts.complex)),
        ("decide_by", json!(due.date)),
    ];
    inquiry.note(clause, true, noted)?;
    count::end(inquiry, filed, period, "filed_on")?;
    if clause.starts_with("PET-") {
        count::note_petition(inquiry, due.date)?;
    }
    Ok(due)
}
