//! Figures by month, office and kind from the counts kept, with the three rates of each office; never of a person. Each is of
//! what came in within the months asked for, as it stands today. Not
//! here: keeping them (`count`).

use std::collections::BTreeMap;

use kernel::{Actor, DbError, Fault, Tx, params};
use law::Rulebook;
use law::decision::Record;
use law::rules::three_rates::{self, Facts, Rates};

use crate::coded::Kind;
use crate::dates;
use crate::permission::is_county_desk;
use crate::request::scope;
use crate::store::figure as sql;

/// Sums of one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Came in.
    pub received: i64,
    /// Closed.
    pub closed: i64,
    /// In time.
    pub in_time: i64,
    /// Late.
    pub late: i64,
    /// Rated.
    pub rated: i64,
    /// Left out of the rates.
    pub excluded: i64,
    /// Said to be answered.
    pub responded: i64,
    /// Said to be resolved.
    pub resolved: i64,
    /// Content.
    pub satisfied: i64,
    /// Closed, and said not to be resolved.
    pub unresolved: i64,
    /// Taken up again.
    pub reopened: i64,
    /// Open now: not closed, or closed and under review.
    pub open: i64,
    /// Open and past their day.
    pub overdue: i64,
}

impl Sums {
    fn add(&mut self, other: &Sums) {
        let pairs = [
            (&mut self.received, other.received),
            (&mut self.closed, other.closed),
            (&mut self.in_time, other.in_time),
            (&mut self.late, other.late),
            (&mut self.rated, other.rated),
            (&mut self.excluded, other.excluded),
            (&mut self.responded, other.responded),
            (&mut self.resolved, other.resolved),
            (&mut self.satisfied, other.satisfied),
            (&mut self.unresolved, other.unresolved),
            (&mut self.reopened, other.reopened),
            (&mut self.open, other.open),
            (&mut self.overdue, other.overdue),
        ];
        for (mine, more) in pairs {
            *mine += more;
        }
    }

    /// Not closed yet.
    #[must_use]
    pub fn waiting(&self) -> i64 {
        self.received - self.closed
    }

    /// Closed, and open again because a review of it was asked for.
    #[must_use]
    pub fn reviewed(&self) -> i64 {
        self.open - self.waiting()
    }

    /// Closed without a day to be judged by.
    #[must_use]
    pub fn untimed(&self) -> i64 {
        self.closed - self.in_time - self.late
    }

    /// The three rates; none where the rule has none.
    ///
    /// # Errors
    /// If the decision cannot be written.
    pub fn rates(&self, book: &Rulebook, on: jiff::civil::Date) -> Result<(Rates, Record), Fault> {
        let facts = Facts {
            rated: self.rated + self.excluded,
            excluded: self.excluded,
            responded: self.responded,
            resolved: self.resolved,
            satisfied: self.satisfied,
        };
        dates::found(&three_rates::decide(&facts, book, on))
    }
}

/// All figures of a span of months in reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Everything.
    pub all: Sums,
    /// By kind.
    pub by_kind: BTreeMap<Kind, Sums>,
    /// By month.
    pub by_month: BTreeMap<String, Sums>,
    /// By office: id, name.
    pub by_unit: BTreeMap<String, (String, Sums)>,
}

/// The figures of the months from one to another, both included.
///
/// # Errors
/// If they cannot be read.
pub fn read(tx: &mut Tx<'_>, actor: &Actor, from: &str, to: &str) -> Result<Figures, DbError> {
    let scope = scope(actor);
    let mut found = Figures::default();
    for row in tx.rows(&scope, sql::KEPT, params![from, to])? {
        let sums = Sums {
            received: row.int(4)?,
            closed: row.int(5)?,
            in_time: row.int(6)?,
            late: row.int(7)?,
            rated: row.int(8)?,
            excluded: row.int(9)?,
            responded: row.int(10)?,
            resolved: row.int(11)?,
            satisfied: row.int(12)?,
            unresolved: row.int(13)?,
            reopened: row.int(14)?,
            open: row.int(15)?,
            overdue: 0,
        };
        let kind = Kind::from_code(&row.text(3)?).unwrap_or(Kind::Unsorted);
        found.all.add(&sums);
        found.by_kind.entry(kind).or_default().add(&sums);
        found.by_month.entry(row.text(0)?).or_default().add(&sums);
        let unit = found.by_unit.entry(row.text(1)?).or_default();
        unit.0 = row.text(2)?;
        unit.1.add(&sums);
    }
    late(tx, actor, (from, to), &mut found)?;
    Ok(found)
}

/// What of the same months is open and past its day: that follows from the day, and is not kept.
fn late(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (from, to): (&str, &str),
    found: &mut Figures,
) -> Result<(), DbError> {
    let today = tx.today();
    for row in tx.rows(&scope(actor), sql::OVERDUE, params![today, from, to])? {
        let now = Sums { overdue: row.int(2)?, ..Sums::default() };
        let kind = Kind::from_code(&row.text(1)?).unwrap_or(Kind::Unsorted);
        found.all.add(&now);
        found.by_kind.entry(kind).or_default().add(&now);
        if let Some(unit) = found.by_unit.get_mut(&row.text(0)?) {
            unit.1.add(&now);
        }
    }
    Ok(())
}

/// How many there are in reach of a kind and an office, from the counts kept: all that came in, and those that are open. What
/// nobody sorted yet is counted for the county's desk alone, which alone sees it.
///
/// # Errors
/// If they cannot be read.
pub fn total(tx: &mut Tx<'_>, actor: &Actor, kind: &str, unit: &str) -> Result<(i64, i64), DbError> {
    let sees = i64::from(is_county_desk(actor));
    let row = tx.row(&scope(actor), sql::TOTAL, params![kind, unit, sees])?;
    row.map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.int(1)?)))
}
