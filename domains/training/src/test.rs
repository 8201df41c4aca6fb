//! The optional test of a class: questions from the bank, answered once between two days. A learner sees their own
//! answers with the explanations; the trainer sees how many answered each question rightly, from [`LEAST`] answers on,
//! and no names. It is never a score of anybody.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::act::{On, note};
use crate::announcement::going_on;
use crate::form::{ClassState, QuestionKind};
use crate::question::{self, Question};
use crate::store::evaluation as sql;
use crate::year::open_to_all;
use crate::{class, seat};

/// Fewer answers than this are not shown.
pub const LEAST: i64 = 5;

/// A test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// First day.
    pub opens_on: Date,
    /// Last day.
    pub closes_on: Date,
    /// What is asked, in order.
    pub questions: Vec<Question>,
}

/// An answer to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// Chosen places.
    Chosen(Vec<usize>),
    /// Words.
    Said(String),
}

/// One's own answer, with whether it was right.
pub type Own = BTreeMap<String, (Given, Option<bool>)>;

/// The test of a class, if there is one.
///
/// # Errors
/// If it cannot be read.
pub fn of_class(tx: &mut Tx<'_>, class: &str) -> Result<Option<Test>, DbError> {
    let Some(row) = tx.row(&open_to_all(), sql::TEST, params![class])? else { return Ok(None) };
    let (opens_on, closes_on) = (row.get(0)?, row.get(1)?);
    let questions = tx.rows(&open_to_all(), sql::TEST_QUESTIONS, params![class])?;
    let questions = questions.iter().map(question::question).collect::<Result<_, _>>()?;
    Ok(Some(Test { opens_on, closes_on, questions }))
}

/// Sets the test of a class: its days and its questions. Once somebody answered it stands.
///
/// # Errors
/// A refusal by field: not the trainer, the class is over, answered already, no question, the last day before the first.
pub fn set(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (opens_on, closes_on): (Date, Date),
    questions: &[String],
) -> Result<(), Fault> {
    let (found, _) = going_on(tx, actor, id)?;
    let started = tx.row(&open_to_all(), sql::TEST_STARTED, params![id])?;
    if started.map(|row| row.int(0)).transpose()?.unwrap_or(0) > 0 {
        return Err(
            Refusal::new("已有学员作答，测验不能再改。", "Somebody has answered; the test stands.").into()
        );
    }
    if closes_on < opens_on {
        let (zh, en) = ("截止日期不能早于开始日期。", "It cannot end before it begins.");
        return Err(Refusal::new(zh, en).at("closes_on").into());
    }
    let known = question::all(tx)?;
    let sound = |id: &String| known.iter().any(|one| one.id == *id && one.in_use);
    if questions.is_empty() || questions.len() > 50 || !questions.iter().all(sound) {
        let (zh, en) = ("请从题库选 1–50 道在用的题。", "Choose 1 to 50 questions in use.");
        return Err(Refusal::new(zh, en).at("question").into());
    }
    tx.execute(sql::TEST_OPEN, params![id, opens_on, closes_on])?;
    tx.execute(sql::TEST_CLEAR, params![id])?;
    for (sort, question) in (1_i64..).zip(questions) {
        tx.execute(sql::TEST_QUESTION, params![id, question, sort])?;
    }
    note(tx, actor, "test.set", On::class(&found), json!({"questions": questions.len()}))
}

/// One's own answers; empty before the test is taken.
///
/// # Errors
/// If they cannot be read.
pub fn own(tx: &mut Tx<'_>, person: &str, class: &str) -> Result<Own, DbError> {
    let broken = |error: serde_json::Error| DbError::Stored { what: "an answer", why: error.to_string() };
    let mut found = Own::new();
    for row in tx.rows(&Scope::own(person), sql::TEST_OWN, params![class, person])? {
        let value: serde_json::Value = serde_json::from_str(row.word(1)?).map_err(broken)?;
        let given = match value.get("said").and_then(serde_json::Value::as_str) {
            Some(words) => Given::Said(words.to_owned()),
            None => Given::Chosen(serde_json::from_value(value["chosen"].clone()).map_err(broken)?),
        };
        let right = row.get::<Option<i64>>(2)?.map(|right| right == 1);
        found.insert(row.text(0)?, (given, right));
    }
    Ok(found)
}

/// Takes the test, once; answers how many of the marked questions were right and how many there were.
///
/// # Errors
/// A refusal: not in the class, not between its days, taken already, a question left out (`q-QUESTION`).
pub fn take(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    answers: &BTreeMap<String, Given>,
) -> Result<(usize, usize), Fault> {
    let person = actor.person.as_deref().ok_or(Fault::NotFound)?;
    let found = class::one(tx, &seat::directory(), id)?;
    let learners = class::learners(tx, &seat::directory(), id)?;
    let learner = learners.into_iter().find(|one| one.person == person).ok_or(Fault::NotFound)?;
    let test = of_class(tx, id)?.ok_or(Fault::NotFound)?;
    let today = tx.today();
    if found.state == ClassState::Cancelled || today < test.opens_on || today > test.closes_on {
        return Err(Refusal::new("测验不在开放时间内。", "The test is not open now.").into());
    }
    if !own(tx, person, id)?.is_empty() {
        return Err(Refusal::new("测验已经做过，结果在下面。", "You have taken it; see below.").into());
    }
    let mut refusals = Vec::new();
    for question in &test.questions {
        let sound = match (question.kind, answers.get(&question.id)) {
            (QuestionKind::Short, Some(Given::Said(words))) => {
                (1..=600).contains(&words.trim().chars().count())
            }
            (QuestionKind::Short, _) => false,
            (QuestionKind::Multiple, Some(Given::Chosen(chosen))) => !chosen.is_empty(),
            (_, Some(Given::Chosen(chosen))) => chosen.len() == 1,
            _ => false,
        };
        if !sound {
            let (zh, en) =
                ("请作答（简答 600 字以内）。", "Answer this (a short answer has at most 600 characters).");
            refusals.push(Refusal::new(zh, en).at(format!("q-{}", question.id)));
        }
    }
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    let (mut right, mut marked) = (0, 0);
    for question in &test.questions {
        let Some(given) = answers.get(&question.id) else { continue };
        let (stored, correct) = match given {
            Given::Chosen(chosen) => (json!({"chosen": chosen}), question.is_right(chosen)),
            Given::Said(words) => (json!({"said": words.trim()}), None),
        };
        marked += usize::from(correct.is_some());
        right += usize::from(correct == Some(true));
        let now = tx.now();
        let correct = correct.map(i64::from);
        tx.execute(sql::TEST_ANSWER, params![id, person, &question.id, stored.to_string(), correct, now])?;
    }
    note(tx, actor, "test.taken", On::class(&found).about(&learner.unit, person), json!({}))?;
    Ok((right, marked))
}

/// By question: how many answered, and how many rightly (none for short answers); empty below [`LEAST`] answers.
///
/// # Errors
/// If they cannot be counted.
pub fn counts(tx: &mut Tx<'_>, class: &str) -> Result<BTreeMap<String, (i64, i64)>, DbError> {
    let mut found = BTreeMap::new();
    for row in tx.rows(&open_to_all(), sql::TEST_COUNTS, params![class])? {
        let (answered, right) = (row.int(1)?, row.int(2)?);
        if answered >= LEAST {
            found.insert(row.text(0)?, (answered, right));
        }
    }
    Ok(found)
}
