//! The sets somebody may see, as a list and as a spreadsheet. Not here: one set (`set`).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kernel::actor::Role;
use kernel::{Actor, Area};
use web::components::{Cell, Table};
use web::spreadsheet::{self, Cell as Out};
use web::{Acting, House, Page, Problem, show};

use super::{said, set_state};
use crate::set::{self, ActionSet};

#[derive(Template)]
#[template(path = "action/sets.html")]
struct ListPage<'a> {
    page: &'a Page,
    table: Table,
    may_open: bool,
}

async fn read(house: &House, actor: std::sync::Arc<Actor>) -> Result<Vec<ActionSet>, Problem> {
    house.read(move |tx| Ok(set::list(tx, &actor.scope(Area::Learning))?)).await
}

/// Whether an actor keeps the learning of some unit.
pub(super) fn keeps_somewhere(actor: &Actor) -> bool {
    [Role::Organiser, Role::Trainer, Role::Head, Role::Overseer].into_iter().any(|role| actor.is(role))
}

/// `GET /action/sets`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let may_open = keeps_somewhere(&actor);
    let sets = read(&house, actor).await?;
    let page = page.titled_by("action-sets").back_to("/action", "action-room").across();
    let t = &page.t;
    let mut table = Table::new(t, "sets", t.of("action-sets"))
        .caption_unseen()
        .column(t.of("action-set"))
        .column(t.of("action-unit"))
        .column(t.of("action-level"))
        .column(t.of("action-days"))
        .column(t.of("action-state"))
        .filter()
        .export("/action/sets.xlsx")
        .empty(t.of("action-sets-none"));
    if may_open {
        table = table.empty_next("/action/sets/new", t.of("action-set-new"));
    }
    for one in &sets {
        table.push(vec![
            Cell::link(format!("/action/sets/{}", one.id), &*one.title),
            one.unit_name.as_str().into(),
            t.with("action-level-n", &[("n", &one.level)]).into(),
            format!("{}–{}", t.day(one.starts_on), t.day(one.ends_on)).into(),
            Cell::drawn(&set_state(t, one.state)),
        ]);
    }
    show(&ListPage { page: &page, may_open: may_open && !table.is_empty(), table })
}

/// `GET /action/sets.xlsx`
pub async fn sheet(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    let sets = read(&house, actor).await?;
    let t = &page.t;
    let keys = [
        "action-set",
        "action-unit",
        "action-problem",
        "action-residents",
        "action-level",
        "action-starts",
        "action-ends",
        "action-state",
    ];
    let heads: Vec<String> = keys.iter().map(|key| t.of(key).to_owned()).collect();
    let rows: Vec<Vec<Out>> = sets
        .iter()
        .map(|one| {
            vec![
                one.title.clone().into(),
                one.unit_name.clone().into(),
                one.problem.clone().into(),
                one.residents.clone().into(),
                t.with("action-level-n", &[("n", &one.level)]).into(),
                t.day(one.starts_on).into(),
                t.day(one.ends_on).into(),
                said(t, one.state.words()).into(),
            ]
        })
        .collect();
    spreadsheet::sheet(t.of("action-sets"), &heads, &rows)
}
