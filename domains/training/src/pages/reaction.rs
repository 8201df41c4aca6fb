//! Saying how a class was, without a name.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, any_class, said};
use crate::class::Class;
use crate::reaction::{self, Answer, Question};
use web::sheet::{Form, Sheet};

async fn read(house: &House, actor: &Asker, id: &str) -> Result<(Class, bool), Problem> {
    let (asker, id) = (actor.clone(), id.to_owned());
    house
        .read(move |tx| {
            let person = asker.person.as_deref().ok_or(kernel::Fault::NotFound)?;
            Ok((any_class(tx, &asker, &id)?, reaction::waits_for(tx, person, &id)?))
        })
        .await
}

fn draw(page: Page, (class, waits): &(Class, bool), form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-reaction")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    if !waits {
        sheet.hint("training-reaction-not-asked");
        return sheet.done();
    }
    sheet.hint("training-reaction-anonymous");
    let marks: Vec<Choice> =
        (1..=5).map(|mark| Choice::new(mark.to_string(), t.of(MARKS[mark - 1]))).collect();
    let mut answer = Form::to(format!("/training/classes/{}/reaction", class.id));
    for question in Question::ALL {
        let label = said(t, question.words());
        answer = answer.part(sheet.owned_with(question.code(), &label, &marks));
    }
    answer = answer
        .part(
            sheet
                .field("helpful", "training-reaction-helpful", |field| field.textarea(2).max(200).optional()),
        )
        .part(
            sheet.field("better", "training-reaction-better", |field| field.textarea(2).max(200).optional()),
        );
    sheet.add(&answer.button(t.of("training-reaction-send")));
    sheet.done()
}

/// The words of the marks, from 1.
pub(crate) const MARKS: [&str; 5] =
    ["training-mark-1", "training-mark-2", "training-mark-3", "training-mark-4", "training-mark-5"];

/// `GET /training/classes/{id}/reaction`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    draw(page, &found, &FormState::default())
}

/// `POST /training/classes/{id}/reaction`
pub async fn give(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let marks: BTreeMap<Question, u8> = Question::ALL
        .iter()
        .filter_map(|question| Some((*question, form.value(question.code()).parse().ok()?)))
        .collect();
    let helpful = form.text("helpful", 200).unwrap_or_default();
    let better = form.text("better", 200).unwrap_or_default();
    let answer = Answer { marks, helpful, better };
    let (by, which) = (actor.clone(), id.clone());
    let work = move |tx: &mut kernel::Tx<'_>| reaction::give(tx, &by, &which, &answer);
    if form.is_ok() && act(&house, &mut form, work).await?.is_some() {
        let to = see_other(format!("/training/classes/{id}"));
        return Ok(to.notice("training-done-reaction", &[]).into_response());
    }
    let found = read(&house, &actor, &id).await?;
    draw(page, &found, &form)
}
