//! Figures by scope: what came in, what is open and late, the three rates of each office with their counts, by kind, month
//! and office. Offices stand in the order of the county, never by their rates. Not here: persons.

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{Actor, Fault};
use law::Rulebook;
use rust_decimal::Decimal;
use serde::Deserialize;
use web::charts::Head;
use web::charts::bars::{Stack, stacked};
use web::components::{Cell, FactList, Table};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::spreadsheet::{self, Cell as Written};
use web::{Acting, FormState, House, Page, Problem};

use super::drawing::word;
use crate::figures::{self, Figures, Sums};
use crate::submission::month;

/// The span of months asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Span {
    from: Option<String>,
    to: Option<String>,
}

fn months(span: &Span, today: Date) -> (String, String) {
    let shape = |text: &Option<String>| {
        text.clone()
            .filter(|text| text.len() == 7 && text.is_ascii() && text.as_bytes().get(4) == Some(&b'-'))
    };
    let year_ago = today.checked_sub(11.months()).unwrap_or(today);
    let from = shape(&span.from).unwrap_or_else(|| month(year_ago));
    let to = shape(&span.to).unwrap_or_else(|| month(today));
    if from <= to { (from, to) } else { (to, from) }
}

async fn read(
    house: &House,
    actor: &Actor,
    span: Span,
) -> Result<(Figures, (String, String), Date), Problem> {
    let asking = actor.clone();
    house
        .read(move |tx| {
            let today = tx.today();
            let (from, to) = months(&span, today);
            Ok((figures::read(tx, &asking, &from, &to)?, (from, to), today))
        })
        .await
}

fn percent(t: &Lookup, share: Option<Decimal>) -> String {
    share.map_or_else(|| "—".to_owned(), |share| t.percent(share))
}

fn rates(book: &Rulebook, sums: &Sums, today: Date) -> Result<[Option<Decimal>; 3], Fault> {
    let (rates, _) = sums.rates(book, today)?;
    Ok([rates.response, rates.resolution, rates.satisfaction])
}

/// `GET /requests/figures`
pub async fn show(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(span): Query<Span>,
) -> Result<Response, Problem> {
    let (found, (from, to), today) = read(&house, &actor, span).await?;
    let book = house.book();
    let page = page
        .titled_by("requests-figures")
        .led_by("requests-figures-lead")
        .back_to("/requests", "requests-room")
        .across();
    let t = page.t.clone();
    let form = FormState::default().prefilled("from", from.as_str()).prefilled("to", to.as_str());
    let mut sheet = Sheet::new(&page, &form);
    let parts = [
        sheet.field("from", "requests-figures-from", |field| {
            field.max(7).short().hint("requests-figures-month")
        }),
        sheet.field("to", "requests-figures-to", |field| field.max(7).short()),
    ];
    let choose = parts.into_iter().fold(Form::search("/requests/figures"), Form::part);
    sheet.add(&choose.button(t.of("requests-figures-show")));
    let all = &found.all;
    let (of_all, record) = all.rates(&book, today)?;
    let facts = FactList::new()
        .fact(t.of("requests-received"), &t.number(all.received))
        .fact(t.of("requests-closed"), &t.number(all.closed))
        .fact(t.of("requests-open"), &t.number(all.open))
        .fact(t.of("requests-overdue"), &t.number(all.overdue))
        .fact(t.of("requests-rate-response"), &percent(&t, of_all.response))
        .fact(t.of("requests-rate-resolution"), &percent(&t, of_all.resolution))
        .fact(t.of("requests-rate-satisfaction"), &percent(&t, of_all.satisfaction))
        .fact(t.of("requests-counted"), &t.number(of_all.counted));
    sheet.add(&facts);
    let sentence = t.with("requests-rates-sentence", &[("n", &of_all.counted), ("excluded", &all.excluded)]);
    sheet.decision(&record, &sentence, false);
    sheet.add(&by_month(&t, &found));
    let kinds = found.by_kind.iter().map(|(kind, sums)| (word(&t, "kind", kind.code()).to_owned(), *sums));
    let kinds: Vec<(String, Sums)> = kinds.collect();
    sheet.heading("requests-by-kind");
    sheet.add(&table(&t, ("by-kind", t.of("requests-kind")), &kinds, (&book, today))?);
    sheet.heading("requests-by-unit");
    let query = format!("from={from}&to={to}");
    let units = table(&t, ("by-unit", t.of("requests-office")), &by_unit(&t, &found), (&book, today))?;
    sheet.add(&units.export(format!("/requests/figures.xlsx?{query}")));
    sheet.hint("requests-figures-hint");
    sheet.done()
}

fn by_month(t: &Lookup, found: &Figures) -> web::charts::Chart {
    let whole = |n: i64| u64::try_from(n.max(0)).unwrap_or(0);
    let rows: Vec<Stack> = found
        .by_month
        .iter()
        .map(|(month, sums)| {
            let waiting = sums.received - sums.closed;
            let untimed = sums.closed - sums.in_time - sums.late;
            Stack {
                label: month.clone(),
                parts: vec![whole(sums.in_time), whole(sums.late), whole(untimed), whole(waiting)],
            }
        })
        .collect();
    let head = Head::new(
        "by-month",
        t.of("requests-by-month"),
        t.of("requests-by-month-about"),
        t.of("requests-month"),
    );
    let series = [
        t.of("requests-in-time"),
        t.of("requests-closed-late"),
        t.of("requests-untimed"),
        t.of("requests-not-closed"),
    ];
    stacked(t, head, &series, &rows)
}

fn by_unit(t: &Lookup, found: &Figures) -> Vec<(String, Sums)> {
    found
        .by_unit
        .iter()
        .map(|(id, (name, sums))| {
            (if id.is_empty() { t.of("requests-desk").to_owned() } else { name.clone() }, *sums)
        })
        .collect()
}

const COLUMNS: [&str; 14] = [
    "requests-received",
    "requests-closed",
    "requests-in-time",
    "requests-closed-late",
    "requests-untimed",
    "requests-not-closed",
    "requests-open",
    "requests-overdue",
    "requests-reopened",
    "requests-unresolved",
    "requests-counted",
    "requests-rate-response",
    "requests-rate-resolution",
    "requests-rate-satisfaction",
];

/// In time, late and without a day are all that is closed; closed and not closed are all that came in.
fn numbers(sums: &Sums) -> [i64; 11] {
    [
        sums.received,
        sums.closed,
        sums.in_time,
        sums.late,
        sums.closed - sums.in_time - sums.late,
        sums.received - sums.closed,
        sums.open,
        sums.overdue,
        sums.reopened,
        sums.unresolved,
        sums.rated,
    ]
}

fn table(
    t: &Lookup,
    (id, label): (&str, &str),
    rows: &[(String, Sums)],
    (book, today): (&Rulebook, Date),
) -> Result<Table, Problem> {
    let mut table = Table::new(t, id, t.of("requests-figures"))
        .caption_unseen()
        .column(label)
        .empty(t.of("requests-list-none"));
    for column in COLUMNS {
        table = table.number_column(t.of(column));
    }
    for (name, sums) in rows {
        let mut cells: Vec<Cell> = vec![name.as_str().into()];
        cells.extend(numbers(sums).into_iter().map(|n| Cell::number(t, n)));
        cells.extend(rates(book, sums, today)?.map(|rate| Cell::Number(percent(t, rate))));
        table.push(cells);
    }
    Ok(table)
}

/// `GET /requests/figures.xlsx`
pub async fn workbook(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(span): Query<Span>,
) -> Result<Response, Problem> {
    let (found, (from, to), today) = read(&house, &actor, span).await?;
    let (t, book) = (&page.t, house.book());
    let mut heads = vec![t.of("requests-office").to_owned()];
    heads.extend(COLUMNS.map(|column| t.of(column).to_owned()));
    let mut rows = Vec::new();
    for (name, sums) in by_unit(t, &found) {
        let mut cells: Vec<Written> = vec![name.into()];
        cells.extend(numbers(&sums).map(Written::from));
        cells.extend(rates(&book, &sums, today)?.map(Written::from));
        rows.push(cells);
    }
    spreadsheet::sheet(&format!("{} {from}—{to}", t.of("requests-figures")), &heads, &rows)
}
