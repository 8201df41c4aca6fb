//! The catalogue and the duty lists from a workbook: the file, its trial reading with every problem, then all of it or
//! nothing. Not here: what a row means (`import`).

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Fault, Refusal, Tx};
use law::Rulebook;
use people::formats::FormatError;
use web::components::FactList;
use web::download::{XLSX, download};
use web::i18n::Language;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, Upload as Sent, see_other};

use super::import_tables::{Plan, columns, findings_table, new_table};
use super::{Asker, act, unit_name};
use crate::import::sheet::{self as cells, Sheet as Read};
use crate::import::upload::{self, Purpose};
use crate::import::{duties, items};
use crate::permission;
use crate::town;

fn purpose(kind: &str) -> Result<Purpose, Problem> {
    match kind {
        "items" => Ok(Purpose::Items),
        "duties" => Ok(Purpose::Duties),
        _ => Err(Problem::not_found()),
    }
}

fn may(actor: &Asker) -> Result<(), Problem> {
    if permission::is_jurist(actor) { Ok(()) } else { Err(Problem::forbidden()) }
}

/// The page a file is chosen on: of the catalogue, or of a town.
fn draw_choose(page: Page, town: Option<(&str, &str)>, form: &FormState) -> Result<Response, Problem> {
    let (page, action, template) = match town {
        None => (
            page.titled_by("oversight-import-items").back_to("/oversight/items", "oversight-items"),
            "/oversight/items/imports".to_owned(),
            "/oversight/imports/items/template.xlsx".to_owned(),
        ),
        Some((id, name)) => (
            page.titled_with("oversight-import-lists-of", &[("town", &name)])
                .back_to(format!("/oversight/towns/{id}"), "oversight-town"),
            format!("/oversight/towns/{id}/imports"),
            "/oversight/imports/duties/template.xlsx".to_owned(),
        ),
    };
    let page = page.led_by("oversight-import-lead");
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, form);
    sheet.links(vec![(template, t.of("oversight-template").to_owned())]);
    let field = sheet.field("file", "oversight-file", |field| field.file(".xlsx"));
    sheet.add(&Form::to(action).with_files().part(field).button(t.of("oversight-read").to_owned()));
    sheet.done()
}

/// `GET /oversight/items/imports`
///
/// # Errors
/// If the actor is not the legality review.
pub async fn choose_items(page: Page, Acting(actor): Acting) -> Result<Response, Problem> {
    may(&actor)?;
    draw_choose(page, None, &FormState::default())
}

/// `GET /oversight/towns/{id}/imports`
///
/// # Errors
/// If the actor is not the legality review.
pub async fn choose_duties(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(town): Path<String>,
) -> Result<Response, Problem> {
    may(&actor)?;
    let of = town.clone();
    let name = house.read(move |tx| unit_name(tx, &of)).await?;
    draw_choose(page, Some((&town, &name)), &FormState::default())
}

/// `GET /oversight/imports/{kind}/template.xlsx`
///
/// # Errors
/// If it cannot be written.
pub async fn template(
    page: Page,
    Acting(actor): Acting,
    Path(kind): Path<String>,
) -> Result<Response, Problem> {
    may(&actor)?;
    let purpose = purpose(&kind)?;
    let key = match purpose {
        Purpose::Items => "oversight-items",
        Purpose::Duties => "oversight-open-lists",
    };
    let (name, english) = (page.t.of(key), page.language() == Language::En);
    let bytes = cells::write((name, english), columns(purpose), &[]).map_err(Problem::internal)?;
    Ok(download(&format!("{name}.xlsx"), XLSX, bytes))
}

async fn keep(
    page: Page,
    house: &House,
    actor: &Asker,
    (purpose, town): (Purpose, Option<(String, String)>),
    sent: Sent,
) -> Result<Response, Problem> {
    let Sent { mut form, mut files } = sent;
    let named = town.as_ref().map(|(id, name)| (id.as_str(), name.as_str()));
    if files.is_empty() {
        form.error("file", "oversight-file-none");
        return draw_choose(page, named, &form);
    }
    let file = files.swap_remove(0);
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let work = move || cells::read(&bytes, columns(purpose));
    let read = tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?;
    if let Err(error) = read {
        match error {
            FormatError::Unknown => form.error("file", "oversight-not-xlsx"),
            error => form.refused("file", &error.text()),
        }
        return draw_choose(page, named, &form);
    }
    let of = town.as_ref().map(|(id, _)| id.clone()).unwrap_or_default();
    let (by, bytes) = (actor.clone(), file.bytes);
    let work = move |tx: &mut Tx<'_>| upload::keep(tx, &by, (purpose, &of), (&name, &bytes));
    let kind = match purpose {
        Purpose::Items => "items",
        Purpose::Duties => "duties",
    };
    match act(house, &mut form, work).await? {
        Some(id) => Ok(see_other(format!("/oversight/imports/{kind}/{id}")).into_response()),
        None => draw_choose(page, named, &form),
    }
}

/// `POST /oversight/items/imports`
///
/// # Errors
/// If it cannot be kept.
pub async fn send_items(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    sent: Sent,
) -> Result<Response, Problem> {
    may(&actor)?;
    keep(page, &house, &actor, (Purpose::Items, None), sent).await
}

/// `POST /oversight/towns/{id}/imports`
///
/// # Errors
/// If it cannot be kept.
pub async fn send_duties(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(town): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    may(&actor)?;
    let of = town.clone();
    let name = house.read(move |tx| unit_name(tx, &of)).await?;
    keep(page, &house, &actor, (Purpose::Duties, Some((town, name))), sent).await
}

fn planned_now(
    tx: &mut Tx<'_>,
    book: &Rulebook,
    (purpose, of): (Purpose, &str),
    read: &Read,
) -> Result<Plan, Fault> {
    match purpose {
        Purpose::Items => Ok(Plan::Items(items::plan(tx, book, read)?)),
        Purpose::Duties => Ok(Plan::Duties(duties::plan(tx, of, read)?)),
    }
}

async fn planned(
    house: &House,
    actor: &Asker,
    (purpose, id): (Purpose, &str),
) -> Result<(upload::Upload, Read, Plan), Problem> {
    let (by, which) = (actor.clone(), id.to_owned());
    let kept = house.read(move |tx| upload::find(tx, &by, &which, purpose)).await?;
    let bytes = kept.bytes.clone();
    let work = move || cells::read(&bytes, columns(purpose));
    let read = tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?;
    let read = read.map_err(|error| Problem::internal(error.text().en))?;
    let (of, town, book) = (read.clone(), kept.of.clone(), house.book());
    let plan = house.read(move |tx| planned_now(tx, &book, (purpose, &town), &of)).await?;
    Ok((kept, read, plan))
}

fn draw_plan(
    page: Page,
    (purpose, id): (Purpose, &str),
    (name, plan): (&str, &Plan),
    form: &FormState,
) -> Result<Response, Problem> {
    let kind = match purpose {
        Purpose::Items => "items",
        Purpose::Duties => "duties",
    };
    let page = page
        .titled_with("oversight-import-of", &[("file", &name)])
        .led_by("oversight-import-plan-lead")
        .back_to("/oversight", "oversight-room")
        .across();
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, form);
    let number = |n: usize| t.number(i64::try_from(n).unwrap_or(i64::MAX));
    let [rows, new, off, same] = plan.counts();
    let wrong: BTreeSet<_> = plan.findings().iter().map(|one| one.place.row).collect();
    sheet.add(
        &FactList::new()
            .fact(t.of("oversight-import-rows"), &number(rows))
            .fact(t.of("oversight-import-new"), &number(new))
            .fact(t.of("oversight-import-off"), &number(off))
            .fact(t.of("oversight-import-same"), &number(same))
            .fact(t.of("oversight-import-wrong"), &number(wrong.len())),
    );
    if !plan.findings().is_empty() {
        sheet.heading("oversight-findings");
        sheet.add(&findings_table(&t, purpose, plan.findings()));
        sheet.hint("oversight-import-mend");
    }
    if new + off > 0 {
        sheet.heading("oversight-import-new");
        sheet.add(&new_table(&t, plan));
    }
    if plan.is_sound() {
        let document = sheet.field("document", "oversight-by-document", |field| {
            field.max(80).hint("oversight-by-document-hint")
        });
        let carry = Form::to(format!("/oversight/imports/{kind}/{id}/completion"))
            .hidden("changes", (new + off).to_string())
            .part(document);
        sheet.add(&carry.button(t.of("oversight-import-carry").to_owned()));
    }
    sheet.add(&Form::to(format!("/oversight/imports/{kind}/{id}/withdrawal")).way(
        "way",
        "forget",
        t.of("oversight-import-forget"),
        true,
    ));
    sheet.done()
}

/// `GET /oversight/imports/{kind}/{id}`: the trial reading.
///
/// # Errors
/// If there is no such file of the actor.
pub async fn trial(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    may(&actor)?;
    let purpose = purpose(&kind)?;
    let (kept, _, plan) = planned(&house, &actor, (purpose, &id)).await?;
    draw_plan(page, (purpose, &id), (&kept.name, &plan), &FormState::default())
}

/// `POST /oversight/imports/{kind}/{id}/completion`: what the trial reading showed, or nothing.
///
/// # Errors
/// If it cannot be written.
pub async fn complete(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((kind, id)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    may(&actor)?;
    let purpose = purpose(&kind)?;
    let (kept, read, plan) = planned(&house, &actor, (purpose, &id)).await?;
    let document = form.required_text("document", 80).unwrap_or_default();
    let shown = form.value("changes").to_owned();
    let (by, which, book, town) = (actor.clone(), id.clone(), house.book(), kept.of.clone());
    let work = move |tx: &mut Tx<'_>| -> Result<usize, Fault> {
        // What was shown is what is done: the plan is made again in the transaction that carries it out.
        let now = planned_now(tx, &book, (purpose, &town), &read)?;
        let [_, new, off, _] = now.counts();
        if !now.is_sound() || (new + off).to_string() != shown {
            let (zh, en) = (
                "试读之后内容有了变动，本次未登记；下面是重新试读的结果。",
                "Something changed since the trial reading; nothing was done. Below is a new one.",
            );
            return Err(Refusal::new(zh, en).into());
        }
        let done = match &now {
            Plan::Items(plan) => items::carry_out(tx, &by, &book, (plan, &document))?,
            Plan::Duties(plan) => {
                let done = town::set(tx, &by, &town, (&plan.wanted, &document))?;
                done.new.len() + done.off.len()
            }
        };
        upload::forget(tx, &by, &which, purpose)?;
        Ok(done)
    };
    match act(&house, &mut form, work).await? {
        Some(done) => {
            let to = match purpose {
                Purpose::Items => "/oversight/items".to_owned(),
                Purpose::Duties => format!("/oversight/towns/{}", kept.of),
            };
            let done = i64::try_from(done).unwrap_or(0);
            Ok(see_other(to).notice("oversight-done-imported", &[("n", &done)]).into_response())
        }
        None => draw_plan(page, (purpose, &id), (&kept.name, &plan), &form),
    }
}

/// `POST /oversight/imports/{kind}/{id}/withdrawal`
///
/// # Errors
/// If it cannot be written.
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path((kind, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    may(&actor)?;
    let purpose = purpose(&kind)?;
    house.county().write(move |tx| upload::forget(tx, &actor, &id, purpose)).await?;
    Ok(see_other("/oversight").notice("oversight-done-forgotten", &[]).into_response())
}
