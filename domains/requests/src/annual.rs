//! The yearly report on information requests (INF-15): its standard rows by who asked, from the counts kept. Not here:
//! keeping them (`count`).

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use kernel::{Actor, Fault, Tx, params};
use law::Rulebook;
use law::decision::Record;
use law::rules::deadline::{self, Start};

use crate::request::scope;
use crate::store::figure as sql;
use crate::{category, dates};

/// Counts by who asked.
pub type ByApplicant = BTreeMap<String, i64>;

/// The report of a year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Came in in the year.
    pub received: ByApplicant,
    /// Carried over from the year before.
    pub carried_in: ByApplicant,
    /// Answered in the year, by row.
    pub answered: BTreeMap<String, ByApplicant>,
    /// Carried over into the next year.
    pub carried_out: ByApplicant,
}

impl Report {
    /// What a row of the form counts: its own answers, and those that have no row of their own.
    #[must_use]
    pub fn of_row(&self, row: &str) -> ByApplicant {
        self.summed(category::lines().iter().filter(|line| line.row() == row).map(|line| line.code.as_str()))
    }

    /// Everything answered in the year.
    #[must_use]
    pub fn all_answered(&self) -> ByApplicant {
        self.summed(self.answered.keys().map(String::as_str))
    }

    fn summed<'a>(&self, lines: impl Iterator<Item = &'a str>) -> ByApplicant {
        let mut sum = ByApplicant::new();
        for (applicant, n) in lines.filter_map(|line| self.answered.get(line)).flatten() {
            *sum.entry(applicant.clone()).or_default() += n;
        }
        sum
    }
}

/// The report of a year in reach; of one office where it is named.
///
/// # Errors
/// If it cannot be read.
pub fn read(tx: &mut Tx<'_>, actor: &Actor, year: i16, unit: &str) -> Result<Report, Fault> {
    let scope = scope(actor);
    let mut report = Report::default();
    for row in tx.rows(&scope, sql::DISCLOSURES, params![year, unit])? {
        let (line, applicant, n) = (row.text(0)?, row.text(1)?, row.int(2)?);
        if line == "received" {
            report.received.insert(applicant, n);
        } else {
            report.answered.entry(line).or_default().insert(applicant, n);
        }
    }
    for row in tx.rows(&scope, sql::CARRIED, params![year, unit])? {
        report.carried_in.insert(row.text(0)?, row.int(1)?);
    }
    let mut left = report.carried_in.clone();
    for (applicant, n) in &report.received {
        *left.entry(applicant.clone()).or_default() += n;
    }
    for row in report.answered.values() {
        for (applicant, n) in row {
            *left.entry(applicant.clone()).or_default() -= n;
        }
    }
    report.carried_out = left;
    Ok(report)
}

/// By when the report of a year is due: of a department, and of the government, with the decision of each.
///
/// # Errors
/// If the rule refuses.
pub fn due(book: &Rulebook, year: i16) -> Result<[(Date, Record); 2], Fault> {
    let start = Start::Day(date(year, 12, 31));
    let of = |period: &str| {
        let facts = deadline::Facts {
            clause: "INF-15".to_owned(),
            start,
            period: Some(period.to_owned()),
            n: None,
            unit: None,
        };
        let (value, record) = dates::found(&deadline::decide(&facts, book, start.day()))?;
        Ok::<_, Fault>((value.due.day(), record))
    };
    Ok([of("departments")?, of("government")?])
}
