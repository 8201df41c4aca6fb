//! How the program itself runs each procedure, drawn from its own definition. Not here: the definitions (rooms).

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::response::Response;
use jiff::civil::Date;
use kernel::actor::Role;
use kernel::procedure::{By, Limit, Procedure, Step};
use law::Rulebook;
use web::charts::Head;
use web::charts::flow::{FlowStep, flow};
use web::components::{Cell, Table};
use web::i18n::Lookup;
use web::sheet::Sheet;
use web::{FormState, House, Page, Problem};

use super::Portal;
use crate::pages::{local, said};

/// `GET /open/procedures`
///
/// # Errors
/// If the page cannot be written.
pub async fn list(page: Page, Extension(portal): Extension<Arc<Portal>>) -> Result<Response, Problem> {
    let page = page
        .titled_by("oversight-open-procedures")
        .led_by("oversight-procedures-lead")
        .back_to("/open", "oversight-open");
    let t = page.t.clone();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    let mut table = Table::new(&t, "procedures", t.of("oversight-open-procedures"))
        .caption_unseen()
        .column(t.of("oversight-procedure"))
        .column(t.of("oversight-procedure-about"))
        .number_column(t.of("oversight-steps"))
        .filter();
    for one in &portal.procedures {
        let steps = i64::try_from(one.steps.len()).unwrap_or(0);
        table.push(vec![
            Cell::link(format!("/open/procedures/{}", one.id), said(&t, one.title)),
            said(&t, one.about).into(),
            Cell::number(&t, steps),
        ]);
    }
    sheet.add(&table);
    sheet.done()
}

fn role(t: &Lookup, role: Role) -> String {
    let key = format!("oversight-role-{}", role.code());
    t.get(&key).unwrap_or(role.code()).to_owned()
}

fn by(t: &Lookup, by: By) -> String {
    match by {
        By::Person => t.of("oversight-by-person").to_owned(),
        By::Role(one) => role(t, one),
        By::Named => t.of("oversight-by-named").to_owned(),
        By::Program => t.of("oversight-by-program").to_owned(),
    }
}

/// A clause as `《regulation》第n条`.
fn cited(t: &Lookup, (book, on): (&Rulebook, Date), id: &str) -> String {
    let Some((regulation, clause)) = book.find(id) else { return id.to_owned() };
    match clause.article(on) {
        "" | "?" => t.with("oversight-clause", &[("regulation", &t.both(&regulation.title))]),
        article => t.with(
            "oversight-clause-article",
            &[("regulation", &t.both(&regulation.title)), ("article", &article)],
        ),
    }
}

fn within(t: &Lookup, law: (&Rulebook, Date), limit: Limit) -> String {
    match limit {
        Limit::Open => String::new(),
        Limit::Clause(id) => t.with("oversight-limit-clause", &[("clause", &cited(t, law, id))]),
        Limit::WorkingDays(n) => t.with("oversight-working-days", &[("n", &i64::from(n))]),
        Limit::CycleDate => t.of("oversight-limit-date").to_owned(),
    }
}

fn drawn(t: &Lookup, law: (&Rulebook, Date), procedure: &Procedure, (at, step): (usize, &Step)) -> FlowStep {
    let place = |id: &str| procedure.steps.iter().position(|other| other.id == id);
    let others: Vec<String> =
        step.not_by.iter().filter_map(|id| procedure.step(id)).map(|other| said(t, other.title)).collect();
    let attachments = if others.is_empty() {
        String::new()
    } else {
        t.with("oversight-not-by", &[("steps", &t.join(&others))])
    };
    FlowStep {
        label: said(t, step.title),
        who: by(t, step.by),
        limit: within(t, law, step.limit),
        attachments,
        returns: step.ways.iter().filter_map(|way| place(way.to?)).filter(|to| *to <= at).collect(),
        now: false,
    }
}

/// `GET /open/procedures/{id}`
///
/// # Errors
/// If there is no such procedure.
pub async fn show_one(
    page: Page,
    State(house): State<House>,
    Extension(portal): Extension<Arc<Portal>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let Some(procedure) = portal.procedures.iter().find(|one| one.id == id).copied() else {
        return Err(Problem::not_found());
    };
    let title = said(&page.t, procedure.title);
    let about = said(&page.t, procedure.about);
    let page = page.titled(title.clone()).led(about).back_to("/open/procedures", "oversight-open-procedures");
    let (t, book) = (page.t.clone(), house.book());
    let today = local(house.county().clock().now()).date();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    let steps: Vec<FlowStep> =
        procedure.steps.iter().enumerate().map(|step| drawn(&t, (&book, today), procedure, step)).collect();
    let count = i64::try_from(steps.len()).unwrap_or(0);
    let description = t.with("oversight-flow-says", &[("title", &title), ("n", &count)]);
    let head = Head::new(
        "flow",
        t.with("oversight-flow", &[("title", &title)]),
        description,
        t.of("oversight-step"),
    );
    sheet.add(&flow(&t, head, &steps));
    sheet.heading("oversight-ways");
    sheet.add(&ways(&t, procedure));
    if !procedure.basis.is_empty() {
        sheet.heading("oversight-bases");
        for clause in procedure.basis {
            let text = book.find(clause).map(|(_, found)| t.both(&found.text).to_owned()).unwrap_or_default();
            let plain = plain(&t, (&book, today), clause, &text);
            sheet.text(&t.labelled(&cited(&t, (&book, today), clause), &plain));
        }
    }
    sheet.done()
}

/// The words of a clause with its parameters as they apply on a day.
fn plain(t: &Lookup, (book, on): (&Rulebook, Date), id: &str, text: &str) -> String {
    let Some((_, clause)) = book.find(id) else { return text.to_owned() };
    let mut out = text.to_owned();
    for parameter in &clause.parameters {
        let applied = book.setting(id, &parameter.name, on).ok().map(|applied| applied.value);
        let Some(value) = applied.or_else(|| parameter.value(on).cloned()) else { continue };
        let words = parameter.kind.words(&value);
        out = out.replace(&format!("{{{}}}", parameter.name), t.both(&words));
    }
    out
}

fn ways(t: &Lookup, procedure: &Procedure) -> Table {
    let mut table = Table::new(t, "ways", t.of("oversight-ways"))
        .caption_unseen()
        .column(t.of("oversight-step"))
        .column(t.of("oversight-way"))
        .column(t.of("oversight-way-to"));
    for step in procedure.steps {
        for way in step.ways {
            let to = way.to.and_then(|to| procedure.step(to));
            let to = to.map_or_else(|| t.of("oversight-way-ends").to_owned(), |to| said(t, to.title));
            table.push(vec![said(t, step.title).into(), said(t, way.title).into(), to.into()]);
        }
    }
    table
}
