//! What a closed set offers to the experience exchange: a story others can use, listed for everybody who serves in the
//! county. Not here: taking an experience up elsewhere (`taking`).

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use super::opening::to_run;
use super::{State, record, sql};

/// An experience on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The set it comes from.
    pub set: String,
    /// Its unit.
    pub unit: String,
    /// Name of the unit.
    pub unit_name: String,
    /// Title.
    pub title: String,
    /// Problem, what was tried, what came of it.
    pub story: String,
    /// What must be there for it to work elsewhere; may be empty.
    pub conditions: String,
    /// Who offered it.
    pub offered_by: String,
    /// When.
    pub offered_at: Timestamp,
    /// Level of the set.
    pub level: i64,
    /// What changed for residents.
    pub changed: String,
    /// The principles.
    pub principles: String,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

fn read(row: &Row) -> Result<Offer, DbError> {
    Ok(Offer {
        set: row.text(0)?,
        unit: row.text(1)?,
        unit_name: row.text(2)?,
        title: row.text(3)?,
        story: row.text(4)?,
        conditions: row.text(5)?,
        offered_by: row.text(6)?,
        offered_at: row.get(7)?,
        level: row.int(8)?,
        changed: row.text(9)?,
        principles: row.text(10)?,
        withdrawn_at: row.get(11)?,
    })
}

pub(crate) fn offered() -> Scope {
    Scope::county("what a set offers is for everybody who serves in the county")
}

/// Everything on offer, newest first.
///
/// # Errors
/// If it cannot be read.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Offer>, DbError> {
    tx.rows(&offered(), sql::OFFERS, &[])?.iter().map(read).collect()
}

/// What a set offers, or offered.
///
/// # Errors
/// If it cannot be read.
pub fn of_set(tx: &mut Tx<'_>, set: &str) -> Result<Option<Offer>, DbError> {
    tx.row(&offered(), sql::OFFER_OF, params![set])?.as_ref().map(read).transpose()
}

/// Offers the experience of a closed set; again replaces what was offered.
///
/// # Errors
/// Refusals by field: `title`, `story`, `conditions`; the set is not closed; [`Fault::NotFound`].
pub fn offer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (title, story, conditions): (&str, &str, &str),
) -> Result<(), Fault> {
    let (set, _) = to_run(tx, actor, id)?;
    if set.state != State::Closed {
        return Err(Refusal::new(
            "小组结束后才能提供经验。",
            "An experience is offered once the set is closed.",
        )
        .into());
    }
    let mut wrong = Vec::new();
    let mut must = |field: &str, text: &str, (least, most): (usize, usize), zh: &str, en: &str| {
        if !(least..=most).contains(&text.trim().chars().count()) {
            wrong.push(Refusal::new(zh, en).at(field));
        }
    };
    must("title", title, (4, 60), "标题写 4–60 字。", "The title has 4 to 60 characters.");
    must("story", story, (20, 4_000), "经验写 20–4000 字。", "The experience has 20 to 4,000 characters.");
    must(
        "conditions",
        conditions,
        (0, 1_000),
        "适用条件写 1000 字以内。",
        "The conditions have at most 1,000 characters.",
    );
    if !wrong.is_empty() {
        return Err(Fault::Refused(wrong));
    }
    let now = tx.now();
    tx.execute(
        sql::OFFER,
        params![id, &set.unit, title.trim(), story.trim(), conditions.trim(), &actor.name, now],
    )?;
    record(tx, actor, "action.offered", (id, &set.unit), json!({}))
}

/// Takes an offer back.
///
/// # Errors
/// A refusal if nothing is on offer; [`Fault::NotFound`].
pub fn withdraw(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    let (set, _) = to_run(tx, actor, id)?;
    let now = tx.now();
    if tx.execute(sql::WITHDRAW_OFFER, params![id, now])? == 0 {
        return Err(Refusal::new("目前没有提供交流的经验。", "Nothing is on offer.").into());
    }
    record(tx, actor, "action.offer-withdrawn", (id, &set.unit), json!({}))
}
