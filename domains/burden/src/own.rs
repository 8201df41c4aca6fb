//! What the program's own forms ask of people: sums by role, month and form, nothing about anybody. Fields and
//! submissions are counted; minutes are estimated from them, and measured only where a form says when it was shown. Not
//! here: what is counted at the door (`meter`).

pub mod flag;
pub mod form;
pub mod meter;

use kernel::db::Row;
use kernel::ledger::{self, Act};
use kernel::{Actor, DbError, Scope, Tx, params, settings};
use serde_json::json;

pub use meter::{Meter, count};

use crate::store::own as sql;

/// Estimated seconds of opening, reading and sending a form.
pub const SECONDS_POST: i64 = 30;
/// Estimated seconds of one filled field.
pub const SECONDS_FIELD: i64 = 20;

/// Settings of the county: fields a form may ask at a time, minutes a role may spend in a month.
const FIELDS: &str = "burden.fields-of-a-form";
const MINUTES: &str = "burden.minutes-of-a-role";

/// The budget as set by the county.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Fields a form may ask at a time, on the average.
    pub fields: i64,
    /// Minutes a role may spend in a month, all its people together divided by none: a sum.
    pub minutes: i64,
}

/// The budget; 25 fields and 6,000 minutes where the county has set nothing.
///
/// # Errors
/// If it cannot be read.
pub fn budget(tx: &mut Tx<'_>) -> Result<Budget, DbError> {
    let mut number = |name: &str, otherwise: i64| {
        Ok::<_, DbError>(settings::get(tx, name)?.and_then(|text| text.parse().ok()).unwrap_or(otherwise))
    };
    Ok(Budget { fields: number(FIELDS, 25)?, minutes: number(MINUTES, 6_000)? })
}

/// Sets the budget.
///
/// # Errors
/// If it cannot be written.
pub fn set_budget(tx: &mut Tx<'_>, actor: &Actor, budget: Budget) -> Result<(), DbError> {
    settings::put(tx, FIELDS, &budget.fields.to_string())?;
    settings::put(tx, MINUTES, &budget.minutes.to_string())?;
    let act = Act {
        kind: "burden.budget-set",
        subject: ("settings", "burden"),
        unit: None,
        person: None,
        facts: json!({ "fields": budget.fields, "minutes": budget.minutes }),
        decision: None,
    };
    ledger::record(tx, actor, &act).map(drop)
}

/// A sum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Forms sent.
    pub posts: i64,
    /// Fields filled.
    pub fields: i64,
    /// Forms that said when they were shown.
    pub timed: i64,
    /// Seconds those took.
    pub seconds: i64,
}

impl Sum {
    /// Minutes: measured where forms said when they were shown, estimated for the rest.
    #[must_use]
    pub fn minutes(self) -> i64 {
        let rest = self.posts - self.timed;
        let fields = if self.posts > 0 { self.fields * rest / self.posts } else { 0 };
        (self.seconds + rest * SECONDS_POST + fields * SECONDS_FIELD + 30) / 60
    }

    /// Fields at a time, on the average, rounded up.
    #[must_use]
    pub fn at_a_time(self) -> i64 {
        if self.posts == 0 { 0 } else { (self.fields + self.posts - 1) / self.posts }
    }
}

/// Whose, when and which: month, role, form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// `YYYY-MM`.
    pub month: String,
    /// Code of the role.
    pub role: String,
    /// The form, by the pattern of its address.
    pub form: String,
}

fn everybody() -> Scope {
    Scope::county("what the program asks of people is shown to everybody")
}

/// Adds sums, with one act, and flags the forms over the budget.
///
/// # Errors
/// If they cannot be written.
pub fn add(tx: &mut Tx<'_>, sums: &[(Place, Sum)]) -> Result<(), kernel::Fault> {
    if sums.is_empty() {
        return Ok(());
    }
    for (place, sum) in sums {
        tx.execute(
            sql::ADD,
            params![&place.month, &place.role, &place.form, sum.posts, sum.fields, sum.timed, sum.seconds],
        )?;
    }
    let posts: i64 = sums.iter().map(|(_, sum)| sum.posts).sum();
    let act = Act {
        kind: "burden.own-counted",
        subject: ("own-burden", "sums"),
        unit: None,
        person: None,
        facts: json!({ "rows": sums.len(), "posts": posts }),
        decision: None,
    };
    ledger::record(tx, &Actor::program(), &act)?;
    flag::look(tx, sums)
}

fn sum(row: &Row, from: usize) -> Result<Sum, DbError> {
    Ok(Sum {
        posts: row.int(from)?,
        fields: row.int(from + 1)?,
        timed: row.int(from + 2)?,
        seconds: row.int(from + 3)?,
    })
}

/// The months there are sums of, newest first.
///
/// # Errors
/// If they cannot be read.
pub fn months(tx: &mut Tx<'_>) -> Result<Vec<String>, DbError> {
    tx.rows(&everybody(), sql::MONTHS, &[])?.iter().map(|row| row.text(0)).collect()
}

/// Sums by month and role since a month.
///
/// # Errors
/// If they cannot be read.
pub fn roles(tx: &mut Tx<'_>, since: &str) -> Result<Vec<(String, String, Sum)>, DbError> {
    let rows = tx.rows(&everybody(), sql::ROLES, params![since])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, sum(row, 2)?))).collect()
}

/// Sums by form in a month, those with the most fields first.
///
/// # Errors
/// If they cannot be read.
pub fn forms(tx: &mut Tx<'_>, month: &str) -> Result<Vec<(String, Sum)>, DbError> {
    let rows = tx.rows(&everybody(), sql::FORMS, params![month])?;
    rows.iter().map(|row| Ok((row.text(0)?, sum(row, 1)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::Sum;

    #[test]
    fn minutes_are_measured_where_they_can_be_and_estimated_elsewhere() {
        let estimated = Sum { posts: 2, fields: 12, timed: 0, seconds: 0 };
        assert_eq!(estimated.minutes(), 5);
        let measured = Sum { posts: 2, fields: 12, timed: 2, seconds: 120 };
        assert_eq!(measured.minutes(), 2);
        assert_eq!(estimated.at_a_time(), 6);
    }
}
