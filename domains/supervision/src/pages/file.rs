//! The register of files of a unit: the list, adding one, taking one off. Not here: workbooks (`import`).

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Scope, Tx};
use rust_decimal::Decimal;
use web::components::{Cell, Pager, StateTag, Table, Tone};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{PER_PAGE, Paged, act, choices, count, said, units};
use crate::permission::{inspects, keeps_files};
use crate::review::file::{self, File, Kind, NewFile};

struct Found {
    units: Vec<(String, String)>,
    unit: Option<(String, String)>,
    files: Vec<File>,
    all: i64,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, asked: &Paged) -> Result<Found, Fault> {
    let units = reach(tx, actor)?;
    let wanted = asked.unit.as_ref();
    let unit = match wanted {
        Some(id) => Some(units.iter().find(|(unit, _)| unit == id).ok_or(Fault::NotFound)?.clone()),
        None => units.first().cloned(),
    };
    let (files, all) = match &unit {
        Some((id, _)) if keeps_files(tx, actor, id)? => {
            file::list(tx, &actor.scope(Area::Power), id, (asked.from(), PER_PAGE))?
        }
        _ => (Vec::new(), 0),
    };
    Ok(Found { units, unit, files, all })
}

/// The units whose register the reader keeps.
pub(super) fn reach(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(String, String)>, Fault> {
    if inspects(actor) {
        return Ok(super::peers(tx)?);
    }
    let scope = Scope::county("units are in the directory");
    let mut found = Vec::new();
    for unit in actor.units_as(kernel::actor::Role::Head) {
        if let Some(unit) = duty::seat::unit(tx, &scope, unit)? {
            found.push((unit.id, unit.name));
        }
    }
    Ok(found)
}

async fn draw(
    page: Page,
    house: &House,
    actor: Arc<Actor>,
    (asked, form): (Paged, FormState),
) -> Result<Response, Problem> {
    let wanted = asked.clone();
    let found = house.read(move |tx| read(tx, &actor, &wanted)).await?;
    let page = page
        .titled_by("supervision-files")
        .led_by("supervision-files-lead")
        .back_to("/supervision", "supervision-room")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    let Some((unit, name)) = &found.unit else { return Err(Problem::forbidden()) };
    if found.units.len() > 1 {
        let list = units(&found.units);
        let chooser = FormState::default().prefilled("unit", unit.clone());
        let field = page.field(&chooser, "unit", "supervision-office").select(&list);
        let field = web::Markup::of(&field);
        sheet.add(&Form::search("/supervision/files").part(field).button(t.of("supervision-show")));
    }
    sheet.words_heading(name);
    sheet.links(vec![(
        format!("/supervision/files/imports?unit={unit}"),
        t.of("supervision-import").to_owned(),
    )]);
    sheet.add(&table(t, &found.files));
    let path = format!("/supervision/files?unit={unit}");
    sheet.add(&Pager::new(t, &path, count(asked.number()), count(found.all), count(PER_PAGE)));
    let kinds = choices(t, Kind::ALL, |one| (one.code(), one.words()));
    let fields = [
        sheet.owned_with("kind", "supervision-kind", &kinds),
        sheet.field("year", "supervision-year", |field| field.number().short()),
        sheet.field("number", "supervision-number", |field| field.max(60)),
        sheet.field("title", "supervision-title", |field| field.max(120)),
        sheet.field("amount", "supervision-amount", |field| field.number().optional().short()),
        sheet.field("counterpart", "supervision-counterpart", |field| {
            field.max(100).optional().hint("supervision-counterpart-hint")
        }),
    ];
    let whole = Form::to("/supervision/files").hidden("of", unit.clone());
    let whole = fields.into_iter().fold(whole, Form::part).button(t.of("supervision-file-add"));
    sheet.fold(t.of("supervision-file-add"), &whole, !form.is_ok());
    sheet.done()
}

fn table(t: &web::i18n::Lookup, files: &[File]) -> Table {
    let mut table = Table::new(t, "files", t.of("supervision-files"))
        .caption_unseen()
        .column(t.of("supervision-number"))
        .column(t.of("supervision-kind"))
        .column(t.of("supervision-year"))
        .column(t.of("supervision-title"))
        .number_column(t.of("supervision-amount"))
        .column(t.of("supervision-state"))
        .empty(t.of("supervision-files-none"));
    for one in files {
        let state = if one.withdrawn_at.is_some() {
            Cell::drawn(&StateTag::new(Tone::Stopped, t.of("supervision-withdrawn")))
        } else {
            Cell::link(format!("/supervision/files/{}/withdrawal", one.id), t.of("supervision-withdraw"))
        };
        table.push(vec![
            one.says.number.as_str().into(),
            said(t, one.says.kind.words()).into(),
            one.says.year.to_string().into(),
            one.says.title.as_str().into(),
            Cell::Number(one.says.amount.map(|amount| t.money(amount)).unwrap_or_default()),
            state,
        ]);
    }
    table
}

/// `GET /supervision/files`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(asked): Query<Paged>,
) -> Result<Response, Problem> {
    draw(page, &house, actor, (asked, FormState::default())).await
}

/// `POST /supervision/files`
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = form.value("of").to_owned();
    let kind = form.required_coded("kind", Kind::ALL, Kind::code);
    let year = form.required_integer("year", 2000..=2100);
    let number = form.required_text("number", 60);
    let title = form.required_text("title", 120);
    let amount = form.decimal("amount", 2, Decimal::ZERO..=Decimal::from(1_000_000_000_000_i64));
    let counterpart = form.text("counterpart", 100).unwrap_or_default();
    if let (Some(kind), Some(year), Some(number), Some(title)) = (kind, year, number, title) {
        let new = NewFile { kind, year, number, title, amount, counterpart };
        let (by, of) = (actor.clone(), unit.clone());
        if act(&house, &mut form, move |tx| file::add(tx, &by, &of, &new)).await?.is_some() {
            return Ok(see_other(format!("/supervision/files?unit={unit}"))
                .notice("supervision-done-file", &[])
                .into_response());
        }
    }
    let asked = Paged { unit: Some(unit), ..Paged::default() };
    draw(page, &house, actor, (asked, form)).await
}

/// `GET /supervision/files/{id}/withdrawal`
pub async fn ask_withdrawal(
    page: Page,
    Acting(_): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let page = page.titled_by("supervision-withdraw").back_to("/supervision/files", "supervision-files");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let confirm = web::components::Confirm::new(
        t,
        format!("/supervision/files/{id}/withdrawal"),
        t.of("supervision-withdraw"),
    )
    .effect(t.of("supervision-withdraw-effect"))
    .back("/supervision/files", t.of("supervision-leave"))
    .grave();
    sheet.add(&confirm);
    sheet.done()
}

/// `POST /supervision/files/{id}/withdrawal`
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let work = move |tx: &mut Tx<'_>| file::withdraw(tx, &actor, &actor.scope(Area::Power), &id);
    let unit = house.county().write(work).await?;
    Ok(see_other(format!("/supervision/files?unit={unit}"))
        .notice("supervision-done-withdrawn", &[])
        .into_response())
}
