//! The yearly survey of needs: at most three topics, the form that would help, a wish in words. Voluntary; one answer
//! a person, changed until the last day. Its results are counts for the county, never a list of who said what.

use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::act::{On, note};
use crate::form::{Form, Topic, joined, several};
use crate::store::need as sql;
use crate::{seat, year};

/// Topics named by fewer are not shown: who named them could be guessed.
pub const LEAST: i64 = 5;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What is hardest at present, at most three.
    pub topics: Vec<Topic>,
    /// What form would help.
    pub form: Form,
    /// A wish in words; may be empty.
    pub wish: String,
}

/// The answers of a year, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// How many answered.
    pub answers: i64,
    /// How many named each topic, the most named first.
    pub topics: Vec<(Topic, i64)>,
    /// How many wish each form, the most wished first.
    pub forms: Vec<(Form, i64)>,
    /// The wishes in words, in alphabetical order.
    pub wishes: Vec<String>,
}

/// Answers, or changes one's answer.
///
/// # Errors
/// A refusal: the survey has ended, no topic or more than three, too long a wish, somebody without a unit.
pub fn answer(tx: &mut Tx<'_>, actor: &Actor, which: i16, answer: &Answer) -> Result<(), Fault> {
    let person = actor.person.as_deref().ok_or(Fault::NotFound)?;
    let found = year::wanted(tx, which)?;
    if tx.today() > found.survey_until {
        let (zh, en) = ("调查已经截止。", "The survey has ended.");
        return Err(Refusal::new(zh, en).into());
    }
    if !(1..=3).contains(&answer.topics.len()) {
        let (zh, en) = ("请选 1–3 项。", "Choose one to three.");
        return Err(Refusal::new(zh, en).at("topic").into());
    }
    if answer.wish.chars().count() > 200 {
        let (zh, en) = ("想学什么写 200 字以内。", "A wish has at most 200 characters.");
        return Err(Refusal::new(zh, en).at("wish").into());
    }
    let unit = seat::unit_of(tx, person)?.ok_or_else(seat::without_unit)?;
    let (now, topics) = (tx.now(), joined(&answer.topics, Topic::code));
    let values = params![which, person, &unit, topics, answer.form.code(), answer.wish.trim(), now];
    tx.execute(sql::ANSWER, values)?;
    let id = which.to_string();
    note(tx, actor, "survey.answered", On::county("training-year", &id).about(&unit, person), json!({}))
}

/// One's own answer.
///
/// # Errors
/// If it cannot be read.
pub fn own(tx: &mut Tx<'_>, person: &str, which: i16) -> Result<Option<Answer>, DbError> {
    let Some(row) = tx.row(&Scope::own(person), sql::OWN_ANSWER, params![which, person])? else {
        return Ok(None);
    };
    Ok(Some(Answer {
        topics: several(row.word(0)?, Topic::from_code),
        form: Form::read(&row, 1)?,
        wish: row.text(2)?,
    }))
}

/// The answers of a year, counted.
///
/// # Errors
/// If they cannot be read.
pub fn counts(tx: &mut Tx<'_>, which: i16) -> Result<Counts, DbError> {
    let scope = Scope::county("answers are counted, and counts name nobody");
    let mut counts = Counts::default();
    let (mut topics, mut forms) = (vec![0_i64; Topic::ALL.len()], vec![0_i64; Form::ALL.len()]);
    for row in tx.rows(&scope, sql::ANSWERS, params![which])? {
        counts.answers += 1;
        for topic in several(row.word(0)?, Topic::from_code) {
            topics[topic as usize] += 1;
        }
        forms[Form::read(&row, 1)? as usize] += 1;
        let wish = row.text(2)?;
        if !wish.is_empty() {
            counts.wishes.push(wish);
        }
    }
    counts.topics = ranked(Topic::ALL, &topics);
    counts.forms = ranked(Form::ALL, &forms);
    Ok(counts)
}

fn ranked<T: Copy>(all: &[T], counts: &[i64]) -> Vec<(T, i64)> {
    let mut found: Vec<(T, i64)> =
        all.iter().copied().zip(counts.iter().copied()).filter(|(_, n)| *n > 0).collect();
    found.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    found
}
