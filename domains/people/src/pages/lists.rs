//! The list of people with search and filters, and every list of the room as a spreadsheet.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Actor, Area};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Pager, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, show};

use super::{choices, directory, file_language, said, sheet, unit_choices};
use crate::check;
use crate::export;
use crate::formats::citizen_id::CitizenId;
use crate::person::{self, Filter, Kind, Listed, State as Serving};

/// Lines of one page.
const PER_PAGE: u32 = 50;

/// What the list was asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    unit: String,
    kind: String,
    state: String,
    page: Option<u32>,
}

impl Asked {
    pub(super) fn filter(&self, actor: &Actor) -> Filter {
        let number = CitizenId::parse(&self.q).ok().filter(|_| check::keeps_roster(actor));
        let text = if number.is_some() { String::new() } else { self.q.chars().take(100).collect() };
        Filter {
            text,
            unit: Some(self.unit.clone()).filter(|unit| !unit.is_empty()),
            kind: Kind::from_code(&self.kind),
            state: if self.state == "all" {
                None
            } else {
                Serving::from_code(&self.state).or(Some(Serving::Serving))
            },
            id_number: number.map(|id| id.as_str().to_owned()),
        }
    }

    pub(super) fn query(&self) -> String {
        let pairs = [("q", &self.q), ("unit", &self.unit), ("kind", &self.kind), ("state", &self.state)];
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        pairs
            .map(|(name, value)| format!("{name}={}", web::download::encoded(value)))
            .collect::<Vec<_>>()
            .join("&")
    }

    fn form(&self) -> FormState {
        FormState::default()
            .prefilled("q", self.q.clone())
            .prefilled("unit", self.unit.clone())
            .prefilled("kind", self.kind.clone())
            .prefilled("state", self.state.clone())
    }
}

#[derive(Template)]
#[template(path = "people/list.html")]
struct ListPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    units: Vec<Choice>,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    table: Table,
    pager: Pager,
    exports: Vec<(String, &'static str)>,
    keeps: bool,
}

/// Unit and post of a line, with how it is held where that is not the usual way.
pub(crate) fn place(t: &Lookup, row: &Listed) -> String {
    use crate::tenure::TenureKind;
    let title = row.post_title.clone().unwrap_or_default();
    match row.tenure_kind {
        None | Some(TenureKind::Holds) => title,
        Some(kind) => {
            format!("{title}{}", t.with("people-in-brackets", &[("words", &said(t, kind.words()))]))
        }
    }
}

/// The lines of the list; an empty roster offers the import.
fn table(t: &Lookup, rows: &[Listed], offer_import: bool) -> Table {
    let mut table = Table::new(t, "people", t.of("people-title"))
        .caption_unseen()
        .column(t.of("people-name"))
        .column(t.of("people-unit"))
        .column(t.of("people-post"))
        .column(t.of("people-kind"))
        .empty(t.of("people-none-found"));
    if offer_import {
        table = table.empty_next("/people/import", t.of("people-import"));
    }
    for row in rows {
        let unit = match (&row.unit, &row.unit_name) {
            (Some(id), Some(name)) => Cell::link(format!("/units/{id}"), name.as_str()),
            _ if row.left_on.is_some() => t.of("people-left").into(),
            _ => t.of("people-no-tenure").into(),
        };
        table.push(vec![
            Cell::link(format!("/people/{}", row.id), row.name.as_str()),
            unit,
            place(t, row).into(),
            said(t, row.kind.words()).into(),
        ]);
    }
    table
}

/// `GET /people`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let filter = asked.filter(&actor);
    let (asker, at) = (actor.clone(), asked.page.unwrap_or(1).max(1));
    let (found, units) = house
        .read(move |tx| {
            let scope = directory(&asker);
            let found = person::page(tx, &scope, &filter, (at - 1).saturating_mul(PER_PAGE), PER_PAGE)?;
            Ok((found, unit_choices(tx, &scope)?))
        })
        .await?;
    let keeps = check::keeps_roster(&actor);
    let page = page.titled_by("people-title").led_by("people-lead").across();
    let t = &page.t;
    let table = table(t, &found.rows, keeps && asked.query().is_empty());
    let query = asked.query();
    let path = if query.is_empty() { "/people".to_owned() } else { format!("/people?{query}") };
    let total = usize::try_from(found.total).unwrap_or_default();
    let pager = Pager::new(
        t,
        &path,
        usize::try_from(at).unwrap_or(1),
        total,
        usize::try_from(PER_PAGE).unwrap_or(50),
    );
    let mut exports = vec![
        (format!("/people/export/xlsx?{query}"), "people-export-xlsx"),
        (format!("/people/export/csv?{query}"), "people-export-csv"),
    ];
    if reads_records(&actor) {
        exports.push((format!("/people/export?{query}"), "people-export-full"));
    }
    let mut states = choices(t, Serving::ALL, |state| (state.code(), state.words()));
    states.push(Choice::new("all", t.of("people-state-all")));
    let form = asked.form();
    let kinds = choices(t, Kind::ALL, |kind| (kind.code(), kind.words()));
    show(&ListPage { page: &page, form: &form, units, kinds, states, table, pager, exports, keeps })
}

/// Whether the actor sees records of others at all.
pub(super) fn reads_records(actor: &Actor) -> bool {
    let scope = actor.scope(Area::People);
    scope.is_county() || !scope.roots().is_empty()
}

/// `GET /people/export/{ending}`: the directory. The roster with every fact leaves only by a form (`roster`).
pub async fn people(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(ending): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (filter, language) = (asked.filter(&actor), file_language(&page.t));
    let list = house.read(move |tx| export::directory(tx, &directory(&actor), &filter, language)).await?;
    sheet(page.t.of("people-title"), &ending, &list)
}

/// `GET /units/export/{ending}`
pub async fn units(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(ending): Path<String>,
) -> Result<Response, Problem> {
    let language = file_language(&page.t);
    let list = house.read(move |tx| export::units(tx, &directory(&actor), language)).await?;
    sheet(page.t.of("people-units"), &ending, &list)
}

/// `GET /posts/export/{ending}`
pub async fn posts(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(ending): Path<String>,
) -> Result<Response, Problem> {
    let language = file_language(&page.t);
    let list = house.read(move |tx| export::posts(tx, &directory(&actor), language)).await?;
    sheet(page.t.of("people-posts"), &ending, &list)
}
