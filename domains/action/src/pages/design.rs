//! Putting a set together and changing its design: one form, with people found by name. Not here: beginning (`ending`).

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Actor, Area, Fault, Scope, Tx};
use serde::Deserialize;
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other, show, show_again};

use super::people::{Offered, offer};
use super::{choices, written};
use crate::level::{Element, Wanted};
use crate::permission;
use crate::set::{self, NewSet, Part};

/// Which unit a new set is for.
#[derive(Debug, Deserialize)]
pub struct Of {
    unit: Option<String>,
}

#[derive(Template)]
#[template(path = "action/design.html")]
struct DesignPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    action: String,
    draft: String,
    units: Option<Vec<Choice>>,
    wanted: Vec<Choice>,
    agreed: Vec<Choice>,
    targets: Vec<Choice>,
    single: Vec<Choice>,
    people: Vec<Choice>,
    new: bool,
}

/// What the form offers.
struct Offer {
    units: Vec<(String, String)>,
    targets: Vec<(String, String)>,
    people: Offered,
}

/// The units an actor may put a set together for: at most as many as a list can carry.
fn units_of(tx: &mut Tx<'_>, actor: &Actor) -> Result<Vec<(String, String)>, Fault> {
    let mut found = Vec::new();
    let wide = [Role::Organiser, Role::Trainer].into_iter().any(|role| actor.is_county(role));
    let scope = if wide {
        Scope::county("units are in the directory")
    } else {
        let roles = [Role::Organiser, Role::Trainer, Role::Head, Role::Overseer];
        let roots = roles.into_iter().flat_map(|role| actor.units_as(role)).map(str::to_owned).collect();
        Scope::units(roots, None)
    };
    for unit in duty::seat::units(tx, &scope)? {
        found.push((unit.id, unit.name));
    }
    Ok(found)
}

fn read(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (unit, chosen, named): (&str, &[String], &str),
) -> Result<Offer, Fault> {
    let mut targets = Vec::new();
    if let (Some(cycle), false) = (duty::cycle::current(tx)?, unit.is_empty()) {
        let scope = Scope::county("titles of a unit's targets, to whoever keeps its learning");
        if permission::keeps(tx, actor, unit)? {
            for one in duty::target::of_unit(tx, &scope, &cycle.id, unit)? {
                if one.state == duty::target::State::Adopted {
                    targets.push((one.id, one.says.title));
                }
            }
        }
    }
    let near = Some(unit).filter(|unit| !unit.is_empty());
    let people = offer(tx, chosen, named, (near, ""))?;
    Ok(Offer { units: units_of(tx, actor)?, targets, people })
}

/// Everybody chosen in the form.
fn chosen(form: &FormState) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in ["owner", "sponsor", "coach", "members"] {
        for id in form.values(name).filter(|id| !id.is_empty()) {
            if !all.iter().any(|known| known == id) {
                all.push(id.to_owned());
            }
        }
    }
    all
}

fn pairs(pairs: &[(String, String)]) -> Vec<Choice> {
    pairs.iter().map(|(id, name)| Choice::new(&**id, &**name)).collect()
}

fn draw(
    page: Page,
    offer: &Offer,
    form: &FormState,
    (set, again): (Option<&str>, bool),
) -> Result<Response, Problem> {
    let page = match set {
        Some(id) => page.titled_by("action-design").back_to(format!("/action/sets/{id}"), "action-set"),
        None => page
            .titled_by("action-set-new")
            .led_by("action-set-new-lead")
            .back_to("/action/sets", "action-sets"),
    };
    let t = &page.t;
    let agreed = Element::ALL.iter().filter(|one| one.is_agreed_by_word());
    let view = DesignPage {
        action: set.map_or_else(|| "/action/sets".to_owned(), |id| format!("/action/sets/{id}/design")),
        draft: set.map_or_else(|| "action-set".to_owned(), |id| format!("action-set-{id}")),
        units: set.is_none().then(|| pairs(&offer.units)),
        wanted: Wanted::ALL
            .iter()
            .map(|one| {
                let level = t.with("action-level-n", &[("n", &i64::from(one.level()))]);
                Choice::new(one.code(), super::said(t, one.words())).explained(level)
            })
            .collect(),
        agreed: choices(t, &agreed.copied().collect::<Vec<_>>(), |one| (one.code(), one.words())),
        targets: pairs(&offer.targets),
        single: offer.people.lines(),
        people: offer.people.choices(),
        new: set.is_none(),
        page: &page,
        form,
    };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /action/sets/new`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let asked = of.unit.unwrap_or_default();
    let first = actor.units_as(Role::Head).next().map(str::to_owned).unwrap_or_default();
    let unit = if asked.is_empty() { first } else { asked };
    let about = unit.clone();
    let (offer, today) = house.read(move |tx| Ok((read(tx, &actor, (&about, &[], ""))?, tx.today()))).await?;
    let form = FormState::default().prefilled("unit", unit).prefilled("starts_on", today.to_string());
    draw(page, &offer, &form, (None, false))
}

/// The design as typed; `None` with errors in the form.
fn typed(form: &mut FormState, unit: &str) -> Option<NewSet> {
    let title = form.required_text("title", 60);
    let problem = form.required_text("problem", 2_000);
    let residents = form.required_text("residents", 400);
    let wanted = form.choices("wanted", Wanted::CODES);
    let agreed = form.choices("agreed", Element::CODES);
    let (starts_on, ends_on) = (form.required_date("starts_on"), form.required_date("ends_on"));
    let (presents_on, diagnosis_until) = (form.date("presents_on"), form.date("diagnosis_until"));
    let experts = form.text("experts", 400).unwrap_or_default();
    let implements = form.text("implements", 400).unwrap_or_default();
    let one = |form: &FormState, name: &str| Some(form.value(name).to_owned()).filter(|id| !id.is_empty());
    let members = form.values("members").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let (owner, sponsor, coach) = (one(form, "owner"), one(form, "sponsor"), one(form, "coach"));
    let target = one(form, "target");
    if !form.is_ok() {
        return None;
    }
    Some(NewSet {
        unit: unit.to_owned(),
        title: title?,
        problem: problem?,
        residents: residents?,
        wanted: wanted.iter().filter_map(|code| Wanted::from_code(code)).collect(),
        target,
        owner,
        sponsor,
        coach,
        members,
        experts,
        implements,
        presents_on,
        diagnosis_until,
        starts_on: starts_on?,
        ends_on: ends_on?,
        agreed: agreed.iter().filter_map(|code| Element::from_code(code)).collect(),
    })
}

/// The form again with the people a name found.
async fn find(
    page: Page,
    house: &House,
    actor: std::sync::Arc<Actor>,
    mut form: FormState,
    (set, unit): (Option<String>, String),
) -> Result<Response, Problem> {
    let (named, of) = (form.value("who").trim().to_owned(), chosen(&form));
    let asked = named.clone();
    let offer = house.read(move |tx| read(tx, &actor, (&unit, &of, &asked))).await?;
    if offer.people.found == 0 && !named.is_empty() {
        form.error_with("who", "action-nobody-named", &[("named", &named)]);
    }
    let again = !form.is_ok();
    draw(page, &offer, &form, (set.as_deref(), again))
}

/// `POST /action/sets`
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = form.value("unit").to_owned();
    if form.has("find") {
        return find(page, &house, actor, form, (None, unit)).await;
    }
    if unit.is_empty() {
        form.error("unit", "action-unit-missing");
    }
    if let Some(new) = typed(&mut form, &unit) {
        let asker = actor.clone();
        if let Some(id) = written(&house, &mut form, move |tx| set::open(tx, &asker, &new)).await? {
            return Ok(see_other(format!("/action/sets/{id}"))
                .notice("action-set-opened", &[])
                .into_response());
        }
    }
    let of = chosen(&form);
    let offer = house.read(move |tx| read(tx, &actor, (&unit, &of, ""))).await?;
    draw(page, &offer, &form, (None, true))
}

/// `GET /action/sets/{id}/design`
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let asked = id.clone();
    let (offer, form) = house
        .read(move |tx| {
            let found = set::find(tx, &actor.scope(Area::Learning), &asked)?;
            let members = set::members(tx, &asked)?;
            permission::run(tx, &actor, &found, &members)?;
            let form = filled(&found, &members);
            Ok((read(tx, &actor, (&found.unit, &chosen(&form), ""))?, form))
        })
        .await?;
    draw(page, &offer, &form, (Some(&id), false))
}

fn filled(found: &set::ActionSet, members: &[set::Member]) -> FormState {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let who = |part: Part| {
        members.iter().find(|one| one.part == part).map(|one| one.person.clone()).unwrap_or_default()
    };
    let mut form = FormState::default()
        .prefilled("title", &*found.title)
        .prefilled("problem", &*found.problem)
        .prefilled("residents", &*found.residents)
        .prefilled("target", found.target.clone().unwrap_or_default())
        .prefilled("owner", who(Part::Owner))
        .prefilled("sponsor", who(Part::Sponsor))
        .prefilled("coach", who(Part::Coach))
        .prefilled("experts", &*found.experts)
        .prefilled("implements", &*found.implements)
        .prefilled("presents_on", day(found.presents_on))
        .prefilled("diagnosis_until", day(found.diagnosis_until))
        .prefilled("starts_on", found.starts_on.to_string())
        .prefilled("ends_on", found.ends_on.to_string());
    form.set_all("wanted", found.wanted.iter().map(|one| one.code()));
    form.set_all("agreed", found.agreed.iter().map(|one| one.code()));
    let inside = members.iter().filter(|one| one.part == Part::Member);
    form.set_all("members", inside.map(|one| one.person.clone()));
    form
}

/// `POST /action/sets/{id}/design`
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (asked, asker) = (id.clone(), actor.clone());
    let unit = house.read(move |tx| Ok(set::find(tx, &asker.scope(Area::Learning), &asked)?.unit)).await?;
    if form.has("find") {
        return find(page, &house, actor, form, (Some(id), unit)).await;
    }
    if let Some(new) = typed(&mut form, &unit) {
        let (asked, asker) = (id.clone(), actor.clone());
        if written(&house, &mut form, move |tx| set::change(tx, &asker, &asked, &new)).await?.is_some() {
            return Ok(see_other(format!("/action/sets/{id}"))
                .notice("action-set-changed", &[])
                .into_response());
        }
    }
    let of = chosen(&form);
    let offer = house.read(move |tx| read(tx, &actor, (&unit, &of, ""))).await?;
    draw(page, &offer, &form, (Some(&id), true))
}
