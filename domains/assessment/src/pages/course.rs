//! How a case ran, as step bar and history. Not here: taking steps.

use jiff::civil::Date;
use kernel::case::{self, OpenStep, StepRow};
use kernel::ledger::{self, Entry};
use kernel::procedure::Procedure;
use kernel::{DbError, Fault, Scope, Tx};
use law::Rulebook;
use web::components::{ActLine, History, Step, StepState, Steps};
use web::i18n::Lookup;

use super::{deadline, local, said};

/// What a page needs to draw how a thing came about.
pub(crate) struct Course {
    steps: Vec<StepRow>,
    acts: Vec<Entry>,
    /// The open step.
    pub open: Option<OpenStep>,
}

/// Reads a case and the acts on its thing, which was found in scope before.
pub(crate) fn read(
    tx: &mut Tx<'_>,
    scope: &Scope,
    case: &str,
    (kind, id): (&str, &str),
) -> Result<Course, Fault> {
    let steps = case::steps(tx, case)?;
    let open: Result<Option<OpenStep>, DbError> = case::open_step_of(tx, case);
    Ok(Course { steps, acts: ledger::history(tx, scope, kind, id)?, open: open? })
}

impl Course {
    /// The step bar: what was done, what is open with its limit, and the way on if all goes well.
    pub(crate) fn bar(&self, t: &Lookup, book: &Rulebook, procedure: &Procedure, today: Date) -> Steps {
        let title = |id: &str| procedure.step(id).map_or_else(|| id.to_owned(), |step| said(t, step.title));
        let mut bar = Vec::new();
        for row in &self.steps {
            let step = match row.done_at {
                Some(done) => {
                    Step::new(title(&row.step), StepState::Done, row.done_name.clone().unwrap_or_default())
                        .done_on(t.moment(local(done)))
                }
                None => Step::new(title(&row.step), StepState::Now, ""),
            };
            bar.push(match (row.done_at, row.due) {
                (None, Some(due)) => step.due(deadline(t, book, (due, row.provisional), today)),
                _ => step,
            });
        }
        let mut at = self.steps.last().filter(|last| last.done_at.is_none()).map(|last| last.step.clone());
        let mut left = procedure.steps.len();
        // Only the usual way of each step: what comes if nobody objects and no grade is 优秀.
        while let Some(next) = at.as_deref().and_then(|id| usual(procedure, id)).filter(|_| left > 0) {
            bar.push(Step::new(title(next), StepState::Next, ""));
            at = Some(next.to_owned());
            left -= 1;
        }
        Steps::new(t, bar)
    }

    /// The acts, in words of this room (`assessment-act-…`).
    pub(crate) fn history(&self, t: &Lookup) -> History {
        let lines = self.acts.iter().map(|act| {
            let key = format!("assessment-act-{}", act.kind.replace('.', "-"));
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

    /// The reason given when the last step was sent back, and by whom.
    pub(crate) fn sent_back(&self) -> Option<(String, String)> {
        let last = self.steps.iter().rev().find(|row| row.done_at.is_some())?;
        let back = matches!(last.outcome.as_deref(), Some("returned" | "objected" | "disputed"));
        let (name, note) = (last.done_name.clone()?, last.note.clone()?);
        back.then_some((name, note))
    }
}

fn usual(procedure: &Procedure, step: &str) -> Option<&'static str> {
    let step = procedure.step(step)?;
    let way = step.ways.iter().find(|way| way.outcome == "decided").or(step.ways.first())?;
    way.to.filter(|to| *to != step.id)
}
