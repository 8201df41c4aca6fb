//! The duty lists of the towns, for everybody. Not here: setting and changing them (`pages::towns`, `pages::changes`).

use axum::extract::{Path, Query as Asked, State};
use axum::response::Response;
use web::components::lists::{Pager, Tabs};
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::page::Link;
use web::sheet::Sheet;
use web::{FormState, House, Page, Problem};

use crate::pages::{Query, address, said, unit_name};
use crate::town::{self, Duty, List};

/// `GET /open/lists`
///
/// # Errors
/// If the lists cannot be read.
pub async fn show(page: Page, State(house): State<House>) -> Result<Response, Problem> {
    let towns = house
        .read(|tx| {
            let today = tx.today();
            Ok(town::towns(tx, today)?)
        })
        .await?;
    let page = page
        .titled_by("oversight-open-lists")
        .led_by("oversight-lists-lead")
        .back_to("/open", "oversight-open");
    let t = page.t.clone();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    let mut table =
        Table::new(&t, "towns", t.of("oversight-open-lists")).caption_unseen().column(t.of("oversight-town"));
    for list in List::ALL {
        table = table.number_column(said(&t, list.words()));
    }
    let mut table = table.empty(t.of("oversight-towns-none"));
    for one in &towns {
        let mut cells = vec![Cell::link(format!("/open/lists/{}", one.id), &*one.name)];
        cells.extend(one.counts.iter().map(|count| Cell::number(&t, *count)));
        table.push(cells);
    }
    sheet.add(&table);
    sheet.done()
}

/// The duties of one list, with the columns it is printed with.
pub(crate) fn table_of(t: &Lookup, list: List, duties: &[&Duty]) -> Table {
    let mut table = Table::new(t, "duties", said(t, list.words()))
        .caption_unseen()
        .number_column(t.of("oversight-number"))
        .column(t.of("oversight-class"))
        .column(t.of("oversight-duty"));
    table = match list {
        List::Basic => table,
        List::Cooperating => table
            .column(t.of("oversight-lead"))
            .column(t.of("oversight-lead-part"))
            .column(t.of("oversight-town-part")),
        List::TakenBack => table.column(t.of("oversight-taken-by")).column(t.of("oversight-taken-how")),
    };
    let mut table = table.filter().entries().empty(t.of("oversight-duties-none"));
    for one in duties {
        let mut cells = vec![Cell::number(t, one.sort), one.class.as_str().into(), one.name.as_str().into()];
        match list {
            List::Basic => {}
            List::Cooperating => {
                cells.extend([&one.lead, &one.lead_part, &one.town_part].map(|text| text.as_str().into()));
            }
            List::TakenBack => cells.extend([&one.lead, &one.lead_part].map(|text| text.as_str().into())),
        }
        table.push(cells);
    }
    table
}

/// The three lists of a town as tabs, with how long each is.
pub(crate) fn tabs(t: &Lookup, path: &str, duties: &[Duty], chosen: List) -> Tabs {
    let links = List::ALL
        .iter()
        .map(|list| {
            let n = duties.iter().filter(|duty| duty.list == *list).count();
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            Link {
                href: address(path, &[("list", list.code())]),
                text: t.with("oversight-kind-count", &[("kind", &said(t, list.words())), ("n", &n)]),
            }
        })
        .collect();
    Tabs::new(t.of("oversight-open-lists"), links, address(path, &[("list", chosen.code())]))
}

/// As many duties as stand on a page.
const ON_PAGE: usize = 60;

/// The part of one list on a page, with the links to the others.
pub(crate) fn add(sheet: &mut Sheet<'_>, (path, asked): (&str, &Query), duties: &[Duty]) {
    let t = sheet.page.t.clone();
    let list = List::from_code(&asked.list).unwrap_or(List::Basic);
    let fitting: Vec<&Duty> = duties.iter().filter(|duty| duty.list == list).collect();
    let shown: Vec<&Duty> =
        fitting.iter().copied().skip(ON_PAGE * (asked.page() - 1)).take(ON_PAGE).collect();
    sheet.add(&tabs(&t, path, duties, list));
    sheet.text(t.of(match list {
        List::Basic => "oversight-list-basic-is",
        List::Cooperating => "oversight-list-cooperating-is",
        List::TakenBack => "oversight-list-taken-is",
    }));
    sheet.add(&table_of(&t, list, &shown));
    let base = address(path, &[("list", list.code())]);
    sheet.add(&Pager::new(&t, &base, asked.page(), fitting.len(), ON_PAGE));
}

/// `GET /open/lists/{town}`
///
/// # Errors
/// If there is no such unit, or the lists cannot be read.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Path(town): Path<String>,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    let of = town.clone();
    let (name, duties) = house
        .read(move |tx| {
            let today = tx.today();
            Ok((unit_name(tx, &of)?, town::on_day(tx, &of, today)?))
        })
        .await?;
    let page = page
        .titled_with("oversight-lists-of", &[("town", &name)])
        .back_to("/open/lists", "oversight-open-lists")
        .across();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    add(&mut sheet, (&format!("/open/lists/{town}"), &asked), &duties);
    sheet.done()
}
