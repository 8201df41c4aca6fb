//! Letters as lists, for heads and organisers: by state and unit, a page at a time, as a spreadsheet; and offering
//! all drafts of a unit. Not here: one letter (`letter`).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Area, Fault};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Confirm, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other, show, show_again};

use super::cycle::{ConfirmPage, year_words};
use super::{choices, letter_state, said};
use crate::cycle::{self, Cycle};
use crate::letter::{self, Filter, Listed, State as Stage};
use crate::seat;
use web::spreadsheet::{self, Cell as Out};

const PAGE: u32 = 50;
/// Most rows of an export.
const ALL: u32 = 100_000;

/// Which letters.
#[derive(Debug, Deserialize)]
pub struct Of {
    cycle: Option<String>,
    unit: Option<String>,
    state: Option<String>,
    after: Option<String>,
}

impl Of {
    fn filter(&self) -> Filter {
        let unit = self.unit.clone().filter(|unit| !unit.is_empty());
        Filter { unit, state: self.state.as_deref().and_then(Stage::from_code) }
    }
}

#[derive(Template)]
#[template(path = "duty/letters.html")]
struct LettersPage<'a> {
    page: &'a Page,
    form: FormState,
    years: Vec<Choice>,
    units: Vec<Choice>,
    states: Vec<Choice>,
    table: Table,
    next: Option<String>,
}

async fn read(
    house: &House,
    actor: std::sync::Arc<kernel::Actor>,
    (of, most): (&Of, u32),
) -> Result<(Option<Cycle>, Vec<Cycle>, Vec<seat::Unit>, Vec<Listed>), Problem> {
    let (asked, filter, after) = (of.cycle.clone(), of.filter(), of.after.clone().unwrap_or_default());
    house
        .read(move |tx| {
            let scope = actor.scope(Area::Duty);
            let years = cycle::all(tx)?;
            let year = match asked.filter(|id| !id.is_empty()) {
                Some(id) => Some(cycle::find(tx, &id)?),
                None => cycle::current(tx)?,
            };
            let units = seat::units(tx, &scope)?;
            let listed = match &year {
                Some(year) => letter::listed(tx, &scope, &year.id, &filter, (&after, most))?,
                None => Vec::new(),
            };
            Ok((year, years, units, listed))
        })
        .await
}

/// `GET /duty/letters`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let (year, years, units, mut listed) = read(&house, actor, (&of, PAGE + 1)).await?;
    let page = page.titled_by("duty-letters").back_to("/duty", "duty-room").across();
    let t = &page.t;
    let more = listed.len() > PAGE as usize;
    listed.truncate(PAGE as usize);
    let cycle = year.map(|year| year.id).unwrap_or_default();
    let (unit, state) = (of.unit.unwrap_or_default(), of.state.unwrap_or_default());
    let query = format!("cycle={cycle}&unit={unit}&state={state}");
    let next = listed
        .last()
        .filter(|_| more)
        .map(|last| format!("/duty/letters?{query}&after={}", web::download::encoded(&last.key())));
    let view = LettersPage {
        form: FormState::default()
            .prefilled("cycle", cycle)
            .prefilled("unit", unit)
            .prefilled("state", state),
        years: years.iter().map(|year| Choice::new(year.id.clone(), year_words(t, year))).collect(),
        units: units.into_iter().map(|unit| Choice::new(unit.id, unit.name)).collect(),
        states: choices(t, Stage::ALL, |one| (one.code(), one.words()))
            .into_iter()
            .filter(|choice| !["revised", "dropped"].contains(&choice.value.as_str()))
            .collect(),
        table: table(t, &listed).export(format!("/duty/letters.xlsx?{query}")),
        next,
        page: &page,
    };
    show(&view)
}

fn table(t: &Lookup, listed: &[Listed]) -> Table {
    let mut table = Table::new(t, "letters", t.of("duty-letters"))
        .caption_unseen()
        .column(t.of("duty-holder"))
        .column(t.of("duty-unit"))
        .column(t.of("duty-post"))
        .column(t.of("duty-state"))
        .column(t.of("duty-in-force-on"))
        .filter()
        .empty(t.of("duty-letters-empty"));
    for one in listed {
        table.push(vec![
            Cell::link(format!("/duty/letters/{}", one.id), one.holder_name.as_str()),
            one.unit_name.as_str().into(),
            one.post_title.as_str().into(),
            Cell::drawn(&letter_state(t, one.state)),
            one.in_force_on.map(|day| t.day(day)).unwrap_or_default().into(),
        ]);
    }
    table
}

/// `GET /duty/letters.xlsx`
pub async fn sheet(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let (_, _, _, listed) = read(&house, actor, (&Of { after: None, ..of }, ALL)).await?;
    let t = &page.t;
    let heads: Vec<String> = ["duty-holder", "duty-unit", "duty-post", "duty-state", "duty-in-force-on"]
        .iter()
        .map(|key| t.of(key).to_owned())
        .collect();
    let rows: Vec<Vec<Out>> = listed
        .into_iter()
        .map(|one| {
            let on = one.in_force_on.map(|day| t.day(day));
            vec![
                one.holder_name.into(),
                one.unit_name.into(),
                one.post_title.into(),
                said(t, one.state.words()).into(),
                on.into(),
            ]
        })
        .collect();
    spreadsheet::sheet(t.of("duty-letters"), &heads, &rows)
}

async fn draw_offers(
    page: Page,
    house: &House,
    actor: std::sync::Arc<kernel::Actor>,
    (id, cycle): (&str, &str),
    (form, again): (&FormState, bool),
) -> Result<Response, Problem> {
    let (unit, year) = (id.to_owned(), cycle.to_owned());
    let (unit, letters) = house
        .read(move |tx| {
            let scope = actor.scope(Area::Duty);
            let found = seat::unit(tx, &scope, &unit)?.ok_or(Fault::NotFound)?;
            Ok((found, letter::of_unit(tx, &scope, &year, &unit)?))
        })
        .await?;
    let back = format!("/duty/units/{id}?cycle={cycle}");
    let page = page.titled_by("duty-offer-all").led(unit.name).back_to(&back, "duty-unit-targets");
    let t = &page.t;
    let note =
        page.field(form, "note", "duty-reason").textarea(3).max(400).optional().hint("duty-offer-reason");
    let mut confirm =
        Confirm::new(t, format!("/duty/units/{id}/offers?cycle={cycle}"), t.of("duty-offer-all"))
            .effect(t.of("duty-offer-effect"))
            .field(Markup::of(&note))
            .back(&back, t.of("duty-leave-as-is"));
    for one in letters.iter().filter(|one| one.state == Stage::Draft) {
        confirm = confirm.to(Markup::text(&format!("{} {}", one.holder_name, one.post_title)));
    }
    let view = ConfirmPage { page: &page, form, confirm };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /duty/units/{id}/offers`
pub async fn ask_offers(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let cycle = of.cycle.ok_or_else(Problem::not_found)?;
    draw_offers(page, &house, actor, (&id, &cycle), (&FormState::default(), false)).await
}

/// `POST /duty/units/{id}/offers`: offers every draft of the unit that waits for the actor.
pub async fn offer_all(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let cycle = of.cycle.ok_or_else(Problem::not_found)?;
    let note = form.text("note", 400).unwrap_or_default();
    if form.is_ok() {
        let (book, asker, unit, year) = (house.book(), actor.clone(), id.clone(), cycle.clone());
        let done =
            house.county().write(move |tx| letter::offer_all(tx, &asker, &book, &year, &unit, &note)).await;
        match done {
            Ok(count) => {
                return Ok(see_other(format!("/duty/units/{id}?cycle={cycle}"))
                    .notice("duty-offered-all", &[("n", &count)])
                    .into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    draw_offers(page, &house, actor, (&id, &cycle), (&form, true)).await
}
