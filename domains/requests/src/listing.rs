//! Lists of requests, finding them by number or words, and how many there are by the filters in use. Not here: one request,
//! keeping the counts (`count`).

use jiff::civil::Date;
use kernel::{Actor, DbError, Row, Scope, Tx, params};

use crate::coded::{Kind, State};
use crate::figures;
use crate::permission::is_county_desk;
use crate::request::{known, request, scope};
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
    /// Where the page before ended ([`Line::place`]); empty: from the first.
    pub before: String,
}

impl Line {
    /// Where a list that ends with this line goes on.
    #[must_use]
    pub fn place(&self, what: &str) -> String {
        match self.due.filter(|_| what == "overdue") {
            Some(due) => format!("{due}.{}", self.id),
            None => self.id.clone(),
        }
    }
}

/// After every id.
const LAST: &str = "~";

/// A list, newest first. All requests, closed ones too, are listed by office, or over the county for who sees all of it.
///
/// # Errors
/// If it cannot be read.
pub fn list(tx: &mut Tx<'_>, actor: &Actor, wanted: &Wanted, most: i64) -> Result<Vec<Line>, DbError> {
    let scope = scope(actor);
    if wanted.kind == Kind::Complaint.code() {
        return Ok(Vec::new());
    }
    let (mut lines, mut from) = (Vec::new(), wanted.before.clone());
    loop {
        let read = part(tx, &scope, (wanted, &from), most)?;
        let next = read.last().map(|line| line.place(&wanted.what));
        let full = i64::try_from(read.len()).unwrap_or(most) >= most;
        lines.extend(read.into_iter().filter(|line| is_for(actor, line)));
        let enough = i64::try_from(lines.len()).unwrap_or(most) >= most;
        match next {
            Some(next) if full && !enough => from = next,
            _ => break,
        }
    }
    lines.truncate(usize::try_from(most).unwrap_or(0));
    Ok(lines)
}

/// What follows a place of a list: one statement for each filter, so that each runs along its index.
fn part(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (wanted, from): (&Wanted, &str),
    most: i64,
) -> Result<Vec<Line>, DbError> {
    let (kind, unit) = (wanted.kind.as_str(), wanted.unit.as_str());
    if wanted.what == "overdue" {
        return overdue(tx, scope, (wanted, from), most);
    }
    let before = if from.is_empty() { LAST } else { from };
    let all = wanted.what == "all";
    let rows = match (unit.is_empty(), kind.is_empty()) {
        (true, true) if all && scope.is_county() => tx.rows(scope, sql::LIST_ALL, params![before, most]),
        (true, false) if all && scope.is_county() => {
            tx.rows(scope, sql::LIST_KIND, params![before, kind, most])
        }
        (false, true) if all => tx.rows(scope, sql::LIST_UNIT, params![before, unit, most]),
        (false, false) if all => tx.rows(scope, sql::LIST_UNIT_KIND, params![before, unit, kind, most]),
        (true, true) => tx.rows(scope, sql::LIST_OPEN, params![before, most]),
        (true, false) => tx.rows(scope, sql::LIST_OPEN_KIND, params![before, kind, most]),
        (false, true) => tx.rows(scope, sql::LIST_OPEN_UNIT, params![before, unit, most]),
        (false, false) => tx.rows(scope, sql::LIST_OPEN_UNIT_KIND, params![before, unit, kind, most]),
    };
    rows?.iter().map(line).collect()
}

/// Open ones past their day, most pressing first.
fn overdue(
    tx: &mut Tx<'_>,
    scope: &Scope,
    (wanted, from): (&Wanted, &str),
    most: i64,
) -> Result<Vec<Line>, DbError> {
    let (kind, unit, today) = (wanted.kind.as_str(), wanted.unit.as_str(), tx.today());
    let (day, id) = from.split_once('.').unwrap_or(("", ""));
    let rows = match (unit.is_empty(), kind.is_empty()) {
        (true, true) => tx.rows(scope, sql::LIST_OVERDUE, params![today, day, id, most]),
        (true, false) => tx.rows(scope, sql::LIST_OVERDUE_KIND, params![today, day, id, kind, most]),
        (false, true) => tx.rows(scope, sql::LIST_OVERDUE_UNIT, params![today, day, id, unit, most]),
        (false, false) => {
            tx.rows(scope, sql::LIST_OVERDUE_UNIT_KIND, params![today, day, id, unit, kind, most])
        }
    };
    rows?.iter().map(line).collect()
}

/// What nobody sorted yet may be a complaint: the county's desk alone sees it.
fn is_for(actor: &Actor, line: &Line) -> bool {
    line.kind != Kind::Unsorted || is_county_desk(actor)
}

/// How many requests a list shows on all its pages, by the same filters.
///
/// # Errors
/// If they cannot be counted.
pub fn count(tx: &mut Tx<'_>, actor: &Actor, wanted: &Wanted) -> Result<i64, DbError> {
    let (kind, unit) = (wanted.kind.as_str(), wanted.unit.as_str());
    if kind == Kind::Complaint.code() {
        return Ok(0);
    }
    if wanted.what == "overdue" {
        let (today, sees) = (tx.today(), i64::from(is_county_desk(actor)));
        let row = tx.row(&scope(actor), sql::LATE, params![today, kind, unit, sees])?;
        return row.map_or(Ok(0), |row| row.int(0));
    }
    let (all, open) = figures::total(tx, actor, kind, unit)?;
    Ok(if wanted.what == "all" { all } else { open })
}

/// So many of the newest that carry the rarest word are counted, and no more.
const MOST_FOUND: i64 = 2_000;

/// How many requests a search finds, and whether that is all of them.
///
/// # Errors
/// If they cannot be counted.
pub fn found(tx: &mut Tx<'_>, actor: &Actor, typed: &str) -> Result<(i64, bool), DbError> {
    let scope = scope(actor);
    if let Some(found) = by_number(tx, actor, typed)? {
        return Ok((i64::try_from(found.len()).unwrap_or(0), true));
    }
    let (words, carriers) = rarest(tx, typed)?;
    if words[0].is_empty() {
        return Ok((0, true));
    }
    let row = tx.row(&scope, sql::FOUND, params![&words[0], &words[1], &words[2], MOST_FOUND])?;
    Ok((row.map_or(Ok(0), |row| row.int(0))?, carriers <= MOST_FOUND))
}

/// The request of a number, for who may see it; none where it is no number.
fn by_number(tx: &mut Tx<'_>, actor: &Actor, typed: &str) -> Result<Option<Vec<Line>>, DbError> {
    let (scope, number) = (scope(actor), crate::code::plain_number(typed));
    let Some(row) = tx.row(&scope, sql::BY_NUMBER, params![&number])? else { return Ok(None) };
    let id = row.text(0)?;
    let after = tx.rows(&scope, sql::ONE, params![&id])?;
    let found: Result<Vec<Line>, DbError> =
        after.iter().map(|row| request(row).map(|found| found.line())).collect();
    found.map(|found| Some(found.into_iter().filter(|line| is_for(actor, line)).collect()))
}

/// The three rarest of the words typed, the rarest first: what is read is never more than carries it. Empty where there are
/// fewer. And how many carry the rarest.
fn rarest(tx: &mut Tx<'_>, typed: &str) -> Result<([String; 3], i64), DbError> {
    let mut words = words_of(typed);
    words.truncate(6);
    let mut counted = Vec::with_capacity(words.len());
    for word in words {
        let row = tx.row(&known(), sql::COMMON, params![&word])?;
        counted.push((row.map_or(Ok(0), |row| row.int(0))?, word));
    }
    counted.sort_unstable();
    let carriers = counted.first().map_or(0, |(n, _)| *n);
    let mut words = counted.into_iter().map(|(_, word)| word);
    let mut next = || words.next().unwrap_or_default();
    Ok(([next(), next(), next()], carriers))
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
    if let Some(found) = by_number(tx, actor, typed)? {
        return Ok(found);
    }
    let (words, _) = rarest(tx, typed)?;
    if words[0].is_empty() {
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
