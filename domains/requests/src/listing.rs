//! Lists of requests and finding them by number or words. Counts for the pager are kept (`figures`). Not here: one request.

use jiff::civil::Date;
use kernel::{Actor, DbError, Row, Tx, params};

use crate::coded::{Kind, State};
use crate::request::{request, scope};
use crate::store::request as sql;

/// One row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Id.
    pub id: String,
    /// Tracking number.
    pub number: String,
    /// What it is.
    pub kind: Kind,
    /// Subject.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// Whether it is open.
    pub open: bool,
    /// Office, short.
    pub unit: String,
    /// Day of receipt.
    pub received_on: Date,
    /// Last day.
    pub due: Option<Date>,
    /// It may move.
    pub provisional: bool,
    /// How it ended.
    pub outcome: String,
}

pub(crate) fn line(row: &Row) -> Result<Line, DbError> {
    Ok(Line {
        id: row.text(0)?,
        number: row.text(1)?,
        kind: Kind::from_code(&row.text(2)?).unwrap_or(Kind::Unsorted),
        title: row.text(3)?,
        state: State::from_code(&row.text(4)?).unwrap_or(State::Received),
        open: row.get(5)?,
        unit: row.get::<Option<String>>(6)?.unwrap_or_default(),
        received_on: row.get(7)?,
        due: row.get(8)?,
        provisional: row.get(9)?,
        outcome: row.text(10)?,
    })
}

/// Which requests a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// `open`, `overdue`, `all`.
    pub what: String,
    /// Kind; empty: all.
    pub kind: String,
    /// Office; empty: all.
    pub unit: String,
    /// Older than this id; empty: from the newest.
    pub before: String,
}

/// After every id.
const LAST: &str = "~";

/// A list, newest first. All requests, closed ones too, are listed by office, or over the county for who sees all of it.
///
/// # Errors
/// If it cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, wanted: &Wanted, most: i64) -> Result<Vec<Line>, DbError> {
    let scope = scope(actor);
    let before = if wanted.before.is_empty() { LAST } else { wanted.before.as_str() };
    let today = tx.today().to_string();
    let sealed_kind = wanted.kind == Kind::Complaint.code();
    let (statement, first) = match (wanted.what.as_str(), wanted.unit.is_empty()) {
        _ if sealed_kind => return Ok(Vec::new()),
        ("overdue", _) => (sql::LIST_OVERDUE, today.as_str()),
        ("all", false) => (sql::LIST_UNIT, before),
        ("all", true) if scope.is_county() && wanted.kind.is_empty() => (sql::LIST_ALL, before),
        ("all", true) if scope.is_county() => (sql::LIST_KIND, before),
        _ => (sql::LIST_OPEN, before),
    };
    tx.rows(&scope, statement, params![first, &wanted.kind, &wanted.unit, most])?.iter().map(line).collect()
}

/// Requests by number, or by words of their subject.
///
/// # Errors
/// If they cannot be read.
pub fn search(
    tx: &mut Tx<'_>,
    actor: &Actor,
    typed: &str,
    before: &str,
    most: i64,
) -> Result<Vec<Line>, DbError> {
    let scope = scope(actor);
    let number = crate::code::plain_number(typed);
    let mut words = words_of(typed);
    if let Some(row) = tx.row(&scope, sql::BY_NUMBER, params![&number])? {
        let id = row.text(0)?;
        let after = tx.rows(&scope, sql::ONE, params![&id])?;
        return after.iter().map(|row| request(row).map(|found| found.line())).collect();
    }
    words.truncate(3);
    words.resize(3, String::new());
    if words.first().is_none_or(String::is_empty) {
        return Ok(Vec::new());
    }
    let before = if before.is_empty() { LAST } else { before };
    tx.rows(&scope, sql::SEARCH, params![&words[0], &words[1], &words[2], before, most])?
        .iter()
        .map(line)
        .collect()
}

/// The words a subject is found by: pairs of Chinese signs, whole words of Latin ones.
#[must_use]
pub fn words_of(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        if part.is_ascii() {
            words.push(part.to_ascii_lowercase());
            continue;
        }
        let signs: Vec<char> = part.chars().collect();
        words.extend(signs.windows(2).map(|pair| pair.iter().collect::<String>()));
        if signs.len() == 1 {
            words.push(part.to_owned());
        }
    }
    words.sort_unstable();
    words.dedup();
    words.truncate(40);
    words
}

/// Makes a request found by its subject.
pub(crate) fn index(tx: &mut Tx<'_>, id: &str, title: &str) -> Result<(), DbError> {
    for word in words_of(title) {
        tx.insert(sql::ADD_WORD, params![&word, id])?;
    }
    Ok(())
}
