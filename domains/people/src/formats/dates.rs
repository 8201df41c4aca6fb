//! Dates as cadres type them: to the year, the month or the day, in a dozen spellings. Not here: what a date
//! means for a person (see `law`), nor any notion of today.

use std::fmt;

use jiff::civil::Date;
use law::decision::Text;
use serde::{Serialize, Serializer};

use super::text::fold_char;

/// A date known to the year, the month or the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// Why what was written is not a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateFault {
    /// No spelling of a date that is known.
    Form,
    /// The year is not between 1900 and 2100.
    Year,
    /// The month is not 01–12.
    Month,
    /// The month has no such day.
    Day,
    /// A number that may mean two dates: spreadsheets drop the last 0 of 1990.10.
    Ambiguous {
        /// What the number says.
        says: PartialDate,
        /// What may have been typed.
        may_mean: PartialDate,
    },
}

impl PartialDate {
    /// A date to the year, month or day.
    ///
    /// # Errors
    /// Year outside 1900–2100, month outside 1–12, day not in the month, or a day without a month.
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Result<PartialDate, DateFault> {
        if !(1900..=2100).contains(&year) {
            return Err(DateFault::Year);
        }
        if month.is_some_and(|month| !(1..=12).contains(&month)) {
            return Err(DateFault::Month);
        }
        if let Some(day) = day {
            Date::new(year, month.ok_or(DateFault::Form)?, day).map_err(|_| DateFault::Day)?;
        }
        Ok(PartialDate { year, month, day })
    }

    /// A full date.
    pub fn of(date: Date) -> Result<PartialDate, DateFault> {
        PartialDate::new(date.year(), Some(date.month()), Some(date.day()))
    }

    /// The year.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The month, where known.
    pub fn month(&self) -> Option<i8> {
        self.month
    }

    /// The day, where known.
    pub fn day(&self) -> Option<i8> {
        self.day
    }

    /// The first day it may mean.
    pub fn first_day(&self) -> Option<Date> {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }

    /// Months since year 0, for comparing; a year alone counts as its January.
    pub fn months(&self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month.unwrap_or(1)) - 1
    }

    /// Whether both may mean the same day: they agree as far as both are known.
    pub fn agrees_with(&self, other: &PartialDate) -> bool {
        let same = |a: Option<i8>, b: Option<i8>| a.is_none() || b.is_none() || a == b;
        self.year == other.year && same(self.month, other.month) && same(self.day, other.day)
    }

    /// `199003` or `19900301`, the form of the appointment form's elements.
    pub fn compact(&self) -> String {
        self.joined("")
    }

    /// `1990.03` or `1990.03.01`, the form on paper.
    pub fn dotted(&self) -> String {
        self.joined(".")
    }

    fn joined(&self, by: &str) -> String {
        let mut out = format!("{:04}", self.year);
        for part in [self.month, self.day].into_iter().flatten() {
            out.push_str(by);
            out.push_str(&format!("{part:02}"));
        }
        out
    }

    /// Reads a date as typed: `1990.3`, `1990.03`, `199003`, `19900301`, `1990-03-01`, `1990/3/1`, `1990年3月`,
    /// `1990`, full-width digits, a time of day after it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(written: &str) -> Result<PartialDate, DateFault> {
        let folded: String = written.trim().trim_start_matches('\'').chars().map(fold_char).collect();
        let text = without_time(folded.trim());
        if text.is_empty() || text.len() > 24 {
            return Err(DateFault::Form);
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return from_digits(text);
        }
        let allowed = |c: char| c.is_ascii_digit() || ". /-,年月日号".contains(c);
        if !text.chars().all(allowed) {
            return Err(DateFault::Form);
        }
        let parts: Vec<&str> =
            text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [year] => from_parts(year, None, None),
            [year, month] => from_parts(year, Some(month), None),
            [year, month, day] => from_parts(year, Some(month), Some(day)),
            _ => Err(DateFault::Form),
        }
    }

    /// Reads a number out of a spreadsheet cell: a date serial, `199003`, `19900301`, `1990`, or `1990.3`.
    ///
    /// # Errors
    /// What is wrong with it. `1990.1` is ambiguous: the cell may have been typed as 1990.10.
    pub fn from_number(number: f64, epoch_1904: bool) -> Result<PartialDate, DateFault> {
        if !number.is_finite() || !(0.0..=99_999_999.0).contains(&number) {
            return Err(DateFault::Form);
        }
        let written = format!("{:.4}", number);
        let written = written.trim_end_matches('0').trim_end_matches('.');
        let Some((whole, fraction)) = written.split_once('.') else {
            return from_whole(written, number, epoch_1904);
        };
        if whole.len() == 5 {
            return from_serial(number, epoch_1904);
        }
        match fraction.len() {
            1 if fraction == "1" => {
                let says = from_parts(whole, Some("1"), None)?;
                let may_mean = from_parts(whole, Some("10"), None)?;
                Err(DateFault::Ambiguous { says, may_mean })
            }
            1 | 2 => from_parts(whole, Some(fraction), None),
            4 => from_digits(&format!("{whole}{fraction}")),
            _ => Err(DateFault::Form),
        }
    }
}

fn from_whole(written: &str, number: f64, epoch_1904: bool) -> Result<PartialDate, DateFault> {
    match written.len() {
        // 19000–20999 may be a serial of the 1950s or a month with its 0 forgotten: nobody can tell.
        5 if written.starts_with("19") || written.starts_with("20") => Err(DateFault::Form),
        1..=3 | 5 => from_serial(number, epoch_1904),
        _ => from_digits(written),
    }
}

fn from_serial(serial: f64, epoch_1904: bool) -> Result<PartialDate, DateFault> {
    let days = serial.floor() + if epoch_1904 { 1462.0 } else { 0.0 };
    // The spreadsheet calendar has a 29 February 1900 that never was: days before it are off by one.
    if !(61.0..=73_415.0).contains(&days) {
        return Err(DateFault::Form);
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 73416 by the check above")]
    let days = jiff::Span::new().days(days as i64);
    let epoch = Date::new(1899, 12, 30).map_err(|_| DateFault::Form)?;
    PartialDate::of(epoch.checked_add(days).map_err(|_| DateFault::Form)?)
}

fn from_digits(digits: &str) -> Result<PartialDate, DateFault> {
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    match digits.len() {
        4 => from_parts(digits, None, None),
        6 => from_parts(part(0..4), Some(part(4..6)), None),
        8 if part(6..8) == "00" => from_parts(part(0..4), Some(part(4..6)), None),
        8 => from_parts(part(0..4), Some(part(4..6)), Some(part(6..8))),
        _ => Err(DateFault::Form),
    }
}

fn from_parts(year: &str, month: Option<&str>, day: Option<&str>) -> Result<PartialDate, DateFault> {
    if year.len() != 4 {
        return Err(DateFault::Form);
    }
    let small = |part: Option<&str>, fault: DateFault| match part {
        None => Ok(None),
        Some(part) => part.parse::<i8>().map(Some).map_err(|_| fault),
    };
    let year = year.parse::<i16>().map_err(|_| DateFault::Year)?;
    PartialDate::new(year, small(month, DateFault::Month)?, small(day, DateFault::Day)?)
}

/// Cuts a time of day off the end: `1990-03-01 00:00:00`, `1990-03-01T00:00`.
fn without_time(text: &str) -> &str {
    match text.find(':') {
        Some(colon) => {
            let before = text.get(..colon).unwrap_or_default();
            before.rfind(['T', ' ']).and_then(|at| before.get(..at)).unwrap_or(text).trim()
        }
        None => text,
    }
}

impl DateFault {
    /// The end of a sentence that began with what was written: `月份应为 01–12`.
    pub fn problem(&self) -> Text {
        match self {
            DateFault::Form => Text::new("不是认得的日期", "which is not a date in a known form"),
            DateFault::Year => Text::new("年份应为 1900–2100", "but the year must be 1900–2100"),
            DateFault::Month => Text::new("月份应为 01–12", "but the month must be 01–12"),
            DateFault::Day => Text::new("该月没有这一天", "but that month has no such day"),
            DateFault::Ambiguous { says, may_mean } => Text::new(
                format!("分不清是 {} 还是 {}（表格软件会去掉末尾的 0）", says.dotted(), may_mean.dotted()),
                format!(
                    "which may mean {} or {} (spreadsheets drop a final 0)",
                    says.dotted(),
                    may_mean.dotted()
                ),
            ),
        }
    }

    /// How to mend it.
    pub fn mending(&self) -> Text {
        match self {
            DateFault::Ambiguous { says, may_mean } => Text::new(
                format!("请改写为 {} 或 {}。", says.compact(), may_mean.compact()),
                format!("Write {} or {}.", says.compact(), may_mean.compact()),
            ),
            _ => Text::new(
                "请写四位年份和两位月份，如 1990.03。",
                "Write a four-digit year and a two-digit month, such as 1990.03.",
            ),
        }
    }
}

impl fmt::Display for PartialDate {
    /// `1990-03` or `1990-03-01`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.joined("-"))
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
