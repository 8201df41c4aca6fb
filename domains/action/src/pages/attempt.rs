//! Recording an attempt, in one short form for the phone; and one attempt, where its witness says what they saw.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Tx};
use web::components::field::Choice;
use web::components::{FactList, StateTag};
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::people::{Offered, offer};
use super::{choices, intention::seen_state, me, once, said, written};
use crate::transfer::{
    self, Answers, Attempt, Intention, NewAttempt, Outcome, Seen, Sight, Thought, classify,
};

#[derive(Template)]
#[template(path = "action/attempt_new.html")]
struct NewPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    id: &'a str,
    intended: Vec<Choice>,
    alike: Vec<Choice>,
    thoughts: Vec<Choice>,
    outcomes: Vec<Choice>,
    people: Vec<Choice>,
}

struct Found {
    intention: Intention,
    people: Offered,
    today: Date,
}

fn read(
    tx: &mut Tx<'_>,
    actor: &std::sync::Arc<Actor>,
    (id, chosen, named): (&str, &[String], &str),
) -> Result<Found, Fault> {
    let person = me(actor)?;
    let intention = transfer::find(tx, &actor.scope(Area::Learning), id)?;
    if intention.person != person {
        return Err(Fault::NotFound);
    }
    let mut all: Vec<String> = chosen.to_vec();
    all.extend(intention.witness.clone().filter(|one| !chosen.contains(one)));
    let unit = intention.unit.clone();
    let people = offer(tx, &all, named, (Some(&unit), &person))?;
    Ok(Found { intention, people, today: tx.today() })
}

fn draw(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let id = &found.intention.id;
    let page = page
        .titled_by("action-try")
        .led(found.intention.what.clone())
        .back_to(format!("/action/intentions/{id}"), "action-intended");
    let t = &page.t;
    let view = NewPage {
        id,
        intended: vec![
            Choice::new("1", t.of("action-as-intended-yes")),
            Choice::new("0", t.of("action-as-intended-no")),
        ],
        alike: vec![Choice::new("1", t.of("action-alike-yes")), Choice::new("0", t.of("action-alike-no"))],
        thoughts: choices(t, Thought::ALL, |one| (one.code(), one.words())),
        outcomes: choices(t, Outcome::ALL, |one| (one.code(), one.words())),
        people: found.people.lines(),
        page: &page,
        form,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/intentions/{id}/attempt`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, (&id, &[], ""))).await?;
    let form = FormState::default()
        .prefilled("once", once(&house))
        .prefilled("happened_on", found.today.to_string())
        .prefilled("as_intended", "1")
        .prefilled("witness", found.intention.witness.clone().unwrap_or_default());
    draw(page, &found, &form, false)
}

fn typed(form: &mut FormState) -> Option<NewAttempt> {
    let what = form.required_text("what", 100);
    let happened_on = form.required_date("happened_on");
    let as_intended = form.required_choice("as_intended", &["1", "0"]);
    let alike = form.required_choice("alike", &["1", "0"]);
    let thought = form.required_coded("thought", Thought::ALL, Thought::code);
    let outcome = form.required_coded("outcome", Outcome::ALL, Outcome::code);
    let principle = form.text("principle", 400).unwrap_or_default();
    let witness = Some(form.value("witness").to_owned()).filter(|id| !id.is_empty());
    let client_key = form.value("once").to_owned();
    if !form.is_ok() {
        return None;
    }
    Some(NewAttempt {
        happened_on: happened_on?,
        what: what?,
        as_intended: as_intended? == "1",
        alike: alike? == "1",
        thought: thought?,
        principle,
        outcome: outcome?,
        witness,
        client_key,
    })
}

/// `POST /action/intentions/{id}/attempt`: the same form sent twice records one attempt.
pub async fn record(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let chosen: Vec<String> = form.values("witness").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let named = if form.has("find") { form.value("who").trim().to_owned() } else { String::new() };
    if !form.has("find")
        && let Some(new) = typed(&mut form)
    {
        let (asker, asked, book, again) = (actor.clone(), id.clone(), house.book(), new.client_key.clone());
        let asks = new.witness.is_some();
        let work = move |tx: &mut Tx<'_>| {
            // Sent again, nothing is written; and a write without an act would be refused.
            match transfer::attempt_by_key(tx, &asked, &again)? {
                Some(known) => Ok((known, false)),
                None => Ok((transfer::record(tx, &asker, &book, &asked, &new)?.id, true)),
            }
        };
        if let Some((attempt, _)) = written(&house, &mut form, work).await? {
            let key = if asks { "action-tried-asked" } else { "action-tried-now" };
            return Ok(see_other(format!("/action/attempts/{attempt}")).notice(key, &[]).into_response());
        }
    }
    let asked = named.clone();
    let found = house.read(move |tx| read(tx, &actor, (&id, &chosen, &asked))).await?;
    if !named.is_empty() && found.people.found == 0 {
        form.error_with("who", "action-nobody-named", &[("named", &named)]);
    }
    let again = !form.is_ok();
    draw(page, &found, &form, again)
}

#[derive(Template)]
#[template(path = "action/attempt.html")]
struct OnePage<'a> {
    page: &'a Page,
    form: &'a FormState,
    id: &'a str,
    state: StateTag,
    transferred: bool,
    facts: FactList,
    road: String,
    why: String,
    next: Option<String>,
    asked: bool,
    ratings: Vec<Choice>,
}

fn ratings(page: &Page) -> Vec<Choice> {
    ["1", "2", "3", "4", "5"]
        .iter()
        .map(|n| Choice::new(*n, page.t.of(&format!("action-rating-{n}"))))
        .collect()
}

fn draw_one(
    page: Page,
    (one, asked): (&Attempt, bool),
    form: &FormState,
    again: bool,
) -> Result<Response, Problem> {
    let page = page.titled(one.what.clone()).led(one.intended.clone());
    let page = if asked {
        page.back_to("/", "action-todos")
    } else {
        page.back_to(format!("/action/intentions/{}", one.intention), "action-intended")
    };
    let t = &page.t;
    let said_by =
        classify(&Answers { alike: one.alike, thought: one.thought, principle: !one.principle.is_empty() });
    let as_intended = t.of(if one.as_intended { "action-as-intended-yes" } else { "action-as-intended-no" });
    let rating =
        one.rating.map(|rating| t.of(&format!("action-rating-{rating}")).to_owned()).unwrap_or_default();
    let facts = FactList::new()
        .fact(t.of("action-name"), &one.name)
        .fact(t.of("action-day"), &t.date(one.happened_on))
        .fact(t.of("action-as-intended"), as_intended)
        .fact(t.of("action-outcome"), &said(t, one.outcome.words()))
        .fact(t.of("action-principle"), &one.principle)
        .fact(t.of("action-witness"), one.witness_name.as_deref().unwrap_or_default())
        .fact(t.of("action-rating"), &rating)
        .fact(t.of("action-seen-note"), one.note.as_deref().unwrap_or_default());
    let view = OnePage {
        id: &one.id,
        state: seen_state(t, one.seen),
        transferred: one.is_transferred(),
        facts,
        road: said(t, one.road.words()),
        why: t.both(&said_by.why).to_owned(),
        next: said_by.next.as_ref().map(|next| t.both(next).to_owned()),
        ratings: ratings(&page),
        asked,
        page: &page,
        form,
    };
    if again { show_again(&view) } else { show(&view) }
}

async fn one(house: &House, actor: &std::sync::Arc<Actor>, id: &str) -> Result<(Attempt, bool), Problem> {
    let (actor, id) = (actor.clone(), id.to_owned());
    house
        .read(move |tx| {
            let found = transfer::find_attempt(tx, &actor.scope(Area::Learning), &id)?;
            let asked = found.seen == Seen::Asked && found.witness.is_some() && found.witness == actor.person;
            Ok((found, asked))
        })
        .await
}

/// `GET /action/attempts/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (found, asked) = one(&house, &actor, &id).await?;
    draw_one(page, (&found, asked), &FormState::default(), false)
}

/// `POST /action/attempts/{id}/confirmation`: the witness says whether they saw it, and how far it worked.
pub async fn confirm(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let declined = form.value("answer") == "declined";
    let rating = if declined { None } else { form.required_integer("rating", 1..=5) };
    let note = form.text("note", 400).unwrap_or_default();
    let (asker, asked) = (actor.clone(), id.clone());
    let sight = Sight { rating, note };
    if written(&house, &mut form, move |tx| transfer::confirm(tx, &asker, &asked, &sight)).await?.is_some() {
        let key = if declined { "action-not-seen-now" } else { "action-seen-now" };
        return Ok(see_other(format!("/action/attempts/{id}")).notice(key, &[]).into_response());
    }
    let (found, asked) = one(&house, &actor, &id).await?;
    draw_one(page, (&found, asked), &form, true)
}
