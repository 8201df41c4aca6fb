//! The pages of this room, one file per noun, and what several of them share. Not here: what is allowed (the nouns).

pub mod changes;
pub mod changing;
pub mod document;
pub mod document_form;
mod document_steps;
pub mod documents;
pub mod evaluation;
pub mod home;
mod import_tables;
pub mod imports;
pub mod item;
pub mod item_form;
pub mod items;
pub mod open;
pub mod picture;
pub mod task;
pub mod tasks;
pub mod towns;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kernel::case::{self, OpenStep, StepRow};
use kernel::procedure::{Procedure, Words};
use kernel::{Actor, Area, Fault, Scope, Tx, clock, params};
use law::Rulebook;
use law::rules::document_validity::Standing;
use web::components::field::Choice;
use web::components::procedure::{Step, StepState, Steps};
use web::components::{Deadline, StateTag, Tone};
use web::i18n::Lookup;
use web::{FormState, House, Problem};

use crate::store::item as sql;

/// How many rows a page of a list shows.
pub(crate) const PER_PAGE: usize = 50;

/// Who is asking, shared.
pub(crate) type Asker = Arc<Actor>;

/// Which page of a list is asked for.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Query {
    /// Words searched.
    pub q: String,
    /// Unit.
    pub unit: String,
    /// Kind.
    pub kind: String,
    /// State.
    pub state: String,
    /// A list, or a part of one.
    pub list: String,
    /// Town.
    pub town: String,
    /// A duty.
    pub duty: String,
    /// A task.
    pub task: String,
    /// Page, from 1.
    pub page: usize,
}

impl Query {
    /// Page, from 1.
    pub(crate) fn page(&self) -> usize {
        self.page.clamp(1, 100_000)
    }

    /// Most rows, and how many come before.
    pub(crate) fn window(&self) -> (i64, i64) {
        let most = i64::try_from(PER_PAGE).unwrap_or(50);
        (most, most * (i64::try_from(self.page()).unwrap_or(1) - 1))
    }
}

/// An address with those of the pairs that are not empty.
pub(crate) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", web::download::encoded(value)))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// Writes; puts refusals beside their fields and answers nothing then. Every other fault ends the request.
pub(crate) async fn act<T, F>(house: &House, form: &mut FormState, work: F) -> Result<Option<T>, Problem>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
{
    if !form.is_ok() {
        return Ok(None);
    }
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

/// Units as choices.
pub(crate) fn units(pairs: &[(String, String)]) -> Vec<Choice> {
    pairs.iter().map(|(id, name)| Choice::new(&**id, &**name)).collect()
}

/// A moment in county time.
pub(crate) fn local(at: Timestamp) -> DateTime {
    clock::china().to_datetime(at)
}

/// What somebody may see of powers.
pub(crate) fn scope(actor: &Actor) -> Scope {
    actor.scope(Area::Power)
}

/// Offices, towns and institutions in a scope.
pub(crate) fn offices(tx: &mut Tx<'_>, scope: &Scope) -> Result<Vec<(String, String)>, Fault> {
    let rows = tx.rows(scope, sql::OFFICES, &[])?;
    Ok(rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect::<Result<_, kernel::DbError>>()?)
}

/// All towns.
pub(crate) fn all_towns(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, Fault> {
    let scope = Scope::county("units are in the directory");
    let rows = tx.rows(&scope, sql::TOWNS, &[])?;
    Ok(rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect::<Result<_, kernel::DbError>>()?)
}

/// The name of a unit.
pub(crate) fn unit_name(tx: &mut Tx<'_>, id: &str) -> Result<String, Fault> {
    let scope = Scope::county("units are in the directory");
    let row = tx.row(&scope, sql::UNIT, params![id])?.ok_or(Fault::NotFound)?;
    Ok(row.text(1)?)
}

/// The units an actor is head of, with what lies beneath.
pub(crate) fn own_units(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(String, String)>, Fault> {
    let roots: Vec<String> = actor.units_as(kernel::actor::Role::Head).map(str::to_owned).collect();
    if actor.is_county(kernel::actor::Role::Head) {
        return offices(tx, &Scope::county("head of the county"));
    }
    offices(tx, &Scope::units(roots, None))
}

/// Where a document stands on a day, drawn.
pub(crate) fn standing_tag(t: &Lookup, standing: Standing) -> StateTag {
    let (tone, key) = match standing {
        Standing::NotYet => (Tone::Waiting, "oversight-standing-not-yet"),
        Standing::InForce => (Tone::Active, "oversight-standing-in-force"),
        Standing::Lapsing => (Tone::Waiting, "oversight-standing-lapsing"),
        Standing::Lapsed => (Tone::Late, "oversight-standing-lapsed"),
        Standing::Ended => (Tone::Stopped, "oversight-standing-ended"),
        Standing::Unpublished => (Tone::Late, "oversight-standing-unpublished"),
    };
    StateTag::new(tone, t.of(key))
}

/// A case with its open step, read together.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) open: Option<OpenStep>,
    pub(crate) steps: Vec<StepRow>,
    pub(crate) today: Date,
}

impl Course {
    /// The newest case of a procedure on a thing.
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        procedure: &Procedure,
        (kind, id): (&str, &str),
    ) -> Result<Course, Fault> {
        let today = tx.today();
        let Some(case) = case::of_subject(tx, procedure, kind, id)? else {
            return Ok(Course { open: None, steps: Vec::new(), today });
        };
        Ok(Course { open: case::open_step_of(tx, &case)?, steps: case::steps(tx, &case)?, today })
    }

    /// The step that waits for this actor.
    pub(crate) fn step_for(&self, actor: &Actor) -> Option<&str> {
        self.open.as_ref().filter(|open| open.waits_for(actor)).map(|open| open.step.as_str())
    }

    /// The steps taken, the open one, and those that come if nobody objects.
    pub(crate) fn bar(&self, t: &Lookup, book: &Rulebook, procedure: &Procedure) -> Steps {
        let title = |id: &str| procedure.step(id).map_or_else(|| id.to_owned(), |step| said(t, step.title));
        let mut bar = Vec::new();
        for row in &self.steps {
            bar.push(match row.done_at {
                Some(done) => {
                    let who = row.done_name.clone().unwrap_or_default();
                    Step::new(title(&row.step), StepState::Done, who).done_on(t.moment(local(done)))
                }
                None => {
                    let step = Step::new(title(&row.step), StepState::Now, "");
                    match row.due {
                        Some(due) => step.due(Deadline::counted(
                            t,
                            book.calendar(),
                            (due, row.provisional),
                            self.today,
                        )),
                        None => step,
                    }
                }
            });
        }
        let mut at = self.steps.last().filter(|last| last.done_at.is_none()).map(|last| last.step.clone());
        while let Some(next) =
            at.as_deref().and_then(|id| procedure.step(id)).and_then(|step| step.ways.first()?.to)
        {
            bar.push(Step::new(title(next), StepState::Next, ""));
            at = Some(next.to_owned());
        }
        Steps::new(t, bar)
    }
}
