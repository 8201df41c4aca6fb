//! The room: what waits for me here, and the ways into it. Not here: any of those pages.

use axum::extract::State as Ax;
use axum::response::Response;
use kernel::case::{self, Todo};
use web::components::{Deadline, TodoList, lists};
use web::sheet::Sheet;
use web::{Acting, FormState, House, Page, Problem};

use crate::permission::is_noter;

/// `GET /burden`
pub async fn show_room(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    let asking = actor.clone();
    let (todos, today) = house
        .read(move |tx| {
            let here: Vec<&str> = crate::procedures().iter().map(|procedure| procedure.id).collect();
            let mut todos = case::todos(tx, &asking, 30)?;
            todos.retain(|todo| here.contains(&todo.procedure.as_str()));
            Ok((todos, tx.today()))
        })
        .await?;
    let book = house.book();
    let page = page.titled_by("burden-room").led_by("burden-room-lead").across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let drawn = |todo: &Todo| {
        let procedure = crate::procedures().into_iter().find(|one| one.id == todo.procedure);
        let step = procedure.and_then(|one| one.step(&todo.step));
        lists::Todo {
            title: step.map(|step| t.choose(step.title.zh, step.title.en)).unwrap_or_default().to_owned(),
            about: t.both(&todo.title).to_owned(),
            due: todo.due.map(|due| Deadline::counted(t, book.calendar(), (due, todo.provisional), today)),
            href: todo.link.clone(),
            button: t.of("burden-take").to_owned(),
        }
    };
    sheet.add(&TodoList::new(todos.iter().map(drawn).collect(), t.of("burden-nothing-waits")));
    let mut links = Vec::new();
    let mut link = |href: &str, key: &str| links.push((href.to_owned(), t.of(key).to_owned()));
    if is_noter(&actor) {
        link("/burden/entries/new", "burden-entry-new");
        link("/burden/requests/new", "burden-request-new");
    }
    link("/burden/lint", "burden-lint");
    if is_noter(&actor) || actor.is(kernel::Role::Overseer) || actor.is(kernel::Role::Committee) {
        link("/burden/entries", "burden-entries");
        link("/burden/figures", "burden-figures");
        link("/burden/requests", "burden-requests");
        link("/burden/asks", "burden-asks");
    }
    link("/burden/own", "burden-own");
    sheet.links(links);
    sheet.done()
}
