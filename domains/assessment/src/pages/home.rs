//! My assessment: what waits for me in this room, where my year stands and what comes next, and for whoever answers
//! for more, the way there.

use axum::extract::State;
use axum::response::Response;
use duty::seat;
use kernel::actor::Role;
use kernel::case::{self, Todo};
use kernel::{Actor, Area, Fault, Tx};
use web::components::{Cell, Table, TodoList};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem};

use super::{deadline, result_words, said, state_tag};
use crate::appraisal::{self, Appraisal};
use crate::routine::{self, Review};
use web::sheet::Sheet;

/// As many as a screen can carry.
const MOST: u32 = 30;

struct Found {
    todos: Vec<Todo>,
    years: Vec<Appraisal>,
    quarters: Vec<(i16, Review)>,
    units: Vec<(String, String)>,
    today: jiff::civil::Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Duty);
    let here: Vec<&str> = crate::procedures().iter().map(|procedure| procedure.id).collect();
    let mut todos = case::todos(tx, actor, MOST)?;
    todos.retain(|todo| here.contains(&todo.procedure.as_str()));
    let (mut years, mut quarters) = (Vec::new(), Vec::new());
    if let Some(person) = &actor.person {
        years = appraisal::of_person(tx, &scope, person)?;
        for cycle in duty::cycle::all(tx)?.into_iter().take(2) {
            let of = routine::of_person(tx, &scope, &cycle.id, person)?;
            quarters.extend(of.into_iter().map(|review| (cycle.year, review)));
        }
    }
    let mut units = Vec::new();
    for grant in actor.grants.iter().filter(|grant| matches!(grant.role, Role::Head | Role::Overseer)) {
        if let Some(unit) = &grant.unit
            && let Some(unit) = seat::unit(tx, &scope, unit)?
            && !units.iter().any(|(id, _)| *id == unit.id)
        {
            units.push((unit.id, unit.name));
        }
    }
    Ok(Found { todos, years, quarters, units, today: tx.today() })
}

/// `GET /assessment`
pub async fn show_mine(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let (organiser, committee) = (actor.is_county(Role::Organiser), actor.is_county(Role::Committee));
    let found = house.read(move |tx| read(tx, &actor)).await?;
    let page = page.titled_by("assessment-room").led_by("assessment-room-lead");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let todos = found.todos.iter().map(|todo| todo_line(t, &house, todo, found.today)).collect();
    sheet.add(&TodoList::new(todos, t.of("assessment-todos-none")));
    if !found.years.is_empty() {
        sheet.heading("assessment-my-years");
        sheet.add(&years(t, &found.years));
    }
    if !found.quarters.is_empty() {
        sheet.heading("assessment-my-quarters");
        sheet.add(&super::routine::table(t, &found.quarters, false));
    }
    let link = |path: &str, key: &str| (path.to_owned(), t.of(key).to_owned());
    let mut links: Vec<(String, String)> =
        found.units.iter().map(|(id, name)| (format!("/assessment/units/{id}"), name.clone())).collect();
    if committee {
        links.push(link("/assessment/committee", "assessment-committee"));
    }
    if organiser {
        links.push(link("/cockpit", "assessment-cockpit"));
        links.push(link("/assessment/ballots", "assessment-ballots"));
        links.push(link("/assessment/results", "assessment-results"));
    }
    if !found.units.is_empty() || organiser {
        links.push(link("/assessment/village", "assessment-village"));
        links.push(link("/assessment/plans", "assessment-plans"));
    }
    links.push(link("/assessment/publicity", "assessment-publicity"));
    links.push(link("/assessment/honours", "assessment-honours"));
    links.push(link("/assessment/handbook", "assessment-handbook"));
    sheet.heading("assessment-more");
    sheet.links(links);
    sheet.done()
}

fn todo_line(t: &Lookup, house: &House, todo: &Todo, today: jiff::civil::Date) -> web::components::Todo {
    let procedure = crate::procedures().iter().find(|procedure| procedure.id == todo.procedure);
    let step = procedure.and_then(|procedure| procedure.step(&todo.step));
    web::components::Todo {
        title: step.map_or_else(|| todo.step.clone(), |step| said(t, step.title)),
        about: t.both(&todo.title).to_owned(),
        due: todo.due.map(|due| deadline(t, &house.book(), (due, todo.provisional), today)),
        href: todo.link.clone(),
        button: t.of("assessment-take").to_owned(),
    }
}

fn years(t: &Lookup, years: &[Appraisal]) -> Table {
    let mut table = Table::new(t, "years", t.of("assessment-my-years"))
        .caption_unseen()
        .column(t.of("assessment-year"))
        .column(t.of("assessment-state"))
        .column(t.of("assessment-result"));
    for one in years {
        table.push(vec![
            Cell::link(one.link(), t.with("assessment-year-of", &[("year", &one.year.to_string())])),
            Cell::drawn(&state_tag(t, one.state)),
            result_words(t, one).into(),
        ]);
    }
    table
}
