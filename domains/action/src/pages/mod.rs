//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod arrivals;
pub mod attempt;
pub mod circle;
pub mod commitment;
pub mod design;
pub mod ending;
pub mod exchange;
pub mod home;
pub mod intention;
pub mod intention_change;
mod listing;
pub mod people;
pub mod round;
pub mod set;
pub mod sets;
pub mod step;
pub mod taking;
pub mod transfer;
pub mod unit;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use kernel::case::Todo;
use kernel::ledger::Entry;
use kernel::procedure::Words;
use kernel::{Actor, clock};
use web::components::field::Choice;
use web::components::{ActLine, Deadline, History, StateTag, Tone};
use web::i18n::Lookup;
use web::{FormState, House, Page, Problem};

use crate::round::commitment::State as Stands;
use crate::set::State;

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

/// The state of a set, drawn.
pub(crate) fn set_state(t: &Lookup, state: State) -> StateTag {
    let tone = match state {
        State::Preparing => Tone::Draft,
        State::Running => Tone::Active,
        State::Closed => Tone::Done,
        State::Stopped => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// The state of a commitment, drawn.
pub(crate) fn commitment_state(t: &Lookup, state: Stands) -> StateTag {
    let tone = match state {
        Stands::Open => Tone::Waiting,
        Stands::Done => Tone::Done,
        Stands::Otherwise => Tone::Info,
        Stands::Dropped => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// The acts on a thing, in words of this room (`action-act-…`), with the reasons people gave.
pub(crate) fn history(t: &Lookup, acts: &[Entry]) -> History {
    let lines = acts.iter().map(|act| {
        let key = format!("action-act-{}", act.kind.replace('.', "-"));
        let facts: serde_json::Value = serde_json::from_str(&act.facts).unwrap_or_default();
        let said = |name: &str| facts.get(name).and_then(|one| one.as_str()).unwrap_or_default();
        let note = match said("was") {
            "" => said("reason").to_owned(),
            was => t.with("action-was", &[("was", &was)]),
        };
        ActLine {
            at: t.moment(local(act.at)),
            who: act.actor_name.clone(),
            what: t.get(&key).unwrap_or(&act.kind).to_owned(),
            note,
            number: act.seq.to_string(),
        }
    });
    History::new(t, lines.collect())
}

/// A to-do of this room as a line.
pub(crate) fn todo_line(
    page: &Page,
    house: &House,
    todo: &Todo,
    today: jiff::civil::Date,
) -> web::components::Todo {
    let t = &page.t;
    let procedure = crate::procedures().into_iter().find(|procedure| procedure.id == todo.procedure);
    let step = procedure.and_then(|procedure| procedure.step(&todo.step));
    let book = house.book();
    web::components::Todo {
        title: step.map_or_else(|| todo.step.clone(), |step| said(t, step.title)),
        about: t.both(&todo.title).to_owned(),
        due: todo.due.map(|due| Deadline::counted(t, book.calendar(), (due, todo.provisional), today)),
        href: todo.link.clone(),
        button: t.of("action-take").to_owned(),
    }
}

/// A key no form had before: the same form sent twice is one.
pub(crate) fn once(house: &House) -> String {
    house.county().entropy().bytes::<12>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes, and puts what is refused beside the fields; `None` if it was.
///
/// # Errors
/// Every fault but a refusal.
pub(crate) async fn written<T: Send + 'static>(
    house: &House,
    form: &mut FormState,
    work: impl Fn(&mut kernel::Tx<'_>) -> Result<T, kernel::Fault> + Send + 'static,
) -> Result<Option<T>, Problem> {
    if !form.is_ok() {
        return Ok(None);
    }
    match house.county().write(work).await {
        Ok(done) => Ok(Some(done)),
        Err(fault) => {
            form.take(fault)?;
            Ok(None)
        }
    }
}

/// The person behind an actor, or nothing.
pub(crate) fn me(actor: &Arc<Actor>) -> Result<String, kernel::Fault> {
    actor.person.clone().ok_or(kernel::Fault::NotFound)
}
