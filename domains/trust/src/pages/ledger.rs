//! Checkpoints of the ledger for everybody: the list, each as a file, the key of their signatures; and signing one on
//! demand. Not here: what a checkpoint is (`kernel::checkpoint`).

use super::minute;
use axum::extract::{Path, Query, State as Ax};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::checkpoint::{self, Kept, Note, Verifier};
use kernel::{DbError, Fault};
use web::components::{Cell, Table};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

/// So many on one page.
const SHOWN: u32 = 50;

/// What page of the list is asked for.
#[derive(Debug, serde::Deserialize)]
pub struct Asked {
    before: Option<i64>,
}

/// `GET /open/ledger`
pub async fn show_all(
    page: Page,
    acting: Option<Acting>,
    Ax(house): Ax<House>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let read = house.county().read(move |tx| {
        Ok::<_, DbError>((checkpoint::list(tx, asked.before, SHOWN)?, checkpoint::verifier(tx)?))
    });
    let (kept, verifier): (Vec<Kept>, Option<Verifier>) = read.await?;
    let page = page.titled_by("trust-ledger-title").led_by("trust-ledger-lead");
    let t = &page.t;
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    if acting.is_some_and(|Acting(actor)| actor.is(Role::AuditAdmin)) {
        sheet.add(&Form::to("/trust/checkpoints").button(t.of("trust-sign-now")));
    }
    let mut table = Table::new(t, "checkpoints", t.of("trust-checkpoints"))
        .number_column(t.of("trust-size"))
        .column(t.of("trust-made-at"))
        .column(t.of("trust-signers"))
        .column(t.of("trust-file"))
        .empty(t.of("trust-no-checkpoint"));
    let last = kept.last().map(|kept| kept.size);
    let more = kept.len() == SHOWN as usize;
    for one in kept {
        let signers = Note::parse(&one.note).map(|note| note.signers().collect::<Vec<_>>().join("、"));
        table = table.row(vec![
            Cell::number(t, one.size),
            minute(one.made_at).into(),
            signers.unwrap_or_default().into(),
            Cell::link(format!("/open/ledger/{}", one.size), t.of("trust-download")),
        ]);
    }
    sheet.add(&table);
    if let (true, Some(last)) = (more, last) {
        sheet.links(vec![(format!("/open/ledger?before={last}"), t.of("trust-earlier").to_owned())]);
    }
    sheet.heading("trust-check");
    sheet.text(t.of("trust-check-how"));
    if let Some(verifier) = verifier {
        sheet.text(&t.with("trust-key", &[("key", &verifier.to_string())]));
    }
    sheet.done()
}

/// `GET /open/ledger/{size}`: a checkpoint as a file.
pub async fn download(Ax(house): Ax<House>, Path(size): Path<i64>) -> Result<Response, Problem> {
    let kept = house.county().read(move |tx| checkpoint::of_size(tx, size)).await?;
    let kept = kept.ok_or_else(Problem::not_found)?;
    let name = format!("attachment; filename=\"{size}.checkpoint\"");
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)];
    Ok((headers, kept.note).into_response())
}

/// `POST /trust/checkpoints`: signs what the ledger is now; by the audit administrator.
pub async fn make(Acting(actor): Acting, Ax(house): Ax<House>) -> Result<Response, Problem> {
    if !actor.is(Role::AuditAdmin) {
        return Err(Problem::forbidden());
    }
    let made = house.county().write(move |tx| Ok::<_, Fault>(checkpoint::make(tx, &actor)?)).await?;
    let key = if made.is_some() { "trust-done-signed" } else { "trust-done-nothing" };
    Ok(see_other("/open/ledger").notice(key, &[]).into_response())
}
