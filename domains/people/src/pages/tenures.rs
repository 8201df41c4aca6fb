//! Beginning, ending and mending tenures.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area};
use web::components::field::Choice;
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::person_form::{Where, choose_unit, kept_person};
use super::{Ask, choices, kept_units, today, write};
use crate::person::Person;
use crate::tenure::{self, NewTenure, Tenure, TenureKind};
use crate::{post, unit};

/// What the form says of a tenure; errors stand in the form.
pub(super) fn read(form: &mut FormState, person: &str, unit: &str) -> Option<NewTenure> {
    let kind = form.required_coded("tenure_kind", TenureKind::ALL, TenureKind::code);
    let from_on = form.required_date("from_on");
    Some(NewTenure {
        person: person.to_owned(),
        unit: unit.to_owned(),
        post: form.text("post", 60),
        kind: kind?,
        from_on: from_on?,
        document: form.text("document", 80).unwrap_or_default(),
    })
}

async fn draw_begin(
    page: Page,
    house: &House,
    actor: &Actor,
    (person, unit, form): (&Person, &str, &FormState),
) -> Result<Response, Problem> {
    let (scope, asked) = (kept_units(actor), unit.to_owned());
    let (unit, posts, filled) = house
        .read(move |tx| {
            let today = tx.today();
            let unit = unit::find(tx, &scope, &asked)?;
            Ok((unit, post::of_unit(tx, &scope, &asked)?, post::filled(tx, &scope, today)?))
        })
        .await?;
    let page = page
        .titled_with("people-tenure-of", &[("name", &person.name), ("unit", &unit.name)])
        .back_to(format!("/people/{}", person.id), "people-archive");
    let posts: Vec<Choice> = posts
        .iter()
        .map(|post| {
            Choice::new(
                post.id.clone(),
                seats(&page.t, post, filled.get(&post.id).copied().unwrap_or_default()),
            )
        })
        .collect();
    let kinds = choices(&page.t, TenureKind::ALL, |kind| (kind.code(), kind.words()));
    let action = format!("/people/{}/tenures?unit={}", person.id, unit.id);
    Ask::new(&page, form, action, "people-tenure-begin")
        .say(page.t.of("people-tenure-about"))
        .field("tenure_kind", "people-tenure-kind", |f| f.select(&kinds))
        .field("post", "people-post", |f| f.select(&posts).hint("people-post-hint").optional())
        .field("from_on", "people-from", |f| f.date())
        .field("document", "people-document", |f| f.max(80).optional())
        .draw()
}

/// A post with how many of its seats are taken.
fn seats(t: &Lookup, post: &post::Post, filled: i64) -> String {
    t.with("people-post-seats", &[("title", &post.title), ("filled", &filled), ("seats", &post.seats)])
}

/// `GET /people/{id}/tenures`: first the unit, then the tenure.
pub async fn beginning(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(place): Query<Where>,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    if place.unit.is_empty() {
        let page = page
            .titled_with("people-tenure-for", &[("name", &person.name)])
            .back_to(format!("/people/{id}"), "people-archive");
        return choose_unit(page, &house, &actor, &format!("/people/{id}/tenures")).await;
    }
    let form = FormState::default()
        .prefilled("tenure_kind", TenureKind::Holds.code())
        .prefilled("from_on", today(&house).to_string());
    draw_begin(page, &house, &actor, (&person, &place.unit, &form)).await
}

/// `POST /people/{id}/tenures`
pub async fn begin(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(place): Query<Where>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let new = read(&mut form, &id, &place.unit);
    if let (Some(new), true) = (new, form.is_ok()) {
        let (by, from) = (actor.clone(), new.from_on);
        if write(&house, &mut form, move |tx| tenure::begin(tx, &by, &new)).await?.is_some() {
            house.forget_sessions();
            return Ok(see_other(format!("/people/{id}"))
                .notice("people-tenure-begun", &[("on", &from)])
                .into_response());
        }
    }
    draw_begin(page, &house, &actor, (&person, &place.unit, &form)).await
}

async fn of_person(
    house: &House,
    actor: &Actor,
    id: &str,
    tenure: &str,
) -> Result<(Person, Tenure), Problem> {
    let person = kept_person(house, actor, id).await?;
    let (scope, asked) = (actor.scope(Area::People), tenure.to_owned());
    let tenure = house.read(move |tx| tenure::find(tx, &scope, &asked)).await?;
    if tenure.person == person.id { Ok((person, tenure)) } else { Err(Problem::not_found()) }
}

fn titled(page: Page, key: &str, person: &Person, tenure: &Tenure) -> Page {
    let title = page.t.both(&tenure.title()).to_owned();
    page.titled_with(key, &[("name", &person.name), ("unit", &tenure.unit_name), ("post", &title)])
        .back_to(format!("/people/{}", person.id), "people-archive")
}

fn draw_end(page: Page, person: &Person, tenure: &Tenure, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-tenure-end-of", person, tenure);
    Ask::new(&page, form, format!("/people/{}/tenures/{}/end", person.id, tenure.id), "people-tenure-end")
        .say(page.t.with("people-tenure-end-about", &[("from", &tenure.from_on)]))
        .field("on", "people-last-day", |f| f.date())
        .field("document", "people-document", |f| f.max(80).optional())
        .draw()
}

/// `GET /people/{id}/tenures/{tenure}/end`
pub async fn ending(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, tenure)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (person, tenure) = of_person(&house, &actor, &id, &tenure).await?;
    let form = FormState::default().prefilled("on", today(&house).to_string());
    draw_end(page, &person, &tenure, &form)
}

/// `POST /people/{id}/tenures/{tenure}/end`
pub async fn end(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, tenure)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (person, tenure) = of_person(&house, &actor, &id, &tenure).await?;
    let on = form.required_date("on");
    let document = form.text("document", 80).unwrap_or_default();
    if let (Some(on), true) = (on, form.is_ok()) {
        let (by, which) = (actor.clone(), tenure.id.clone());
        if write(&house, &mut form, move |tx| tenure::finish(tx, &by, &which, on, &document)).await?.is_some()
        {
            house.forget_sessions();
            return Ok(see_other(format!("/people/{id}"))
                .notice("people-tenure-ended", &[("on", &on)])
                .into_response());
        }
    }
    draw_end(page, &person, &tenure, &form)
}

fn draw_correction(
    page: Page,
    person: &Person,
    tenure: &Tenure,
    form: &FormState,
) -> Result<Response, Problem> {
    let page = titled(page, "people-tenure-correct-of", person, tenure);
    let action = format!("/people/{}/tenures/{}/correction", person.id, tenure.id);
    Ask::new(&page, form, action, "people-save")
        .say(page.t.of("people-tenure-correct-about"))
        .field("from_on", "people-from", |f| f.date())
        .field("document", "people-document", |f| f.max(80).optional())
        .draw()
}

/// `GET /people/{id}/tenures/{tenure}/correction`
pub async fn correcting(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, tenure)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (person, tenure) = of_person(&house, &actor, &id, &tenure).await?;
    let form = FormState::default()
        .prefilled("from_on", tenure.from_on.to_string())
        .prefilled("document", tenure.document.clone());
    draw_correction(page, &person, &tenure, &form)
}

/// `POST /people/{id}/tenures/{tenure}/correction`
pub async fn correct(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, tenure)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (person, tenure) = of_person(&house, &actor, &id, &tenure).await?;
    let from = form.required_date("from_on");
    let document = form.text("document", 80).unwrap_or_default();
    if let (Some(from), true) = (from, form.is_ok()) {
        let (by, which) = (actor.clone(), tenure.id.clone());
        if write(&house, &mut form, move |tx| tenure::correct(tx, &by, &which, from, &document))
            .await?
            .is_some()
        {
            return Ok(see_other(format!("/people/{id}"))
                .notice("people-tenure-corrected", &[])
                .into_response());
        }
    }
    draw_correction(page, &person, &tenure, &form)
}
