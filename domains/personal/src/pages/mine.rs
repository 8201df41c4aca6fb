//! One's own data: what is held, a copy to keep, corrections asked for. Not here: asking for one.

use axum::extract::State as Ax;
use axum::response::Response;
use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Tx};
use serde_json::json;
use web::components::{Cell, Table};
use web::download::download;
use web::sheet::{Form, Sheet};
use web::stepping::Proven;
use web::{Acting, FormState, House, Page, Problem};

use super::{area, minute, state};
use crate::copy::{self, Own};
use crate::correction::{self, Correction};

/// `GET /personal`
pub async fn show(page: Page, Acting(actor): Acting, Ax(house): Ax<House>) -> Result<Response, Problem> {
    let person = actor.person.clone();
    let mine: Vec<Correction> = house
        .read(move |tx| match person {
            Some(person) => Ok(correction::mine(tx, &person)?),
            None => Ok(Vec::new()),
        })
        .await?;
    let page = page.titled_by("personal-room").led_by("personal-lead");
    let t = &page.t;
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    if actor.person.is_none() {
        sheet.text(t.of("personal-nobody"));
        sheet.links(vec![("/open/personal-data".to_owned(), t.of("personal-register").to_owned())]);
        return sheet.done();
    }
    sheet.heading("personal-copy");
    sheet.text(t.of("personal-copy-how"));
    sheet.add(&Form::to("/personal/copy").button(t.of("personal-copy-take")));
    sheet.heading("personal-corrections");
    sheet.links(vec![
        ("/personal/corrections/new".to_owned(), t.of("personal-ask").to_owned()),
        ("/trust/openings".to_owned(), t.of("personal-openings").to_owned()),
        ("/open/personal-data".to_owned(), t.of("personal-register").to_owned()),
    ]);
    let mut table = Table::new(t, "corrections", t.of("personal-corrections"))
        .caption_unseen()
        .column(t.of("personal-area"))
        .column(t.of("personal-asked-at"))
        .column(t.of("personal-state"))
        .empty(t.of("personal-no-correction"));
    for one in mine {
        table.push(vec![
            Cell::link(format!("/personal/corrections/{}", one.id), area(t, &one.area)),
            minute(one.asked_at).into(),
            Cell::drawn(&state(t, &one.state)),
        ]);
    }
    sheet.add(&table);
    sheet.done()
}

/// That a copy was taken, and of how much.
fn taken(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<Own, Fault> {
    let own = copy::read(tx, person)?;
    let act = Act {
        kind: "personal.copy-taken",
        subject: ("person", person),
        unit: None,
        person: Some(person),
        facts: json!({ "rows": own.rows }),
        decision: None,
    };
    ledger::record(tx, actor, &act)?;
    Ok(own)
}

/// `POST /personal/copy`: the zip, after a fresh proof of who asks.
pub async fn take_copy(
    page: Page,
    Acting(actor): Acting,
    Ax(house): Ax<House>,
    proven: Proven,
    form: FormState,
) -> Result<Response, Problem> {
    let Some(person) = actor.person.clone() else { return Err(Problem::not_found()) };
    if let Some(asks) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asks);
    }
    let own = house.county().write(move |tx| taken(tx, &actor, &person)).await?;
    let files = house.county().files().to_owned();
    let readme = page.t.of("personal-readme").to_owned();
    let packed = tokio::task::spawn_blocking(move || copy::pack(&own, &files, &readme));
    let bytes = packed.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    Ok(download(page.t.of("personal-file"), "application/zip", bytes))
}
