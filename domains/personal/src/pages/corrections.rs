//! Asking for a correction, and answering one. Not here: the list of one's own (`mine`).

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, case};
use web::components::FactList;
use web::components::field::Choice;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Markup, Page, Problem, see_other};

use super::{area, minute, state};
use crate::correction::{self, Asked, Correction, LONGEST};
use crate::register;

/// As fields count.
#[expect(clippy::cast_possible_truncation, reason = "a thousand")]
const LONGEST_TYPED: u32 = LONGEST as u32;

fn draw_new(page: Page, form: &FormState) -> Result<Response, Problem> {
    let areas = register::areas().map_err(Problem::internal)?;
    let page =
        page.titled_by("personal-ask").led_by("personal-ask-lead").back_to("/personal", "personal-room");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let choices: Vec<Choice> = areas
        .iter()
        .filter(|area| area.tables.iter().any(|held| held.whose.is_some()))
        .map(|area| Choice::new(area.code, t.both(&area.name.text())))
        .collect();
    let whole = Form::to("/personal/corrections/new")
        .part(sheet.field("area", "personal-area", |field| field.select(&choices)))
        .part(sheet.field("wrong", "personal-wrong", |field| field.textarea(3).max(LONGEST_TYPED)))
        .part(sheet.field("right", "personal-right", |field| field.textarea(3).max(LONGEST_TYPED)))
        .part(sheet.field("evidence", "personal-evidence", |field| {
            field.textarea(2).max(LONGEST_TYPED).optional().hint("personal-evidence-hint")
        }))
        .button(t.of("personal-ask-send"));
    sheet.add(&whole);
    sheet.done()
}

/// `GET /personal/corrections/new`
pub async fn new(page: Page, Acting(_): Acting) -> Result<Response, Problem> {
    draw_new(page, &FormState::default())
}

/// `POST /personal/corrections/new`
pub async fn ask(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let value = |name: &str| form.value(name).to_owned();
    let asked = Asked {
        area: value("area"),
        wrong: value("wrong"),
        right: value("right"),
        evidence: value("evidence"),
    };
    let book = house.book();
    match house.county().write(move |tx| correction::ask(tx, &actor, &book, &asked)).await {
        Ok(id) => Ok(see_other(format!("/personal/corrections/{id}"))
            .notice("personal-done-asked", &[])
            .into_response()),
        Err(fault) => {
            form.take(fault)?;
            draw_new(page, &form)
        }
    }
}

/// `GET /personal/corrections/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_one(page, &house, &actor, id, &FormState::default()).await
}

async fn draw_one(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: &FormState,
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let (found, waits): (Correction, bool) = house
        .read(move |tx| {
            let found = correction::find(tx, &asking, &id)?;
            let open = case::open_step_of(tx, &found.case)?;
            let waits = open.is_some_and(|step| step.waits_for(&asking))
                && asking.person.as_ref() != Some(&found.person);
            Ok::<_, Fault>((found, waits))
        })
        .await?;
    let page = page.titled_by("personal-correction").back_to("/personal", "personal-room");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let mut facts = FactList::new()
        .drawn(t.of("personal-state"), Markup::of(&state(t, &found.state)))
        .fact(t.of("personal-area"), &area(t, &found.area))
        .fact(t.of("personal-wrong"), &found.wrong)
        .fact(t.of("personal-right"), &found.right);
    if !found.evidence.is_empty() {
        facts = facts.fact(t.of("personal-evidence"), &found.evidence);
    }
    facts = facts.fact(t.of("personal-asked-at"), &minute(found.asked_at));
    if let Some((at, by)) = &found.answered {
        facts = facts.fact(t.of("personal-answer"), &found.answer).fact(
            t.of("personal-answered-at"),
            &t.with("personal-answered-by", &[("at", &minute(*at)), ("by", by)]),
        );
    }
    sheet.add(&facts);
    if waits {
        sheet.heading("personal-check");
        sheet.links(vec![(format!("/people/{}", found.person), t.of("personal-record").to_owned())]);
        let answer = sheet.field("answer", "personal-answer", |field| {
            field.textarea(3).max(LONGEST_TYPED).hint("personal-answer-hint")
        });
        let whole = Form::to(format!("/personal/corrections/{}", found.id))
            .part(answer)
            .way("outcome", "corrected", t.of("personal-corrected"), false)
            .way("outcome", "declined", t.of("personal-decline"), true);
        sheet.add(&whole);
    }
    sheet.done()
}

/// `POST /personal/corrections/{id}`
pub async fn answer(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, of) = (actor.clone(), id.clone());
    let (outcome, said) = (form.value("outcome").to_owned(), form.value("answer").to_owned());
    match house.county().write(move |tx| correction::answer(tx, &who, &of, (&outcome, &said))).await {
        Ok(()) => Ok(see_other(format!("/personal/corrections/{id}"))
            .notice("personal-done-answered", &[])
            .into_response()),
        Err(fault) => {
            form.take(fault)?;
            draw_one(page, &house, &actor, id, &form).await
        }
    }
}
