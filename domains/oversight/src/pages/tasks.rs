//! Tasks sent down, as a list; and the form to send one. Not here: one task (`task`).

use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Fault, Tx};
use web::components::field::Choice;
use web::components::lists::Pager;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::home::{has_part, tabs};
use super::{
    PER_PAGE, Query, act, address, all_towns, choices, local, offices, own_units, said, scope, units,
};
use crate::town::task::{self, Filter, NewTask, State as Stands, Task};
use crate::town::{self, Duty};

pub(super) fn state_tag(t: &Lookup, state: Stands) -> StateTag {
    let tone = match state {
        Stands::Sent => Tone::Waiting,
        Stands::Refused => Tone::Stopped,
        Stands::Accepted => Tone::Active,
        Stands::Objected => Tone::Returned,
        Stands::Withdrawn => Tone::Archived,
        Stands::Done => Tone::Done,
    };
    StateTag::new(tone, said(t, state.words()))
}

/// `GET /oversight/tasks`
///
/// # Errors
/// If they cannot be read.
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let filter = Filter { office: asked.unit.clone(), town: asked.town.clone(), state: asked.state.clone() };
    let (window, by, of) = (asked.window(), actor.clone(), filter.clone());
    let ((found, count), seen, towns) = house
        .read(move |tx| {
            let scope = scope(&by);
            Ok((task::list(tx, &scope, &of, window)?, offices(tx, &scope)?, all_towns(tx)?))
        })
        .await?;
    let refused = filter.state == Stands::Refused.code();
    let (title, lead) = if refused {
        ("oversight-refused-register", "oversight-refused-lead")
    } else {
        ("oversight-tasks", "oversight-tasks-lead")
    };
    let page = page.titled_by(title).led_by(lead).back_to("/oversight", "oversight-room").across();
    let t = page.t.clone();
    let form = FormState::default()
        .prefilled("unit", &*filter.office)
        .prefilled("town", &*filter.town)
        .prefilled("state", &*filter.state);
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&tabs(&t, "/oversight/tasks"));
    let (offices, towns) = (units(&seen), units(&towns));
    let states = choices(&t, Stands::ALL, |state| (state.code(), state.words()));
    let office = sheet.field("unit", "oversight-office", |field| field.optional().select(&offices));
    let town = sheet.field("town", "oversight-town", |field| field.optional().select(&towns));
    let state = sheet.field("state", "oversight-state", |field| field.optional().select(&states));
    let search = Form::search("/oversight/tasks").part(office).part(town).part(state);
    sheet.fold(t.of("oversight-filter"), &search.button(t.of("oversight-filter").to_owned()), false);
    if actor.is(Role::Head) {
        sheet.links(vec![("/oversight/tasks/new".to_owned(), t.of("oversight-task-new").to_owned())]);
    }
    sheet.add(&table(&t, &found));
    let path = address(
        "/oversight/tasks",
        &[("unit", &filter.office), ("town", &filter.town), ("state", &filter.state)],
    );
    sheet.add(&Pager::new(&t, &path, asked.page(), usize::try_from(count).unwrap_or(0), PER_PAGE));
    sheet.done()
}

fn table(t: &Lookup, found: &[Task]) -> Table {
    let mut table = Table::new(t, "tasks", t.of("oversight-tasks"))
        .caption_unseen()
        .column(t.of("oversight-task"))
        .column(t.of("oversight-office"))
        .column(t.of("oversight-town"))
        .column(t.of("oversight-list"))
        .column(t.of("oversight-due"))
        .column(t.of("oversight-state"))
        .empty(t.of("oversight-tasks-none"));
    for one in found {
        let list =
            one.list.map_or_else(|| t.of("oversight-no-list").to_owned(), |list| said(t, list.words()));
        table.push(vec![
            Cell::link(format!("/oversight/tasks/{}", one.id), &*one.title),
            one.office_name.as_str().into(),
            one.town_name.as_str().into(),
            list.into(),
            one.due_on.into(),
            Cell::drawn(&state_tag(t, one.state)),
        ]);
    }
    table
}

/// What the form offers.
struct Offer {
    offices: Vec<(String, String)>,
    towns: Vec<(String, String)>,
    duties: Vec<Duty>,
}

fn offer(tx: &mut Tx<'_>, actor: &kernel::Actor, town: &str) -> Result<Offer, Fault> {
    let today = tx.today();
    let duties = if town.is_empty() { Vec::new() } else { town::on_day(tx, town, today)? };
    Ok(Offer { offices: own_units(tx, actor)?, towns: all_towns(tx)?, duties })
}

/// The word for a task that no duty carries.
const NONE: &str = "none";

fn duty_choices(t: &Lookup, duties: &[Duty]) -> Vec<Choice> {
    let mut all: Vec<&Duty> = duties.iter().collect();
    all.sort_by_key(|duty| (duty.list, duty.sort));
    let named = all.into_iter().map(|duty| {
        let list = said(t, duty.list.words());
        let sort = duty.sort;
        let text = t.with("oversight-duty-choice", &[("list", &list), ("n", &sort), ("name", &duty.name)]);
        Choice::new(&*duty.id, text)
    });
    let mut choices: Vec<Choice> = named.collect();
    choices.push(Choice::new(NONE, t.of("oversight-duty-none")));
    choices
}

fn draw(page: Page, offer: &Offer, town: &str, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("oversight-task-new")
        .led_by("oversight-task-new-lead")
        .back_to("/oversight/tasks", "oversight-tasks");
    let t = page.t.clone();
    let (offices, towns) = (units(&offer.offices), units(&offer.towns));
    let duties = duty_choices(&t, &offer.duties);
    let mut sheet = Sheet::new(&page, form);
    let chosen = offer.towns.iter().find(|(id, _)| id == town);
    let Some((id, name)) = chosen else {
        let field = sheet.field("town", "oversight-town", |field| field.select(&towns));
        sheet
            .add(&Form::search("/oversight/tasks/new").part(field).button(t.of("oversight-next").to_owned()));
        return sheet.done();
    };
    sheet.lesser(&t.with("oversight-task-to", &[("town", name)]));
    let parts = [
        sheet.field("office", "oversight-office", |field| field.select(&offices)),
        sheet.field("duty", "oversight-duty", |field| field.select(&duties).why("oversight-duty-why")),
        sheet.field("title", "oversight-task", |field| field.max(80)),
        sheet.field("what", "oversight-task-what", |field| field.textarea(5).max(2_000)),
        sheet.field("due_on", "oversight-due", |field| field.date()),
    ];
    let form = Form::to("/oversight/tasks").autosave("oversight-task").hidden("town", id.clone());
    let form = parts.into_iter().fold(form, Form::part);
    sheet.add(&form.button(t.of("oversight-task-send").to_owned()));
    sheet.links(vec![("/oversight/tasks/new".to_owned(), t.of("oversight-other-town").to_owned())]);
    sheet.done()
}

/// `GET /oversight/tasks/new`
///
/// # Errors
/// If the actor is head of nothing.
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    if !actor.is(Role::Head) {
        return Err(Problem::forbidden());
    }
    let (by, town) = (actor.clone(), asked.town.clone());
    let offer = house.read(move |tx| offer(tx, &by, &town)).await?;
    draw(page, &offer, &asked.town, &FormState::default().prefilled("duty", asked.duty))
}

/// `POST /oversight/tasks`
///
/// # Errors
/// If it cannot be written.
pub async fn send(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let town = form.value("town").to_owned();
    let (office, duty) = (form.required_text("office", 60), form.required_text("duty", 60));
    let (title, what) = (form.required_text("title", 80), form.required_text("what", 2_000));
    let due_on = form.required_date("due_on");
    let today = local(house.county().clock().now()).date();
    let new = NewTask {
        office: office.unwrap_or_default(),
        town: town.clone(),
        title: title.unwrap_or_default(),
        what: what.unwrap_or_default(),
        due_on: due_on.unwrap_or(today),
        duty: duty.filter(|duty| duty != NONE),
    };
    let (by, book) = (actor.clone(), house.book());
    if let Some((id, state)) = act(&house, &mut form, move |tx| task::send(tx, &by, &book, &new)).await? {
        let key = if state == Stands::Sent { "oversight-done-task" } else { "oversight-done-refused" };
        return Ok(see_other(format!("/oversight/tasks/{id}")).notice(key, &[]).into_response());
    }
    let (by, of) = (actor.clone(), town.clone());
    let offer = house.read(move |tx| offer(tx, &by, &of)).await?;
    draw(page, &offer, &town, &form)
}
