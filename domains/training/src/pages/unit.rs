//! A unit's people and whether each has met what the regulation asks: met or not met, never an order of merit.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Area, Fault};
use serde::Deserialize;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::spreadsheet::{self, Cell as Out};
use web::{Acting, FormState, House, Page, Problem};

use super::{Asker, time};
use crate::requirement::{self, Line};
use crate::seat;
use web::sheet::Sheet;

/// Which year.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Of {
    year: Option<i16>,
}

async fn read(
    house: &House,
    actor: &Asker,
    unit: &str,
    of: &Of,
) -> Result<(String, i16, Vec<Line>), Problem> {
    let (asker, book, unit, year) = (actor.clone(), house.book(), unit.to_owned(), of.year);
    house
        .read(move |tx| {
            let this = tx.today().year();
            let year = year.filter(|year| (2000..=this).contains(year)).unwrap_or(this);
            let scope = asker.scope(Area::Learning);
            if !seat::units(tx, &scope)?.iter().any(|(id, _)| *id == unit) {
                return Err(Fault::NotFound);
            }
            let name = seat::unit_name(tx, &unit)?;
            Ok((name, year, requirement::of_unit(tx, &scope, &book, &unit, year)?))
        })
        .await
}

fn minutes(line: &Line) -> i64 {
    i64::try_from(line.minutes).unwrap_or(i64::MAX)
}

/// `GET /training/units/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let (name, year, lines) = read(&house, &actor, &id, &of).await?;
    let page = page
        .titled_with("training-unit-of", &[("unit", &name), ("year", &year.to_string())])
        .led_by("training-unit-lead")
        .back_to("/training", "training-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let met = i64::try_from(lines.iter().filter(|one| one.met == Some(true)).count()).unwrap_or(0);
    let all = i64::try_from(lines.len()).unwrap_or(0);
    sheet.add(
        &FactList::new()
            .fact(t.of("training-people"), &t.number(all))
            .fact(t.of("training-met"), &t.number(met)),
    );
    if lines.iter().any(|one| one.bound && one.met.is_none()) {
        sheet.hint("training-unknown-why");
    }
    let mut table = Table::new(t, "people", t.of("training-people"))
        .caption_unseen()
        .column(t.of("training-name"))
        .column(t.of("training-unit"))
        .number_column(t.of("training-records"))
        .number_column(t.of("training-time"))
        .column(t.of("training-requirement"))
        .empty(t.of("training-learners-none"))
        .export(format!("/training/units/{id}/people.xlsx?year={year}"))
        .filter();
    for one in &lines {
        let (tone, key) = match one.met {
            Some(true) => (Tone::Done, "training-met"),
            Some(false) => (Tone::Waiting, "training-not-met"),
            None if !one.bound => (Tone::Info, "training-not-bound"),
            None => (Tone::Info, "training-unknown"),
        };
        table.push(vec![
            Cell::link(
                format!("/training/people/{}?year={year}", one.member.person),
                one.member.name.as_str(),
            ),
            one.member.unit_name.as_str().into(),
            Cell::number(t, i64::try_from(one.records).unwrap_or(0)),
            Cell::Number(time(t, minutes(one))),
            Cell::drawn(&StateTag::new(tone, t.of(key))),
        ]);
    }
    sheet.add(&table);
    sheet.links(vec![(
        format!("/training/units/{id}?year={}", year - 1),
        t.with("training-year-before", &[("year", &(year - 1).to_string())]),
    )]);
    sheet.done()
}

/// `GET /training/units/{id}/people.xlsx`
pub async fn export(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let (name, year, lines) = read(&house, &actor, &id, &of).await?;
    let t = &page.t;
    let heads =
        ["training-name", "training-unit", "training-records", "training-minutes", "training-requirement"];
    let rows: Vec<Vec<Out>> = lines
        .iter()
        .map(|one| {
            let key = match one.met {
                Some(true) => "training-met",
                Some(false) => "training-not-met",
                None if !one.bound => "training-not-bound",
                None => "training-unknown",
            };
            vec![
                one.member.name.as_str().into(),
                one.member.unit_name.as_str().into(),
                i64::try_from(one.records).unwrap_or(0).into(),
                minutes(one).into(),
                t.of(key).into(),
            ]
        })
        .collect();
    let title = t.with("training-unit-of", &[("unit", &name), ("year", &year.to_string())]);
    spreadsheet::sheet(&title, &heads.map(|key| t.of(key).to_owned()), &rows)
}
