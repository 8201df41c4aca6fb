//! A report as a workbook and as csv: the same numbers with all their digits. Not here: the page.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Query, State as Ax};
use axum::response::Response;
use rust_decimal::Decimal;
use web::download::download;
use web::i18n::Lookup;
use web::spreadsheet::{self, Cell};
use web::{Acting, House, Page, Problem};

use super::report::{Asked, Shelf, read, title};
use super::report_parts::name;
use super::wording::band_word;
use crate::analysis::{Line, band};
use crate::bank::{CONSTRUCTS, OUTCOME, Wave, constructs};
use crate::counts::SEEN;
use crate::report::Report;

fn number(value: Option<f64>) -> Cell {
    value
        .and_then(Decimal::from_f64_retain)
        .map_or_else(|| Cell::from(""), |value| Cell::from(value.round_dp(10)))
}

fn heads(t: &Lookup) -> Vec<String> {
    let keys = [
        "diagnosis-wave",
        "diagnosis-code-head",
        "diagnosis-construct",
        "diagnosis-n",
        "diagnosis-mean",
        "diagnosis-sd",
        "diagnosis-low",
        "diagnosis-high",
        "diagnosis-band",
    ];
    let mut heads: Vec<String> = keys.iter().map(|key| t.of(key).to_owned()).collect();
    heads.extend((1..=5).map(|answer| answer.to_string()));
    heads.extend(["alpha".to_owned(), "omega".to_owned()]);
    let more = ["diagnosis-change-by", "diagnosis-low", "diagnosis-high", "diagnosis-effect"];
    heads.extend(more.iter().map(|key| t.of(key).to_owned()));
    heads.extend(["rwg(j)".to_owned(), "ICC(1)".to_owned(), "ICC(2)".to_owned()]);
    heads
}

fn row(t: &Lookup, report: &Report, wave: Wave, scale: usize, line: &Line) -> Vec<Cell> {
    let code = match scale {
        OUTCOME => "OUT",
        SEEN => "SEEN",
        _ => constructs()[scale].code.as_str(),
    };
    let mut row = vec![
        Cell::from(t.both(&wave.text())),
        Cell::from(code),
        Cell::from(name(t, scale)),
        Cell::from(i64::try_from(line.n).unwrap_or(0)),
        number(Some(line.mean)),
        number(Some(line.sd)),
        number(line.interval.map(|span| span.0)),
        number(line.interval.map(|span| span.1)),
        Cell::from(if scale < CONSTRUCTS {
            band_word(t, band(scale, line, report.cuts[scale]))
        } else {
            String::new()
        }),
    ];
    row.extend(line.shares.iter().map(|count| Cell::from(i64::try_from(*count).unwrap_or(0))));
    row.push(number(line.reliability.map(|found| found.alpha)));
    row.push(number(line.reliability.and_then(|found| found.omega)));
    let latest = report.latest == Some(wave) && scale < CONSTRUCTS;
    let change = report.change.get(scale).copied().flatten().filter(|_| latest && wave == Wave::Later);
    row.push(number(change.map(|change| change.difference)));
    row.push(number(change.map(|change| change.interval.0)));
    row.push(number(change.map(|change| change.interval.1)));
    row.push(number(change.map(|change| change.effect)));
    let agreed = report.agreement.get(scale).copied().flatten().filter(|_| latest);
    row.push(number(agreed.map(|found| found.rwg)));
    row.push(number(agreed.map(|found| found.icc1)));
    row.push(number(agreed.map(|found| found.icc2)));
    row
}

fn rows(t: &Lookup, report: &Report) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for (wave, told) in [Wave::Pulse, Wave::Later].into_iter().zip(&report.waves) {
        let Some(told) = told else { continue };
        for (scale, line) in told.lines.iter().enumerate() {
            if let Some(line) = line {
                rows.push(row(t, report, wave, scale, line));
            }
        }
    }
    rows
}

/// `GET /diagnosis/report.xlsx`
pub async fn workbook(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Extension(shelf): Extension<Arc<Shelf>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let year = kernel::clock::date_at(house.county().clock().now()).year();
    let found = read(&house, &shelf, actor, asked.of(year)).await?;
    spreadsheet::sheet(&title(&page.t, &found.0), &heads(&page.t), &rows(&page.t, &found.1))
}

/// `GET /diagnosis/report.csv`
pub async fn csv(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Extension(shelf): Extension<Arc<Shelf>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let year = kernel::clock::date_at(house.county().clock().now()).year();
    let found = read(&house, &shelf, actor, asked.of(year)).await?;
    let said = |cell: &Cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.normalize().to_string(),
    };
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(heads(&page.t)).map_err(Problem::internal)?;
    for row in rows(&page.t, &found.1) {
        writer.write_record(row.iter().map(said)).map_err(Problem::internal)?;
    }
    let bytes = writer.into_inner().map_err(Problem::internal)?;
    Ok(download(&format!("{}.csv", title(&page.t, &found.0)), "text/csv; charset=utf-8", bytes))
}
