//! The library: what can be done about each construct, and who can do it.

use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;
use web::components::{Cell, Table};
use web::{Acting, FormState, Page, Problem};

use crate::bank::constructs;
use crate::library;
use web::sheet::Sheet;

/// Which construct; all if none is named.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    construct: Option<String>,
}

/// `GET /diagnosis/library`
pub async fn show_all(
    page: Page,
    Acting(_): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let page = page
        .titled_by("diagnosis-library")
        .led_by("diagnosis-library-lead")
        .back_to("/diagnosis", "diagnosis-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let wanted = |code: &str| asked.construct.as_deref().is_none_or(|asked| asked == code);
    for one in constructs().iter().filter(|one| wanted(&one.code)) {
        let name = t.both(&one.name).to_owned();
        let mut table = Table::new(t, format!("ways-{}", one.code), name.as_str())
            .column(t.of("diagnosis-way"))
            .column(t.of("diagnosis-by"))
            .number_column(t.of("diagnosis-days"));
        for way in library::about(&one.code) {
            table.push(vec![
                Cell::Text(t.both(&way.text).to_owned()),
                t.both(&way.by.text()).into(),
                Cell::number(t, way.days),
            ]);
        }
        sheet.lesser(&t.labelled(t.both(&one.area.text()), &name));
        sheet.text(t.both(&one.about));
        sheet.add(&table);
    }
    sheet.done()
}
