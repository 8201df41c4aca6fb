//! The form of an item: everything it says on one page, one a line where there are several. Not here: steps (`item`).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::actor::Role;
use kernel::{Fault, Tx};
use web::components::field::Choice;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, choices, own_units, scope, units};
use crate::import::items::link;
use crate::item::{self, Fresh, Kind, Says, Version, VersionState};
use crate::lines;
use crate::permission;

/// Which item the form is for: a new one with the units to choose from, or the draft of one.
enum For {
    New(Vec<(String, String)>),
    Item(String),
}

fn joined<T>(all: &[T], line: impl Fn(&T) -> String) -> String {
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn filled(version: &Version) -> FormState {
    let says = &version.says;
    let bases = |founds: bool| {
        let lines = says.bases.iter().filter(|basis| basis.founds == founds).map(lines::basis_line);
        lines.collect::<Vec<_>>().join("\n")
    };
    let from = match version.state {
        VersionState::Draft => version.from_on.map(|day| day.to_string()).unwrap_or_default(),
        _ => String::new(),
    };
    FormState::default()
        .prefilled("name", &*says.name)
        .prefilled("kind", says.kind.code())
        .prefilled("who", &*says.who)
        .prefilled("words", &*says.words)
        .prefilled("bases", bases(true))
        .prefilled("uses", bases(false))
        .prefilled("conditions", says.conditions.join("\n"))
        .prefilled("materials", joined(&says.materials, lines::material_line))
        .prefilled("steps", joined(&says.steps, lines::stage_line))
        .prefilled("statutory", lines::limit_words(says.statutory))
        .prefilled("promised", lines::limit_words(says.promised))
        .prefilled("fee", &*says.fee)
        .prefilled("fee_basis", &*says.fee_basis)
        .prefilled("place", &*says.place)
        .prefilled("hours", &*says.hours)
        .prefilled("phone", &*says.phone)
        .prefilled("remedy", &*says.remedy)
        .prefilled("from_on", from)
}

fn many<T>(
    form: &mut FormState,
    name: &str,
    read: impl Fn(&str) -> Result<T, law::decision::Text>,
) -> Vec<T> {
    let mut found = Vec::new();
    for line in lines::lines(form.value(name)) {
        match read(&line) {
            Ok(one) => found.push(one),
            Err(why) => form.refused(name, &why),
        }
    }
    found
}

fn limit(form: &mut FormState, name: &str) -> Option<crate::says::Limit> {
    match lines::limit(form.value(name)) {
        Ok(limit) => limit,
        Err(why) => {
            form.refused(name, &why);
            None
        }
    }
}

/// What was typed; `None` with errors in the form.
fn typed(form: &mut FormState) -> Option<(Says, Option<jiff::civil::Date>)> {
    let name = form.required_text("name", 80);
    let kind = form.required_coded("kind", Kind::ALL, Kind::code);
    let plain = |form: &mut FormState, name: &str, most: usize| form.text(name, most).unwrap_or_default();
    let (who, words) = (plain(form, "who", 200), plain(form, "words", 200));
    form.required_text("bases", 4_000);
    let mut bases = many(form, "bases", |line| lines::basis(line, true));
    bases.extend(many(form, "uses", |line| lines::basis(line, false)));
    let materials = many(form, "materials", lines::material);
    let steps = many(form, "steps", lines::stage);
    let conditions = lines::lines(&form.text("conditions", 4_000).unwrap_or_default());
    let (statutory, promised) = (limit(form, "statutory"), limit(form, "promised"));
    let (fee, fee_basis) = (plain(form, "fee", 200), plain(form, "fee_basis", 200));
    let (place, hours) = (form.required_text("place", 200), form.required_text("hours", 200));
    let (phone, remedy) = (form.required_text("phone", 60), form.required_text("remedy", 400));
    let from_on = form.date("from_on");
    if !form.is_ok() {
        return None;
    }
    let says = Says {
        name: name?,
        kind: kind?,
        words,
        who,
        bases,
        conditions,
        materials,
        steps,
        statutory,
        promised,
        fee,
        fee_basis,
        place: place?,
        hours: hours?,
        phone: phone?,
        remedy: remedy?,
    };
    Some((says, from_on))
}

fn draw(page: Page, of: &For, form: &FormState) -> Result<Response, Problem> {
    let page = match of {
        For::New(_) => page.titled_by("oversight-item-new").back_to("/oversight/items", "oversight-items"),
        For::Item(id) => {
            page.titled_by("oversight-change").back_to(format!("/oversight/items/{id}"), "oversight-item")
        }
    };
    let page = page.led_by("oversight-item-form-lead");
    let t = page.t.clone();
    let kinds = choices(&t, Kind::ALL, |kind| (kind.code(), kind.words()));
    let mut sheet = Sheet::new(&page, form);
    let (action, draft) = match of {
        For::New(_) => ("/oversight/items".to_owned(), "oversight-item".to_owned()),
        For::Item(id) => (format!("/oversight/items/{id}/change"), format!("oversight-item-{id}")),
    };
    let mut built = Form::to(action).autosave(draft);
    let all: Vec<Choice>;
    if let For::New(offices) = of {
        all = units(offices);
        built = built.part(sheet.field("unit", "oversight-office", |field| field.select(&all)));
        built = built.part(sheet.field("code", "oversight-code", |field| field.max(40).short()));
    }
    built = built
        .part(sheet.field("name", "oversight-item", |field| field.max(80)))
        .part(sheet.field("kind", "oversight-kind", |field| field.select(&kinds)))
        .part(sheet.field("who", "oversight-who", |field| field.max(200).optional()))
        .part(sheet.field("words", "oversight-words", |field| {
            field.max(200).optional().hint("oversight-words-hint")
        }));
    for (name, label, hint, needed, rows) in LINES {
        let part = sheet.field(name, label, |field| {
            let field = field.textarea(rows).hint(hint);
            if needed { field } else { field.optional() }
        });
        built = built.part(part);
    }
    for (name, label, hint, needed, most) in PLAIN {
        let part = sheet.field(name, label, |field| {
            let field = field.max(most);
            let field = if hint.is_empty() { field } else { field.hint(hint) };
            if needed { field } else { field.optional() }
        });
        built = built.part(part);
    }
    built = built.part(sheet.field("from_on", "oversight-from-on", |field| {
        field.date().optional().hint("oversight-from-on-hint")
    }));
    sheet.add(&built.button(t.of("oversight-save-draft").to_owned()));
    sheet.done()
}

/// Fields with one thing a line: name, label, hint, whether needed, rows.
const LINES: [(&str, &str, &str, bool, u8); 5] = [
    ("bases", "oversight-bases-founds", "oversight-bases-hint", true, 4),
    ("uses", "oversight-bases-uses", "oversight-bases-hint", false, 3),
    ("conditions", "oversight-conditions", "oversight-lines-hint", false, 4),
    ("materials", "oversight-materials", "oversight-materials-hint", false, 5),
    ("steps", "oversight-steps", "oversight-steps-hint", false, 5),
];
/// Fields of a line: name, label, hint, whether needed, characters.
const PLAIN: [(&str, &str, &str, bool, u32); 8] = [
    ("statutory", "oversight-statutory", "oversight-limit-hint", false, 20),
    ("promised", "oversight-promised", "oversight-promised-hint", false, 20),
    ("fee", "oversight-fee", "oversight-fee-hint", false, 200),
    ("fee_basis", "oversight-fee-basis", "", false, 200),
    ("place", "oversight-place", "", true, 200),
    ("hours", "oversight-hours", "", true, 200),
    ("phone", "oversight-phone", "", true, 60),
    ("remedy", "oversight-remedy", "oversight-remedy-hint", true, 400),
];

async fn new_for(house: &House, actor: &Asker) -> Result<For, Problem> {
    if !actor.is(Role::Head) {
        return Err(Problem::forbidden());
    }
    let by = actor.clone();
    Ok(For::New(house.read(move |tx| own_units(tx, &by)).await?))
}

/// `GET /oversight/items/new`
///
/// # Errors
/// If the actor is head of nothing.
pub async fn new(page: Page, State(house): State<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    let of = new_for(&house, &actor).await?;
    draw(page, &of, &FormState::default())
}

/// `POST /oversight/items`
///
/// # Errors
/// If it cannot be written.
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (unit, code) = (form.required_text("unit", 60), form.required_text("code", 40));
    if let (Some((says, from_on)), Some(unit), Some(code)) = (typed(&mut form), unit, code) {
        let (by, book) = (actor.clone(), house.book());
        let fresh = Fresh { unit, code, says, from_on };
        let work = move |tx: &mut Tx<'_>| {
            let mut fresh = fresh.clone();
            link(tx, &mut fresh.says.bases)?;
            item::begin(tx, &by, &book, &fresh)
        };
        if let Some(id) = act(&house, &mut form, work).await? {
            let to = see_other(format!("/oversight/items/{id}"));
            return Ok(to.notice("oversight-done-drafted", &[]).into_response());
        }
    }
    let of = new_for(&house, &actor).await?;
    draw(page, &of, &form)
}

fn latest(tx: &mut Tx<'_>, actor: &Asker, id: &str) -> Result<Version, Fault> {
    let scope = scope(actor);
    let found = item::find(tx, &scope, id)?;
    permission::head(tx, actor, &found.unit)?;
    item::versions(tx, &scope, id)?
        .into_iter()
        .find(|version| version.state == VersionState::Draft || version.number == found.version)
        .ok_or(Fault::NotFound)
}

/// `GET /oversight/items/{id}/change`
///
/// # Errors
/// If the item is not the actor's.
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let of = id.clone();
    let version = house.read(move |tx| latest(tx, &actor, &of)).await?;
    draw(page, &For::Item(id), &filled(&version))
}

/// `POST /oversight/items/{id}/change`
///
/// # Errors
/// If it cannot be written.
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some((says, from_on)) = typed(&mut form) {
        let (by, book, of) = (actor.clone(), house.book(), id.clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut says = says.clone();
            link(tx, &mut says.bases)?;
            let open = latest(tx, &by, &of)?.state == VersionState::Draft;
            if open {
                item::say(tx, &by, &book, &of, (&says, from_on))
            } else {
                item::change(tx, &by, &book, &of, (&says, from_on)).map(|_| ())
            }
        };
        if act(&house, &mut form, work).await?.is_some() {
            let to = see_other(format!("/oversight/items/{id}"));
            return Ok(to.notice("oversight-done-drafted", &[]).into_response());
        }
    }
    draw(page, &For::Item(id), &form)
}
