//! The written explanation of a year with more documents than the last: given by the head, read by the level above. Not
//! here: when it is due.

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, case};
use web::components::{FactList, StateTag, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::act;
use crate::entry::explanation;

/// Where an explanation stands.
pub(crate) fn tag(t: &Lookup, state: &str) -> StateTag {
    match state {
        "open" => StateTag::new(Tone::Waiting, t.of("burden-explain-open")),
        "given" => StateTag::new(Tone::Active, t.of("burden-explain-given")),
        _ => StateTag::new(Tone::Done, t.of("burden-explain-read")),
    }
}

/// `GET /burden/explanations/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, id, FormState::default()).await
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: FormState,
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let (found, mine) = house
        .read(move |tx| {
            let found = explanation::find(tx, &asking, &id)?;
            let open = case::open_step_of(tx, &found.case)?;
            let mine = open.filter(|step| step.waits_for(&asking)).map(|step| step.step);
            Ok((found, mine))
        })
        .await?;
    let year = found.year.to_string();
    let page = page
        .titled_with("burden-explanation-of", &[("unit", &found.unit_name), ("year", &year)])
        .back_to(format!("/burden/figures?year={year}"), "burden-figures");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(
        &FactList::new()
            .fact(t.of("burden-unit"), &found.unit_name)
            .drawn(t.of("burden-state"), Markup::of(&tag(t, &found.state))),
    );
    sheet.text(t.of("burden-explanation-about"));
    if !found.words.is_empty() {
        sheet.heading("burden-explanation");
        sheet.quoted(&found.words);
    }
    if !found.read_words.is_empty() {
        sheet.heading("burden-read-words");
        sheet.quoted(&found.read_words);
    }
    if let Some(step) = mine {
        let (label, button) = if step == "explain" {
            ("burden-explanation", "burden-explain")
        } else {
            ("burden-read-words", "burden-read")
        };
        let words = sheet.field("words", label, |field| field.textarea(5).max(4_000));
        let path = format!("/burden/explanations/{}", found.id);
        sheet.add(&Form::to(path).hidden("step", step).part(words).button(t.of(button)));
    }
    sheet.done()
}

/// `POST /burden/explanations/{id}`
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, of, book) = (actor.clone(), id.clone(), house.book());
    let (explains, words) = (form.value("step") == "explain", form.value("words").to_owned());
    let done = act(&house, &mut form, move |tx| {
        if explains {
            explanation::explain(tx, &who, &book, (&of, &words))
        } else {
            explanation::read(tx, &who, &of, &words)
        }
    })
    .await?;
    match done {
        Ok(()) => {
            let key = if explains { "burden-done-explained" } else { "burden-done-read" };
            Ok(see_other(format!("/burden/explanations/{id}")).notice(key, &[]).into_response())
        }
        Err(_) => draw(page, &house, &actor, id, form).await,
    }
}
