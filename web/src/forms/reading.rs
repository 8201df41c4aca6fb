//! How people write numbers and dates, and what they mean by it: full-width digits, `2026年3月2日`,
//! `2026.3.2`, `1,234`. Not here: what a field accepts (`getters.rs`).

use jiff::civil::Date;
use rust_decimal::Decimal;

/// Full-width letters, digits and signs become their plain forms; other characters stay.
pub fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            '。' => '.',
            '−' | '–' => '-',
            other => other,
        })
        .collect()
}

/// A number as typed: separators and spaces are ignored where they separate thousands.
pub fn decimal(text: &str) -> Option<Decimal> {
    let plain = narrow(text.trim()).replace(' ', "");
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    if !digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if whole.contains(',') {
        let groups: Vec<&str> = whole.trim_start_matches('-').split(',').collect();
        let first_fits = (1..=3).contains(&groups[0].len());
        if !first_fits || groups[1..].iter().any(|group| group.len() != 3) {
            return None;
        }
    }
    if fraction.contains(',') {
        return None;
    }
    plain.replace(',', "").parse().ok()
}

/// A day as typed: `2026-03-02`, `2026/3/2`, `2026.3.2`, `2026年3月2日`, `20260302`.
pub fn date(text: &str) -> Option<Date> {
    let plain = narrow(text.trim()).replace(['年', '月', '/', '.'], "-").replace('日', "");
    let mut parts: Vec<&str> = plain.split('-').map(str::trim).collect();
    if parts.len() == 1 && plain.len() == 8 && plain.is_ascii() {
        parts = vec![&plain[..4], &plain[4..6], &plain[6..]];
    }
    let [year, month, day] = parts[..] else { return None };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
