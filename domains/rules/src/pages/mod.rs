//! The pages of this room.

pub mod attempt;
pub mod browse;
pub mod calendar;
pub mod clause;

use kernel::Fault;
use law::decision::Verified;
use web::components::state::{StateTag, Tone};
use web::i18n::Lookup;
use web::{FormState, Problem};

/// How a clause or a parameter was checked, as a tag.
fn verified_tag(t: &Lookup, verified: Verified) -> StateTag {
    match verified {
        Verified::Read => StateTag::new(Tone::Done, t.of("rules-verified-read")),
        Verified::Secondary => StateTag::new(Tone::Active, t.of("rules-verified-secondary")),
        Verified::Recalled => StateTag::new(Tone::Waiting, t.of("rules-verified-recalled")),
    }
}

/// Puts refusals into the form; every other fault ends the request.
fn refused(form: &mut FormState, fault: Fault) -> Result<(), Problem> {
    let Fault::Refused(refusals) = fault else { return Err(fault.into()) };
    for refusal in refusals {
        form.refused(refusal.field.as_deref().unwrap_or_default(), &refusal.text);
    }
    Ok(())
}
