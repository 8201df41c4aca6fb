//! Work recorded: the form that fits a phone, one's own entries, one entry with its confirmations and files, the
//! entries of a unit. Not here: what an entry may say (`evidence`).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Tx};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::amounts;
use super::cycle::year_words;
use crate::cycle::{self, Cycle};
use crate::evidence::{self, Colleague, Entry, NewEvidence, OwnItem, Support, Supported};
use crate::measure::Measure;
use crate::seat;
use web::spreadsheet::{self, Cell as Out};

/// Rows of the list of a unit.
const PAGE: u32 = 50;

/// An item as the form shows it: the names of its fields.
pub(super) struct ItemRow {
    pub id: String,
    pub title: String,
    pub unit: String,
    pub quantity: Option<String>,
    pub reached: Option<String>,
    pub chosen: bool,
}

pub(super) fn item_rows(own: &[OwnItem], form: &FormState) -> Vec<ItemRow> {
    own.iter()
        .map(|item| ItemRow {
            quantity: (item.measure == Measure::Quantity).then(|| format!("quantity-{}", item.id)),
            reached: (item.measure == Measure::Milestone).then(|| format!("reached-{}", item.id)),
            chosen: form.holds("item", &item.id),
            id: item.id.clone(),
            title: item.title.clone(),
            unit: item.measure_unit.clone(),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "duty/evidence_new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    items: Vec<ItemRow>,
    colleagues: Vec<Choice>,
}

/// What the form offers: the items that take entries now, and who can be asked to confirm: those already chosen, those
/// found by name, then one's own unit.
struct Offer {
    own: Vec<OwnItem>,
    colleagues: Vec<Colleague>,
    found: usize,
    today: Date,
}

/// As many as are shown of those a name finds.
const FOUND: u32 = 20;

fn offer(tx: &mut Tx<'_>, actor: &Actor, chosen: &[String], named: &str) -> Result<Offer, Fault> {
    let person = actor.person.as_deref().ok_or(Fault::NotFound)?;
    let mut own = evidence::own_items(tx, person)?;
    own.retain(|item| item.state.records());
    let mut colleagues: Vec<Colleague> = Vec::new();
    for id in chosen {
        colleagues.extend(evidence::colleague_of(tx, id)?);
    }
    let mut found = Vec::new();
    if !named.is_empty() {
        found = evidence::colleagues_named(tx, person, named, FOUND)?;
    }
    let count = found.len();
    let near = match own.first() {
        Some(item) => evidence::colleagues(tx, &item.unit.clone())?,
        None => Vec::new(),
    };
    for one in found.into_iter().chain(near) {
        if one.id != person && !colleagues.iter().any(|known| known.id == one.id) {
            colleagues.push(one);
        }
    }
    Ok(Offer { own, colleagues, found: count, today: tx.today() })
}

/// The co-workers ticked in a form, each once.
fn partners_of(form: &FormState) -> Vec<String> {
    let mut partners: Vec<String> = Vec::new();
    for id in form.values("partner").filter(|id| !id.is_empty()) {
        if !partners.iter().any(|known| known == id) {
            partners.push(id.to_owned());
        }
    }
    partners
}

fn draw_new(page: Page, offer: Offer, form: &FormState, again: bool) -> Result<Response, Problem> {
    let page = page.titled_by("duty-evidence-new").led_by("duty-evidence-lead").back_to("/duty", "duty-room");
    let view = NewPage {
        items: item_rows(&offer.own, form),
        colleagues: offer
            .colleagues
            .into_iter()
            .map(|one| Choice::new(one.id, one.name).explained(one.unit))
            .collect(),
        page: &page,
        form,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /duty/evidence/new`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let offer = house.read(move |tx| offer(tx, &actor, &[], "")).await?;
    let once = house.county().entropy().bytes::<12>();
    let once: String = once.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut form =
        FormState::default().prefilled("once", once).prefilled("happened_on", offer.today.to_string());
    if let Some(item) = of.item {
        form.set("item", item);
    }
    draw_new(page, offer, &form, false)
}

/// The supports as typed: an item that is ticked, or for which an amount or a day was given.
pub(super) fn supports(form: &mut FormState) -> Vec<Support> {
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
            quantity: form.decimal(&format!("quantity-{item}"), 4, amounts()),
            reached_on: form.date(&format!("reached-{item}")),
            item,
        })
        .collect()
}

/// `POST /duty/evidence`: the same form sent twice enters one entry.
pub async fn enter(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    if form.has("find") && !form.value("who").trim().is_empty() {
        return find(page, &house, &actor, form).await;
    }
    let happened_on = form.required_date("happened_on");
    let title = form.required_text("title", 100);
    let body = form.text("body", 4_000).unwrap_or_default();
    let supports = supports(&mut form);
    let partners = partners_of(&form);
    let chosen = partners.clone();
    if let (Some(happened_on), Some(title), true) = (happened_on, title, form.is_ok()) {
        let client_key = form.value("once").to_owned();
        let new = NewEvidence { happened_on, title, body, client_key, supports, partners };
        let (items, asked) = (new.supports.len(), new.partners.len());
        let asker = actor.clone();
        match house.county().write(move |tx| evidence::enter(tx, &asker, &new)).await {
            Ok(_) => {
                let told = see_other("/duty/evidence");
                let told = match asked {
                    0 => told.notice("duty-entered", &[("items", &items)]),
                    _ => told.notice("duty-entered-asked", &[("items", &items), ("asked", &asked)]),
                };
                return Ok(told.into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let offer = house.read(move |tx| offer(tx, &actor, &chosen, "")).await?;
    draw_new(page, offer, &form, true)
}

/// The form again, as it was typed, with the people a name found. A single one is chosen at once.
async fn find(page: Page, house: &House, actor: &Actor, mut form: FormState) -> Result<Response, Problem> {
    let (named, mut chosen) = (form.value("who").trim().to_owned(), partners_of(&form));
    let (asker, of, who) = (actor.clone(), chosen.clone(), named.clone());
    let offer = house.read(move |tx| offer(tx, &asker, &of, &who)).await?;
    match offer.found {
        0 => form.error_with("who", "duty-partner-none", &[("named", &named)]),
        1 => {
            let one = offer.colleagues.get(chosen.len()).map(|one| one.id.clone());
            chosen.extend(one);
            form.set_all("partner", chosen);
            form.set("who", "");
        }
        _ => {}
    }
    let again = !form.is_ok();
    draw_new(page, offer, &form, again)
}

/// Which year, up to which day, for which item.
#[derive(Debug, Deserialize)]
pub struct Of {
    cycle: Option<String>,
    until: Option<Date>,
    item: Option<String>,
}

fn year_of(tx: &mut Tx<'_>, asked: Option<&str>) -> Result<Option<Cycle>, Fault> {
    match asked.filter(|id| !id.is_empty()) {
        Some(id) => Ok(Some(cycle::find(tx, id)?)),
        None => Ok(cycle::current(tx)?),
    }
}

async fn read_mine(
    house: &House,
    actor: std::sync::Arc<Actor>,
    of: Of,
) -> Result<(Option<Cycle>, Vec<Cycle>, Vec<Entry>), Problem> {
    house
        .read(move |tx| {
            let person = actor.person.as_deref().ok_or(Fault::NotFound)?;
            let year = year_of(tx, of.cycle.as_deref())?;
            let entries = match &year {
                Some(year) => evidence::of_person(tx, &actor.scope(Area::Duty), person, &year.id)?,
                None => Vec::new(),
            };
            Ok((year, cycle::all(tx)?, entries))
        })
        .await
}

#[derive(Template)]
#[template(path = "duty/evidence_list.html")]
struct ListPage<'a> {
    page: &'a Page,
    form: FormState,
    years: Vec<Choice>,
    table: Table,
}

/// What an entry says for an item, in a few words.
fn supported(t: &Lookup, one: &Supported) -> String {
    let amount = one.support.quantity.map(|amount| format!(" {} {}", t.decimal(amount), one.measure_unit));
    let day = one.support.reached_on.map(|day| format!(" {}", t.day(day)));
    format!("{}{}{}", one.title, amount.unwrap_or_default(), day.unwrap_or_default())
}

/// `GET /duty/evidence`
pub async fn mine(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let (year, years, entries) = read_mine(&house, actor, of).await?;
    let page = page.titled_by("duty-evidence-mine").back_to("/duty", "duty-room").across();
    let t = &page.t;
    let cycle = year.map(|year| year.id).unwrap_or_default();
    let mut table = Table::new(t, "entries", t.of("duty-evidence-mine"))
        .caption_unseen()
        .column(t.of("duty-day"))
        .column(t.of("duty-work"))
        .column(t.of("duty-for-items"))
        .column(t.of("duty-state"))
        .filter()
        .export(format!("/duty/evidence.xlsx?cycle={cycle}"))
        .empty(t.of("duty-evidence-empty"))
        .empty_next("/duty/evidence/new", t.of("duty-evidence-new"));
    for entry in &entries {
        let one = &entry.evidence;
        let items: Vec<String> = entry.supports.iter().map(|support| supported(t, support)).collect();
        let state = if one.withdrawn_at.is_some() { t.of("duty-withdrawn") } else { t.of("duty-counted") };
        table.push(vec![
            one.happened_on.into(),
            Cell::link(format!("/duty/evidence/{}", one.id), one.title.as_str()),
            t.join(&items).into(),
            state.into(),
        ]);
    }
    let view = ListPage {
        form: FormState::default().prefilled("cycle", cycle),
        years: years.iter().map(|year| Choice::new(year.id.clone(), year_words(t, year))).collect(),
        table,
        page: &page,
    };
    show(&view)
}

/// `GET /duty/evidence.xlsx`
pub async fn sheet(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let (_, _, entries) = read_mine(&house, actor, of).await?;
    let t = &page.t;
    let heads: Vec<String> = [
        "duty-day",
        "duty-work",
        "duty-details",
        "duty-item",
        "duty-amount",
        "duty-measure-unit",
        "duty-reached-on",
        "duty-state",
    ]
    .iter()
    .map(|key| t.of(key).to_owned())
    .collect();
    let mut rows: Vec<Vec<Out>> = Vec::new();
    for entry in &entries {
        let one = &entry.evidence;
        let state = if one.withdrawn_at.is_some() { "duty-withdrawn" } else { "duty-counted" };
        for support in &entry.supports {
            rows.push(vec![
                t.day(one.happened_on).into(),
                one.title.clone().into(),
                one.body.clone().into(),
                support.title.clone().into(),
                support.support.quantity.into(),
                support.measure_unit.clone().into(),
                support.support.reached_on.map(|day| t.day(day)).into(),
                t.of(state).into(),
            ]);
        }
    }
    spreadsheet::sheet(t.of("duty-evidence-mine"), &heads, &rows)
}

#[derive(Template)]
#[template(path = "duty/evidence_unit.html")]
struct UnitPage<'a> {
    page: &'a Page,
    table: Table,
    next: Option<String>,
}

/// `GET /duty/units/{id}/evidence`: what was done, newest first; without counts by person.
pub async fn of_unit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let unit = id.clone();
    let (found, year, entries) = house
        .read(move |tx| {
            let scope = actor.scope(Area::Duty);
            let found = seat::unit(tx, &scope, &unit)?.ok_or(Fault::NotFound)?;
            let year = year_of(tx, of.cycle.as_deref())?.ok_or(Fault::NotFound)?;
            let until = of.until.unwrap_or(Date::MAX);
            let entries = evidence::of_unit(tx, &scope, (&year.id, &unit), until, PAGE)?;
            Ok((found, year, entries))
        })
        .await?;
    let back = format!("/duty/units/{id}?cycle={}", year.id);
    let page =
        page.titled_by("duty-unit-evidence").led(found.name).back_to(back, "duty-unit-targets").across();
    let t = &page.t;
    let mut table = Table::new(t, "entries", t.of("duty-unit-evidence"))
        .caption_unseen()
        .column(t.of("duty-day"))
        .column(t.of("duty-work"))
        .column(t.of("duty-author"))
        .filter()
        .empty(t.of("duty-unit-evidence-empty"));
    for one in &entries {
        let work = Cell::link(format!("/duty/evidence/{}", one.id), one.title.as_str());
        table.push(vec![one.happened_on.into(), work, one.name.as_str().into()]);
    }
    // The next page begins with the last day shown: entries of one day are never lost between two pages, and a day
    // with more entries than a page is cut at the day before.
    let next = entries.last().filter(|_| entries.len() >= PAGE as usize).and_then(|last| {
        let first = entries.first()?.happened_on;
        let day =
            if first == last.happened_on { last.happened_on.yesterday().ok()? } else { last.happened_on };
        Some(format!("/duty/units/{id}/evidence?cycle={}&until={day}", year.id))
    });
    show(&UnitPage { page: &page, table, next })
}
