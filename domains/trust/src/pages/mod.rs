//! The pages of the room. Not here: texts.

pub mod entries;
pub mod ledger;
pub mod openings;

use jiff::Timestamp;
use kernel::clock;

/// A moment to the minute, in China.
fn minute(at: Timestamp) -> String {
    at.to_zoned(clock::china()).strftime("%Y-%m-%d %H:%M").to_string()
}
