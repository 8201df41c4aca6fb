//! Import of units: the list is uploaded, its trial reading shown with every problem and every change, then carried
//! out whole. Not here: the import of people (`imports`), single units (`unit_form`).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault};
use web::components::{FactList, Table};
use web::{Acting, FormState, House, Page, Problem, Upload as Sent, see_other, show, show_again};

use super::imports::keeper;
use super::plan::{SHOWN, findings_list, findings_table};
use super::unit_plan::{added_table, changes_table};
use super::{file_language, kept_units, sheet, today, write};
use crate::formats::sheet::{UnitColumn, template_of};
use crate::import::Defaults;
use crate::unit_import::known::Units;
use crate::unit_import::{self, Basis, Plan, Source};
use crate::upload::{self, Purpose};

#[derive(Template)]
#[template(path = "people/unit_import.html")]
struct ImportPage<'a> {
    page: &'a Page,
    form: &'a FormState,
}

fn draw_upload(page: Page, form: &FormState) -> Result<Response, Problem> {
    let page =
        page.titled_by("people-units-import").led_by("people-import-lead").back_to("/units", "people-units");
    let view = ImportPage { page: &page, form };
    if form.is_ok() { show(&view) } else { show_again(&view) }
}

/// `GET /units/import`
pub async fn choose(page: Page, Acting(actor): Acting) -> Result<Response, Problem> {
    keeper(&actor)?;
    draw_upload(page, &FormState::default())
}

/// `GET /units/template.xlsx`
pub async fn template(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let scope = kept_units(&actor);
    let names = house
        .read(move |tx| {
            let known = Units::load(tx, &scope)?;
            let names = known.list.iter().zip(known.written()).filter(|(one, _)| one.kept);
            Ok(names.map(|(_, name)| name).collect::<Vec<_>>())
        })
        .await?;
    let bytes = template_of(file_language(&page.t), UnitColumn::Above, &names).map_err(Problem::internal)?;
    Ok(web::download::download(page.t.of("people-units-template-name"), web::download::XLSX, bytes))
}

/// `POST /units/import`: reads the file; if it can be read at all, it waits for the decision.
pub async fn send(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    sent: Sent,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let Sent { mut form, mut files } = sent;
    if files.is_empty() {
        form.error("file", "people-import-no-file");
        return draw_upload(page, &form);
    }
    let file = files.swap_remove(0);
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let read =
        tokio::task::spawn_blocking(move || Source::read(&name, &bytes)).await.map_err(Problem::internal)?;
    let source = match read {
        Ok(source) => source,
        Err(error) => {
            form.refused("file", &error.text());
            return draw_upload(page, &form);
        }
    };
    let (by, bytes) = (actor.clone(), file.bytes);
    let kept = write(&house, &mut form, move |tx| {
        let file = (source.name.as_str(), source.hash.as_str(), &bytes[..]);
        upload::keep_for(tx, &by, Purpose::Units, file, Defaults::default())
    });
    match kept.await? {
        Some(id) => Ok(see_other(format!("/units/import/{id}")).into_response()),
        None => draw_upload(page, &form),
    }
}

/// Reads a waiting file again and works out what it would do now.
async fn planned(house: &House, actor: &Arc<Actor>, id: &str) -> Result<(Arc<Source>, Plan), Problem> {
    let (by, asked) = (actor.clone(), id.to_owned());
    let waiting = house.read(move |tx| upload::find_for(tx, &by, Purpose::Units, &asked)).await?;
    let read = tokio::task::spawn_blocking(move || Source::read(&waiting.name, &waiting.bytes)).await;
    let source = read.map_err(Problem::internal)?.map_err(|error| Problem::internal(error.text().en))?;
    let source = Arc::new(source);
    let (scope, of) = (kept_units(actor), source.clone());
    let plan = house.read(move |tx| unit_import::plan(tx, &scope, &of)).await?;
    Ok((source, plan))
}

#[derive(Template)]
#[template(path = "people/unit_plan.html")]
struct PlanPage<'a> {
    page: &'a Page,
    id: &'a str,
    form: &'a FormState,
    plan: &'a Plan,
    counts: FactList,
    findings: Table,
    more_findings: usize,
    changes: Table,
    added: Table,
    more_added: usize,
    mark: String,
}

fn draw_plan(page: Page, id: &str, plan: &Plan, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_with("people-import-of", &[("file", &plan.file_name)])
        .led_by("people-units-import-plan-lead")
        .back_to("/units/import", "people-units-import")
        .across();
    let t = &page.t;
    let counts = plan.counts();
    let number = |n: usize| t.number(i64::try_from(n).unwrap_or(i64::MAX));
    let (added, more_added) = added_table(t, plan);
    let view = PlanPage {
        id,
        form,
        plan,
        counts: FactList::new()
            .fact(t.of("people-units-import-rows"), &number(plan.rows_read))
            .fact(t.of("people-units-import-to-add"), &number(counts.add))
            .fact(t.of("people-units-import-to-change"), &number(counts.change))
            .fact(t.of("people-units-import-to-leave"), &number(counts.leave))
            .fact(t.of("people-import-errors"), &number(counts.errors))
            .fact(t.of("people-import-warnings"), &number(counts.warnings)),
        findings: findings_table(t, &plan.findings),
        more_findings: plan.findings.len().saturating_sub(SHOWN),
        changes: changes_table(t, plan),
        added,
        more_added,
        mark: plan.mark(),
        page: &page,
    };
    if form.is_ok() { show(&view) } else { show_again(&view) }
}

/// `GET /units/import/{id}`: the trial reading.
pub async fn trial(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let (_, plan) = planned(&house, &actor, &id).await?;
    let form = FormState::default().prefilled("on", today(&house).to_string());
    draw_plan(page, &id, &plan, &form)
}

/// `GET /units/import/{id}/findings.xlsx`: everything found, for whoever mends the file.
pub async fn findings(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let (_, plan) = planned(&house, &actor, &id).await?;
    sheet(page.t.of("people-import-findings"), "xlsx", &findings_list(&page.t, &plan.findings))
}

/// What the changes go by, as far as the plan needs it.
fn basis(house: &House, plan: &Plan, form: &mut FormState) -> Option<Basis> {
    let on = if plan.turns() { form.required_date("on") } else { Some(today(house)) };
    let document = if plan.establishes() {
        form.required_text("document", 80)
    } else {
        Some(form.text("document", 80).unwrap_or_default())
    };
    Some(Basis { on: on?, document: document? }).filter(|_| form.is_ok())
}

/// `POST /units/import/{id}/completion`: carries out what the trial reading showed, or nothing.
pub async fn complete(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let (source, plan) = planned(&house, &actor, &id).await?;
    if plan.mark() != form.value("mark") {
        form.error("", "people-units-import-moved");
        return draw_plan(page, &id, &plan, &form);
    }
    let Some(basis) = basis(&house, &plan, &mut form) else { return draw_plan(page, &id, &plan, &form) };
    let (by, which, mark) = (actor.clone(), id.clone(), plan.mark());
    let carried = write(&house, &mut form, move |tx| {
        // What was shown is what is done: the plan is made again in the transaction that carries it out.
        let now = unit_import::plan(tx, &kept_units(&by), &source)?;
        if now.mark() != mark {
            return Err(kernel::Refusal::new(
                "试读之后单位有了变动，本次未导入；下面是按现在的单位重新试读的结果。",
                "The units have changed since the trial reading; nothing was imported. Below is a new trial reading.",
            )
            .into());
        }
        let done = unit_import::carry_out(tx, &by, &now, &basis)?;
        upload::forget(tx, &by, &which)?;
        Ok(done)
    });
    match carried.await? {
        Some(done) => {
            house.forget_sessions();
            let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let (added, changed) = (count(done.added), count(done.changed));
            let said = [("added", &added as &dyn web::argument::Arg), ("changed", &changed)];
            Ok(see_other("/units").notice("people-units-import-done", &said).into_response())
        }
        None => {
            let (_, plan) = planned(&house, &actor, &id).await?;
            draw_plan(page, &id, &plan, &form)
        }
    }
}

/// `POST /units/import/{id}/withdrawal`: forgets the file; nothing is imported.
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    house
        .county()
        .write(move |tx| upload::forget(tx, &actor, &id))
        .await
        .map_err(|fault: Fault| Problem::from(fault))?;
    Ok(see_other("/units/import").notice("people-units-import-withdrawn", &[]).into_response())
}
