//! Taking up an offer of the experience exchange: the form, and the page of one trial where its holder tells what came
//! of it. Not here: the offers (`exchange`).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::Span;
use jiff::civil::Date;
use kernel::ledger::Entry;
use kernel::{Actor, Fault, Tx};
use web::components::field::Choice;
use web::components::{FactList, History, Markup, StateTag, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::{choices, history, local, said, written};
use crate::permission;
use crate::set::offer::{self, Offer};
use crate::set::taking::{self, NewTaking, State as Stands, Taken};

/// What came of a trial, drawn.
pub(super) fn taken_state(t: &Lookup, state: Stands) -> StateTag {
    let tone = match state {
        Stands::Open => Tone::Active,
        Stands::Tried => Tone::Waiting,
        Stands::Works => Tone::Done,
        Stands::Unfit => Tone::Info,
        Stands::Dropped => Tone::Stopped,
    };
    StateTag::new(tone, said(t, state.words()))
}

struct Offered {
    offer: Offer,
    units: Vec<(String, String)>,
    people: Vec<duty::evidence::Colleague>,
    today: Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, (set, unit): (&str, &str)) -> Result<Offered, Fault> {
    let offer = offer::of_set(tx, set)?.filter(|one| one.withdrawn_at.is_none()).ok_or(Fault::NotFound)?;
    let mut units = taking::units(tx, actor)?;
    units.retain(|(id, _)| *id != offer.unit);
    let wanted =
        units.iter().find(|(id, _)| id == unit).or_else(|| units.first().filter(|_| unit.is_empty()));
    let people = match wanted {
        Some((id, _)) => duty::evidence::colleagues(tx, id)?,
        None => Vec::new(),
    };
    Ok(Offered { offer, units, people, today: tx.today() })
}

#[derive(Template)]
#[template(path = "action/taking_new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    set: &'a str,
    units: Vec<Choice>,
    people: Vec<Choice>,
}

fn draw_new(page: Page, found: &Offered, form: &FormState, again: bool) -> Result<Response, Problem> {
    let set = &found.offer.set;
    let page = page
        .titled_by("action-take-up")
        .led(found.offer.title.clone())
        .back_to(format!("/action/exchange/{set}"), "action-experience");
    let view = NewPage {
        units: found.units.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect(),
        people: found.people.iter().map(|one| Choice::new(&*one.id, &*one.name)).collect(),
        page: &page,
        form,
        set,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/exchange/{set}/taking`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(set): Path<String>,
) -> Result<Response, Problem> {
    let me = actor.person.clone();
    let found = house.read(move |tx| read(tx, &actor, (&set, ""))).await?;
    // A month is long enough to try one small thing.
    let by = found.today.saturating_add(Span::new().days(30));
    let mut form = FormState::default().prefilled("by_on", by.to_string());
    if let Some((unit, _)) = found.units.first() {
        form.set("unit", unit.as_str());
    }
    if let Some(me) = me.filter(|me| found.people.iter().any(|one| one.id == *me)) {
        form.set("person", me);
    }
    draw_new(page, &found, &form, false)
}

/// `POST /action/exchange/{set}/taking`
pub async fn take_up(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(set): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = form.value("unit").to_owned();
    if !form.has("find") {
        let first = form.required_text("first", 400).unwrap_or_default();
        let by_on = form.required_date("by_on");
        let person = form.required_text("person", 64).unwrap_or_default();
        if let (Some(by_on), true) = (by_on, form.is_ok()) {
            let new = NewTaking { unit: unit.clone(), person, first, by_on };
            let (by, which) = (actor.clone(), set.clone());
            let work = move |tx: &mut Tx<'_>| taking::take_up(tx, &by, &which, &new);
            if let Some(id) = written(&house, &mut form, work).await? {
                let told = see_other(format!("/action/taken/{id}"));
                return Ok(told.notice("action-taking-begun", &[]).into_response());
            }
        }
    }
    let found = house.read(move |tx| read(tx, &actor, (&set, &unit))).await?;
    let again = !form.is_ok();
    draw_new(page, &found, &form, again)
}

struct Found {
    taken: Taken,
    title: String,
    acts: Vec<Entry>,
    tells: bool,
    drops: bool,
}

fn read_one(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let taken = taking::find(tx, id)?;
    let mine = actor.person.as_deref() == Some(taken.person.as_str());
    let open = taken.state == Stands::Open;
    Ok(Found {
        title: offer::of_set(tx, &taken.set)?.map(|one| one.title).unwrap_or_default(),
        acts: taking::history(tx, id)?,
        tells: mine && matches!(taken.state, Stands::Open | Stands::Tried),
        drops: open && (mine || permission::keeps(tx, actor, &taken.unit)?),
        taken,
    })
}

#[derive(Template)]
#[template(path = "action/taking.html")]
struct OnePage<'a> {
    page: &'a Page,
    form: &'a FormState,
    id: &'a str,
    state: StateTag,
    facts: FactList,
    tells: bool,
    drops: bool,
    ways: Vec<Choice>,
    history: History,
}

fn draw(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let one = &found.taken;
    let page = page
        .titled(found.title.clone())
        .led(one.unit_name.clone())
        .back_to(format!("/action/exchange/{}", one.set), "action-experience");
    let t = &page.t;
    let came = if one.state == Stands::Dropped { "action-taking-why-not" } else { "action-taking-words" };
    let view = OnePage {
        id: &one.id,
        state: taken_state(t, one.state),
        facts: FactList::new()
            .fact(t.of("action-taking-person"), &one.name)
            .fact(t.of("action-taking-first"), &one.first)
            .fact(t.of("action-by"), &t.date(one.by_on))
            .drawn(t.of("action-taking-came"), Markup::of(&taken_state(t, one.state)))
            .fact(t.of(came), &one.came)
            .fact(
                t.of("action-taking-told-at"),
                &one.told_at.map(|at| t.moment(local(at))).unwrap_or_default(),
            ),
        tells: found.tells,
        drops: found.drops,
        ways: choices(t, Stands::TOLD, |one| (one.code(), one.words())),
        history: history(t, &found.acts),
        page: &page,
        form,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/taken/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read_one(tx, &actor, &id)).await?;
    let form = FormState::default().prefilled("came", &*found.taken.came);
    draw(page, &found, &form, false)
}

/// `POST /action/taken/{id}`: what came of it.
pub async fn tell(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let state = form.required_coded("state", Stands::TOLD, Stands::code);
    let came = form.required_text("came", 1_000).unwrap_or_default();
    if let Some(state) = state {
        let (by, which) = (actor.clone(), id.clone());
        let work = move |tx: &mut Tx<'_>| taking::tell(tx, &by, &which, (state, &came));
        if written(&house, &mut form, work).await?.is_some() {
            let told = see_other(format!("/action/taken/{id}"));
            return Ok(told.notice("action-taking-told", &[]).into_response());
        }
    }
    let found = house.read(move |tx| read_one(tx, &actor, &id)).await?;
    draw(page, &found, &form, true)
}

/// `POST /action/taken/{id}/dropping`
pub async fn drop_it(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let reason = form.required_text("note", 400).unwrap_or_default();
    let (by, which) = (actor.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>| taking::drop_it(tx, &by, &which, &reason);
    if written(&house, &mut form, work).await?.is_some() {
        let told = see_other(format!("/action/taken/{id}"));
        return Ok(told.notice("action-taking-dropped", &[]).into_response());
    }
    let found = house.read(move |tx| read_one(tx, &actor, &id)).await?;
    draw(page, &found, &form, true)
}
