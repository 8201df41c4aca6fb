//! The complaints that lie with the reader and do not concern them. Not here: one of them (`complaints`).

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use kernel::{Actor, Role};
use serde::Deserialize;
use web::components::{Cell, Table};
use web::sheet::Sheet;
use web::{Acting, FormState, House, Page, Problem};

use super::drawing::{tag, word};
use super::unkept;
use crate::complaint;
use crate::permission::examines;

const ROWS: i64 = 40;

/// Where a list goes on.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct From {
    before: Option<String>,
}

fn may(actor: &Actor) -> Result<(), Problem> {
    if examines(actor) || actor.is(Role::Head) { Ok(()) } else { Err(Problem::forbidden()) }
}

/// `GET /requests/complaints`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(from): Query<From>,
) -> Result<Response, Problem> {
    may(&actor)?;
    let before = from.before.unwrap_or_default();
    let (lines, today) =
        house.read(move |tx| Ok((complaint::list(tx, &actor, &before, ROWS)?, tx.today()))).await?;
    let page = page
        .titled_by("requests-complaints")
        .led_by("requests-complaints-lead")
        .back_to("/requests", "requests-room")
        .across();
    let (t, form) = (page.t.clone(), FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let mut table = Table::new(&t, "complaints", t.of("requests-complaints"))
        .caption_unseen()
        .column(t.of("requests-number"))
        .column(t.of("requests-state"))
        .column(t.of("requests-handler"))
        .column(t.of("requests-received-on"))
        .column(t.of("requests-due-list"))
        .empty(t.of("requests-complaints-none"));
    for one in &lines {
        let late = one.open && one.due.is_some_and(|due| due < today);
        let who = if one.unit.is_empty() { word(&t, "handler", &one.handler) } else { one.unit.as_str() };
        table.push(vec![
            Cell::link(format!("/requests/complaints/{}", one.id), one.number.as_str()),
            Cell::drawn(&tag(&t, one.state, late)),
            who.into(),
            one.received_on.into(),
            one.due.filter(|_| one.open).map_or_else(|| Cell::from(""), Cell::from),
        ]);
    }
    sheet.add(&table);
    if lines.len() >= usize::try_from(ROWS).unwrap_or(40)
        && let Some(last) = lines.last()
    {
        let path = format!("/requests/complaints?before={}", last.id);
        sheet.links(vec![(path, t.of("requests-older").to_owned())]);
    }
    Ok(unkept(sheet.done()?))
}
