//! Counting a period with its reasons: the start day, rolling, working days, provisional years. Shared by every
//! rule that answers with a date. What is deliberately not here: which clause sets the period.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::calendar::{DayKind, Due, Period, Unit};
use crate::inquiry::{Inquiry, Stop};

/// The clauses counting may cite.
pub(crate) const CLAUSES: &[&str] = &["T-01", "T-02", "T-05", "WD-04", "WD-05", "WD-06", "WD-08"];

/// Days listed in a reason at most; a longer span needs no list.
const LISTED: usize = 40;

/// The end of a period of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The last day.
    pub due: Date,
    /// True if a calendar notice not yet known could move it.
    pub provisional: bool,
}

impl From<Due> for Counted {
    fn from(due: Due) -> Counted {
        Counted { due: due.date, provisional: due.provisional }
    }
}

/// The last day of a period, with the reasons of the counting. `fact` is blamed if there is none.
pub(crate) fn end(inquiry: &mut Inquiry<'_>, start: Date, period: Period, fact: &str) -> Result<Due, Stop> {
    let due = inquiry.book.calendar().due(start, period).map_err(|error| Stop::period(fact, error))?;
    if period.unit == Unit::WorkingDays {
        note_working_days(inquiry, start, due.date)?;
    } else {
        let plain = Period { roll: false, ..period };
        let end = inquiry.book.calendar().due(start, plain).map_err(|error| Stop::period(fact, error))?;
        support(inquiry, "T-01", true, vec![("start", json!(start)), ("end", json!(end.date))])?;
        if period.roll {
            let rolled = end.date != due.date;
            support(inquiry, "T-02", rolled, vec![("end", json!(end.date)), ("due", json!(due.date))])?;
        }
    }
    note_provisional(inquiry, due)?;
    Ok(due)
}

/// Notes that a date rests on a calendar year not yet announced, if it does.
pub(crate) fn note_provisional(inquiry: &mut Inquiry<'_>, due: Due) -> Result<(), Stop> {
    if due.provisional {
        let facts = vec![("due", json!(due.date)), ("year", json!(due.date.year()))];
        support(inquiry, "WD-08", true, facts)?;
    }
    Ok(())
}

/// The petition rules have no roll-forward, so the safe day is the last working day not after the end.
pub(crate) fn note_petition(inquiry: &mut Inquiry<'_>, due: Date) -> Result<(), Stop> {
    let safe = inquiry.book.calendar().on_or_before(due).map_err(|error| Stop::period("start", error))?;
    let facts = vec![("due", json!(due)), ("last_working_day", json!(safe.date))];
    support(inquiry, "T-05", safe.date != due, facts)
}

/// Notes a clause that only explains the counting; before its time it is simply left out.
pub(crate) fn support(
    inquiry: &mut Inquiry<'_>,
    clause: &str,
    held: bool,
    facts: Vec<(&str, Value)>,
) -> Result<(), Stop> {
    if inquiry.book.clause(clause, inquiry.on).is_some() { inquiry.note(clause, held, facts) } else { Ok(()) }
}

/// What lay between the start and the end: days off skipped and weekend days worked.
fn note_working_days(inquiry: &mut Inquiry<'_>, start: Date, end: Date) -> Result<(), Stop> {
    let (mut weekend, mut holidays, mut made_up) = (0_u32, Vec::new(), Vec::new());
    let mut day = start;
    while day < end {
        day =
            day.tomorrow().map_err(|_| Stop::period("start", crate::calendar::PeriodError::OutOfCalendar))?;
        match inquiry.book.calendar().day(day).kind {
            DayKind::Weekend => weekend += 1,
            DayKind::Holiday => holidays.push(day),
            DayKind::MadeUp => made_up.push(day),
            DayKind::Working => {}
        }
    }
    support(inquiry, "WD-04", true, vec![("start", json!(start)), ("weekend_days", json!(weekend))])?;
    if !holidays.is_empty() {
        let facts = vec![("holidays", listed(&holidays)), ("holiday_count", json!(holidays.len()))];
        support(inquiry, "WD-05", true, facts)?;
    }
    if !made_up.is_empty() {
        support(inquiry, "WD-06", true, vec![("made_up", listed(&made_up))])?;
    }
    Ok(())
}

fn listed(days: &[Date]) -> Value {
    json!(days.get(..LISTED).unwrap_or(days))
}
