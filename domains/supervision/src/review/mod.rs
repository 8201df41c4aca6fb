//! Peer review 同级监督: offices of one tier look at each other's drawn files. Not here: the draw itself (`draw`), opening
//! one (`opening`), findings (`finding`), the register of files (`file`, `import`).

pub mod draw;
pub mod file;
pub mod finding;
pub mod import;
pub mod opening;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Fault, Scope, Tx, params};

pub use file::Kind;

use crate::coded::coded;
use crate::store::review as sql;

coded! {
    /// Where a review stands.
    State {
        /// Waits for the word of the office reviewed.
        Word = "word", "待写词", "waiting for the word";
        /// Waits for the draw.
        Draw = "draw", "待抽取", "waiting for the draw";
        /// Files are looked at.
        Review = "review", "查看中", "files are looked at";
        /// Findings wait for answers.
        Answer = "answer", "待答复", "findings wait for answers";
        /// Answers are checked.
        Recheck = "recheck", "复核中", "answers are checked";
        /// Closed.
        Closed = "closed", "已了结", "closed";
    }
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Id.
    pub id: String,
    /// Year of the files.
    pub year: i64,
    /// What it is called.
    pub title: String,
    /// Unit looked at (id, name).
    pub reviewed: (String, String),
    /// Unit that looks (id, name).
    pub reviewer: (String, String),
    /// Kinds of files.
    pub kinds: Vec<Kind>,
    /// How many are drawn.
    pub size: i64,
    /// The secret; empty before the draw.
    pub secret: String,
    /// SHA-256 of the secret.
    pub commitment: String,
    /// SHA-256 of the list.
    pub list_hash: String,
    /// Candidates on the list.
    pub candidates: i64,
    /// When both hashes were published.
    pub committed_at: Timestamp,
    /// Person who opened it.
    pub opened_by: String,
    /// The word, and when it was given.
    pub word: Option<(String, Timestamp)>,
    /// When it was drawn.
    pub drawn_at: Option<Timestamp>,
    /// Last day for findings.
    pub review_by: Date,
    /// Findings, answered, settled.
    pub counts: (i64, i64, i64),
    /// Where it stands.
    pub state: State,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Its case.
    pub case: String,
}

fn read(row: &Row) -> Result<Review, DbError> {
    let drawn_at: Option<Timestamp> = row.get(17)?;
    let secret: Option<String> = row.get(9)?;
    Ok(Review {
        id: row.text(0)?,
        year: row.int(1)?,
        title: row.text(2)?,
        reviewed: (row.text(3)?, row.text(4)?),
        reviewer: (row.text(5)?, row.text(6)?),
        kinds: row.word(7)?.split(' ').filter_map(Kind::from_code).collect(),
        size: row.int(8)?,
        secret: secret.unwrap_or_default(),
        commitment: row.text(10)?,
        list_hash: row.text(11)?,
        candidates: row.int(12)?,
        committed_at: row.get(13)?,
        opened_by: row.text(14)?,
        word: row.get::<Option<String>>(15)?.zip(row.get::<Option<Timestamp>>(16)?),
        drawn_at,
        review_by: row.get(18)?,
        counts: (row.int(19)?, row.int(20)?, row.int(21)?),
        state: State::read(row, 22)?,
        closed_at: row.get(23)?,
        case: row.text(24)?,
    })
}

/// A review, in scope of one of its units or as a reviewer.
///
/// # Errors
/// [`Fault::NotFound`] if there is none in reach.
pub fn find(tx: &mut Tx<'_>, scope: &Scope, id: &str) -> Result<Review, Fault> {
    let row = tx.row(scope, sql::FIND, params![id])?.ok_or(Fault::NotFound)?;
    Ok(read(&row)?)
}

/// Reviews in scope, newest first, and how many there are.
///
/// # Errors
/// If they cannot be read.
pub fn list(tx: &mut Tx<'_>, scope: &Scope, (from, most): (i64, i64)) -> Result<(Vec<Review>, i64), DbError> {
    let all = tx.row(scope, sql::COUNT, &[])?.map_or(Ok(0), |row| row.int(0))?;
    let rows = tx.rows(scope, sql::LIST, params![most, from])?;
    Ok((rows.iter().map(read).collect::<Result<_, _>>()?, all))
}

/// What is public about reviews: everything but titles of files and words of findings.
#[must_use]
pub fn public() -> Scope {
    Scope::county("that a review takes place, its hashes and its counts are public")
}

/// A candidate of a review that was found in scope, in the order of the draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Number of the file.
    pub number: String,
    /// The file.
    pub file: String,
    /// SHA-256 of seed and number, once drawn.
    pub key: Option<String>,
    /// Whether it was drawn.
    pub drawn: bool,
}

/// The candidates of a review that was found in scope: by key once drawn, before by number.
///
/// # Errors
/// If they cannot be read.
pub fn candidates(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Candidate>, DbError> {
    let rows = tx.rows(&public(), sql::CANDIDATES, params![id])?;
    let mut found = rows
        .iter()
        .map(|row| {
            let drawn: i64 = row.int(4)?;
            Ok(Candidate { number: row.text(0)?, file: row.text(1)?, key: row.get(3)?, drawn: drawn == 1 })
        })
        .collect::<Result<Vec<_>, DbError>>()?;
    found.sort_by(|a, b| (&a.key, &a.number).cmp(&(&b.key, &b.number)));
    Ok(found)
}

/// Who looks: person and name.
///
/// # Errors
/// If they cannot be read.
pub fn reviewers(tx: &mut Tx<'_>, id: &str) -> Result<Vec<(String, String)>, DbError> {
    let scope = Scope::county("who looks is told with the review, which was found in scope");
    let rows = tx.rows(&scope, sql::REVIEWERS, params![id])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// Records an act on a review.
pub(crate) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (id, unit): (&str, &str),
    facts: serde_json::Value,
) -> Result<(), Fault> {
    let act =
        Act { kind, subject: ("peer-review", id), unit: Some(unit), person: None, facts, decision: None };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
