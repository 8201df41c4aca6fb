//! The evaluation of a document: what its office proposes, what the legality review says, what is decided. Not here: the
//! document itself (`document`).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::ledger::{self, Entry};
use kernel::{Actor, Fault, Tx};
use law::{Record, Rulebook};
use web::components::FactList;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::item::history;
use super::{Asker, Course, act, choices, said, scope};
use crate::act::record_of;
use crate::document::evaluation::{self, Evaluation, Fate, Proposal};
use crate::document::{self, Document, State as Stands};
use crate::item;
use crate::permission;
use crate::procedure::EVALUATION;

struct Seen {
    evaluation: Evaluation,
    document: Document,
    validity: Record,
    resting: usize,
    course: Course,
    heads: bool,
    acts: Vec<Entry>,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<Seen, Fault> {
    let scope = scope(actor);
    let found = evaluation::one(tx, &scope, id)?;
    let document = document::find(tx, &scope, &found.document)?;
    let today = tx.today();
    Ok(Seen {
        validity: record_of(&document.validity(book, today))?,
        resting: item::resting_on(tx, &scope, &document.id)?.len(),
        course: Course::of(tx, &EVALUATION, ("document-evaluation", id))?,
        heads: permission::heads(tx, actor, &found.unit)?,
        acts: ledger::history(tx, &scope, "document-evaluation", id)?,
        evaluation: found,
        document,
    })
}

async fn load(house: &House, actor: &Asker, id: &str) -> Result<Seen, Problem> {
    let (by, book, of) = (actor.clone(), house.book(), id.to_owned());
    house.read(move |tx| read(tx, &by, &book, &of)).await
}

fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    seen: &Seen,
    form: &FormState,
) -> Result<Response, Problem> {
    let document = format!("/oversight/documents/{}", seen.document.id);
    let title = &seen.document.title;
    let page = page
        .titled_with("oversight-evaluation-of", &[("title", title)])
        .back_to(document, "oversight-document");
    let (t, book) = (page.t.clone(), house.book());
    let one = &seen.evaluation;
    let mut sheet = Sheet::new(&page, form);
    let fate = |fate: Option<Fate>| fate.map(|fate| said(&t, fate.words())).unwrap_or_default();
    let day = |day: Option<jiff::civil::Date>| day.map(|day| t.date(day)).unwrap_or_default();
    let resting = i64::try_from(seen.resting).unwrap_or(0);
    sheet.add(
        &FactList::new()
            .fact(t.of("oversight-document-number"), &seen.document.number)
            .fact(t.of("oversight-office"), &seen.document.unit_name)
            .fact(t.of("oversight-lapses"), &day(seen.document.lapses_on))
            .fact(t.of("oversight-resting-count"), &t.number(resting))
            .fact(t.of("oversight-state"), &said(&t, one.state.words()))
            .fact(t.of("oversight-proposal"), &fate(one.proposal))
            .fact(t.of("oversight-until"), &day(one.until_on))
            .fact(t.of("oversight-result"), &fate(one.result))
            .fact(t.of("oversight-by-document"), &one.result_document)
            .fact(t.of("oversight-decided-on"), &day(one.decided_on)),
    );
    sheet.add(&seen.course.bar(&t, &book, &EVALUATION));
    for (key, text) in [("oversight-why", &one.why), ("oversight-opinion", &one.opinion)] {
        if !text.is_empty() {
            sheet.heading(key);
            sheet.quoted(text);
        }
    }
    steps(&mut sheet, actor, seen);
    sheet.decision(&seen.validity, t.of("oversight-validity-days"), false);
    sheet.heading("oversight-history");
    sheet.add(&history(&t, &seen.acts));
    sheet.done()
}

fn steps(sheet: &mut Sheet<'_>, actor: &Actor, seen: &Seen) {
    let t = sheet.page.t.clone();
    let base = format!("/oversight/evaluations/{}", seen.evaluation.id);
    let fates = choices(&t, Fate::ALL, |one| (one.code(), one.words()));
    match seen.course.step_for(actor) {
        Some("draft") => {
            let parts = [
                sheet.field("proposal", "oversight-proposal", |field| field.radios(&fates)),
                sheet.field("until_on", "oversight-until", |field| {
                    field.date().optional().hint("oversight-until-hint")
                }),
                sheet.field("why", "oversight-why", |field| {
                    field.textarea(5).max(2_000).hint("oversight-evaluate-hint")
                }),
            ];
            let form = parts.into_iter().fold(Form::to(format!("{base}/proposal")), Form::part);
            sheet.add(&form.button(t.of("oversight-propose").to_owned()));
        }
        Some("review") => {
            let said = sheet.field("said", "oversight-opinion", |field| field.textarea(4).max(2_000));
            let form = Form::to(format!("{base}/review"))
                .part(said)
                .way("way", "passed", t.of("oversight-pass"), false)
                .way("way", "returned", t.of("oversight-return"), true);
            sheet.add(&form);
        }
        Some("decision") => {
            let parts = [
                sheet.field("result", "oversight-result", |field| field.radios(&fates)),
                sheet.field("document", "oversight-by-document", |field| {
                    field.max(80).hint("oversight-by-document-hint")
                }),
            ];
            let form = parts.into_iter().fold(Form::to(format!("{base}/decision")), Form::part);
            sheet.add(&form.button(t.of("oversight-decide").to_owned()));
        }
        _ => {}
    }
    let revise = seen.evaluation.result == Some(Fate::Revise) && seen.document.state == Stands::Issued;
    if revise && seen.heads {
        let number = sheet.field("number", "oversight-replaced-by", |field| {
            field.max(60).short().hint("oversight-replaced-by-hint")
        });
        let form = Form::to(format!("{base}/replacement")).part(number);
        sheet.add(&form.button(t.of("oversight-replace").to_owned()));
    }
}

/// `GET /oversight/evaluations/{id}`
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
        return Ok(see_other(format!("/oversight/evaluations/{id}")).notice(notice, &[]).into_response());
    }
    let seen = load(&house, &actor, id).await?;
    draw(page, &house, &actor, &seen, &form)
}

/// `POST /oversight/evaluations/{id}/proposal`
///
/// # Errors
/// If it cannot be written.
pub async fn propose(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let proposal = form.required_coded("proposal", Fate::ALL, Fate::code).unwrap_or(Fate::Keep);
    let until_on = form.date("until_on");
    let why = form.required_text("why", 2_000).unwrap_or_default();
    let new = Proposal { proposal, why, until_on };
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| evaluation::propose(tx, &by, &book, &of, &new);
    done(page, (house, actor), &id, (form, "oversight-done-proposed"), work).await
}

/// `POST /oversight/evaluations/{id}/review`
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
    let passed = form.value("way") == "passed";
    let said = form.required_text("said", 2_000).unwrap_or_default();
    let (by, of) = (actor.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>| evaluation::review(tx, &by, &of, (passed, &said));
    let notice = if passed { "oversight-done-reviewed" } else { "oversight-done-returned" };
    done(page, (house, actor), &id, (form, notice), work).await
}

/// `POST /oversight/evaluations/{id}/decision`
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
    let result = form.required_coded("result", Fate::ALL, Fate::code).unwrap_or(Fate::Keep);
    let document = form.required_text("document", 80).unwrap_or_default();
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| evaluation::decide(tx, &by, &book, &of, (result, &document));
    done(page, (house, actor), &id, (form, "oversight-done-decided"), work).await
}

/// `POST /oversight/evaluations/{id}/replacement`
///
/// # Errors
/// If it cannot be written.
pub async fn replace(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let number = form.required_text("number", 60).unwrap_or_default();
    let (by, of) = (actor.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>| evaluation::replace(tx, &by, &of, &number);
    done(page, (house, actor), &id, (form, "oversight-done-replaced"), work).await
}
