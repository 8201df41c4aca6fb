//! When a step of this room is due: the period of a clause counted by the county's calendar, or none while the clause
//! awaits the county's confirmation. Not here: what the step is (`procedure`).

use jiff::civil::Date;
use kernel::case::Assigned;
use law::Rulebook;
use law::rules::deadline::{self, Start};

/// The last day of a period that begins today; none while it cannot be used.
#[must_use]
pub fn day_of(book: &Rulebook, clause: &str, period: &str, today: Date) -> Option<(Date, bool)> {
    let facts = deadline::Facts {
        clause: clause.to_owned(),
        start: Start::Day(today),
        period: Some(period.to_owned()),
        n: None,
        unit: None,
    };
    let decision = deadline::decide(&facts, book, today);
    decision.value().map(|found| (found.due.day(), found.provisional))
}

/// The same step, due by the end of that period.
pub(crate) fn due(to: Assigned, book: &Rulebook, (clause, period): (&str, &str), today: Date) -> Assigned {
    match day_of(book, clause, period, today) {
        Some((day, provisional)) => to.by(day, provisional),
        None => to,
    }
}

/// The same step, due in so many working days.
pub(crate) fn within(to: Assigned, book: &Rulebook, days: u32, today: Date) -> Assigned {
    match book.calendar().add_working_days(today, days) {
        Ok(due) => to.by(due.date, due.provisional),
        Err(_) => to,
    }
}
