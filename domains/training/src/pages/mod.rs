//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod amendment;
pub mod certificate;
pub mod class;
pub mod class_form;
pub mod classes;
pub mod conclusion;
pub mod content;
pub mod evaluation;
pub mod exercise;
pub mod home;
pub mod imports;
pub mod learners;
pub mod leave;
pub mod materials;
pub mod needs;
pub mod nomination;
pub mod person;
pub mod plan;
pub mod programme;
pub mod questions;
pub mod reaction;
pub mod report;
pub mod roll;
pub mod sources;
pub mod statements;
pub mod survey;
pub mod test;
pub mod timetable;
pub mod unit;
pub mod xapi;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kernel::procedure::Words;
use kernel::{Actor, Fault, Tx, clock};
use law::decision::Outcome;
use law::rules::training_hours::Hours;
use law::{Record, Rulebook};
use web::components::field::Choice;
use web::components::{Deadline, StateTag, Tone};
use web::i18n::Lookup;
use web::{FormState, House, Problem};

use crate::class::Class;
use crate::form::{ClassState, Presence, Standing};
use crate::roll::Attendance;
use crate::{seat, words};

/// Writes; puts refusals beside their fields and answers nothing then. Every other fault ends the request.
pub(crate) async fn act<T, F>(house: &House, form: &mut FormState, work: F) -> Result<Option<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
{
    match house.county().write(work).await {
        Ok(value) => Ok(Some(value)),
        Err(fault) => {
            form.take(fault)?;
            Ok(None)
        }
    }
}

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
    let choice = |one: &T| {
        let (code, words) = of(*one);
        Choice::new(code, said(t, words))
    };
    all.iter().map(choice).collect()
}

/// Names of a list, joined.
pub(crate) fn listed<T: Copy>(t: &Lookup, all: &[T], of: impl Fn(T) -> Words) -> String {
    let names: Vec<String> = all.iter().map(|one| said(t, of(*one))).collect();
    t.join(&names)
}

/// A moment in county time.
pub(crate) fn local(at: Timestamp) -> DateTime {
    clock::china().to_datetime(at)
}

/// When something is due, counted in working days from today.
pub(crate) fn deadline(t: &Lookup, book: &Rulebook, due: (Date, bool), today: Date) -> Deadline {
    Deadline::counted(t, book.calendar(), due, today)
}

/// Minutes in words.
pub(crate) fn time(t: &Lookup, minutes: i64) -> String {
    t.both(&words::minutes(minutes)).to_owned()
}

/// What the roll says of somebody, in words; empty where there is none.
pub(crate) fn attended(t: &Lookup, one: &Attendance) -> String {
    let times = |(presence, n): (&Presence, &i64)| {
        t.with("training-attended", &[("what", &said(t, presence.words())), ("n", n)])
    };
    let parts: Vec<String> = one.sessions.iter().map(times).collect();
    t.join(&parts)
}

/// The days of a class.
pub(crate) fn span(t: &Lookup, class: &Class) -> String {
    days(t, class.starts_on, class.ends_on)
}

/// Two days as a span; one where they are the same.
pub(crate) fn days(t: &Lookup, from: Date, to: Date) -> String {
    if from == to {
        t.date(from)
    } else {
        t.with("training-span", &[("from", &t.date(from)), ("to", &t.date(to))])
    }
}

/// The state of a class, drawn.
pub(crate) fn class_tag(t: &Lookup, state: ClassState) -> StateTag {
    let tone = match state {
        ClassState::Announced => Tone::Public,
        ClassState::Running => Tone::Active,
        ClassState::Finished => Tone::Done,
        ClassState::Cancelled => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// Where somebody stands in a class, drawn.
pub(crate) fn standing_tag(t: &Lookup, standing: Standing) -> StateTag {
    let tone = match standing {
        Standing::Nominated | Standing::Enrolled => Tone::Active,
        Standing::Waiting => Tone::Waiting,
        Standing::Finished => Tone::Done,
        Standing::Withdrawn | Standing::NotFinished => Tone::Stopped,
    };
    StateTag::new(tone, said(t, standing.words()))
}

/// The decision on hours in a sentence.
pub(crate) fn hours_sentence(t: &Lookup, decision: &Record, hours: Option<&Hours>) -> String {
    match (hours, &decision.outcome) {
        (Some(hours), _) => {
            let key = if hours.met { "training-hours-met" } else { "training-hours-not-met" };
            let minutes = i64::try_from(hours.minutes).unwrap_or(i64::MAX);
            t.with(
                key,
                &[("from", &t.date(hours.from)), ("to", &t.date(hours.to)), ("time", &time(t, minutes))],
            )
        }
        (None, Outcome::Refused { why, .. }) => t.both(why).to_owned(),
        (None, _) => t.of("training-hours-unknown").to_owned(),
    }
}

/// A word of a decision's value, e.g. `state`.
pub(crate) fn value_word<'a>(record: &'a Record, name: &str) -> Option<&'a str> {
    record.value()?.get(name)?.as_str()
}

/// A class as everybody who serves may see it.
pub(crate) fn any_class(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Class, Fault> {
    if actor.person.is_none() && actor.grants.is_empty() {
        return Err(Fault::NotFound);
    }
    crate::class::one(tx, &seat::directory(), id)
}

/// Who is asking, shared.
pub(crate) type Asker = Arc<Actor>;
