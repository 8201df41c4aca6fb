//! Documents that were issued before they are entered here: registered by the legality review of the county, and completed
//! by it where the place of publication or the text was not at hand. Not here: making a new one (`issuing`).

use jiff::civil::Date;
use kernel::{Actor, Fault, Refusal, Tx, params};
use law::Rulebook;
use serde_json::json;

use super::{Document, NewDocument, State, find, own, put};
use crate::act::{note, record_of};
use crate::permission;
use crate::store::document as sql;

/// Only the legality review of the county, and of another office than the one it is theirs to answer for: what is entered
/// here passed no review here.
fn registrar(tx: &mut Tx<'_>, actor: &Actor, unit: &str) -> Result<(), Fault> {
    permission::jurist(actor)?;
    if permission::heads(tx, actor, unit)? {
        let (zh, en) = (
            "您是该单位负责人，本单位已印发的文件须由其他法制审核人员登记。",
            "You are the head of this office; another member of the legality review registers its documents.",
        );
        return Err(Refusal::new(zh, en).at("unit").into());
    }
    Ok(())
}

/// Whether somebody may complete a document: it lacks something, and it is theirs to register.
///
/// # Errors
/// If the tree of units cannot be read.
pub fn may_complete(tx: &mut Tx<'_>, actor: &Actor, document: &Document) -> Result<bool, Fault> {
    let theirs = permission::is_jurist(actor) && !permission::heads(tx, actor, &document.unit)?;
    Ok(theirs && document.state == State::Issued && lacks(document))
}

/// Whether the place of publication or the text is still to be entered.
#[must_use]
pub fn lacks(document: &Document) -> bool {
    document.published_at.is_empty() || document.body.is_empty()
}

/// Registers a document that was issued before.
///
/// # Errors
/// A refusal: not the legality review, a document of the own office, the number is taken, days that contradict.
pub fn register(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, new: &NewDocument) -> Result<String, Fault> {
    registrar(tx, actor, &new.unit)?;
    let today = tx.today();
    if new.issued_on > today {
        let (zh, en) = (
            "印发日期晚于今天；尚未印发的请走出台程序。",
            "It is issued after today; use the procedure for new documents.",
        );
        return Err(Refusal::new(zh, en).at("issued_on").into());
    }
    in_order(new.issued_on, new.effective_on)?;
    if !new.published_at.is_empty() {
        published((new.issued_on, today), new.published_on)?;
    } else if new.published_on.is_some() {
        let (zh, en) = (
            "写了公布日期，请同时写公布载体；不清楚的两项都先不填，以后补登记。",
            "With the day of publication give its place too; where it is not known leave both out and complete them later.",
        );
        return Err(Refusal::new(zh, en).at("published_at").into());
    }
    let (id, decision) = put(tx, book, new, State::Issued)?;
    let facts = json!({
        "number": new.number, "kind": new.kind.code(), "published": !new.published_at.is_empty(),
        "text": !new.body.is_empty()
    });
    let record = record_of(&decision)?;
    note(tx, actor, "document.registered", ("normative-document", &id, &new.unit), (facts, Some(&record)))?;
    Ok(id)
}

/// A document is in force from its issue on at the earliest.
pub(super) fn in_order(issued_on: Date, effective_on: Date) -> Result<(), Refusal> {
    if effective_on >= issued_on {
        return Ok(());
    }
    Err(Refusal::new(
        format!("施行日期 {effective_on} 早于印发日期 {issued_on}，文件不能在印发以前施行；请照文件原文核对这两个日期。"),
        format!(
            "The first day in force, {effective_on}, lies before the day of issue, {issued_on}: a document is not in force \
             before it is issued. Compare both days with the document."
        ),
    )
    .at("effective_on"))
}

/// The day of publication, if it is known, lies between issue and today.
fn published((issued_on, today): (Date, Date), on: Option<Date>) -> Result<(), Refusal> {
    let Some(on) = on else { return Ok(()) };
    if on > today {
        let (zh, en) =
            ("公布日期晚于今天，请在公布以后登记。", "It is published after today; enter it then.");
        return Err(Refusal::new(zh, en).at("published_on"));
    }
    if on < issued_on {
        return Err(Refusal::new(
            format!("公布日期 {on} 早于印发日期 {issued_on}，请核对。"),
            format!("It cannot be published on {on}, before it was issued on {issued_on}; compare the days."),
        )
        .at("published_on"));
    }
    Ok(())
}

/// What was not at hand when a document was registered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where it was published; empty: still not known.
    pub published_at: String,
    /// When.
    pub published_on: Option<Date>,
    /// Its text; empty: still not at hand.
    pub body: String,
}

/// Completes a document registered without its place of publication or its text. What was entered stays as it is.
///
/// # Errors
/// A refusal: not theirs, nothing is lacking, nothing is given, days that contradict.
pub fn complete(
    tx: &mut Tx<'_>,
    actor: &Actor,
    book: &Rulebook,
    id: &str,
    new: &Completion,
) -> Result<(), Fault> {
    let document = find(tx, &own(), id)?;
    registrar(tx, actor, &document.unit)?;
    if document.state != State::Issued || !lacks(&document) {
        let (zh, en) = (
            "这份文件没有待补登记的内容；已登记的公布情况和正文不能改动。",
            "Nothing of this document is to be completed; what was entered stays as it is.",
        );
        return Err(Refusal::new(zh, en).into());
    }
    let (at, body) = (new.published_at.trim(), new.body.trim());
    let (gives_place, gives_text) =
        (document.published_at.is_empty() && !at.is_empty(), document.body.is_empty() && !body.is_empty());
    if !gives_place && !gives_text {
        let (zh, en, field) = if document.published_at.is_empty() {
            (
                "请写公布载体，或者粘贴文件正文。",
                "Give the place of publication, or paste the text.",
                "published_at",
            )
        } else {
            ("请粘贴文件正文。", "Paste the text.", "body")
        };
        return Err(Refusal::new(zh, en).at(field).into());
    }
    let on = if gives_place {
        if new.published_on.is_none() {
            let (zh, en) = ("请写公布日期。", "Give the day of publication.");
            return Err(Refusal::new(zh, en).at("published_on").into());
        }
        published((document.issued_on, tx.today()), new.published_on)?;
        new.published_on
    } else {
        document.published_on
    };
    let at = if gives_place { at } else { &document.published_at };
    let body = if gives_text { body } else { &document.body };
    tx.execute(sql::COMPLETE, params![id, at, on, body])?;
    let found = find(tx, &own(), id)?;
    let record = record_of(&found.validity(book, tx.today()))?;
    let facts = json!({ "place": gives_place, "published_on": on, "text": gives_text });
    note(tx, actor, "document.completed", ("normative-document", id, &document.unit), (facts, Some(&record)))
}
