//! The calendar of the state: which days are worked, and where a period ends. Years come from the yearly
//! notices (built in, or added by a county); a year without a notice is *provisional*. What is deliberately
//! not here: which clause sets which period (rulebook), and the day it is today (a parameter everywhere).

mod notice;
mod period;
mod statutory;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

pub use notice::{NoticeError, YearNotice};
pub use period::{Period, PeriodError, Unit};

/// The notices compiled in.
const BUILT_IN: &str = include_str!("../../../rulebook/calendar-years.toml");

/// What a day is in the calendar of the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday worked in exchange for a holiday (调休上班).
    MadeUp,
    /// A Saturday or Sunday.
    Weekend,
    /// A day off by the notice, or a statutory holiday where no notice is known.
    Holiday,
}

impl DayKind {
    /// Whether offices are at work.
    pub fn is_working(self) -> bool {
        matches!(self, DayKind::Working | DayKind::MadeUp)
    }
}

/// A day, and whether it may still change because its year's notice is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Day {
    /// What the day is.
    pub kind: DayKind,
    /// True if the notice for the year is not known.
    pub provisional: bool,
}

/// The last day of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Due {
    /// The last day.
    pub date: Date,
    /// True if a notice not yet known could move it.
    pub provisional: bool,
}

/// A number of working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// How many.
    pub days: u32,
    /// True if a notice not yet known could change it.
    pub provisional: bool,
}

/// The days of a year, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct DayBits([u64; 6]);

impl DayBits {
    fn set(&mut self, date: Date) {
        let (word, bit) = Self::place(date);
        if let Some(slot) = self.0.get_mut(word) {
            *slot |= 1 << bit;
        }
    }

    fn has(&self, date: Date) -> bool {
        let (word, bit) = Self::place(date);
        self.0.get(word).is_some_and(|slot| slot & (1 << bit) != 0)
    }

    fn place(date: Date) -> (usize, u32) {
        let day = date.day_of_year().unsigned_abs().saturating_sub(1);
        (usize::from(day / 64), u32::from(day % 64))
    }
}

/// One year as its notice sets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownYear {
    /// The notice.
    pub notice: YearNotice,
    /// True if a county added it, false if built in.
    pub county: bool,
    off: DayBits,
    work: DayBits,
}

/// The years known, and how to count in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, KnownYear>,
}

impl Calendar {
    /// The notices compiled into the program (2004 to 2026).
    ///
    /// # Errors
    /// If the compiled-in file is broken, which a test rules out.
    pub fn built_in() -> Result<Calendar, NoticeError> {
        let mut calendar = Calendar { years: BTreeMap::new() };
        for notice in YearNotice::parse_many(BUILT_IN)? {
            calendar.insert(notice, false);
        }
        Ok(calendar)
    }

    /// The same calendar with a year the county added; it replaces a year already known.
    #[must_use]
    pub fn with_year(mut self, notice: YearNotice) -> Calendar {
        self.insert(notice, true);
        self
    }

    fn insert(&mut self, notice: YearNotice, county: bool) {
        let (mut off, mut work) = (DayBits::default(), DayBits::default());
        notice.off.iter().for_each(|day| off.set(*day));
        notice.work.iter().for_each(|day| work.set(*day));
        self.years.insert(notice.year, KnownYear { notice, county, off, work });
    }

    /// Whether the notice for a year is known.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// The years known, in order.
    pub fn years(&self) -> impl Iterator<Item = &KnownYear> {
        self.years.values()
    }

    /// What a day is.
    pub fn day(&self, date: Date) -> Day {
        let weekend = statutory::is_weekend(date);
        let (kind, provisional) = match self.years.get(&date.year()) {
            Some(year) if year.work.has(date) => (DayKind::MadeUp, false),
            Some(year) if year.off.has(date) => (DayKind::Holiday, false),
            Some(_) if weekend => (DayKind::Weekend, false),
            Some(_) => (DayKind::Working, false),
            None if statutory::is_holiday(date) => (DayKind::Holiday, true),
            None if weekend => (DayKind::Weekend, true),
            None => (DayKind::Working, true),
        };
        Day { kind, provisional }
    }

    /// Whether offices work on a day, as far as is known.
    pub fn is_working_day(&self, date: Date) -> bool {
        self.day(date).kind.is_working()
    }

    /// The day itself if it is worked, else the next one that is.
    ///
    /// # Errors
    /// If the dates of the calendar end first.
    pub fn on_or_after(&self, date: Date) -> Result<Due, PeriodError> {
        self.walk(date, 1)
    }

    /// The day itself if it is worked, else the last one before it that is.
    ///
    /// # Errors
    /// If the dates of the calendar end first.
    pub fn on_or_before(&self, date: Date) -> Result<Due, PeriodError> {
        self.walk(date, -1)
    }

    fn walk(&self, date: Date, step: i32) -> Result<Due, PeriodError> {
        let (mut date, mut provisional) = (date, false);
        loop {
            let day = self.day(date);
            provisional |= day.provisional;
            if day.kind.is_working() {
                return Ok(Due { date, provisional });
            }
            date = period::shift(date, step)?;
        }
    }

    /// The `n`th working day after a day; the day itself is not counted.
    ///
    /// # Errors
    /// If `n` is zero or too large, or the dates of the calendar end first.
    pub fn add_working_days(&self, start: Date, n: u32) -> Result<Due, PeriodError> {
        self.count(start, n, 1)
    }

    /// The `n`th working day before a day; the day itself is not counted.
    ///
    /// # Errors
    /// If `n` is zero or too large, or the dates of the calendar end first.
    pub fn subtract_working_days(&self, end: Date, n: u32) -> Result<Due, PeriodError> {
        self.count(end, n, -1)
    }

    fn count(&self, start: Date, n: u32, step: i32) -> Result<Due, PeriodError> {
        period::in_range(n)?;
        let (mut date, mut provisional, mut left) = (start, false, n);
        while left > 0 {
            date = period::shift(date, step)?;
            let day = self.day(date);
            provisional |= day.provisional;
            left -= u32::from(day.kind.is_working());
        }
        Ok(Due { date, provisional })
    }

    /// The working days after `after` up to and including `to`; none if `to` is not later.
    pub fn working_days_between(&self, after: Date, to: Date) -> Count {
        let mut count = Count { days: 0, provisional: false };
        let mut date = after;
        while date < to {
            let Ok(next) = period::shift(date, 1) else { break };
            date = next;
            let day = self.day(date);
            count.days += u32::from(day.kind.is_working());
            count.provisional |= day.provisional;
        }
        count
    }

    /// The last day of a period that began on `start`. The first day is not counted; months and years end on
    /// the corresponding day or the month's last (民法典 200–202); the end moves off days off if the period rolls (203).
    ///
    /// # Errors
    /// If the period is empty or too long, or is in hours.
    pub fn due(&self, start: Date, period: Period) -> Result<Due, PeriodError> {
        if period.unit == Unit::WorkingDays {
            return self.add_working_days(start, period.n);
        }
        let date = period.end(start)?;
        if period.roll { self.on_or_after(date) } else { Ok(Due { date, provisional: false }) }
    }
}
