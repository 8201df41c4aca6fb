//! The yearly notice of days off and make-up workdays, as a small file a county can write. What is deliberately
//! not here: counting (the calendar) and who may add a year (kernel).
//!
//! ```toml
//! year = 2027
//! document = "国办发明电〔2026〕X号"
//! issued = "2026-11-05"
//! off = ["01-01..01-03", "02-05..02-13"]
//! work = ["01-30", "02-14"]
//! ```
//! The same keys as JSON are read too. Days are `MM-DD`, `YYYY-MM-DD` or `FIRST..LAST`.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::statutory;
use crate::decision::Text;

/// Days off and make-up workdays of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearNotice {
    /// The year.
    pub year: i16,
    /// The notice it comes from, with its number.
    pub document: String,
    /// Day of the notice, if given.
    pub issued: Option<Date>,
    /// Every day off by the notice, weekend days within it included.
    pub off: Vec<Date>,
    /// Saturdays and Sundays that are worked.
    pub work: Vec<Date>,
}

/// What is wrong with a notice, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {}", text.en)]
pub struct NoticeError {
    /// The key at fault: `year`, `document`, `issued`, `off`, `work`, or `file`.
    pub field: String,
    /// What is wrong and how to mend it.
    pub text: Text,
}

impl NoticeError {
    fn new(field: &str, zh: String, en: String) -> NoticeError {
        NoticeError { field: field.to_owned(), text: Text::new(zh, en) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    year: i64,
    document: String,
    #[serde(default)]
    issued: Option<String>,
    off: Vec<String>,
    #[serde(default)]
    work: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Many {
    year: Vec<Written>,
}

impl YearNotice {
    /// Reads one notice from TOML or, if the text starts with a brace, from JSON.
    ///
    /// # Errors
    /// Names the key at fault and how to mend it.
    pub fn parse(text: &str) -> Result<YearNotice, NoticeError> {
        let written: Written = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| unreadable(&error))?
        } else {
            toml::from_str(text).map_err(|error| unreadable(&error))?
        };
        written.notice()
    }

    /// Reads a TOML file of several notices, each under `[[year]]`.
    ///
    /// # Errors
    /// Names the key at fault of the first bad notice.
    pub fn parse_many(text: &str) -> Result<Vec<YearNotice>, NoticeError> {
        let many: Many = toml::from_str(text).map_err(|error| unreadable(&error))?;
        many.year.into_iter().map(Written::notice).collect()
    }

    /// The notice as the file a county keeps; reading it gives the same notice.
    pub fn to_toml(&self) -> String {
        let days = |days: &[Date]| days.iter().map(|day| format!("\"{day}\"")).collect::<Vec<_>>().join(", ");
        let issued = self.issued.map(|day| format!("issued = \"{day}\"\n")).unwrap_or_default();
        let document = toml::Value::String(self.document.clone());
        format!(
            "year = {}\ndocument = {document}\n{issued}off = [{}]\nwork = [{}]\n",
            self.year,
            days(&self.off),
            days(&self.work)
        )
    }
}

fn unreadable(error: &dyn std::error::Error) -> NoticeError {
    NoticeError::new(
        "file",
        format!("读不出放假安排：{error}。应有 year、document、off、work 四项。"),
        format!("the notice cannot be read: {error}. It has year, document, off and work."),
    )
}

impl Written {
    fn notice(self) -> Result<YearNotice, NoticeError> {
        let year =
            i16::try_from(self.year).ok().filter(|year| (1950..=2200).contains(year)).ok_or_else(|| {
                NoticeError::new(
                    "year",
                    format!("年份写的是 {}，应为 1950 至 2200 之间的四位年份。", self.year),
                    format!("the year is {}; write four digits from 1950 to 2200", self.year),
                )
            })?;
        if self.document.trim().is_empty() {
            let (zh, en) = ("没有写通知名称或文号。", "the name or number of the notice is missing");
            return Err(NoticeError::new("document", zh.into(), en.into()));
        }
        let issued = self.issued.as_deref().map(read_issued).transpose()?;
        let notice = YearNotice {
            year,
            document: self.document,
            issued,
            off: read_days("off", year, &self.off)?,
            work: read_days("work", year, &self.work)?,
        };
        notice.check_work()?;
        notice.check_statutory()?;
        Ok(notice)
    }
}

impl YearNotice {
    fn check_work(&self) -> Result<(), NoticeError> {
        for day in &self.work {
            if self.off.contains(day) {
                return Err(NoticeError::new(
                    "work",
                    format!("{day} 同时列在放假和上班里，应只留一处。"),
                    format!("{day} stands under both off and work; keep one"),
                ));
            }
            if !statutory::is_weekend(*day) {
                return Err(NoticeError::new(
                    "work",
                    format!("{day} 不是周六、周日，本来就上班，不应列为调休上班。"),
                    format!("{day} is not a Saturday or Sunday, so it is worked anyway; remove it from work"),
                ));
            }
        }
        Ok(())
    }

    /// A notice that leaves New Year, Labour Day or National Day at work was surely mistyped.
    fn check_statutory(&self) -> Result<(), NoticeError> {
        for (month, day) in [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)] {
            let Ok(date) = Date::new(self.year, month, day) else { continue };
            if !self.off.contains(&date) {
                return Err(NoticeError::new(
                    "off",
                    format!("放假安排里没有法定节日 {date}，请补上。"),
                    format!("the statutory holiday {date} is not among the days off; add it"),
                ));
            }
        }
        Ok(())
    }
}

fn read_issued(text: &str) -> Result<Date, NoticeError> {
    text.parse().map_err(|_| {
        NoticeError::new(
            "issued",
            format!("印发日期写的是 {text}，应为 2026-11-05 这样的日期。"),
            format!("the day of issue is {text}; write it like 2026-11-05"),
        )
    })
}

fn read_days(field: &str, year: i16, written: &[String]) -> Result<Vec<Date>, NoticeError> {
    let mut days = Vec::new();
    for item in written {
        let (first, last) = item.split_once("..").unwrap_or((item, item));
        let (first, last) = (read_day(field, year, first)?, read_day(field, year, last)?);
        if last < first {
            return Err(NoticeError::new(
                field,
                format!("{item} 的起止日期颠倒了。"),
                format!("{item} ends before it begins"),
            ));
        }
        days.extend(first.series(1.day()).take_while(|day| *day <= last));
    }
    days.sort_unstable();
    if let Some(pair) = days.windows(2).find(|pair| pair[0] == pair[1]) {
        let day = pair[0];
        let (zh, en) = (format!("{day} 写了两次。"), format!("{day} is written twice"));
        return Err(NoticeError::new(field, zh, en));
    }
    Ok(days)
}

fn read_day(field: &str, year: i16, text: &str) -> Result<Date, NoticeError> {
    let text = text.trim();
    let full = if text.len() == 5 { format!("{year:04}-{text}") } else { text.to_owned() };
    match full.parse::<Date>() {
        Ok(date) if date.year() == year => Ok(date),
        Ok(date) => Err(NoticeError::new(
            field,
            format!("{date} 不在 {year} 年，应写到它自己那一年的安排里。"),
            format!("{date} is not in {year}; it belongs in the notice of its own year"),
        )),
        Err(_) => Err(NoticeError::new(
            field,
            format!("“{text}”不是 {year} 年的日期，应写成 05-01 或 05-01..05-05。"),
            format!("`{text}` is not a date of {year}; write 05-01 or 05-01..05-05"),
        )),
    }
}
