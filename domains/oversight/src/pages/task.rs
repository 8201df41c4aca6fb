//! One task: what is to be done, on which duty it rests, what the rule said, and the step that waits. Not here: sending one
//! (`tasks`).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::ledger::{self, Entry};
use kernel::{Actor, Fault, Tx};
use web::components::FactList;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::item::history;
use super::tasks::state_tag;
use super::{Asker, Course, act, address, said, scope};
use crate::permission;
use crate::procedure::TASK;
use crate::town::task::{self, Move, State as Stands, Task};
use crate::town::{self, Duty, List};

struct Seen {
    task: Task,
    duty: Option<Duty>,
    course: Course,
    sends: bool,
    acts: Vec<Entry>,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Seen, Fault> {
    let scope = scope(actor);
    let found = task::find(tx, &scope, id)?;
    let duty = found.duty.as_deref().map(|duty| town::duty(tx, duty)).transpose()?;
    Ok(Seen {
        course: Course::of(tx, &TASK, ("town-task", id))?,
        sends: permission::heads(tx, actor, &found.office)?,
        acts: ledger::history(tx, &scope, "town-task", id)?,
        task: found,
        duty,
    })
}

async fn load(house: &House, actor: &Asker, id: &str) -> Result<Seen, Problem> {
    let (by, of) = (actor.clone(), id.to_owned());
    house.read(move |tx| read(tx, &by, &of)).await
}

fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    seen: &Seen,
    form: &FormState,
) -> Result<Response, Problem> {
    let one = &seen.task;
    let page = page.titled(one.title.clone()).back_to("/oversight/tasks", "oversight-tasks");
    let (t, book) = (page.t.clone(), house.book());
    let mut sheet = Sheet::new(&page, form);
    let list = one.list.map_or_else(|| t.of("oversight-no-list").to_owned(), |list| said(&t, list.words()));
    let duty = seen.duty.as_ref();
    let part = |list: List, text: fn(&Duty) -> &str| {
        duty.filter(|duty| duty.list == list).map(text).unwrap_or_default().to_owned()
    };
    sheet.add(
        &FactList::new()
            .drawn(t.of("oversight-state"), web::Markup::of(&state_tag(&t, one.state)))
            .fact(t.of("oversight-office"), &one.office_name)
            .fact(t.of("oversight-town"), &one.town_name)
            .fact(t.of("oversight-due"), &t.date(one.due_on))
            .fact(t.of("oversight-list"), &list)
            .fact(t.of("oversight-duty"), duty.map(|duty| duty.name.as_str()).unwrap_or_default())
            .fact(t.of("oversight-lead"), &part(List::Cooperating, |duty| &duty.lead))
            .fact(t.of("oversight-lead-part"), &part(List::Cooperating, |duty| &duty.lead_part))
            .fact(t.of("oversight-town-part"), &part(List::Cooperating, |duty| &duty.town_part))
            .fact(t.of("oversight-taken-by"), &part(List::TakenBack, |duty| &duty.lead))
            .fact(t.of("oversight-taken-how"), &part(List::TakenBack, |duty| &duty.lead_part)),
    );
    sheet.heading("oversight-task-what");
    sheet.quoted(&one.what);
    let key = match (one.state, one.list) {
        (Stands::Refused, Some(_)) => "oversight-task-taken-back",
        (Stands::Refused, None) => "oversight-task-no-duty",
        (_, Some(List::Cooperating)) => "oversight-task-cooperating",
        _ => "oversight-task-basic",
    };
    sheet.decision(&one.decision, t.of(key), false);
    if one.state == Stands::Refused && one.list.is_none() && seen.sends {
        let to = address("/oversight/changes/new", &[("kind", "admission"), ("task", &one.id)]);
        sheet.links(vec![(to, t.of("oversight-ask-admission").to_owned())]);
    }
    if !one.answer.is_empty() {
        sheet.heading("oversight-answer");
        sheet.quoted(&one.answer);
    }
    if !seen.course.steps.is_empty() {
        sheet.add(&seen.course.bar(&t, &book, &TASK));
        for row in seen.course.steps.iter().filter(|row| row.step != "answer") {
            sheet.quoted(row.note.as_deref().unwrap_or_default());
        }
        step(&mut sheet, actor, seen);
    }
    sheet.heading("oversight-history");
    sheet.add(&history(&t, &seen.acts));
    sheet.done()
}

fn step(sheet: &mut Sheet<'_>, actor: &Actor, seen: &Seen) {
    let t = sheet.page.t.clone();
    let to = format!("/oversight/tasks/{}/answer", seen.task.id);
    let ways: &[(&str, &str, bool)] = match seen.course.step_for(actor) {
        Some("answer") => &[("accepted", "oversight-accept", false), ("objected", "oversight-object", true)],
        Some("settle") => {
            &[("kept", "oversight-keep-task", false), ("withdrawn", "oversight-withdraw-task", true)]
        }
        Some("do") => &[("done", "oversight-report-done", false)],
        _ => return,
    };
    let said = sheet.field("said", "oversight-task-said", |field| {
        field.optional().textarea(3).max(1_000).hint("oversight-task-said-hint")
    });
    let mut form = Form::to(to).part(said);
    for (value, key, quiet) in ways {
        form = form.way("way", value, t.of(key), *quiet);
    }
    sheet.add(&form);
}

/// `GET /oversight/tasks/{id}`
///
/// # Errors
/// If there is none in reach.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let seen = load(&house, &actor, &id).await?;
    draw(page, &house, &actor, &seen, &FormState::default())
}

/// `POST /oversight/tasks/{id}/answer`: the step that waits.
///
/// # Errors
/// If it cannot be written.
pub async fn answer(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let said = form.text("said", 1_000).unwrap_or_default();
    let Some(way) = Move::from_outcome(form.value("way")) else { return Err(Problem::not_found()) };
    if said.is_empty() && matches!(way, Move::Object | Move::Keep | Move::Finish) {
        form.error("said", "oversight-why-needed");
    }
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| task::take(tx, &by, &book, &of, (way, &said));
    if act(&house, &mut form, work).await?.is_some() {
        let key = match way {
            Move::Accept => "oversight-done-accepted",
            Move::Object => "oversight-done-objected",
            Move::Withdraw => "oversight-done-task-withdrawn",
            Move::Keep => "oversight-done-task-kept",
            Move::Finish => "oversight-done-task-done",
        };
        return Ok(see_other(format!("/oversight/tasks/{id}")).notice(key, &[]).into_response());
    }
    let seen = load(&house, &actor, &id).await?;
    draw(page, &house, &actor, &seen, &form)
}
