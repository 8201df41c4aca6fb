//! Import: the file is uploaded, its trial reading shown with every problem and every change, then carried out whole.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault};
use web::components::field::Choice;
use web::components::{FactList, Table};
use web::{Acting, FormState, House, Page, Problem, Upload as Sent, see_other, show, show_again};

use super::plan::{SHOWN, added_table, changes_table, findings_list, findings_table, posts_table};
use super::{choices, file_language, kept_units, sheet, write};
use crate::formats::sheet::template;
use crate::import::{self, Defaults, Plan, Source};
use crate::person::Kind;
use crate::{check, photo, unit, upload};

pub(super) fn keeper(actor: &Actor) -> Result<(), Problem> {
    if check::keeps_roster(actor) { Ok(()) } else { Err(Problem::forbidden()) }
}

#[derive(Template)]
#[template(path = "people/import.html")]
struct ImportPage<'a> {
    page: &'a Page,
    form: &'a FormState,
    kinds: Vec<Choice>,
}

fn draw_upload(page: Page, form: &FormState) -> Result<Response, Problem> {
    let page =
        page.titled_by("people-import").led_by("people-import-lead").back_to("/people", "people-title");
    let kinds = choices(&page.t, Kind::ALL, |kind| (kind.code(), kind.words()));
    let view = ImportPage { page: &page, form, kinds };
    if form.is_ok() { show(&view) } else { show_again(&view) }
}

/// `GET /people/import`
pub async fn choose(page: Page, Acting(actor): Acting) -> Result<Response, Problem> {
    keeper(&actor)?;
    draw_upload(page, &FormState::default())
}

/// `GET /people/template.xlsx`
pub async fn roster_template(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let scope = kept_units(&actor);
    let units = house
        .read(move |tx| {
            Ok(unit::tree(tx, &scope)?.into_iter().map(|branch| branch.unit.name).collect::<Vec<_>>())
        })
        .await?;
    let bytes = template(file_language(&page.t), &units).map_err(Problem::internal)?;
    Ok(web::download::download(page.t.of("people-template-name"), web::download::XLSX, bytes))
}

/// `POST /people/import`: reads the file; if it can be read at all, it waits for the decision.
pub async fn send(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    sent: Sent,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let Sent { mut form, mut files } = sent;
    let kind = form.coded("kind", Kind::ALL, Kind::code);
    if files.is_empty() && form.is_ok() {
        form.error("file", "people-import-no-file");
    }
    if !form.is_ok() || files.is_empty() {
        return draw_upload(page, &form);
    }
    let file = files.swap_remove(0);
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let read =
        tokio::task::spawn_blocking(move || Source::read(&name, &bytes)).await.map_err(Problem::internal)?;
    let source = match read {
        Ok(source) => Arc::new(source),
        Err(error) => {
            form.refused("file", &error.text());
            return draw_upload(page, &form);
        }
    };
    let (by, bytes) = (actor.clone(), file.bytes);
    let kept = write(&house, &mut form, move |tx| upload::keep(tx, &by, &source, &bytes, Defaults { kind }));
    match kept.await? {
        Some(id) => Ok(see_other(format!("/people/import/{id}")).into_response()),
        None => draw_upload(page, &form),
    }
}

/// Reads a waiting file again and works out what it would do now.
async fn planned(
    house: &House,
    actor: &Arc<Actor>,
    id: &str,
) -> Result<(Arc<Source>, Defaults, Plan), Problem> {
    let (by, asked) = (actor.clone(), id.to_owned());
    let waiting = house.read(move |tx| upload::find(tx, &by, &asked)).await?;
    let defaults = waiting.defaults;
    let read = tokio::task::spawn_blocking(move || Source::read(&waiting.name, &waiting.bytes)).await;
    let source = read.map_err(Problem::internal)?.map_err(|error| Problem::internal(error.text().en))?;
    let source = Arc::new(source);
    let (scope, of) = (kept_units(actor), source.clone());
    let plan = house.read(move |tx| import::plan(tx, &scope, &of, defaults)).await?;
    Ok((source, defaults, plan))
}

#[derive(Template)]
#[template(path = "people/plan.html")]
struct PlanPage<'a> {
    page: &'a Page,
    id: &'a str,
    form: &'a FormState,
    can: bool,
    counts: FactList,
    before: Option<String>,
    findings: Table,
    more_findings: usize,
    changes: Table,
    added: Table,
    more_added: usize,
    posts: Table,
    mark: String,
}

fn draw_plan(page: Page, id: &str, plan: &Plan, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_with("people-import-of", &[("file", &plan.file_name)])
        .led_by("people-import-plan-lead")
        .back_to("/people/import", "people-import")
        .across();
    let t = &page.t;
    let counts = plan.counts();
    let number = |n: usize| t.number(i64::try_from(n).unwrap_or(i64::MAX));
    let (added, more_added) = added_table(t, plan);
    let view = PlanPage {
        id,
        form,
        can: plan.can_be_carried_out(),
        counts: FactList::new()
            .fact(t.of("people-import-rows"), &number(plan.rows_read))
            .fact(t.of("people-import-to-add"), &number(counts.add))
            .fact(t.of("people-import-to-change"), &number(counts.change))
            .fact(t.of("people-import-to-leave"), &number(counts.leave))
            .fact(t.of("people-import-to-begin"), &number(counts.tenures))
            .fact(t.of("people-import-errors"), &number(counts.errors))
            .fact(t.of("people-import-warnings"), &number(counts.warnings)),
        before: plan.done_before.map(|at| t.day(kernel::clock::date_at(at))),
        findings: findings_table(t, &plan.findings),
        more_findings: plan.findings.len().saturating_sub(SHOWN),
        changes: changes_table(t, plan),
        added,
        more_added,
        posts: posts_table(t, plan),
        mark: plan.mark(),
        page: &page,
    };
    if form.is_ok() { show(&view) } else { show_again(&view) }
}

/// `GET /people/import/{id}`: the trial reading.
pub async fn trial(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let (_, _, plan) = planned(&house, &actor, &id).await?;
    draw_plan(page, &id, &plan, &FormState::default())
}

/// `GET /people/import/{id}/findings.xlsx`: everything found, for whoever mends the file.
pub async fn findings(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let (_, _, plan) = planned(&house, &actor, &id).await?;
    let (t, list) = (&page.t, findings_list(&page.t, &plan.findings));
    sheet(t.of("people-import-findings"), "xlsx", &list)
}

/// `POST /people/import/{id}/completion`: carries out what the trial reading showed, or nothing.
pub async fn complete(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    keeper(&actor)?;
    let (source, defaults, plan) = planned(&house, &actor, &id).await?;
    if plan.mark() != form.value("mark") {
        form.error("", "people-import-moved");
        return draw_plan(page, &id, &plan, &form);
    }
    let (files, photos) = (house.county().files().to_owned(), plan.clone());
    let stored =
        tokio::task::spawn_blocking(move || photo::keep(&files, &photos)).await.map_err(Problem::internal)?;
    stored.map_err(Problem::internal)?;
    let (by, which, mark) = (actor.clone(), id.clone(), plan.mark());
    let carried = write(&house, &mut form, move |tx| {
        // What was shown is what is done: the plan is made again in the transaction that carries it out.
        let now = import::plan(tx, &kept_units(&by), &source, defaults)?;
        if now.mark() != mark {
            return Err(kernel::Refusal::new(
                "试读之后名册有了变动，本次未导入；下面是按现在的名册重新试读的结果。",
                "The roster has changed since the trial reading; nothing was imported. Below is a new trial reading.",
            )
            .into());
        }
        let done = import::carry_out(tx, &by, &now)?;
        upload::forget(tx, &by, &which)?;
        Ok(done)
    });
    match carried.await? {
        Some(done) => {
            house.forget_sessions();
            let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
            let (added, changed, tenures) = (count(done.added), count(done.changed), count(done.tenures));
            let said =
                [("added", &added as &dyn web::argument::Arg), ("changed", &changed), ("tenures", &tenures)];
            Ok(see_other("/people").notice("people-import-done", &said).into_response())
        }
        None => {
            let (_, _, plan) = planned(&house, &actor, &id).await?;
            draw_plan(page, &id, &plan, &form)
        }
    }
}

/// `POST /people/import/{id}/withdrawal`: forgets the file; nothing is imported.
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
    Ok(see_other("/people/import").notice("people-import-withdrawn", &[]).into_response())
}
