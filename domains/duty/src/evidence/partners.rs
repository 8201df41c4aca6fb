//! Co-workers of an entry: asked to confirm it, and, if it serves an item of their own too, naming it, instead of
//! typing the same work again. Not here: entering (`evidence`).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use law::decision::Text;
use serde_json::json;

use super::{Evidence, NewEvidence, Support, check_support, find, own_items, record, sql, standing};
use crate::coded::coded;
use crate::measure;
use crate::procedure::CONFIRMATION;
use crate::seat;

coded! {
    /// What a co-worker said of an entry.
    PartnerState {
        /// Asked, no answer yet.
        Asked = "asked", "待确认", "asked";
        /// Confirmed.
        Confirmed = "confirmed", "已确认", "confirmed";
        /// Says it was not so.
        Declined = "declined", "未确认", "declined";
    }
}

/// A co-worker named in an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// Person.
    pub person: String,
    /// Name.
    pub name: String,
    /// What they said.
    pub state: PartnerState,
    /// When.
    pub answered_at: Option<Timestamp>,
    /// The item of their own it also supports.
    pub item: Option<String>,
    /// What they added.
    pub note: Option<String>,
}

/// A co-worker's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was so; perhaps it serves an item of theirs too.
    Confirmed(Option<Support>),
    /// It was not so, and why.
    Declined(String),
}

/// Refuses co-workers who are not there. Asked before anything is written, because a refusal after it would read
/// the half-written entry as one received before.
pub(super) fn check(tx: &mut Tx<'_>, author: &str, new: &NewEvidence) -> Result<(), Fault> {
    for partner in &new.partners {
        if partner == author {
            return Err(Refusal::new("不必请本人确认。", "You need not confirm your own entry.")
                .at("partner")
                .into());
        }
        if seat::name(tx, partner)?.is_none() {
            return Err(Refusal::new(
                "没有这位同事，请重新选择。",
                "There is no such co-worker; choose again.",
            )
            .at("partner")
            .into());
        }
    }
    Ok(())
}

/// Opens a to-do for each co-worker named.
pub(super) fn ask(
    tx: &mut Tx<'_>,
    (id, author): (&str, &str),
    unit: &str,
    author_name: &str,
    new: &NewEvidence,
) -> Result<(), Fault> {
    let what = new.title.trim();
    let title = Text::new(
        format!("确认共同工作：{what}（{author_name}记录）"),
        format!("Confirm work done together: {what} (written by {author_name})"),
    );
    let link = format!("/duty/evidence/{id}");
    for partner in &new.partners {
        if tx.execute(sql::ASK, params![id, partner])? == 0 {
            continue;
        }
        let about = About {
            subject: ("evidence", id),
            unit: Some(unit),
            person: Some(author),
            title: title.clone(),
            link: &link,
        };
        case::open(tx, &CONFIRMATION, &about, &Assigned::person(partner))?;
    }
    Ok(())
}

/// The co-workers of an entry that was found in scope.
///
/// # Errors
/// If they cannot be read.
pub fn partners(tx: &mut Tx<'_>, found: &Evidence) -> Result<Vec<Partner>, DbError> {
    let scope = Scope::county("co-workers are read with the entry, which was found in scope");
    let rows = tx.rows(&scope, sql::PARTNERS, params![&found.id])?;
    rows.iter()
        .map(|row| {
            Ok(Partner {
                person: row.text(0)?,
                name: row.text(1)?,
                state: PartnerState::read(row, 2)?,
                answered_at: row.get(3)?,
                item: row.get(4)?,
                note: row.get(5)?,
            })
        })
        .collect()
}

/// Answers as a co-worker who was asked.
///
/// # Errors
/// A refusal: not asked or answered already, the entry was withdrawn, an item that is not one's own or of another
/// year, an amount missing; [`Fault::NotFound`].
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, id: &str, answer: &Answer) -> Result<(), Fault> {
    let found = find(tx, &actor.scope(Area::Duty), id)?;
    let person = actor.person.clone().ok_or(Fault::NotFound)?;
    if found.withdrawn_at.is_some() {
        return Err(Refusal::new(
            "记录人已撤回这条工作纪实，不必再确认。",
            "The entry was withdrawn; nothing is left to confirm.",
        )
        .into());
    }
    let asked = Scope::county("the case is found by the person it waits for");
    let Some(row) = tx.row(&asked, sql::CASE_OF_PARTNER, params![id, &person])? else {
        return Err(Refusal::new(
            "没有等待确认的内容，或者已经确认过。",
            "Nothing here waits for you, or you have answered already.",
        )
        .into());
    };
    let (state, outcome, note, support) = match answer {
        Answer::Confirmed(support) => (PartnerState::Confirmed, "confirmed", "", support.as_ref()),
        Answer::Declined(note) => (PartnerState::Declined, "declined", note.trim(), None),
    };
    if note.chars().count() > 400 {
        return Err(Refusal::new("说明写 400 字以内。", "The note has at most 400 characters.")
            .at("note")
            .into());
    }
    if let Some(support) = support {
        write_support(tx, &person, &found, support)?;
    }
    let now = tx.now();
    let item = support.map(|support| support.item.as_str());
    let kept = Some(note).filter(|note| !note.is_empty());
    tx.execute(sql::ANSWER, params![id, &person, state.code(), now, item, kept])?;
    if state == PartnerState::Confirmed {
        standing::recount(tx, id)?;
    }
    case::advance(tx, &CONFIRMATION, &row.text(0)?, ("confirm", outcome), actor, note, None)?;
    let kind = if state == PartnerState::Confirmed { "evidence.confirmed" } else { "evidence.declined" };
    record(tx, actor, kind, (id, &found.unit, &found.person), json!({ "own_item": item.is_some() }))
}

fn write_support(tx: &mut Tx<'_>, person: &str, found: &Evidence, support: &Support) -> Result<(), Fault> {
    let own = own_items(tx, person)?;
    let Some(item) = own.iter().find(|item| item.id == support.item) else {
        return Err(Refusal::new(
            "所选责任不在本人现行的责任书中，请重新选择。",
            "That item is not in your letter in force; choose again.",
        )
        .at("item")
        .into());
    };
    let mut refusals = Vec::new();
    check_support(support, item, found.happened_on, &mut |field, zh, en| {
        refusals.push(Refusal::new(zh, en).at(field))
    });
    if item.cycle != found.cycle || !item.state.records() {
        refusals.push(
            Refusal::new(
                "只能关联同一年度、尚可记录的责任。",
                "Only an item of the same year, while it records, can be named.",
            )
            .at("item"),
        );
    }
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    tx.execute(
        sql::SUPPORT,
        params![&found.id, &support.item, measure::stored(support.quantity), support.reached_on],
    )?;
    Ok(())
}

/// Ends what still waits for co-workers of an entry that was withdrawn.
pub(super) fn let_lapse(tx: &mut Tx<'_>, id: &str) -> Result<(), Fault> {
    let scope = Scope::county("the cases of an entry that was found in scope");
    for row in tx.rows(&scope, sql::OPEN_ASKED, params![id])? {
        case::advance(
            tx,
            &CONFIRMATION,
            &row.text(0)?,
            ("confirm", "lapsed"),
            &Actor::program(),
            "记录人已撤回",
            None,
        )?;
    }
    Ok(())
}

/// Something somebody was asked to confirm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The entry.
    pub evidence: String,
    /// What was done.
    pub title: String,
    /// When.
    pub happened_on: Date,
    /// Who wrote it down.
    pub author: String,
}

/// What waits for a person's confirmation, oldest first.
///
/// # Errors
/// If it cannot be read.
pub fn asked_of(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Asked>, DbError> {
    let rows = tx.rows(&Scope::own(person), sql::ASKED_OF, params![person])?;
    rows.iter()
        .map(|row| {
            Ok(Asked {
                evidence: row.text(0)?,
                title: row.text(1)?,
                happened_on: row.get(2)?,
                author: row.text(3)?,
            })
        })
        .collect()
}

/// Somebody who can be asked: a name from the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Person.
    pub id: String,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
}

/// The people of a unit who can be asked to confirm, by name.
///
/// # Errors
/// If they cannot be read.
pub fn colleagues(tx: &mut Tx<'_>, unit: &str) -> Result<Vec<Colleague>, DbError> {
    let today = tx.today();
    let rows = tx.rows(&directory(), sql::COLLEAGUES, params![today, unit])?;
    rows.iter().map(colleague).collect()
}

fn directory() -> Scope {
    Scope::county("names are in the directory, open to everybody who serves in the county")
}

fn colleague(row: &Row) -> Result<Colleague, DbError> {
    Ok(Colleague { id: row.text(0)?, name: row.text(1)?, unit: row.text(2)? })
}

/// People of the whole county whose name, pinyin or initials hold a text, but for `author`.
///
/// # Errors
/// If they cannot be read.
pub fn colleagues_named(
    tx: &mut Tx<'_>,
    author: &str,
    text: &str,
    most: u32,
) -> Result<Vec<Colleague>, DbError> {
    let mut pattern = String::from("%");
    for letter in text.trim().to_lowercase().chars().filter(|letter| !letter.is_whitespace()) {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    let today = tx.today();
    let rows = tx.rows(&directory(), sql::FOUND, params![today, pattern, author, most])?;
    rows.iter().map(colleague).collect()
}

/// Somebody of the directory by id, where they sit today.
///
/// # Errors
/// If it cannot be read.
pub fn colleague_of(tx: &mut Tx<'_>, person: &str) -> Result<Option<Colleague>, DbError> {
    let today = tx.today();
    let seat = seat::of_person(tx, &directory(), person, today)?;
    Ok(seat.map(|seat| Colleague { id: seat.person, name: seat.name, unit: seat.unit_name }))
}
