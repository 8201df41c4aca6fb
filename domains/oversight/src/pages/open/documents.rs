//! The county's normative documents for everybody: what is in force and until when. Not here: their making and evaluation
//! (`pages::document`).

use axum::extract::{Path, Query as Asked, State};
use axum::response::Response;
use kernel::Fault;
use web::components::lists::Pager;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::Sheet;
use web::{FormState, House, Page, Problem};

use crate::act::record_of;
use crate::document::{self, Document, Filter, State as Stands};
use crate::item;
use crate::pages::{PER_PAGE, Query, said, standing_tag};

/// `GET /open/documents`
///
/// # Errors
/// If the register cannot be read.
pub async fn list(
    page: Page,
    State(house): State<House>,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    let (window, book) = (asked.window(), house.book());
    let ((found, count), today) = house
        .read(move |tx| {
            let filter = Filter { state: Stands::Issued.code().to_owned(), ..Filter::default() };
            Ok((document::list(tx, &item::everybody(), &filter, window)?, tx.today()))
        })
        .await?;
    let page = page
        .titled_by("oversight-open-documents")
        .led_by("oversight-documents-lead")
        .back_to("/open", "oversight-open");
    let t = page.t.clone();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    let mut table = Table::new(&t, "documents", t.of("oversight-open-documents"))
        .caption_unseen()
        .column(t.of("oversight-document"))
        .column(t.of("oversight-office"))
        .column(t.of("oversight-lapses"))
        .column(t.of("oversight-valid"))
        .empty(t.of("oversight-documents-none"));
    for one in &found {
        let tag = match one.validity(&book, today).value() {
            Some(found) => standing_tag(&t, found.standing),
            None => StateTag::new(Tone::Info, t.of("oversight-standing-unknown")),
        };
        let title = t.with("oversight-title-number", &[("title", &one.title), ("number", &one.number)]);
        table.push(vec![
            Cell::link(format!("/open/documents/{}", one.id), title),
            one.unit_name.as_str().into(),
            one.lapses_on.map(|day| t.day(day)).unwrap_or_default().into(),
            Cell::drawn(&tag),
        ]);
    }
    sheet.add(&table);
    let count = usize::try_from(count).unwrap_or(0);
    sheet.add(&Pager::new(&t, "/open/documents", asked.page(), count, PER_PAGE));
    sheet.done()
}

fn facts(t: &Lookup, found: &Document) -> FactList {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| t.date(day)).unwrap_or_default();
    FactList::new()
        .fact(t.of("oversight-document-number"), &found.number)
        .fact(t.of("oversight-office"), &found.unit_name)
        .fact(t.of("oversight-document-kind"), &said(t, found.kind.words()))
        .fact(t.of("oversight-issued-on"), &t.date(found.issued_on))
        .fact(t.of("oversight-effective-on"), &t.date(found.effective_on))
        .fact(t.of("oversight-lapses"), &day(found.lapses_on))
        .fact(t.of("oversight-ended-on"), &day(found.ended_on))
        .fact(t.of("oversight-ended-document"), &found.ended_document)
        .fact(t.of("oversight-published-at"), &found.published_at)
        .fact(t.of("oversight-published-on"), &day(found.published_on))
}

/// `GET /open/documents/{id}`
///
/// # Errors
/// If there is no such document, or it is a draft.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let book = house.book();
    let (found, decision, items) = house
        .read(move |tx| {
            let found = document::find(tx, &item::everybody(), &id)?;
            if found.state == Stands::Draft {
                return Err(Fault::NotFound);
            }
            let today = tx.today();
            let decision = found.validity(&book, today);
            let items = item::resting_on(tx, &item::everybody(), &id)?;
            Ok((found, decision, items))
        })
        .await?;
    let record = record_of(&decision)?;
    let page = page.titled(found.title.clone()).back_to("/open/documents", "oversight-open-documents");
    let t = page.t.clone();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&facts(&t, &found));
    let key = match decision.value() {
        Some(value) if value.carries => "oversight-validity-carries",
        Some(_) => "oversight-validity-not",
        None => "oversight-validity-unknown",
    };
    sheet.decision(&record, t.of(key), false);
    if !found.body.is_empty() {
        sheet.heading("oversight-document-text");
        sheet.quoted(&found.body);
    }
    sheet.heading("oversight-resting");
    let mut table = Table::new(&t, "items", t.of("oversight-resting"))
        .caption_unseen()
        .column(t.of("oversight-item"))
        .column(t.of("oversight-office"))
        .empty(t.of("oversight-resting-none"));
    for one in &items {
        table.push(vec![
            Cell::link(format!("/open/items/{}", one.id), &*one.name),
            one.unit_name.as_str().into(),
        ]);
    }
    sheet.add(&table);
    sheet.done()
}
