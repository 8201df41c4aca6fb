//! Preparing a decision: its draft, public participation, expert view, risk, fair competition. Each is a step of its
//! own, in any order; the gate says what is missing. Not here: legality (`review`), the meeting (`meeting`).

use jiff::civil::Date;
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::Rulebook;
use law::rules::decision_gate::{Facts, Fair};

use super::{Decision, done, find, preparing, put_paper, set_facts};
use crate::notice::{NewNotice, Posted, posting};
use crate::permission::{lead, wanted};
use crate::store::decision as sql;

/// Loads what the lead unit works on.
pub(crate) fn led(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Decision, Fault> {
    let of = find(tx, actor, id)?;
    preparing(&of)?;
    lead(tx, actor, &of.unit)?;
    Ok(of)
}

/// The draft with its explanation and legal basis.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The draft itself.
    pub draft: String,
    /// Its explanation.
    pub explanation: String,
    /// Its legal basis.
    pub basis: String,
    /// How many options it gives.
    pub options: i64,
}

/// Writes the draft (DEC-02).
///
/// # Errors
/// Refusals by field, or where it is not theirs.
pub fn write(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &Draft) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    let draft = wanted(&new.draft, "draft", "请写决策草案。", "Write the draft.")?;
    let explanation = wanted(&new.explanation, "explanation", "请写起草说明。", "Write the explanation.")?;
    let basis = wanted(&new.basis, "basis", "请写法律和政策依据。", "Give the legal basis.")?;
    for (item, words) in [("draft", &draft), ("explanation", &explanation), ("basis", &basis)] {
        put_paper(tx, id, item, words)?;
    }
    let mut facts = Facts { basis_combed: true, options: new.options.max(1), ..of.facts.clone() };
    add_papers(&mut facts, &["draft", "explanation", "basis"]);
    set_facts(tx, id, &facts)?;
    let shown = if new.options > 1 {
        format!("拟订决策草案，提出 {} 个方案。", new.options)
    } else {
        "拟订决策草案。".to_owned()
    };
    done(tx, actor, &of, ("drafted", &shown, ""), None)
}

pub(crate) fn add_papers(facts: &mut Facts, items: &[&str]) {
    for item in items {
        if !facts.pack.iter().any(|has| has == item) {
            facts.pack.push((*item).to_owned());
        }
    }
}

/// Opens public comment until a day (DEC-03); a shorter time gives its reason.
///
/// # Errors
/// A refusal where the time is too short and no reason is given; or where it is not theirs.
pub fn open_comment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (until, shorter): (Date, &str),
) -> Result<Posted, Fault> {
    let of = led(tx, actor, id)?;
    let shorter = Some(shorter.trim()).filter(|words| !words.is_empty());
    let kind = if of.facts.business { "market-document-comment" } else { "decision-comment" };
    let mut body = format!("{}\n\n{}", of.proposal, of.question);
    if let Some(words) = shorter {
        body.push_str(&format!("\n\n缩短征求意见期限的理由：{words}"));
    }
    body.push_str(&format!("\n\n请在 {until} 前到“重大决策”栏目 {} 号提出意见。", of.number));
    let new = NewNotice {
        kind: kind.to_owned(),
        unit: of.unit.clone(),
        title: format!("关于征求《{}》意见的公告", of.title),
        body,
        subject: Some(("decision".to_owned(), of.id.clone())),
        closes_on: Some(until),
        shorter_because: shorter.map(str::to_owned),
        ..NewNotice::default()
    };
    let posted = posting::publish(tx, actor, book, &new)?;
    tx.execute(sql::SET_COMMENT_NOTICE, params![id, &posted.number])?;
    let today = tx.today();
    let facts = Facts {
        comment_from: Some(today),
        comment_to: Some(until),
        shorter_explained: shorter.is_some(),
        ..of.facts.clone()
    };
    set_facts(tx, id, &facts)?;
    let shown = format!("公开征求意见，到 {until} 截止。");
    done(tx, actor, &of, ("comment-opened", &shown, shorter.unwrap_or_default()), None)?;
    Ok(posted)
}

/// Announces a hearing (DEC-04).
///
/// # Errors
/// A refusal where the time is too short, or where it is not theirs.
pub fn announce_hearing(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    (on, place): (Date, &str),
) -> Result<Posted, Fault> {
    let of = led(tx, actor, id)?;
    let place = wanted(place, "place", "请写听证会地点。", "Give the place of the hearing.")?;
    let new = NewNotice {
        kind: "hearing-notice".to_owned(),
        unit: of.unit.clone(),
        title: format!("关于举行《{}》听证会的公告", of.title),
        body: format!("听证会定于 {on} 在{place}举行。\n\n{}", of.question),
        subject: Some(("decision".to_owned(), of.id.clone())),
        closes_on: Some(on),
        ..NewNotice::default()
    };
    let posted = posting::publish(tx, actor, book, &new)?;
    let today = tx.today();
    let facts =
        Facts { hearing: true, hearing_announced: Some(today), hearing_on: Some(on), ..of.facts.clone() };
    set_facts(tx, id, &facts)?;
    let shown = format!("公告听证会，{on} 在{place}举行。");
    done(tx, actor, &of, ("hearing-announced", &shown, ""), None)?;
    Ok(posted)
}

/// What experts said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Experts {
    /// How many.
    pub experts: i64,
    /// How many of them have an interest in it.
    pub interested: i64,
    /// Whether each signed.
    pub signed: bool,
    /// Names and fields; stays inside.
    pub who: String,
    /// What they found, with dissent.
    pub opinion: String,
}

/// Records the view of experts (DEC-05).
///
/// # Errors
/// A refusal without words or numbers that do not fit.
pub fn hear_experts(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &Experts) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    let opinion = wanted(
        &new.opinion,
        "opinion",
        "请写论证意见，包括不同意见。",
        "Give the opinion, dissent included.",
    )?;
    let who = wanted(&new.who, "who", "请写专家姓名和专业。", "Name the experts and their fields.")?;
    if new.experts < 1 || new.interested < 0 || new.interested > new.experts {
        let why = Refusal::new(
            "专家人数要大于零，有利害关系的不能多于总数。",
            "At least one expert; those with an interest are among them.",
        );
        return Err(why.at("experts").into());
    }
    let facts = Facts {
        experts: new.experts,
        experts_interested: new.interested,
        experts_signed: new.signed,
        ..of.facts.clone()
    };
    set_facts(tx, id, &facts)?;
    let shown = format!("{} 名专家论证。{opinion}", new.experts);
    done(tx, actor, &of, ("experts-heard", &shown, &who), None)
}

/// Records the assessment of risk (DEC-06, DEC-07) and who did it.
///
/// # Errors
/// A refusal without words.
pub fn assess_risk(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (assessor, controllable, report, measures): (&str, bool, &str, &str),
) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    let report = wanted(report, "report", "请写风险评估结论。", "Give the finding of the assessment.")?;
    let measures = measures.trim();
    crate::notice::unit_of(tx, assessor)?;
    let facts = Facts {
        risk_assessed: true,
        risk_controllable: controllable,
        risk_measures: !measures.is_empty(),
        ..of.facts.clone()
    };
    set_facts(tx, id, &facts)?;
    tx.execute(sql::SET_ASSESSOR, params![id, assessor])?;
    let level = if controllable { "风险可控" } else { "风险较高" };
    let more = if measures.is_empty() { String::new() } else { format!("防范措施：{measures}") };
    let shown = format!("完成风险评估：{level}。{more}");
    done(tx, actor, &of, ("risk-assessed", &shown, &report), None)
}

/// What the fair-competition review found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FairReview {
    /// The conclusion.
    pub fair: Fair,
    /// The market regulator took part.
    pub by_regulator: bool,
    /// Stakeholders were heard.
    pub heard: bool,
    /// There is no milder option.
    pub no_milder_option: bool,
    /// The day an exception ends.
    pub exception_ends: Option<Date>,
    /// The conclusion in words.
    pub words: String,
}

/// Records the fair-competition review (FC-01 to FC-04).
///
/// # Errors
/// A refusal without words or conclusion.
pub fn review_fairness(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &FairReview) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    let words = wanted(&new.words, "words", "请写审查结论和理由。", "Give the conclusion with its reasons.")?;
    if new.fair == Fair::None {
        return Err(Refusal::new("请选择审查结论。", "Choose the conclusion.").at("fair").into());
    }
    put_paper(tx, id, "fair", &words)?;
    let mut facts = Facts {
        fair: new.fair,
        fair_by_regulator: new.by_regulator,
        fair_heard: new.heard,
        no_milder_option: new.no_milder_option,
        exception_ends: new.exception_ends,
        ..of.facts.clone()
    };
    add_papers(&mut facts, &["fair"]);
    set_facts(tx, id, &facts)?;
    done(tx, actor, &of, ("fairness-reviewed", "完成公平竞争审查。", &words), None)
}

/// States the legal risk of an exploratory reform and its pilot clause (DEC-09).
///
/// # Errors
/// A refusal where it is no exploratory reform, or without words.
pub fn state_legal_risk(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (risk, pilot): (&str, &str),
) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    if !of.facts.exploratory {
        return Err(Refusal::new(
            "只有国家尚无明确规定的探索性改革可以明示法律风险后提交讨论（DEC-09）。",
            "Only exploratory reform with no national rule may be tabled with its legal risk stated (DEC-09).",
        )
        .into());
    }
    let risk = wanted(risk, "legal_risk", "请写明法律风险。", "State the legal risk.")?;
    let pilot =
        wanted(pilot, "pilot", "请写试点范围、期限和停止条件。", "Give scope, time and end of the pilot.")?;
    tx.execute(sql::SET_PILOT, params![id, &pilot, &risk])?;
    let facts = Facts { legal_risk_stated: true, ..of.facts.clone() };
    set_facts(tx, id, &facts)?;
    done(tx, actor, &of, ("risk-stated", "作为探索性改革，已明示法律风险，先行试点。", &risk), None)
}
