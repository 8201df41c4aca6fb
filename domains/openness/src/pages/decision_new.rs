//! Proposing a decision: what it is about and what the unit takes it to be. Not here: starting it (`decision_forms`).

use axum::extract::State as Ax;
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area};
use web::components::field::Choice;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{act, area};
use crate::decision::Decision;
use crate::decision::opening::{self, NewDecision, Traits};
use crate::office;
use crate::permission::is_poster;

/// `GET /openness/decisions/new`
pub async fn new(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    draw_new(page, &house, &actor, FormState::default()).await
}

/// What a decision may be, as ticks: field and label.
pub(crate) const TRAITS: [(&str, &str); 8] = [
    ("wide_disagreement", "openness-is-disputed"),
    ("professional", "openness-is-professional"),
    ("risk", "openness-is-risky"),
    ("market", "openness-is-market"),
    ("business", "openness-is-business"),
    ("normative", "openness-is-normative"),
    ("exploratory", "openness-is-exploratory"),
    ("not_public", "openness-is-not-public"),
];

/// What is ticked of it.
pub(crate) fn traits(form: &FormState) -> Traits {
    Traits {
        wide_disagreement: form.ticked("wide_disagreement"),
        professional: form.ticked("professional"),
        risk: form.ticked("risk"),
        market: form.ticked("market"),
        business: form.ticked("business"),
        normative: form.ticked("normative"),
        exploratory: form.ticked("exploratory"),
        not_public: form.ticked("not_public"),
    }
}

/// What was proposed, ticked.
pub(crate) fn propose_traits(form: &mut FormState, of: &Decision) {
    let facts = &of.facts;
    let ticked = [
        facts.wide_disagreement,
        facts.professional,
        facts.risk,
        facts.market,
        facts.business,
        facts.normative,
        facts.exploratory,
        facts.not_public,
    ];
    for ((name, _), is) in TRAITS.into_iter().zip(ticked) {
        if is {
            form.set(name, "yes");
        }
    }
    form.set("unit", of.unit.as_str());
}

async fn draw_new(page: Page, house: &House, actor: &Actor, form: FormState) -> Result<Response, Problem> {
    if !is_poster(actor) {
        return Err(Problem::forbidden());
    }
    let scope = actor.scope(Area::Power);
    let units = house.read(move |tx| Ok(office::proposers(tx, &scope)?)).await?;
    let units: Vec<Choice> = units.into_iter().map(|(id, name)| Choice::new(id, name)).collect();
    let page = page
        .titled_by("openness-decision-new")
        .led_by("openness-decision-new-lead")
        .back_to("/openness/decisions", "openness-decisions");
    let mut sheet = Sheet::new(&page, &form);
    let mut whole = Form::to("/openness/decisions/new")
        .autosave("decision-new")
        .part(sheet.field("title", "openness-title", |field| field.max(100)))
        .part(sheet.field("unit", "openness-proposing-unit", |field| field.select(&units)))
        .part(area(&mut sheet, "proposal", "openness-proposal", 5, false))
        .part(area(&mut sheet, "question", "openness-question", 4, false));
    for (name, label) in TRAITS {
        whole = whole.part(sheet.field(name, label, |field| field.tick().optional()));
    }
    sheet.add(&whole.button(page.t.of("openness-propose")));
    sheet.done()
}

/// `POST /openness/decisions/new`
pub async fn propose(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let value = |name: &str| form.value(name).to_owned();
    let new = NewDecision {
        title: value("title"),
        unit: value("unit"),
        proposal: value("proposal"),
        question: value("question"),
        traits: traits(&form),
    };
    if new.unit.is_empty() {
        form.error("unit", "web-error-choose");
        return draw_new(page, &house, &actor, form).await;
    }
    let who = actor.clone();
    match act(&house, &mut form, move |tx| opening::propose(tx, &who, &new)).await? {
        Ok(id) => Ok(see_other(format!("/openness/decisions/{id}"))
            .notice("openness-done-proposed", &[])
            .into_response()),
        Err(_) => draw_new(page, &house, &actor, form).await,
    }
}
