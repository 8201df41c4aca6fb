//! The question bank: single and multiple choice, judgement, short answer, each with its explanation. What was asked
//! once is not changed, only retired. Not here: asking them (`test`).

use kernel::db::Row;
use kernel::{Actor, DbError, Fault, Refusal, Tx, params};
use serde_json::json;

use crate::act::{On, note};
use crate::form::{QuestionKind, Topic};
use crate::permission;
use crate::store::evaluation as sql;
use crate::year::open_to_all;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Id; empty before it is added.
    pub id: String,
    /// What it is about.
    pub topic: Topic,
    /// Its kind.
    pub kind: QuestionKind,
    /// The question.
    pub stem: String,
    /// What can be chosen; none for judgements and short answers.
    pub options: Vec<String>,
    /// The right choices by place from 0; judgement: 1 right, 0 wrong; short answer: none.
    pub answer: Vec<usize>,
    /// Why; for a short answer what a good one holds.
    pub explanation: String,
    /// Still in use.
    pub in_use: bool,
}

impl Question {
    /// Whether chosen places answer it rightly; none for a short answer, which nobody marks.
    #[must_use]
    pub fn is_right(&self, chosen: &[usize]) -> Option<bool> {
        let mut chosen = chosen.to_vec();
        chosen.sort_unstable();
        (self.kind != QuestionKind::Short).then(|| chosen == self.answer)
    }
}

pub(crate) fn question(row: &Row) -> Result<Question, DbError> {
    let broken = |error: serde_json::Error| DbError::Stored { what: "a question", why: error.to_string() };
    Ok(Question {
        id: row.text(0)?,
        topic: Topic::read(row, 1)?,
        kind: QuestionKind::read(row, 2)?,
        stem: row.text(3)?,
        options: serde_json::from_str(row.word(4)?).map_err(broken)?,
        answer: serde_json::from_str(row.word(5)?).map_err(broken)?,
        explanation: row.text(6)?,
        in_use: row.word(7)? == "in-use",
    })
}

/// The bank, by topic.
///
/// # Errors
/// If it cannot be read.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Question>, DbError> {
    tx.rows(&open_to_all(), sql::QUESTIONS, params![])?.iter().map(question).collect()
}

fn check(new: &Question) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut wrong = |field: &str, zh: &str, en: &str| refusals.push(Refusal::new(zh, en).at(field));
    let length = |text: &str| text.trim().chars().count();
    if !(4..=300).contains(&length(&new.stem)) {
        wrong("stem", "题目写 4–300 字。", "A question has 4 to 300 characters.");
    }
    if !(2..=400).contains(&length(&new.explanation)) {
        wrong("explanation", "解析写 2–400 字。", "An explanation has 2 to 400 characters.");
    }
    let chooses = matches!(new.kind, QuestionKind::Single | QuestionKind::Multiple);
    if chooses && !(2..=8).contains(&new.options.len()) {
        wrong("options", "选择题要有 2–8 个选项，一行一个。", "Two to eight choices, one a line.");
    }
    let places = if chooses { new.options.len() } else { 2 };
    let sound = new.answer.iter().all(|at| *at < places);
    let count = match new.kind {
        QuestionKind::Single | QuestionKind::Judgement => new.answer.len() == 1,
        QuestionKind::Multiple => (1..=places).contains(&new.answer.len()),
        QuestionKind::Short => new.answer.is_empty(),
    };
    if !sound || !count {
        wrong(
            "answer",
            "正确答案与题型不符：单选写一个序号，多选写几个，判断写“对”或“错”，简答不写。",
            "The right answer does not fit the kind: one number, several numbers, right or wrong, or none.",
        );
    }
    refusals
}

/// Adds a question; answers its id.
///
/// # Errors
/// Refusals by field: `stem`, `options`, `answer`, `explanation`; not the training section.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, new: &Question) -> Result<String, Fault> {
    permission::trainer(actor)?;
    let refusals = check(new);
    if !refusals.is_empty() {
        return Err(Fault::Refused(refusals));
    }
    let (id, now) = (tx.id(), tx.now());
    let mut answer = new.answer.clone();
    answer.sort_unstable();
    tx.execute(
        sql::QUESTION_ADD,
        params![
            &id,
            new.topic.code(),
            new.kind.code(),
            new.stem.trim(),
            json!(new.options).to_string(),
            json!(answer).to_string(),
            new.explanation.trim(),
            now,
            &actor.account
        ],
    )?;
    note(tx, actor, "question.added", On::county("question", &id), json!({"kind": new.kind}))?;
    Ok(id)
}

/// Takes a question out of use; tests that asked it keep it.
///
/// # Errors
/// A refusal: not the training section, out of use already.
pub fn retire(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<(), Fault> {
    permission::trainer(actor)?;
    if tx.execute(sql::QUESTION_RETIRE, params![id])? == 0 {
        return Err(Refusal::new("该题已停用。", "It is out of use already.").into());
    }
    note(tx, actor, "question.retired", On::county("question", id), json!({}))
}
