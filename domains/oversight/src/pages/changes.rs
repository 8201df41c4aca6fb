//! Changes of the duty lists as a list, and the form that asks for one. Not here: one change and its steps (`changing`).

use axum::extract::{Query as Asked, State};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Actor, Fault, Tx};
use web::components::field::Choice;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::home::{has_part, tabs};
use super::{Query, act, all_towns, choices, offices, own_units, said, scope, units};
use crate::town::change::{self, Change, Kind, NewChange, State as Stands, Wanted};
use crate::town::task::{self, Task};
use crate::town::{self, CLASSES, Duty};

/// As many changes as a page shows.
const SHOWN: i64 = 200;

/// Changes as a table.
pub(super) fn table(t: &Lookup, all: &[Change]) -> Table {
    let mut table = Table::new(t, "changes", t.of("oversight-changes"))
        .caption_unseen()
        .column(t.of("oversight-duty"))
        .column(t.of("oversight-change-kind"))
        .column(t.of("oversight-town"))
        .column(t.of("oversight-office"))
        .column(t.of("oversight-wanted"))
        .column(t.of("oversight-began"))
        .column(t.of("oversight-state"))
        .empty(t.of("oversight-changes-none"));
    for one in all {
        let tag = match (one.state, one.agreed) {
            (Stands::Open, _) => StateTag::new(Tone::Waiting, said(t, one.state.words())),
            (_, Some(true)) => StateTag::new(Tone::Done, t.of("oversight-agreed")),
            _ => StateTag::new(Tone::Stopped, t.of("oversight-not-agreed")),
        };
        table.push(vec![
            Cell::link(format!("/oversight/changes/{}", one.id), &*one.name),
            said(t, one.kind.words()).into(),
            one.town_name.as_str().into(),
            one.office_name.as_str().into(),
            said(t, one.wanted.words()).into(),
            one.begun_on.into(),
            Cell::drawn(&tag),
        ]);
    }
    table
}

/// `GET /oversight/changes`
///
/// # Errors
/// If they cannot be read.
pub async fn list(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let by = actor.clone();
    let all = house.read(move |tx| Ok(change::list(tx, &scope(&by), "", SHOWN)?)).await?;
    let page = page
        .titled_by("oversight-changes")
        .led_by("oversight-changes-lead")
        .back_to("/oversight", "oversight-room")
        .across();
    let t = page.t.clone();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&tabs(&t, "/oversight/changes"));
    if actor.is(Role::Head) {
        let to = |kind: &str| format!("/oversight/changes/new?kind={kind}");
        sheet.links(vec![
            (to("admission"), t.of("oversight-ask-admission").to_owned()),
            (to("adjustment"), t.of("oversight-adjust").to_owned()),
        ]);
    }
    sheet.add(&table(&t, &all));
    sheet.done()
}

/// What the form offers.
struct Offer {
    own: Vec<(String, String)>,
    towns: Vec<(String, String)>,
    offices: Vec<(String, String)>,
    duties: Vec<Duty>,
    task: Option<Task>,
}

fn offer(tx: &mut Tx<'_>, actor: &Actor, (town, task): (&str, &str)) -> Result<Offer, Fault> {
    let today = tx.today();
    let everywhere = kernel::Scope::county("units are in the directory");
    let task = if task.is_empty() { None } else { Some(task::find(tx, &scope(actor), task)?) };
    Ok(Offer {
        own: own_units(tx, actor)?,
        towns: all_towns(tx)?,
        offices: offices(tx, &everywhere)?,
        duties: if town.is_empty() { Vec::new() } else { town::on_day(tx, town, today)? },
        task,
    })
}

fn kind_of(code: &str) -> Kind {
    Kind::from_code(code).unwrap_or(Kind::Admission)
}

fn draw(
    page: Page,
    kind: Kind,
    (offer, town): (&Offer, &str),
    form: &FormState,
) -> Result<Response, Problem> {
    let (title, lead) = match kind {
        Kind::Admission => ("oversight-ask-admission", "oversight-admission-lead"),
        Kind::Adjustment => ("oversight-adjust", "oversight-adjust-lead"),
    };
    let page = page.titled_by(title).led_by(lead).back_to("/oversight/changes", "oversight-changes");
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, form);
    if kind == Kind::Adjustment && town.is_empty() {
        let towns: Vec<(String, String)> = offer
            .towns
            .iter()
            .filter(|(id, _)| offer.own.iter().any(|(own, _)| own == id))
            .cloned()
            .collect();
        let towns = units(&towns);
        let field = sheet.field("town", "oversight-town", |field| field.select(&towns));
        let choose = Form::search("/oversight/changes/new").hidden("kind", "adjustment").part(field);
        sheet.add(&choose.button(t.of("oversight-next").to_owned()));
        return sheet.done();
    }
    let built = match kind {
        Kind::Admission => admission(&mut sheet, offer),
        Kind::Adjustment => adjustment(&mut sheet, offer, town),
    };
    let reason = sheet.field("reason", "oversight-change-why", |field| field.textarea(4).max(2_000));
    sheet.add(&built.part(reason).button(t.of("oversight-change-ask").to_owned()));
    sheet.done()
}

fn classes() -> Vec<Choice> {
    CLASSES.iter().map(|class| Choice::new(*class, *class)).collect()
}

fn wanted(t: &Lookup, all: &[Wanted]) -> Vec<Choice> {
    choices(t, all, |one| (one.code(), one.words()))
}

fn admission(sheet: &mut Sheet<'_>, offer: &Offer) -> Form {
    let t = sheet.page.t.clone();
    let (own, towns, classes) = (units(&offer.own), units(&offer.towns), classes());
    let wanted = wanted(&t, &[Wanted::Basic, Wanted::Cooperating]);
    let parts = [
        sheet.field("office", "oversight-office", |field| field.select(&own)),
        sheet.field("town", "oversight-town", |field| field.select(&towns)),
        sheet.field("name", "oversight-duty", |field| field.max(120)),
        sheet.field("class", "oversight-class", |field| field.select(&classes)),
        sheet.field("wanted", "oversight-wanted", |field| field.radios(&wanted)),
        sheet.field("basis", "oversight-basis", |field| field.max(400)),
        sheet.field("resources", "oversight-resources", |field| {
            field.textarea(3).max(1_000).hint("oversight-resources-hint")
        }),
    ];
    let task = offer.task.as_ref().map(|task| task.id.clone()).unwrap_or_default();
    let form = Form::to("/oversight/changes").autosave("oversight-admission");
    let form = form.hidden("kind", "admission").hidden("task", task);
    parts.into_iter().fold(form, Form::part)
}

fn adjustment(sheet: &mut Sheet<'_>, offer: &Offer, town: &str) -> Form {
    let t = sheet.page.t.clone();
    let offices = units(&offer.offices);
    let mut all: Vec<&Duty> = offer.duties.iter().collect();
    all.sort_by_key(|duty| (duty.list, duty.sort));
    let duties: Vec<Choice> = all
        .into_iter()
        .map(|duty| {
            let list = said(&t, duty.list.words());
            let args: [(&str, &dyn web::argument::Arg); 3] =
                [("list", &list), ("n", &duty.sort), ("name", &duty.name)];
            Choice::new(&*duty.id, t.with("oversight-duty-choice", &args))
        })
        .collect();
    let wanted = wanted(&t, Wanted::ALL);
    let parts = [
        sheet.field("duty", "oversight-duty", |field| field.select(&duties)),
        sheet.field("wanted", "oversight-wanted", |field| field.radios(&wanted)),
        sheet.field("office", "oversight-office-concerned", |field| field.select(&offices)),
    ];
    let form = Form::to("/oversight/changes").autosave("oversight-adjustment");
    let form = form.hidden("kind", "adjustment").hidden("town", town);
    parts.into_iter().fold(form, Form::part)
}

/// `GET /oversight/changes/new`
///
/// # Errors
/// If the actor is head of nothing.
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Asked(asked): Asked<Query>,
) -> Result<Response, Problem> {
    if !actor.is(Role::Head) {
        return Err(Problem::forbidden());
    }
    let (by, of) = (actor.clone(), asked.clone());
    let offer = house.read(move |tx| offer(tx, &by, (&of.town, &of.task))).await?;
    let mut form = FormState::default().prefilled("duty", &*asked.duty).prefilled("town", &*asked.town);
    if let Some(task) = &offer.task {
        form = form
            .prefilled("office", &*task.office)
            .prefilled("town", &*task.town)
            .prefilled("name", &*task.title)
            .prefilled("reason", &*task.what);
    }
    draw(page, kind_of(&asked.kind), (&offer, &asked.town), &form)
}

/// What was typed; `None` with errors in the form.
fn typed(form: &mut FormState, kind: Kind, duties: &[Duty]) -> Option<NewChange> {
    let (office, town) = (form.required_text("office", 60), form.required_text("town", 60));
    let wanted = form.required_coded("wanted", Wanted::ALL, Wanted::code);
    let reason = form.required_text("reason", 2_000);
    let (name, class, basis, resources, duty) = match kind {
        Kind::Admission => {
            let (name, class) = (form.required_text("name", 120), form.required_choice("class", &CLASSES));
            let (basis, resources) =
                (form.required_text("basis", 400), form.required_text("resources", 1_000));
            (name, class, basis, resources, None)
        }
        Kind::Adjustment => {
            let id = form.required_text("duty", 60);
            let found = duties.iter().find(|duty| Some(&duty.id) == id.as_ref());
            if id.is_some() && found.is_none() {
                form.error("duty", "web-error-choose");
            }
            let of = |text: fn(&Duty) -> &String| found.map(|duty| text(duty).clone());
            (of(|duty| &duty.name), of(|duty| &duty.class), Some(String::new()), Some(String::new()), id)
        }
    };
    let task = Some(form.value("task").to_owned()).filter(|task| !task.is_empty());
    if !form.is_ok() {
        return None;
    }
    Some(NewChange {
        kind,
        town: town?,
        office: office?,
        task,
        duty,
        name: name?,
        class: class?,
        wanted: wanted?,
        basis: basis?,
        resources: resources?,
        reason: reason?,
    })
}

/// `POST /oversight/changes`
///
/// # Errors
/// If it cannot be written.
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (kind, town) = (kind_of(form.value("kind")), form.value("town").to_owned());
    let (by, of, task) = (actor.clone(), town.clone(), form.value("task").to_owned());
    let offer = house.read(move |tx| offer(tx, &by, (&of, &task))).await?;
    if let Some(new) = typed(&mut form, kind, &offer.duties) {
        let (by, book) = (actor.clone(), house.book());
        if let Some(id) = act(&house, &mut form, move |tx| change::ask(tx, &by, &book, &new)).await? {
            let to = see_other(format!("/oversight/changes/{id}"));
            return Ok(to.notice("oversight-done-asked", &[]).into_response());
        }
    }
    draw(page, kind, (&offer, &town), &form)
}
