//! The legality review of a draft: sent with time enough, done by a jurist. Not here: what a failed review can still
//! become (`preparing::state_legal_risk`, or a mended draft sent again).

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use law::rules::decision_gate::{Facts, Gate, Review};
use law::{Rulebook, Text};

use super::preparing::{add_papers, led};
use super::{done, drop_papers, find, gate, preparing, put_paper, set_facts, shown, took};
use crate::permission::{short, wanted};
use crate::procedure::REVIEW;
use crate::store::decision as sql;

/// Sends the draft to the jurist, with the day the opinion is asked for (DEC-10). A time shorter than in general gives
/// its reason, which the timeline shows.
///
/// # Errors
/// A refusal where the time is too short and no reason is given, the draft is not written, or the jurist has it already.
pub fn send(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (id, due, shorter): (&str, Date, &str),
) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    if !of.facts.pack.iter().any(|item| item == "draft") {
        return Err(Refusal::new("请先拟订草案再送审。", "Write the draft first.").into());
    }
    if let Some(case) = &of.review_case
        && case::open_step_of(tx, case)?.is_some()
    {
        return Err(Refusal::new("草案正在审查，请等审查意见。", "The draft is with the jurist.").into());
    }
    let (shorter, today) = (short(shorter, "words", 500)?, tx.today());
    let mut facts = Facts {
        review: Review::None,
        review_sent: Some(today),
        review_due: Some(due),
        review_shorter_explained: false,
        exploratory_confirmed: false,
        legal_risk_stated: false,
        ..of.facts.clone()
    };
    drop_papers(tx, id, &mut facts, &["review"])?;
    let hurried = hurried(&facts, &shorter, book, today)?;
    facts.review_shorter_explained = hurried;
    let about = About {
        subject: ("decision", &of.id),
        unit: Some(&of.unit),
        person: None,
        title: Text::new(format!("{}（草案）", of.title), format!("{} (draft)", of.title)),
        link: &format!("/openness/decisions/{}", of.id),
    };
    let case = case::open(tx, &REVIEW, &about, &Assigned::role(Role::Jurist, None).by(due, false))?;
    tx.execute(sql::SET_REVIEW_CASE, params![id, &case])?;
    set_facts(tx, id, &facts)?;
    let said = if !hurried {
        shown(
            format!("草案送合法性审查，请在 {due} 前提出意见。"),
            format!("Sent for legality review, due {due}."),
        )
    } else {
        shown(
            format!("草案送合法性审查，请在 {due} 前提出意见；时间缩短的理由：{shorter}"),
            format!("Sent for legality review, due {due}; why the time is shorter: {shorter}"),
        )
    };
    done(tx, actor, &of, ("review-sent", said, if hurried { &shorter } else { "" }), None)
}

/// Whether the jurist is given less than the clauses say in general: allowed with a reason, from tomorrow on.
fn hurried(facts: &Facts, shorter: &str, book: &Rulebook, today: Date) -> Result<bool, Fault> {
    let looked = gate(facts, Gate::Table, book, today)?;
    let short_by = |clause: &str| {
        looked
            .reasons
            .iter()
            .any(|reason| reason.citation.clause == clause && !reason.held && !reason.awaits_confirmation())
    };
    let hurried = short_by("DEC-10") || short_by("NDOC-05");
    let too_soon = facts.review_due.is_none_or(|due| due <= today);
    if !hurried || !shorter.is_empty() && !too_soon {
        return Ok(hurried);
    }
    Err(Refusal::new(
        "给法制审核的时间不够，请推后审查意见的日期；确需缩短的写明理由，最早为明天。依据见下。",
        "The jurist is given too little time; ask for the opinion later, or give the reason for a shorter time (tomorrow at \
         the earliest). The reasons are below.",
    )
    .at("day")
    .because(looked)
    .into())
}

/// The jurist's opinion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opinion {
    /// It is lawful.
    pub passed: bool,
    /// It is exploratory reform with no national rule, as the deciding body says.
    pub exploratory: bool,
    /// With the reasons.
    pub words: String,
}

/// Whether somebody may review a draft: not what they wrote or proposed.
///
/// # Errors
/// If it cannot be read.
pub fn may_review(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<bool, DbError> {
    Ok(!took(tx, actor, id, &["proposed", "drafted", "review-sent"])?)
}

/// Gives the jurist's opinion (DEC-08), and whether the review confirms that it is exploratory (DEC-09).
///
/// # Errors
/// A refusal without words, from whoever wrote the draft, or where the step is not theirs.
pub fn give(tx: &mut Tx<'_>, actor: &Actor, id: &str, new: &Opinion) -> Result<(), Fault> {
    let of = find(tx, actor, id)?;
    preparing(&of)?;
    let opinion = wanted(&new.words, "words", "请写审查意见和理由。", "Give the opinion with its reasons.")?;
    let Some(case) = of.review_case.clone() else {
        return Err(Refusal::new("这项草案没有送审。", "This draft was not sent for review.").into());
    };
    if !may_review(tx, actor, id)? {
        return Err(Refusal::new(
            "草案由您提出或者拟订，合法性审查须由另一人办理。",
            "You proposed or wrote the draft; somebody else reviews it.",
        )
        .into());
    }
    if new.exploratory && !of.facts.exploratory {
        return Err(Refusal::new(
            "决策机关没有把本决策定为探索性改革，不能在审查时确认。",
            "The deciding body did not start it as exploratory reform; the review cannot confirm it.",
        )
        .at("exploratory")
        .into());
    }
    let outcome = if new.passed { "passed" } else { "failed" };
    case::advance(tx, &REVIEW, &case, ("review", outcome), actor, &opinion, None)?;
    put_paper(tx, id, "review", &opinion)?;
    let review = if new.passed { Review::Passed } else { Review::Failed };
    let mut facts = Facts { review, exploratory_confirmed: new.exploratory, ..of.facts.clone() };
    add_papers(&mut facts, &["review"]);
    set_facts(tx, id, &facts)?;
    let said = match (new.passed, new.exploratory) {
        (true, _) => shown("合法性审查通过。", "The review found it lawful."),
        (false, true) => shown(
            "合法性审查未通过；确认属于国家尚无明确规定的探索性改革，可以修改或者明示法律风险。",
            "The review did not find it lawful and confirmed it as exploratory: to be mended, or its legal risk stated.",
        ),
        (false, false) => {
            shown("合法性审查未通过，退回修改。", "The review did not find it lawful; to be mended.")
        }
    };
    done(tx, actor, &of, ("reviewed", said, &opinion), None)
}
