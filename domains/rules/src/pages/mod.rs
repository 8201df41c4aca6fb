//! The pages of this room.

pub mod attempt;
pub mod browse;
pub mod calendar;
pub mod clause;

use law::decision::Verified;
use web::components::state::{StateTag, Tone};
use web::i18n::Lookup;

/// How a clause or a parameter was checked, as a tag.
fn verified_tag(t: &Lookup, verified: Verified) -> StateTag {
    match verified {
        Verified::Read => StateTag::new(Tone::Done, t.of("rules-verified-read")),
        Verified::Secondary => StateTag::new(Tone::Active, t.of("rules-verified-secondary")),
        Verified::Recalled => StateTag::new(Tone::Waiting, t.of("rules-verified-recalled")),
    }
}
