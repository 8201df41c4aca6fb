//! The experience exchange as far as sets feed it: what closed sets offer, for everybody who serves in the county.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Fault;
use web::components::{Cell, FactList, Table};
use web::i18n::Lookup;
use web::{Acting, House, Page, Problem, show};

use super::local;
use super::taking::taken_state;
use crate::set::offer::{self, Offer};
use crate::set::taking::{self, Taken};

#[derive(Template)]
#[template(path = "action/exchange.html")]
struct ListPage<'a> {
    page: &'a Page,
    table: Table,
}

/// `GET /action/exchange`
pub async fn list(page: Page, State(house): State<House>, Acting(_): Acting) -> Result<Response, Problem> {
    let (offers, taken) = house.read(|tx| Ok((offer::all(tx)?, taking::counts(tx)?))).await?;
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
        .number_column(t.of("action-taken-n"))
        .column(t.of("action-offered-at"))
        .filter()
        .empty(t.of("action-exchange-none"));
    for one in &offers {
        table.push(vec![
            Cell::link(format!("/action/exchange/{}", one.set), &*one.title),
            one.unit_name.as_str().into(),
            t.with("action-level-n", &[("n", &one.level)]).into(),
            Cell::number(t, taken.get(&one.set).copied().unwrap_or(0)),
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
    taken: Table,
    takes: bool,
}

/// Where an offer was taken up and what came of it.
fn taken_table(t: &Lookup, all: &[Taken]) -> Table {
    let mut table = Table::new(t, "taken", t.of("action-taken"))
        .caption_unseen()
        .column(t.of("action-unit"))
        .column(t.of("action-taking-person"))
        .column(t.of("action-taking-first"))
        .column(t.of("action-taking-came"))
        .column(t.of("action-taking-words"))
        .empty(t.of("action-taken-none"));
    for one in all {
        table.push(vec![
            Cell::link(format!("/action/taken/{}", one.id), &*one.unit_name),
            one.name.as_str().into(),
            one.first.as_str().into(),
            Cell::drawn(&taken_state(t, one.state)),
            one.came.as_str().into(),
        ]);
    }
    table
}

/// `GET /action/exchange/{set}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(set): Path<String>,
) -> Result<Response, Problem> {
    let (one, taken, takes) = house
        .read(move |tx| {
            let found = offer::of_set(tx, &set)?.filter(|one| one.withdrawn_at.is_none());
            let found = found.ok_or(Fault::NotFound)?;
            let takes = taking::units(tx, &actor)?.iter().any(|(unit, _)| *unit != found.unit);
            Ok((found, taking::of_set(tx, &set)?, takes))
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
    let taken = taken_table(t, &taken);
    show(&OnePage { page: &page, one: &one, facts, taken, takes })
}
