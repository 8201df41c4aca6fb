//! The experience exchange as far as sets feed it: what closed sets offer, for everybody who serves in the county.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Fault;
use web::components::{Cell, FactList, Table};
use web::{Acting, House, Page, Problem, show};

use super::local;
use crate::set::offer::{self, Offer};

#[derive(Template)]
#[template(path = "action/exchange.html")]
struct ListPage<'a> {
    page: &'a Page,
    table: Table,
}

/// `GET /action/exchange`
pub async fn list(page: Page, State(house): State<House>, Acting(_): Acting) -> Result<Response, Problem> {
    let offers = house.read(|tx| Ok(offer::all(tx)?)).await?;
    let page = page
        .titled_by("action-exchange")
        .led_by("action-exchange-lead")
        .back_to("/action", "action-room")
        .across();
    let t = &page.t;
    let mut table = Table::new(t, "offers", t.of("action-exchange"))
        .caption_unseen()
        .column(t.of("action-experience"))
        .column(t.of("action-unit"))
        .column(t.of("action-level"))
        .column(t.of("action-offered-at"))
        .filter()
        .empty(t.of("action-exchange-none"));
    for one in &offers {
        table.push(vec![
            Cell::link(format!("/action/exchange/{}", one.set), &*one.title),
            one.unit_name.as_str().into(),
            t.with("action-level-n", &[("n", &one.level)]).into(),
            local(one.offered_at).date().into(),
        ]);
    }
    show(&ListPage { page: &page, table })
}

#[derive(Template)]
#[template(path = "action/experience.html")]
struct OnePage<'a> {
    page: &'a Page,
    one: &'a Offer,
    facts: FactList,
}

/// `GET /action/exchange/{set}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(_): Acting,
    Path(set): Path<String>,
) -> Result<Response, Problem> {
    let one = house
        .read(move |tx| {
            let found = offer::of_set(tx, &set)?.filter(|one| one.withdrawn_at.is_none());
            found.ok_or(Fault::NotFound)
        })
        .await?;
    let page = page
        .titled(one.title.clone())
        .led(one.unit_name.clone())
        .back_to("/action/exchange", "action-exchange");
    let t = &page.t;
    let facts = FactList::new()
        .fact(t.of("action-changed"), &one.changed)
        .fact(t.of("action-principles"), &one.principles)
        .fact(t.of("action-conditions"), &one.conditions)
        .fact(t.of("action-level"), &t.with("action-level-n", &[("n", &one.level)]))
        .fact(t.of("action-offered-by"), &one.offered_by)
        .fact(t.of("action-offered-at"), &t.date(local(one.offered_at).date()));
    show(&OnePage { page: &page, one: &one, facts })
}
