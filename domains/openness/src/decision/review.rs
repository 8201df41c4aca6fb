//! The legality review of a draft: sent with time enough, done by a jurist. Not here: what a failed review can still
//! become (`preparing::state_legal_risk`, or a mended draft sent again).

use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, About, Assigned};
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::rules::decision_gate::{Facts, Review};
use law::{Rulebook, Text};

use super::preparing::{add_papers, led};
use super::{done, find, gate, preparing, put_paper, set_facts};
use crate::permission::wanted;
use crate::procedure::REVIEW;
use crate::store::decision as sql;

/// Sends the draft to the jurist, with the day the opinion is asked for (DEC-10).
///
/// # Errors
/// A refusal where the time is too short, the draft is not written, or the jurist has it already.
pub fn send(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, (id, due): (&str, Date)) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    if !of.facts.pack.iter().any(|item| item == "draft") {
        return Err(Refusal::new("请先拟订草案再送审。", "Write the draft first.").into());
    }
    if let Some(case) = &of.review_case
        && case::open_step_of(tx, case)?.is_some()
    {
        return Err(Refusal::new("草案正在审查，请等审查意见。", "The draft is with the jurist.").into());
    }
    let today = tx.today();
    let facts =
        Facts { review: Review::None, review_sent: Some(today), review_due: Some(due), ..of.facts.clone() };
    let looked = gate(&facts, law::rules::decision_gate::Gate::Table, book, today)?;
    let short = |clause: &str| {
        looked
            .reasons
            .iter()
            .any(|reason| reason.citation.clause == clause && !reason.held && !reason.awaits_confirmation())
    };
    if short("DEC-10") || short("NDOC-05") {
        return Err(Refusal::new(
            "给法制审核的时间不够，请推后审查意见的日期；依据见下。",
            "The jurist is given too little time; ask for the opinion later. The reasons are below.",
        )
        .at("due")
        .because(looked)
        .into());
    }
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
    done(tx, actor, &of, ("review-sent", "草案送合法性审查。", ""), None)
}

/// The jurist's opinion (DEC-08).
///
/// # Errors
/// A refusal without words, or where the step is not theirs.
pub fn give(tx: &mut Tx<'_>, actor: &Actor, id: &str, (passed, opinion): (bool, &str)) -> Result<(), Fault> {
    let of = find(tx, actor, id)?;
    preparing(&of)?;
    let opinion = wanted(opinion, "opinion", "请写审查意见和理由。", "Give the opinion with its reasons.")?;
    let Some(case) = of.review_case.clone() else {
        return Err(Refusal::new("这项草案没有送审。", "This draft was not sent for review.").into());
    };
    let outcome = if passed { "passed" } else { "failed" };
    case::advance(tx, &REVIEW, &case, ("review", outcome), actor, &opinion, None)?;
    put_paper(tx, id, "review", &opinion)?;
    let review = if passed { Review::Passed } else { Review::Failed };
    let mut facts = Facts { review, ..of.facts.clone() };
    add_papers(&mut facts, &["review"]);
    set_facts(tx, id, &facts)?;
    let shown = if passed {
        "合法性审查通过。"
    } else {
        "合法性审查未通过，退回修改或者明示法律风险。"
    };
    done(tx, actor, &of, ("reviewed", shown, &opinion), None)
}
