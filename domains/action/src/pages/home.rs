//! My action learning and transfer: what waits for me in this room, my sets, what I mean to use at work.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, Todo};
use kernel::{Actor, Area, Fault, Tx};
use web::components::{Cell, Table, TodoList};
use web::{Acting, House, Page, Problem, show};

use super::{said, set_state, todo_line, transfer};
use crate::set::{self, ActionSet};
use crate::transfer::{Attempt, Intention, Occasion, attempts_of_person, occasions, of_person};

/// As many as a screen can carry.
const MOST: u32 = 30;

struct Found {
    todos: Vec<Todo>,
    sets: Vec<ActionSet>,
    intentions: Vec<Intention>,
    attempts: Vec<Attempt>,
    occasions: Vec<Occasion>,
    today: Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor) -> Result<Found, Fault> {
    let mut todos = case::todos(tx, actor, MOST)?;
    let here = crate::procedures().map(|procedure| procedure.id);
    todos.retain(|todo| here.contains(&todo.procedure.as_str()));
    let mut found = Found {
        todos,
        sets: Vec::new(),
        intentions: Vec::new(),
        attempts: Vec::new(),
        occasions: Vec::new(),
        today: tx.today(),
    };
    if let Some(person) = &actor.person {
        let scope = actor.scope(Area::Learning);
        found.sets = set::of_person(tx, person)?;
        found.intentions = of_person(tx, &scope, person)?;
        found.attempts = attempts_of_person(tx, &scope, person)?;
        found.occasions = occasions(tx, person)?;
    }
    Ok(found)
}

#[derive(Template)]
#[template(path = "action/home.html")]
struct HomePage<'a> {
    page: &'a Page,
    todos: TodoList,
    has_person: bool,
    sets: Table,
    intentions: Table,
    occasions: Vec<(String, String, i64)>,
    keeps: bool,
    units: Vec<(String, String)>,
}

/// `GET /action`
pub async fn show_mine(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let has_person = actor.person.is_some();
    let keeps =
        [Role::Organiser, Role::Trainer, Role::Head, Role::Overseer].into_iter().any(|role| actor.is(role));
    let headed: Vec<String> =
        actor.units_as(Role::Head).chain(actor.units_as(Role::Overseer)).map(str::to_owned).collect();
    let (found, units) = house
        .read(move |tx| {
            let found = read(tx, &actor)?;
            let mut units = Vec::new();
            let scope = actor.scope(Area::Learning);
            for unit in headed {
                if let Some(unit) = duty::seat::unit(tx, &scope, &unit)? {
                    units.push((unit.id, unit.name));
                }
            }
            units.dedup();
            Ok((found, units))
        })
        .await?;
    let page = page.titled_by("action-room").led_by("action-lead");
    let t = &page.t;
    let lines = found.todos.iter().map(|todo| todo_line(&page, &house, todo, found.today)).collect();
    let mut sets = Table::new(t, "sets", t.of("action-my-sets"))
        .caption_unseen()
        .column(t.of("action-set"))
        .column(t.of("action-unit"))
        .column(t.of("action-level"))
        .column(t.of("action-state"))
        .empty(t.of("action-my-sets-none"));
    for one in &found.sets {
        sets.push(vec![
            Cell::link(format!("/action/sets/{}", one.id), &*one.title),
            one.unit_name.as_str().into(),
            t.with("action-level-n", &[("n", &one.level)]).into(),
            Cell::drawn(&set_state(t, one.state)),
        ]);
    }
    let open = found.occasions.iter().filter(|one| one.written < crate::transfer::MOST);
    let view = HomePage {
        todos: TodoList::new(lines, t.of("action-todos-none")),
        has_person,
        sets,
        intentions: transfer::table(t, &found.intentions, &found.attempts, found.today),
        occasions: open
            .map(|one| {
                let href = format!("/action/transfer/new?source={}&of={}", one.source.code(), one.id);
                (href, format!("{} {}", said(t, one.source.words()), one.title), one.written)
            })
            .collect(),
        keeps,
        units,
        page: &page,
    };
    show(&view)
}
