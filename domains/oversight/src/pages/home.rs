//! The first page of the room inside: what an office has, what lapses, what stands. Not here: the lists themselves.

use axum::extract::State;
use axum::response::Response;
use jiff::Span;
use kernel::actor::Role;
use kernel::{Actor, Fault, Tx};
use web::components::lists::Tabs;
use web::components::{Cell, FactList, Table};
use web::i18n::Lookup;
use web::page::Link;
use web::sheet::Sheet;
use web::{Acting, FormState, House, Page, Problem};

use super::{address, scope};
use crate::count::{self, What};
use crate::document::{self, evaluation, evaluation::Evaluation};
use crate::item;
use crate::permission;
use crate::town::task;

struct Seen {
    items: Vec<i64>,
    lapsing: i64,
    lapsed: i64,
    documents: i64,
    refused: i64,
    open_tasks: i64,
    evaluations: Vec<Evaluation>,
}

/// Whether somebody has any part in powers.
pub(super) fn has_part(actor: &Actor) -> bool {
    const ROLES: [Role; 7] = [
        Role::Head,
        Role::Overseer,
        Role::Desk,
        Role::Jurist,
        Role::Committee,
        Role::Organiser,
        Role::Inspector,
    ];
    ROLES.into_iter().any(|role| actor.is(role))
}

fn read(tx: &mut Tx<'_>, actor: &Actor) -> Result<Seen, Fault> {
    let (scope, today) = (scope(actor), tx.today());
    let kept = count::read(tx, &scope, What::Item)?;
    let items = item::State::ALL.iter().map(|state| kept.of(state.code())).collect::<Vec<_>>();
    let documents = count::read(tx, &scope, What::Document)?.of(document::State::Issued.code());
    let soon = today.saturating_add(Span::new().months(6));
    let (lapsing, lapsed) = document::near_the_end(tx, &scope, soon)?;
    let tasks = count::read(tx, &scope, What::Task)?;
    let refused = tasks.of(task::State::Refused.code());
    let open = [task::State::Sent, task::State::Objected, task::State::Accepted];
    let open_tasks = open.iter().map(|state| tasks.of(state.code())).sum();
    let evaluations = evaluation::under_way(tx, &scope)?;
    Ok(Seen { items, lapsing, lapsed, documents, refused, open_tasks, evaluations })
}

/// The rows of the room's pages.
pub(super) fn tabs(t: &Lookup, current: &str) -> Tabs {
    let pages = [
        ("/oversight", "oversight-home"),
        ("/oversight/items", "oversight-items"),
        ("/oversight/documents", "oversight-documents"),
        ("/oversight/towns", "oversight-towns"),
        ("/oversight/tasks", "oversight-tasks"),
        ("/oversight/changes", "oversight-changes"),
    ];
    let links = pages.iter().map(|(href, key)| Link { href: (*href).to_owned(), text: t.of(key).to_owned() });
    Tabs::new(t.of("oversight-room"), links.collect(), current)
}

/// `GET /oversight`
///
/// # Errors
/// If it cannot be read.
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let jurist = permission::is_jurist(&actor);
    let heads = actor.is(Role::Head);
    let seen = house.read(move |tx| read(tx, &actor)).await?;
    let page = page.titled_by("oversight-room").led_by("oversight-room-lead").across();
    let t = page.t.clone();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&tabs(&t, "/oversight"));
    let n = |count: i64| t.number(count);
    let [draft, published, withdrawn] = seen.items[..] else { return Err(Problem::not_found()) };
    sheet.add(
        &FactList::new()
            .fact(t.of("oversight-items-published"), &n(published))
            .fact(t.of("oversight-items-draft"), &n(draft))
            .fact(t.of("oversight-items-withdrawn"), &n(withdrawn))
            .fact(t.of("oversight-documents-issued"), &n(seen.documents))
            .fact(t.of("oversight-documents-lapsing"), &n(seen.lapsing))
            .fact(t.of("oversight-documents-lapsed"), &n(seen.lapsed))
            .fact(t.of("oversight-tasks-open"), &n(seen.open_tasks))
            .fact(t.of("oversight-tasks-refused"), &n(seen.refused)),
    );
    let mut links = Vec::new();
    let mut link = |href: String, key: &str| links.push((href, t.of(key).to_owned()));
    if heads {
        link("/oversight/items/new".to_owned(), "oversight-item-new");
        link("/oversight/documents/new".to_owned(), "oversight-document-new");
        link("/oversight/tasks/new".to_owned(), "oversight-task-new");
    }
    if jurist {
        link("/oversight/items/imports".to_owned(), "oversight-import-items");
    }
    link(address("/oversight/documents", &[("state", "lapsing")]), "oversight-lapsing-soon");
    link("/oversight/documents/picture".to_owned(), "oversight-picture");
    link(address("/oversight/tasks", &[("state", "refused")]), "oversight-refused-register");
    sheet.links(links);
    if !seen.evaluations.is_empty() {
        sheet.heading("oversight-evaluations");
        sheet.add(&evaluations(&t, &seen.evaluations));
    }
    sheet.done()
}

fn evaluations(t: &Lookup, all: &[Evaluation]) -> Table {
    let mut table = Table::new(t, "evaluations", t.of("oversight-evaluations"))
        .caption_unseen()
        .column(t.of("oversight-document"))
        .column(t.of("oversight-began"))
        .column(t.of("oversight-state"));
    for one in all.iter().take(30) {
        table.push(vec![
            Cell::link(format!("/oversight/evaluations/{}", one.id), &*one.title),
            one.began_on.into(),
            super::said(t, one.state.words()).into(),
        ]);
    }
    table
}
