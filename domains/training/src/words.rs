//! Days and times in sentences of both languages, for refusals and titles. Not here: texts of pages (`text/`).

use jiff::civil::Date;
use law::Text;

/// A day in words.
pub(crate) fn day(day: Date) -> Text {
    Text::new(
        format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        day.strftime("%-d %B %Y").to_string(),
    )
}

/// Minutes in hours and minutes.
pub(crate) fn minutes(minutes: i64) -> Text {
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, rest) => Text::new(format!("{rest}分钟"), format!("{rest} min")),
        (hours, 0) => Text::new(format!("{hours}小时"), format!("{hours} h")),
        (hours, rest) => Text::new(format!("{hours}小时{rest}分钟"), format!("{hours} h {rest} min")),
    }
}
