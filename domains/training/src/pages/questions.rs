//! The question bank: what is in it, adding to it, taking a question out of use.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::components::{Cell, Table};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, choices, said};
use crate::form::{QuestionKind, Topic};
use crate::permission;
use crate::question::{self, Question};
use web::sheet::{Form, Sheet};

async fn draw(page: Page, house: &House, actor: &Asker, form: &FormState) -> Result<Response, Problem> {
    if !permission::keeps(actor) {
        return Err(Problem::forbidden());
    }
    let all = house.read(|tx| Ok(question::all(tx)?)).await?;
    let page = page.titled_by("training-questions").back_to("/training", "training-room").across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let mut table = Table::new(t, "questions", t.of("training-questions"))
        .caption_unseen()
        .column(t.of("training-question"))
        .column(t.of("training-topic"))
        .column(t.of("training-kind"))
        .column(t.of("training-state"))
        .empty(t.of("training-bank-empty"))
        .filter();
    for one in &all {
        let state = if one.in_use { "training-in-use" } else { "training-retired" };
        let stem: Cell = if one.in_use {
            Cell::link(format!("/training/questions/{}/retirement", one.id), one.stem.as_str())
        } else {
            one.stem.as_str().into()
        };
        table.push(vec![
            stem,
            said(t, one.topic.words()).into(),
            said(t, one.kind.words()).into(),
            t.of(state).into(),
        ]);
    }
    sheet.add(&table);
    sheet.heading("training-question-add");
    let topics = choices(t, Topic::ALL, |one| (one.code(), one.words()));
    let kinds = choices(t, QuestionKind::ALL, |one| (one.code(), one.words()));
    let add = Form::to("/training/questions")
        .part(sheet.field("topic", "training-topic", |field| field.select(&topics)))
        .part(sheet.field("kind", "training-kind", |field| field.radios(&kinds)))
        .part(sheet.field("stem", "training-question", |field| field.textarea(2).max(300)))
        .part(sheet.field("options", "training-options", |field| {
            field.textarea(4).optional().hint("training-options-hint")
        }))
        .part(sheet.field("answer", "training-answer", |field| {
            field.short().optional().hint("training-answer-hint")
        }))
        .part(sheet.field("explanation", "training-explanation", |field| field.textarea(2).max(400)));
    sheet.add(&add.button(t.of("training-question-add")));
    sheet.done()
}

/// `GET /training/questions`
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, &FormState::default()).await
}

/// The right answer as typed: `2`, `1 3`, 对 or 错.
fn answer(typed: &str, kind: QuestionKind) -> Option<Vec<usize>> {
    let typed = typed.trim();
    match kind {
        QuestionKind::Short => typed.is_empty().then(Vec::new),
        QuestionKind::Judgement => match typed {
            "对" | "right" | "true" => Some(vec![1]),
            "错" | "wrong" | "false" => Some(vec![0]),
            _ => None,
        },
        QuestionKind::Single | QuestionKind::Multiple => typed
            .split([',', '，', '、', ' '])
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<usize>().ok()?.checked_sub(1))
            .collect(),
    }
}

/// `POST /training/questions`
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let topic = form.required_coded("topic", Topic::ALL, Topic::code);
    let kind = form.required_coded("kind", QuestionKind::ALL, QuestionKind::code);
    let stem = form.required_text("stem", 300).unwrap_or_default();
    let explanation = form.required_text("explanation", 400).unwrap_or_default();
    let options: Vec<String> = form
        .value("options")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    let given = kind.and_then(|kind| answer(form.value("answer"), kind));
    if kind.is_some() && given.is_none() {
        form.error("answer", "training-answer-wrong");
    }
    if let (Some(topic), Some(kind), Some(answer), true) = (topic, kind, given, form.is_ok()) {
        let chooses = matches!(kind, QuestionKind::Single | QuestionKind::Multiple);
        let options = if chooses { options } else { Vec::new() };
        let new =
            Question { id: String::new(), topic, kind, stem, options, answer, explanation, in_use: true };
        let by = actor.clone();
        if act(&house, &mut form, move |tx| question::add(tx, &by, &new)).await?.is_some() {
            return Ok(see_other("/training/questions")
                .notice("training-done-question", &[])
                .into_response());
        }
    }
    draw(page, &house, &actor, &form).await
}

/// `GET /training/questions/{id}/retirement`
pub async fn ask_retire(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    if !permission::keeps(&actor) {
        return Err(Problem::forbidden());
    }
    let all = house.read(|tx| Ok(question::all(tx)?)).await?;
    let one = all.into_iter().find(|one| one.id == id).ok_or_else(Problem::not_found)?;
    let page =
        page.titled_by("training-question-retire").back_to("/training/questions", "training-questions");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    sheet.text(&one.stem);
    for option in &one.options {
        sheet.quoted(option);
    }
    sheet.text(&one.explanation);
    let retire = Form::to(format!("/training/questions/{id}/retirement"));
    sheet.add(&retire.button(t.of("training-question-retire")));
    sheet.done()
}

/// `POST /training/questions/{id}/retirement`
pub async fn retire(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    house.county().write(move |tx| question::retire(tx, &actor, &id)).await?;
    Ok(see_other("/training/questions").notice("training-done-retired", &[]).into_response())
}
