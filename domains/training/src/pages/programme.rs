//! A programme: drafting it from needs, changing a draft, what it says, its classes.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Area;
use web::components::field::Choice;
use web::components::{Cell, FactList, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::plan::{for_whom, month, people, programme_tag};
use super::{Asker, act, choices, class_tag, said, span, time};
use crate::class::Class;
use crate::form::{Category, Form as Given, Kind, NeedState, ProgrammeState, Stage};
use crate::need::Need;
use crate::programme::{Draft, Programme};
use crate::{amendment, class, need, permission, programme, seat};
use web::sheet::{Form, Sheet};

/// Targets as choices.
pub(crate) fn target_choices(t: &Lookup, targets: Vec<(String, String, String)>) -> Vec<Choice> {
    targets.into_iter().map(|(id, title, unit)| Choice::new(id, t.labelled(&unit, &title))).collect()
}

/// Targets and needs as choices.
fn offered(t: &Lookup, targets: Vec<(String, String, String)>, needs: &[Need]) -> (Vec<Choice>, Vec<Choice>) {
    let targets = target_choices(t, targets);
    let needs: Vec<Choice> = needs
        .iter()
        .map(|one| {
            let label = t.labelled(&one.unit_name, &super::needs::topic(t, one));
            Choice::new(one.id.as_str(), label).explained(one.wanted.as_str())
        })
        .collect();
    (targets, needs)
}

/// Whom a programme is for.
fn whom(sheet: &mut Sheet<'_>, mut draft: Form) -> Form {
    let t = &sheet.page.t.clone();
    let kinds = choices(t, Kind::ALL, |one| (one.code(), one.words()));
    let categories = choices(t, Category::ALL, |one| (one.code(), one.words()));
    let stages = choices(t, Stage::ALL, |one| (one.code(), one.words()));
    draft = draft.part(sheet.field("kind", "training-kinds", |field| field.checkboxes(&kinds).optional()));
    draft = draft.part(
        sheet.field("category", "training-categories", |field| field.checkboxes(&categories).optional()),
    );
    draft = draft.part(sheet.field("stage", "training-stages", |field| field.checkboxes(&stages).optional()));
    draft
}

/// What a programme says, as fields.
pub(crate) fn content(sheet: &mut Sheet<'_>, mut draft: Form, targets: &[Choice]) -> Form {
    let t = &sheet.page.t.clone();
    let forms = choices(t, Given::ALL, |one| (one.code(), one.words()));
    let months: Vec<Choice> = (1_i64..=12)
        .map(|month| Choice::new(month.to_string(), t.with("training-month-n", &[("n", &month)])))
        .collect();
    draft = draft.part(sheet.field("title", "training-title", |field| field.max(60)));
    draft = draft.part(sheet.field("purpose", "training-purpose", |field| {
        field.textarea(3).max(400).hint("training-purpose-hint")
    }));
    draft = draft.part(sheet.field("form", "training-form", |field| field.radios(&forms)));
    draft = draft.part(
        sheet.field("minutes", "training-minutes", |field| field.number().hint("training-minutes-hint")),
    );
    draft = draft.part(sheet.field("classes", "training-planned-classes", |field| field.number()));
    draft = draft.part(sheet.field("people", "training-planned-people", |field| field.number().optional()));
    draft = draft.part(sheet.field("month", "training-month", |field| {
        field.select(&months).optional().hint("training-month-hint")
    }));
    draft = whom(sheet, draft);
    draft = draft.part(sheet.field("differs", "training-differs", |field| {
        field.textarea(3).max(400).optional().hint("training-differs-hint")
    }));
    if !targets.is_empty() {
        draft = draft.part(sheet.field("target", "training-target", |field| {
            field.select(targets).optional().hint("training-target-hint")
        }));
    }
    draft
}

async fn draw_form(
    page: Page,
    house: &House,
    actor: &Asker,
    (which, editing): (i16, Option<&Programme>),
    form: &FormState,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let own = editing.map(|one| one.id.clone());
    let (targets, needs) = house
        .read(move |tx| {
            let needs = need::of_year(tx, &asker.scope(Area::Learning), which)?;
            let open = needs
                .into_iter()
                .filter(|one| one.state == NeedState::Open || (own.is_some() && one.programme == own));
            Ok((programme::targets(tx, which)?, open.collect::<Vec<_>>()))
        })
        .await?;
    let (title, action) = match editing {
        None => ("training-programme-new", format!("/training/years/{which}/programmes")),
        Some(one) => ("training-programme-change", format!("/training/programmes/{}/change", one.id)),
    };
    let page = page
        .titled_by(title)
        .led_by("training-programme-lead")
        .back_to(format!("/training/years/{which}"), "training-plan");
    let t = &page.t;
    let (targets, needs) = offered(t, targets, &needs);
    let mut sheet = Sheet::new(&page, form);
    let mut draft = Form::to(action).autosave(format!("training-programme-{which}"));
    if !needs.is_empty() {
        draft = draft.part(
            sheet.field("need", "training-needs-answered", |field| field.checkboxes(&needs).optional()),
        );
    }
    draft = content(&mut sheet, draft, &targets);
    sheet.add(&draft.button(t.of("training-programme-save")));
    sheet.done()
}

/// What was typed of a programme, with the needs it answers.
pub(crate) fn typed(form: &mut FormState) -> Option<(Draft, Vec<String>)> {
    let title = form.required_text("title", 60).unwrap_or_default();
    let purpose = form.required_text("purpose", 400).unwrap_or_default();
    let given = form.required_coded("form", Given::ALL, Given::code);
    let minutes = form.required_integer("minutes", 15..=500_000).unwrap_or_default();
    let several = |form: &mut FormState, name: &str, codes: &[&str]| form.choices(name, codes);
    let kinds = several(form, "kind", Kind::CODES).iter().filter_map(|code| Kind::from_code(code)).collect();
    let categories = several(form, "category", Category::CODES)
        .iter()
        .filter_map(|code| Category::from_code(code))
        .collect();
    let stages =
        several(form, "stage", Stage::CODES).iter().filter_map(|code| Stage::from_code(code)).collect();
    let classes = form.required_integer("classes", 1..=200).unwrap_or(1);
    let people = form.integer("people", 0..=20_000).unwrap_or(0);
    let month = form.integer("month", 1..=12);
    let differs = form.text("differs", 400).unwrap_or_default();
    let target = form.text("target", 64);
    let needs = form.values("need").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let given = given?;
    let draft = Draft {
        title,
        purpose,
        target,
        form: given,
        kinds,
        categories,
        stages,
        differs,
        minutes,
        classes,
        people,
        month,
    };
    form.is_ok().then_some((draft, needs))
}

/// `GET /training/years/{year}/programmes/new`
pub async fn new(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
) -> Result<Response, Problem> {
    if !permission::keeps(&actor) {
        return Err(Problem::forbidden());
    }
    let form = FormState::default().prefilled("classes", "1");
    draw_form(page, &house, &actor, (which, None), &form).await
}

/// `POST /training/years/{year}/programmes`
pub async fn draft(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(which): Path<i16>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some((new, needs)) = typed(&mut form) {
        let by = actor.clone();
        let work = move |tx: &mut kernel::Tx<'_>| programme::draft(tx, &by, which, &new, &needs);
        if let Some(id) = act(&house, &mut form, work).await? {
            let to = see_other(format!("/training/programmes/{id}"));
            return Ok(to.notice("training-done-programme", &[]).into_response());
        }
    }
    draw_form(page, &house, &actor, (which, None), &form).await
}

/// The form of a programme as it stands.
pub(crate) fn prefilled(found: &Programme, needs: Vec<String>) -> FormState {
    let draft = &found.draft;
    let mut form = FormState::default()
        .prefilled("title", draft.title.as_str())
        .prefilled("purpose", draft.purpose.as_str())
        .prefilled("form", draft.form.code())
        .prefilled("minutes", draft.minutes.to_string())
        .prefilled("classes", draft.classes.to_string())
        .prefilled("people", if draft.people > 0 { draft.people.to_string() } else { String::new() })
        .prefilled("month", draft.month.map(|month| month.to_string()).unwrap_or_default())
        .prefilled("differs", draft.differs.as_str())
        .prefilled("target", draft.target.clone().unwrap_or_default());
    form.set_all("kind", draft.kinds.iter().map(|one| one.code()));
    form.set_all("category", draft.categories.iter().map(|one| one.code()));
    form.set_all("stage", draft.stages.iter().map(|one| one.code()));
    form.set_all("need", needs);
    form
}

/// `GET /training/programmes/{id}/change`
pub async fn edit(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    if !permission::keeps(&actor) {
        return Err(Problem::forbidden());
    }
    let scope = actor.scope(Area::Learning);
    let (found, needs) = house
        .read(move |tx| {
            let found = programme::find(tx, &id)?;
            let needs = need::of_year(tx, &scope, found.year)?;
            let own = needs.into_iter().filter(|one| one.programme.as_deref() == Some(found.id.as_str()));
            let own = own.map(|one| one.id).collect::<Vec<_>>();
            Ok((found, own))
        })
        .await?;
    let form = prefilled(&found, needs);
    draw_form(page, &house, &actor, (found.year, Some(&found)), &form).await
}

/// `POST /training/programmes/{id}/change`
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if let Some((new, needs)) = typed(&mut form) {
        let (by, which) = (actor.clone(), id.clone());
        let work = move |tx: &mut kernel::Tx<'_>| programme::change(tx, &by, &which, &new, &needs);
        if act(&house, &mut form, work).await?.is_some() {
            let to = see_other(format!("/training/programmes/{id}"));
            return Ok(to.notice("training-done-programme", &[]).into_response());
        }
    }
    let found = house.read(move |tx| programme::find(tx, &id)).await?;
    draw_form(page, &house, &actor, (found.year, Some(&found)), &form).await
}

fn classes_table(t: &Lookup, classes: &[Class]) -> Table {
    let mut table = Table::new(t, "classes", t.of("training-classes"))
        .caption_unseen()
        .column(t.of("training-class"))
        .column(t.of("training-days"))
        .column(t.of("training-state"))
        .empty(t.of("training-classes-none"));
    for one in classes {
        table.push(vec![
            Cell::link(format!("/training/classes/{}", one.id), one.title.as_str()),
            span(t, one).into(),
            Cell::drawn(&class_tag(t, one.state)),
        ]);
    }
    table
}

/// What a programme says, for everybody.
fn facts(t: &Lookup, draft: &Draft, target: &str) -> FactList {
    FactList::new()
        .fact(t.of("training-purpose"), &draft.purpose)
        .fact(t.of("training-form"), &said(t, draft.form.words()))
        .fact(t.of("training-time"), &time(t, draft.minutes))
        .fact(t.of("training-planned-classes"), &t.number(draft.classes))
        .fact(t.of("training-planned-people"), &people(t, draft.people))
        .fact(t.of("training-month"), &month(t, draft.month))
        .fact(t.of("training-for"), &for_whom(t, draft))
        .fact(t.of("training-differs"), &draft.differs)
        .fact(t.of("training-target"), target)
}

/// `GET /training/programmes/{id}`
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let (found, classes, target, amendments, needs) = house
        .read(move |tx| {
            let found = programme::find(tx, &id)?;
            let amendments = amendment::of_programme(tx, &id)?;
            let classes = class::of_programme(tx, &seat::directory(), &id)?;
            let targets = programme::targets(tx, found.year)?;
            let target = targets.into_iter().find(|(id, ..)| Some(id) == found.draft.target.as_ref());
            let mut needs = need::of_year(tx, &asker.scope(Area::Learning), found.year)?;
            needs.retain(|one| one.programme.as_deref() == Some(id.as_str()));
            Ok((found, classes, target, amendments, needs))
        })
        .await?;
    let page = page
        .titled(found.draft.title.clone())
        .back_to(format!("/training/years/{}", found.year), "training-plan");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&programme_tag(t, found.state));
    let target = target.map(|(_, title, unit)| t.labelled(&unit, &title)).unwrap_or_default();
    sheet.add(&facts(t, &found.draft, &target));
    if !needs.is_empty() {
        sheet.heading("training-needs-answered");
        let line = |one: &Need| t.labelled(&one.unit_name, &super::needs::topic(t, one));
        sheet.folded(t.of("training-needs"), needs.iter().map(line).collect(), true);
    }
    if found.state == ProgrammeState::Draft && permission::keeps(&actor) {
        sheet.hint("training-programme-draft-hint");
    }
    sheet.links(ways(t, &actor, &found, classes.is_empty()));
    if !amendments.is_empty() {
        sheet.heading("training-amendments");
        sheet.add(&super::amendment::table(t, &amendments, false));
    }
    sheet.heading("training-classes");
    let table = classes_table(t, &classes);
    sheet.add(&table);
    if permission::keeps(&actor) && found.state == ProgrammeState::Draft {
        let action = format!("/training/programmes/{}/withdrawal", found.id);
        sheet.fold(
            t.of("training-programme-withdraw"),
            &Form::to(action).button(t.of("training-programme-withdraw")),
            false,
        );
    }
    sheet.done()
}

/// What can be done with a programme.
fn ways(t: &Lookup, actor: &Asker, found: &Programme, free: bool) -> Vec<(String, String)> {
    let way =
        |path: &str, key: &str| (format!("/training/programmes/{}/{path}", found.id), t.of(key).to_owned());
    let mut ways = Vec::new();
    match found.state {
        ProgrammeState::Draft if permission::keeps(actor) => {
            ways.push(way("change", "training-programme-change"));
        }
        ProgrammeState::Adopted => {
            if permission::keeps(actor) {
                ways.push(way("classes/new", "training-class-announce"));
            }
            if amendment::amends(actor) {
                ways.push(way("amendment", "training-amend"));
            }
            if amendment::amends(actor) && free {
                ways.push(way("removal", "training-amend-remove"));
            }
        }
        ProgrammeState::Draft | ProgrammeState::Withdrawn => {}
    }
    ways
}

/// `POST /training/programmes/{id}/withdrawal`
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let year = house.county().write(move |tx| programme::withdraw(tx, &actor, &id)).await?;
    let to = see_other(format!("/training/years/{year}"));
    Ok(to.notice("training-done-withdrawn", &[]).into_response())
}
