//! One commitment: its person says what happened and chooses the items of their letter it is evidence for. Not here:
//! entering the evidence, which is room duty's own operation.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use duty::evidence::{OwnItem, Support, own_items};
use duty::measure::Measure;
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Tx};
use rust_decimal::Decimal;
use web::components::field::Choice;
use web::components::{FactList, Markup};
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::{commitment_state, written};
use crate::round::Commitment;
use crate::round::commitment::{self, Report, State as Stands};

/// An item of one's letter as the form shows it.
struct ItemRow {
    id: String,
    title: String,
    unit: String,
    quantity: Option<String>,
    reached: Option<String>,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "action/commitment.html")]
struct CommitmentPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    id: &'a str,
    facts: FactList,
    mine: bool,
    ways: Vec<Choice>,
    items: Vec<ItemRow>,
    evidence: Option<&'a str>,
}

struct Found {
    commitment: Commitment,
    own: Vec<OwnItem>,
    mine: bool,
    reads_evidence: bool,
    today: Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let commitment = commitment::find(tx, &actor.scope(Area::Learning), id)?;
    let mine = actor.person.as_deref() == Some(commitment.person.as_str());
    let mut own = Vec::new();
    if mine && commitment.state == Stands::Open {
        own = own_items(tx, &commitment.person)?;
        own.retain(|item| item.state.records());
    }
    let reads_evidence = match &commitment.evidence {
        Some(entry) => match duty::evidence::find(tx, &actor.scope(Area::Duty), entry) {
            Ok(_) => true,
            Err(Fault::NotFound) => false,
            Err(fault) => return Err(fault),
        },
        None => false,
    };
    Ok(Found {
        mine: mine && commitment.state == Stands::Open,
        commitment,
        own,
        reads_evidence,
        today: tx.today(),
    })
}

fn draw(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let one = &found.commitment;
    let page = page.titled(one.what.clone()).back_to(format!("/action/rounds/{}", one.round), "action-round");
    let t = &page.t;
    let facts = FactList::new()
        .drawn(t.of("action-state"), Markup::of(&commitment_state(t, one.state)))
        .fact(t.of("action-who"), &one.name)
        .fact(t.of("action-by"), &t.date(one.by_on))
        .fact(t.of("action-happened-on"), &one.happened_on.map(|day| t.date(day)).unwrap_or_default())
        .fact(t.of("action-happened"), &one.happened);
    let view = CommitmentPage {
        id: &one.id,
        facts,
        mine: found.mine,
        ways: vec![
            Choice::new("done", t.of("action-way-done")),
            Choice::new("otherwise", t.of("action-way-otherwise")),
            Choice::new("dropped", t.of("action-way-dropped")),
        ],
        items: found
            .own
            .iter()
            .map(|item| ItemRow {
                quantity: (item.measure == Measure::Quantity).then(|| format!("quantity-{}", item.id)),
                reached: (item.measure == Measure::Milestone).then(|| format!("reached-{}", item.id)),
                chosen: form.holds("item", &item.id),
                id: item.id.clone(),
                title: item.title.clone(),
                unit: item.measure_unit.clone(),
            })
            .collect(),
        evidence: one.evidence.as_deref().filter(|_| found.reads_evidence),
        page: &page,
        form,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/commitments/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    let form =
        FormState::default().prefilled("way", "done").prefilled("happened_on", found.today.to_string());
    draw(page, &found, &form, false)
}

/// The items ticked, or for which an amount or a day was given.
fn supports(form: &mut FormState) -> Vec<Support> {
    let most = Decimal::from(1_000_000_000_000_i64);
    let mut ids: Vec<String> = form.values("item").map(str::to_owned).collect();
    for prefix in ["quantity-", "reached-"] {
        let given = form.pairs_of(prefix).filter(|(_, value)| !value.trim().is_empty());
        ids.extend(given.map(|(id, _)| id.to_owned()));
    }
    ids.sort();
    ids.dedup();
    ids.into_iter()
        .filter(|id| !id.is_empty())
        .map(|item| Support {
            quantity: form.decimal(&format!("quantity-{item}"), 4, -most..=most),
            reached_on: form.date(&format!("reached-{item}")),
            item,
        })
        .collect()
}

/// `POST /action/commitments/{id}`
pub async fn report(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let way = form.required_choice("way", &["done", "otherwise", "dropped"]).unwrap_or_default();
    let happened = form.required_text("happened", 2_000).unwrap_or_default();
    let (asker, asked) = (actor.clone(), id.clone());
    let (done, evidence) = if way == "dropped" {
        let work = move |tx: &mut Tx<'_>| commitment::drop_it(tx, &asker, &asked, &happened);
        (written(&house, &mut form, work).await?.is_some(), 0)
    } else {
        let happened_on = form.required_date("happened_on");
        let supports = supports(&mut form);
        let count = supports.len();
        let done = match happened_on {
            Some(happened_on) => {
                let report = Report { as_promised: way == "done", happened_on, happened, supports };
                let work = move |tx: &mut Tx<'_>| commitment::report(tx, &asker, &asked, &report);
                written(&house, &mut form, work).await?.is_some()
            }
            None => false,
        };
        (done, count)
    };
    if done {
        let told = see_other(format!("/action/commitments/{id}"));
        let told = match evidence {
            0 => told.notice("action-reported", &[]),
            _ => told.notice("action-reported-evidence", &[("items", &evidence)]),
        };
        return Ok(told.into_response());
    }
    let found = house.read(move |tx| read(tx, &actor, &id)).await?;
    draw(page, &found, &form, true)
}
