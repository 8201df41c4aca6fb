//! The first page of the portal, and the catalogue with its search. Not here: one item (`item`).

use std::sync::Arc;

use axum::extract::{Extension, Query as Asked, State};
use axum::response::Response;
use web::components::lists::Pager;
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{FormState, House, Page, Problem};

use super::Portal;
use crate::item::Kind;
use crate::item::search::{Found, Question};
use crate::pages::{PER_PAGE, Query, address, choices, said};

fn search_form(sheet: &mut Sheet<'_>) -> Form {
    let words = sheet
        .field("q", "oversight-search-words", |field| field.optional().max(60).hint("oversight-search-hint"));
    let button = sheet.page.t.of("oversight-search-do").to_owned();
    Form::search("/open/items").part(words).button(button)
}

/// `GET /open`
///
/// # Errors
/// If the catalogue cannot be read.
pub async fn show(
    page: Page,
    State(house): State<House>,
    Extension(portal): Extension<Arc<Portal>>,
) -> Result<Response, Problem> {
    let index = house.read(move |tx| portal.search.index(tx)).await?;
    let page = page.titled_by("oversight-open").led_by("oversight-open-lead");
    let form = FormState::default();
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, &form);
    let search = search_form(&mut sheet);
    sheet.add(&search);
    sheet.heading("oversight-open-do");
    sheet.links(entries(&t, &ASKING));
    sheet.heading("oversight-open-read");
    sheet.links(entries(&t, &READING));
    sheet.heading("oversight-by-kind");
    sheet.links(
        Kind::ALL
            .iter()
            .map(|kind| (kind, index.of_kind(kind.code())))
            .filter(|(_, n)| *n > 0)
            .map(|(kind, n)| {
                let count = i64::try_from(n).unwrap_or(i64::MAX);
                let text =
                    t.with("oversight-kind-count", &[("kind", &said(&t, kind.words())), ("n", &count)]);
                (address("/open/items", &[("kind", kind.code())]), text)
            })
            .collect(),
    );
    sheet.heading("oversight-by-office");
    let mut table = Table::new(&t, "offices", t.of("oversight-by-office"))
        .caption_unseen()
        .column(t.of("oversight-office"))
        .number_column(t.of("oversight-items-count"))
        .empty(t.of("oversight-open-none"));
    for (id, name, count) in index.offices() {
        table.push(vec![
            Cell::link(address("/open/items", &[("unit", id)]), &**name),
            Cell::number(&t, *count),
        ]);
    }
    sheet.add(&table);
    let all = i64::try_from(index.len()).unwrap_or(i64::MAX);
    sheet.links(vec![("/open/items".to_owned(), t.with("oversight-open-all", &[("n", &all)]))]);
    sheet.done()
}

/// What somebody can do, with where.
const ASKING: [(&str, &str); 2] =
    [("/open/requests/new", "oversight-open-ask"), ("/open/requests", "oversight-open-follow")];
/// What somebody can read, with where.
const READING: [(&str, &str); 6] = [
    ("/open/items", "oversight-open-items"),
    ("/open/notices", "oversight-open-notices"),
    ("/open/decisions", "oversight-open-decisions"),
    ("/open/documents", "oversight-open-documents"),
    ("/open/lists", "oversight-open-lists"),
    ("/open/procedures", "oversight-open-procedures"),
];

fn entries(t: &Lookup, all: &[(&'static str, &'static str)]) -> Vec<(String, String)> {
    all.iter().map(|(href, key)| ((*href).to_owned(), t.of(key).to_owned())).collect()
}

/// `GET /open/items`
///
/// # Errors
/// If the catalogue cannot be read.
pub async fn list(
    page: Page,
    State(house): State<House>,
    Extension(portal): Extension<Arc<Portal>>,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    let question = Question {
        words: asked.q.chars().take(60).collect(),
        unit: asked.unit.clone(),
        kind: asked.kind.clone(),
    };
    let (of, from) = (question.clone(), PER_PAGE * (asked.page() - 1));
    let (found, index) = house
        .read(move |tx| {
            let index = portal.search.index(tx)?;
            let found = index.find(&of, from, PER_PAGE);
            Ok((found, index))
        })
        .await?;
    let page = page.titled_by("oversight-open-items").back_to("/open", "oversight-open");
    let form = FormState::default()
        .prefilled("q", &*question.words)
        .prefilled("unit", &*question.unit)
        .prefilled("kind", &*question.kind);
    let t = page.t.clone();
    let offices: Vec<_> = index.offices().iter().map(|(id, name, _)| (id.clone(), name.clone())).collect();
    let units = crate::pages::units(&offices);
    let kinds = choices(&t, Kind::ALL, |kind| (kind.code(), kind.words()));
    let mut sheet = Sheet::new(&page, &form);
    let unit = sheet.field("unit", "oversight-office", |field| field.optional().select(&units));
    let kind = sheet.field("kind", "oversight-kind", |field| field.optional().select(&kinds));
    let search = search_form(&mut sheet).part(unit).part(kind);
    sheet.add(&search);
    sheet.text(&sentence(&t, &question, &found));
    sheet.add(&results(&t, &found));
    let path =
        address("/open/items", &[("q", &question.words), ("unit", &question.unit), ("kind", &question.kind)]);
    sheet.add(&Pager::new(&t, &path, asked.page(), found.count, PER_PAGE));
    sheet.done()
}

fn sentence(t: &Lookup, question: &Question, found: &Found) -> String {
    let count = i64::try_from(found.count).unwrap_or(i64::MAX);
    if question.words.trim().is_empty() {
        t.with("oversight-found-all", &[("n", &count)])
    } else {
        t.with("oversight-found-words", &[("n", &count), ("words", &question.words)])
    }
}

fn results(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "items", t.of("oversight-open-items"))
        .caption_unseen()
        .column(t.of("oversight-item"))
        .column(t.of("oversight-office"))
        .column(t.of("oversight-kind"))
        .empty(t.of("oversight-found-none"))
        .empty_next("/open/requests/new", t.of("oversight-open-ask"));
    for one in &found.items {
        table.push(vec![
            Cell::link(format!("/open/items/{}", one.id), &*one.name),
            one.unit_name.as_str().into(),
            said(t, one.kind.words()).into(),
        ]);
    }
    table
}
