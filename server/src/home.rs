//! The first screen: what needs me now, with the date it is due and one button; then what I answer for.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::case::{self, Todo};
use kernel::{Actor, Fault, Tx, account};
use law::decision::Text;
use web::navigation::Room;
use web::{Acting, House, Page, Problem, see_other};

use crate::assembly;

/// The entry of the first screen in the navigation.
pub const ROOM: Room =
    Room { path: "/", label: "server-home", icon: "todo", roles: &[], public: false, bar: true };

/// As many of each kind as one screen can carry; the rest is behind the room's own list.
const MOST: u32 = 20;

struct Waiting {
    todo: Todo,
    step: Text,
    late: bool,
    days: Option<i64>,
}

#[derive(Template)]
#[template(path = "server/home.html")]
struct HomePage<'a> {
    page: &'a Page,
    waiting: Vec<Waiting>,
    more: bool,
    answers_for: Vec<Line>,
    has_person: bool,
}

fn waiting(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<Waiting>, Fault> {
    let today = tx.today();
    let procedures = assembly::procedures();
    let todos = case::todos(tx, actor, MOST + 1)?;
    Ok(todos
        .into_iter()
        .map(|todo| {
            let step = procedures
                .iter()
                .find(|procedure| procedure.id == todo.procedure)
                .and_then(|procedure| procedure.step(&todo.step))
                .map_or_else(|| Text::new(&*todo.step, &*todo.step), |step| step.title.text());
            let days = todo.due.map(|due| days_between(today, due));
            Waiting { step, late: days.is_some_and(|days| days < 0), days, todo }
        })
        .collect())
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

async fn draw(page: Page, house: House, actor: std::sync::Arc<Actor>) -> Result<Response, Problem> {
    let has_person = actor.person.is_some();
    let (mut waiting, answers_for) = house
        .read(move |tx| Ok((waiting(tx, &actor)?, Vec::<Line>::new())))
        .await?;
    let more = waiting.len() > MOST as usize;
    waiting.truncate(MOST as usize);
    let page = page.titled_by("server-home-title");
    web::show(&HomePage { page: &page, waiting, more, answers_for, has_person })
}

/// `GET /`: the first screen, the sign-in page for whoever is not signed in, the first run of a new county.
///
/// # Errors
/// If it cannot be read or drawn.
pub async fn show(
    page: Page,
    State(house): State<House>,
    acting: Option<Acting>,
) -> Result<Response, Problem> {
    if let Some(Acting(actor)) = acting {
        return draw(page, house, actor).await;
    }
    let to = if house.read(|tx| Ok(account::any(tx)?)).await? { "/sign-in" } else { "/first-run" };
    Ok(see_other(to).into_response())
}

struct Line { link: String, title: String, standing: Text }
