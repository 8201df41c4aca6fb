//! Amendments of an adopted plan: entering a change of a programme or taking it out, and the list that shows what it
//! was and what it is. Not here: additions, which are drafted and handed in like any programme (`programme`, `plan`).

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::components::{Cell, FactList, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::plan::{for_whom, month, people};
use super::programme::{content, prefilled, target_choices, typed};
use super::{Asker, act, local, said, time};
use crate::amendment::{self, Amendment};
use crate::programme::{self, Draft, Programme};
use web::sheet::{Form, Sheet};

/// What a programme says, by label, as the plan shows it.
fn said_of(t: &Lookup, draft: &Draft) -> Vec<(&'static str, String)> {
    vec![
        ("training-title", draft.title.clone()),
        ("training-purpose", draft.purpose.clone()),
        ("training-form", said(t, draft.form.words())),
        ("training-time", time(t, draft.minutes)),
        ("training-planned-classes", t.number(draft.classes)),
        ("training-planned-people", people(t, draft.people)),
        ("training-month", month(t, draft.month)),
        ("training-for", for_whom(t, draft)),
        ("training-differs", draft.differs.clone()),
    ]
}

/// What changed, item by item: what it was and what it is.
fn differences(t: &Lookup, one: &Amendment) -> String {
    let (Some(was), Some(becomes)) = (&one.was, &one.becomes) else { return String::new() };
    let shown = |text: String| if text.is_empty() { t.of("training-amend-none").to_owned() } else { text };
    let mut changes: Vec<String> = said_of(t, was)
        .into_iter()
        .zip(said_of(t, becomes))
        .filter(|((_, was), (_, becomes))| was != becomes)
        .map(|((label, was), (_, becomes))| {
            let change =
                t.with("training-amend-change", &[("was", &shown(was)), ("becomes", &shown(becomes))]);
            t.labelled(t.of(label), &change)
        })
        .collect();
    if was.target != becomes.target {
        changes.push(t.of("training-target").to_owned());
    }
    changes.join(t.choose("；", "; "))
}

/// The list of amendments; `named` where it is not beneath the programme itself.
pub(crate) fn table(t: &Lookup, amendments: &[Amendment], named: bool) -> Table {
    let mut table = Table::new(t, "amendments", t.of("training-amendments")).caption_unseen();
    if named {
        table = table.column(t.of("training-programme"));
    }
    table = table
        .column(t.of("training-amendment-kind"))
        .column(t.of("training-amendment"))
        .column(t.of("training-reason"))
        .column(t.of("training-amend-document"))
        .column(t.of("training-amended"));
    for one in amendments {
        let mut cells: Vec<Cell> = Vec::new();
        if named {
            cells.push(Cell::link(format!("/training/programmes/{}", one.programme), one.title()));
        }
        let by = t.with("training-made-by", &[("by", &one.by), ("at", &t.moment(local(one.at)))]);
        cells.extend([
            said(t, one.kind.words()).into(),
            differences(t, one).into(),
            one.reason.as_str().into(),
            one.document.as_str().into(),
            by.into(),
        ]);
        table.push(cells);
    }
    table
}

fn grounds(sheet: &mut Sheet<'_>, form: Form) -> Form {
    let reason = sheet.field("reason", "training-amend-reason", |field| field.textarea(2).max(200));
    let document = sheet.field("document", "training-amend-document", |field| {
        field.max(100).hint("training-amend-document-hint")
    });
    form.part(reason).part(document)
}

async fn adopted(house: &House, actor: &Asker, id: &str) -> Result<Programme, Problem> {
    if !amendment::amends(actor) {
        return Err(Problem::forbidden());
    }
    let id = id.to_owned();
    house.read(move |tx| programme::find(tx, &id)).await
}

async fn draw(page: Page, house: &House, found: &Programme, form: &FormState) -> Result<Response, Problem> {
    let which = found.year;
    let targets = house.read(move |tx| Ok(programme::targets(tx, which)?)).await?;
    let page = page
        .titled_by("training-amend")
        .led_by("training-amend-lead")
        .back_to(format!("/training/programmes/{}", found.id), "training-programme");
    let t = &page.t;
    let targets = target_choices(t, targets);
    let mut sheet = Sheet::new(&page, form);
    let mut amending = Form::to(format!("/training/programmes/{}/amendment", found.id));
    amending = content(&mut sheet, amending, &targets);
    amending = grounds(&mut sheet, amending);
    sheet.add(&amending.button(t.of("training-amend")));
    sheet.done()
}

/// `GET /training/programmes/{id}/amendment`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = adopted(&house, &actor, &id).await?;
    let form = prefilled(&found, Vec::new());
    draw(page, &house, &found, &form).await
}

/// `POST /training/programmes/{id}/amendment`
pub async fn change(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let found = adopted(&house, &actor, &id).await?;
    if let Some((new, _)) = typed(&mut form) {
        let (reason, document) = (form.value("reason").to_owned(), form.value("document").to_owned());
        let (by, which) = (actor.clone(), id.clone());
        let work =
            move |tx: &mut kernel::Tx<'_>| amendment::change(tx, &by, &which, &new, (&reason, &document));
        if act(&house, &mut form, work).await?.is_some() {
            let to = see_other(format!("/training/programmes/{id}"));
            return Ok(to.notice("training-done-amended", &[]).into_response());
        }
    }
    draw(page, &house, &found, &form).await
}

fn draw_removal(page: Page, found: &Programme, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-amend-remove")
        .led_by("training-amend-remove-lead")
        .back_to(format!("/training/programmes/{}", found.id), "training-programme");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    sheet.add(&FactList::new().fact(t.of("training-programme"), &found.draft.title));
    let removal = Form::to(format!("/training/programmes/{}/removal", found.id));
    let removal = grounds(&mut sheet, removal);
    sheet.add(&removal.button(t.of("training-amend-remove")));
    sheet.done()
}

/// `GET /training/programmes/{id}/removal`
pub async fn ask_removal(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_removal(page, &adopted(&house, &actor, &id).await?, &FormState::default())
}

/// `POST /training/programmes/{id}/removal`
pub async fn withdraw(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let found = adopted(&house, &actor, &id).await?;
    let (reason, document) = (form.value("reason").to_owned(), form.value("document").to_owned());
    let work = move |tx: &mut kernel::Tx<'_>| amendment::withdraw(tx, &actor, &id, (&reason, &document));
    match act(&house, &mut form, work).await? {
        Some(year) => {
            let to = see_other(format!("/training/years/{year}"));
            Ok(to.notice("training-done-amended", &[]).into_response())
        }
        None => draw_removal(page, &found, &form),
    }
}
