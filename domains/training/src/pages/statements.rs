//! Statements whose actor the county does not know: the accounts that wait, were set aside or were assigned, and
//! saying whose one is. Not here: the platforms and their keys (`sources`).

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, FactList, Pager, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::sources::{verb, why};
use super::{Asker, act, local, said, time};
use crate::seat;
use crate::xapi::actor::{self, Named, Said, State as Standing};
use crate::xapi::keeps_sources;
use web::sheet::{Form, Sheet};

const PER_PAGE: usize = 30;
/// As many statements of one account as its page shows.
const SHOWN: u32 = 50;

/// Which accounts, and which page of them.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Of {
    state: Option<String>,
    page: Option<usize>,
}

/// What somebody looks for.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
}

fn allowed(actor: &Asker) -> Result<(), Problem> {
    if keeps_sources(actor) { Ok(()) } else { Err(Problem::forbidden()) }
}

fn accounts(t: &Lookup, found: &[Named], state: Standing) -> Table {
    let mut table = Table::new(t, "accounts", t.of("training-actors"))
        .caption_unseen()
        .column(t.of("training-actor"))
        .column(t.of("training-platform"))
        .number_column(t.of("training-actor-records"))
        .column(t.of("training-actor-last"))
        .empty(t.of("training-actors-none"));
    table = match state {
        Standing::Waiting => table,
        Standing::Aside => table.column(t.of("training-actor-reason")),
        Standing::Assigned => table.column(t.of("training-actor-person")),
    };
    for one in found {
        let mut cells = vec![
            Cell::link(format!("/training/statements/{}", one.statement), one.actor.as_str()),
            one.platform.as_str().into(),
            Cell::number(t, one.statements),
            t.moment(local(one.last)).into(),
        ];
        match state {
            Standing::Waiting => {}
            Standing::Aside => cells.push(one.reason.as_str().into()),
            Standing::Assigned => {
                cells.push(one.person.as_ref().map_or("", |(_, name)| name.as_str()).into());
            }
        }
        table.push(cells);
    }
    table
}

/// `GET /training/statements`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    allowed(&actor)?;
    let state = of.state.as_deref().and_then(Standing::from_code).unwrap_or(Standing::Waiting);
    let at = of.page.unwrap_or(1).clamp(1, 100_000);
    let (found, all) = house.read(move |tx| Ok(actor::listed(tx, state, (at, PER_PAGE))?)).await?;
    let page = page
        .titled_by("training-actors")
        .led_by("training-actors-hint")
        .back_to("/training/sources", "training-sources")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let others = Standing::ALL.iter().filter(|one| **one != state);
    let link = |one: &Standing| (format!("/training/statements?state={}", one.code()), said(t, one.words()));
    sheet.links(others.map(link).collect());
    sheet.words_heading(&said(t, state.words()));
    sheet.add(&accounts(t, &found, state));
    let path = format!("/training/statements?state={}", state.code());
    sheet.add(&Pager::new(t, &path, at, all, PER_PAGE));
    sheet.done()
}

fn statements(t: &Lookup, said: &[Said]) -> Table {
    let mut table = Table::new(t, "statements", t.of("training-statements"))
        .caption_unseen()
        .column(t.of("training-came"))
        .column(t.of("training-verb"))
        .column(t.of("training-activity"))
        .number_column(t.of("training-time"))
        .column(t.of("training-made-of-it"));
    for one in said {
        table.push(vec![
            t.moment(local(one.stored_at)).into(),
            verb(t, &one.verb).into(),
            one.about.as_str().into(),
            Cell::Number(one.minutes.map(|minutes| time(t, minutes)).unwrap_or_default()),
            why(t, &one.why).into(),
        ]);
    }
    table
}

/// Somebody who serves, as a choice: name, unit and post.
fn choice(t: &Lookup, (id, name, unit, post): &(String, String, String, String)) -> Choice {
    let seat = if post.is_empty() { unit.clone() } else { format!("{unit} · {post}") };
    Choice::new(id.as_str(), t.labelled(name, &seat))
}

async fn draw(
    page: Page,
    house: &House,
    (id, wanted): (&str, Option<String>),
    form: &FormState,
) -> Result<Response, Problem> {
    let (which, looked) = (id.to_owned(), wanted.clone().unwrap_or_default());
    let ((named, said_of), people) = house
        .read(move |tx| Ok((actor::of_statement(tx, &which, SHOWN)?, seat::called(tx, &looked)?)))
        .await?;
    let page = page
        .titled_with("training-actors-of", &[("actor", &named.actor)])
        .led(named.platform.clone())
        .back_to("/training/statements", "training-actors")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.add(
        &FactList::new()
            .fact(t.of("training-state"), &said(t, named.state.words()))
            .fact(t.of("training-actor-person"), named.person.as_ref().map_or("", |(_, name)| name.as_str()))
            .fact(t.of("training-actor-reason"), &named.reason),
    );
    sheet.heading("training-statements");
    sheet.add(&statements(t, &said_of));
    sheet.heading("training-actor-settle");
    let field = sheet.field("q", "training-actor-search", |field| {
        field.short().max(20).hint("training-actor-search-hint")
    });
    let search = Form::search(format!("/training/statements/{id}")).part(field);
    sheet.add(&search.button(t.of("training-actor-find")));
    if !people.is_empty() {
        let choices: Vec<Choice> = people.iter().map(|one| choice(t, one)).collect();
        let field = sheet.field("person", "training-actor-choose", |field| field.radios(&choices));
        let assignment = Form::to(format!("/training/statements/{id}/assignment"))
            .hidden("q", wanted.clone().unwrap_or_default())
            .part(field);
        sheet.add(&assignment.button(t.of("training-actor-assign")));
    } else if wanted.is_some_and(|wanted| !wanted.trim().is_empty()) {
        sheet.hint("training-actor-found-none");
    }
    if named.state == Standing::Waiting {
        let field = sheet.field("note", "training-actor-reason", |field| {
            field.textarea(2).max(200).hint("training-actor-aside-hint")
        });
        let aside = Form::to(format!("/training/statements/{id}/setting-aside")).part(field);
        sheet.fold(
            t.of("training-actor-aside"),
            &aside.button(t.of("training-actor-aside")),
            form.has("note"),
        );
    }
    sheet.done()
}

/// `GET /training/statements/{id}`: the account a statement names.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    allowed(&actor)?;
    let form = FormState::default().prefilled("q", asked.q.clone().unwrap_or_default());
    draw(page, &house, (&id, asked.q), &form).await
}

/// `POST /training/statements/{id}/assignment`
pub async fn assign(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    allowed(&actor)?;
    let (by, which, person) = (actor.clone(), id.clone(), form.value("person").to_owned());
    if let Some(counted) = act(&house, &mut form, move |tx| actor::assign(tx, &by, &which, &person)).await? {
        let to = see_other("/training/statements");
        return Ok(to.notice("training-done-assigned", &[("n", &counted)]).into_response());
    }
    let wanted = Some(form.value("q").to_owned());
    draw(page, &house, (&id, wanted), &form).await
}

/// `POST /training/statements/{id}/setting-aside`
pub async fn set_aside(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    allowed(&actor)?;
    let (by, which, reason) = (actor.clone(), id.clone(), form.value("note").to_owned());
    if act(&house, &mut form, move |tx| actor::set_aside(tx, &by, &which, &reason)).await?.is_some() {
        let to = see_other("/training/statements");
        return Ok(to.notice("training-done-set-aside-actor", &[]).into_response());
    }
    draw(page, &house, (&id, None), &form).await
}
