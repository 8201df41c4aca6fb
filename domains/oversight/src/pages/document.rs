//! One document as its office and the legality review see it: its validity, what was done before it was issued, what is
//! missing, its evaluations, and what rests on it. Not here: an evaluation (`evaluation`).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::ledger::{self, Entry};
use kernel::{Actor, Fault, Tx};
use law::Record;
use law::rules::document_issue::Ready;
use law::{Decision, Rulebook};
use web::components::{Cell, FactList, Table};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::document_form::TEXT_MAX;
use super::document_steps::{completion, steps};
use super::documents::tag;
use super::item::history;
use super::{Asker, Course, act, said, scope};
use crate::act::record_of;
use crate::document::evaluation::{self, Evaluation};
use crate::document::issuing::{self, Issued, Outcome, Recorded, Review};
use crate::document::registering::{self, Completion};
use crate::document::{self, Document, State as Stands};
use crate::item::{self, Item};
use crate::permission;
use crate::procedure::ISSUE;

struct Seen {
    document: Document,
    validity: Record,
    carries: Option<bool>,
    recorded: Vec<Recorded>,
    ready: (Decision<Ready>, Record),
    evaluations: Vec<Evaluation>,
    items: Vec<Item>,
    course: Course,
    heads: bool,
    completes: bool,
    acts: Vec<Entry>,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<Seen, Fault> {
    let scope = scope(actor);
    let found = document::find(tx, &scope, id)?;
    let today = tx.today();
    let validity = found.validity(book, today);
    let recorded = issuing::recorded(tx, id)?;
    let ready = issuing::ready(&found, &recorded, book, today);
    Ok(Seen {
        carries: validity.value().map(|value| value.carries),
        validity: record_of(&validity)?,
        ready: (ready.clone(), record_of(&ready)?),
        evaluations: evaluation::of_document(tx, &scope, id)?,
        items: item::resting_on(tx, &scope, id)?,
        course: Course::of(tx, &ISSUE, ("normative-document", id))?,
        heads: permission::heads(tx, actor, &found.unit)?,
        completes: registering::may_complete(tx, actor, &found)?,
        acts: ledger::history(tx, &scope, "normative-document", id)?,
        document: found,
        recorded,
    })
}

async fn load(house: &House, actor: &Asker, id: &str) -> Result<Seen, Problem> {
    let (by, book, of) = (actor.clone(), house.book(), id.to_owned());
    house.read(move |tx| read(tx, &by, &book, &of)).await
}

fn facts(t: &Lookup, book: &Rulebook, seen: &Seen) -> FactList {
    let one = &seen.document;
    let day = |day: Option<Date>| day.map(|day| t.date(day)).unwrap_or_default();
    let market = if one.market { "oversight-yes" } else { "oversight-no" };
    let list = FactList::new()
        .fact(t.of("oversight-document-number"), &one.number)
        .fact(t.of("oversight-office"), &one.unit_name)
        .fact(t.of("oversight-issuer"), &said(t, one.issuer.words()))
        .fact(t.of("oversight-document-kind"), &said(t, one.kind.words()))
        .fact(t.of("oversight-market"), t.of(market))
        .drawn(t.of("oversight-state"), web::Markup::of(&tag(t, book, one, seen.course.today)));
    if one.state == Stands::Draft {
        return list.fact(t.of("oversight-effective-wanted"), &t.date(one.effective_on));
    }
    list.fact(t.of("oversight-issued-on"), &t.date(one.issued_on))
        .fact(t.of("oversight-effective-on"), &t.date(one.effective_on))
        .fact(t.of("oversight-lapses"), &day(one.lapses_on))
        .fact(t.of("oversight-evaluate"), &day(one.evaluate_on))
        .fact(t.of("oversight-report"), &day(one.report_on))
        .fact(t.of("oversight-submit"), &day(one.submit_on))
        .fact(t.of("oversight-ended-on"), &day(one.ended_on))
        .fact(t.of("oversight-ended-document"), &one.ended_document)
        .fact(t.of("oversight-published-at"), &one.published_at)
        .fact(t.of("oversight-published-on"), &day(one.published_on))
}

fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    seen: &Seen,
    form: &FormState,
) -> Result<Response, Problem> {
    let page = page
        .titled(seen.document.title.clone())
        .back_to("/oversight/documents", "oversight-documents")
        .across();
    let (t, book) = (page.t.clone(), house.book());
    let mut sheet = Sheet::new(&page, form);
    sheet.add(&facts(&t, &book, seen));
    let draft = seen.document.state == Stands::Draft;
    if draft {
        sheet.add(&seen.course.bar(&t, &book, &ISSUE));
        let may = seen.ready.0.value().is_some_and(|ready| ready.may_issue);
        let key = if may { "oversight-ready" } else { "oversight-not-ready" };
        sheet.decision(&seen.ready.1, t.of(key), false);
        steps(&mut sheet, actor, (&seen.document.id, &seen.course, seen.heads));
    } else {
        let key = match seen.carries {
            Some(true) => "oversight-validity-carries",
            Some(false) => "oversight-validity-not",
            None => "oversight-validity-unknown",
        };
        sheet.decision(&seen.validity, t.of(key), false);
        completion(&mut sheet, &seen.document, seen.completes);
        let open = seen.evaluations.iter().any(|one| one.state.is_open());
        if seen.heads && seen.document.state == Stands::Issued && !open {
            let to = format!("/oversight/documents/{}/evaluation", seen.document.id);
            let form = Form::to(to).way("way", "begin", t.of("oversight-evaluate-now"), true);
            sheet.fold(t.of("oversight-evaluate-early"), &form, false);
        }
    }
    if !seen.recorded.is_empty() {
        sheet.heading("oversight-reviews");
        sheet.add(&reviews(&t, &seen.recorded));
    }
    below(&mut sheet, seen);
    sheet.done()
}

fn below(sheet: &mut Sheet<'_>, seen: &Seen) {
    let t = sheet.page.t.clone();
    if !seen.document.body.is_empty() {
        sheet.heading("oversight-document-text");
        sheet.quoted(&seen.document.body);
    }
    if !seen.evaluations.is_empty() {
        sheet.heading("oversight-evaluations");
        let mut table = Table::new(&t, "evaluations", t.of("oversight-evaluations"))
            .caption_unseen()
            .column(t.of("oversight-began"))
            .column(t.of("oversight-state"))
            .column(t.of("oversight-result"));
        for one in &seen.evaluations {
            table.push(vec![
                Cell::link(format!("/oversight/evaluations/{}", one.id), t.day(one.began_on)),
                said(&t, one.state.words()).into(),
                one.result.map(|result| said(&t, result.words())).unwrap_or_default().into(),
            ]);
        }
        sheet.add(&table);
    }
    if seen.document.state != Stands::Draft {
        sheet.heading("oversight-resting");
        let mut table = Table::new(&t, "items", t.of("oversight-resting"))
            .caption_unseen()
            .column(t.of("oversight-item"))
            .column(t.of("oversight-office"))
            .empty(t.of("oversight-resting-none"));
        for one in &seen.items {
            table.push(vec![
                Cell::link(format!("/oversight/items/{}", one.id), &*one.name),
                one.unit_name.as_str().into(),
            ]);
        }
        sheet.add(&table);
    }
    sheet.heading("oversight-history");
    sheet.add(&history(&t, &seen.acts));
}

fn reviews(t: &Lookup, all: &[Recorded]) -> Table {
    let mut table = Table::new(t, "reviews", t.of("oversight-reviews"))
        .caption_unseen()
        .column(t.of("oversight-review"))
        .column(t.of("oversight-outcome"))
        .column(t.of("oversight-days"))
        .column(t.of("oversight-found"))
        .column(t.of("oversight-recorded-by"));
    for one in all {
        let days = match one.from_on {
            Some(from) => format!("{}–{}", t.day(from), t.day(one.done_on)),
            None => t.day(one.done_on),
        };
        table.push(vec![
            said(t, one.review.words()).into(),
            said(t, one.outcome.words()).into(),
            days.into(),
            one.said.as_str().into(),
            one.by_name.as_str().into(),
        ]);
    }
    table
}

/// `GET /oversight/documents/{id}`
///
/// # Errors
/// If there is no such document in reach.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let seen = load(&house, &actor, &id).await?;
    draw(page, &house, &actor, &seen, &FormState::default())
}

/// Carries out a step and leads back to the page, or shows it again with what is wrong.
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
        let to = if notice == "oversight-done-document-dropped" {
            "/oversight/documents".to_owned()
        } else {
            format!("/oversight/documents/{id}")
        };
        return Ok(see_other(to).notice(notice, &[]).into_response());
    }
    let seen = load(&house, &actor, id).await?;
    draw(page, &house, &actor, &seen, &form)
}

/// `POST /oversight/documents/{id}/reviews`
///
/// # Errors
/// If it cannot be written.
pub async fn record(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let review = form.required_coded("review", Review::ALL, Review::code);
    let outcome = form.required_coded("outcome", Outcome::ALL, Outcome::code);
    let (from_on, done_on) = (form.date("from_on"), form.required_date("done_on"));
    let ends_on = form.date("ends_on");
    let found = form.required_text("found", 2_000);
    let recorded = match (review, outcome, done_on, found) {
        (Some(review), Some(outcome), Some(done_on), Some(said)) => Some(Recorded {
            review,
            outcome,
            from_on: from_on.filter(|_| review == Review::Comment),
            done_on,
            regulator: form.ticked("regulator"),
            heard: form.ticked("heard"),
            no_milder: form.ticked("no_milder"),
            ends_on,
            said,
            by_name: String::new(),
        }),
        _ => None,
    };
    let (by, of) = (actor.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>| match &recorded {
        Some(recorded) => issuing::record(tx, &by, &of, recorded),
        None => Err(Fault::NotFound),
    };
    done(page, (house, actor), &id, (form, "oversight-done-recorded"), work).await
}

/// `POST /oversight/documents/{id}/submission`
///
/// # Errors
/// If it cannot be written.
pub async fn submit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    form: FormState,
) -> Result<Response, Problem> {
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| issuing::send(tx, &by, &book, &of);
    done(page, (house, actor), &id, (form, "oversight-done-sent"), work).await
}

/// `POST /oversight/documents/{id}/legality`
///
/// # Errors
/// If it cannot be written.
pub async fn legality(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let passed = form.value("way") == "passed";
    let said = form.required_text("said", 2_000).unwrap_or_default();
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| issuing::legality(tx, &by, &book, &of, (passed, &said));
    let notice = if passed { "oversight-done-legality" } else { "oversight-done-returned" };
    done(page, (house, actor), &id, (form, notice), work).await
}

/// `POST /oversight/documents/{id}/issue`
///
/// # Errors
/// If it cannot be written.
pub async fn issue(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let number = form.required_text("number", 60).unwrap_or_default();
    let effective_on = form.required_date("effective_on").unwrap_or_default();
    let published_at = form.required_text("published_at", 200).unwrap_or_default();
    let issued = Issued { number, effective_on, published_at };
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| issuing::issue(tx, &by, &book, &of, &issued);
    done(page, (house, actor), &id, (form, "oversight-done-issued"), work).await
}

/// `POST /oversight/documents/{id}/dropping`
///
/// # Errors
/// If it cannot be written.
pub async fn drop_it(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let why = form.required_text("why", 400).unwrap_or_default();
    let (by, of) = (actor.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>| issuing::drop_draft(tx, &by, &of, &why);
    done(page, (house, actor), &id, (form, "oversight-done-document-dropped"), work).await
}

/// `POST /oversight/documents/{id}/completion`: enters what was not at hand when it was registered.
///
/// # Errors
/// If it cannot be written.
pub async fn complete(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let new = Completion {
        published_at: form.text("published_at", 200).unwrap_or_default(),
        published_on: form.date("published_on"),
        body: form.text("body", TEXT_MAX).unwrap_or_default(),
    };
    let (by, book, of) = (actor.clone(), house.book(), id.clone());
    let work = move |tx: &mut Tx<'_>| registering::complete(tx, &by, &book, &of, &new);
    done(page, (house, actor), &id, (form, "oversight-done-completed"), work).await
}

/// `POST /oversight/documents/{id}/evaluation`: begins one before it is due.
///
/// # Errors
/// If it cannot be written.
pub async fn evaluate(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    form: FormState,
) -> Result<Response, Problem> {
    let (by, of) = (actor.clone(), id.clone());
    let work = move |tx: &mut Tx<'_>| evaluation::begin(tx, &by, &of).map(|_| ());
    done(page, (house, actor), &id, (form, "oversight-done-evaluating"), work).await
}
