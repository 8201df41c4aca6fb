//! Reaction to a class: five questions and two sentences, given without a name. Answers are added to the counts of
//! the class as they come and words are kept sorted, so that nothing stored says who said what, nor in what order; a
//! result is shown once, when the asking has ended, and only from [`LEAST`] answers on.

use std::collections::BTreeMap;

use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::act::{On, note};
use crate::announcement;
use crate::class::{self, Learner};
use crate::coded::coded;
use crate::seat;
use crate::store::evaluation as sql;
use crate::year::open_to_all;

/// Fewer answers than this are not shown.
pub const LEAST: i64 = 5;

coded! {
    /// What is asked, each answered from 1 (not at all) to 5 (fully).
    Question {
        /// Of use at work.
        Useful = "useful", "内容对我的工作有用", "What was taught is of use in my work";
        /// At the right level.
        Level = "level", "难易和进度合适", "Level and pace were right";
        /// Well taught.
        Taught = "taught", "讲得清楚、练得到位", "It was clearly taught and well practised";
        /// Time well spent.
        Time = "time", "花这些时间值得", "The time was well spent";
        /// Well run.
        Run = "run", "组织安排周到", "It was well run";
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// 1 to 5 for each question.
    pub marks: BTreeMap<Question, u8>,
    /// What helped most; may be empty.
    pub helpful: String,
    /// What should be better; may be empty.
    pub better: String,
}

/// What was said, all together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// How many were asked.
    pub asked: i64,
    /// How many answered.
    pub given: i64,
    /// Answers 1 to 5 by question; empty where too few answered, or while it is still asked.
    pub counts: BTreeMap<Question, [i64; 5]>,
    /// What helped most, in alphabetical order.
    pub helpful: Vec<String>,
    /// What should be better, in alphabetical order.
    pub better: Vec<String>,
    /// Whether the asking has ended.
    pub ended: bool,
}

type Counts = BTreeMap<Question, [i64; 5]>;

/// Asks the learners of a class; nothing of it has a time.
pub(crate) fn ask(tx: &mut Tx<'_>, class: &str, learners: &[&Learner]) -> Result<(), DbError> {
    tx.execute(sql::REACTION_OPEN, params![class])?;
    for one in learners {
        tx.execute(sql::REACTION_ASK, params![class, &one.person])?;
    }
    Ok(())
}

/// Whether somebody is asked and has not answered.
///
/// # Errors
/// If it cannot be read.
pub fn waits_for(tx: &mut Tx<'_>, person: &str, class: &str) -> Result<bool, DbError> {
    let row = tx.row(&Scope::own(person), sql::REACTION_WAITS, params![class, person])?;
    row.map_or(Ok(false), |row| Ok(row.int(0)? == 0))
}

struct Kept {
    given: i64,
    counts: Counts,
    helpful: Vec<String>,
    better: Vec<String>,
}

fn kept(tx: &mut Tx<'_>, class: &str) -> Result<Option<Kept>, DbError> {
    let Some(row) = tx.row(&open_to_all(), sql::REACTION, params![class])? else { return Ok(None) };
    let broken = |error: serde_json::Error| DbError::Stored { what: "reaction", why: error.to_string() };
    Ok(Some(Kept {
        given: row.int(0)?,
        counts: serde_json::from_str(row.word(1)?).map_err(broken)?,
        helpful: serde_json::from_str(row.word(2)?).map_err(broken)?,
        better: serde_json::from_str(row.word(3)?).map_err(broken)?,
    }))
}

/// Adds an answer. The act in the ledger names nobody.
///
/// # Errors
/// A refusal: not asked or answered already, past the last day, a question left out (its code as field), too many words.
pub fn give(tx: &mut Tx<'_>, actor: &Actor, id: &str, answer: &Answer) -> Result<(), Fault> {
    let person = actor.person.as_deref().ok_or(Fault::NotFound)?;
    let detail = announcement::detail(tx, id)?;
    if detail.reaction_until.is_none_or(|until| tx.today() > until) {
        return Err(Refusal::new("本班评价已经截止。", "The asking has ended.").into());
    }
    let mut refusals = Vec::new();
    for question in Question::ALL {
        if !answer.marks.get(question).is_some_and(|mark| (1..=5).contains(mark)) {
            refusals.push(Refusal::new("请选一项。", "Choose one.").at(question.code()));
        }
    }
    for (field, text) in [("helpful", &answer.helpful), ("better", &answer.better)] {
        if text.chars().count() > 200 {
            refusals.push(Refusal::new("写 200 字以内。", "At most 200 characters.").at(field));
        }
    }
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    if tx.execute(sql::REACTION_GIVEN, params![id, person])? == 0 {
        return Err(
            Refusal::new("您已经评价过，或不在评价范围内。", "You have answered, or are not asked.").into()
        );
    }
    let mut all = kept(tx, id)?.ok_or(Fault::NotFound)?;
    all.given += 1;
    for (question, mark) in &answer.marks {
        let counts = all.counts.entry(*question).or_default();
        if let Some(count) = counts.get_mut(usize::from(mark.saturating_sub(1))) {
            *count += 1;
        }
    }
    for (list, words) in [(&mut all.helpful, &answer.helpful), (&mut all.better, &answer.better)] {
        if !words.trim().is_empty() {
            list.push(words.trim().to_owned());
            list.sort();
        }
    }
    let (counts, helpful, better) =
        (json!(all.counts).to_string(), json!(all.helpful).to_string(), json!(all.better).to_string());
    tx.execute(sql::REACTION_PUT, params![id, all.given, counts, helpful, better])?;
    let found = class::one(tx, &seat::directory(), id)?;
    note(tx, &Actor::code_holder(), "reaction.given", On::class(&found), json!({}))
}

/// What was said of a class, as far as it may be shown.
///
/// # Errors
/// If it cannot be read.
pub fn summary(tx: &mut Tx<'_>, id: &str) -> Result<Option<Summary>, Fault> {
    let Some(all) = kept(tx, id)? else { return Ok(None) };
    let asked = tx.row(&open_to_all(), sql::REACTION_ASKED, params![id])?;
    let asked = asked.map(|row| row.int(0)).transpose()?.unwrap_or(0);
    let until = announcement::detail(tx, id)?.reaction_until;
    let ended = all.given == asked || until.is_some_and(|until| tx.today() > until);
    let mut summary = Summary { asked, given: all.given, ended, ..Summary::default() };
    if ended && all.given >= LEAST {
        summary.counts = all.counts;
        summary.helpful = all.helpful;
        summary.better = all.better;
    }
    Ok(Some(summary))
}
