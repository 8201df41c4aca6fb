//! What is done to a document that is being made, as forms: recording, the legality review, issuing, giving it up;
//! and completing one that was issued before. Not here: the page around them (`document`).

use kernel::Actor;
use web::sheet::{Form, Sheet};

use super::{Course, choices};
use crate::document::issuing::{Outcome, Review};
use crate::document::{Document, State, registering};

/// The forms of the step that waits for somebody, and of what their office records beside it.
pub(super) fn steps(sheet: &mut Sheet<'_>, actor: &Actor, (id, course, heads): (&str, &Course, bool)) {
    let t = sheet.page.t.clone();
    let base = format!("/oversight/documents/{id}");
    let step = course.step_for(actor);
    if step == Some("legality") {
        let said = sheet.field("said", "oversight-opinion", |field| field.textarea(4).max(2_000));
        let form = Form::to(format!("{base}/legality"))
            .part(said)
            .way("way", "passed", t.of("oversight-pass"), false)
            .way("way", "returned", t.of("oversight-return"), true);
        sheet.add(&form);
    }
    if heads {
        let record = record_form(sheet, &base);
        sheet.fold(t.of("oversight-record"), &record, step == Some("prepare"));
    }
    match step {
        Some("prepare") => {
            let form =
                Form::to(format!("{base}/submission")).button(t.of("oversight-send-legality").to_owned());
            sheet.add(&form);
        }
        Some("issue") => {
            let number = sheet.field("number", "oversight-document-number", |field| field.max(60).short());
            let from = sheet.field("effective_on", "oversight-effective-on", |field| field.date());
            let at = sheet.field("published_at", "oversight-published-at", |field| {
                field.max(200).hint("oversight-published-hint")
            });
            let form = Form::to(format!("{base}/issue")).part(number).part(from).part(at);
            sheet.add(&form.button(t.of("oversight-issue").to_owned()));
        }
        _ => {}
    }
    if matches!(step, Some("prepare" | "issue")) {
        let why = sheet.field("why", "oversight-drop-why", |field| field.textarea(2).max(400));
        let form = Form::to(format!("{base}/dropping")).part(why);
        let form = form.way("way", "drop", t.of("oversight-drop-document"), true);
        sheet.fold(t.of("oversight-drop-document"), &form, false);
    }
}

fn record_form(sheet: &mut Sheet<'_>, base: &str) -> Form {
    let t = sheet.page.t.clone();
    let kinds =
        choices(&t, &[Review::Comment, Review::Fair, Review::Collective], |one| (one.code(), one.words()));
    let outcomes = choices(&t, Outcome::ALL, |one| (one.code(), one.words()));
    let parts = [
        sheet.field("review", "oversight-review", |field| field.radios(&kinds)),
        sheet.field("outcome", "oversight-outcome", |field| field.radios(&outcomes)),
        sheet.field("from_on", "oversight-comment-from", |field| {
            field.date().optional().hint("oversight-comment-from-hint")
        }),
        sheet.field("done_on", "oversight-done-on", |field| field.date().hint("oversight-done-on-hint")),
        sheet.field("heard", "oversight-heard", |field| field.tick()),
        sheet.field("regulator", "oversight-regulator", |field| field.tick()),
        sheet.field("ends_on", "oversight-ends-on", |field| {
            field.date().optional().hint("oversight-ends-on-hint")
        }),
        sheet.field("no_milder", "oversight-no-milder", |field| field.tick()),
        sheet.field("found", "oversight-found", |field| field.textarea(3).max(2_000)),
    ];
    let form = Form::to(format!("{base}/reviews"));
    let form = parts.into_iter().fold(form, Form::part);
    form.button(t.of("oversight-record-do").to_owned())
}

/// What is still to be entered of a document issued before: a form for whoever enters it, who does so for everybody else.
pub(super) fn completion(sheet: &mut Sheet<'_>, one: &Document, completes: bool) {
    if one.state != State::Issued || !registering::lacks(one) {
        return;
    }
    if !completes {
        let key = match (one.published_at.is_empty(), one.body.is_empty()) {
            (true, _) => "oversight-lacks-publication",
            (false, _) => "oversight-lacks-text",
        };
        return sheet.hint(key);
    }
    let t = sheet.page.t.clone();
    let mut form = Form::to(format!("/oversight/documents/{}/completion", one.id));
    if one.published_at.is_empty() {
        form = form
            .part(sheet.field("published_at", "oversight-published-at", |field| {
                field.max(200).optional().hint("oversight-published-hint")
            }))
            .part(sheet.field("published_on", "oversight-published-on", |field| field.date().optional()));
    }
    if one.body.is_empty() {
        form = form.part(sheet.field("body", "oversight-document-text", |field| {
            field.textarea(10).max(50_000).optional().hint("oversight-document-text-hint")
        }));
    }
    let open = one.published_at.is_empty() || !sheet.form.is_ok();
    sheet.fold(t.of("oversight-complete"), &form.button(t.of("oversight-complete-do").to_owned()), open);
}
