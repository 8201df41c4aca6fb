//! Exercises in teams and their debrief sheets: what we did, what helped, what hindered, the principle we hold on to,
//! and where it will be of use at work. Not here: drawing the teams (`team`).

use jiff::Timestamp;
use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use serde_json::json;

use crate::act::{On, note};
use crate::announcement::going_on;
use crate::class::{self, Class};
use crate::form::ClassState;
use crate::store::session as sql;
use crate::year::open_to_all;
use crate::{permission, seat};

/// An exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exercise {
    /// Id.
    pub id: String,
    /// Class.
    pub class: String,
    /// Title.
    pub title: String,
    /// What is to be done.
    pub task: String,
    /// Minutes for it.
    pub minutes: i64,
}

/// A debrief sheet as a team fills it in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// What we did and what came of it.
    pub happened: String,
    /// What helped.
    pub helped: String,
    /// What hindered.
    pub hindered: String,
    /// The principle we hold on to.
    pub principle: String,
    /// Where it will be of use at work.
    pub at_work: String,
}

/// A team's sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debrief {
    /// Team.
    pub team: i64,
    /// The sheet.
    pub sheet: Sheet,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

fn exercise(row: &Row) -> Result<Exercise, DbError> {
    Ok(Exercise {
        id: row.text(0)?,
        class: row.text(1)?,
        title: row.text(2)?,
        task: row.text(3)?,
        minutes: row.int(4)?,
    })
}

/// The exercises of a class.
///
/// # Errors
/// If they cannot be read.
pub fn of_class(tx: &mut Tx<'_>, class: &str) -> Result<Vec<Exercise>, DbError> {
    tx.rows(&open_to_all(), sql::EXERCISES, params![class])?.iter().map(exercise).collect()
}

/// One exercise with its class.
///
/// # Errors
/// [`Fault::NotFound`] if there is none.
pub fn find(tx: &mut Tx<'_>, id: &str) -> Result<(Class, Exercise), Fault> {
    let row = tx.row(&open_to_all(), sql::EXERCISE, params![id])?.ok_or(Fault::NotFound)?;
    let found = exercise(&row)?;
    Ok((class::one(tx, &seat::directory(), &found.class)?, found))
}

/// The sheets of an exercise, by team.
///
/// # Errors
/// If they cannot be read.
pub fn debriefs(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Debrief>, DbError> {
    tx.rows(&open_to_all(), sql::DEBRIEFS, params![id])?
        .iter()
        .map(|row| {
            Ok(Debrief {
                team: row.int(0)?,
                sheet: Sheet {
                    happened: row.text(1)?,
                    helped: row.text(2)?,
                    hindered: row.text(3)?,
                    principle: row.text(4)?,
                    at_work: row.text(5)?,
                },
                by: row.text(6)?,
                at: row.get(7)?,
            })
        })
        .collect()
}

/// Sets an exercise; answers its id.
///
/// # Errors
/// A refusal by field: `title`, `task`, `minutes`; not the trainer; the class is over.
pub fn set(
    tx: &mut Tx<'_>,
    actor: &Actor,
    class: &str,
    (title, task, minutes): (&str, &str, i64),
) -> Result<String, Fault> {
    let (found, _) = going_on(tx, actor, class)?;
    let mut refusals = Vec::new();
    if !(2..=60).contains(&title.trim().chars().count()) {
        refusals.push(Refusal::new("练习名称写 2–60 字。", "A title has 2 to 60 characters.").at("title"));
    }
    if !(8..=1_000).contains(&task.trim().chars().count()) {
        let (zh, en) = ("写明练习任务，8–1000 字。", "Say what is to be done in 8 to 1,000 characters.");
        refusals.push(Refusal::new(zh, en).at("task"));
    }
    if !(10..=600).contains(&minutes) {
        refusals.push(Refusal::new("时长写 10–600 分钟。", "10 to 600 minutes.").at("minutes"));
    }
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    let (id, now) = (tx.id(), tx.now());
    tx.execute(sql::EXERCISE_ADD, params![&id, class, title.trim(), task.trim(), minutes, now])?;
    note(tx, actor, "exercise.set", On::class(&found), json!({"minutes": minutes}))?;
    Ok(id)
}

/// Writes a team's sheet; written again it replaces the one before.
///
/// # Errors
/// A refusal by field: nobody of the team and not the trainer; every part of the sheet 2–400 characters.
pub fn debrief(tx: &mut Tx<'_>, actor: &Actor, id: &str, team: i64, sheet: &Sheet) -> Result<(), Fault> {
    let (found, exercise) = find(tx, id)?;
    if found.state == ClassState::Cancelled {
        return Err(Refusal::new("本班已经取消。", "The class was cancelled.").into());
    }
    let learners = class::learners(tx, &seat::directory(), &exercise.class)?;
    let own = learners.iter().any(|one| Some(&one.person) == actor.person.as_ref() && one.team == Some(team));
    if !own && !permission::answers_for(actor, &found) {
        return Err(Refusal::new("复盘由本组填写。", "A sheet is written by the team.").into());
    }
    let parts = [
        ("happened", &sheet.happened),
        ("helped", &sheet.helped),
        ("hindered", &sheet.hindered),
        ("principle", &sheet.principle),
        ("at_work", &sheet.at_work),
    ];
    let refusals: Vec<Refusal> = parts
        .iter()
        .filter(|(_, text)| !(2..=400).contains(&text.trim().chars().count()))
        .map(|(field, _)| Refusal::new("写 2–400 字。", "2 to 400 characters.").at(*field))
        .collect();
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    let now = tx.now();
    let text = |text: &str| text.trim().to_owned();
    tx.execute(
        sql::DEBRIEF_PUT,
        params![
            id,
            team,
            text(&sheet.happened),
            text(&sheet.helped),
            text(&sheet.hindered),
            text(&sheet.principle),
            text(&sheet.at_work),
            &actor.name,
            now
        ],
    )?;
    note(tx, actor, "exercise.debriefed", On::class(&found), json!({"exercise": id, "team": team}))
}
