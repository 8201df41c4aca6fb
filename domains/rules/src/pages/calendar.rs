//! The working calendar: the years the program knows, and adding the yearly notice when it is published.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use law::calendar::YearNotice;
use std::sync::Arc;
use web::components::table::{Cell, Table};
use web::{Acting, FormState, House, Page, Problem, Upload, see_other, show_again};

use crate::county::{self, Addition};

#[derive(Template)]
#[template(path = "rules/calendar.html")]
struct CalendarPage<'a> {
    page: &'a Page,
    years: Table,
    keeper: bool,
    form: &'a FormState,
    example: &'a str,
}

/// The shape of a notice, shown beside the form; a form to copy, not a year that was announced.
const EXAMPLE: &str = "year = 2027\ndocument = \"国办发明电〔2026〕×号\"\nissued = 2026-11-05\noff = [\"2027-01-01..2027-01-03\"]\nwork = [\"2027-01-09\"]\n";

fn draw(
    page: Page,
    house: &House,
    actor: Option<Arc<kernel::Actor>>,
    form: &FormState,
) -> Result<Response, Problem> {
    let page = page.titled_by("rules-calendar").led_by("rules-calendar-lead").back_to("/law", "rules-law");
    let t = &page.t;
    let mut years = Table::new(t, "years", t.of("rules-years"))
        .number_column(t.of("rules-year"))
        .column(t.of("rules-notice"))
        .number_column(t.of("rules-off"))
        .column(t.of("rules-worked"))
        .column(t.of("rules-origin"));
    let book = house.book();
    let mut known: Vec<_> = book.calendar().years().collect();
    known.reverse();
    for year in known {
        let worked: Vec<String> = year.notice.work.iter().map(ToString::to_string).collect();
        let origin = if year.county { "rules-origin-county" } else { "rules-origin-built-in" };
        years.push(vec![
            Cell::Text(year.notice.year.to_string()),
            Cell::Text(year.notice.document.clone()),
            Cell::number(t, year.notice.off.len()),
            Cell::Text(worked.join(" ")),
            Cell::Text(t.of(origin).to_owned()),
        ]);
    }
    let keeper = actor.is_some_and(|actor| county::check_keeper(&actor).is_ok());
    let view = CalendarPage { page: &page, years, keeper, form, example: EXAMPLE };
    if form.is_ok() { web::show(&view) } else { show_again(&view) }
}

/// `GET /law/calendar`
pub async fn show(
    page: Page,
    State(house): State<House>,
    acting: Option<Acting>,
) -> Result<Response, Problem> {
    draw(page, &house, acting.map(|acting| acting.0), &FormState::default())
}

/// `POST /law/calendar`: a notice typed in or sent as a file.
pub async fn add(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    upload: Upload,
) -> Result<Response, Problem> {
    county::check_keeper(&actor)?;
    let sent = upload.files_of("file").next().map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
    let mut form = upload.form;
    let text = match sent {
        Some(text) => Some(text),
        None => form.required_text("notice", 20_000),
    };
    let Some(text) = text else { return draw(page, &house, Some(actor), &form) };
    let notice = match YearNotice::parse(&text) {
        Ok(notice) => notice,
        Err(error) => {
            form.refused("notice", &error.text);
            return draw(page, &house, Some(actor), &form);
        }
    };
    let (keeper, addition) = (actor.clone(), Addition::Year(notice));
    if let Err(fault) = house.county().write(move |tx| county::add(tx, &keeper, &addition)).await {
        form.take(fault)?;
        return draw(page, &house, Some(actor), &form);
    }
    house.reload_book().await?;
    Ok(see_other("/law/calendar").notice("rules-year-added", &[]).into_response())
}
