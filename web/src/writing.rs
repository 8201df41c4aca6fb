//! How dates, numbers, money, sizes and remaining time are written in each language: dates
//! `2026年3月2日（周一）` in text and `2026-03-02` in tables, thousands separators, money in 元 with two
//! decimals. Not here: counting days (`law::calendar` decides when something is due).

use std::borrow::Borrow;

use jiff::civil::{Date, DateTime, Weekday};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::i18n::{Language, Lookup};

impl Lookup {
    /// A day in running text: `2026年3月2日（周一）`, `Monday 2 March 2026`.
    pub fn date(&self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        match self.language() {
            Language::ZhCn => {
                format!(
                    "{}年{}月{}日（周{}）",
                    date.year(),
                    date.month(),
                    date.day(),
                    weekday_zh(date.weekday())
                )
            }
            Language::En => format!("{} {}", weekday_en(date.weekday()), self.date_plain(date)),
        }
    }

    /// A day in running text without the weekday: `2026年3月2日`, `2 March 2026`.
    pub fn date_plain(&self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        match self.language() {
            Language::ZhCn => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Language::En => format!("{} {} {}", date.day(), month_en(date.month()), date.year()),
        }
    }

    /// A day in a table: `2026-03-02`, in both languages.
    pub fn day(&self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        date.to_string()
    }

    /// A moment in a table or a history: `2026-03-02 14:05`. The caller has put it into county time.
    pub fn moment(&self, at: impl Borrow<DateTime>) -> String {
        let at = *at.borrow();
        format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
    }

    /// A whole number with thousands separators: `12,345`.
    pub fn number(&self, number: impl Whole) -> String {
        group_digits(&number.digits())
    }

    /// A number with the decimals it has: `1,234.5`.
    pub fn decimal(&self, number: impl Borrow<Decimal>) -> String {
        group_digits(&number.borrow().normalize().to_string())
    }

    /// A number with exactly so many decimals, rounded half away from zero: `86.50`.
    pub fn fixed(&self, number: impl Borrow<Decimal>, places: u32) -> String {
        let rounded = number.borrow().round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
        group_digits(&format!("{rounded:.*}", places as usize))
    }

    /// Money: `12,345.60 元`, `CNY 12,345.60`.
    pub fn money(&self, yuan: impl Borrow<Decimal>) -> String {
        let amount = self.fixed(yuan, 2);
        match self.language() {
            Language::ZhCn => format!("{amount} 元"),
            Language::En => format!("CNY {amount}"),
        }
    }

    /// A share of one as a percentage: `37.5%`.
    pub fn percent(&self, share: impl Borrow<Decimal>) -> String {
        let hundredths = (*share.borrow() * Decimal::ONE_HUNDRED)
            .round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero)
            .normalize();
        format!("{}%", group_digits(&hundredths.to_string()))
    }

    /// A file size in the unit that reads best: `340 KB`, `1.2 MB`.
    pub fn size(&self, bytes: impl Borrow<u64>) -> String {
        let bytes = *bytes.borrow();
        match bytes {
            0..1_000 => format!("{bytes} B"),
            1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
            _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        }
    }

    /// Joins names as a sentence does: `甲、乙、丙`, `A, B, C`.
    pub fn join<S: AsRef<str>>(&self, items: &[S]) -> String {
        let separator = self.choose("、", ", ");
        items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(separator)
    }

    /// A label and what stands after it: `单位：黄牛铺镇`, `Unit: Huangniupu`.
    pub fn labelled(&self, label: &str, value: &str) -> String {
        format!("{label}{}{value}", self.choose("：", ": "))
    }
}

/// Any whole number, by value or by reference, so that templates need not care which they have.
pub trait Whole {
    /// The number in digits, with its sign.
    fn digits(&self) -> String;
}

macro_rules! whole {
    ($($kind:ty)*) => {$(
        impl Whole for $kind {
            fn digits(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
whole!(i32 i64 u16 u32 u64 usize);

impl<N: Whole + ?Sized> Whole for &N {
    fn digits(&self) -> String {
        (**self).digits()
    }
}

/// Puts thousands separators into a number written with digits, an optional sign and an optional point.
pub fn group_digits(number: &str) -> String {
    let (sign, rest) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (whole, fraction) = match rest.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (rest, None),
    };
    let mut grouped = String::with_capacity(number.len() + whole.len() / 3 + 1);
    grouped.push_str(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

fn weekday_zh(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    }
}

fn weekday_en(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month_en(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    // A civil date's month is 1 to 12, so the fallback never shows.
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
}
