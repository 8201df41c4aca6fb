//! Village affairs of all villages: the year of every village with what is missing, by name and in no order of merit, for
//! everybody and inside. Not here: one village (`village`).

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use kernel::{Area, Scope};
use serde::Deserialize;
use web::components::{Cell, Pager, Table};
use web::sheet::Sheet;
use web::{Acting, FormState, House, Page, Problem};

use super::page_number;
use super::village::{item_name, tag};
use crate::village::{self, ITEMS};

/// Villages on a page.
const EACH: usize = 30;

/// Which year and page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    year: Option<i16>,
    page: Option<String>,
}

/// `GET /open/villages`
pub async fn open(page: Page, Ax(house): Ax<House>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let page = page.titled_by("openness-village").led_by("openness-village-open-lead").across();
    let page = page.back_to("/open/notices", "openness-notices");
    let scope = Scope::county("what villages post is open to everybody");
    draw(page, &house, (scope, asked), "/open/villages").await
}

/// `GET /openness/village`
pub async fn calendar(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let page = page.titled_by("openness-village").led_by("openness-village-lead").across();
    let page = page.back_to("/openness", "openness-room");
    let scope = actor.scope(Area::Power);
    draw(page, &house, (scope, asked), "/openness/village").await
}

async fn draw(
    page: Page,
    house: &House,
    (scope, asked): (Scope, Asked),
    path: &str,
) -> Result<Response, Problem> {
    let book = house.book();
    let wanted = asked.year.filter(|year| (2011..=2100).contains(year));
    let number = page_number(asked.page.as_deref());
    let from = i64::try_from((number - 1).saturating_mul(EACH)).unwrap_or(0);
    let (villages, all, (year, today)) = house
        .read(move |tx| {
            let today = tx.today();
            let year = wanted.unwrap_or(today.year());
            let most = i64::try_from(EACH).unwrap_or(30);
            let villages = village::year(tx, &scope, &book, year, (most, from))?;
            Ok((villages, village::count(tx, &scope)?, (year, today)))
        })
        .await?;
    let all = usize::try_from(all).unwrap_or(0);
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let args: [(&str, &dyn web::argument::Arg); 2] = [("year", &year.to_string()), ("all", &all)];
    sheet.text(&t.with("openness-village-sum", &args));
    let mut table = Table::new(t, "villages", t.with("openness-village-of", &[("year", &year.to_string())]))
        .column(t.of("openness-village-name"));
    for item in &ITEMS {
        table = table.column(item_name(t, item));
    }
    let mut table = table.empty(t.of("openness-village-none"));
    let of_year = if year == today.year() { String::new() } else { format!("?year={year}") };
    for village in &villages {
        let name = Cell::link(format!("{path}/{}{of_year}", village.unit), village.name.as_str());
        let cells = village.items.iter().map(|(_, _, calendar)| Cell::drawn(&tag(t, calendar)));
        table.push(std::iter::once(name).chain(cells).collect());
    }
    sheet.add(&table);
    let address = format!("{path}?year={year}");
    sheet.add(&Pager::new(t, &address, number, all, EACH));
    sheet.done()
}
