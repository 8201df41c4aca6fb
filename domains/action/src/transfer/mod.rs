//! Transfer 学习转化: what learners mean to use at work, what they tried, and who saw it. “Transferred” is what was done
//! as intended and seen by another. Not here: the climate around it (room `diagnosis`), hours (room `training`).

pub mod arriving;
mod attempting;
mod changing;
mod intending;
pub mod road;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::{DbError, Fault, Scope, Tx, params};

pub use attempting::{NewAttempt, Sight, Tried, attempt_by_key, confirm, record};
pub use changing::{change, may_change};
pub use intending::{
    MOST, NewIntention, Occasion, answer_help, ask_help, intend, invite, invite_class, occasions, reported,
    was_invited, withdraw,
};
pub use road::{Answers, Classified, Road, Thought, classify};

use crate::coded::coded;
use crate::store::transfer as sql;

coded! {
    /// Where something was learned.
    Source {
        /// In a class of room training.
        Class = "class", "培训班", "class";
        /// In a set.
        Set = "set", "行动学习小组", "set";
    }
}

coded! {
    /// How an attempt ended, as the learner says.
    Outcome {
        /// It worked.
        Worked = "worked", "有效果", "it worked";
        /// It worked in part.
        Partly = "partly", "部分有效", "it worked in part";
        /// It did not.
        Not = "not", "没有效果", "it did not work";
    }
}

coded! {
    /// Whether somebody else saw it.
    Seen {
        /// Nobody was asked.
        Nobody = "nobody", "未请人确认", "nobody asked";
        /// Somebody was asked.
        Asked = "asked", "待确认", "asked";
        /// They saw it.
        Confirmed = "confirmed", "已有人看到", "seen by another";
        /// They did not.
        Declined = "declined", "对方没有看到", "not seen";
    }
}

/// An intended application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intention {
    /// Id.
    pub id: String,
    /// The learner.
    pub person: String,
    /// Their unit when it was written.
    pub unit: String,
    /// Their name.
    pub name: String,
    /// Where it was learned.
    pub source: Source,
    /// Which class or set.
    pub source_id: String,
    /// Its title.
    pub source_title: String,
    /// 1 to 3.
    pub place: i64,
    /// What is to be done differently.
    pub what: String,
    /// By when it will have been tried.
    pub when_on: Date,
    /// Where.
    pub setting: String,
    /// With whom.
    pub with_whom: String,
    /// Who is likely to see it.
    pub witness: Option<String>,
    /// What help is wanted; empty: none.
    pub help: String,
    /// What the head does about it.
    pub help_answer: Option<String>,
    /// Who answered.
    pub help_by: Option<String>,
    /// When it was taken back.
    pub withdrawn_at: Option<Timestamp>,
}

/// An attempt at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Id.
    pub id: String,
    /// What it tries.
    pub intention: String,
    /// When.
    pub happened_on: Date,
    /// What was done, in a line.
    pub what: String,
    /// Done as intended.
    pub as_intended: bool,
    /// The situation was like the one practised in.
    pub alike: bool,
    /// Whether and when it was thought of.
    pub thought: Thought,
    /// The principle in own words; may be empty.
    pub principle: String,
    /// The road the rule found.
    pub road: Road,
    /// How it ended, as the learner says.
    pub outcome: Outcome,
    /// Who is asked whether they saw it.
    pub witness: Option<String>,
    /// Their name.
    pub witness_name: Option<String>,
    /// What they said.
    pub seen: Seen,
    /// 1 to 5: how far it worked, as they saw it.
    pub rating: Option<i64>,
    /// What they added.
    pub note: Option<String>,
    /// The learner.
    pub person: String,
    /// The learner's name.
    pub name: String,
    /// What was intended.
    pub intended: String,
    /// The learner's unit.
    pub unit: String,
}

impl Attempt {
    /// Done as intended and seen by another.
    #[must_use]
    pub fn is_transferred(&self) -> bool {
        self.as_intended && self.seen == Seen::Confirmed
    }
}

fn intention(row: &Row) -> Result<Intention, DbError> {
    Ok(Intention {
        id: row.text(0)?,
        person: row.text(1)?,
        unit: row.text(2)?,
        name: row.text(3)?,
        source: Source::read(row, 4)?,
        source_id: row.text(5)?,
        source_title: row.text(6)?,
        place: row.int(7)?,
        what: row.text(8)?,
        when_on: row.get(9)?,
        setting: row.text(10)?,
        with_whom: row.text(11)?,
        witness: row.get(12)?,
        help: row.text(13)?,
        help_answer: row.get(14)?,
        help_by: row.get(15)?,
        withdrawn_at: row.get(16)?,
    })
}

fn attempt(row: &Row) -> Result<Attempt, DbError> {
    Ok(Attempt {
        id: row.text(0)?,
        intention: row.text(1)?,
        happened_on: row.get(2)?,
        what: row.text(3)?,
        as_intended: row.int(4)? == 1,
        alike: row.int(5)? == 1,
        thought: Thought::read(row, 6)?,
        principle: row.text(7)?,
        road: Road::read(row, 8)?,
        outcome: Outcome::read(row, 9)?,
        witness: row.get(10)?,
        witness_name: row.get(11)?,
        seen: Seen::read(row, 12)?,
        rating: row.get(13)?,
        note: row.get(14)?,
        person: row.text(15)?,
        name: row.text(16)?,
        intended: row.text(17)?,
        unit: row.text(18)?,
    })
}

/// An intended application, in scope.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Intention, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(intention(&row)?)
}

/// What a person meant to use, newest first, withdrawn ones too.
///
/// # Errors
/// If it cannot be read.
pub fn of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Intention>, DbError> {
    tx.rows(scope, sql::OF_PERSON, params![person])?.iter().map(intention).collect()
}

/// The attempts at one application, in order.
///
/// # Errors
/// If they cannot be read.
pub fn attempts_of(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Vec<Attempt>, DbError> {
    tx.rows(scope, sql::ATTEMPTS_OF, params![id])?.iter().map(attempt).collect()
}

/// The attempts of a person, in order.
///
/// # Errors
/// If they cannot be read.
pub fn attempts_of_person(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Attempt>, DbError> {
    tx.rows(scope, sql::ATTEMPTS_OF_PERSON, params![person])?.iter().map(attempt).collect()
}

/// An attempt, in scope or as its witness.
///
/// # Errors
/// [`Fault::NotFound`].
pub fn find_attempt(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Attempt, Fault> {
    let row = tx.row(scope, sql::ATTEMPT, params![id])?.ok_or(Fault::NotFound)?;
    Ok(attempt(&row)?)
}

/// What one learner of a class tried at work, as others saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The learner.
    pub person: String,
    /// Applications intended.
    pub intended: i64,
    /// Attempts recorded.
    pub attempts: i64,
    /// Attempts somebody else saw.
    pub seen: i64,
    /// Attempts done as intended and seen by another.
    pub transferred: i64,
    /// What the witnesses rated (1 to 5 each), summed over [`Confirmed::seen`].
    pub ratings: i64,
}

impl Confirmed {
    /// The mean of what witnesses rated, 1 to 5: the outcome as others see it; `None` where nobody saw anything.
    #[must_use]
    pub fn rating(&self) -> Option<f64> {
        let seen = i32::try_from(self.seen).ok().filter(|seen| *seen > 0)?;
        Some(f64::from(i32::try_from(self.ratings).ok()?) / f64::from(seen))
    }
}

/// What the learners of a class tried at work, one line for each who intended something, in scope; in the order of
/// their ids, which says nothing about them.
///
/// # Errors
/// If it cannot be read.
pub fn confirmed(tx: &mut Tx<'_>, scope: &Scope, class: &str) -> Result<Vec<Confirmed>, DbError> {
    tx.rows(scope, sql::CONFIRMED, params![class])?
        .iter()
        .map(|row| {
            Ok(Confirmed {
                person: row.text(0)?,
                intended: row.int(1)?,
                attempts: row.int(2)?,
                seen: row.int(3)?,
                transferred: row.int(4)?,
                ratings: row.int(5)?,
            })
        })
        .collect()
}
