//! Evidence 工作纪实: work written down once, by whoever did it, for as many of their items as it serves. Co-workers
//! confirm the entry instead of typing it again. Attachments are possible and never asked for; nothing here counts
//! check-ins, photos or time. Not here: confirming (`partners`), points (`scoring`).

mod partners;
mod reading;
mod standing;

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::files::{self, Stored};
use kernel::ledger::{self, Act};
use kernel::{Actor, Area, DbError, Fault, Refusal, Scope, Tx, params};
use rust_decimal::Decimal;
use serde_json::json;

pub use partners::{
    Answer, Asked, Colleague, Partner, PartnerState, answer, asked_of, colleague_of, colleagues,
    colleagues_named, partners,
};
pub use reading::{Entry, Evidence, ForItem, Supported, find, of_item, of_person, of_unit, supports};
pub use standing::{Given, Standing, scores_of_cycle, standing_of_item, standings_of_letter};

use crate::cycle;
use crate::measure::{self, Measure};
use crate::store::evidence as sql;

/// What an entry says for one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// The item.
    pub item: String,
    /// How much, for items measured by amount.
    pub quantity: Option<Decimal>,
    /// The day it was reached, for milestones.
    pub reached_on: Option<Date>,
}

/// An entry as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// When the work was done.
    pub happened_on: Date,
    /// What was done, in a line.
    pub title: String,
    /// More about it; may be empty.
    pub body: String,
    /// Made by the form: the same entry sent twice is one.
    pub client_key: String,
    /// For which of one's own items.
    pub supports: Vec<Support>,
    /// Co-workers asked to confirm.
    pub partners: Vec<String>,
}

/// What entering did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The entry.
    pub id: String,
    /// It had been received before; nothing was changed.
    pub again: bool,
}

/// An item somebody may record work for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnItem {
    /// Item.
    pub id: String,
    /// How it is measured.
    pub measure: Measure,
    /// Unit of its letter.
    pub unit: String,
    /// Cycle of its letter.
    pub cycle: String,
    /// Where that cycle stands.
    pub state: cycle::State,
    /// Its year.
    pub year: i16,
    /// What is asked.
    pub title: String,
    /// Unit of the amounts.
    pub measure_unit: String,
    /// Its letter.
    pub letter: String,
}

/// The items of a person's letters in force, newest year first.
///
/// # Errors
/// If they cannot be read.
pub fn own_items(tx: &mut Tx<'_>, person: &str) -> Result<Vec<OwnItem>, DbError> {
    let rows = tx.rows(&Scope::own(person), sql::OWN_ITEMS, params![person])?;
    rows.iter()
        .map(|row| {
            Ok(OwnItem {
                id: row.text(0)?,
                measure: Measure::read(row, 1)?,
                unit: row.text(2)?,
                cycle: row.text(3)?,
                state: cycle::State::read(row, 4)?,
                year: i16::try_from(row.int(5)?)
                    .map_err(|_| DbError::Cell { column: 5, expected: "a year" })?,
                title: row.text(6)?,
                measure_unit: row.text(7)?,
                letter: row.text(8)?,
            })
        })
        .collect()
}

/// Enters a piece of work for one's own items. Sent again with the same key it changes nothing and answers the
/// entry there is.
///
/// # Errors
/// Refusals by field; a refusal for an account without a person.
pub fn enter(tx: &mut Tx<'_>, actor: &Actor, new: &NewEvidence) -> Result<Entered, Fault> {
    let person = person_of(actor)?.to_owned();
    match write(tx, actor, &person, new) {
        // A retry must succeed even where the first try, now stored, made the same entry inadmissible.
        Err(Fault::Refused(refusals)) => match by_key(tx, &person, &new.client_key)? {
            Some(id) => Ok(Entered { id, again: true }),
            None => Err(Fault::Refused(refusals)),
        },
        other => other,
    }
}

fn person_of(actor: &Actor) -> Result<&str, Refusal> {
    actor.person.as_deref().ok_or_else(|| {
        Refusal::new(
            "这个账号没有对应的人员，不能记录工作。",
            "This account has no person behind it and cannot record work.",
        )
    })
}

fn by_key(tx: &mut Tx<'_>, person: &str, key: &str) -> Result<Option<String>, DbError> {
    tx.row(&Scope::own(person), sql::BY_KEY, params![person, key])?.map(|row| row.text(0)).transpose()
}

fn write(tx: &mut Tx<'_>, actor: &Actor, person: &str, new: &NewEvidence) -> Result<Entered, Fault> {
    let own = own_items(tx, person)?;
    let place = admissible(new, &own, tx.today())?;
    partners::check(tx, person, new)?;
    let (id, now) = (tx.id(), tx.now());
    let added = tx.execute(
        sql::ADD,
        params![
            &id,
            &place.cycle,
            person,
            &place.unit,
            new.happened_on,
            new.title.trim(),
            new.body.trim(),
            &new.client_key,
            now
        ],
    )?;
    if added == 0 {
        let id = by_key(tx, person, &new.client_key)?.ok_or(Fault::NotFound)?;
        return Ok(Entered { id, again: true });
    }
    for support in &new.supports {
        let quantity = measure::stored(support.quantity);
        tx.execute(sql::SUPPORT, params![&id, &support.item, quantity, support.reached_on])?;
        standing::add(tx, new.happened_on, support)?;
    }
    partners::ask(tx, (&id, person), &place.unit, &actor.name, new)?;
    let facts = json!({ "items": new.supports.len(), "partners": new.partners.len() });
    record(tx, actor, "evidence.entered", (&id, &place.unit, person), facts)?;
    Ok(Entered { id, again: false })
}

pub(super) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, unit, person): (&str, &str, &str),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act = Act {
        kind,
        subject: ("evidence", id),
        unit: Some(unit),
        person: Some(person),
        facts,
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// The checks of an entry against the items its author may record for; answers one of them, which says the place.
///
/// # Errors
/// Refusals by field: `title`, `body`, `happened_on`, `items`, `quantity-ITEM`, `reached-ITEM`, `partners`.
fn admissible<'a>(new: &NewEvidence, own: &'a [OwnItem], today: Date) -> Result<&'a OwnItem, Fault> {
    let mut refusals = Vec::new();
    let mut wrong = |field: String, zh: &str, en: &str| refusals.push(Refusal::new(zh, en).at(field));
    check_words(new, today, &mut wrong);
    let place = check_items(new, own, &mut wrong);
    match (refusals.is_empty(), place) {
        (true, Some(item)) => Ok(item),
        _ => Err(Fault::Refused(refusals)),
    }
}

fn check_words(new: &NewEvidence, today: Date, wrong: &mut impl FnMut(String, &str, &str)) {
    if !(2..=100).contains(&new.title.trim().chars().count()) {
        wrong("title".into(), "工作内容写 2–100 字。", "Say what was done in 2 to 100 characters.");
    }
    if new.body.chars().count() > 4_000 {
        let (zh, en) = ("补充说明写 4000 字以内。", "Further details have at most 4,000 characters.");
        wrong("body".into(), zh, en);
    }
    if new.happened_on > today {
        wrong("happened_on".into(), "日期不能晚于今天。", "The day cannot be later than today.");
    }
    if !(8..=64).contains(&new.client_key.len()) {
        wrong(String::new(), "请重新打开本页再提交。", "Open this page again before sending.");
    }
    if new.partners.len() > 20 {
        wrong("partner".into(), "一次最多请 20 人确认。", "At most 20 co-workers can be asked.");
    }
    if new.supports.is_empty() {
        wrong("items".into(), "请至少选择一条责任。", "Choose at least one item.");
    }
}

fn check_items<'a>(
    new: &NewEvidence,
    own: &'a [OwnItem],
    wrong: &mut impl FnMut(String, &str, &str),
) -> Option<&'a OwnItem> {
    let mut place: Option<&OwnItem> = None;
    let mut seen = BTreeSet::new();
    for support in &new.supports {
        let Some(item) = own.iter().find(|item| item.id == support.item) else {
            let zh = "所选责任已不在本人现行的责任书中，请刷新后重选。";
            wrong("items".into(), zh, "An item is not in your letter in force; load the page again.");
            continue;
        };
        if !seen.insert(&support.item) {
            wrong("items".into(), "同一条责任只选一次。", "Choose each item once.");
        }
        check_support(support, item, new.happened_on, wrong);
        if place.is_some_and(|first| first.cycle != item.cycle) {
            wrong("items".into(), "一次只能记录同一年度的责任。", "One entry supports items of one year.");
        }
        place.get_or_insert(item);
    }
    let item = place?;
    if !item.state.records() {
        let zh = "该年度已进入公示或结束，不能再记录工作。";
        wrong("items".into(), zh, "That year is public or closed; no more work is recorded.");
    }
    if new.happened_on.year() != item.year {
        let zh = "日期应在责任书所属年度之内。";
        wrong("happened_on".into(), zh, "The day lies in the year of the letter.");
    }
    place
}

/// The checks of what an entry says for one item.
pub(super) fn check_support(
    support: &Support,
    item: &OwnItem,
    happened_on: Date,
    wrong: &mut impl FnMut(String, &str, &str),
) {
    let most = Decimal::from(1_000_000_000_000_i64);
    if item.measure == Measure::Quantity {
        match support.quantity {
            None => {
                wrong(format!("quantity-{}", support.item), "请填写完成的数量。", "Give the amount done.")
            }
            Some(amount) if amount.abs() > most => {
                wrong(
                    format!("quantity-{}", support.item),
                    "数量过大，请核对。",
                    "The amount is too large; check it.",
                );
            }
            Some(_) => {}
        }
    }
    if support.reached_on.is_some_and(|day| day > happened_on) {
        wrong(
            format!("reached-{}", support.item),
            "完成日期不能晚于工作日期。",
            "It cannot be reached later than the work was done.",
        );
    }
}

/// Withdraws one's own entry, with a reason. It stays on record and supports nothing any more.
///
/// # Errors
/// A refusal: another's entry, withdrawn already, a missing reason, the year no longer records; [`Fault::NotFound`].
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str, note: &str) -> Result<(), Fault> {
    let found = find(tx, &actor.scope(Area::Duty), id)?;
    if actor.person.as_deref() != Some(found.person.as_str()) {
        return Err(
            Refusal::new("工作纪实只能由记录人撤回。", "An entry is withdrawn by whoever wrote it.").into()
        );
    }
    if note.trim().is_empty() {
        return Err(Refusal::new("请写明撤回的理由。", "Give the reason.").at("note").into());
    }
    if !cycle::find(tx, &found.cycle)?.state.records() {
        return Err(Refusal::new(
            "该年度已进入公示或结束，不能撤回。",
            "That year is public or closed; entries stand.",
        )
        .into());
    }
    let now = tx.now();
    if tx.execute(sql::WITHDRAW, params![id, now])? == 0 {
        return Err(Refusal::new("这条工作纪实已经撤回。", "This entry has been withdrawn already.").into());
    }
    standing::recount(tx, id)?;
    partners::let_lapse(tx, id)?;
    record(
        tx,
        actor,
        "evidence.withdrawn",
        (id, &found.unit, &found.person),
        json!({ "reason": note.trim() }),
    )
}

/// Attaches a stored file to one's own entry; answers the attachment's id.
///
/// # Errors
/// A refusal if the entry is another's; [`Fault::NotFound`].
pub fn attach(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    stored: &Stored,
    name: &str,
) -> Result<String, Fault> {
    let found = find(tx, &actor.scope(Area::Duty), id)?;
    if actor.person.as_deref() != Some(found.person.as_str()) {
        return Err(Refusal::new("附件只能由记录人添加。", "Files are attached by whoever wrote the entry.")
            .at("file")
            .into());
    }
    let place = (Some(found.unit.as_str()), Some(found.person.as_str()));
    let attached = files::attach(tx, ("evidence", id), stored, name, place, &actor.account)?;
    let facts = json!({ "hash": &stored.hash, "size": stored.size });
    record(tx, actor, "evidence.file-attached", (id, &found.unit, &found.person), facts)?;
    Ok(attached)
}
