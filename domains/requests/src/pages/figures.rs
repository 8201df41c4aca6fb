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
        .fact(t.of("requests-not-closed"), &t.number(all.waiting()))
        .fact(t.of("requests-reviewed"), &t.number(all.reviewed()))
        .fact(t.of("requests-open"), &t.number(all.open))
        .fact(t.of("requests-overdue"), &t.number(all.overdue))
        .fact(t.of("requests-rate-response"), &percent(&t, of_all.response))
        .fact(t.of("requests-rate-resolution"), &percent(&t, of_all.resolution))
        .fact(t.of("requests-rate-satisfaction"), &percent(&t, of_all.satisfaction))
        .fact(t.of("requests-counted"), &t.number(of_all.counted));
    sheet.text(&t.with("requests-figures-span", &[("from", &from), ("to", &to), ("day", &t.date(today))]));
    sheet.add(&facts);
    sheet.folded(t.of("requests-figures-about"), about(&t), false);
    let sentence = t.with("requests-rates-sentence", &[("n", &of_all.counted), ("excluded", &all.excluded)]);
    sheet.decision(&record, &sentence, false);
    sheet.add(&by_month(&t, &found));
    let kinds = found.by_kind.iter().map(|(kind, sums)| (word(&t, "kind", kind.code()).to_owned(), *sums));
    let kinds: Vec<(String, Sums)> = kinds.collect();
    sheet.heading("requests-by-kind");
    for table in tables(&t, ("by-kind", t.of("requests-kind")), &kinds, (&book, today))? {
        sheet.add(&table);
    }
    sheet.heading("requests-by-unit");
    let query = format!("from={from}&to={to}");
    let [many, said] =
        tables(&t, ("by-unit", t.of("requests-office")), &by_unit(&t, &found), (&book, today))?;
    sheet.add(&many.export(format!("/requests/figures.xlsx?{query}")));
    sheet.add(&said);
    sheet.hint("requests-figures-hint");
    sheet.done()
}

fn by_month(t: &Lookup, found: &Figures) -> web::charts::Chart {
    let whole = |n: i64| u64::try_from(n.max(0)).unwrap_or(0);
    let rows: Vec<Stack> = found
        .by_month
        .iter()
        .map(|(month, sums)| {
            let parts = [sums.in_time, sums.late, sums.untimed(), sums.waiting()];
            Stack { label: month.clone(), parts: parts.map(whole).to_vec() }
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

/// How many, with what each counts.
const COUNTS: [(&str, &str); 9] = [
    ("requests-received", "requests-received-about"),
    ("requests-closed", "requests-closed-about"),
    ("requests-in-time", "requests-in-time-about"),
    ("requests-closed-late", "requests-closed-late-about"),
    ("requests-untimed", "requests-untimed-about"),
    ("requests-not-closed", "requests-not-closed-about"),
    ("requests-reviewed", "requests-reviewed-about"),
    ("requests-open", "requests-open-about"),
    ("requests-overdue", "requests-overdue-about"),
];

/// What residents said of it, with what each counts.
const RATED: [(&str, &str); 6] = [
    ("requests-reopened", "requests-reopened-about"),
    ("requests-unresolved", "requests-unresolved-about"),
    ("requests-counted", "requests-counted-about"),
    ("requests-rate-response", "requests-rate-response-about"),
    ("requests-rate-resolution", "requests-rate-resolution-about"),
    ("requests-rate-satisfaction", "requests-rate-satisfaction-about"),
];

/// In time, late and without a day are all that is closed; closed and not closed are all that came in; not closed and under
/// review are all that is open.
fn counts(sums: &Sums) -> [i64; 9] {
    [
        sums.received,
        sums.closed,
        sums.in_time,
        sums.late,
        sums.untimed(),
        sums.waiting(),
        sums.reviewed(),
        sums.open,
        sums.overdue,
    ]
}

fn rated(sums: &Sums) -> [i64; 3] {
    [sums.reopened, sums.unresolved, sums.rated]
}

/// What every figure counts, in a sentence each.
fn about(t: &Lookup) -> Vec<String> {
    let all = COUNTS.iter().chain(&RATED);
    all.map(|(name, about)| t.labelled(t.of(name), t.of(about))).collect()
}

/// Two tables, so that each stands on a screen without being moved sideways: how many, and what residents said.
fn tables(
    t: &Lookup,
    (id, label): (&str, &str),
    rows: &[(String, Sums)],
    (book, today): (&Rulebook, Date),
) -> Result<[Table; 2], Problem> {
    let empty = |id: String, caption: &str, columns: &[(&str, &str)]| {
        let table =
            Table::new(t, id, caption.to_owned()).column(label).entries().empty(t.of("requests-list-none"));
        columns.iter().fold(table, |table, (name, _)| table.number_column(t.of(name)))
    };
    let mut many = empty(id.to_owned(), t.of("requests-figures-counts"), &COUNTS);
    let mut said = empty(format!("{id}-rated"), t.of("requests-figures-rated"), &RATED);
    for (name, sums) in rows {
        let mut cells: Vec<Cell> = vec![name.as_str().into()];
        cells.extend(counts(sums).into_iter().map(|n| Cell::number(t, n)));
        many.push(cells);
        let mut cells: Vec<Cell> = vec![name.as_str().into()];
        cells.extend(rated(sums).into_iter().map(|n| Cell::number(t, n)));
        cells.extend(rates(book, sums, today)?.map(|rate| Cell::Number(percent(t, rate))));
        said.push(cells);
    }
    Ok([many, said])
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
    heads.extend(COUNTS.iter().chain(&RATED).map(|(name, _)| t.of(name).to_owned()));
    let mut rows = Vec::new();
    for (name, sums) in by_unit(t, &found) {
        let mut cells: Vec<Written> = vec![name.into()];
        cells.extend(counts(&sums).map(Written::from));
        cells.extend(rated(&sums).map(Written::from));
        cells.extend(rates(&book, &sums, today)?.map(Written::from));
        rows.push(cells);
    }
    spreadsheet::sheet(&format!("{} {from}—{to}", t.of("requests-figures")), &heads, &rows)
}
