//! A workbook of files: the template, the trial reading with every problem, then all of it or nothing.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::Tx;
use web::components::{Cell, FactList, Table};
use web::sheet::{Form, Sheet};
use web::spreadsheet;
use web::{Acting, FormState, House, Page, Problem, Upload, see_other};

use super::{Paged, act, said};
use crate::review::import::{self, COLUMNS, Plan};

/// As many lines as a page shows.
const SHOWN: usize = 200;

fn draw_choose(page: Page, unit: &str, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("supervision-import")
        .led_by("supervision-import-lead")
        .back_to(format!("/supervision/files?unit={unit}"), "supervision-files");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.links(vec![(
        "/supervision/files/template.xlsx".to_owned(),
        t.of("supervision-template").to_owned(),
    )]);
    let field = sheet.field("file", "supervision-import-file", |field| field.file(".xlsx"));
    let whole = Form::to("/supervision/files/imports").with_files().hidden("of", unit);
    sheet.add(&whole.part(field).button(t.of("supervision-import-read")));
    sheet.done()
}

/// `GET /supervision/files/imports`
pub async fn choose(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(asked): Query<Paged>,
) -> Result<Response, Problem> {
    let units = house.read(move |tx| super::file::reach(tx, &actor)).await?;
    let wanted = asked.unit.or_else(|| units.first().map(|(id, _)| id.clone())).unwrap_or_default();
    if units.iter().all(|(id, _)| *id != wanted) {
        return Err(Problem::forbidden());
    }
    draw_choose(page, &wanted, &FormState::default())
}

/// `GET /supervision/files/template.xlsx`
pub async fn template(page: Page, Acting(_): Acting) -> Result<Response, Problem> {
    let t = &page.t;
    let heads: Vec<String> = COLUMNS.iter().map(|(zh, en, _)| t.choose(zh, en).to_owned()).collect();
    spreadsheet::sheet(t.of("supervision-files"), &heads, &[])
}

/// `POST /supervision/files/imports`
pub async fn send(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    sent: Upload,
) -> Result<Response, Problem> {
    let Upload { mut form, files } = sent;
    let unit = form.value("of").to_owned();
    let Some(file) = files.into_iter().next() else {
        form.error("file", "web-error-required");
        return draw_choose(page, &unit, &form);
    };
    let bytes = file.bytes.clone();
    let read = tokio::task::spawn_blocking(move || import::read(&bytes)).await.map_err(Problem::internal)?;
    if let Err(refusal) = read {
        form.take(refusal.into())?;
        return draw_choose(page, &unit, &form);
    }
    let of = unit.clone();
    let work = move |tx: &mut Tx<'_>| import::keep(tx, &actor, &of, (&file.name, &file.bytes));
    match act(&house, &mut form, work).await? {
        Some(id) => Ok(see_other(format!("/supervision/files/imports/{id}")).into_response()),
        None => draw_choose(page, &unit, &form),
    }
}

async fn planned(
    house: &House,
    actor: &std::sync::Arc<kernel::Actor>,
    id: &str,
) -> Result<(String, String, import::Rows, Plan), Problem> {
    let (by, which) = (actor.clone(), id.to_owned());
    let (unit, name, bytes) = house.read(move |tx| import::kept(tx, &by, &which)).await?;
    let read = tokio::task::spawn_blocking(move || import::read(&bytes)).await.map_err(Problem::internal)?;
    let rows = read.map_err(|refusal| Problem::internal(refusal.text.en))?;
    let (of, typed) = (unit.clone(), rows.clone());
    let plan = house.read(move |tx| import::plan(tx, &of, &typed)).await?;
    Ok((unit, name, rows, plan))
}

fn draw(page: Page, id: &str, (name, plan): (&str, &Plan), form: &FormState) -> Result<Response, Problem> {
    let page = page.titled(name.to_owned()).back_to("/supervision/files", "supervision-files").across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let number = |n: usize| t.number(i64::try_from(n).unwrap_or(i64::MAX));
    sheet.add(
        &FactList::new()
            .fact(t.of("supervision-import-rows"), &number(plan.rows))
            .fact(t.of("supervision-import-new"), &number(plan.new.len()))
            .fact(t.of("supervision-import-known"), &number(plan.known))
            .fact(t.of("supervision-import-wrong"), &number(plan.wrong.len())),
    );
    if !plan.wrong.is_empty() {
        let mut table = Table::new(t, "wrong", t.of("supervision-import-wrong"))
            .number_column(t.of("supervision-import-row"))
            .column(t.of("supervision-import-field"))
            .column(t.of("supervision-import-mend"));
        for one in plan.wrong.iter().take(SHOWN) {
            table.push(vec![
                Cell::Number(one.row.to_string()),
                t.both(&one.field).into(),
                t.both(&one.says).into(),
            ]);
        }
        sheet.add(&table);
        sheet.hint("supervision-import-mend-hint");
    }
    if !plan.new.is_empty() {
        let mut table = Table::new(t, "new", t.of("supervision-import-new"))
            .column(t.of("supervision-number"))
            .column(t.of("supervision-kind"))
            .column(t.of("supervision-title"));
        for one in plan.new.iter().take(SHOWN) {
            table.push(vec![
                one.number.as_str().into(),
                said(t, one.kind.words()).into(),
                one.title.as_str().into(),
            ]);
        }
        sheet.add(&table);
    }
    if plan.wrong.is_empty() && !plan.new.is_empty() {
        let carry = Form::to(format!("/supervision/files/imports/{id}/completion"))
            .hidden("rows", plan.new.len().to_string());
        sheet.add(&carry.button(t.of("supervision-import-carry")));
    }
    let forget = Form::to(format!("/supervision/files/imports/{id}/withdrawal"));
    sheet.add(&forget.way("way", "forget", t.of("supervision-import-forget"), true));
    sheet.done()
}

/// `GET /supervision/files/imports/{id}`: the trial reading.
pub async fn trial(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (_, name, _, plan) = planned(&house, &actor, &id).await?;
    draw(page, &id, (&name, &plan), &FormState::default())
}

/// `POST /supervision/files/imports/{id}/completion`
pub async fn complete(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (unit, name, rows, plan) = planned(&house, &actor, &id).await?;
    let shown = form.value("rows").parse::<usize>().unwrap_or(0);
    let which = id.clone();
    let work = move |tx: &mut Tx<'_>| import::carry_out(tx, &actor, &which, (&rows, shown));
    match act(&house, &mut form, work).await? {
        Some(done) => Ok(see_other(format!("/supervision/files?unit={unit}"))
            .notice("supervision-done-imported", &[("n", &done)])
            .into_response()),
        None => draw(page, &id, (&name, &plan), &form),
    }
}

/// `POST /supervision/files/imports/{id}/withdrawal`
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    house.county().write(move |tx| import::forget(tx, &actor, &id)).await?;
    Ok(see_other("/supervision/files").notice("supervision-done-forgotten", &[]).into_response())
}
