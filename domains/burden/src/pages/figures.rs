//! Figures by office and year with the year before beside them: a chart of documents, the table, a workbook, and the
//! explanations that were due. Not here: what is counted.

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use kernel::Actor;
use serde::Deserialize;
use web::charts::Head;
use web::charts::bars::{Bar, bars};
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::Sheet;
use web::{Acting, FormState, House, Page, Problem, spreadsheet};

use super::kind_word;
use crate::entry::explanation::{self, Explanation};
use crate::entry::figures::{self, Figure};

/// Which year.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    year: Option<i64>,
}

struct Found {
    year: i64,
    figures: Vec<Figure>,
    explanations: Vec<Explanation>,
}

async fn read(house: &House, actor: &Actor, asked: Asked) -> Result<Found, Problem> {
    let asking = actor.clone();
    house
        .read(move |tx| {
            let year = asked.year.unwrap_or(i64::from(tx.today().year()));
            Ok(Found {
                year,
                figures: figures::of_year(tx, &asking, year)?,
                explanations: explanation::of_year(tx, &asking, year)?,
            })
        })
        .await
}

/// `GET /burden/figures`
pub async fn show_year(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, asked).await?;
    let year = found.year.to_string();
    let page = page
        .titled_with("burden-figures-of", &[("year", &year)])
        .led_by("burden-figures-lead")
        .back_to("/burden", "burden-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let before = found.year - 1;
    sheet.links(vec![(
        format!("/burden/figures?year={before}"),
        t.with("burden-figures-of", &[("year", &before.to_string())]),
    )]);
    let head = Head::new(
        "documents",
        t.of("burden-chart-documents"),
        t.of("burden-chart-documents-says"),
        t.of("burden-unit"),
    );
    let documents: Vec<Bar> = found
        .figures
        .iter()
        .filter(|figure| figure.kind == "document")
        .map(|figure| {
            let text = with_last(t, figure.this.0, figure.last.map(|last| last.0));
            #[expect(clippy::cast_precision_loss, reason = "a count of documents is small")]
            Bar::new(figure.unit_name.as_str(), figure.this.0 as f64, text)
        })
        .collect();
    if !documents.is_empty() {
        sheet.add(&bars(t, head, t.of("burden-this-and-last"), &documents));
    }
    sheet.heading("burden-by-kind");
    sheet.add(&table(t, &found).export(format!("/burden/figures.xlsx?year={year}")));
    if !found.explanations.is_empty() {
        sheet.heading("burden-explanations");
        sheet.add(&explanations(t, &found.explanations));
    }
    sheet.done()
}

fn with_last(t: &Lookup, this: i64, last: Option<i64>) -> String {
    match last {
        Some(last) => t.with("burden-with-last", &[("this", &this), ("last", &last)]),
        None => t.with("burden-without-last", &[("this", &this)]),
    }
}

fn table(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "figures", t.of("burden-figures"))
        .caption_unseen()
        .column(t.of("burden-unit"))
        .column(t.of("burden-kind"))
        .number_column(t.of("burden-this-year"))
        .number_column(t.of("burden-last-year"))
        .number_column(t.of("burden-with-advice"))
        .column(t.of("burden-state"))
        .empty(t.of("burden-figures-none"));
    for figure in &found.figures {
        let last = figure.last.map_or_else(|| Cell::Number("—".to_owned()), |last| Cell::number(t, last.0));
        let state = match figure.last {
            Some(last) if figure.this.0 > last.0 => {
                Cell::drawn(&StateTag::new(Tone::Late, t.of("burden-exceeds")))
            }
            Some(_) => Cell::drawn(&StateTag::new(Tone::Done, t.of("burden-within"))),
            None => "—".into(),
        };
        table.push(vec![
            figure.unit_name.as_str().into(),
            kind_word(t, &figure.kind).into(),
            Cell::number(t, figure.this.0),
            last,
            Cell::number(t, figure.this.1),
            state,
        ]);
    }
    table
}

fn explanations(t: &Lookup, all: &[Explanation]) -> Table {
    let mut table = Table::new(t, "explanations", t.of("burden-explanations"))
        .caption_unseen()
        .column(t.of("burden-unit"))
        .column(t.of("burden-state"));
    for one in all {
        table.push(vec![
            Cell::link(format!("/burden/explanations/{}", one.id), one.unit_name.as_str()),
            Cell::drawn(&super::explanations::tag(t, &one.state)),
        ]);
    }
    table
}

/// `GET /burden/figures.xlsx`
pub async fn workbook(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, asked).await?;
    let t = &page.t;
    let keys = [
        "burden-unit",
        "burden-kind",
        "burden-this-year",
        "burden-last-year",
        "burden-with-advice",
        "burden-amount",
    ];
    let heads: Vec<String> = keys.iter().map(|key| t.of(key).to_owned()).collect();
    let rows: Vec<Vec<spreadsheet::Cell>> = found
        .figures
        .iter()
        .map(|figure| {
            vec![
                figure.unit_name.as_str().into(),
                kind_word(t, &figure.kind).into(),
                figure.this.0.into(),
                figure.last.map(|last| last.0).into(),
                figure.this.1.into(),
                figure.this.2.into(),
            ]
        })
        .collect();
    let year = found.year.to_string();
    spreadsheet::sheet(&t.with("burden-figures-of", &[("year", &year)]), &heads, &rows)
}
