//! What offices of the demo county sent down and asked in two years, and what the program itself asked of people. Not
//! here: what is counted (room `burden`).

mod script;

use std::collections::BTreeMap;
use std::sync::Arc;

use burden::data::asking::{self, NewRequest};
use burden::data::{self, answering};
use burden::entry::{self, NewEntry, explanation};
use burden::own::{self, Place, Sum};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::clock::at_hour;
use kernel::{Actor, Fault, Role, Tx, case};
use law::rules::burden_check::{Facts, Form as DocumentForm, Issuer, Kind};
use serde::Deserialize;

use crate::DemoError;
use crate::living::course::{Course, World};
use crate::living::day;
use script::Event;

/// What is invented for this room.
#[derive(Debug, Clone, Deserialize)]
struct Told {
    offices: Vec<String>,
    reason: String,
    more: String,
    explained: String,
    read: String,
    meeting_reason: String,
    inspection_reason: String,
    secondment_reason: String,
    again: String,
    documents: Vec<String>,
    meetings: Vec<String>,
    inspections: Vec<String>,
    pilot: String,
    secondment: String,
    request: Vec<Request>,
    form: Vec<Form>,
}

#[derive(Debug, Clone, Deserialize)]
struct Request {
    office: String,
    title: String,
    purpose: String,
    labels: Vec<String>,
    month: i8,
    answers: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Form {
    path: String,
    role: String,
    fields: i64,
    times: i64,
}

/// Lets two years of documents and meetings happen beside what follows.
///
/// # Errors
/// If what was lived cannot be read, or the data file is not sound.
pub fn begin(course: &mut Course<'_>) -> Result<(), DemoError> {
    let told: Told = toml::from_str(include_str!("../../../data/burden.toml"))
        .map_err(|error| DemoError::Data { file: "burden.toml", why: error.to_string() })?;
    let plan = course.invention().plan;
    let world = course.world();
    let mut days: BTreeMap<Date, Vec<Event>> = BTreeMap::new();
    for (on, event) in script::script(&told, (plan.year_closed, plan.year_running)) {
        let on = world.book.calendar().on_or_after(on).map_or(on, |due| due.date);
        days.entry(on).or_default().push(event);
    }
    days.retain(|on, _| *on <= day(plan.year_running, 11, 18));
    let at = days.keys().map(|on| at_hour(*on, 10)).collect();
    let events: Vec<Vec<Event>> = days.into_values().collect();
    course.live_beside("burden", at, move |_| {
        Arc::new(move |tx, world, part| {
            for event in &events[part] {
                live(tx, world, &told, event)?;
            }
            Ok(Vec::new())
        })
    })
}

/// The head of an office with its id; none where the post is empty.
fn office(tx: &mut Tx<'_>, world: &World, key: &str) -> Result<Option<(Actor, String)>, Fault> {
    let Some(unit) = world.invention.unit(key) else { return Ok(None) };
    if key == "zuzhibu" {
        return Ok(Some((world.organiser(tx)?, world.id("units", unit)?)));
    }
    let Some(person) = world.invention.head_of(unit).filter(|person| world.is_present(*person)) else {
        return Ok(None);
    };
    let (actor, id) = (world.somebody(tx, person)?, world.id("units", unit)?);
    let holds = actor.units_as(Role::Head).any(|held| held == id);
    Ok(holds.then_some((actor, id)))
}

fn live(tx: &mut Tx<'_>, world: &World, told: &Told, event: &Event) -> Result<(), Fault> {
    match event {
        Event::Document(at, n, more) => document(tx, world, told, (*at, *n, *more)),
        Event::Meeting(at, n) => meeting(tx, world, told, (*at, *n)),
        Event::Inspection(at, n) => inspection(tx, world, told, (*at, *n)),
        Event::Secondment => {
            let facts = Facts { kind: Kind::Secondment, from_below: true, ..Facts::default() };
            plain(tx, world, "nongye", (&told.secondment, facts, &told.secondment_reason))
        }
        Event::Pilot => {
            let facts = Facts { kind: Kind::Pilot, on_list: true, ..Facts::default() };
            plain(tx, world, "minzheng", (&told.pilot, facts, ""))
        }
        Event::Explain => explain(tx, world, told),
        Event::Read => read(tx, world, told),
        Event::Ask(n) => ask(tx, world, told, *n),
        Event::Answer(n) => answer(tx, world, &told.request[*n]),
        Event::Own(month) => count_own(tx, told, month),
    }
}

fn plain(
    tx: &mut Tx<'_>,
    world: &World,
    key: &str,
    (title, facts, reason): (&str, Facts, &str),
) -> Result<(), Fault> {
    let Some((actor, unit)) = office(tx, world, key)? else { return Ok(()) };
    let new = NewEntry { unit, title: title.to_owned(), facts, reason: reason.to_owned() };
    entry::note(tx, &actor, &world.book, &new).map(drop)
}

fn document(
    tx: &mut Tx<'_>,
    world: &World,
    told: &Told,
    (at, n, more): (usize, usize, bool),
) -> Result<(), Fault> {
    let long = (at + n) % 9 == 4;
    let length = world.invention.dice.throws("burden-document", at * 20 + n).between(1_300, 3_700);
    let facts = Facts {
        kind: Kind::Document,
        form: Some(DocumentForm::Special),
        issuer: Some(if at == 0 { Issuer::Committee } else { Issuer::Department }),
        characters: Some(if long { 4_300 } else { i64::from(length) }),
        ..Facts::default()
    };
    // A reason is kept only where the check asks for one.
    let reason = if more { told.more.as_str() } else { told.reason.as_str() };
    plain(tx, world, &told.offices[at], (&told.documents[n % told.documents.len()], facts, reason))
}

fn meeting(tx: &mut Tx<'_>, world: &World, told: &Told, (at, n): (usize, usize)) -> Result<(), Fault> {
    let second = at == 2 && n == 1;
    let facts = Facts {
        kind: Kind::Meeting,
        comprehensive: n == 0 || second,
        minutes: Some(if n == 0 { 50 } else { 35 }),
        deputy_level: n == 1 && !second,
        ..Facts::default()
    };
    let title = &told.meetings[n % told.meetings.len()];
    plain(tx, world, &told.offices[at], (title, facts, &told.meeting_reason))
}

fn inspection(tx: &mut Tx<'_>, world: &World, told: &Told, (at, n): (usize, usize)) -> Result<(), Fault> {
    let filed = !(at == 4 && n == 1);
    let facts = Facts {
        kind: Kind::Inspection,
        planned: true,
        filed,
        text: Some("看问题解决没有，听群众怎么说；不得以台账、照片作为评价依据。".to_owned()),
        ..Facts::default()
    };
    let title = &told.inspections[n % told.inspections.len()];
    plain(tx, world, &told.offices[at], (title, facts, &told.inspection_reason))
}

/// Whoever has to explain does so.
fn explain(tx: &mut Tx<'_>, world: &World, told: &Told) -> Result<(), Fault> {
    for key in &told.offices {
        let Some((actor, _)) = office(tx, world, key)? else { continue };
        for todo in case::todos(tx, &actor, 60)? {
            if todo.procedure == "burden-explanation" && todo.step == "explain" {
                explanation::explain(tx, &actor, &world.book, (&todo.subject_id, &told.explained))?;
            }
        }
    }
    Ok(())
}

fn read(tx: &mut Tx<'_>, world: &World, told: &Told) -> Result<(), Fault> {
    let committee = world.appointed(tx, Role::Committee)?;
    let todos = case::todos(tx, &committee, 200)?;
    for todo in todos.iter().filter(|todo| todo.procedure == "burden-explanation") {
        explanation::read(tx, &committee, &todo.subject_id, &told.read)?;
    }
    Ok(())
}

/// The towns with a head, by position.
fn towns(world: &World) -> Vec<usize> {
    let county = &world.invention;
    let fit = |at: &usize| county.units[*at].kind == "township" && county.head_of(*at).is_some();
    (0..county.units.len()).filter(fit).collect()
}

fn ask(tx: &mut Tx<'_>, world: &World, told: &Told, n: usize) -> Result<(), Fault> {
    let of = &told.request[n];
    let Some((actor, unit)) = office(tx, world, &of.office)? else { return Ok(()) };
    let mut units = Vec::new();
    for town in towns(world) {
        units.push(world.id("units", town)?);
    }
    if units.is_empty() {
        return Ok(());
    }
    let today = tx.today();
    let mut new = NewRequest {
        unit,
        title: of.title.clone(),
        purpose: of.purpose.clone(),
        year: i64::from(today.year()),
        due_on: Some(today.saturating_add(14.days())),
        labels: of.labels.clone(),
        units,
        ..NewRequest::default()
    };
    let planned = asking::plan(tx, &world.book, &new)?;
    if planned.questions.iter().any(|question| question.before.is_some()) {
        new.reason = told.again.clone();
    }
    asking::ask(tx, &actor, &world.book, &new).map(drop)
}

/// Most towns answer; one leaves the last request open.
fn answer(tx: &mut Tx<'_>, world: &World, of: &Request) -> Result<(), Fault> {
    let Some((asker, _)) = office(tx, world, &of.office)? else { return Ok(()) };
    let all = data::list(tx, &asker, (100, 0))?;
    let Some(request) = all.into_iter().find(|one| one.title == of.title) else { return Ok(()) };
    for (n, ask) in data::asks(tx, &request.id)?.into_iter().enumerate() {
        if ask.answered || (of.month == 11 && n % 3 == 1) {
            continue;
        }
        let Some(town) =
            towns(world).into_iter().find(|town| world.id("units", *town).is_ok_and(|id| id == ask.unit))
        else {
            continue;
        };
        let key = world.invention.units[town].key.clone();
        let Some((actor, _)) = office(tx, world, &key)? else { continue };
        let part = answering::find(tx, &actor, &ask.id)?;
        let given: Vec<(String, String)> = part
            .lines
            .iter()
            .filter(|line| line.given.is_none())
            .map(|line| {
                let at = of.labels.iter().position(|label| *label == line.field.label).unwrap_or(0);
                let base: i64 = of.answers.get(at).and_then(|text| text.parse().ok()).unwrap_or(0);
                (line.field.id.clone(), (base + i64::try_from(n).unwrap_or(0) % 3).to_string())
            })
            .collect();
        answering::answer(tx, &actor, &ask.id, &given)?;
    }
    Ok(())
}

/// What the program's forms asked in a month.
fn count_own(tx: &mut Tx<'_>, told: &Told, month: &str) -> Result<(), Fault> {
    let swing: i64 = month.bytes().map(i64::from).sum::<i64>() % 7;
    let sums: Vec<(Place, Sum)> = told
        .form
        .iter()
        .map(|form| {
            let posts = form.times * (10 + swing) / 12;
            let place = Place { month: month.to_owned(), role: form.role.clone(), form: form.path.clone() };
            let timed = if form.path.starts_with("/burden/asks") { posts } else { 0 };
            (place, Sum { posts, fields: posts * form.fields, timed, seconds: timed * 75 })
        })
        .collect();
    own::add(tx, &sums)
}
