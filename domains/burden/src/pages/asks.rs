//! Requests for data by whoever is asked: what was asked of one's units and how often, and the fields that are left to
//! fill in. Not here: asking (`requests`).

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, case};
use serde::Deserialize;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::{EACH, act, from_page, turn};
use crate::data::answering::{self, Line};

/// Which page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    page: Option<String>,
}

/// `GET /burden/asks`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (number, window) = from_page(asked.page.as_deref());
    let asking = actor.clone();
    let (all, today) =
        house.read(move |tx| Ok((answering::asked_of(tx, &asking, window)?, tx.today()))).await?;
    let page =
        page.titled_by("burden-asks").led_by("burden-asks-lead").back_to("/burden", "burden-room").across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let mut table = Table::new(t, "asks", t.of("burden-asks"))
        .caption_unseen()
        .column(t.of("burden-title"))
        .column(t.of("burden-unit"))
        .column(t.of("burden-asker"))
        .column(t.of("burden-asked-on"))
        .column(t.of("burden-state"))
        .empty(t.of("burden-asks-none"));
    for one in all.iter().take(EACH) {
        let state = if one.ask.answered {
            StateTag::new(Tone::Done, t.of("burden-is-answered"))
        } else if one.due_on < today {
            StateTag::new(Tone::Late, t.with("burden-late-since", &[("day", &one.due_on)]))
        } else {
            StateTag::new(Tone::Waiting, t.with("burden-due-by", &[("day", &one.due_on)]))
        };
        table.push(vec![
            Cell::link(format!("/burden/asks/{}", one.ask.id), one.title.as_str()),
            one.ask.unit_name.as_str().into(),
            one.asker.as_str().into(),
            one.asked_on.into(),
            Cell::drawn(&state),
        ]);
    }
    sheet.add(&table);
    turn(&mut sheet, "/burden/asks", number, all.len() > EACH);
    sheet.done()
}

/// `GET /burden/asks/{id}`
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
    let (part, mine, now) = house
        .read(move |tx| {
            let part = answering::find(tx, &asking, &id)?;
            let mine = match &part.ask.case {
                Some(case) => case::open_step_of(tx, case)?.is_some_and(|step| step.waits_for(&asking)),
                None => false,
            };
            Ok((part, mine, tx.now()))
        })
        .await?;
    let page = page.titled(part.title.as_str()).back_to("/burden/asks", "burden-asks");
    let t = &page.t;
    let names: Vec<(String, &Line)> =
        part.lines.iter().map(|line| (format!("field-{}", line.field.id), line)).collect();
    let hints: Vec<String> = part.lines.iter().map(|line| hint(t, line)).collect();
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(
        &FactList::new()
            .fact(t.of("burden-asker"), &part.asker)
            .fact(t.of("burden-unit"), &part.ask.unit_name)
            .fact(t.of("burden-purpose"), &part.purpose)
            .fact(t.of("burden-due"), &t.date(part.due_on)),
    );
    let held: Vec<&Line> = part.lines.iter().filter(|line| line.given.is_some()).collect();
    if !held.is_empty() {
        let mut table = Table::new(t, "held", t.of("burden-given"))
            .column(t.of("burden-field"))
            .column(t.of("burden-answer"))
            .column(t.of("burden-source"));
        for line in held {
            let (words, own) = line.given.clone().unwrap_or_default();
            let source = if own { "burden-from-program" } else { "burden-from-unit" };
            table.push(vec![line.field.label.as_str().into(), words.into(), t.of(source).into()]);
        }
        sheet.add(&table);
    }
    if mine {
        sheet.heading("burden-left");
        // The form says when it was shown: minutes are measured from it, not from anybody's screen.
        let mut whole = Form::to(format!("/burden/asks/{}", part.ask.id)).hidden("asked_at", now.to_string());
        for ((name, line), hint) in names.iter().zip(&hints).filter(|((_, line), _)| line.given.is_none()) {
            let drawn: Markup = sheet.field(name, &line.field.label, |field| {
                let field = field.max(1_000);
                if hint.is_empty() { field } else { field.hint_text(hint) }
            });
            whole = whole.part(drawn);
        }
        sheet.add(&whole.button(t.of("burden-answer-send")));
    }
    sheet.done()
}

fn hint(t: &Lookup, line: &Line) -> String {
    match &line.earlier {
        Some((words, Some(day))) => t.with("burden-answered-before", &[("day", day), ("words", words)]),
        Some((words, None)) => words.clone(),
        None => String::new(),
    }
}

/// `POST /burden/asks/{id}`
pub async fn answer(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let answers: Vec<(String, String)> =
        form.pairs_of("field-").map(|(id, words)| (id.to_owned(), words.to_owned())).collect();
    let (who, of) = (actor.clone(), id.clone());
    let done = act(&house, &mut form, move |tx| answering::answer(tx, &who, &of, &answers)).await?;
    match done {
        Ok(()) => {
            Ok(see_other(format!("/burden/asks/{id}")).notice("burden-done-answered", &[]).into_response())
        }
        Err(_) => draw(page, &house, &actor, id, form).await,
    }
}
