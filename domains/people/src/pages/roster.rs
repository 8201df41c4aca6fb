//! The roster with every fact as a file: only by a form that says what for, with a fresh proof of who asks, and with an act in
//! the ledger before anything leaves. Not here: what stands in the file (`export`), the directory (`lists`).

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::{Area, Fault, Tx};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, Proven};

use super::lists::{Asked, reads_records};
use super::{file_language, sheet, write};
use crate::{check, export};

/// Longest purpose.
const LONGEST: u32 = 200;

fn draw(page: Page, asked: &Asked, form: &FormState) -> Result<Response, Problem> {
    let page = page
        .titled_by("people-roster-export")
        .led_by("people-roster-export-lead")
        .back_to("/people", "people-title");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let field = sheet.field("purpose", "people-export-purpose", |field| {
        field.max(LONGEST).hint("people-export-purpose-hint")
    });
    let form = Form::to(format!("/people/export?{}", asked.query())).part(field);
    let form = form.way("ending", "xlsx", t.of("people-export-xlsx"), false);
    sheet.add(&form.way("ending", "csv", t.of("people-export-csv"), true));
    sheet.done()
}

/// `GET /people/export`: what for?
pub async fn ask(page: Page, Acting(actor): Acting, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    if !reads_records(&actor) {
        return Err(Problem::forbidden());
    }
    draw(page, &asked, &FormState::default())
}

/// `POST /people/export`
pub async fn export(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    proven: Proven,
    Query(asked): Query<Asked>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if !reads_records(&actor) {
        return Err(Problem::forbidden());
    }
    let (purpose, ending) =
        (form.required_text("purpose", 200), form.required_choice("ending", &["xlsx", "csv"]));
    let (Some(purpose), Some(ending)) = (purpose, ending) else { return draw(page, &asked, &form) };
    if let Some(ask) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(ask);
    }
    let (filter, language) = (asked.filter(&actor), file_language(&page.t));
    let (clear, of) = (check::keeps_roster(&actor), ending.clone());
    let work = move |tx: &mut Tx<'_>| {
        let list = export::roster(tx, &actor.scope(Area::People), &filter, (language, clear))?;
        export::note(tx, &actor, (&of, clear), (list.rows.len(), &purpose))?;
        Ok::<_, Fault>(list)
    };
    match write(&house, &mut form, work).await? {
        Some(list) => sheet(page.t.of("people-roster"), &ending, &list),
        None => draw(page, &asked, &form),
    }
}
