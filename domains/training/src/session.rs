//! The timetable of a class: sessions, and the parts of a remote class with their material. Whole timetables are
//! typed at once; what has its roll already stays. Not here: the roll (`roll`).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use serde_json::json;

use crate::act::{On, note};
use crate::class::{self, Class};
use crate::form::{ClassState, Content};
use crate::store::session as sql;
use crate::year::open_to_all;
use crate::{permission, seat};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Id.
    pub id: String,
    /// Class.
    pub class: String,
    /// What was planned.
    pub plan: Plan,
    /// When its roll was kept.
    pub roll_at: Option<Timestamp>,
    /// Who kept it.
    pub roll_by: Option<String>,
}

/// What is planned for a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Day.
    pub on: Date,
    /// When it begins.
    pub starts: Time,
    /// How long, in minutes.
    pub minutes: i64,
    /// What it is about.
    pub content: Content,
    /// Title.
    pub title: String,
    /// Who teaches; may be empty.
    pub trainer: String,
    /// Where, or the link; empty: as the class has it.
    pub place: String,
    /// The part of a remote class it belongs to.
    pub part: Option<String>,
}

/// A part of a class with its own material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Id.
    pub id: String,
    /// Place in the class, from 1.
    pub number: i64,
    /// Title.
    pub title: String,
    /// What is done with the material.
    pub task: String,
}

/// Most sessions of a class.
pub const MOST: usize = 120;

fn session(row: &Row) -> Result<Session, DbError> {
    let starts = row.word(3)?;
    let starts = Time::strptime("%H:%M", starts)
        .map_err(|error| DbError::Stored { what: "a time", why: error.to_string() })?;
    Ok(Session {
        id: row.text(0)?,
        class: row.text(1)?,
        plan: Plan {
            on: row.get(2)?,
            starts,
            minutes: row.int(4)?,
            content: Content::read(row, 5)?,
            title: row.text(6)?,
            trainer: row.text(7)?,
            place: row.text(8)?,
            part: row.get(9)?,
        },
        roll_at: row.get(10)?,
        roll_by: row.get(11)?,
    })
}

/// The sessions of a class, in order.
///
/// # Errors
/// If they cannot be read.
pub fn of_class(tx: &mut Tx<'_>, class: &str) -> Result<Vec<Session>, DbError> {
    tx.rows(&open_to_all(), sql::OF_CLASS, params![class])?.iter().map(session).collect()
}

/// The parts of a class, in order.
///
/// # Errors
/// If they cannot be read.
pub fn parts(tx: &mut Tx<'_>, class: &str) -> Result<Vec<Part>, DbError> {
    tx.rows(&open_to_all(), sql::PARTS, params![class])?
        .iter()
        .map(|row| {
            Ok(Part { id: row.text(0)?, number: row.int(2)?, title: row.text(3)?, task: row.text(4)? })
        })
        .collect()
}

/// The refusals of a session, each at the field of its row: `day-ROW`, `starts-ROW`, `minutes-ROW`, `title-ROW`.
pub(crate) fn check(row: &str, plan: &Plan, refusals: &mut Vec<Refusal>) {
    let mut wrong =
        |field: &str, zh: &str, en: &str| refusals.push(Refusal::new(zh, en).at(format!("{field}-{row}")));
    if !(15..=600).contains(&plan.minutes) {
        wrong("minutes", "时长写 15–600 分钟。", "A session takes 15 to 600 minutes.");
    }
    if !(2..=60).contains(&plan.title.trim().chars().count()) {
        wrong("title", "课程名称写 2–60 字。", "A session's title has 2 to 60 characters.");
    }
    if plan.trainer.chars().count() > 60 {
        wrong("trainer", "授课人写 60 字以内。", "At most 60 characters.");
    }
    if plan.place.chars().count() > 200 {
        wrong("place", "地点写 200 字以内。", "At most 200 characters.");
    }
}

pub(crate) fn insert(tx: &mut Tx<'_>, class: &str, plan: &Plan) -> Result<String, DbError> {
    let id = tx.id();
    tx.execute(
        sql::ADD,
        params![
            &id,
            class,
            plan.on,
            plan.starts.strftime("%H:%M").to_string(),
            plan.minutes,
            plan.content.code(),
            plan.title.trim(),
            plan.trainer.trim(),
            plan.place.trim(),
            plan.part.as_deref()
        ],
    )?;
    Ok(id)
}

/// A class whose timetable may still change.
fn changeable(tx: &mut Tx<'_>, actor: &Actor, class: &str) -> Result<Class, Fault> {
    let found = class::one(tx, &seat::directory(), class)?;
    permission::answering(actor, &found)?;
    if !matches!(found.state, ClassState::Announced | ClassState::Running) {
        return Err(
            Refusal::new("本班已结束，课表不再变动。", "The class is over; its timetable stands.").into()
        );
    }
    Ok(found)
}

fn check_rows(rows: &[(Option<String>, Plan)], known: &[Session], parts: &[Part]) -> Result<(), Fault> {
    let mut refusals = Vec::new();
    for (at, (id, plan)) in rows.iter().enumerate() {
        let row = id.clone().unwrap_or_else(|| format!("new{at}"));
        check(&row, plan, &mut refusals);
        if plan.part.as_ref().is_some_and(|part| !parts.iter().any(|one| one.id == *part)) {
            refusals.push(
                Refusal::new("所选单元不在本班。", "No such part of the class.").at(format!("part-{row}")),
            );
        }
    }
    let held = known.iter().filter(|one| one.roll_at.is_some()).count();
    if rows.is_empty() && held == 0 {
        refusals.push(Refusal::new("课表至少要有一次课。", "A timetable has at least one session."));
    }
    if rows.len() > MOST {
        refusals.push(Refusal::new("一个班最多 120 次课。", "A class has at most 120 sessions."));
    }
    if refusals.is_empty() { Ok(()) } else { Err(Fault::Refused(refusals)) }
}

/// Puts a whole timetable in place: rows with an id change a session, rows without are new, sessions not named are
/// dropped. What has its roll is left as it is.
///
/// # Errors
/// Refusals by row (see [`check`]); no session left; not the trainer of the class; the class is over.
pub fn put(
    tx: &mut Tx<'_>,
    actor: &Actor,
    class: &str,
    rows: &[(Option<String>, Plan)],
) -> Result<(), Fault> {
    let found = changeable(tx, actor, class)?;
    let known = of_class(tx, class)?;
    let parts = parts(tx, class)?;
    check_rows(rows, &known, &parts)?;
    for old in known.iter().filter(|one| one.roll_at.is_none()) {
        if !rows.iter().any(|(id, _)| id.as_deref() == Some(old.id.as_str())) {
            tx.execute(sql::DROP_LEAVE, params![&old.id])?;
            tx.execute(sql::DROP, params![&old.id])?;
        }
    }
    for (id, plan) in rows {
        match id.as_ref().filter(|id| known.iter().any(|one| one.id == **id)) {
            Some(id) => {
                tx.execute(
                    sql::CHANGE,
                    params![
                        id,
                        plan.on,
                        plan.starts.strftime("%H:%M").to_string(),
                        plan.minutes,
                        plan.content.code(),
                        plan.title.trim(),
                        plan.trainer.trim(),
                        plan.place.trim(),
                        plan.part.as_deref()
                    ],
                )?;
            }
            None => {
                insert(tx, class, plan)?;
            }
        }
    }
    settle_span(tx, class)?;
    note(tx, actor, "timetable.changed", On::class(&found), json!({"sessions": rows.len()}))
}

/// The first and the last day of a class follow its timetable.
fn settle_span(tx: &mut Tx<'_>, class: &str) -> Result<(), DbError> {
    let all = of_class(tx, class)?;
    if let (Some(first), Some(last)) = (all.first(), all.last()) {
        tx.execute(sql::SPAN, params![class, first.plan.on, last.plan.on])?;
    }
    Ok(())
}

/// Puts the parts of a class in place, in order: those with an id are changed, those without are new, the others
/// dropped (their material stays with the class's acts but is no longer shown).
///
/// # Errors
/// Refusals by row: `part-title-ROW`, `part-task-ROW`; as [`put`].
pub fn put_parts(
    tx: &mut Tx<'_>,
    actor: &Actor,
    class: &str,
    rows: &[(Option<String>, String, String)],
) -> Result<(), Fault> {
    let found = changeable(tx, actor, class)?;
    let known: BTreeMap<String, Part> =
        parts(tx, class)?.into_iter().map(|part| (part.id.clone(), part)).collect();
    let mut refusals = Vec::new();
    for (at, (id, title, task)) in rows.iter().enumerate() {
        let row = id.clone().unwrap_or_else(|| format!("new{at}"));
        if !(2..=60).contains(&title.trim().chars().count()) {
            let (zh, en) = ("单元名称写 2–60 字。", "A part's title has 2 to 60 characters.");
            refusals.push(Refusal::new(zh, en).at(format!("part-title-{row}")));
        }
        if task.chars().count() > 600 {
            let (zh, en) = ("学习任务写 600 字以内。", "What is done has at most 600 characters.");
            refusals.push(Refusal::new(zh, en).at(format!("part-task-{row}")));
        }
    }
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    for old in known.keys() {
        if !rows.iter().any(|(id, ..)| id.as_ref() == Some(old)) {
            tx.execute(sql::PART_FREE, params![old])?;
            tx.execute(sql::PART_DROP, params![old])?;
        }
    }
    for (number, (id, title, task)) in (1_i64..).zip(rows) {
        match id.as_ref().filter(|id| known.contains_key(*id)) {
            Some(id) => {
                tx.execute(sql::PART_CHANGE, params![id, number, title.trim(), task.trim()])?;
            }
            None => {
                let id = tx.id();
                tx.execute(sql::PART_ADD, params![&id, class, number, title.trim(), task.trim()])?;
            }
        }
    }
    note(tx, actor, "class-parts.changed", On::class(&found), json!({"parts": rows.len()}))
}
