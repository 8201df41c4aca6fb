//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod cycle;
pub mod evidence;
pub mod files;
pub mod history;
pub mod home;
pub mod letter;
pub mod letter_acts;
pub mod letter_items;
pub mod letters;
pub mod method_form;
pub mod paper;
pub mod scheme;
pub mod share;
pub mod target;
pub mod target_acts;
pub mod unit;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kernel::clock;
use kernel::procedure::Words;
use law::rulebook::Rulebook;
use rust_decimal::Decimal;
use web::components::field::Choice;
use web::components::{Deadline, StateTag, Tone};
use web::i18n::Lookup;
use web::{FormState, Problem};

use crate::balance::{Finding, Force};
use crate::cycle as year;
use crate::letter as paper_letter;
use crate::target as goal;

/// The name of a code in the reader's language.
pub(crate) fn said(t: &Lookup, words: Words) -> String {
    t.choose(words.zh, words.en).to_owned()
}

/// Choices of a closed list.
pub(crate) fn choices<T: Copy>(
    t: &Lookup,
    all: &[T],
    of: impl Fn(T) -> (&'static str, Words),
) -> Vec<Choice> {
    all.iter()
        .map(|one| {
            let (code, words) = of(*one);
            Choice::new(code, said(t, words))
        })
        .collect()
}

/// A moment in county time.
pub(crate) fn local(at: Timestamp) -> DateTime {
    clock::china().to_datetime(at)
}

/// When something is due, counted in working days from today.
pub(crate) fn deadline(t: &Lookup, book: &Rulebook, due: (Date, bool), today: Date) -> Deadline {
    Deadline::counted(t, book.calendar(), due, today)
}

/// The state of a cycle, drawn.
pub(crate) fn cycle_state(t: &Lookup, state: year::State) -> StateTag {
    let tone = match state {
        year::State::Planning => Tone::Draft,
        year::State::Agreed => Tone::Waiting,
        year::State::Running => Tone::Active,
        year::State::Assessing => Tone::Waiting,
        year::State::Publicity => Tone::Public,
        year::State::Closed => Tone::Archived,
        year::State::Reopened => Tone::Returned,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// The state of a letter, drawn.
pub(crate) fn letter_state(t: &Lookup, state: paper_letter::State) -> StateTag {
    use paper_letter::State;
    let tone = match state {
        State::Draft => Tone::Draft,
        State::Offered | State::SignedByHolder => Tone::Waiting,
        State::Contested => Tone::Returned,
        State::InForce => Tone::Active,
        State::Revised | State::Closed => Tone::Archived,
        State::Dropped => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// The state of a target, drawn.
pub(crate) fn target_state(t: &Lookup, state: goal::State) -> StateTag {
    let tone = match state {
        goal::State::Draft => Tone::Draft,
        goal::State::Adopted => Tone::Active,
        goal::State::Withdrawn => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// A finding of the balance as the pages draw it.
pub(crate) struct Found {
    /// What it is, drawn.
    pub state: StateTag,
    /// What is wrong and how to mend it.
    pub text: String,
    /// The decision behind it and its sentence.
    pub decision: Option<(law::decision::Record, String)>,
}

/// The findings of a balance as the pages draw them, the heaviest first.
pub(crate) fn findings(t: &Lookup, found: Vec<Finding>) -> Vec<Found> {
    let mut found = found;
    found.sort_by_key(|finding| std::cmp::Reverse(finding.force));
    found
        .into_iter()
        .map(|finding| {
            let (tone, word) = match finding.force {
                Force::Blocks => (Tone::Late, "duty-found-blocks"),
                Force::NeedsReason => (Tone::Returned, "duty-found-reason"),
                Force::Advises => (Tone::Info, "duty-found-advises"),
            };
            let text = t.both(&finding.text).to_owned();
            let decision = finding.decision.map(|record| (record, t.of("duty-found-flag").to_owned()));
            Found { state: StateTag::new(tone, t.of(word)), text, decision }
        })
        .collect()
}

/// Hundredths as a number with at most two decimals.
pub(crate) fn hundredths(value: i64) -> Decimal {
    Decimal::new(value, 2).normalize()
}

/// A typed weight or percentage in hundredths.
pub(crate) fn to_hundredths(value: Decimal) -> i64 {
    use rust_decimal::prelude::ToPrimitive;
    (value * Decimal::ONE_HUNDRED).trunc().to_i64().unwrap_or(0)
}

/// A weight or percentage from 0 to 100 that must be there, in hundredths.
pub(crate) fn weight(form: &mut FormState, name: &str) -> Option<i64> {
    form.required_decimal(name, 2, Decimal::ZERO..=Decimal::ONE_HUNDRED).map(to_hundredths)
}

/// The largest amount a form takes.
pub(crate) fn amounts() -> std::ops::RangeInclusive<Decimal> {
    let most = Decimal::from(1_000_000_000_000_i64);
    -most..=most
}

/// Slow work (checking a password) off the threads that answer requests.
pub(crate) async fn slowly<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}
