//! The tables of the cockpit as workbooks: the organs with their steps and places, and what is open and overdue by office.
//! Not here: the page (cockpit).

use std::sync::Arc;

use axum::extract::{Query, State as Ax};
use axum::response::Response;
use kernel::Actor;
use web::i18n::Lookup;
use web::spreadsheet::{self, Cell as Out};
use web::{Acting, House, Page, Problem};

use super::cockpit::{Found, read, step_words};
use super::committee::places_words;
use super::{Asked, said};
use crate::appraisal::State;
use crate::cockpit::Organ;

async fn found(house: &House, actor: Arc<Actor>, asked: Asked) -> Result<Found, Problem> {
    let book = house.book();
    house.read(move |tx| read(tx, &actor, &book, asked.year)).await?.ok_or_else(Problem::not_found)
}

fn name(t: &Lookup, words: &str, found: &Found) -> String {
    t.with(words, &[("year", &found.year.year.to_string()), ("day", &found.today)])
}

fn count(count: u64) -> Out {
    Out::from(i64::try_from(count).unwrap_or(i64::MAX))
}

/// `GET /cockpit.xlsx`: a row per organ.
pub async fn organs(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = found(&house, actor, asked).await?;
    let t = &page.t;
    let mut heads = vec![t.of("assessment-organ").to_owned(), t.of("assessment-people").to_owned()];
    heads.extend(State::ALL.iter().map(|state| said(t, state.words())));
    heads.push(t.of("assessment-places").to_owned());
    let row = |organ: &Organ| {
        let mut row: Vec<Out> = vec![organ.name.as_str().into(), count(organ.people())];
        row.extend(organ.states.iter().map(|one| count(*one)));
        row.push(places_words(t, &organ.places).into());
        row
    };
    let rows: Vec<Vec<Out>> = found.view.organs.iter().map(row).collect();
    spreadsheet::sheet(&name(t, "assessment-cockpit-file", &found), &heads, &rows)
}

/// `GET /cockpit/steps.xlsx`: a row per unit, procedure and step.
pub async fn steps(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = found(&house, actor, asked).await?;
    let t = &page.t;
    let heads = ["unit", "procedure", "step", "open", "overdue"]
        .map(|head| t.of(&format!("assessment-{head}")).to_owned());
    let rows: Vec<Vec<Out>> = found
        .view
        .waiting
        .iter()
        .map(|one| {
            let (procedure, step) = step_words(t, one);
            vec![one.unit.as_str().into(), procedure.into(), step.into(), one.open.into(), one.overdue.into()]
        })
        .collect();
    spreadsheet::sheet(&name(t, "assessment-steps-file", &found), &heads, &rows)
}
