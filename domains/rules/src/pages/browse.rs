//! Browsing: the front page of the law, and one regulation with its clauses.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use law::registry;
use law::rulebook::Regulation;
use web::components::table::{Cell, Table};
use web::{House, Page, Problem};

#[derive(Template)]
#[template(path = "rules/front.html")]
struct FrontPage<'a> {
    page: &'a Page,
    rules: &'a [registry::Rule],
    regulations: Table,
}

/// `GET /law`
pub async fn front(page: Page, State(house): State<House>) -> Result<Response, Problem> {
    let page = page.titled_by("rules-law").led_by("rules-law-lead");
    let t = &page.t;
    let mut table = Table::new(t, "regulations", t.of("rules-regulations"))
        .column(t.of("rules-regulation"))
        .column(t.of("rules-number"))
        .column(t.of("rules-in-force"))
        .number_column(t.of("rules-clauses"))
        .filter();
    for regulation in house.book().regulations() {
        table.push(vec![
            Cell::link(format!("/law/regulations/{}", regulation.id), t.both(&regulation.title)),
            Cell::Text(regulation.number.clone()),
            Cell::Text(interval(regulation)),
            Cell::number(t, regulation.clauses.len()),
        ]);
    }
    web::show(&FrontPage { page: &page, rules: registry::rules(), regulations: table })
}

fn interval(regulation: &Regulation) -> String {
    match regulation.to {
        None => format!("{} —", regulation.from),
        Some(to) => format!("{} — {to}", regulation.from),
    }
}

#[derive(Template)]
#[template(path = "rules/regulation.html")]
struct RegulationPage<'a> {
    page: &'a Page,
    regulation: &'a Regulation,
    interval: String,
}

/// `GET /law/regulations/{id}`
pub async fn regulation(
    page: Page,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let book = house.book();
    let regulation = book.regulation(&id).ok_or_else(Problem::not_found)?;
    let title = page.t.both(&regulation.title).to_owned();
    let page = page.titled(title).back_to("/law", "rules-law");
    web::show(&RegulationPage { page: &page, regulation, interval: interval(regulation) })
}
