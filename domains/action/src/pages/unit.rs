//! What the people of a unit mean to use at work, for whoever answers for it: what stands, and what help they want. In
//! the order of help and day, without counts by person.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Span;
use kernel::{Area, Fault};
use web::components::{Cell, Table};
use web::{Acting, House, Page, Problem, show};

use super::transfer::stands;
use crate::permission;
use crate::transfer::arriving;

#[derive(Template)]
#[template(path = "action/unit.html")]
struct UnitPage<'a> {
    page: &'a Page,
    wants: usize,
    table: Table,
}

/// `GET /action/transfer/units/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (unit, all, today) = house
        .read(move |tx| {
            let scope = actor.scope(Area::Learning);
            let unit = duty::seat::unit(tx, &scope, &id)?.ok_or(Fault::NotFound)?;
            if !permission::keeps(tx, &actor, &id)? {
                return Err(Fault::NotFound);
            }
            let from = tx.today().saturating_sub(Span::new().days(366));
            Ok((unit, arriving::of_unit(tx, &scope, (&id, from))?, tx.today()))
        })
        .await?;
    let page = page
        .titled_with("action-unit-transfer", &[("unit", &unit.name)])
        .led_by("action-unit-lead")
        .back_to("/action", "action-room")
        .across();
    let t = &page.t;
    let mut table = Table::new(t, "intentions", t.of("action-intentions"))
        .caption_unseen()
        .column(t.of("action-intended"))
        .column(t.of("action-name"))
        .column(t.of("action-when"))
        .column(t.of("action-state"))
        .column(t.of("action-help"))
        .column(t.of("action-help-answer"))
        .filter()
        .empty(t.of("action-unit-none"));
    let mut wants = 0;
    for (one, stand) in &all {
        wants += usize::from(!one.help.is_empty() && one.help_answer.is_none());
        let count = |number: i64| usize::try_from(number).unwrap_or(0);
        let stand = (count(stand.attempts), count(stand.seen), count(stand.transferred));
        table.push(vec![
            Cell::link(format!("/action/intentions/{}", one.id), &*one.what),
            one.name.as_str().into(),
            one.when_on.into(),
            Cell::drawn(&stands(t, one, stand, today)),
            one.help.as_str().into(),
            one.help_answer.as_deref().unwrap_or_default().into(),
        ]);
    }
    show(&UnitPage { page: &page, wants, table })
}
