//! The register of normative documents as offices see it: those that lapse first on top. Not here: one document.

use axum::extract::{Query as Asked, State};
use axum::response::Response;
use jiff::Span;
use jiff::civil::Date;
use kernel::actor::Role;
use law::Rulebook;
use web::components::field::Choice;
use web::components::lists::Pager;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::spreadsheet::{self, Cell as Out};
use web::{Acting, FormState, House, Page, Problem};

use super::home::{has_part, tabs};
use super::{PER_PAGE, Query, address, offices, said, scope, standing_tag, units};
use crate::document::{self, Document, Filter, State as Stands};
use crate::permission;

/// Those that lapse within so many months.
const SOON: i32 = 6;

/// What a state asked for means: a stored one, or one that follows from the day.
fn filter(asked: &Query, today: Date) -> Filter {
    let mut filter = Filter { unit: asked.unit.clone(), ..Filter::default() };
    match asked.state.as_str() {
        "lapsing" => {
            filter.state = Stands::Issued.code().to_owned();
            filter.from = Some(today);
            filter.to = Some(today.saturating_add(Span::new().months(SOON)));
        }
        "lapsed" => {
            filter.state = Stands::Issued.code().to_owned();
            filter.to = today.yesterday().ok();
        }
        state => filter.state = state.to_owned(),
    }
    filter
}

/// Where a document stands, drawn.
pub(super) fn tag(t: &Lookup, book: &Rulebook, one: &Document, today: Date) -> StateTag {
    if one.state == Stands::Draft {
        return StateTag::new(Tone::Draft, said(t, one.state.words()));
    }
    match one.validity(book, today).value() {
        Some(found) => standing_tag(t, found.standing),
        None => StateTag::new(Tone::Info, t.of("oversight-standing-unknown")),
    }
}

/// `GET /oversight/documents`
///
/// # Errors
/// If the register cannot be read.
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let (window, by, of) = (asked.window(), actor.clone(), asked.clone());
    let ((found, count), all, today) = house
        .read(move |tx| {
            let (scope, today) = (scope(&by), tx.today());
            let found = document::list(tx, &scope, &filter(&of, today), window)?;
            Ok((found, offices(tx, &scope)?, today))
        })
        .await?;
    let page = page.titled_by("oversight-documents").back_to("/oversight", "oversight-room").across();
    let t = page.t.clone();
    let form = FormState::default().prefilled("unit", &*asked.unit).prefilled("state", &*asked.state);
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&tabs(&t, "/oversight/documents"));
    let states = vec![
        Choice::new("lapsing", t.of("oversight-lapsing-soon")),
        Choice::new("lapsed", t.of("oversight-standing-lapsed")),
        Choice::new("issued", said(&t, Stands::Issued.words())),
        Choice::new("draft", said(&t, Stands::Draft.words())),
        Choice::new("repealed", said(&t, Stands::Repealed.words())),
        Choice::new("replaced", said(&t, Stands::Replaced.words())),
    ];
    let units = units(&all);
    let unit = sheet.field("unit", "oversight-office", |field| field.optional().select(&units));
    let state = sheet.field("state", "oversight-state", |field| field.optional().select(&states));
    let search = Form::search("/oversight/documents").part(unit).part(state);
    sheet.add(&search.button(t.of("oversight-filter").to_owned()));
    let mut links = vec![("/oversight/documents/picture".to_owned(), t.of("oversight-picture").to_owned())];
    if actor.is(Role::Head) {
        links.push(("/oversight/documents/new".to_owned(), t.of("oversight-document-new").to_owned()));
    }
    if permission::is_jurist(&actor) {
        let to = "/oversight/documents/registration".to_owned();
        links.push((to, t.of("oversight-document-register").to_owned()));
    }
    sheet.links(links);
    let export = address("/oversight/documents.xlsx", &[("unit", &asked.unit), ("state", &asked.state)]);
    sheet.add(&table(&t, &house.book(), (&found, today), &export));
    let path = address("/oversight/documents", &[("unit", &asked.unit), ("state", &asked.state)]);
    sheet.add(&Pager::new(&t, &path, asked.page(), usize::try_from(count).unwrap_or(0), PER_PAGE));
    sheet.done()
}

fn table(t: &Lookup, book: &Rulebook, (found, today): (&[Document], Date), export: &str) -> Table {
    let mut table = Table::new(t, "documents", t.of("oversight-documents"))
        .caption_unseen()
        .column(t.of("oversight-document"))
        .column(t.of("oversight-document-number"))
        .column(t.of("oversight-office"))
        .column(t.of("oversight-document-kind"))
        .column(t.of("oversight-lapses"))
        .column(t.of("oversight-evaluate"))
        .column(t.of("oversight-state"))
        .export(export)
        .empty(t.of("oversight-documents-none"));
    for one in found {
        let day = |day: Option<Date>| day.map(|day| t.day(day)).unwrap_or_default();
        table.push(vec![
            Cell::link(format!("/oversight/documents/{}", one.id), &*one.title),
            one.number.as_str().into(),
            one.unit_name.as_str().into(),
            said(t, one.kind.words()).into(),
            day(one.lapses_on).into(),
            day(one.evaluate_on).into(),
            Cell::drawn(&tag(t, book, one, today)),
        ]);
    }
    table
}

/// As many rows as an export holds.
const MOST: i64 = 20_000;

/// `GET /oversight/documents.xlsx`
///
/// # Errors
/// If the register cannot be read or written.
pub async fn sheet(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let (found, _) = house
        .read(move |tx| {
            let today = tx.today();
            Ok(document::list(tx, &scope(&actor), &filter(&asked, today), (MOST, 0))?)
        })
        .await?;
    let t = &page.t;
    let keys = [
        "oversight-document",
        "oversight-document-number",
        "oversight-office",
        "oversight-document-kind",
        "oversight-issued-on",
        "oversight-effective-on",
        "oversight-lapses",
        "oversight-evaluate",
        "oversight-state",
    ];
    let heads: Vec<String> = keys.iter().map(|key| t.of(key).to_owned()).collect();
    let day = |day: Option<Date>| day.map(|day| t.day(day)).unwrap_or_default();
    let rows: Vec<Vec<Out>> = found
        .iter()
        .map(|one| {
            vec![
                one.title.clone().into(),
                one.number.clone().into(),
                one.unit_name.clone().into(),
                said(t, one.kind.words()).into(),
                t.day(one.issued_on).into(),
                t.day(one.effective_on).into(),
                day(one.lapses_on).into(),
                day(one.evaluate_on).into(),
                said(t, one.state.words()).into(),
            ]
        })
        .collect();
    spreadsheet::sheet(t.of("oversight-documents"), &heads, &rows)
}
