//! Changing one's intended application before it was first tried. Not here: the application itself (`intention`).

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Tx};
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::people::{Offered, offer};
use super::written;
use crate::transfer::{self, Intention, NewIntention};

struct Found {
    intention: Intention,
    people: Offered,
}

fn read(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &str,
    (chosen, named): (Option<&[String]>, &str),
) -> Result<Found, Fault> {
    let intention = transfer::find(tx, &actor.scope(Area::Learning), id)?;
    if !transfer::may_change(tx, actor, &intention)? {
        return Err(Fault::NotFound);
    }
    let before: Vec<String> = intention.witness.clone().into_iter().collect();
    let chosen = chosen.unwrap_or(&before);
    let people = offer(tx, chosen, named, (Some(&intention.unit), &intention.person))?;
    Ok(Found { intention, people })
}

#[derive(Template)]
#[template(path = "action/intention_change.html")]
struct ChangePage<'a> {
    page: &'a Page,
    form: &'a FormState,
    id: &'a str,
    people: Vec<Choice>,
}

fn draw(page: Page, found: &Found, form: &FormState, again: bool) -> Result<Response, Problem> {
    let id = &found.intention.id;
    let page = page
        .titled_by("action-intention-change")
        .led_by("action-intention-change-lead")
        .back_to(format!("/action/intentions/{id}"), "action-intended");
    let view = ChangePage { people: found.people.lines(), page: &page, form, id };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/intentions/{id}/change`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = house.read(move |tx| read(tx, &actor, &id, (None, ""))).await?;
    let one = &found.intention;
    let form = FormState::default()
        .prefilled("what", &*one.what)
        .prefilled("when_on", one.when_on.to_string())
        .prefilled("setting", &*one.setting)
        .prefilled("with_whom", &*one.with_whom)
        .prefilled("witness", one.witness.clone().unwrap_or_default());
    draw(page, &found, &form, false)
}

fn typed(form: &mut FormState, one: &Intention) -> Option<NewIntention> {
    let what = form.required_text("what", 100);
    let when_on = form.required_date("when_on");
    let (setting, with_whom) = (form.required_text("setting", 100), form.required_text("with_whom", 100));
    let witness = Some(form.value("witness").to_owned()).filter(|id| !id.is_empty());
    if !form.is_ok() {
        return None;
    }
    Some(NewIntention {
        source: one.source,
        source_id: one.source_id.clone(),
        what: what?,
        when_on: when_on?,
        setting: setting?,
        with_whom: with_whom?,
        witness,
        help: one.help.clone(),
    })
}

/// `POST /action/intentions/{id}/change`
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let chosen: Vec<String> = form.values("witness").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let finds = form.has("find");
    let named = if finds { form.value("who").trim().to_owned() } else { String::new() };
    let (asker, asked, looked) = (actor.clone(), id.clone(), named.clone());
    let found = house.read(move |tx| read(tx, &asker, &asked, (Some(&chosen), &looked))).await?;
    if !finds && let Some(new) = typed(&mut form, &found.intention) {
        let (by, which) = (actor.clone(), id.clone());
        let work = move |tx: &mut Tx<'_>| transfer::change(tx, &by, &which, &new);
        if written(&house, &mut form, work).await?.is_some() {
            let told = see_other(format!("/action/intentions/{id}"));
            return Ok(told.notice("action-intention-changed", &[]).into_response());
        }
    }
    if !named.is_empty() && found.people.found == 0 {
        form.error_with("who", "action-nobody-named", &[("named", &named)]);
    }
    let again = !form.is_ok();
    draw(page, &found, &form, again)
}
