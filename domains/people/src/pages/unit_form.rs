//! Setting up, renaming, moving and closing units; their establishment and codes.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Actor, Fault, Role};
use serde::Deserialize;
use web::{Acting, FormState, House, Page, Problem};

use super::{Ask, choices, directory, done, kept_units, today, unit_choices, write};
use crate::check;
use crate::unit::{self, Code, CodeSystem, NewUnit, Unit, UnitKind};

/// Under which unit a new one stands.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Above {
    parent: String,
}

/// The unit a form is about, for whoever keeps its roster.
pub(super) async fn kept_unit(house: &House, actor: &Actor, id: &str) -> Result<Unit, Problem> {
    let (actor, id) = (actor.clone(), id.to_owned());
    house
        .read(move |tx| {
            if !actor.holds(tx, Role::Organiser, &id)? {
                return Err(Fault::NotFound);
            }
            unit::find(tx, &directory(&actor), &id)
        })
        .await
}

fn titled(page: Page, key: &str, unit: &Unit) -> Page {
    page.titled_with(key, &[("unit", &unit.name)]).back_to(format!("/units/{}", unit.id), "people-unit")
}

async fn draw_new(page: Page, house: &House, actor: &Actor, form: &FormState) -> Result<Response, Problem> {
    let scope = kept_units(actor);
    let units = house.read(move |tx| Ok(unit_choices(tx, &scope)?)).await?;
    let page =
        page.titled_by("people-unit-new").led_by("people-unit-new-lead").back_to("/units", "people-units");
    let kinds = choices(&page.t, UnitKind::ALL, |kind| (kind.code(), kind.words()));
    let ask = Ask::new(&page, form, "/units", "people-unit-add");
    // The very first unit is the county and stands under none.
    let ask =
        if units.is_empty() { ask } else { ask.field("parent", "people-unit-above", |f| f.select(&units)) };
    ask.field("name", "people-unit-name", |f| f.max(60).hint("people-unit-name-hint"))
        .field("short_name", "people-unit-short", |f| f.max(60).short().optional())
        .field("kind", "people-unit-kind", |f| f.select(&kinds))
        .field("posts_admin", "people-posts-admin", |f| f.number())
        .field("posts_institution", "people-posts-institution", |f| f.number())
        .field("sort", "people-sort", |f| f.number().hint("people-sort-hint"))
        .field("opened_on", "people-opened-on", |f| f.date())
        .field("document", "people-document", |f| f.max(80).optional())
        .draw()
}

/// `GET /units/new?parent=`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(above): Query<Above>,
) -> Result<Response, Problem> {
    if !check::keeps_roster(&actor) {
        return Err(Problem::forbidden());
    }
    let form = FormState::default()
        .prefilled("parent", above.parent)
        .prefilled("posts_admin", "0")
        .prefilled("posts_institution", "0")
        .prefilled("sort", "0")
        .prefilled("opened_on", today(&house).to_string());
    draw_new(page, &house, &actor, &form).await
}

/// `POST /units`
pub async fn create(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let name = form.required_text("name", 60);
    let kind = form.required_coded("kind", UnitKind::ALL, UnitKind::code);
    let posts_admin = form.required_integer("posts_admin", 0..=99_999);
    let posts_institution = form.required_integer("posts_institution", 0..=99_999);
    let sort = form.required_integer("sort", 0..=99_999);
    let opened_on = form.required_date("opened_on");
    let new = (|| {
        Some(NewUnit {
            parent: form.text("parent", 60),
            name: name?,
            short_name: form.text("short_name", 60).unwrap_or_default(),
            kind: kind?,
            sort: sort?,
            posts_admin: posts_admin?,
            posts_institution: posts_institution?,
            opened_on: opened_on?,
            document: form.text("document", 80).unwrap_or_default(),
        })
    })();
    if let (Some(new), true) = (new, form.is_ok()) {
        let by = actor.clone();
        if let Some(id) = write(&house, &mut form, move |tx| unit::add(tx, &by, &new)).await? {
            return Ok(done("/units", &id, "people-unit-added"));
        }
    }
    draw_new(page, &house, &actor, &form).await
}

fn draw_name(page: Page, unit: &Unit, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-unit-rename-of", unit);
    Ask::new(&page, form, format!("/units/{}/name", unit.id), "people-unit-rename")
        .say(page.t.of("people-unit-rename-about"))
        .field("name", "people-unit-name", |f| f.max(60))
        .field("short_name", "people-unit-short", |f| f.max(60).short().optional())
        .field("on", "people-takes-effect", |f| f.date())
        .field("document", "people-document", |f| f.max(80).optional())
        .draw()
}

/// `GET /units/{id}/name`
pub async fn renaming(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let form = FormState::default()
        .prefilled("name", unit.name.clone())
        .prefilled("short_name", unit.short_name.clone())
        .prefilled("on", today(&house).to_string());
    draw_name(page, &unit, &form)
}

/// `POST /units/{id}/name`
pub async fn rename(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let (name, on) = (form.required_text("name", 60), form.required_date("on"));
    let short = form.text("short_name", 60).unwrap_or_default();
    let document = form.text("document", 80).unwrap_or_default();
    if let (Some(name), Some(on), true) = (name, on, form.is_ok()) {
        let which = id.clone();
        let renamed = write(&house, &mut form, move |tx| {
            unit::rename(tx, &actor, &which, (&name, &short), on, &document)
        });
        if renamed.await?.is_some() {
            house.forget_sessions();
            return Ok(done("/units", &id, "people-unit-renamed"));
        }
    }
    draw_name(page, &unit, &form)
}

async fn draw_place(
    page: Page,
    house: &House,
    actor: &Actor,
    (unit, form): (&Unit, &FormState),
) -> Result<Response, Problem> {
    let scope = kept_units(actor);
    let units = house.read(move |tx| Ok(unit_choices(tx, &scope)?)).await?;
    let page = titled(page, "people-unit-move-of", unit);
    Ask::new(&page, form, format!("/units/{}/place", unit.id), "people-unit-move")
        .say(page.t.of("people-unit-move-about"))
        .field("parent", "people-unit-above", |f| f.select(&units))
        .field("on", "people-takes-effect", |f| f.date())
        .field("document", "people-document", |f| f.max(80).optional())
        .draw()
}

/// `GET /units/{id}/place`
pub async fn moving(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let form = FormState::default()
        .prefilled("parent", unit.parent.clone().unwrap_or_default())
        .prefilled("on", today(&house).to_string());
    draw_place(page, &house, &actor, (&unit, &form)).await
}

/// `POST /units/{id}/place`
pub async fn move_it(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let (parent, on) = (form.required_text("parent", 60), form.required_date("on"));
    let document = form.text("document", 80).unwrap_or_default();
    if let (Some(parent), Some(on), true) = (parent, on, form.is_ok()) {
        let (by, which) = (actor.clone(), id.clone());
        let moved =
            write(&house, &mut form, move |tx| unit::move_under(tx, &by, &which, &parent, on, &document));
        if moved.await?.is_some() {
            return Ok(done("/units", &id, "people-unit-moved"));
        }
    }
    draw_place(page, &house, &actor, (&unit, &form)).await
}

fn draw_closure(page: Page, unit: &Unit, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-unit-close-of", unit);
    Ask::new(&page, form, format!("/units/{}/closure", unit.id), "people-unit-close")
        .say(page.t.of("people-unit-close-about"))
        .field("on", "people-unit-closed-from", |f| f.date())
        .field("document", "people-document", |f| f.max(80).optional())
        .grave()
        .draw()
}

/// `GET /units/{id}/closure`
pub async fn closing(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    draw_closure(page, &unit, &FormState::default().prefilled("on", today(&house).to_string()))
}

/// `POST /units/{id}/closure`
pub async fn close(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let on = form.required_date("on");
    let document = form.text("document", 80).unwrap_or_default();
    if let (Some(on), true) = (on, form.is_ok()) {
        let which = id.clone();
        if write(&house, &mut form, move |tx| unit::close(tx, &actor, &which, on, &document)).await?.is_some()
        {
            return Ok(done("/units", &id, "people-unit-closed"));
        }
    }
    draw_closure(page, &unit, &form)
}

fn draw_establishment(page: Page, unit: &Unit, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-unit-establish-of", unit);
    Ask::new(&page, form, format!("/units/{}/establishment", unit.id), "people-save")
        .field("posts_admin", "people-posts-admin", |f| f.number())
        .field("posts_institution", "people-posts-institution", |f| f.number())
        .field("document", "people-establish-document", |f| f.max(80))
        .draw()
}

/// `GET /units/{id}/establishment`
pub async fn establishing(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let form = FormState::default()
        .prefilled("posts_admin", unit.posts_admin.to_string())
        .prefilled("posts_institution", unit.posts_institution.to_string());
    draw_establishment(page, &unit, &form)
}

/// `POST /units/{id}/establishment`
pub async fn establish(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let admin = form.required_integer("posts_admin", 0..=99_999);
    let institution = form.required_integer("posts_institution", 0..=99_999);
    let document = form.required_text("document", 80);
    if let (Some(admin), Some(institution), Some(document), true) =
        (admin, institution, document, form.is_ok())
    {
        let which = id.clone();
        let set = write(&house, &mut form, move |tx| {
            unit::establish(tx, &actor, &which, (admin, institution), &document)
        });
        if set.await?.is_some() {
            return Ok(done("/units", &id, "people-unit-established"));
        }
    }
    draw_establishment(page, &unit, &form)
}

fn draw_code(page: Page, unit: &Unit, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-unit-code-of", unit);
    let systems = choices(&page.t, CodeSystem::ALL, |system| (system.code(), system.words()));
    Ask::new(&page, form, format!("/units/{}/codes", unit.id), "people-save")
        .say(page.t.of("people-code-about"))
        .field("system", "people-code-system", |f| f.radios(&systems))
        .field("as_of", "people-code-as-of", |f| f.date())
        .field("code", "people-code", |f| f.short().max(18))
        .draw()
}

/// `GET /units/{id}/codes`
pub async fn coding(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    draw_code(page, &unit, &FormState::default().prefilled("system", CodeSystem::Mca.code()))
}

/// `POST /units/{id}/codes`
pub async fn code(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = kept_unit(&house, &actor, &id).await?;
    let system = form.required_coded("system", CodeSystem::ALL, CodeSystem::code);
    let (as_of, code) = (form.required_date("as_of"), form.required_text("code", 18));
    if let (Some(system), Some(as_of), Some(code), true) = (system, as_of, code, form.is_ok()) {
        let (which, code) = (id.clone(), Code { system, as_of, code });
        if write(&house, &mut form, move |tx| unit::set_code(tx, &actor, &which, &code)).await?.is_some() {
            return Ok(done("/units", &id, "people-unit-coded"));
        }
    }
    draw_code(page, &unit, &form)
}
