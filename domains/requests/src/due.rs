//! What happens by itself: a correction that does not come, a party that keeps silent, contacts kept long enough. Called again and again; nothing is
//! done twice. Not here: the clock that calls.

use jiff::civil::Date;
use kernel::{Actor, County, DbError, Fault, Tx};
use law::Rulebook;

use crate::facts::Information;
use crate::information;
use crate::request::known;
use crate::retention;
use crate::store::request as sql;

/// One thing that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// A request is taken as given up.
    GivenUp(String),
    /// A party was silent.
    Silent(String),
    /// Contacts are kept no longer.
    Over(String),
}

/// What is due today.
///
/// # Errors
/// If it cannot be read.
pub fn due(tx: &mut Tx<'_>, book: &Rulebook) -> Result<Vec<Due>, DbError> {
    let today = tx.today();
    let passed = |day: Option<Date>| day.is_some_and(|day| today > day);
    let mut found = Vec::new();
    for row in tx.rows(&known(), sql::CORRECTING, &[])? {
        let facts: Option<Information> = serde_json::from_str(&row.text(1)?).ok();
        if facts.is_some_and(|facts| passed(facts.correct_until)) {
            found.push(Due::GivenUp(row.text(0)?));
        }
    }
    for row in tx.rows(&known(), sql::CONSULTING, &[])? {
        found.push(Due::Silent(row.text(0)?));
    }
    found.extend(retention::over(tx, book)?.into_iter().map(Due::Over));
    Ok(found)
}

/// Does one thing that is due.
///
/// # Errors
/// A refusal where its day has not passed or another did it.
pub fn take(tx: &mut Tx<'_>, book: &Rulebook, due: &Due) -> Result<(), Fault> {
    match due {
        Due::GivenUp(id) => information::give_up(tx, id),
        Due::Silent(id) => information::hear(tx, &Actor::program(), book, id, ("silent", "")).map(drop),
        Due::Over(id) => retention::erase(tx, book, id),
    }
}

/// Does all that is due, each in a transaction of its own.
///
/// # Errors
/// The first that could not be done; those before it are done.
pub fn run(county: &County, book: &Rulebook) -> Result<usize, Fault> {
    let asked = book.clone();
    let all = county.read_now(move |tx| due(tx, &asked))?;
    let mut done = 0;
    for one in &all {
        let (one, book) = (one.clone(), book.clone());
        match county.write_now(move |tx| take(tx, &book, &one)) {
            Ok(()) => done += 1,
            // Its day has not come, or somebody did it by hand meanwhile.
            Err(Fault::Refused(_) | Fault::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}
