//! The classes of a year, as a list and as a workbook.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Table};
use web::spreadsheet::{self, Cell as Out};
use web::{Acting, FormState, House, Page, Problem};

use super::{class_tag, said, span};
use crate::class::{self, Class};
use crate::{seat, year};
use web::sheet::Sheet;

/// Which year.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Of {
    year: Option<i16>,
}

async fn read(house: &House, asked: Option<i16>) -> Result<(i16, Vec<i16>, Vec<(Class, usize)>), Problem> {
    house
        .read(move |tx| {
            let years: Vec<i16> = year::all(tx)?.into_iter().map(|one| one.year).collect();
            let this = tx.today().year();
            let which =
                asked.unwrap_or_else(|| years.iter().copied().find(|one| *one <= this).unwrap_or(this));
            let mut found = Vec::new();
            for one in class::of_year(tx, &seat::directory(), which)? {
                let count = class::learners(tx, &seat::directory(), &one.id)?.len();
                found.push((one, count));
            }
            Ok((which, years, found))
        })
        .await
}

/// `GET /training/classes`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(_): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let (which, years, found) = read(&house, of.year).await?;
    let page = page
        .titled_with("training-classes-of", &[("year", &which.to_string())])
        .back_to("/training", "training-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let mut table = Table::new(t, "classes", t.of("training-classes"))
        .caption_unseen()
        .column(t.of("training-class"))
        .column(t.of("training-form"))
        .column(t.of("training-held-by"))
        .column(t.of("training-days"))
        .number_column(t.of("training-places"))
        .column(t.of("training-state"))
        .empty(t.of("training-classes-none"))
        .export(format!("/training/classes.xlsx?year={which}"))
        .filter();
    for (one, count) in &found {
        table.push(vec![
            Cell::link(format!("/training/classes/{}", one.id), one.title.as_str()),
            said(t, one.form.words()).into(),
            one.unit_name.as_str().into(),
            span(t, one).into(),
            Cell::Number(format!("{count}/{}", one.capacity)),
            Cell::drawn(&class_tag(t, one.state)),
        ]);
    }
    sheet.add(&table);
    let others: Vec<Choice> = years
        .into_iter()
        .filter(|one| *one != which)
        .map(|one| Choice::new(format!("/training/classes?year={one}"), one.to_string()))
        .collect();
    if !others.is_empty() {
        sheet.heading("training-other-years");
        sheet.links(others.into_iter().map(|one| (one.value, one.label)).collect());
    }
    sheet.done()
}

/// `GET /training/classes.xlsx`
pub async fn export(
    page: Page,
    State(house): State<House>,
    Acting(_): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let (which, _, found) = read(&house, of.year).await?;
    let t = &page.t;
    let heads = [
        "training-class",
        "training-form",
        "training-held-by",
        "training-starts",
        "training-ends",
        "training-learners",
        "training-places",
        "training-state",
    ];
    let rows: Vec<Vec<Out>> = found
        .iter()
        .map(|(one, count)| {
            vec![
                one.title.as_str().into(),
                said(t, one.form.words()).into(),
                one.unit_name.as_str().into(),
                one.starts_on.to_string().into(),
                one.ends_on.to_string().into(),
                i64::try_from(*count).unwrap_or(0).into(),
                one.capacity.into(),
                said(t, one.state.words()).into(),
            ]
        })
        .collect();
    let title = t.with("training-classes-of", &[("year", &which.to_string())]);
    spreadsheet::sheet(&title, &heads.map(|key| t.of(key).to_owned()), &rows)
}
