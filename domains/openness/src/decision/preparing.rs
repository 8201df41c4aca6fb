//! Preparing a decision: its draft, public participation, expert view, risk, fair competition. Each is a step of its
//! own, in any order; the gate says what is missing. Not here: hearings (`hearing`), legality (`review`), the meeting
//! (`meeting`).

use jiff::civil::Date;
use kernel::{Actor, Fault, Refusal, Tx, case, params};
use law::Rulebook;
use law::rules::decision_gate::{Facts, Fair, Review};

use super::{Decision, article, done, drop_papers, find, preparing, put_paper, set_facts, shown};
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

/// Writes the draft (DEC-02). What was said of an earlier draft, by the jurist or on fair competition, does not hold for
/// the new one and goes with it.
///
/// # Errors
/// Refusals by field, where it is not theirs, or while the jurist has the draft.
pub fn write(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &Draft) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    with_the_jurist(tx, &of)?;
    let draft = wanted(&new.draft, "draft", "请写决策草案。", "Write the draft.")?;
    let explanation = wanted(&new.explanation, "explanation", "请写起草说明。", "Write the explanation.")?;
    let basis = wanted(&new.basis, "basis", "请写法律和政策依据。", "Give the legal basis.")?;
    for (item, words) in [("draft", &draft), ("explanation", &explanation), ("basis", &basis)] {
        put_paper(tx, id, item, words)?;
    }
    let looked_at = of.facts.review_sent.is_some() || of.facts.fair != Fair::None;
    let mut facts = Facts {
        basis_combed: true,
        options: new.options.max(1),
        review: Review::None,
        review_sent: None,
        review_due: None,
        review_shorter_explained: false,
        exploratory_confirmed: false,
        legal_risk_stated: false,
        fair: Fair::None,
        fair_by_regulator: false,
        fair_heard: false,
        no_milder_option: false,
        exception_ends: None,
        ..of.facts.clone()
    };
    drop_papers(tx, id, &mut facts, &["review", "fair"])?;
    if of.ungrouped > 0 {
        drop_papers(tx, id, &mut facts, &["comments"])?;
    }
    tx.execute(sql::SET_PILOT, params![id, "", ""])?;
    add_papers(&mut facts, &["draft", "explanation", "basis"]);
    set_facts(tx, id, &facts)?;
    let said = match (looked_at, new.options > 1) {
        (true, _) => shown(
            "重新拟订决策草案，原审查意见不再适用，重新送审。",
            "Draft rewritten; earlier reviews no longer hold and it is sent again.",
        ),
        (false, true) => shown(
            format!("拟订决策草案，提出 {} 个方案。", new.options),
            format!("Draft written, with {} options.", new.options),
        ),
        (false, false) => shown("拟订决策草案。", "Draft written."),
    };
    done(tx, actor, &of, ("drafted", said, ""), None)
}

/// Nobody changes a draft under the jurist's eyes.
fn with_the_jurist(tx: &mut Tx<'_>, of: &Decision) -> Result<(), Fault> {
    let Some(review) = &of.review_case else { return Ok(()) };
    if case::open_step_of(tx, review)?.is_none() {
        return Ok(());
    }
    Err(Refusal::new(
        "草案正在合法性审查，审查意见提出前不能改动。",
        "The draft is with the jurist; it stays as it is until the opinion is given.",
    )
    .into())
}

pub(crate) fn add_papers(facts: &mut Facts, items: &[&str]) {
    for item in items {
        if !facts.pack.iter().any(|has| has == item) {
            facts.pack.push((*item).to_owned());
        }
    }
}

/// Only what may be asked of the public.
pub(crate) fn is_public(of: &Decision) -> Result<(), Refusal> {
    if !of.facts.not_public {
        return Ok(());
    }
    Err(Refusal::new(
        "本决策依法不予公开，不办理公开征求意见、听证和公布。",
        "This decision is by law not public: nothing of it is posted.",
    ))
}

/// The draft and its explanation as they are put to comment: nobody can say anything of a draft they do not see.
fn asked(tx: &mut Tx<'_>, of: &Decision, book: &Rulebook) -> Result<(String, String), Fault> {
    let all = super::papers(tx, &of.id)?;
    let find = |item: &str| all.iter().find(|(code, _)| code == item).map(|(_, words)| words.clone());
    match (find("draft"), find("explanation")) {
        (Some(draft), Some(explanation)) => Ok((draft, explanation)),
        _ => {
            let clause = article(book, "DEC-03", tx.today());
            Err(Refusal::new(
                format!("请先拟订决策草案和起草说明，再公开征求意见（{}）：公众要看到草案才能提意见。", clause.zh),
                format!("Write the draft and its explanation before asking for comment ({}): people comment on what they see.", clause.en),
            )
            .into())
        }
    }
}

/// Opens public comment until a day (DEC-03, NDOC-07); a shorter time gives its reason, which is published with it.
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
    is_public(&of)?;
    let (draft, explanation) = asked(tx, &of, book)?;
    let shorter = Some(shorter.trim()).filter(|words| !words.is_empty());
    let kind = if of.facts.business { "market-document-comment" } else { "decision-comment" };
    let ask = format!("请在 {until} 前到“重大决策”栏目 {} 号提出意见。", of.number);
    let new = NewNotice {
        kind: kind.to_owned(),
        unit: of.unit.clone(),
        title: format!("关于征求《{}》意见的公告", of.title),
        body: format!("{}\n\n{}\n\n{ask}", of.proposal, of.question),
        subject: Some(("decision".to_owned(), of.id.clone())),
        closes_on: Some(until),
        shorter_because: shorter.map(str::to_owned),
        ..NewNotice::default()
    };
    let posted = posting::publish(tx, actor, book, &new)?;
    tx.execute(sql::SET_COMMENT_NOTICE, params![id, &posted.number])?;
    put_paper(tx, id, "asked-draft", &draft)?;
    put_paper(tx, id, "asked-explanation", &explanation)?;
    let mut facts = Facts {
        comment_from: Some(tx.today()),
        comment_to: Some(until),
        shorter_explained: shorter.is_some(),
        ..of.facts.clone()
    };
    // What was summed up of an earlier comment is not what this one says.
    drop_papers(tx, id, &mut facts, &["comments"])?;
    set_facts(tx, id, &facts)?;
    let said = shown(format!("公开征求意见，到 {until} 截止。"), format!("Open for comment until {until}."));
    done(tx, actor, &of, ("comment-opened", said, shorter.unwrap_or_default()), None)?;
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
    let said = shown(
        format!("{} 名专家论证。{opinion}", new.experts),
        format!("{} expert(s) heard. {opinion}", new.experts),
    );
    done(tx, actor, &of, ("experts-heard", said, &who), None)
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
    let report = wanted(report, "words", "请写风险评估结论。", "Give the finding of the assessment.")?;
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
    let (zh, en) = if controllable {
        ("风险可控", "the risk is controllable")
    } else {
        ("风险较高", "the risk is high")
    };
    let said = if measures.is_empty() {
        shown(format!("完成风险评估：{zh}。"), format!("Risk assessed: {en}."))
    } else {
        shown(
            format!("完成风险评估：{zh}。防范措施：{measures}"),
            format!("Risk assessed: {en}. Measures: {measures}"),
        )
    };
    done(tx, actor, &of, ("risk-assessed", said, &report), None)
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
        return Err(Refusal::new("请选择审查结论。", "Choose the conclusion.").at("outcome").into());
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
    let said = shown("完成公平竞争审查。", "Fair-competition review done.");
    done(tx, actor, &of, ("fairness-reviewed", said, &words), None)
}

/// States the legal risk of an exploratory reform and its pilot clause (DEC-09).
///
/// # Errors
/// A refusal where it is no exploratory reform, or without words.
pub fn state_legal_risk(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (id, risk, pilot): (&str, &str, &str),
) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    let failed = of.facts.review == Review::Failed;
    if !of.facts.exploratory || !of.facts.exploratory_confirmed || !failed {
        let clause = article(book, "DEC-09", tx.today());
        return Err(Refusal::new(
            format!(
                "只有合法性审查确认国家尚无明确规定的探索性改革，才可以明示法律风险后提交讨论（{}）。",
                clause.zh
            ),
            format!(
                "Only what the review confirmed as exploratory reform with no national rule may be tabled with its legal \
                 risk stated ({}).",
                clause.en
            ),
        )
        .into());
    }
    let risk = wanted(risk, "words", "请写明法律风险。", "State the legal risk.")?;
    let pilot =
        wanted(pilot, "pilot", "请写试点范围、期限和停止条件。", "Give scope, time and end of the pilot.")?;
    tx.execute(sql::SET_PILOT, params![id, &pilot, &risk])?;
    let facts = Facts { legal_risk_stated: true, ..of.facts.clone() };
    set_facts(tx, id, &facts)?;
    let said = shown(
        "作为探索性改革，已明示法律风险，先行试点。",
        "As exploratory reform: its legal risk is stated and it begins as a pilot.",
    );
    done(tx, actor, &of, ("risk-stated", said, &risk), None)
}
