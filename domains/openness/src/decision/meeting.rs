//! Tabling, deciding in meeting, reporting, publishing and filing a decision. Views are recorded and stay inside: the
//! public never reads who dissented. Not here: who reads them (`view`), evaluation and suspension (`after`).

use kernel::actor::Role;
use kernel::case::{self, Assigned};
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::rules::decision_gate::{Facts, Gate};
use law::{Rulebook, Text};

use super::preparing::{is_public, led};
use super::view::{self, View};
use super::{Decision, article, done, drop_papers, find, pass, put_paper, set_facts, shown, unshown, voice};
use crate::notice::{NewNotice, Posted, posting};
use crate::office;
use crate::permission::{lead, wanted};
use crate::procedure::DECISION;
use crate::store::decision as sql;

/// What happened in the meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meeting {
    /// Views in the order they were given; the head's last.
    pub views: Vec<View>,
    /// The head spoke last.
    pub head_last: bool,
    /// Why the decision departs from the majority, where the views show that it does.
    pub explanation: String,
    /// `adopted`, `returned` or `rejected`.
    pub outcome: String,
    /// What was decided.
    pub words: String,
}

/// Brings the draft before the meeting. What residents said is summed up into the file.
///
/// # Errors
/// A refusal with the clauses of what is missing.
pub fn table(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let of = led(tx, actor, id)?;
    let mut facts = of.facts.clone();
    let (sum, open) = voice::summary(tx, &of)?;
    if of.ungrouped == 0 && open == 0 {
        put_paper(tx, id, "comments", &sum)?;
        super::preparing::add_papers(&mut facts, &["comments"]);
    } else {
        drop_papers(tx, id, &mut facts, &["comments"])?;
    }
    let today = tx.today();
    let record = pass(&facts, Gate::Table, book, today)?;
    let next = office::assigned(tx, actor)?;
    case::advance(tx, &DECISION, &of.case, ("prepare", "tabled"), actor, "", Some(next))?;
    set_facts(tx, id, &facts)?;
    let now = tx.now();
    tx.execute(sql::SET_STATE, params![id, "tabled", "", now])?;
    let said = shown("程序齐全，提请集体讨论。", "Every step taken; brought before the meeting.");
    done(tx, actor, &of, ("tabled", said, ""), Some(&record))
}

/// Decides in meeting, with every view on record (DEC-12).
///
/// # Errors
/// Refusals: no views, the head not last, a departure from the majority without its reason.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (id, new): (&str, &Meeting),
) -> Result<(), Fault> {
    office::acting(tx, actor)?;
    let of = find(tx, actor, id)?;
    let words = wanted(&new.words, "words", "请写会议决定。", "Say what was decided.")?;
    check(new, &article(book, "DEC-12", tx.today()))?;
    let next = match new.outcome.as_str() {
        "adopted" | "returned" => Some(Assigned::role(Role::Head, Some(&of.unit))),
        _ => None,
    };
    case::advance(tx, &DECISION, &of.case, ("decide", &new.outcome), actor, &words, next)?;
    let departs = departs(new);
    view::keep(tx, id, &new.views)?;
    let dissents = new.views.iter().filter(|view| view.stance != "for").count();
    let adopted = new.outcome == "adopted";
    let facts = Facts {
        met: true,
        head_last: new.head_last,
        against_majority: departs,
        departure_explained: departs && !new.explanation.trim().is_empty(),
        views_recorded: true,
        dissents: i64::try_from(dissents).unwrap_or(0),
        ..of.facts.clone()
    };
    set_facts(tx, id, &facts)?;
    let (state, said) = match new.outcome.as_str() {
        "adopted" => ("decided", shown("集体讨论通过。", "Adopted in meeting.")),
        "returned" => (
            "preparing",
            shown("集体讨论后退回修改，再次讨论。", "Sent back in meeting, to be discussed again."),
        ),
        _ => ("rejected", shown("集体讨论未通过。", "Rejected in meeting.")),
    };
    let now = tx.now();
    tx.execute(sql::SET_STATE, params![id, state, &words, now])?;
    let inner = if adopted { new.explanation.trim() } else { words.as_str() };
    done(tx, actor, &of, ("decided", said, inner), None)
}

/// Whether the outcome is not what more than half of those who spoke were for.
fn departs(new: &Meeting) -> bool {
    let (all, for_it) = (new.views.len(), new.views.iter().filter(|view| view.stance == "for").count());
    if new.outcome == "adopted" { for_it * 2 < all } else { for_it * 2 > all }
}

fn check(new: &Meeting, clause: &Text) -> Result<(), Fault> {
    let mut wrong = Vec::new();
    if !matches!(new.outcome.as_str(), "adopted" | "returned" | "rejected") {
        wrong.push(Refusal::new("请选择会议决定。", "Choose the outcome.").at("outcome"));
    }
    if new.views.len() < 2 || new.views.iter().any(|view| view.name.trim().is_empty()) {
        let why = "集体讨论要如实记录每个人的意见，至少两人。";
        wrong.push(Refusal::new(why, "Record the view of each, at least two.").at("views"));
    }
    let known = |view: &View| matches!(view.stance.as_str(), "for" | "against" | "reserved");
    if let Some(view) = new.views.iter().find(|view| !known(view)) {
        wrong.push(
            Refusal::new(
                format!("“{}”的意见要写明赞成、反对或者保留。", view.name),
                format!("Say whether {} is for, against or reserved.", view.name),
            )
            .at("views"),
        );
    }
    let silent = |view: &&View| view.stance != "for" && view.words.trim().is_empty();
    if let Some(view) = new.views.iter().find(silent) {
        wrong.push(
            Refusal::new(
                format!("“{}”的不同意见要记录理由。", view.name),
                format!("Record why {} dissents.", view.name),
            )
            .at("views"),
        );
    }
    if !new.head_last {
        wrong.push(
            Refusal::new(
                format!("行政首长应当最后发表意见（{}），请按会议实际情况确认。", clause.zh),
                format!("The head speaks last ({}); confirm that it was so.", clause.en),
            )
            .at("head_last"),
        );
    }
    if departs(new) && new.explanation.trim().is_empty() {
        wrong.push(
            Refusal::new(
                format!("按记录的意见，决定与多数人意见不一致，应当说明理由（{}）。", clause.zh),
                format!(
                    "By the views on record the decision departs from the majority; explain why ({}).",
                    clause.en
                ),
            )
            .at("explanation"),
        );
    }
    if wrong.is_empty() { Ok(()) } else { Err(Fault::Refused(wrong)) }
}

/// Reports to the party committee before issue (DEC-13).
///
/// # Errors
/// A refusal without words, before the meeting, or where it is not theirs.
pub fn report(tx: &mut Tx<'_>, actor: &Actor, id: &str, words: &str) -> Result<(), Fault> {
    let of = decided(tx, actor, id)?;
    let words = wanted(words, "words", "请写请示报告的文号和批复。", "Give the report and its reply.")?;
    set_facts(tx, id, &Facts { reported: true, ..of.facts.clone() })?;
    done(tx, actor, &of, ("reported", unshown(), &words), None)
}

fn decided(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Decision, Fault> {
    let of = find(tx, actor, id)?;
    lead(tx, actor, &of.unit)?;
    if of.state == "decided" {
        return Ok(of);
    }
    Err(Refusal::new("这项决策还没有通过，或者已经公布。", "It is not adopted, or published already.").into())
}

/// Publishes the decision as a notice.
///
/// # Errors
/// A refusal with the clauses of what is missing, or where it is not theirs.
pub fn publish(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (id, words): (&str, &str),
) -> Result<Posted, Fault> {
    let of = decided(tx, actor, id)?;
    is_public(&of)?;
    let words = wanted(words, "words", "请写公布的内容。", "Write what is published.")?;
    let today = tx.today();
    let record = pass(&of.facts, Gate::Publish, book, today)?;
    let new = NewNotice {
        kind: "decision-result".to_owned(),
        unit: of.unit.clone(),
        title: of.title.clone(),
        body: words,
        subject: Some(("decision".to_owned(), of.id.clone())),
        ..NewNotice::default()
    };
    let posted = posting::publish(tx, actor, book, &new)?;
    let next = Assigned::role(Role::Head, Some(&of.unit));
    case::advance(tx, &DECISION, &of.case, ("publish", "published"), actor, "", Some(next))?;
    set_facts(tx, id, &Facts { published: true, ..of.facts.clone() })?;
    tx.execute(sql::SET_RESULT_NOTICE, params![id, &posted.number])?;
    let now = tx.now();
    tx.execute(sql::SET_STATE, params![id, "published", &of.outcome, now])?;
    let said = shown("决策公布。", "Published.");
    done(tx, actor, &of, ("published", said, ""), Some(&record))?;
    Ok(posted)
}

/// Lets a decision that by law is not public take effect without being posted: it goes to the file.
///
/// # Errors
/// A refusal where it is public, with the clauses of what is missing, or where it is not theirs.
pub fn keep_private(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    (id, words): (&str, &str),
) -> Result<(), Fault> {
    let of = decided(tx, actor, id)?;
    if !of.facts.not_public {
        return Err(Refusal::new(
            "本决策应当公布。只有启动时定为依法不予公开的才不公布。",
            "This decision is published; only what was started as by law not public is not.",
        )
        .into());
    }
    let (zh, en) = ("请写印发范围和文号。", "Say to whom and under which number it was issued.");
    let words = wanted(words, "words", zh, en)?;
    let today = tx.today();
    let record = pass(&of.facts, Gate::Publish, book, today)?;
    let next = Assigned::role(Role::Head, Some(&of.unit));
    case::advance(tx, &DECISION, &of.case, ("publish", "kept"), actor, &words, Some(next))?;
    let now = tx.now();
    tx.execute(sql::SET_STATE, params![id, "kept", &of.outcome, now])?;
    done(tx, actor, &of, ("issued", unshown(), &words), Some(&record))
}

/// Puts the file away and closes the decision.
///
/// # Errors
/// A refusal with what is missing, or where it is not theirs.
pub fn file(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<(), Fault> {
    let of = find(tx, actor, id)?;
    lead(tx, actor, &of.unit)?;
    let facts = Facts { archived: true, ..of.facts.clone() };
    let today = tx.today();
    let record = pass(&facts, Gate::Close, book, today)?;
    case::advance(tx, &DECISION, &of.case, ("file", "filed"), actor, "", None)?;
    set_facts(tx, id, &facts)?;
    let now = tx.now();
    tx.execute(sql::SET_STATE, params![id, "closed", &of.outcome, now])?;
    let said = shown("决策材料归档。", "Papers filed.");
    done(tx, actor, &of, ("filed", said, ""), Some(&record))
}
