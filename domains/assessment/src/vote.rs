//! Answering with a code, without an account: what a code opens, and casting the answers once. An answer goes into
//! a place chosen at random among the empty ones; nothing is kept that joins it to the code or to a time.
//! Not here: making codes (ballot).

use duty::scheme::Source;
use jiff::civil::Date;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Refusal, Scope, Tx, params};
use serde_json::json;

use crate::ballot::hash_of;
use crate::store::ballot as sql;

/// Somebody on the page of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The appraisal.
    pub appraisal: String,
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Post, if the letter names one.
    pub post: String,
    /// As what the rater answers.
    pub source: Source,
}

/// What a code opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Unit of the group.
    pub unit: String,
    /// `staff`, `heads` or `served`.
    pub kind: String,
    /// Last day.
    pub closes_on: Date,
    /// The people to answer about.
    pub subjects: Vec<Subject>,
}

/// The answers about one person: for 德能勤廉 a place on the scale, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The appraisal.
    pub appraisal: String,
    /// 0 好 … 3 较差; `None`: cannot say.
    pub marks: [Option<u8>; 4],
}

struct Found {
    round: String,
    page: Page,
}

fn by_code() -> Scope {
    Scope::county("whoever holds a code may see its page; nothing about persons but names leaves here")
}

fn look_up(tx: &mut Tx<'_>, code: &str) -> Result<Found, Fault> {
    let refuse = |zh: &str, en: &str| Err(Fault::from(Refusal::new(zh, en).at("code")));
    let Some(row) = tx.row(&by_code(), sql::CODE, params![hash_of(code)])? else {
        return refuse(
            "没有这个测评码，或者测评已结束。请核对纸条上的 12 位测评码。",
            "There is no such code, or the review is over. Check the twelve signs on the slip.",
        );
    };
    if row.get::<bool>(2)? {
        return refuse("这个测评码已经用过，每码只能用一次。", "This code has been used; each works once.");
    }
    let closes_on: Date = row.get(4)?;
    if row.text(3)? != "open" || tx.today() > closes_on {
        return refuse("这次民主测评已经结束。", "This review is over.");
    }
    let (round, group) = (row.text(0)?, row.text(1)?);
    let (unit, kind) = (row.text(5)?, row.text(6)?);
    let rows = tx.rows(&by_code(), sql::SUBJECTS, params![&group])?;
    let subjects = rows.iter().map(|row| {
        let code = row.text(3)?;
        let source = Source::from_code(&code).ok_or(DbError::Stored { what: "a source", why: code })?;
        Ok::<_, DbError>(Subject {
            appraisal: row.text(0)?,
            name: row.text(1)?,
            unit: row.text(2)?,
            source,
            post: row.get::<Option<String>>(4)?.unwrap_or_default(),
        })
    });
    let subjects = subjects.collect::<Result<_, _>>()?;
    Ok(Found { round, page: Page { unit, kind, closes_on, subjects } })
}

/// What a code opens. Looking uses nothing up.
///
/// # Errors
/// A refusal bound to `code`: unknown, used, or over.
pub fn page(tx: &mut Tx<'_>, code: &str) -> Result<Page, Fault> {
    Ok(look_up(tx, code)?.page)
}

/// The signs under which an answer is kept; `None` if nothing was answered.
fn signs(marks: &[Option<u8>; 4]) -> Option<String> {
    let answered = marks.iter().any(|mark| mark.is_some_and(|mark| mark < 4));
    let sign = |mark: &Option<u8>| match mark {
        Some(mark @ 0..4) => char::from(b'0' + mark),
        _ => '-',
    };
    answered.then(|| marks.iter().map(sign).collect())
}

/// Casts the answers of a code, once. People left out, and oneself, are simply not answered about.
///
/// # Errors
/// A refusal if the code is unknown, used or over, or nothing at all was answered.
pub fn cast(tx: &mut Tx<'_>, code: &str, answers: &[Answer]) -> Result<usize, Fault> {
    let found = look_up(tx, code)?;
    let mut given = Vec::new();
    for answer in answers {
        let Some(subject) = found.page.subjects.iter().find(|one| one.appraisal == answer.appraisal) else {
            continue;
        };
        if let Some(signs) = signs(&answer.marks) {
            given.push((subject, signs));
        }
    }
    if given.is_empty() {
        return Err(Refusal::new(
            "还没有评价任何人；对不了解的人可以不评，但至少评价一人。",
            "Nobody has been marked yet. Leave out those you cannot judge, but mark at least one.",
        )
        .at("answers")
        .into());
    }
    if tx.execute(sql::USE_CODE, params![hash_of(code)])? == 0 {
        return Err(Refusal::new(
            "这个测评码已经用过，每码只能用一次。",
            "This code has been used; each works once.",
        )
        .at("code")
        .into());
    }
    for (subject, signs) in &given {
        place(tx, &found.round, subject, signs)?;
    }
    let act = Act {
        kind: "review-round.answered",
        subject: ("review-round", &found.round),
        unit: None,
        person: None,
        facts: json!({}),
        decision: None,
    };
    ledger::record(tx, &Actor::code_holder(), &act)?;
    Ok(given.len())
}

/// Puts an answer into an empty place chosen at random.
fn place(tx: &mut Tx<'_>, round: &str, subject: &Subject, signs: &str) -> Result<(), Fault> {
    let mut empty =
        tx.rows(&by_code(), sql::EMPTY_PLACES, params![round, &subject.appraisal, subject.source.code()])?;
    while !empty.is_empty() {
        let at = usize::try_from(u64::from_be_bytes(tx.random::<8>()) % empty.len() as u64).unwrap_or(0);
        let id = empty.swap_remove(at).text(0)?;
        if tx.execute(sql::FILL, params![id, signs])? > 0 {
            return Ok(());
        }
    }
    // There are as many places as codes, so a used code always finds one; anything else is a broken database.
    Err(Fault::Db(DbError::Stored { what: "places for answers", why: "none is left".to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_as_four_signs_and_nothing_answered_is_nothing_kept() {
        assert_eq!(signs(&[Some(0), None, Some(3), Some(1)]).as_deref(), Some("0-31"));
        assert_eq!(signs(&[None; 4]), None);
        assert_eq!(signs(&[Some(4), Some(200), None, None]), None);
    }
}
