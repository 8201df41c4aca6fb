//! Agreeing a letter: offered by the head, commented on by the holder, amended or kept with a reason, offered again.
//! Not here: signing (`signing`).

use jiff::Timestamp;
use kernel::case::{self, Assigned};
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::rulebook::Rulebook;
use serde_json::json;

use super::drafting::{due, mine, superior_of, to_superior};
use super::items::replace_items;
use super::{Letter, State, document, find, findings, items, sql};
use crate::balance::Force;
use crate::compose::Draft;
use crate::cycle;
use crate::procedure::LETTER;

/// Offers a draft to its holder. What the checks find has to be mended first, or kept with a reason.
///
/// # Errors
/// Refusals with what was found; nobody to sign for the unit; another's step; [`Fault::NotFound`].
pub fn offer(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, note: &str) -> Result<(), Fault> {
    let letter = find(tx, &actor.scope(Area::Duty), id)?;
    put_before_holder(tx, actor, book, &letter, ("draft", "offered"), note)
}

/// Offers every draft of a unit that waits for this actor; answers how many. The first that cannot be offered stops it.
///
/// # Errors
/// As [`offer`], naming whose letter it is.
pub fn offer_all(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    cycle: &str,
    unit: &str,
    note: &str,
) -> Result<usize, Fault> {
    let letters = super::of_unit(tx, &actor.scope(Area::Duty), cycle, unit)?;
    let mut offered = 0;
    for letter in letters.into_iter().filter(|letter| letter.state == State::Draft) {
        if mine(tx, actor, &letter, "draft").is_err() {
            continue;
        }
        match put_before_holder(tx, actor, book, &letter, ("draft", "offered"), note) {
            Ok(()) => offered += 1,
            Err(Fault::Refused(refusals)) => {
                let name = &letter.holder_name;
                let named = refusals.into_iter().map(|mut refusal| {
                    refusal.text.zh.insert_str(0, &format!("{name}的责任书："));
                    refusal.text.en.insert_str(0, &format!("Letter of {name}: "));
                    refusal
                });
                return Err(Fault::Refused(named.collect()));
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(offered)
}

fn put_before_holder(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    letter: &Letter,
    (step, outcome): (&str, &str),
    note: &str,
) -> Result<(), Fault> {
    let case = mine(tx, actor, letter, step)?;
    let cycle = cycle::find(tx, &letter.cycle)?;
    let scope = Scope::own(&letter.person);
    let drafts: Vec<Draft> = items(tx, &scope, &letter.id)?.iter().map(super::Item::draft).collect();
    let found = findings(&drafts, letter.category, &cycle.scheme, (book, tx.today()));
    let stops =
        |force: Force| force == Force::Blocks || (force == Force::NeedsReason && note.trim().is_empty());
    let stopping: Vec<Refusal> =
        found.iter().filter(|finding| stops(finding.force)).map(refusal_of).collect();
    if !stopping.is_empty() {
        return Err(Fault::Refused(stopping));
    }
    let superior = superior_of(tx, letter)?;
    let Some(head) = &superior.person else {
        return Err(Refusal::new(
            "还没有可代表单位签订的负责人，请组织部门先明确任职和授权。",
            "Nobody is on record who could sign for the unit; the organisation department has to name somebody first.",
        )
        .into());
    };
    let named =
        Letter { head_person: Some(head.clone()), head_name: superior.name.clone(), ..letter.clone() };
    let hash = document(tx, &scope, &named)?.hash();
    let now = tx.now();
    tx.execute(sql::OFFER, params![&letter.id, &hash, now, head, &superior.name])?;
    let (day, provisional) = due(tx, book, &cycle);
    let to = Assigned::person(&letter.person).by(day, provisional);
    case::advance(tx, &LETTER, &case, (step, outcome), actor, note, Some(to))?;
    let decision = found.into_iter().find_map(|finding| finding.decision);
    let facts = json!({ "hash": hash, "due": day.to_string(), "reason": note.trim() });
    record(tx, actor, "letter.offered", letter, facts, decision.as_ref())
}

fn refusal_of(finding: &crate::balance::Finding) -> Refusal {
    let ask = if finding.force == Force::NeedsReason {
        ("如确需如此，请写明理由。", " If it must be so, give the reason.")
    } else {
        ("", "")
    };
    let mut refusal =
        Refusal::new(format!("{}{}", finding.text.zh, ask.0), format!("{}{}", finding.text.en, ask.1))
            .at("note");
    refusal.decision = finding.decision.clone().map(Box::new);
    refusal
}

pub(super) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    letter: &Letter,
    facts: serde_json::Value,
    decision: Option<&law::decision::Record>,
) -> Result<(), Fault> {
    let act = Act {
        kind,
        subject: ("letter", &letter.id),
        unit: Some(&letter.unit),
        person: Some(&letter.person),
        facts,
        decision,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// A comment as typed: on an item, or on the whole letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewComment {
    /// The item; `None` for the whole letter.
    pub item: Option<String>,
    /// What is said.
    pub body: String,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The item as it was then (it may have been amended since).
    pub item: Option<String>,
    /// What was said.
    pub body: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub person: String,
    /// Their name.
    pub name: String,
}

/// The comments on a letter, oldest first.
///
/// # Errors
/// If they cannot be read.
pub fn comments(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Comment>, DbError> {
    let rows = tx.rows(scope, sql::COMMENTS, params![id])?;
    rows.iter()
        .map(|row| {
            Ok(Comment {
                item: row.get(0)?,
                body: row.text(1)?,
                at: row.get(2)?,
                person: row.text(3)?,
                name: row.text(4)?,
            })
        })
        .collect()
}

fn write_comments(
    tx: &mut Tx<'_>,
    actor: &Actor,
    letter: &Letter,
    comments: &[NewComment],
) -> Result<usize, Fault> {
    let known = items(tx, &Scope::own(&letter.person), &letter.id)?;
    let now = tx.now();
    let mut written = 0;
    for comment in comments.iter().filter(|comment| !comment.body.trim().is_empty()) {
        let body = comment.body.trim();
        let field =
            comment.item.as_ref().map_or_else(|| "comment".to_owned(), |item| format!("comment-{item}"));
        if body.chars().count() > 1_000 {
            return Err(Refusal::new("每条意见写 1000 字以内。", "A comment has at most 1,000 characters.")
                .at(field)
                .into());
        }
        if comment.item.as_ref().is_some_and(|item| known.iter().all(|known| known.id != *item)) {
            return Err(Refusal::new(
                "这一条已被修改，请刷新后重提。",
                "This item has been amended; load the page again.",
            )
            .at(field)
            .into());
        }
        let id = tx.id();
        let person = actor.person.as_deref().unwrap_or_default();
        tx.execute(sql::COMMENT, params![&id, &letter.id, person, comment.item.as_deref(), body, now])?;
        written += 1;
    }
    Ok(written)
}

/// The holder comments on an offered letter, item by item or as a whole; the head answers next.
///
/// # Errors
/// A refusal: not the holder's step, no comment, one too long or on an item that is gone; [`Fault::NotFound`].
pub fn contest(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    comments: &[NewComment],
) -> Result<(), Fault> {
    let letter = find(tx, &actor.scope(Area::Duty), id)?;
    let case = mine(tx, actor, &letter, "holder")?;
    let written = write_comments(tx, actor, &letter, comments)?;
    if written == 0 {
        return Err(Refusal::new("请至少对一条写明意见。", "Write at least one comment.")
            .at("comment")
            .into());
    }
    to_amend(tx, actor, book, &letter, (&case, "holder", "contested"), &format!("提出 {written} 条意见"))?;
    record(tx, actor, "letter.contested", &letter, json!({ "comments": written }), None)
}

fn to_amend(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    letter: &Letter,
    (case, step, outcome): (&str, &str, &str),
    note: &str,
) -> Result<(), Fault> {
    tx.execute(sql::SET_STATE, params![&letter.id, State::Contested.code()])?;
    let cycle = cycle::find(tx, &letter.cycle)?;
    let superior = superior_of(tx, letter)?;
    let to = to_superior(tx, &superior, book, &cycle)?;
    case::advance(tx, &LETTER, case, (step, outcome), actor, note, Some(to))?;
    Ok(())
}

/// The head returns a letter the holder signed, with a reason; it is amended and offered again.
///
/// # Errors
/// A refusal: another's step, a missing reason; [`Fault::NotFound`].
pub fn return_to_amend(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    note: &str,
) -> Result<(), Fault> {
    let letter = find(tx, &actor.scope(Area::Duty), id)?;
    let case = mine(tx, actor, &letter, "head")?;
    to_amend(tx, actor, book, &letter, (&case, "head", "returned"), note)?;
    record(tx, actor, "letter.returned", &letter, json!({}), None)
}

/// The head amends a contested letter and offers it again.
///
/// # Errors
/// Refusals by field or with what the checks found; another's step; [`Fault::NotFound`].
pub fn amend(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    new: &[Draft],
    note: &str,
) -> Result<(), Fault> {
    let scope = actor.scope(Area::Duty);
    let letter = find(tx, &scope, id)?;
    mine(tx, actor, &letter, "amend")?;
    replace_items(tx, &scope, &letter, new)?;
    put_before_holder(tx, actor, book, &letter, ("amend", "amended"), note)
}

/// The head keeps a contested letter as it is and says why; the holder has it again.
///
/// # Errors
/// A refusal: another's step, a missing reason; [`Fault::NotFound`].
pub fn keep(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str, note: &str) -> Result<(), Fault> {
    let letter = find(tx, &actor.scope(Area::Duty), id)?;
    if note.trim().is_empty() {
        return Err(Refusal::new("请写明维持原文的理由。", "Say why it is kept as it is.").at("note").into());
    }
    put_before_holder(tx, actor, book, &letter, ("amend", "kept"), note)
}
