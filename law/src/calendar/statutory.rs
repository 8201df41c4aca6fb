//! The days off the law fixes without any notice: weekends, and the all-citizen holidays (全国年节及纪念日放假办法
//! art. 2) by their dates. Used only for years whose notice is not known. What is deliberately not here: bridged
//! days and make-up workdays, which only a notice can set.

use jiff::civil::{Date, Weekday};

/// The holidays of a year that follow the moon, each as month and day.
struct LunarYear {
    year: i16,
    /// First day of the first lunar month.
    spring: (i8, i8),
    dragon_boat: (i8, i8),
    mid_autumn: (i8, i8),
}

const fn lunar(year: i16, spring: (i8, i8), dragon_boat: (i8, i8), mid_autumn: (i8, i8)) -> LunarYear {
    LunarYear { year, spring, dragon_boat, mid_autumn }
}

/// Computed from the lunar calendar; years outside the table keep only the solar holidays.
const LUNAR: &[LunarYear] = &[
    lunar(2027, (2, 6), (6, 9), (9, 15)),
    lunar(2028, (1, 26), (5, 28), (10, 3)),
    lunar(2029, (2, 13), (6, 16), (9, 22)),
    lunar(2030, (2, 3), (6, 5), (9, 12)),
    lunar(2031, (1, 23), (6, 24), (10, 1)),
    lunar(2032, (2, 11), (6, 12), (9, 19)),
    lunar(2033, (1, 31), (6, 1), (9, 8)),
    lunar(2034, (2, 19), (6, 20), (9, 27)),
    lunar(2035, (2, 8), (6, 10), (9, 16)),
    lunar(2036, (1, 28), (5, 30), (10, 4)),
    lunar(2037, (2, 15), (6, 18), (9, 24)),
    lunar(2038, (2, 4), (6, 7), (9, 13)),
    lunar(2039, (1, 24), (5, 27), (10, 2)),
    lunar(2040, (2, 12), (6, 14), (9, 20)),
];

pub(super) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Whether the law makes the day a holiday for all citizens, whatever the year's notice will add.
pub(super) fn is_holiday(date: Date) -> bool {
    is_solar_holiday(date) || LUNAR.iter().any(|row| row.year == date.year() && is_lunar_holiday(date, row))
}

fn is_solar_holiday(date: Date) -> bool {
    match (date.month(), date.day()) {
        (1, 1) | (5, 1) | (10, 1..=3) => true,
        // The second day of the Labour Day holiday came with the revision applied from 2025.
        (5, 2) => date.year() >= 2025,
        (4, day) => (2025..2100).contains(&date.year()) && day == qingming(date.year()),
        _ => false,
    }
}

/// Day in April of Qingming in this century, by the usual solar-term formula.
fn qingming(year: i16) -> i8 {
    let in_century = i32::from(year % 100);
    let day = (in_century * 2422 + 48_100) / 10_000 - in_century / 4;
    i8::try_from(day).unwrap_or(5)
}

fn is_lunar_holiday(date: Date, row: &LunarYear) -> bool {
    let day = |(month, day): (i8, i8)| Date::new(row.year, month, day).ok();
    if day(row.dragon_boat) == Some(date) || day(row.mid_autumn) == Some(date) {
        return true;
    }
    // From the eve to the third day: four days.
    day(row.spring).is_some_and(|first| {
        let after = (date - first).get_days();
        (-1..=2).contains(&after)
    })
}
