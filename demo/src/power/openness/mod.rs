//! Two years of notices, village affairs and three major decisions in the demo county, day by day beside everything else.
//! Not here: what is posted (`notices`), how the decisions went (`decisions`).

mod decisions;
mod notices;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::clock::at_hour;
use kernel::{Actor, Fault, Role, Tx};
use serde::Deserialize;

use crate::DemoError;
use crate::living::course::{Course, World};
use crate::living::day;

/// What is invented for this room.
#[derive(Debug, Clone, Deserialize)]
struct Told {
    conclusion: String,
    objected: String,
    appointment: People,
    rank: Form,
    grade: Form,
    honour: Vec<Lasting>,
    project: Vec<Posting>,
    list: Vec<Posting>,
    report: Vec<Posting>,
    statistics: Statistics,
    village: BTreeMap<String, String>,
    objection: Vec<Objection>,
    decision: Vec<decisions::Story>,
}

#[derive(Debug, Clone, Deserialize)]
struct People {
    #[serde(flatten)]
    form: Form,
    names: Vec<String>,
    posts: Vec<String>,
    ranks: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Form {
    title: String,
    body: String,
    lasting_title: String,
    lasting_body: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Lasting {
    title: String,
    lasting: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Posting {
    office: String,
    title: String,
    body: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Statistics {
    title: String,
    body: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Objection {
    words: String,
    answer: String,
    upheld: bool,
}

/// What is lived on a day.
#[derive(Debug, Clone)]
enum Event {
    Notice(notices::Event),
    Decision(decisions::Event),
}

/// The last day on which anything happens: before the day a visitor arrives.
fn last(year: i16) -> Date {
    day(year, 11, 18)
}

/// Lets two years of notices and decisions happen beside what follows.
///
/// # Errors
/// If what was lived cannot be read, or a data file is not sound.
pub fn begin(course: &mut Course<'_>) -> Result<(), DemoError> {
    let told: Told = toml::from_str(include_str!("../../../data/openness.toml"))
        .map_err(|error| DemoError::Data { file: "openness.toml", why: error.to_string() })?;
    let plan = course.invention().plan;
    let world = course.world();
    let mut days: BTreeMap<Date, Vec<Event>> = BTreeMap::new();
    for (on, event) in notices::script(&told, &world, (plan.year_closed, plan.year_running)) {
        days.entry(working(&world, on)).or_default().push(Event::Notice(event));
    }
    for (on, event) in decisions::script(&told, &world, (plan.year_closed, plan.year_running)) {
        days.entry(on).or_default().push(Event::Decision(event));
    }
    days.retain(|on, _| *on <= last(plan.year_running));
    let at = days.keys().map(|on| at_hour(*on, 11)).collect();
    let events: Vec<Vec<Event>> = days.into_values().collect();
    course.live_beside("openness", at, move |_| {
        Arc::new(move |tx, world, part| {
            for event in &events[part] {
                match event {
                    Event::Notice(event) => notices::live(tx, world, &told, event)?,
                    Event::Decision(event) => decisions::live(tx, world, &told, event)?,
                }
            }
            Ok(Vec::new())
        })
    })
}

/// The first working day on or after a day.
fn working(world: &World, on: Date) -> Date {
    world.book.calendar().on_or_after(on).map_or(on, |due| due.date)
}

fn after(on: Date, days: i32) -> Date {
    on.saturating_add(days.days())
}

/// The head of a unit as an actor; none where the post is empty or somebody else's by now.
fn head(tx: &mut Tx<'_>, world: &World, unit: usize) -> Result<Option<Actor>, Fault> {
    let Some(person) = world.invention.head_of(unit) else { return Ok(None) };
    if !world.is_present(person) {
        return Ok(None);
    }
    let (actor, id) = (world.somebody(tx, person)?, world.id("units", unit)?);
    let holds = actor.units_as(Role::Head).any(|held| held == id);
    Ok(holds.then_some(actor))
}

/// The head of a unit or of the one above it.
fn answers_for(tx: &mut Tx<'_>, world: &World, unit: usize) -> Result<Option<Actor>, Fault> {
    if let Some(actor) = head(tx, world, unit)? {
        return Ok(Some(actor));
    }
    match world.invention.units[unit].parent {
        Some(above) => head(tx, world, above),
        None => Ok(None),
    }
}
