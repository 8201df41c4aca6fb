//! A unit as its head sees it: where each person's year stands, what the quarters need. Never a ranking.

use axum::extract::{Path, Query, State as Ax};
use axum::response::Response;
use kernel::Area;
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem};

use super::{Asked, result_words, state_tag};
use crate::appraisal::{self, Appraisal};
use crate::routine;
use web::sheet::Sheet;

/// `GET /assessment/units/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (name, year, people, quarters) = house
        .read(move |tx| {
            let scope = actor.scope(Area::Duty);
            let unit = duty::seat::unit(tx, &scope, &id)?.ok_or(kernel::Fault::NotFound)?;
            let Some(year) = super::year(tx, asked.year)? else {
                return Ok((unit.name, None, Vec::new(), Vec::new()));
            };
            let people = appraisal::in_unit(tx, &scope, &year.id, &id)?;
            // The quarters wanted now are those of the year being worked, which may be later than the one assessed.
            let mut quarters = Vec::new();
            let now = duty::cycle::current(tx)?.filter(|now| now.id != year.id);
            for of in now.iter().chain([&year]) {
                let found = routine::in_unit(tx, &scope, &of.id, &id)?;
                quarters.extend(found.into_iter().map(|review| (of.year, review)));
            }
            Ok((unit.name, Some(year), people, quarters))
        })
        .await?;
    let page = page
        .titled_with("assessment-unit-title", &[("unit", &name)])
        .back_to("/assessment", "assessment-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    if let Some(year) = &year {
        let title = t.with("assessment-year-of", &[("year", &year.year.to_string())]);
        sheet.lesser(&title);
        sheet.add(&table(t, &title, &people));
    } else {
        sheet.text(t.of("assessment-no-year"));
    }
    sheet.heading("assessment-quarters");
    sheet.add(&super::routine::table(t, &quarters, true));
    sheet.done()
}

/// People and where their year stands, by unit and name.
pub(crate) fn table(t: &Lookup, caption: &str, people: &[Appraisal]) -> Table {
    let mut table = Table::new(t, "people", caption)
        .caption_unseen()
        .column(t.of("assessment-name"))
        .column(t.of("assessment-unit"))
        .column(t.of("assessment-state"))
        .column(t.of("assessment-result"))
        .empty(t.of("assessment-people-none"))
        .filter();
    for one in people {
        table.push(vec![
            Cell::link(one.link(), one.name.as_str()),
            one.unit_name.as_str().into(),
            Cell::drawn(&state_tag(t, one.state)),
            result_words(t, one).into(),
        ]);
    }
    table
}
