//! How a case ran, as step bar and history. Not here: taking steps.

use jiff::civil::Date;
use kernel::case::{self, StepRow};
use kernel::ledger::{self, Entry};
use kernel::procedure::Procedure;
use kernel::{Fault, Scope, Tx};
use law::rulebook::Rulebook;
use web::components::{ActLine, History, Step, StepState, Steps};
use web::i18n::Lookup;

use super::{deadline, local, said};

/// What a page needs to draw how a thing came about.
pub struct Course {
    steps: Vec<StepRow>,
    acts: Vec<Entry>,
}

/// Reads the steps of the newest case of a thing and the acts on it. The thing was found in scope before.
///
/// # Errors
/// If they cannot be read.
pub fn read(
    tx: &mut Tx<'_>,
    scope: &Scope,
    procedure: &Procedure,
    (kind, id): (&str, &str),
) -> Result<Course, Fault> {
    let steps = match case::of_subject(tx, procedure, kind, id)? {
        Some(case) => case::steps(tx, &case)?,
        None => Vec::new(),
    };
    Ok(Course { steps, acts: ledger::history(tx, scope, kind, id)? })
}

impl Course {
    /// The step bar: what was done, what is open with its limit, and the way on if all goes well.
    pub fn bar(
        &self,
        t: &Lookup,
        book: &Rulebook,
        procedure: &Procedure,
        (names, today): (&[(&str, String)], Date),
    ) -> Steps {
        let named =
            |step: &str| names.iter().find(|(id, _)| *id == step).map_or("", |(_, name)| name.as_str());
        let title = |id: &str| procedure.step(id).map_or_else(|| id.to_owned(), |step| said(t, step.title));
        let mut bar = Vec::new();
        for row in &self.steps {
            let step = match row.done_at {
                Some(done) => {
                    Step::new(title(&row.step), StepState::Done, row.done_name.clone().unwrap_or_default())
                        .done_on(t.moment(local(done)))
                }
                None => Step::new(title(&row.step), StepState::Now, named(&row.step)),
            };
            bar.push(match (row.done_at, row.due) {
                (None, Some(due)) => step.due(deadline(t, book, (due, row.provisional), today)),
                _ => step,
            });
        }
        let mut at = self.steps.last().filter(|last| last.done_at.is_none()).map(|last| last.step.clone());
        // Only the first way of each step: what comes if nobody objects.
        while let Some(next) =
            at.as_deref().and_then(|id| procedure.step(id)).and_then(|step| step.ways.first()?.to)
        {
            bar.push(Step::new(title(next), StepState::Next, named(next)));
            at = Some(next.to_owned());
        }
        Steps::new(t, bar)
    }

    /// The acts, in words of this room (`duty-act-…`), with the reasons people gave.
    pub fn history(&self, t: &Lookup) -> History {
        let lines = self.acts.iter().map(|act| {
            let key = format!("duty-act-{}", act.kind.replace('.', "-"));
            let facts: serde_json::Value = serde_json::from_str(&act.facts).unwrap_or_default();
            let note = facts.get("reason").and_then(|reason| reason.as_str()).unwrap_or_default();
            ActLine {
                at: t.moment(local(act.at)),
                who: act.actor_name.clone(),
                what: t.get(&key).unwrap_or(&act.kind).to_owned(),
                note: note.to_owned(),
                number: act.seq.to_string(),
            }
        });
        History::new(t, lines.collect())
    }

    /// The last reason given on a step that ended so, e.g. why a letter was returned.
    pub fn last_note(&self, outcomes: &[&str]) -> Option<(&str, &str)> {
        self.steps.iter().rev().find_map(|row| {
            let fits = row.outcome.as_deref().is_some_and(|outcome| outcomes.contains(&outcome));
            fits.then_some((row.done_name.as_deref()?, row.note.as_deref()?))
        })
    }
}
