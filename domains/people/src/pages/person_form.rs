//! Adding a person with their first tenure, changing what the roster knows of them, and their leaving service.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault};
use serde::Deserialize;
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other, show};

use super::{Ask, choices, kept_units, today, unit_choices, write};
use crate::check;
use crate::formats::codes::{DEGREE, EDUCATION, NATION, POLITICAL, Table};
use crate::formats::{Finding, Place, citizen_id};
use crate::person::{self, Kind, LeftHow, NewPerson, Person, Sex};
use crate::tenure::{self, NewTenure, TenureKind};
use crate::{post, unit};

/// Which unit a new person goes to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Where {
    pub(super) unit: String,
}

#[derive(askama::Template)]
#[template(path = "people/choose_unit.html")]
pub(super) struct ChooseUnit<'a> {
    pub page: &'a Page,
    pub form: &'a FormState,
    pub units: Vec<Choice>,
    pub action: &'a str,
}

/// First the unit is chosen, so that its posts can be offered.
pub(super) async fn choose_unit(
    page: Page,
    house: &House,
    actor: &Actor,
    action: &str,
) -> Result<Response, Problem> {
    let scope = kept_units(actor);
    let units = house.read(move |tx| Ok(unit_choices(tx, &scope)?)).await?;
    let form = FormState::default();
    show(&ChooseUnit { page: &page, form: &form, units, action })
}

fn names(t: &web::i18n::Lookup, table: &'static Table) -> Vec<Choice> {
    // Stored by its Chinese name, as on the forms; shown in the reader's language.
    table.entries.iter().map(|entry| Choice::new(entry.zh, t.choose(entry.zh, entry.en))).collect()
}

fn with_known(mut choices: Vec<Choice>, form: &FormState, name: &str) -> Vec<Choice> {
    let kept = form.value(name);
    if !kept.is_empty() && !choices.iter().any(|choice| choice.value == kept) {
        choices.push(Choice::new(kept, kept));
    }
    choices
}

/// The fields of a person's facts.
fn facts<'a>(ask: Ask<'a>, page: &'a Page, form: &'a FormState) -> Ask<'a> {
    let t = &page.t;
    let sexes = choices(t, Sex::ALL, |sex| (sex.code(), sex.words()));
    let kinds = choices(t, Kind::ALL, |kind| (kind.code(), kind.words()));
    let nations = with_known(names(t, &NATION), form, "nation");
    let politics = with_known(names(t, &POLITICAL), form, "politics");
    let education = with_known(names(t, &EDUCATION), form, "education");
    let degrees = with_known(names(t, &DEGREE), form, "degree");
    ask.field("name", "people-name", |f| f.max(50))
        .field("sex", "people-sex", |f| f.radios(&sexes))
        .field("id_number", "people-id-number", |f| f.hint("people-id-number-why").optional())
        .field("born", "people-born", |f| f.short().hint("people-month-hint").optional())
        .field("kind", "people-kind", |f| f.why("people-kind-why").select(&kinds))
        .field("hired_on", "people-hired", |f| f.date().hint("people-hired-hint").optional())
        .field("probation_ends", "people-probation", |f| f.date().hint("people-probation-hint").optional())
        .field("rank", "people-rank", |f| f.short().max(20).optional())
        .field("phone", "people-phone", |f| f.short().max(30).optional())
        .heading("people-facts-form")
        .field("nation", "people-nation", |f| f.select(&nations).optional())
        .field("native_place", "people-native-place", |f| f.max(40).hint("people-place-hint").optional())
        .field("birthplace", "people-birthplace", |f| f.max(40).hint("people-place-hint").optional())
        .field("politics", "people-politics", |f| f.select(&politics).optional())
        .field("joined_party", "people-joined-party", |f| f.short().hint("people-month-hint").optional())
        .field("started_work", "people-started-work", |f| f.short().hint("people-month-hint").optional())
        .field("education", "people-education", |f| f.select(&education).optional())
        .field("degree", "people-degree", |f| f.select(&degrees).optional())
        .field("school", "people-school", |f| f.max(80).optional())
}

/// What the form says of a person; errors stand in the form.
fn read(form: &mut FormState) -> Option<NewPerson> {
    let name = form.required_text("name", 50);
    let sex = form.required_coded("sex", Sex::ALL, Sex::code);
    let kind = form.required_coded("kind", Kind::ALL, Kind::code);
    let (hired_on, probation_ends) = (form.date("hired_on"), form.date("probation_ends"));
    let mut text = |name: &str| form.text(name, 120);
    let (born, id_number, nation) = (text("born"), text("id_number"), text("nation"));
    let (native_place, birthplace, politics) = (text("native_place"), text("birthplace"), text("politics"));
    let (joined_party, started_work, education) =
        (text("joined_party"), text("started_work"), text("education"));
    let (degree, school, phone, rank) = (text("degree"), text("school"), text("phone"), text("rank"));
    Some(NewPerson {
        name: name?,
        sex: sex?,
        born,
        id_number,
        nation,
        native_place,
        birthplace,
        politics,
        joined_party,
        started_work,
        education,
        degree,
        school,
        phone,
        kind: kind?,
        hired_on,
        probation_ends,
        rank,
    })
}

fn prefilled(person: &Person) -> FormState {
    let known = person.known();
    let mut form = FormState::default();
    for (field, _, read) in person::FIELDS {
        form.set(field, read(&known).unwrap_or_default());
    }
    form
}

/// Where the identity number and the file disagree; said after saving, never mended by the program.
fn disagreements(new: &NewPerson) -> Vec<Finding> {
    let new = person::tidied(new);
    let Some(number) = &new.id_number else { return Vec::new() };
    let born = new.born.as_deref().and_then(|born| crate::formats::PartialDate::parse(born).ok());
    let sex = if new.sex == Sex::Male { "1" } else { "2" };
    citizen_id::compare(&Place::whole(), &law::decision::Text::new("", ""), number, born, Some(sex)).1
}

fn post_choices(posts: &[post::Post]) -> Vec<Choice> {
    posts.iter().map(|post| Choice::new(post.id.clone(), post.title.clone())).collect()
}

async fn draw_new(
    page: Page,
    house: &House,
    actor: &Actor,
    (unit, form): (&str, &FormState),
) -> Result<Response, Problem> {
    let (scope, asked) = (kept_units(actor), unit.to_owned());
    let (unit, posts) = house
        .read(move |tx| Ok((unit::find(tx, &scope, &asked)?, post::of_unit(tx, &scope, &asked)?)))
        .await?;
    let page = page
        .titled_with("people-new-in", &[("unit", &unit.name)])
        .led_by("people-new-lead")
        .back_to("/people", "people-title");
    let posts = post_choices(&posts);
    let kinds = choices(&page.t, TenureKind::ALL, |kind| (kind.code(), kind.words()));
    let ask = facts(Ask::new(&page, form, format!("/people?unit={}", unit.id), "people-add"), &page, form);
    ask.heading("people-first-tenure")
        .field("tenure_kind", "people-tenure-kind", |f| f.select(&kinds))
        .field("post", "people-post", |f| f.select(&posts).hint("people-post-hint").optional())
        .field("from_on", "people-from", |f| f.date())
        .field("document", "people-document", |f| f.max(80).optional())
        .draw()
}

/// `GET /people/new`: first the unit, then the person.
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(place): Query<Where>,
) -> Result<Response, Problem> {
    if !check::keeps_roster(&actor) {
        return Err(Problem::forbidden());
    }
    if place.unit.is_empty() {
        let page = page.titled_by("people-new").led_by("people-new-lead").back_to("/people", "people-title");
        return choose_unit(page, &house, &actor, "/people/new").await;
    }
    let form = FormState::default()
        .prefilled("tenure_kind", TenureKind::Holds.code())
        .prefilled("from_on", today(&house).to_string());
    draw_new(page, &house, &actor, (&place.unit, &form)).await
}

/// `POST /people`: the person and their first tenure in one.
pub async fn create(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(place): Query<Where>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let new = read(&mut form);
    let tenure = super::tenures::read(&mut form, "", &place.unit);
    if let (Some(new), Some(tenure), true) = (new, tenure, form.is_ok()) {
        let (by, warn) = (actor.clone(), disagreements(&new));
        let added = write(&house, &mut form, move |tx| {
            let id = person::add(tx, &by, &new)?;
            tenure::begin(tx, &by, &NewTenure { person: id.clone(), ..tenure.clone() })?;
            Ok(id)
        });
        if let Some(id) = added.await? {
            let key = if warn.is_empty() { "people-added" } else { "people-added-check" };
            return Ok(see_other(format!("/people/{id}")).notice(key, &[]).into_response());
        }
    }
    draw_new(page, &house, &actor, (&place.unit, &form)).await
}

/// The person a form is about, for whoever keeps their roster.
pub(super) async fn kept_person(house: &House, actor: &Actor, id: &str) -> Result<Person, Problem> {
    let (actor, id) = (actor.clone(), id.to_owned());
    house
        .read(move |tx| {
            if !check::keeps(tx, &actor, &id)? {
                return Err(Fault::NotFound);
            }
            person::find(tx, &actor.scope(Area::People), &id)
        })
        .await
}

fn draw_facts(page: Page, person: &Person, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_with("people-facts-of", &[("name", &person.name)])
        .back_to(format!("/people/{}", person.id), "people-archive");
    facts(Ask::new(&page, form, format!("/people/{}/facts", person.id), "people-save"), &page, form).draw()
}

/// `GET /people/{id}/facts`
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    draw_facts(page, &person, &prefilled(&person))
}

/// `POST /people/{id}/facts`
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let new = read(&mut form);
    if let (Some(new), true) = (new, form.is_ok()) {
        let (by, who, warn) = (actor.clone(), id.clone(), disagreements(&new));
        let changed = write(&house, &mut form, move |tx| person::change(tx, &by, &who, &new)).await?;
        if let Some(changes) = changed {
            let key = match (changes.is_empty(), warn.is_empty()) {
                (true, _) => "people-unchanged",
                (false, true) => "people-changed",
                (false, false) => "people-changed-check",
            };
            let count = i64::try_from(changes.len()).unwrap_or_default();
            return Ok(see_other(format!("/people/{id}")).notice(key, &[("n", &count)]).into_response());
        }
    }
    draw_facts(page, &person, &form)
}

fn draw_departure(page: Page, person: &Person, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_with("people-departure-of", &[("name", &person.name)])
        .back_to(format!("/people/{}", person.id), "people-archive");
    let ways = choices(&page.t, LeftHow::ALL, |how| (how.code(), how.words()));
    Ask::new(&page, form, format!("/people/{}/departure", person.id), "people-departure-record")
        .say(page.t.of("people-departure-about"))
        .field("how", "people-departure-how", |f| f.radios(&ways))
        .field("on", "people-last-day", |f| f.date())
        .field("document", "people-document", |f| f.max(80).optional())
        .grave()
        .draw()
}

/// `GET /people/{id}/departure`
pub async fn departing(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let form = FormState::default().prefilled("on", today(&house).to_string());
    draw_departure(page, &person, &form)
}

/// `POST /people/{id}/departure`
pub async fn depart(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let how = form.required_coded("how", LeftHow::ALL, LeftHow::code);
    let on = form.required_date("on");
    let document = form.text("document", 80).unwrap_or_default();
    if let (Some(how), Some(on), true) = (how, on, form.is_ok()) {
        let (by, who) = (actor.clone(), id.clone());
        let left =
            write(&house, &mut form, move |tx| person::leave(tx, &by, &who, how, on, &document)).await?;
        if left.is_some() {
            house.forget_sessions();
            return Ok(see_other(format!("/people/{id}"))
                .notice("people-departed", &[("on", &on)])
                .into_response());
        }
    }
    draw_departure(page, &person, &form)
}
