//! Outside records from a workbook: the file, its trial reading with every problem, then all of it or nothing.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Fault, Refusal};
use people::formats::FormatError;
use web::components::{Cell, FactList, Table};
use web::download::{XLSX, download};
use web::i18n::{Language, Lookup};
use web::{Acting, FormState, House, Page, Problem, Upload as Sent, see_other};

use super::{Asker, act, said, time};
use crate::import::sheet::{self as cells, Sheet as Read};
use crate::import::{self, Plan, upload};
use crate::permission;
use web::sheet::{Form, Sheet};

/// As many rows and findings as a page shows.
const SHOWN: usize = 200;

fn keeper(actor: &Asker) -> Result<(), Problem> {
    if permission::keeps(actor) { Ok(()) } else { Err(Problem::forbidden()) }
}

fn draw_choose(page: Page, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-imports")
        .led_by("training-imports-lead")
        .back_to("/training", "training-room");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.links(vec![("/training/imports/template.xlsx".to_owned(), t.of("training-template").to_owned())]);
    let field = sheet.field("file", "training-import-file", |field| field.file(".xlsx"));
    let button = t.of("training-import-read").to_owned();
    sheet.add(&Form::to("/training/imports").with_files().part(field).button(button));
    sheet.done()
}

/// `GET /training/imports`
pub async fn choose(page: Page, Acting(actor): Acting) -> Result<Response, Problem> {
    keeper(&actor)?;
    draw_choose(page, &FormState::default())
}

/// `GET /training/imports/template.xlsx`
pub async fn template(page: Page, Acting(actor): Acting) -> Result<Response, Problem> {
    keeper(&actor)?;
    let bytes = cells::template(page.language() == Language::En).map_err(Problem::internal)?;
    Ok(download(&format!("{}.xlsx", page.t.of("training-template-name")), XLSX, bytes))
}

/// `POST /training/imports`: keeps a file that can be read at all.
pub async fn send(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    sent: Sent,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let Sent { mut form, mut files } = sent;
    if files.is_empty() {
        form.error("file", "training-files-none");
        return draw_choose(page, &form);
    }
    let file = files.swap_remove(0);
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let read = tokio::task::spawn_blocking(move || cells::read(&bytes)).await.map_err(Problem::internal)?;
    if let Err(error) = read {
        // What the house reads elsewhere is not read here.
        match error {
            FormatError::Unknown => form.error("file", "training-import-not-xlsx"),
            error => form.refused("file", &error.text()),
        }
        return draw_choose(page, &form);
    }
    let (by, bytes) = (actor.clone(), file.bytes);
    match act(&house, &mut form, move |tx| upload::keep(tx, &by, &name, &bytes)).await? {
        Some(id) => Ok(see_other(format!("/training/imports/{id}")).into_response()),
        None => draw_choose(page, &form),
    }
}

async fn planned(house: &House, actor: &Asker, id: &str) -> Result<(String, String, Read, Plan), Problem> {
    let (by, which) = (actor.clone(), id.to_owned());
    let kept = house.read(move |tx| upload::find(tx, &by, &which)).await?;
    let bytes = kept.bytes;
    let read = tokio::task::spawn_blocking(move || cells::read(&bytes)).await.map_err(Problem::internal)?;
    let read = read.map_err(|error| Problem::internal(error.text().en))?;
    let (book, of) = (house.book(), read.clone());
    let plan = house.read(move |tx| import::plan(tx, &book, &of)).await?;
    Ok((kept.name, kept.hash, read, plan))
}

fn findings_table(t: &Lookup, plan: &Plan) -> Table {
    let mut table = Table::new(t, "findings", t.of("training-import-findings"))
        .caption_unseen()
        .number_column(t.of("training-import-row"))
        .column(t.of("training-import-field"))
        .column(t.of("training-import-problem"))
        .column(t.of("training-import-mending"));
    for one in plan.findings.iter().take(SHOWN) {
        let row = one.place.row.map(|row| row.to_string()).unwrap_or_default();
        let field = field_name(t, &one.field);
        table.push(vec![
            Cell::Number(row),
            field.into(),
            t.both(&one.problem).into(),
            t.both(&one.mending).into(),
        ]);
    }
    table
}

fn new_table(t: &Lookup, plan: &Plan) -> Table {
    let mut table = Table::new(t, "new", t.of("training-import-new"))
        .caption_unseen()
        .column(t.of("training-name"))
        .column(t.of("training-record"))
        .column(t.of("training-form"))
        .column(t.of("training-ends"))
        .number_column(t.of("training-time"));
    for (name, one) in plan.new.iter().take(SHOWN) {
        table.push(vec![
            name.as_str().into(),
            one.title.as_str().into(),
            said(t, one.form.words()).into(),
            one.ended_on.into(),
            Cell::Number(time(t, one.minutes)),
        ]);
    }
    table
}

fn draw_plan(
    page: Page,
    id: &str,
    (name, plan): (&str, &Plan),
    form: &FormState,
) -> Result<Response, Problem> {
    let page = page
        .titled_with("training-import-of", &[("file", &name)])
        .led_by("training-import-plan-lead")
        .back_to("/training/imports", "training-imports")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let number = |n: usize| t.number(i64::try_from(n).unwrap_or(i64::MAX));
    let wrong: BTreeSet<_> = plan.findings.iter().map(|one| one.place.row).collect();
    // With anything wrong nothing is registered: what is sound is not announced as if it were.
    let new = if plan.findings.is_empty() { "training-import-new" } else { "training-import-sound" };
    sheet.add(
        &FactList::new()
            .fact(t.of("training-import-rows"), &number(plan.rows))
            .fact(t.of(new), &number(plan.new.len()))
            .fact(t.of("training-import-known"), &number(plan.known))
            .fact(t.of("training-import-wrong"), &number(wrong.len())),
    );
    if !plan.findings.is_empty() {
        sheet.heading("training-import-findings");
        sheet.add(&findings_table(t, plan));
        sheet.hint("training-import-mend");
    }
    if !plan.new.is_empty() {
        sheet.heading(new);
        sheet.add(&new_table(t, plan));
    }
    if plan.is_sound() {
        let carry =
            Form::to(format!("/training/imports/{id}/completion")).hidden("rows", plan.new.len().to_string());
        sheet.add(&carry.button(t.of("training-import-carry")));
    }
    sheet.add(&Form::to(format!("/training/imports/{id}/withdrawal")).way(
        "way",
        "forget",
        t.of("training-import-forget"),
        true,
    ));
    sheet.done()
}

fn field_name(t: &Lookup, zh: &str) -> String {
    let found = cells::COLUMNS.iter().find(|(_, name, ..)| *name == zh);
    found.map_or_else(|| zh.to_owned(), |(_, zh, en, ..)| t.choose(zh, en).to_owned())
}

/// `GET /training/imports/{id}`: the trial reading.
pub async fn trial(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let (name, _, _, plan) = planned(&house, &actor, &id).await?;
    draw_plan(page, &id, (&name, &plan), &FormState::default())
}

/// `POST /training/imports/{id}/completion`: what the trial reading showed, or nothing.
pub async fn complete(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let (name, hash, read, plan) = planned(&house, &actor, &id).await?;
    let shown = form.value("rows").to_owned();
    let (by, which, book) = (actor.clone(), id.clone(), house.book());
    let work = move |tx: &mut kernel::Tx<'_>| -> Result<usize, Fault> {
        // What was shown is what is done: the plan is made again in the transaction that carries it out.
        let now = import::plan(tx, &book, &read)?;
        if now.new.len().to_string() != shown {
            let (zh, en) = (
                "试读之后名册或记录有了变动，本次未登记；下面是重新试读的结果。",
                "Something changed since the trial reading; nothing was recorded. Below is a new one.",
            );
            return Err(Refusal::new(zh, en).into());
        }
        let done = import::carry_out(tx, &by, &hash, &now)?;
        upload::forget(tx, &by, &which)?;
        Ok(done)
    };
    match act(&house, &mut form, work).await? {
        Some(done) => Ok(see_other("/training/imports")
            .notice("training-done-imported", &[("n", &done)])
            .into_response()),
        None => draw_plan(page, &id, (&name, &plan), &form),
    }
}

/// `POST /training/imports/{id}/withdrawal`
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    house.county().write(move |tx| upload::forget(tx, &actor, &id)).await?;
    Ok(see_other("/training/imports").notice("training-done-forgotten", &[]).into_response())
}
