//! Exercises of a class and the debrief sheets of its teams.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::components::FactList;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, any_class, local, time};
use crate::class::{self, Class, Learner};
use crate::exercise::{self, Debrief, Exercise, Sheet as Debriefed};
use crate::form::ClassState;
use crate::team::{self, Team};
use crate::{permission, seat};
use web::sheet::{Form, Sheet};

struct Found {
    class: Class,
    learners: Vec<Learner>,
    teams: Vec<Team>,
    exercises: Vec<(Exercise, Vec<Debrief>)>,
}

async fn read(house: &House, actor: &Asker, id: &str) -> Result<Found, Problem> {
    let (asker, id) = (actor.clone(), id.to_owned());
    let found = house
        .read(move |tx| {
            let class = any_class(tx, &asker, &id)?;
            let mut exercises = Vec::new();
            for one in exercise::of_class(tx, &id)? {
                let sheets = exercise::debriefs(tx, &one.id)?;
                exercises.push((one, sheets));
            }
            Ok(Found {
                learners: class::learners(tx, &seat::directory(), &id)?,
                teams: team::of_class(tx, &id)?,
                exercises,
                class,
            })
        })
        .await?;
    let inside = found.learners.iter().any(|one| Some(&one.person) == actor.person.as_ref());
    if inside || permission::answers_for(actor, &found.class) { Ok(found) } else { Err(Problem::forbidden()) }
}

const PARTS: [(&str, &str); 5] = [
    ("happened", "training-debrief-happened"),
    ("helped", "training-debrief-helped"),
    ("hindered", "training-debrief-hindered"),
    ("principle", "training-debrief-principle"),
    ("at_work", "training-debrief-at-work"),
];

fn parts(sheet: &Debriefed) -> [&str; 5] {
    [&sheet.happened, &sheet.helped, &sheet.hindered, &sheet.principle, &sheet.at_work]
}

fn draw(page: Page, actor: &Asker, found: &Found, form: &FormState) -> Result<Response, Problem> {
    let class = &found.class;
    let page = page
        .titled_by("training-exercises")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    if found.exercises.is_empty() {
        sheet.hint("training-exercises-none");
    }
    let own =
        found.learners.iter().find(|one| Some(&one.person) == actor.person.as_ref()).and_then(|one| one.team);
    for (one, sheets) in &found.exercises {
        sheet.words_heading(&one.title);
        sheet.text(&t.with("training-exercise-time", &[("time", &time(t, one.minutes))]));
        sheet.quoted(&one.task);
        for team in &found.teams {
            let Some(written) = sheets.iter().find(|sheet| sheet.team == team.number) else { continue };
            sheet.lesser(&t.with("training-debrief-of", &[("team", &team.name)]));
            let facts = PARTS
                .iter()
                .zip(parts(&written.sheet))
                .fold(FactList::new(), |facts, ((_, key), text)| facts.fact(t.of(key), text));
            sheet.add(&facts);
            sheet.text(
                &t.with("training-debrief-by", &[("by", &written.by), ("at", &t.moment(local(written.at)))]),
            );
        }
        if let Some(team) = own
            && class.state != ClassState::Cancelled
        {
            let mut debrief =
                Form::to(format!("/training/exercises/{}/debrief", one.id)).hidden("team", team.to_string());
            for (name, key) in PARTS {
                let name = format!("{name}-{}", one.id);
                debrief = debrief.part(sheet.field(&name, t.of(key), |field| field.textarea(2).max(400)));
            }
            let open = !form.is_ok();
            sheet.fold(t.of("training-debrief-write"), &debrief.button(t.of("training-debrief-save")), open);
        }
    }
    let open = matches!(class.state, ClassState::Announced | ClassState::Running);
    if permission::answers_for(actor, class) && open {
        sheet.heading("training-exercise-set");
        let set = Form::to(format!("/training/classes/{}/exercises", class.id))
            .part(sheet.field("title", "training-title", |field| field.max(60)))
            .part(sheet.field("task", "training-exercise-task", |field| field.textarea(4).max(1_000)))
            .part(sheet.field("minutes", "training-minutes", |field| field.number()));
        sheet.add(&set.button(t.of("training-exercise-set")));
    }
    sheet.done()
}

/// `GET /training/classes/{id}/exercises`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    let mut form = FormState::default();
    let own =
        found.learners.iter().find(|one| Some(&one.person) == actor.person.as_ref()).and_then(|one| one.team);
    for (one, sheets) in &found.exercises {
        if let Some(written) = sheets.iter().find(|sheet| Some(sheet.team) == own) {
            for ((name, _), text) in PARTS.iter().zip(parts(&written.sheet)) {
                form.set(&format!("{name}-{}", one.id), text);
            }
        }
    }
    draw(page, &actor, &found, &form)
}

/// `POST /training/classes/{id}/exercises`
pub async fn set(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let title = form.required_text("title", 60).unwrap_or_default();
    let task = form.required_text("task", 1_000).unwrap_or_default();
    let minutes = form.required_integer("minutes", 10..=600).unwrap_or_default();
    let (by, which) = (actor.clone(), id.clone());
    let work = move |tx: &mut kernel::Tx<'_>| exercise::set(tx, &by, &which, (&title, &task, minutes));
    if form.is_ok() && act(&house, &mut form, work).await?.is_some() {
        let to = see_other(format!("/training/classes/{id}/exercises"));
        return Ok(to.notice("training-done-exercise", &[]).into_response());
    }
    let found = read(&house, &actor, &id).await?;
    draw(page, &actor, &found, &form)
}

/// `POST /training/exercises/{id}/debrief`
pub async fn debrief(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let which = id.clone();
    let class = house.read(move |tx| exercise::find(tx, &which)).await?.0.id;
    let team = form.integer("team", 1..=20).unwrap_or_default();
    let mut part = |name: &str| form.required_text(&format!("{name}-{id}"), 400).unwrap_or_default();
    let written = Debriefed {
        happened: part("happened"),
        helped: part("helped"),
        hindered: part("hindered"),
        principle: part("principle"),
        at_work: part("at_work"),
    };
    let (by, which) = (actor.clone(), id.clone());
    let work = move |tx: &mut kernel::Tx<'_>| exercise::debrief(tx, &by, &which, team, &written);
    if form.is_ok() && act(&house, &mut form, work).await?.is_some() {
        let to = see_other(format!("/training/classes/{class}/exercises"));
        return Ok(to.notice("training-done-debrief", &[]).into_response());
    }
    let found = read(&house, &actor, &class).await?;
    draw(page, &actor, &found, &form)
}
