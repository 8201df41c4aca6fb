//! Announcing a class and changing what is said of it; cancelling it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Role;
use kernel::account;
use web::components::field::Choice;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::timetable::{SessionRows, rows_of};
use super::{Asker, act, any_class};
use crate::announcement::{self, Announcement, Invitation};
use crate::class::Class;
use crate::form::{Form as Given, ProgrammeState};
use crate::programme::Programme;
use crate::{permission, programme, seat};
use web::sheet::{Form, Sheet};

/// Rows for units asked.
const UNITS: usize = 8;
/// Rows for sessions when a class is announced; more are added on its timetable.
const SESSIONS: usize = 4;

struct Offer {
    units: Vec<Choice>,
    trainers: Vec<Choice>,
}

async fn offer(house: &House, current: Option<String>) -> Result<Offer, Problem> {
    house
        .read(move |tx| {
            let units = seat::units(tx, &seat::directory())?;
            let mut trainers: Vec<Choice> = Vec::new();
            for holder in account::holders(tx, Role::Trainer, None)? {
                if let Some(person) = holder.person {
                    trainers.push(Choice::new(person, holder.name));
                }
            }
            if let Some(current) = current
                && !trainers.iter().any(|one| one.value == current)
            {
                let (name, ..) = seat::person(tx, &current)?;
                trainers.push(Choice::new(current, name));
            }
            Ok(Offer { units: units.into_iter().map(|(id, name)| Choice::new(id, name)).collect(), trainers })
        })
        .await
}

fn fields(sheet: &mut Sheet<'_>, offer: &Offer, asked: usize) -> Vec<Markup> {
    let mut parts = vec![
        sheet.field("title", "training-title", |field| field.max(60)),
        sheet.field("about", "training-afterwards", |field| {
            field.textarea(3).max(400).hint("training-about-hint")
        }),
        sheet.field("trainer", "training-trainer", |field| field.select(&offer.trainers)),
        sheet.field("trainers", "training-teachers", |field| field.max(200).optional()),
        sheet.field("place", "training-place", |field| field.max(100).optional().hint("training-place-hint")),
        sheet.field("link", "training-link", |field| field.optional().hint("training-link-hint")),
        sheet.field("capacity", "training-places", |field| field.number()),
        sheet.field("enrol_until", "training-enrol-until", |field| field.date()),
        sheet.field("own_enrolment", "training-own-enrolment", |field| field.tick()),
        sheet.field("evaluated", "training-evaluated", |field| field.tick().hint("training-evaluated-hint")),
    ];
    parts.push(sheet.drawn_heading("training-units-asked"));
    for n in 0..UNITS.max(asked + 2) {
        let (unit, seats) = (format!("unit-{n}"), format!("seats-{n}"));
        let number = i64::try_from(n + 1).unwrap_or(0);
        let label = sheet.page.t.with("training-unit-n", &[("n", &number)]);
        let places = sheet.page.t.with("training-seats-n", &[("n", &number)]);
        parts.push(sheet.field(&unit, &label, |field| field.select(&offer.units).optional()));
        parts.push(sheet.field(&seats, &places, |field| field.number().optional()));
    }
    parts
}

fn typed(form: &mut FormState) -> Option<(Announcement, Vec<(String, i64)>)> {
    let title = form.required_text("title", 60).unwrap_or_default();
    let about = form.required_text("about", 400).unwrap_or_default();
    let trainer = form.required_text("trainer", 64).unwrap_or_default();
    let trainers = form.text("trainers", 200).unwrap_or_default();
    let place = form.text("place", 100).unwrap_or_default();
    let link = form.text("link", 400).unwrap_or_default();
    let capacity = form.required_integer("capacity", 1..=5_000).unwrap_or_default();
    let enrol_until = form.required_date("enrol_until");
    let (own_enrolment, evaluated) = (form.ticked("own_enrolment"), form.ticked("evaluated"));
    let mut invited: Vec<(String, i64)> = Vec::new();
    let rows: Vec<(String, String)> = form
        .pairs_of("unit-")
        .filter(|(_, unit)| !unit.is_empty())
        .map(|(row, unit)| (row.to_owned(), unit.to_owned()))
        .collect();
    for (row, unit) in rows {
        let seats = form.required_integer(&format!("seats-{row}"), 1..=5_000).unwrap_or_default();
        if invited.iter().any(|(known, _)| *known == unit) {
            form.error(&format!("unit-{row}"), "training-unit-twice");
        }
        invited.push((unit, seats));
    }
    let new = Announcement {
        title,
        about,
        trainer,
        trainers,
        place,
        link,
        capacity,
        enrol_until: enrol_until?,
        own_enrolment,
        evaluated,
    };
    form.is_ok().then_some((new, invited))
}

async fn draw_new(page: Page, house: &House, of: &Programme, form: &FormState) -> Result<Response, Problem> {
    let current = Some(form.value("trainer").to_owned()).filter(|person| !person.is_empty());
    let offer = offer(house, current).await?;
    let page = page
        .titled_by("training-class-announce")
        .led(of.draft.title.clone())
        .back_to(format!("/training/programmes/{}", of.id), "training-programme");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let mut new = Form::to(format!("/training/programmes/{}/classes", of.id))
        .autosave(format!("training-class-{}", of.id));
    let holder = sheet.field("holder", "training-held-by", |field| field.select(&offer.units));
    new = new.part(holder);
    for part in fields(&mut sheet, &offer, 0) {
        new = new.part(part);
    }
    new = new.part(sheet.drawn_heading("training-timetable"));
    new = new.part(sheet.drawn_hint("training-first-row-hint"));
    let rows: Vec<String> = (0..SESSIONS).map(|n| format!("new{n}")).collect();
    for part in (SessionRows { rows: &rows, parts: &[] }).fields(&mut sheet) {
        new = new.part(part);
    }
    sheet.add(&new.button(t.of("training-class-announce")));
    sheet.done()
}

/// `GET /training/programmes/{id}/classes/new`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    if !permission::keeps(&actor) {
        return Err(Problem::forbidden());
    }
    let person = actor.person.clone();
    let (of, unit) = house
        .read(move |tx| {
            let of = programme::find(tx, &id)?;
            if of.state != ProgrammeState::Adopted {
                let (zh, en) =
                    ("项目审定后才能发布班次。", "A class is announced once its programme is adopted.");
                return Err(kernel::Refusal::new(zh, en).into());
            }
            let unit = person.as_deref().map(|person| seat::unit_of(tx, person)).transpose()?.flatten();
            Ok((of, unit))
        })
        .await?;
    let mut form = FormState::default()
        .prefilled("title", of.draft.title.as_str())
        .prefilled("about", of.draft.purpose.as_str())
        .prefilled("trainer", actor.person.clone().unwrap_or_default())
        .prefilled("holder", unit.unwrap_or_default())
        .prefilled("evaluated", "1");
    if of.draft.form == Given::Online {
        form.set("own_enrolment", "1");
    }
    draw_new(page, &house, &of, &form).await
}

/// `POST /training/programmes/{id}/classes`
pub async fn announce(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let holder = form.required_text("holder", 64).unwrap_or_default();
    let sessions: Vec<_> = rows_of(&mut form).into_iter().map(|(_, plan)| plan).collect();
    if let (Some((new, invited)), true) = (typed(&mut form), form.is_ok()) {
        let (by, of, asked) = (actor.clone(), id.clone(), invited.len());
        let work = move |tx: &mut kernel::Tx<'_>| {
            announcement::announce(tx, &by, (&of, &holder), &new, &sessions, &invited)
        };
        if let Some(class) = act(&house, &mut form, work).await? {
            let to = see_other(format!("/training/classes/{class}"));
            return Ok(to.notice("training-done-announced", &[("units", &asked)]).into_response());
        }
    }
    let of = house.read(move |tx| programme::find(tx, &id)).await?;
    draw_new(page, &house, &of, &form).await
}

async fn draw_change(
    page: Page,
    house: &House,
    class: &Class,
    asked: usize,
    form: &FormState,
) -> Result<Response, Problem> {
    let offer = offer(house, class.trainer.clone()).await?;
    let page = page
        .titled_by("training-class-change")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let mut changed = Form::to(format!("/training/classes/{}/change", class.id));
    for part in fields(&mut sheet, &offer, asked) {
        changed = changed.part(part);
    }
    sheet.add(&changed.button(t.of("training-class-save")));
    let note = sheet.field("note", "training-reason", |field| field.textarea(3).max(200));
    let cancel = Form::to(format!("/training/classes/{}/cancellation", class.id)).part(note);
    sheet.fold(
        t.of("training-class-cancel"),
        &cancel.button(t.of("training-class-cancel")),
        form.error_of("note", t).is_some(),
    );
    sheet.done()
}

async fn read_change(house: &House, actor: &Asker, id: String) -> Result<(Class, FormState, usize), Problem> {
    let asker = actor.clone();
    let (class, detail, invited) = house
        .read(move |tx| {
            let class = any_class(tx, &asker, &id)?;
            Ok((class, announcement::detail(tx, &id)?, announcement::invitations(tx, &id)?))
        })
        .await?;
    if !permission::answers_for(actor, &class) {
        return Err(Problem::forbidden());
    }
    let mut form = FormState::default()
        .prefilled("title", class.title.as_str())
        .prefilled("about", detail.about)
        .prefilled("trainer", class.trainer.clone().unwrap_or_default())
        .prefilled("trainers", detail.trainers)
        .prefilled("place", class.place.as_str())
        .prefilled("link", class.link.as_str())
        .prefilled("capacity", class.capacity.to_string())
        .prefilled("enrol_until", detail.enrol_until.to_string());
    if detail.own_enrolment {
        form.set("own_enrolment", "1");
    }
    if class.evaluated {
        form.set("evaluated", "1");
    }
    for (n, Invitation { unit, seats, .. }) in invited.iter().enumerate() {
        form.set(&format!("unit-{n}"), unit.as_str());
        form.set(&format!("seats-{n}"), seats.to_string());
    }
    let asked = invited.len();
    Ok((class, form, asked))
}

/// `GET /training/classes/{id}/change`
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (class, form, asked) = read_change(&house, &actor, id).await?;
    draw_change(page, &house, &class, asked, &form).await
}

/// `POST /training/classes/{id}/change`
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some((new, invited)) = typed(&mut form) {
        let (by, which) = (actor.clone(), id.clone());
        let work = move |tx: &mut kernel::Tx<'_>| announcement::change(tx, &by, &which, &new, &invited);
        if act(&house, &mut form, work).await?.is_some() {
            let to = see_other(format!("/training/classes/{id}"));
            return Ok(to.notice("training-done-changed", &[]).into_response());
        }
    }
    let (class, _, asked) = read_change(&house, &actor, id).await?;
    draw_change(page, &house, &class, asked, &form).await
}

/// `POST /training/classes/{id}/cancellation`
pub async fn cancel(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (by, which, note) = (actor.clone(), id.clone(), form.value("note").to_owned());
    if act(&house, &mut form, move |tx| announcement::cancel(tx, &by, &which, &note)).await?.is_some() {
        let to = see_other(format!("/training/classes/{id}"));
        return Ok(to.notice("training-done-cancelled", &[]).into_response());
    }
    let (class, mut before, asked) = read_change(&house, &actor, id).await?;
    before.set("note", form.value("note"));
    before.error("note", "training-reason-needed");
    draw_change(page, &house, &class, asked, &before).await
}
