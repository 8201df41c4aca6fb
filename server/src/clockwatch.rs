//! Whether the county's clock goes on as time does. Dates of law hang on it, so a jump is told at once; the ledger keeps the
//! order of what was done by its numbers and not by the clock. Not here: setting the clock.

use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use kernel::County;
use kernel::clock::Clock;

/// Between two looks.
const EACH: Duration = Duration::from_secs(5);
/// A clock that is set right by the network moves by less.
const TOLERATED: SignedDuration = SignedDuration::from_secs(60);

/// By how much a clock jumped while `passed` went by: forward above zero, back below; `None` if it went on as time does.
fn jumped(before: Timestamp, after: Timestamp, passed: Duration) -> Option<SignedDuration> {
    let passed = SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX);
    let by = after.duration_since(before).saturating_sub(passed);
    (by.abs() > TOLERATED).then_some(by)
}

/// Watches for as long as the program runs. A clock set by hand is its setter's business.
pub fn watch(county: &County) {
    let clock = county.clock().clone();
    if matches!(clock, Clock::Set(_)) {
        return;
    }
    thread::spawn(move || {
        let (mut seen, mut at) = (clock.now(), Instant::now());
        loop {
            thread::sleep(EACH);
            let (now, here) = (clock.now(), Instant::now());
            if let Some(by) = jumped(seen, now, here.duration_since(at)) {
                let way = if by.is_negative() { "back" } else { "forward" };
                let seconds = by.abs().as_secs();
                tracing::warn!(seconds, "the clock jumped {way}: look at it; acts of now carry the new time");
            }
            (seen, at) = (now, here);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Timestamp {
        time.parse().expect("a time")
    }

    #[test]
    fn a_clock_that_goes_on_with_time_has_not_jumped() {
        let passed = Duration::from_secs(5);
        assert_eq!(jumped(at("2026-03-02T01:00:00Z"), at("2026-03-02T01:00:07Z"), passed), None);
        assert_eq!(jumped(at("2026-03-02T01:00:00Z"), at("2026-03-02T00:59:59Z"), passed), None);
    }

    #[test]
    fn a_jump_is_told_with_its_way_and_length() {
        let passed = Duration::from_secs(5);
        let day = SignedDuration::from_hours(24);
        assert_eq!(jumped(at("2026-03-02T01:00:00Z"), at("2026-03-03T01:00:05Z"), passed), Some(day));
        assert_eq!(jumped(at("2026-03-02T01:00:00Z"), at("2026-03-01T01:00:05Z"), passed), Some(-day));
    }
}
