//! My responsibility: what needs me now in this room, what I answer for and how far it is, and for whoever answers
//! for units, the way to them.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::case::{self, Todo};
use kernel::{Actor, Area, Fault, Tx};
use web::components::{Cell, StateTag, Table, TodoList};
use web::i18n::Lookup;
use web::{Acting, House, Page, Problem, show};

use super::{deadline, hundredths, letter_state, said};
use crate::cycle::{self, Cycle};
use crate::document::goal_words;
use crate::evidence::{self, Standing};
use crate::letter::{self, Item, Letter};
use crate::seat::{self, Unit};

/// As many as a screen can carry.
const MOST: u32 = 30;

struct Mine {
    letter: Letter,
    items: Vec<Item>,
    standings: BTreeMap<String, Standing>,
}

struct Found {
    year: Option<Cycle>,
    todos: Vec<Todo>,
    mine: Option<Mine>,
    units: Vec<Unit>,
    today: Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor) -> Result<Found, Fault> {
    let scope = actor.scope(Area::Duty);
    let year = cycle::current(tx)?;
    let mut todos = case::todos(tx, actor, MOST)?;
    let here = crate::procedures().map(|procedure| procedure.id);
    todos.retain(|todo| here.contains(&todo.procedure.as_str()));
    let mut mine = None;
    if let (Some(person), Some(year)) = (&actor.person, &year) {
        // One's newest letter of the year: in force, or still being agreed.
        let letters = letter::of_person(tx, &scope, person)?;
        let current = letter::in_force(tx, &scope, person, &year.id)?;
        let open = letters.into_iter().find(|letter| letter.cycle == year.id && letter.state.is_open());
        if let Some(letter) = current.or(open) {
            let items = letter::items(tx, &scope, &letter.id)?;
            let standings = evidence::standings_of_letter(tx, &scope, &letter.id)?;
            mine = Some(Mine { letter, items, standings });
        }
    }
    let mut units = Vec::new();
    for grant in actor.grants.iter().filter(|grant| matches!(grant.role, Role::Head | Role::Overseer)) {
        if let Some(unit) = &grant.unit
            && let Some(unit) = seat::unit(tx, &scope, unit)?
            && !units.contains(&unit)
        {
            units.push(unit);
        }
    }
    Ok(Found { year, todos, mine, units, today: tx.today() })
}

#[derive(Template)]
#[template(path = "duty/home.html")]
struct HomePage<'a> {
    page: &'a Page,
    year: Option<(String, String, StateTag)>,
    todos: TodoList,
    mine: Option<(String, StateTag, Table)>,
    has_person: bool,
    units: Vec<Unit>,
    oversees: bool,
    records: bool,
}

/// `GET /duty`
pub async fn show_mine(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let has_person = actor.person.is_some();
    let oversees = actor
        .grants
        .iter()
        .any(|grant| matches!(grant.role, Role::Head | Role::Overseer | Role::Organiser | Role::Committee));
    let found = house.read(move |tx| read(tx, &actor)).await?;
    let page = page.titled_by("duty-room");
    let t = &page.t;
    let todos = found.todos.iter().map(|todo| todo_line(t, &house, todo, found.today)).collect();
    let year = found.year.as_ref();
    let view = HomePage {
        year: year.map(|year| {
            (year.id.clone(), super::cycle::year_words(t, year), super::cycle_state(t, year.state))
        }),
        todos: TodoList::new(todos, t.of("duty-todos-none")),
        records: found.mine.as_ref().is_some_and(|mine| mine.letter.state == letter::State::InForce)
            && year.is_some_and(|year| year.state.records()),
        mine: found
            .mine
            .as_ref()
            .map(|mine| (mine.letter.id.clone(), letter_state(t, mine.letter.state), table(t, mine))),
        has_person,
        units: found.units,
        oversees,
        page: &page,
    };
    show(&view)
}

fn todo_line(t: &Lookup, house: &House, todo: &Todo, today: Date) -> web::components::Todo {
    let procedure = crate::procedures().into_iter().find(|procedure| procedure.id == todo.procedure);
    let step = procedure.and_then(|procedure| procedure.step(&todo.step));
    web::components::Todo {
        title: step.map_or_else(|| todo.step.clone(), |step| said(t, step.title)),
        about: t.both(&todo.title).to_owned(),
        due: todo.due.map(|due| deadline(t, &house.book(), (due, todo.provisional), today)),
        href: todo.link.clone(),
        button: t.of("duty-take").to_owned(),
    }
}

fn table(t: &Lookup, mine: &Mine) -> Table {
    let in_force = !mine.letter.state.is_open();
    let mut table = Table::new(t, "items", t.of("duty-items"))
        .caption_unseen()
        .column(t.of("duty-item"))
        .column(t.of("duty-goal-and-day"))
        .number_column(t.of("duty-weight"))
        .column(t.of("duty-so-far"))
        .number_column(t.of("duty-entry-count"));
    for item in &mine.items {
        let standing = mine.standings.get(&item.id).cloned().unwrap_or_default();
        let title = if in_force {
            Cell::link(format!("/duty/evidence/new?item={}", item.id), item.title.as_str())
        } else {
            item.title.as_str().into()
        };
        table.push(vec![
            title,
            t.both(&goal_words(item)).into(),
            Cell::Number(t.decimal(hundredths(item.weight))),
            super::letter::so_far(t, item, &standing).into(),
            Cell::number(t, standing.entries),
        ]);
    }
    table
}
