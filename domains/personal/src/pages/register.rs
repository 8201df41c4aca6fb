//! The register for everybody: what is held about people, why, on what basis, how long. Not here: anybody's data.

use axum::response::Response;
use web::components::{FactList, Table};
use web::sheet::Sheet;
use web::{FormState, Page, Problem};

use crate::register::{self, Area, Held};

/// `GET /open/personal-data`
pub async fn show_all(page: Page) -> Result<Response, Problem> {
    let areas = register::areas().map_err(Problem::internal)?;
    let page = page.titled_by("personal-register").led_by("personal-register-lead");
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    sheet.text(page.t.of("personal-register-rights"));
    sheet.links(vec![("/personal".to_owned(), page.t.of("personal-to-mine").to_owned())]);
    for area in areas {
        draw(&mut sheet, &page, area);
    }
    sheet.done()
}

fn draw(sheet: &mut Sheet<'_>, page: &Page, area: &Area) {
    let t = &page.t;
    sheet.words_heading(t.both(&area.name.text()));
    sheet.add(
        &FactList::new()
            .fact(t.of("personal-why"), t.both(&area.why.text()))
            .fact(t.of("personal-basis"), t.both(&area.basis.text()))
            .fact(t.of("personal-kept"), t.both(&area.kept.text())),
    );
    let mut table = Table::new(t, area.code, t.both(&area.name.text()).to_owned())
        .caption_unseen()
        .entries()
        .column(t.of("personal-what"))
        .column(t.of("personal-columns"))
        .column(t.of("personal-in-copy"))
        .column(t.of("personal-forgotten"))
        .empty(t.of("personal-nothing-personal"));
    for held in area.tables.iter().filter(|held| !held.personal.is_empty()) {
        table.push(vec![
            t.both(&held.about.text()).into(),
            held.personal.join(t.choose("、", ", ")).into(),
            t.of(if held.whose.is_some() { "personal-yes" } else { "personal-no" }).into(),
            forgotten(page, held).into(),
        ]);
    }
    sheet.add(&table);
}

fn forgotten(page: &Page, held: &Held) -> String {
    match held.forgotten.first() {
        Some(by) => page.t.with("personal-after-days", &[("days", &i64::from(by.days))]),
        None => page.t.of("personal-as-area").to_owned(),
    }
}
