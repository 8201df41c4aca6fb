//! What the organisation department sets going from the year's page. Not here: what is allowed (the nouns).

use axum::extract::{Query, State as Ax};
use axum::response::{IntoResponse, Response};
use duty::cycle::{self, Cycle, State as YearState};
use kernel::{Actor, Fault, Tx};
use law::rules::pooled_quota::Method;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::cockpit::draw;
use super::{Acted, Asked, act};
use crate::{annual, notice, quota, routine};

/// What was done, with how many; `None` where the form itself is wrong.
type Done = Option<Acted<u32>>;

fn of_year(tx: &mut Tx<'_>, year: Option<i16>) -> Result<Cycle, Fault> {
    super::year(tx, year)?.ok_or(Fault::NotFound)
}

/// `POST /cockpit`
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let year = asked.year;
    let (done, key) = match form.value("act") {
        "open" => (open(&house, &actor, year, &mut form).await?, "assessment-done-opened"),
        "quarter" => (open_quarter(&house, &actor, &mut form).await?, "assessment-done-quarter-opened"),
        "move" => (move_year(&house, &actor, year, &mut form).await?, "assessment-done-moved"),
        "approve" => (approve(&house, &actor, year, &mut form).await?, "assessment-done-approved"),
        "pool" => (pool(&house, &actor, year, &mut form).await?, "assessment-done-pooled"),
        _ => {
            let who = (*actor).clone();
            let work = move |tx: &mut Tx<'_>| {
                let year = of_year(tx, year)?;
                notice::lapse(tx, &who, &year.id)
            };
            (Some(act(&house, &mut form, work).await?), "assessment-done-lapsed")
        }
    };
    match done {
        Some(Ok(count)) => {
            let to = year.map_or_else(|| "/cockpit".to_owned(), |year| format!("/cockpit?year={year}"));
            Ok(see_other(to).notice(key, &[("n", &count)]).into_response())
        }
        Some(Err(decisions)) => draw(page, &house, &actor, year, form, &decisions).await,
        None => draw(page, &house, &actor, year, form, &[]).await,
    }
}

async fn open(
    house: &House,
    actor: &Actor,
    year: Option<i16>,
    form: &mut FormState,
) -> Result<Done, Problem> {
    let Some(on) = form.required_date("on") else { return Ok(None) };
    let (who, book) = (actor.clone(), house.book());
    let work = move |tx: &mut Tx<'_>| {
        let year = of_year(tx, year)?;
        annual::open(tx, &who, &book, &year.id, on)
    };
    Ok(Some(act(house, form, work).await?))
}

async fn open_quarter(house: &House, actor: &Actor, form: &mut FormState) -> Result<Done, Problem> {
    let (quarter, due) = (form.required_integer("quarter", 1..=4), form.required_date("due_on"));
    let (Some(quarter), Some(due)) = (quarter, due) else { return Ok(None) };
    let who = actor.clone();
    let work = move |tx: &mut Tx<'_>| {
        let now = cycle::current(tx)?.ok_or(Fault::NotFound)?;
        routine::open(tx, &who, &now.id, quarter, due)
    };
    Ok(Some(act(house, form, work).await?))
}

async fn move_year(
    house: &House,
    actor: &Actor,
    year: Option<i16>,
    form: &mut FormState,
) -> Result<Done, Problem> {
    let to = YearState::from_code(form.value("to")).ok_or_else(Problem::not_found)?;
    let (who, note) = (actor.clone(), form.value("move_note").to_owned());
    let work = move |tx: &mut Tx<'_>| {
        let year = of_year(tx, year)?;
        annual::move_year(tx, &who, &year.id, to, &note).map(|()| 0)
    };
    Ok(Some(act(house, form, work).await?))
}

async fn approve(
    house: &House,
    actor: &Actor,
    year: Option<i16>,
    form: &mut FormState,
) -> Result<Done, Problem> {
    let (organ, on) = (form.required_text("organ", 60), form.required_date("approved_on"));
    let (Some(organ), Some(on)) = (organ, on) else { return Ok(None) };
    let (who, document) = (actor.clone(), form.value("document").to_owned());
    let work = move |tx: &mut Tx<'_>| {
        let year = of_year(tx, year)?;
        quota::approve(tx, &who, &year.id, &organ, &document, on).map(|()| 0)
    };
    Ok(Some(act(house, form, work).await?))
}

async fn pool(
    house: &House,
    actor: &Actor,
    year: Option<i16>,
    form: &mut FormState,
) -> Result<Done, Problem> {
    let organs: Vec<String> = form.values("organs").map(str::to_owned).collect();
    let largest = form.value("method") == "largest-remainder";
    let method = if largest { Method::LargestRemainder } else { Method::Sum };
    let (who, name) = (actor.clone(), form.value("name").to_owned());
    let work = move |tx: &mut Tx<'_>| {
        let year = of_year(tx, year)?;
        quota::pool(tx, &who, &year.id, &name, method, &organs).map(|_| 0)
    };
    Ok(Some(act(house, form, work).await?))
}
