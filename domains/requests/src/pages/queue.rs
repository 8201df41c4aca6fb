//! The requests of an office: lists with filters and search; writing one down for a caller. Not here: one request.

use std::sync::Arc;

use axum::extract::{Extension, Query, State as Ax};
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::civil::Date;
use kernel::{Actor, Fault, Role, Tx};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Table};
use web::forms::body::Upload;
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem};

use super::asking::{self, By, drawn_with, fill, ground};
use super::drawing::{tag, word};
use super::entry::{Entrance, draw_slip};
use super::{act, discard, keep};
use crate::coded::Kind;
use crate::listing::{self, Line, Wanted};
use crate::permission;
use crate::request::scope;
use crate::store::request as sql;
use crate::submission;

/// Rows of one page.
const ROWS: i64 = 40;

/// Filters as they stand in the address.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Filter {
    what: Option<String>,
    kind: Option<String>,
    unit: Option<String>,
    before: Option<String>,
    q: Option<String>,
}

struct Found {
    lines: Vec<Line>,
    units: Vec<(String, String)>,
    total: Total,
    today: Date,
    whole: bool,
}

/// How many there are of what is listed.
enum Total {
    /// By the filters in use: how many, of what.
    Listed(i64, String),
    /// By the words typed: how many, and whether that is all.
    Found(i64, bool),
}

/// How many there are, in a sentence that says of what.
fn said(t: &Lookup, total: &Total) -> String {
    let (n, key) = match total {
        Total::Listed(n, what) if what == "all" => (*n, "requests-total-all"),
        Total::Listed(n, what) if what == "overdue" => (*n, "requests-total-overdue"),
        Total::Listed(n, _) => (*n, "requests-total-open"),
        Total::Found(n, true) => (*n, "requests-total-found"),
        Total::Found(n, false) => (*n, "requests-total-many"),
    };
    t.with(key, &[("n", &n)])
}

fn wanted(filter: &Filter) -> Wanted {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let kind = some(&filter.kind);
    let what = some(&filter.what);
    Wanted {
        what: if what.is_empty() { "open".to_owned() } else { what },
        kind: Kind::from_code(&kind).map(|_| kind).unwrap_or_default(),
        unit: some(&filter.unit),
        before: some(&filter.before),
    }
}

pub(super) fn offices(
    tx: &mut Tx<'_>,
    scope: &kernel::Scope,
) -> Result<Vec<(String, String)>, kernel::DbError> {
    tx.rows(scope, sql::OFFICES, &[])?.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

fn read(tx: &mut Tx<'_>, actor: &Actor, filter: &Filter) -> Result<Found, Fault> {
    let mut wanted = wanted(filter);
    let units = offices(tx, &scope(actor))?;
    let whole = scope(actor).is_county();
    // Closed ones of a part of the county are listed office by office: that is what stands in an index.
    if wanted.what == "all" && !whole && wanted.unit.is_empty() {
        wanted.unit = units.first().map(|(id, _)| id.clone()).unwrap_or_default();
    }
    let (lines, total) = match filter.q.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        Some(typed) => {
            let lines = listing::search(tx, actor, typed, &wanted.before, ROWS)?;
            let (n, all) = listing::found(tx, actor, typed)?;
            (lines, Total::Found(n, all))
        }
        None => {
            let lines = listing::list(tx, actor, &wanted, ROWS)?;
            (lines, Total::Listed(listing::count(tx, actor, &wanted)?, wanted.what.clone()))
        }
    };
    Ok(Found { lines, units, total, today: tx.today(), whole })
}

/// `GET /requests`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(filter): Query<Filter>,
) -> Result<Response, Problem> {
    let (asking, asked) = (actor.clone(), filter.clone());
    let found = house.read(move |tx| read(tx, &asking, &asked)).await?;
    let page = page.titled_by("requests-room").led_by("requests-room-lead").across();
    let t = page.t.clone();
    let mut form = FormState::default();
    for (name, value) in
        [("what", &filter.what), ("kind", &filter.kind), ("unit", &filter.unit), ("q", &filter.q)]
    {
        form.set(name, value.clone().unwrap_or_default());
    }
    let mut sheet = Sheet::new(&page, &form);
    sheet.links(links(&t, &actor));
    draw_filter(&mut sheet, &found);
    sheet.text(&said(&t, &found.total));
    sheet.add(&table(&t, &found.lines, found.today));
    if found.lines.len() >= usize::try_from(ROWS).unwrap_or(40)
        && let Some(last) = found.lines.last()
    {
        sheet.links(vec![(
            older(&filter, &last.place(filter.what.as_deref().unwrap_or_default())),
            t.of("requests-older").to_owned(),
        )]);
    }
    sheet.done()
}

fn links(t: &Lookup, actor: &Actor) -> Vec<(String, String)> {
    let mut links = Vec::new();
    let mut add = |href: &str, key: &str| links.push((href.to_owned(), t.of(key).to_owned()));
    if writes_down(actor) {
        add("/requests/new", "requests-new");
    }
    add("/requests/figures", "requests-figures");
    add("/requests/report", "requests-report");
    if permission::examines(actor) || actor.is(Role::Head) {
        add("/requests/complaints", "requests-complaints");
    }
    if actor.is_county(Role::SystemAdmin) {
        add("/requests/keys", "requests-keys");
    }
    links
}

fn older(filter: &Filter, last: &str) -> String {
    let mut path = format!("/requests?before={last}");
    for (name, value) in
        [("what", &filter.what), ("kind", &filter.kind), ("unit", &filter.unit), ("q", &filter.q)]
    {
        if let Some(value) = value.as_deref().filter(|value| !value.is_empty()) {
            path.push_str(&format!("&{name}={}", web::download::encoded(value)));
        }
    }
    path
}

fn draw_filter(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    let whats = Choice::list(
        &t,
        &[("open", "requests-what-open"), ("overdue", "requests-what-overdue"), ("all", "requests-what-all")],
    );
    let kinds: Vec<Choice> = Kind::ALL
        .iter()
        .filter(|kind| **kind != Kind::Complaint)
        .map(|kind| Choice::new(kind.code(), word(&t, "kind", kind.code())))
        .collect();
    let units: Vec<Choice> =
        found.units.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
    let mut parts = vec![
        sheet.field("q", "requests-search", |field| field.max(40).optional().hint("requests-search-hint")),
        sheet.field("what", "requests-what", |field| field.select(&whats).optional()),
        sheet.field("kind", "requests-kind", |field| field.select(&kinds).optional()),
    ];
    if units.len() > 1 || found.whole {
        parts.push(sheet.field("unit", "requests-office", |field| field.select(&units).optional()));
    }
    let form = parts.into_iter().fold(Form::search("/requests"), Form::part).button(t.of("requests-filter"));
    sheet.add(&form);
}

fn table(t: &Lookup, lines: &[Line], today: Date) -> Table {
    let mut table = Table::new(t, "requests", t.of("requests-room"))
        .caption_unseen()
        .column(t.of("requests-number"))
        .column(t.of("requests-title"))
        .column(t.of("requests-kind"))
        .column(t.of("requests-office"))
        .column(t.of("requests-state"))
        .column(t.of("requests-received-on"))
        .column(t.of("requests-due-list"))
        .empty(t.of("requests-list-none"));
    for one in lines {
        let late = one.open && one.due.is_some_and(|due| due < today);
        let office = if one.unit.is_empty() { t.of("requests-desk") } else { one.unit.as_str() };
        table.push(vec![
            Cell::link(format!("/requests/{}", one.id), one.number.as_str()),
            if one.title.is_empty() { t.of("requests-untitled") } else { one.title.as_str() }.into(),
            word(t, "kind", one.kind.code()).into(),
            office.into(),
            Cell::drawn(&tag(t, one.state, late)),
            one.received_on.into(),
            one.due.filter(|_| one.open).map_or_else(|| Cell::from(""), Cell::from),
        ]);
    }
    table
}

/// `GET /requests/new`
pub async fn new(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    new_again(page, &house, &actor, &FormState::default()).await
}

/// Whether somebody writes down what callers and visitors ask.
fn writes_down(actor: &Actor) -> bool {
    actor.is(Role::Desk) || actor.is(Role::Head) || submission::may_accuse(actor)
}

fn by(actor: &Actor) -> By {
    By::Officer { accuses: submission::may_accuse(actor) }
}

async fn draw_new(page: Page, house: &House, actor: &Actor, form: &FormState) -> Result<Response, Problem> {
    let ground = house.read(|tx| ground(tx, "")).await?;
    let page =
        page.titled_by("requests-new").led_by("requests-new-lead").back_to("/requests", "requests-room");
    let mut sheet = Sheet::new(&page, form);
    fill(&mut sheet, &ground, by(actor), &drawn_with(house, form));
    sheet.done()
}

/// `POST /requests/new`
pub async fn add(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Extension(entrance): Extension<Arc<Entrance>>,
    headers: HeaderMap,
    mut upload: Upload,
) -> Result<Response, Problem> {
    let sent = std::mem::take(&mut upload.files);
    let mut form = upload.form;
    let asked = asking::asked(&mut form, by(&actor));
    if let Err(fault) = submission::check(&asked) {
        form.take(fault)?;
    }
    if !writes_down(&actor) || !form.is_ok() {
        return new_again(page, &house, &actor, &form).await;
    }
    let kept = keep(&house, &mut form, sent, true).await?;
    if !form.is_ok() {
        discard(&house, kept).await?;
        return draw_new(page, &house, &actor, &form).await;
    }
    let (who, book, files) = (actor.clone(), house.book(), kept.clone());
    let work = move |tx: &mut Tx<'_>| submission::submit_for_caller(tx, &who, &book, &asked, &files);
    match act(&house, &mut form, work).await? {
        Some(submitted) => draw_slip(page, &submitted, (&headers, &entrance)),
        None => {
            discard(&house, kept).await?;
            draw_new(page, &house, &actor, &form).await
        }
    }
}

async fn new_again(page: Page, house: &House, actor: &Actor, form: &FormState) -> Result<Response, Problem> {
    if writes_down(actor) { draw_new(page, house, actor, form).await } else { Err(Problem::forbidden()) }
}
