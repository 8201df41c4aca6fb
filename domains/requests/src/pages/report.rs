//! The yearly report on requests for information, in its standard rows (INF-15), as a page and a workbook. Not here: the
//! counts (`annual`).

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use kernel::Actor;
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::spreadsheet::{self, Cell as Written};
use web::{Acting, FormState, House, Page, Problem};

use super::drawing::word;
use super::queue::offices;
use crate::annual::{self, ByApplicant, Report};
use crate::category;
use crate::coded::Applicant;
use crate::request::scope;

/// Which report.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    year: Option<i16>,
    unit: Option<String>,
}

struct Found {
    report: Report,
    offices: Vec<(String, String)>,
    year: i16,
}

async fn read(house: &House, actor: &Actor, asked: Asked) -> Result<Found, Problem> {
    let asking = actor.clone();
    house
        .read(move |tx| {
            let year = asked.year.filter(|year| (2008..=2200).contains(year)).unwrap_or(tx.today().year());
            let unit = asked.unit.unwrap_or_default();
            Ok(Found {
                report: annual::read(tx, &asking, year, &unit)?,
                offices: offices(tx, &scope(&asking))?,
                year,
            })
        })
        .await
}

/// Rows of the report: what each says and its counts.
fn rows(t: &Lookup, report: &Report) -> Vec<(String, ByApplicant)> {
    let mut rows = vec![
        (t.of("requests-report-received").to_owned(), report.received.clone()),
        (t.of("requests-report-carried-in").to_owned(), report.carried_in.clone()),
    ];
    for line in category::lines().iter().filter(|line| line.has_row()) {
        rows.push((t.both(&line.name()).to_owned(), report.of_row(&line.code)));
    }
    rows.push((t.of("requests-report-answered").to_owned(), report.all_answered()));
    rows.push((t.of("requests-report-carried-out").to_owned(), report.carried_out.clone()));
    rows
}

fn counts(row: &ByApplicant) -> Vec<i64> {
    let mut counts: Vec<i64> =
        Applicant::ALL.iter().map(|one| row.get(one.code()).copied().unwrap_or(0)).collect();
    counts.push(counts.iter().sum());
    counts
}

fn heads(t: &Lookup) -> Vec<String> {
    let of = Applicant::ALL.iter().map(|one| word(t, "applicant", one.code()).to_owned());
    of.chain([t.of("requests-report-total").to_owned()]).collect()
}

/// `GET /requests/report`
pub async fn show(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let unit = asked.unit.clone().unwrap_or_default();
    let found = read(&house, &actor, asked).await?;
    let due = annual::due(&house.book(), found.year)?;
    let year = found.year.to_string();
    let page = page
        .titled_with("requests-report-of", &[("year", &year)])
        .led_by("requests-report-lead")
        .back_to("/requests", "requests-room")
        .across();
    let t = page.t.clone();
    let form = FormState::default().prefilled("year", year.as_str()).prefilled("unit", unit.as_str());
    let mut sheet = Sheet::new(&page, &form);
    let units: Vec<Choice> =
        found.offices.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
    let parts = [
        sheet.field("year", "requests-report-year", |field| field.number().max(4)),
        sheet.field("unit", "requests-office", |field| field.select(&units).optional()),
    ];
    let choose = parts.into_iter().fold(Form::search("/requests/report"), Form::part);
    sheet.add(&choose.button(t.of("requests-figures-show")));
    let [(departments, record), (government, _)] = due;
    let sentence =
        t.with("requests-report-due", &[("departments", &departments), ("government", &government)]);
    sheet.decision(&record, &sentence, false);
    let mut table = Table::new(&t, "report", t.of("requests-report"))
        .caption_unseen()
        .column(t.of("requests-report-row"))
        .export(format!("/requests/report.xlsx?year={year}&unit={}", web::download::encoded(&unit)));
    for head in heads(&t) {
        table = table.number_column(head);
    }
    for (name, row) in rows(&t, &found.report) {
        let mut cells: Vec<Cell> = vec![name.into()];
        cells.extend(counts(&row).into_iter().map(|n| Cell::number(&t, n)));
        table.push(cells);
    }
    sheet.add(&table);
    sheet.done()
}

/// `GET /requests/report.xlsx`
pub async fn workbook(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, asked).await?;
    let t = &page.t;
    let mut first = vec![t.of("requests-report-row").to_owned()];
    first.extend(heads(t));
    let written: Vec<Vec<Written>> = rows(t, &found.report)
        .into_iter()
        .map(|(name, row)| {
            let mut cells: Vec<Written> = vec![name.into()];
            cells.extend(counts(&row).into_iter().map(Written::from));
            cells
        })
        .collect();
    spreadsheet::sheet(&format!("{} {}", t.of("requests-report"), found.year), &first, &written)
}
