//! The timetable of a class as rows of fields, typed at once; and the parts of a remote class.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Time;
use web::components::field::Choice;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::{Asker, act, any_class, choices};
use crate::class::Class;
use crate::form::Content;
use crate::permission;
use crate::session::{self, Part, Plan, Session};
use web::sheet::{Form, Sheet};

/// Empty rows offered for more.
const MORE: usize = 3;

/// Rows of sessions to draw: their keys (an id, or `new0`), and the parts to choose from.
pub(crate) struct SessionRows<'a> {
    pub rows: &'a [String],
    pub parts: &'a [Choice],
}

impl SessionRows<'_> {
    /// The fields of every row.
    pub(crate) fn fields(&self, sheet: &mut Sheet<'_>) -> Vec<Markup> {
        let t = sheet.page.t.clone();
        let contents = choices(&t, Content::ALL, |one| (one.code(), one.words()));
        let mut drawn = Vec::new();
        for (n, row) in self.rows.iter().enumerate() {
            let n = i64::try_from(n + 1).unwrap_or(0);
            let label = |key: &str| t.with("training-row", &[("n", &n), ("what", &t.of(key))]);
            let name = |field: &str| format!("{field}-{row}");
            drawn.push(sheet.field(&name("day"), &label("training-day"), |field| field.date().optional()));
            drawn.push(sheet.field(&name("starts"), &label("training-starts-at"), |field| {
                field.short().optional().hint("training-starts-hint")
            }));
            drawn.push(
                sheet.field(&name("minutes"), &label("training-minutes"), |field| field.number().optional()),
            );
            drawn.push(
                sheet.field(&name("title"), &label("training-session"), |field| field.max(60).optional()),
            );
            drawn.push(sheet.field(&name("content"), &label("training-content"), |field| {
                field.select(&contents).optional()
            }));
            drawn.push(
                sheet.field(&name("trainer"), &label("training-teacher"), |field| field.max(60).optional()),
            );
            drawn.push(
                sheet.field(&name("place"), &label("training-place"), |field| field.max(200).optional()),
            );
            if !self.parts.is_empty() {
                drawn.push(sheet.field(&name("part"), &label("training-part"), |field| {
                    field.select(self.parts).optional()
                }));
            }
        }
        drawn
    }
}

/// The sessions as typed: every row with a day or a title, each with its key.
pub(crate) fn rows_of(form: &mut FormState) -> Vec<(String, Plan)> {
    let mut keys: Vec<String> = Vec::new();
    for prefix in ["day-", "title-"] {
        for (row, value) in form.pairs_of(prefix) {
            if !value.trim().is_empty() && !keys.iter().any(|known| known == row) {
                keys.push(row.to_owned());
            }
        }
    }
    let mut found = Vec::new();
    for row in keys {
        let name = |field: &str| format!("{field}-{row}");
        let on = form.required_date(&name("day"));
        let typed = form.required_text(&name("starts"), 8).unwrap_or_default().replace('：', ":");
        let starts = Time::strptime("%H:%M", &typed).ok();
        if starts.is_none() && !typed.is_empty() {
            form.error(&name("starts"), "training-starts-wrong");
        }
        let minutes = form.required_integer(&name("minutes"), 15..=600);
        let content = form.required_coded(&name("content"), Content::ALL, Content::code);
        let title = form.required_text(&name("title"), 60);
        let trainer = form.text(&name("trainer"), 60).unwrap_or_default();
        let place = form.text(&name("place"), 200).unwrap_or_default();
        let part = form.text(&name("part"), 64);
        if let (Some(on), Some(starts), Some(minutes), Some(content), Some(title)) =
            (on, starts, minutes, content, title)
        {
            found.push((row, Plan { on, starts, minutes, content, title, trainer, place, part }));
        }
    }
    found
}

async fn read(house: &House, actor: &Asker, id: &str) -> Result<(Class, Vec<Session>, Vec<Part>), Problem> {
    let (asker, which) = (actor.clone(), id.to_owned());
    let found = house
        .read(move |tx| {
            let class = any_class(tx, &asker, &which)?;
            Ok((class, session::of_class(tx, &which)?, session::parts(tx, &which)?))
        })
        .await?;
    if !permission::answers_for(actor, &found.0) {
        return Err(Problem::forbidden());
    }
    Ok(found)
}

fn draw(
    page: Page,
    (class, sessions, parts): &(Class, Vec<Session>, Vec<Part>),
    form: &FormState,
) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-timetable-change")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.hint("training-timetable-hint");
    let mut rows: Vec<String> =
        sessions.iter().filter(|one| one.roll_at.is_none()).map(|one| one.id.clone()).collect();
    rows.extend((0..MORE).map(|n| format!("new{n}")));
    let parts: Vec<Choice> =
        parts.iter().map(|part| Choice::new(part.id.as_str(), part.title.as_str())).collect();
    let mut changed = Form::to(format!("/training/classes/{}/timetable", class.id));
    for part in (SessionRows { rows: &rows, parts: &parts }).fields(&mut sheet) {
        changed = changed.part(part);
    }
    sheet.add(&changed.button(t.of("training-timetable-save")));
    sheet.done()
}

/// `GET /training/classes/{id}/timetable`
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    let mut form = FormState::default();
    for one in found.1.iter().filter(|one| one.roll_at.is_none()) {
        let plan = &one.plan;
        let mut set = |field: &str, value: String| form.set(&format!("{field}-{}", one.id), value);
        set("day", plan.on.to_string());
        set("starts", plan.starts.strftime("%H:%M").to_string());
        set("minutes", plan.minutes.to_string());
        set("content", plan.content.code().to_owned());
        set("title", plan.title.clone());
        set("trainer", plan.trainer.clone());
        set("place", plan.place.clone());
        set("part", plan.part.clone().unwrap_or_default());
    }
    draw(page, &found, &form)
}

/// `POST /training/classes/{id}/timetable`
pub async fn put(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let rows: Vec<(Option<String>, Plan)> = rows_of(&mut form)
        .into_iter()
        .map(|(row, plan)| ((!row.starts_with("new")).then_some(row), plan))
        .collect();
    if form.is_ok() {
        let (by, which) = (actor.clone(), id.clone());
        if act(&house, &mut form, move |tx| session::put(tx, &by, &which, &rows)).await?.is_some() {
            let to = see_other(format!("/training/classes/{id}"));
            return Ok(to.notice("training-done-timetable", &[]).into_response());
        }
    }
    let found = read(&house, &actor, &id).await?;
    draw(page, &found, &form)
}

fn draw_parts(page: Page, class: &Class, parts: &[Part], form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-parts-change")
        .led_by("training-parts-lead")
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let mut rows: Vec<String> = parts.iter().map(|part| part.id.clone()).collect();
    rows.extend((0..MORE).map(|n| format!("new{n}")));
    let mut changed = Form::to(format!("/training/classes/{}/parts", class.id));
    for (n, row) in rows.iter().enumerate() {
        let n = i64::try_from(n + 1).unwrap_or(0);
        let title = t.with("training-row", &[("n", &n), ("what", &t.of("training-part"))]);
        let task = t.with("training-row", &[("n", &n), ("what", &t.of("training-part-task"))]);
        changed =
            changed.part(sheet.field(&format!("part-title-{row}"), &title, |field| field.max(60).optional()));
        changed =
            changed
                .part(sheet.field(&format!("part-task-{row}"), &task, |field| {
                    field.textarea(2).max(600).optional()
                }));
    }
    sheet.add(&changed.button(t.of("training-parts-save")));
    sheet.done()
}

/// `GET /training/classes/{id}/parts`
pub async fn edit_parts(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (class, _, parts) = read(&house, &actor, &id).await?;
    let mut form = FormState::default();
    for part in &parts {
        form.set(&format!("part-title-{}", part.id), part.title.as_str());
        form.set(&format!("part-task-{}", part.id), part.task.as_str());
    }
    draw_parts(page, &class, &parts, &form)
}

/// `POST /training/classes/{id}/parts`
pub async fn put_parts(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let titled: Vec<(String, String)> = form
        .pairs_of("part-title-")
        .filter(|(_, title)| !title.trim().is_empty())
        .map(|(row, title)| (row.to_owned(), title.to_owned()))
        .collect();
    let rows: Vec<(Option<String>, String, String)> = titled
        .into_iter()
        .map(|(row, title)| {
            let task = form.value(&format!("part-task-{row}")).to_owned();
            ((!row.starts_with("new")).then_some(row), title, task)
        })
        .collect();
    let (by, which) = (actor.clone(), id.clone());
    if act(&house, &mut form, move |tx| session::put_parts(tx, &by, &which, &rows)).await?.is_some() {
        let to = see_other(format!("/training/classes/{id}"));
        return Ok(to.notice("training-done-parts", &[]).into_response());
    }
    let (class, _, parts) = read(&house, &actor, &id).await?;
    draw_parts(page, &class, &parts, &form)
}
