//! The days on which offices of the demo county send something down. Not here: what it says (`burden.toml`).

use jiff::ToSpan;
use jiff::civil::Date;

use super::Told;
use crate::living::day;

/// What happens on a day.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// An office, the document, whether it is one more than last year.
    Document(usize, usize, bool),
    /// An office, the meeting.
    Meeting(usize, usize),
    /// An office, the inspection.
    Inspection(usize, usize),
    /// Somebody is borrowed.
    Secondment,
    /// A pilot of the national list.
    Pilot,
    /// The excess is explained.
    Explain,
    /// And read above.
    Read,
    /// A request for data.
    Ask(usize),
    /// Its answers.
    Answer(usize),
    /// What the program asked in a month.
    Own(String),
}

/// The office with more documents than the year before.
const MORE: usize = 4;

/// The days of two years.
pub(super) fn script(told: &Told, (closed, running): (i16, i16)) -> Vec<(Date, Event)> {
    let mut script = Vec::new();
    for year in [closed, running] {
        for at in 0..told.offices.len() {
            let spread = i8::try_from(at).unwrap_or(0);
            // Every office issues fewer than the year before, but one.
            let before = if at == MORE { 4 } else { 8 };
            let count = if year == closed { before } else { 6 };
            for n in 0..count {
                let month = 2 + i8::try_from(n).unwrap_or(0) * 9 / i8::try_from(count).unwrap_or(8).max(1);
                let on = day(year, month, 3 + spread * 2);
                let more = year == running && n >= before;
                script.push((on, Event::Document(at, n, more)));
            }
            for n in 0..told.meetings.len() {
                let month = [1_i8, 7, 8][n % 3];
                script.push((day(year, month, 15 + spread), Event::Meeting(at, n)));
            }
            for n in 0..told.inspections.len() {
                let month = [5_i8, 10][n % 2];
                script.push((day(year, month, 9 + spread), Event::Inspection(at, n)));
            }
        }
        script.push((day(year, 6, 5), Event::Secondment));
        script.push((day(year, 4, 9), Event::Pilot));
    }
    script.push((day(running, 8, 21), Event::Explain));
    script.push((day(running, 9, 3), Event::Read));
    for (n, request) in told.request.iter().enumerate() {
        let on = day(running, request.month, 3);
        script.push((on, Event::Ask(n)));
        script.push((on.saturating_add(10.days()), Event::Answer(n)));
    }
    for month in 1..=10_i8 {
        let on = day(running, month, 1).last_of_month();
        script.push((on, Event::Own(format!("{running}-{month:02}"))));
    }
    script
}
