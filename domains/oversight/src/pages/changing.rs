//! One change of a duty list and its steps: the other side's opinion, legality, the decision, the report. Not here: asking
//! for one (`changes`).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::ledger::{self, Entry};
use kernel::procedure::Procedure;
use kernel::{Actor, Fault, Tx};
use web::components::FactList;
use web::components::field::Choice;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::item::history;
use super::{Asker, Course, act, said, scope};
use crate::procedure::{ADJUSTMENT, ADMISSION};
use crate::town::change::{self, Change, Kind, Resolution};

struct Seen {
    change: Change,
    course: Course,
    acts: Vec<Entry>,
}

fn procedure(kind: Kind) -> &'static Procedure {
    match kind {
        Kind::Admission => &ADMISSION,
        Kind::Adjustment => &ADJUSTMENT,
    }
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Seen, Fault> {
    let scope = scope(actor);
    let found = change::find(tx, &scope, id)?;
    Ok(Seen {
        course: Course::of(tx, procedure(found.kind), ("town-change", id))?,
        acts: ledger::history(tx, &scope, "town-change", id)?,
        change: found,
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
    let one = &seen.change;
    let page = page.titled(one.name.clone()).back_to("/oversight/changes", "oversight-changes");
    let (t, book) = (page.t.clone(), house.book());
    let mut sheet = Sheet::new(&page, form);
    let day = |day: Option<jiff::civil::Date>| day.map(|day| t.date(day)).unwrap_or_default();
    let result = match one.agreed {
        Some(true) => t.of("oversight-agreed"),
        Some(false) => t.of("oversight-not-agreed"),
        None => "",
    };
    sheet.add(
        &FactList::new()
            .fact(t.of("oversight-change-kind"), &said(&t, one.kind.words()))
            .fact(t.of("oversight-town"), &one.town_name)
            .fact(t.of("oversight-office"), &one.office_name)
            .fact(t.of("oversight-class"), &one.class)
            .fact(t.of("oversight-wanted"), &said(&t, one.wanted.words()))
            .fact(t.of("oversight-basis"), &one.basis)
            .fact(t.of("oversight-began"), &t.date(one.begun_on))
            .fact(t.of("oversight-state"), &said(&t, one.state.words()))
            .fact(t.of("oversight-result"), result)
            .fact(t.of("oversight-by-document"), &one.result_document)
            .fact(t.of("oversight-decided-on"), &day(one.decided_on))
            .fact(t.of("oversight-reported-on"), &day(one.reported_on)),
    );
    sheet.add(&seen.course.bar(&t, &book, procedure(one.kind)));
    for (key, text) in [
        ("oversight-change-why", &one.reason),
        ("oversight-resources", &one.resources),
        ("oversight-town-opinion", &one.town_opinion),
        ("oversight-office-opinion", &one.office_opinion),
        ("oversight-opinion", &one.legality),
        ("oversight-result-note", &one.result_note),
    ] {
        if !text.is_empty() {
            sheet.heading(key);
            sheet.quoted(text);
        }
    }
    let open = seen.course.open.as_ref();
    if open.is_some_and(|open| open.due.is_none()) {
        sheet.hint("oversight-days-unconfirmed");
    }
    step(&mut sheet, actor, seen);
    sheet.heading("oversight-history");
    sheet.add(&history(&t, &seen.acts));
    sheet.done()
}

fn step(sheet: &mut Sheet<'_>, actor: &Actor, seen: &Seen) {
    let t = sheet.page.t.clone();
    let base = format!("/oversight/changes/{}", seen.change.id);
    match seen.course.step_for(actor) {
        Some(step @ ("opinion" | "legality")) => {
            let (noun, label) = match (step, seen.change.kind) {
                ("legality", _) => ("review", "oversight-opinion"),
                (_, Kind::Admission) => ("opinion", "oversight-town-opinion"),
                _ => ("opinion", "oversight-office-opinion"),
            };
            let said = sheet.field("said", label, |field| field.textarea(4).max(2_000));
            let form = Form::to(format!("{base}/{noun}")).part(said);
            sheet.add(&form.button(t.of("oversight-give-opinion").to_owned()));
        }
        Some("decision") => {
            let results = [
                Choice::new("agreed", t.of("oversight-agreed")),
                Choice::new("refused", t.of("oversight-not-agreed")),
            ];
            let parts = [
                sheet.field("result", "oversight-result", |field| field.radios(&results)),
                sheet.field("document", "oversight-by-document", |field| {
                    field.max(80).hint("oversight-by-document-hint")
                }),
                sheet.field("note", "oversight-result-note", |field| {
                    field.optional().textarea(3).max(1_000).hint("oversight-result-note-hint")
                }),
            ];
            let form = parts.into_iter().fold(Form::to(format!("{base}/decision")), Form::part);
            sheet.add(&form.button(t.of("oversight-decide").to_owned()));
        }
        Some("report") => {
            sheet.add(&Form::to(format!("{base}/report")).button(t.of("oversight-report-up").to_owned()));
        }
        _ => {}
    }
}

/// `GET /oversight/changes/{id}`
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

async fn done<F>(
    page: Page,
    (house, actor): (House, Asker),
    id: &str,
    (mut form, notice): (FormState, &'static str),
    work: F,
) -> Result<Response, Problem>
where
    F: Fn(&mut Tx<'_>) -> Result<(), Fault> + Send + 'static,
{
    if act(&house, &mut form, work).await?.is_some() {
        return Ok(see_other(format!("/oversight/changes/{id}")).notice(notice, &[]).into_response());
    }
    let seen = load(&house, &actor, id).await?;
    draw(page, &house, &actor, &seen, &form)
}

/// `POST /oversight/changes/{id}/opinion`
///
/// # Errors
/// If it cannot be written.
pub async fn opine(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let said = form.required_text("said", 2_000).unwrap_or_default();
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| change::give_opinion(tx, &by, &book, &of, &said);
    done(page, (house, actor), &id, (form, "oversight-done-opinion"), work).await
}

/// `POST /oversight/changes/{id}/review`
///
/// # Errors
/// If it cannot be written.
pub async fn review(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let said = form.required_text("said", 2_000).unwrap_or_default();
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| change::review(tx, &by, &book, &of, &said);
    done(page, (house, actor), &id, (form, "oversight-done-reviewed"), work).await
}

/// `POST /oversight/changes/{id}/decision`
///
/// # Errors
/// If it cannot be written.
pub async fn decide(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let result = form.required_choice("result", &["agreed", "refused"]);
    let document = form.required_text("document", 80).unwrap_or_default();
    let note = form.text("note", 1_000).unwrap_or_default();
    let agreed = result.as_deref() == Some("agreed");
    if result.is_some() && !agreed && note.is_empty() {
        form.error("note", "oversight-why-needed");
    }
    let resolution = Resolution { agreed, document, note };
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| change::decide(tx, &by, &book, &of, &resolution);
    done(page, (house, actor), &id, (form, "oversight-done-decided"), work).await
}

/// `POST /oversight/changes/{id}/report`
///
/// # Errors
/// If it cannot be written.
pub async fn report(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    form: FormState,
) -> Result<Response, Problem> {
    let (by, of) = (actor.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>| change::report(tx, &by, &of);
    done(page, (house, actor), &id, (form, "oversight-done-reported"), work).await
}
