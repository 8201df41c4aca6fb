//! The round: once around the circle of action learning, in eight steps. What was written is read here, and where the
//! round stands is a pure reading of it. Not here: writing (`writing`), commitments (`commitment`).

pub mod commitment;
mod writing;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::case::{self, About, Assigned};
use kernel::db::Row;
use kernel::{DbError, Fault, Scope, Tx, params};
use law::decision::Text;

pub use commitment::Commitment;
pub use writing::{ask, assume, find_out, finish, keep_note, keep_question, name_principle, note_of, write};

use crate::coded::coded;
use crate::procedure::ROUND;
use crate::set::{ActionSet, Member, Part};
use crate::store::round as sql;

coded! {
    /// The eight steps.
    Step {
        /// The problem as it is seen now.
        Problem = "problem", "当前怎样看这个问题", "the problem as seen now";
        /// Questions asked.
        Questions = "questions", "提出的问题", "questions asked";
        /// Assumptions found.
        Assumptions = "assumptions", "发现的假设", "assumptions found";
        /// Commitments.
        Commitments = "commitments", "行动承诺", "commitments";
        /// What happened.
        Happened = "happened", "实际发生了什么", "what happened";
        /// Reflection.
        Reflection = "reflection", "反思", "reflection";
        /// Principles in own words.
        Principles = "principles", "用自己的话说出道理", "principles in own words";
        /// What next.
        Next = "next", "下一步", "what next";
    }
}

coded! {
    /// What became of an assumption.
    Tested {
        /// Not yet put to the test.
        Untested = "untested", "待检验", "not yet tested";
        /// It held.
        Held = "held", "成立", "it held";
        /// It fell.
        Fell = "fell", "不成立", "it fell";
    }
}

/// A round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Id.
    pub id: String,
    /// Its set.
    pub set: String,
    /// From 1.
    pub number: i64,
    /// When the set meets.
    pub meets_on: Date,
    /// Whether it still goes on.
    pub open: bool,
}

/// A question, kept as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Id.
    pub id: String,
    /// Who asked.
    pub name: String,
    /// The question.
    pub body: String,
    /// It still leads on.
    pub open: bool,
    /// In which round it was asked.
    pub round: i64,
}

/// An assumption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// Id.
    pub id: String,
    /// What was taken for granted.
    pub body: String,
    /// How it is put to the test.
    pub test: String,
    /// What became of it.
    pub found: Tested,
    /// In which round it was found.
    pub round: i64,
}

/// A principle somebody found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principle {
    /// Who.
    pub person: String,
    /// Their name.
    pub name: String,
    /// In their words.
    pub body: String,
    /// In which round.
    pub round: i64,
}

/// Everything the set wrote, over all its rounds; private notes are not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// What stands under a step of the round asked for, and who wrote it last.
    pub texts: BTreeMap<Step, (String, String)>,
    /// Questions of all rounds.
    pub questions: Vec<Question>,
    /// Assumptions of all rounds.
    pub assumptions: Vec<Assumption>,
    /// Commitments of all rounds.
    pub commitments: Vec<Commitment>,
    /// Principles of all rounds.
    pub principles: Vec<Principle>,
}

impl Written {
    /// Whether a step of a round is done.
    #[must_use]
    pub fn done(&self, round: &Round, step: Step) -> bool {
        let said = |step| self.texts.get(&step).is_some_and(|(body, _)| !body.trim().is_empty());
        let mut commitments = self.commitments.iter().filter(|one| one.round_number == round.number);
        match step {
            Step::Problem | Step::Reflection => said(step),
            Step::Questions => self.questions.iter().any(|one| one.round == round.number),
            Step::Assumptions => self.assumptions.iter().any(|one| one.round == round.number),
            Step::Commitments => commitments.next().is_some(),
            Step::Happened => {
                let mut any = false;
                let all = commitments.all(|one| {
                    any = true;
                    one.state != commitment::State::Open
                });
                any && all
            }
            Step::Principles => self.principles.iter().any(|one| one.round == round.number),
            Step::Next => !round.open,
        }
    }

    /// Where a round stands: the first step that is not done; `None` when all are.
    #[must_use]
    pub fn stands_at(&self, round: &Round) -> Option<Step> {
        Step::ALL.iter().copied().find(|step| !self.done(round, *step))
    }
}

fn read(row: &Row) -> Result<Round, DbError> {
    Ok(Round {
        id: row.text(0)?,
        set: row.text(1)?,
        number: row.int(2)?,
        meets_on: row.get(3)?,
        open: row.word(4)? == "open",
    })
}

fn with_set() -> Scope {
    Scope::county("read with the set, which was found in scope")
}

/// A round, in reach of whoever sees its set.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Round, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// The rounds of a set that was found in scope, in order.
///
/// # Errors
/// If they cannot be read.
pub fn of_set(tx: &mut Tx<'_>, set: &str) -> Result<Vec<Round>, DbError> {
    tx.rows(&with_set(), sql::OF_SET, params![set])?.iter().map(read).collect()
}

/// Everything a set wrote; the texts are those of `round`.
///
/// # Errors
/// If it cannot be read.
pub fn written(tx: &mut Tx<'_>, round: &Round) -> Result<Written, DbError> {
    let mut found = Written::default();
    for row in tx.rows(&with_set(), sql::TEXTS, params![&round.id])? {
        if let Some(step) = Step::from_code(row.word(0)?) {
            found.texts.insert(step, (row.text(1)?, row.text(2)?));
        }
    }
    for row in tx.rows(&with_set(), sql::QUESTIONS, params![&round.set])? {
        found.questions.push(Question {
            id: row.text(0)?,
            name: row.text(1)?,
            body: row.text(2)?,
            open: row.int(3)? == 1,
            round: row.int(4)?,
        });
    }
    for row in tx.rows(&with_set(), sql::ASSUMPTIONS, params![&round.set])? {
        found.assumptions.push(Assumption {
            id: row.text(0)?,
            body: row.text(1)?,
            test: row.text(2)?,
            found: Tested::read(&row, 3)?,
            round: row.int(4)?,
        });
    }
    found.commitments = commitment::of_set(tx, &round.set)?;
    found.principles = principles(tx, &round.set)?;
    Ok(found)
}

/// The principles a set found, in order.
///
/// # Errors
/// If they cannot be read.
pub fn principles(tx: &mut Tx<'_>, set: &str) -> Result<Vec<Principle>, DbError> {
    tx.rows(&with_set(), sql::PRINCIPLES, params![set])?
        .iter()
        .map(|row| {
            Ok(Principle { person: row.text(0)?, name: row.text(1)?, body: row.text(2)?, round: row.int(3)? })
        })
        .collect()
}

/// Opens a round of a set; it is its coach's to-do, or its owner's where there is none.
pub(crate) fn open(
    tx: &mut Tx<'_>,
    set: &ActionSet,
    people: &[Member],
    (number, meets_on): (i64, Date),
) -> Result<String, Fault> {
    let (id, now) = (tx.id(), tx.now());
    tx.execute(sql::OPEN, params![&id, &set.id, number, meets_on, now])?;
    let holds = people
        .iter()
        .find(|one| one.part == Part::Coach)
        .or_else(|| people.iter().find(|one| one.part == Part::Owner))
        .ok_or(Fault::NotFound)?;
    let about = About {
        subject: ("action-round", &id),
        unit: Some(&set.unit),
        person: None,
        title: Text::new(format!("{}，第{number}轮", set.title), format!("{}, round {number}", set.title)),
        link: &format!("/action/rounds/{id}"),
    };
    case::open(tx, &ROUND, &about, &Assigned::person(&*holds.person).by(meets_on, false))?;
    Ok(id)
}
