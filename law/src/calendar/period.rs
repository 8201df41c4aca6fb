//! A period as a clause sets it: so many days, working days, months, years or hours. What is deliberately not
//! here: which days are worked (the calendar).

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::decision::Text;

/// The longest period the calendar counts, in whatever unit.
const LONGEST: u32 = 20_000;

/// What a period is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Days of the calendar (日).
    CalendarDays,
    /// Working days (工作日).
    WorkingDays,
    /// Months, ending on the corresponding day.
    Months,
    /// Years, ending on the corresponding day.
    Years,
    /// Hours, counted from a moment.
    Hours,
}

/// A length of time and how its end is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// How many of the unit.
    pub n: u32,
    /// The unit.
    pub unit: Unit,
    /// Whether an end on a day off moves to the next working day.
    pub roll: bool,
}

/// Why a period has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Nothing to count.
    #[error("a period has at least one day, month, year or hour")]
    Empty,
    /// Longer than the calendar counts.
    #[error("a period has at most 20000 days, months, years or hours")]
    TooLong,
    /// The end lies outside the years 1 to 9999.
    #[error("the period ends outside the calendar")]
    OutOfCalendar,
    /// A period in hours was asked for a day.
    #[error("a period in hours starts at a time of day")]
    NeedsTime,
}

pub(super) fn in_range(n: u32) -> Result<(), PeriodError> {
    match n {
        0 => Err(PeriodError::Empty),
        n if n > LONGEST => Err(PeriodError::TooLong),
        _ => Ok(()),
    }
}

pub(super) fn shift(date: Date, days: i32) -> Result<Date, PeriodError> {
    date.checked_add(days.days()).map_err(|_| PeriodError::OutOfCalendar)
}

impl Period {
    /// A period in calendar days that does not roll.
    pub const fn days(n: u32) -> Period {
        Period { n, unit: Unit::CalendarDays, roll: false }
    }

    /// A period in working days.
    pub const fn working_days(n: u32) -> Period {
        Period { n, unit: Unit::WorkingDays, roll: false }
    }

    /// A period in months that does not roll.
    pub const fn months(n: u32) -> Period {
        Period { n, unit: Unit::Months, roll: false }
    }

    /// A period in years that does not roll.
    pub const fn years(n: u32) -> Period {
        Period { n, unit: Unit::Years, roll: false }
    }

    /// The same period, its end moving off days off.
    #[must_use]
    pub const fn rolling(self) -> Period {
        Period { n: self.n, unit: self.unit, roll: true }
    }

    /// The end by the calendar alone, before any rolling; the first day is not counted.
    ///
    /// # Errors
    /// If the period is empty, too long, or counted in working days or hours.
    pub(super) fn end(self, start: Date) -> Result<Date, PeriodError> {
        in_range(self.n)?;
        let n = i64::from(self.n);
        let end = match self.unit {
            Unit::CalendarDays | Unit::WorkingDays => start.checked_add(n.days()),
            Unit::Months => start.checked_add(n.months()),
            Unit::Years => start.checked_add(n.years()),
            Unit::Hours => return Err(PeriodError::NeedsTime),
        };
        end.map_err(|_| PeriodError::OutOfCalendar)
    }

    /// The moment a period in hours ends.
    ///
    /// # Errors
    /// If the period is not in hours, or is empty or too long.
    pub fn due_at(self, start: DateTime) -> Result<DateTime, PeriodError> {
        in_range(self.n)?;
        if self.unit != Unit::Hours {
            return Err(PeriodError::NeedsTime);
        }
        start.checked_add(i64::from(self.n).hours()).map_err(|_| PeriodError::OutOfCalendar)
    }

    /// The period in words: `20个工作日`, `20 working days`.
    pub fn words(self) -> Text {
        let n = self.n;
        let s = if n == 1 { "" } else { "s" };
        match self.unit {
            Unit::CalendarDays => Text::new(format!("{n}日"), format!("{n} day{s}")),
            Unit::WorkingDays => Text::new(format!("{n}个工作日"), format!("{n} working day{s}")),
            Unit::Months => Text::new(format!("{n}个月"), format!("{n} month{s}")),
            Unit::Years => Text::new(format!("{n}年"), format!("{n} year{s}")),
            Unit::Hours => Text::new(format!("{n}小时"), format!("{n} hour{s}")),
        }
    }
}
