//! Counting: what must hold for any day and any number, and what a yearly notice may look like. Not here: the
//! periods of clauses (rules.rs).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, date, datetime};
use law::calendar::{Calendar, DayKind, Period, PeriodError, Unit, YearNotice};
use proptest::prelude::*;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::built_in().unwrap());

/// Any day from 2003 to 2028: known years and unknown ones on both sides.
fn any_day() -> impl Strategy<Value = Date> {
    (0..9_400_i64).prop_map(|days| date(2003, 1, 1).checked_add(days.days()).unwrap())
}

fn working_days_of(year: i16) -> u32 {
    CALENDAR.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)).days
}

proptest! {
    #[test]
    fn adding_working_days_ends_on_a_working_day_and_counts_that_many(start in any_day(), n in 1_u32..400) {
        let due = CALENDAR.add_working_days(start, n).unwrap();
        prop_assert!(CALENDAR.is_working_day(due.date));
        prop_assert!(due.date > start);
        let count = CALENDAR.working_days_between(start, due.date);
        prop_assert_eq!(count.days, n);
        prop_assert_eq!(count.provisional, due.provisional);
    }

    #[test]
    fn subtracting_undoes_adding_from_a_working_day(start in any_day(), n in 1_u32..400) {
        let start = CALENDAR.on_or_after(start).unwrap().date;
        let there = CALENDAR.add_working_days(start, n).unwrap();
        prop_assert_eq!(CALENDAR.subtract_working_days(there.date, n).unwrap().date, start);
    }

    #[test]
    fn a_later_start_or_a_longer_period_never_ends_earlier(start in any_day(), n in 1_u32..200) {
        let due = CALENDAR.add_working_days(start, n).unwrap().date;
        let next = start.tomorrow().unwrap();
        prop_assert!(CALENDAR.add_working_days(next, n).unwrap().date >= due);
        prop_assert!(CALENDAR.add_working_days(start, n + 1).unwrap().date > due);
    }

    #[test]
    fn a_period_that_rolls_never_ends_on_a_day_off(start in any_day(), n in 1_u32..60, kind in 0..3) {
        let period = match kind {
            0 => Period::days(n),
            1 => Period::months(n),
            _ => Period::years(n % 5 + 1),
        };
        let plain = CALENDAR.due(start, period).unwrap();
        let rolled = CALENDAR.due(start, period.rolling()).unwrap();
        prop_assert!(CALENDAR.is_working_day(rolled.date));
        prop_assert!(rolled.date >= plain.date);
        prop_assert!(!plain.provisional);
        // Nothing between the plain end and the rolled one is worked.
        prop_assert_eq!(CALENDAR.working_days_between(plain.date.yesterday().unwrap(), rolled.date).days, 1);
    }

    #[test]
    fn months_end_on_the_same_day_or_the_last_of_the_month(start in any_day(), n in 1_u32..40) {
        let due = CALENDAR.due(start, Period::months(n)).unwrap().date;
        prop_assert!(due.day() == start.day() || (due.day() < start.day() && due == due.last_of_month()));
        let months = (i32::from(due.year()) - i32::from(start.year())) * 12
            + i32::from(due.month()) - i32::from(start.month());
        prop_assert_eq!(months, n as i32);
    }

    #[test]
    fn a_date_is_provisional_exactly_when_it_reaches_an_unknown_year(start in any_day(), n in 1_u32..300) {
        let due = CALENDAR.add_working_days(start, n).unwrap();
        let touched = start.tomorrow().unwrap();
        let unknown = (touched.year()..=due.date.year()).any(|year| !CALENDAR.knows(year));
        prop_assert_eq!(due.provisional, unknown);
    }
}

#[test]
fn the_built_in_years_are_2004_to_2026_without_a_gap() {
    let years: Vec<i16> = CALENDAR.years().map(|year| year.notice.year).collect();
    assert_eq!(years, (2004..=2026).collect::<Vec<_>>());
    assert!(CALENDAR.years().all(|year| !year.county));
    assert!(!CALENDAR.knows(2003) && !CALENDAR.knows(2027));
}

#[test]
fn working_days_of_known_years_are_those_of_the_notices() {
    assert_eq!(working_days_of(2025), 248);
    assert_eq!(working_days_of(2026), 248);
    assert_eq!(working_days_of(2024), 251);
}

#[test]
fn days_of_2026_are_what_the_notice_says() {
    let kind = |month, day| CALENDAR.day(date(2026, month, day)).kind;
    assert_eq!(kind(1, 4), DayKind::MadeUp);
    assert_eq!(kind(2, 16), DayKind::Holiday);
    assert_eq!(kind(2, 24), DayKind::Working);
    assert_eq!(kind(3, 7), DayKind::Weekend);
    assert_eq!(kind(12, 31), DayKind::Working);
    assert_eq!(kind(10, 10), DayKind::MadeUp);
    let worked = |month, day| CALENDAR.is_working_day(date(2026, month, day));
    assert!(worked(1, 4) && worked(2, 24) && !worked(2, 16) && !worked(3, 7));
    assert_eq!(CALENDAR.working_days_between(date(2026, 2, 13), date(2026, 2, 24)).days, 2);
}

#[test]
fn an_unknown_year_keeps_weekends_and_the_statutory_days() {
    let kind = |year, month, day| CALENDAR.day(date(year, month, day)).kind;
    for (month, day) in [(1, 1), (2, 5), (2, 8), (4, 5), (5, 1), (5, 2), (6, 9), (9, 15), (10, 1), (10, 3)] {
        assert_eq!(kind(2027, month, day), DayKind::Holiday, "2027-{month}-{day}");
    }
    for (month, day) in [(2, 4), (2, 9), (4, 6), (5, 4), (10, 4), (6, 10), (9, 16)] {
        assert_eq!(kind(2027, month, day), DayKind::Working, "2027-{month}-{day}");
    }
    assert_eq!(kind(2028, 4, 4), DayKind::Holiday);
    assert_eq!(kind(2000, 5, 2), DayKind::Working, "one day of Labour Day before 2025");
    assert_eq!(kind(2060, 10, 1), DayKind::Holiday);
    assert!(CALENDAR.day(date(2027, 3, 1)).provisional);
}

#[test]
fn hours_run_through_midnight_and_days_off() {
    let hours = Period { n: 2, unit: Unit::Hours, roll: false };
    assert_eq!(
        hours.due_at(datetime(2026, 2, 16, 23, 30, 0, 0)).unwrap(),
        datetime(2026, 2, 17, 1, 30, 0, 0)
    );
    assert_eq!(CALENDAR.due(date(2026, 2, 16), hours), Err(PeriodError::NeedsTime));
    assert_eq!(Period::days(2).due_at(datetime(2026, 2, 16, 1, 0, 0, 0)), Err(PeriodError::NeedsTime));
}

#[test]
fn empty_and_endless_periods_are_errors() {
    let start = date(2026, 3, 2);
    assert_eq!(CALENDAR.add_working_days(start, 0), Err(PeriodError::Empty));
    assert_eq!(CALENDAR.due(start, Period::months(0)), Err(PeriodError::Empty));
    assert_eq!(CALENDAR.add_working_days(start, 20_001), Err(PeriodError::TooLong));
    assert!(CALENDAR.add_working_days(start, 20_000).is_ok());
    assert_eq!(CALENDAR.due(date(9999, 12, 1), Period::years(1)), Err(PeriodError::OutOfCalendar));
    assert_eq!(CALENDAR.on_or_before(date(2026, 2, 23)).unwrap().date, date(2026, 2, 14));
}

const NOTICE: &str = r#"
year = 2027
document = "国务院办公厅关于2027年部分节假日安排的通知"
issued = "2026-11-20"
off = ["01-01..01-03", "02-05..02-11", "2027-04-03..2027-04-05", "05-01..05-05", "06-09", "09-15", "10-01..10-07"]
work = ["01-30", "02-14"]
"#;

#[test]
fn a_county_adds_a_year_and_its_dates_are_no_longer_provisional() {
    let notice = YearNotice::parse(NOTICE).unwrap();
    assert_eq!(notice.issued, Some(date(2026, 11, 20)));
    assert_eq!(notice.off.len(), 3 + 7 + 3 + 5 + 1 + 1 + 7);
    let calendar = CALENDAR.clone().with_year(notice);
    let due = calendar.add_working_days(date(2027, 2, 4), 1).unwrap();
    assert_eq!((due.date, due.provisional), (date(2027, 2, 12), false));
    assert_eq!(calendar.day(date(2027, 2, 14)).kind, DayKind::MadeUp);
    assert!(calendar.years().last().is_some_and(|year| year.county));
    assert!(calendar.add_working_days(date(2027, 12, 31), 1).unwrap().provisional);
}

#[test]
fn a_notice_reads_the_same_from_json_and_from_what_it_writes() {
    let notice = YearNotice::parse(NOTICE).unwrap();
    let json = serde_json::to_string(&notice).unwrap();
    assert_eq!(YearNotice::parse(&json).unwrap(), notice);
    assert_eq!(YearNotice::parse(&notice.to_toml()).unwrap(), notice);
}

#[test]
fn a_bad_notice_is_refused_by_the_key_at_fault_in_both_languages() {
    let cases = [
        ("year = 2027", "year = 27", "year"),
        ("document = \"国务院办公厅关于2027年部分节假日安排的通知\"", "document = \" \"", "document"),
        ("issued = \"2026-11-20\"", "issued = \"2026-13-20\"", "issued"),
        ("\"06-09\"", "\"06-31\"", "off"),
        ("\"06-09\"", "\"06-12..06-09\"", "off"),
        ("\"06-09\"", "\"2026-06-09\"", "off"),
        ("\"06-09\"", "\"05-05\"", "off"),
        ("\"10-01..10-07\"", "\"10-02..10-07\"", "off"),
        ("\"01-01..01-03\", ", "", "off"),
        ("\"01-30\"", "\"01-29\"", "work"),
        ("\"01-30\"", "\"01-02\"", "work"),
        ("work = ", "worked = ", "file"),
        ("off = ", "of = ", "file"),
    ];
    for (good, bad, field) in cases {
        let error = YearNotice::parse(&NOTICE.replace(good, bad)).unwrap_err();
        assert_eq!(error.field, field, "{bad}: {error}");
        assert!(!error.text.zh.is_ascii() && !error.text.en.is_empty());
    }
    assert!(YearNotice::parse("{").is_err());
}
