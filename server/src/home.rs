//! The first screen: what needs me now, with the date it is due and one button; then what I answer for.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, State};
use axum::response::{IntoResponse, Response};
use duty::evidence::{self, Standing};
use duty::letter::{self, Item};
use duty::measure::Measure;
use jiff::civil::Date;
use kernel::account::notice::{self, Notice};
use kernel::case::{self, Todo};
use kernel::county::Kept;
use kernel::{Actor, Fault, Scope, Tx, account};
use law::Rulebook;
use law::decision::Text;
use web::components::lists::{self, TodoList};
use web::components::procedure::Deadline;
use web::i18n::Lookup;
use web::navigation::Room;
use web::{Acting, House, Page, Problem, see_other};

use crate::assembly;
use crate::beginning::{self, Step, Steps};

/// The entry of the first screen in the navigation.
pub const ROOM: Room =
    Room { path: "/", label: "server-home", icon: "todo", roles: &[], public: false, bar: true };

/// As many of each kind as one screen can carry; the rest appears as these are done.
const MOST: u32 = 40;

/// One item of the letter, and where it stands.
struct Answered {
    title: String,
    standing: String,
}

#[derive(Template)]
#[template(path = "server/home.html")]
struct HomePage<'a> {
    page: &'a Page,
    beginning: Vec<Step>,
    told: Vec<String>,
    waiting: TodoList,
    more: bool,
    letter: Option<&'a str>,
    answered: Vec<Answered>,
    has_person: bool,
}

/// The letter of the year with its items and where they stand.
type Mine = Option<(String, Vec<(Item, Standing)>)>;

fn mine(tx: &mut Tx<'_>, actor: &Actor) -> Result<Mine, Fault> {
    let Some(person) = &actor.person else { return Ok(None) };
    let scope = Scope::own(person);
    let Some(cycle) = duty::cycle::current(tx)? else { return Ok(None) };
    let Some(found) = letter::in_force(tx, &scope, person, &cycle.id)? else { return Ok(None) };
    let mut standings = evidence::standings_of_letter(tx, &scope, &found.id)?;
    let items = letter::items(tx, &scope, &found.id)?
        .into_iter()
        .map(|item| {
            let standing = standings.remove(&item.id).unwrap_or_default();
            (item, standing)
        })
        .collect();
    Ok(Some((found.id, items)))
}

fn step_title(todo: &Todo) -> Text {
    assembly::procedures()
        .iter()
        .find(|procedure| procedure.id == todo.procedure)
        .and_then(|procedure| procedure.step(&todo.step))
        .map_or_else(|| Text::new(&*todo.step, &*todo.step), |step| step.title.text())
}

fn drawn(t: &Lookup, book: &Rulebook, todo: &Todo, today: Date) -> lists::Todo {
    let due = todo.due.map(|due| Deadline::counted(t, book.calendar(), (due, todo.provisional), today));
    lists::Todo {
        title: t.both(&step_title(todo)).to_owned(),
        about: t.both(&todo.title).to_owned(),
        due,
        href: todo.link.clone(),
        button: t.of("server-take").to_owned(),
    }
}

fn answered(t: &Lookup, (item, standing): &(Item, Standing)) -> Answered {
    let said = match (item.measure, item.goal) {
        (Measure::Quantity, Some(goal)) => {
            let done =
                standing.latest.filter(|_| duty::measure::is_ratio(&item.measure_unit)).or(standing.quantity);
            let done = done.unwrap_or_default();
            t.with("server-amount", &[("done", &done), ("goal", &goal), ("unit", &item.measure_unit)])
        }
        (Measure::Milestone, _) => match (standing.reached_on, item.due_on) {
            (Some(day), _) => t.with("server-reached", &[("day", &day)]),
            (None, Some(due)) => t.with("server-reach-by", &[("day", &due)]),
            (None, None) => t.with("server-entries", &[("n", &standing.entries)]),
        },
        _ => t.with("server-entries", &[("n", &standing.entries)]),
    };
    Answered { title: item.title.clone(), standing: said }
}

/// What the first screen shows somebody.
pub struct Seen {
    beginning: Option<Steps>,
    told: Vec<Notice>,
    todos: Vec<Todo>,
    mine: Mine,
    today: Date,
}

/// The first screens by who asked, with the grants they had, kept until something in the county changes.
pub type Shelf = Kept<Arc<Actor>, Seen>;

/// As many first screens as are kept at once.
const KEPT: usize = 5_000;

/// An empty shelf.
#[must_use]
pub fn shelf() -> Arc<Shelf> {
    Arc::new(Kept::new(KEPT))
}

async fn draw(page: Page, house: House, shelf: &Shelf, actor: Arc<Actor>) -> Result<Response, Problem> {
    let (has_person, book, asker) = (actor.person.is_some(), house.book(), actor.clone());
    let seen = shelf.read(house.county(), &actor, move |tx| {
        Ok::<_, Fault>(Seen {
            beginning: beginning::steps(tx, &asker)?,
            told: notice::unread(tx, &asker.account)?,
            todos: case::todos(tx, &asker, MOST + 1)?,
            mine: mine(tx, &asker)?,
            today: tx.today(),
        })
    });
    let seen = seen.await?;
    let more = seen.todos.len() > MOST as usize;
    let page = page.titled_by("server-home-title");
    let t = &page.t;
    let waiting = seen.todos.iter().take(MOST as usize);
    let waiting = waiting.map(|todo| drawn(t, &book, todo, seen.today)).collect();
    let waiting = TodoList::new(waiting, t.of("server-now-none"));
    let letter = seen.mine.as_ref().map(|(letter, _)| letter.as_str());
    let answered = seen.mine.iter().flat_map(|(_, items)| items).map(|one| answered(t, one)).collect();
    let beginning = seen.beginning.map(|steps| steps.shown(t)).unwrap_or_default();
    let told = seen.told.iter().map(|one| access::own::told(t, one)).collect();
    web::show(&HomePage { page: &page, beginning, told, waiting, more, letter, answered, has_person })
}

/// `GET /`: the first screen, the sign-in page for whoever is not signed in, the first run of a new county.
///
/// # Errors
/// If it cannot be read or drawn.
pub async fn show(
    page: Page,
    State(house): State<House>,
    Extension(shelf): Extension<Arc<Shelf>>,
    acting: Option<Acting>,
) -> Result<Response, Problem> {
    if let Some(Acting(actor)) = acting {
        return draw(page, house, &shelf, actor).await;
    }
    let to = if house.read(|tx| Ok(account::any(tx)?)).await? { "/sign-in" } else { "/first-run" };
    Ok(see_other(to).into_response())
}
