//! The pages of the room. Not here: texts.

pub mod corrections;
pub mod mine;
pub mod register;

use jiff::Timestamp;
use kernel::clock;
use web::components::{StateTag, Tone};
use web::i18n::Lookup;

/// A moment to the minute, in China.
fn minute(at: Timestamp) -> String {
    at.to_zoned(clock::china()).strftime("%Y-%m-%d %H:%M").to_string()
}

fn state(t: &Lookup, state: &str) -> StateTag {
    match state {
        "open" => StateTag::new(Tone::Waiting, t.of("personal-state-open")),
        "corrected" => StateTag::new(Tone::Done, t.of("personal-state-corrected")),
        _ => StateTag::new(Tone::Info, t.of("personal-state-declined")),
    }
}

/// The name of an area of the register.
fn area(t: &Lookup, code: &str) -> String {
    let areas = crate::register::areas().ok();
    let found = areas.and_then(|areas| areas.iter().find(|area| area.code == code));
    found.map_or_else(|| code.to_owned(), |area| t.both(&area.name.text()).to_owned())
}
