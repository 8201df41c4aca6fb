//! The catalogue as its offices see it: a list with filters, and the sheet of what is in force. Not here: one item.

use axum::extract::{Query as Asked, State};
use axum::response::Response;
use kernel::actor::Role;
use web::components::lists::Pager;
use web::components::{Cell, StateTag, Table, Tone};
use web::download::{XLSX, download};
use web::i18n::{Language, Lookup};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem};

use super::home::{has_part, tabs};
use super::{PER_PAGE, Query, address, choices, offices, said, scope, units};
use crate::import::{items as columns, sheet as cells};
use crate::item::{self, Filter, Item, Kind, State as Stands};
use crate::permission;

pub(super) fn state_tag(t: &Lookup, state: Stands) -> StateTag {
    let tone = match state {
        Stands::Draft => Tone::Draft,
        Stands::Published => Tone::Public,
        Stands::Withdrawn => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// `GET /oversight/items`
///
/// # Errors
/// If the catalogue cannot be read.
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let filter = Filter {
        unit: asked.unit.clone(),
        kind: asked.kind.clone(),
        state: asked.state.clone(),
        words: asked.q.chars().take(60).collect(),
    };
    let (window, by, of) = (asked.window(), actor.clone(), filter.clone());
    let ((found, count), all) = house
        .read(move |tx| {
            let scope = scope(&by);
            Ok((item::list(tx, &scope, &of, window)?, offices(tx, &scope)?))
        })
        .await?;
    let page = page.titled_by("oversight-items").back_to("/oversight", "oversight-room").across();
    let t = page.t.clone();
    let form = FormState::default()
        .prefilled("q", &*filter.words)
        .prefilled("unit", &*filter.unit)
        .prefilled("kind", &*filter.kind)
        .prefilled("state", &*filter.state);
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&tabs(&t, "/oversight/items"));
    let (offices, kinds, states) = (
        units(&all),
        choices(&t, Kind::ALL, |kind| (kind.code(), kind.words())),
        choices(&t, Stands::ALL, |state| (state.code(), state.words())),
    );
    let words = sheet.field("q", "oversight-filter-words", |field| field.optional().max(60));
    let unit = sheet.field("unit", "oversight-office", |field| field.optional().select(&offices));
    let kind = sheet.field("kind", "oversight-kind", |field| field.optional().select(&kinds));
    let state = sheet.field("state", "oversight-state", |field| field.optional().select(&states));
    let button = t.of("oversight-filter").to_owned();
    let search =
        Form::search("/oversight/items").part(words).part(unit).part(kind).part(state).button(button);
    sheet.fold(t.of("oversight-filter"), &search, !filter.words.is_empty());
    let mut links = Vec::new();
    if actor.is(Role::Head) {
        links.push(("/oversight/items/new".to_owned(), t.of("oversight-item-new").to_owned()));
    }
    if permission::is_jurist(&actor) {
        links.push(("/oversight/items/imports".to_owned(), t.of("oversight-import-items").to_owned()));
    }
    sheet.links(links);
    sheet.add(&table(&t, &found, &address("/oversight/items.xlsx", &[("unit", &filter.unit)])));
    let path = address(
        "/oversight/items",
        &[("q", &filter.words), ("unit", &filter.unit), ("kind", &filter.kind), ("state", &filter.state)],
    );
    sheet.add(&Pager::new(&t, &path, asked.page(), usize::try_from(count).unwrap_or(0), PER_PAGE));
    sheet.done()
}

fn table(t: &Lookup, found: &[Item], export: &str) -> Table {
    let mut table = Table::new(t, "items", t.of("oversight-items"))
        .caption_unseen()
        .column(t.of("oversight-code"))
        .column(t.of("oversight-item"))
        .column(t.of("oversight-office"))
        .column(t.of("oversight-kind"))
        .column(t.of("oversight-state"))
        .export(export)
        .empty(t.of("oversight-items-none"));
    for one in found {
        table.push(vec![
            one.code.as_str().into(),
            Cell::link(format!("/oversight/items/{}", one.id), &*one.name),
            one.unit_name.as_str().into(),
            said(t, one.kind.words()).into(),
            Cell::drawn(&state_tag(t, one.state)),
        ]);
    }
    table
}

/// `GET /oversight/items.xlsx`: what is in force, in the columns an import reads.
///
/// # Errors
/// If it cannot be read or written.
pub async fn sheet(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let unit = asked.unit;
    let all = house.read(move |tx| Ok(item::in_force(tx, &scope(&actor), &unit)?)).await?;
    let english = page.language() == Language::En;
    let name = page.t.of("oversight-items").to_owned();
    let title = name.clone();
    let work = move || cells::write((&title, english), &columns::COLUMNS, &columns::rows(&all));
    let bytes =
        tokio::task::spawn_blocking(work).await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    Ok(download(&format!("{name}.xlsx"), XLSX, bytes))
}
