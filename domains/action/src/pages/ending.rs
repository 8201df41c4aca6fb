//! The pages before a set begins, is stopped, is closed, or offers its experience. Not here: the set itself (`set`).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, Tx};
use web::components::{Confirm, FactList, Markup};
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::set::{Found, read};
use super::{said, written};
use crate::round;
use crate::set::closing::{self, NewClosing};
use crate::set::{self, offer};

#[derive(Template)]
#[template(path = "action/confirm.html")]
struct ConfirmPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    confirm: Confirm,
}

fn confirmed(view: &ConfirmPage<'_>, again: bool) -> Result<Response, Problem> {
    if again { show_again(view) } else { show(view) }
}

async fn found(house: &House, actor: &std::sync::Arc<Actor>, id: &str) -> Result<Found, Problem> {
    let (asker, asked) = (actor.clone(), id.to_owned());
    house.read(move |tx| read(tx, &asker, &asked)).await
}

/// Only whoever runs the set sees these pages.
fn runs(found: &Found) -> Result<(), Problem> {
    if found.runs { Ok(()) } else { Err(Problem::not_found()) }
}

fn draw_beginning(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    runs(found)?;
    let id = &found.set.id;
    let page = page
        .titled_by("action-begin")
        .led(found.set.title.clone())
        .back_to(format!("/action/sets/{id}"), "action-set");
    let t = &page.t;
    let mut confirm = Confirm::new(t, format!("/action/sets/{id}/beginning"), t.of("action-begin"))
        .effect(t.with("action-begin-round", &[("day", &found.set.starts_on)]))
        .effect(t.of("action-begin-todo"));
    let barred: Vec<_> = found.design.barred().map(|needed| needed.element).collect();
    let waived = found.design.missing().map(|needed| needed.element).filter(|one| !barred.contains(one));
    let missing: Vec<String> = waived.map(|one| said(t, one.words())).collect();
    if !barred.is_empty() {
        let names: Vec<String> = barred.iter().map(|one| said(t, one.words())).collect();
        confirm = confirm.effect(t.with("action-begin-barred", &[("what", &t.join(&names))]));
    }
    if !missing.is_empty() {
        confirm = confirm.effect(t.with("action-begin-missing", &[("what", &t.join(&missing))]));
        let field =
            page.field(form, "without", "action-without").textarea(2).max(400).hint("action-without-hint");
        confirm = confirm.field(Markup::of(&field));
    }
    for one in &found.members {
        confirm = confirm.to(Markup::text(&format!("{} {}", said(t, one.part.words()), one.name)));
    }
    let confirm = confirm.back(format!("/action/sets/{id}"), t.of("action-leave"));
    confirmed(&ConfirmPage { page: &page, form, confirm }, again)
}

/// `GET /action/sets/{id}/beginning`
pub async fn ask_beginning(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = found(&house, &actor, &id).await?;
    draw_beginning(page, &found, &FormState::default(), false)
}

/// `POST /action/sets/{id}/beginning`
pub async fn begin(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let without = form.text("without", 400).unwrap_or_default();
    let (asker, asked) = (actor.clone(), id.clone());
    if let Some(round) =
        written(&house, &mut form, move |tx| set::begin(tx, &asker, &asked, &without)).await?
    {
        return Ok(see_other(format!("/action/rounds/{round}")).notice("action-began", &[]).into_response());
    }
    let found = found(&house, &actor, &id).await?;
    draw_beginning(page, &found, &form, true)
}

fn draw_stop(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    runs(found)?;
    let id = &found.set.id;
    let page = page
        .titled_by("action-stop")
        .led(found.set.title.clone())
        .back_to(format!("/action/sets/{id}"), "action-set");
    let t = &page.t;
    let confirm = Confirm::new(t, format!("/action/sets/{id}/ending"), t.of("action-stop"))
        .effect(t.of("action-stop-what"))
        .field(Markup::of(&page.field(form, "note", "action-why").textarea(2).max(400)))
        .back(format!("/action/sets/{id}"), t.of("action-leave"))
        .grave();
    confirmed(&ConfirmPage { page: &page, form, confirm }, again)
}

/// `GET /action/sets/{id}/ending`
pub async fn ask_stop(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = found(&house, &actor, &id).await?;
    draw_stop(page, &found, &FormState::default(), false)
}

/// `POST /action/sets/{id}/ending`
pub async fn stop(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let why = form.required_text("note", 400).unwrap_or_default();
    let (asker, asked) = (actor.clone(), id.clone());
    if written(&house, &mut form, move |tx| set::stop(tx, &asker, &asked, &why)).await?.is_some() {
        return Ok(see_other(format!("/action/sets/{id}")).notice("action-stopped", &[]).into_response());
    }
    let found = found(&house, &actor, &id).await?;
    draw_stop(page, &found, &form, true)
}

#[derive(Template)]
#[template(path = "action/closing.html")]
struct ClosingPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    id: &'a str,
    measure: Option<FactList>,
}

fn draw_closing(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    runs(found)?;
    let id = &found.set.id;
    let page = page
        .titled_by("action-close")
        .led(found.set.title.clone())
        .back_to(format!("/action/sets/{id}"), "action-set");
    let t = &page.t;
    let measure = found.measured.as_ref().map(|measured| {
        let unit = &measured.measure_unit;
        FactList::new()
            .fact(t.of("action-target"), &measured.title)
            .fact(t.of("action-measure-then"), &super::set::amount(t, found.set.target_then, unit))
            .fact(t.of("action-measure-now"), &super::set::amount(t, measured.now, unit))
    });
    let view = ClosingPage { page: &page, form, id, measure };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/sets/{id}/closing`: the principles found stand in the form already.
pub async fn ask_closing(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (asker, asked) = (actor.clone(), id.clone());
    let (found, principles) = house
        .read(move |tx| {
            let found = read(tx, &asker, &asked)?;
            Ok((found, round::principles(tx, &asked)?))
        })
        .await?;
    let lines: Vec<&str> = principles.iter().map(|one| one.body.as_str()).collect();
    let form = FormState::default().prefilled("principles", lines.join("\n"));
    draw_closing(page, &found, &form, false)
}

/// `POST /action/sets/{id}/closing`
pub async fn close(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let new = NewClosing {
        changed: form.required_text("changed", 4_000).unwrap_or_default(),
        principles: form.required_text("principles", 4_000).unwrap_or_default(),
        unit_change: form.text("unit_change", 4_000).unwrap_or_default(),
    };
    let (asker, asked, book) = (actor.clone(), id.clone(), house.book());
    let work = move |tx: &mut Tx<'_>| closing::close(tx, &asker, &book, &asked, &new);
    if written(&house, &mut form, work).await?.is_some() {
        return Ok(see_other(format!("/action/sets/{id}")).notice("action-closed", &[]).into_response());
    }
    let found = found(&house, &actor, &id).await?;
    draw_closing(page, &found, &form, true)
}

#[derive(Template)]
#[template(path = "action/offer.html")]
struct OfferPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    id: &'a str,
    offered: bool,
}

fn draw_offer(
    page: Page,
    (found, offered): (&Found, bool),
    form: &FormState,
    again: bool,
) -> Result<Response, Problem> {
    runs(found)?;
    let id = &found.set.id;
    let page = page
        .titled_by("action-offer")
        .led_by("action-offer-lead")
        .back_to(format!("/action/sets/{id}"), "action-set");
    let view = OfferPage { page: &page, form, id, offered };
    if again { show_again(&view) } else { show(&view) }
}

fn stands(tx: &mut Tx<'_>, id: &str) -> Result<bool, Fault> {
    Ok(offer::of_set(tx, id)?.is_some_and(|one| one.withdrawn_at.is_none()))
}

/// `GET /action/sets/{id}/offer`: what the set wrote stands in the form already.
pub async fn ask_offer(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let asked = id.clone();
    let (found, before, closing, stands) = house
        .read(move |tx| {
            let found = read(tx, &actor, &asked)?;
            let before = offer::of_set(tx, &asked)?;
            Ok((found, before, closing::of_set(tx, &asked)?, stands(tx, &asked)?))
        })
        .await?;
    let form = match (before, closing) {
        (Some(before), _) => FormState::default()
            .prefilled("title", before.title)
            .prefilled("story", before.story)
            .prefilled("conditions", before.conditions),
        (None, Some(closing)) => FormState::default()
            .prefilled("title", &*found.set.title)
            .prefilled("story", format!("{}\n\n{}", found.set.problem, closing.says.changed)),
        (None, None) => return Err(Problem::not_found()),
    };
    draw_offer(page, (&found, stands), &form, false)
}

/// `POST /action/sets/{id}/offer`
pub async fn give_offer(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (asker, asked) = (actor.clone(), id.clone());
    if form.has("withdraw") {
        if written(&house, &mut form, move |tx| offer::withdraw(tx, &asker, &asked)).await?.is_some() {
            let told = see_other(format!("/action/sets/{id}")).notice("action-offer-withdrawn", &[]);
            return Ok(told.into_response());
        }
    } else {
        let title = form.required_text("title", 60).unwrap_or_default();
        let story = form.required_text("story", 4_000).unwrap_or_default();
        let conditions = form.text("conditions", 1_000).unwrap_or_default();
        let work = move |tx: &mut Tx<'_>| offer::offer(tx, &asker, &asked, (&title, &story, &conditions));
        if written(&house, &mut form, work).await?.is_some() {
            return Ok(see_other(format!("/action/exchange/{id}"))
                .notice("action-offered-now", &[])
                .into_response());
        }
    }
    let asked = id.clone();
    let (found, stands) = house.read(move |tx| Ok((read(tx, &actor, &asked)?, stands(tx, &asked)?))).await?;
    draw_offer(page, (&found, stands), &form, true)
}
