//! Looking at one drawn file; answering and checking one finding.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Tx};
use web::components::FactList;
use web::components::field::Choice;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::act;
use super::review::{Found, read};
use crate::review::State as Stands;
use crate::review::finding::{self, NewAnswer};

async fn found(house: &House, actor: &Arc<Actor>, id: &str) -> Result<Found, Problem> {
    let (actor, id, book) = (actor.clone(), id.to_owned(), house.book());
    house.read(move |tx| read(tx, &actor, &book, &id)).await
}

fn draw_file(page: Page, found: &Found, file: &str, form: &FormState) -> Result<Response, Problem> {
    let id = &found.review.id;
    let one = found.files.iter().find(|one| one.file == file).ok_or_else(Problem::not_found)?;
    if !found.theirs.iter().any(|one| one == file) {
        return Err(Problem::not_found());
    }
    let page = page
        .titled_with("supervision-look", &[("number", &one.number)])
        .back_to(format!("/supervision/reviews/{id}"), "supervision-review");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let amount = one.amount.as_ref().and_then(|text| text.parse::<rust_decimal::Decimal>().ok());
    sheet.add(
        &FactList::new()
            .fact(t.of("supervision-title"), &one.title)
            .fact(t.of("supervision-amount"), &amount.map(|amount| t.money(amount)).unwrap_or_default())
            .fact(t.of("supervision-counterpart"), &one.counterpart),
    );
    sheet.text(t.of("supervision-look-where"));
    let ways = Choice::list(
        t,
        &[("nothing", "supervision-nothing-found"), ("found", "supervision-something-found")],
    );
    let fields = [
        sheet.owned_with("outcome", "supervision-outcome", &ways),
        sheet.field("clause", "supervision-clause", |field| {
            field.max(120).optional().hint("supervision-clause-hint")
        }),
        sheet.field("says", "supervision-says", |field| field.textarea(4).max(2_000).optional()),
    ];
    let whole = Form::to(format!("/supervision/reviews/{id}/files/{file}"));
    let whole = fields.into_iter().fold(whole, Form::part);
    sheet.add(&whole.button(t.of("supervision-look-keep")));
    sheet.done()
}

/// `GET /supervision/reviews/{id}/files/{file}`
pub async fn show_file(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = found(&house, &actor, &id).await?;
    draw_file(page, &found, &file, &FormState::default())
}

/// `POST /supervision/reviews/{id}/files/{file}`
pub async fn look(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, file)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let outcome = form.required_choice("outcome", &["nothing", "found"]);
    let clause = form.text("clause", 120).unwrap_or_default();
    let says = form.text("says", 2_000).unwrap_or_default();
    if let Some(outcome) = outcome {
        let (by, which, of, book) = (actor.clone(), id.clone(), file.clone(), house.book());
        let work = move |tx: &mut Tx<'_>| {
            let what = (outcome == "found").then_some((clause.as_str(), says.as_str()));
            finding::look(tx, &by, &book, (&which, &of), what)
        };
        if act(&house, &mut form, work).await?.is_some() {
            return Ok(see_other(format!("/supervision/reviews/{id}"))
                .notice("supervision-done-looked", &[])
                .into_response());
        }
    }
    let found = found(&house, &actor, &id).await?;
    draw_file(page, &found, &file, &form)
}

fn draw_finding(page: Page, found: &Found, finding: &str, form: &FormState) -> Result<Response, Problem> {
    let id = &found.review.id;
    let one = found.findings.iter().find(|one| one.id == finding).ok_or_else(Problem::not_found)?;
    let answers = found.heads_reviewed && found.review.state == Stands::Answer;
    let checks = found.heads_reviewer && found.review.state == Stands::Recheck;
    if one.settled || !(answers || checks) {
        return Err(Problem::not_found());
    }
    let key = if answers { "supervision-finding-answer" } else { "supervision-finding-check" };
    let page = page
        .titled_with(key, &[("number", &one.number)])
        .back_to(format!("/supervision/reviews/{id}"), "supervision-review");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.add(&FactList::new().fact(t.of("supervision-clause"), &one.clause));
    sheet.quoted(&one.says);
    let path = format!("/supervision/reviews/{id}/findings/{finding}");
    if answers {
        let ways = Choice::list(t, &[("yes", "supervision-agreed"), ("no", "supervision-contested")]);
        let fields = [
            sheet.owned_with("agreed", "supervision-agree", &ways),
            sheet.field("says", "supervision-answer-says", |field| field.textarea(4).max(2_000)),
            sheet.field("mended_by", "supervision-mended-by", |field| {
                field.date().optional().hint("supervision-mended-by-hint")
            }),
        ];
        let whole = fields.into_iter().fold(Form::to(path), Form::part);
        sheet.add(&whole.button(t.of("supervision-answer-keep")));
    } else {
        if let Some(answer) = &one.answer {
            sheet.quoted(&answer.says);
        }
        let ways = Choice::list(t, &[("yes", "supervision-settled"), ("no", "supervision-not-settled")]);
        let fields = [
            sheet.owned_with("settled", "supervision-check-outcome", &ways),
            sheet.field("recheck", "supervision-recheck", |field| field.textarea(3).max(2_000)),
        ];
        let whole = fields.into_iter().fold(Form::to(path), Form::part);
        sheet.add(&whole.button(t.of("supervision-check-keep")));
    }
    sheet.done()
}

/// `GET /supervision/reviews/{id}/findings/{finding}`
pub async fn show_finding(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, finding)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = found(&house, &actor, &id).await?;
    draw_finding(page, &found, &finding, &FormState::default())
}

/// `POST /supervision/reviews/{id}/findings/{finding}`
pub async fn write(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, finding)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let before = found(&house, &actor, &id).await?;
    let (by, which, of) = (actor.clone(), id.clone(), finding.clone());
    let done = if before.review.state == Stands::Answer {
        let agreed = form.required_choice("agreed", &["yes", "no"]);
        let says = form.text("says", 2_000).unwrap_or_default();
        let day = form.date("mended_by");
        let new = NewAnswer { agreed: agreed.as_deref() == Some("yes"), says, by: day };
        act(&house, &mut form, move |tx| finding::answer(tx, &by, (&which, &of), &new)).await?
    } else {
        let settled = form.required_choice("settled", &["yes", "no"]);
        let says = form.text("recheck", 2_000).unwrap_or_default();
        let settled = settled.as_deref() == Some("yes");
        act(&house, &mut form, move |tx| finding::recheck(tx, &by, (&which, &of), (settled, &says))).await?
    };
    if done.is_some() {
        return Ok(see_other(format!("/supervision/reviews/{id}"))
            .notice("supervision-done-kept", &[])
            .into_response());
    }
    draw_finding(page, &before, &finding, &form)
}
