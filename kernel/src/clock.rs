//! Where the time comes from. A county is opened with a clock; everything inside asks its transaction.
//! The system's clock is read only here.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};

/// A source of the time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock set by hand: tests and the demo county.
    Set(Arc<Mutex<Timestamp>>),
    /// The machine's clock moved on by so much: a county for practice, seen from a later day.
    Ahead(SignedDuration),
}

impl Clock {
    /// A clock that stands at `at` until it is moved.
    #[must_use]
    pub fn standing_at(at: Timestamp) -> Clock {
        Clock::Set(Arc::new(Mutex::new(at)))
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
            Clock::System => Timestamp::now(),
            Clock::Ahead(by) => {
                let now = Clock::System.now();
                now.checked_add(*by).unwrap_or(now)
            }
            Clock::Set(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a clock set by hand; the machine's clock cannot be moved and stays as it is.
    pub fn set(&self, to: Timestamp) {
        if let Clock::Set(at) = self {
            *at.lock().unwrap_or_else(PoisonError::into_inner) = to;
        }
    }
}

/// China Standard Time, the only civil time of the house (no daylight saving since 1992).
#[must_use]
pub fn china() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

/// The civil date in China at a time.
#[must_use]
pub fn date_at(at: Timestamp) -> Date {
    china().to_datetime(at).date()
}

/// The time at `hour` o'clock in China on a date.
#[must_use]
pub fn at_hour(date: Date, hour: i8) -> Timestamp {
    let midnight = china().to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
    midnight.checked_add(i64::from(hour).hours()).unwrap_or(midnight)
}

/// A time as it is stored: RFC 3339, UTC, always with microseconds, so that text order is time order.
#[must_use]
pub fn stamp(at: Timestamp) -> String {
    format!("{at:.6}")
}
