//! The one entry for everybody: what happened and what is wanted, without knowing any category; then the slip with the
//! tracking number and the secret, shown this once, and again to whoever sends the same form twice. Not here: its fields
//! (`asking`), following it (`follow`).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Query, State as Ax};
use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use axum::response::Response;
use kernel::Fault;
use kernel::county::Kept;
use serde::Deserialize;
use web::forms::body::Upload;
use web::i18n::Language;
use web::sheet::Sheet;
use web::{FormState, House, Page, Problem, show};

use super::asking::{Blank, By, asked, drawn_with, fill, fresh, ground};
use super::picture::{Picture, Pictures};
use super::{act, discard, fits, keep, unkept};
use crate::submission::{self, Submitted};

/// What the address may carry: the item it is about.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct About {
    item: Option<String>,
}

/// What the entry keeps in memory: the empty form as drawn, by whether in English, until something in the county changes;
/// the codes of slips.
pub struct Entrance {
    forms: Kept<bool, Blank>,
    pictures: Pictures,
}

impl Default for Entrance {
    fn default() -> Entrance {
        Entrance { forms: Kept::new(2), pictures: Pictures::default() }
    }
}

/// `GET /open/requests/new`
pub async fn ask(
    page: Page,
    Ax(house): Ax<House>,
    Extension(entrance): Extension<Arc<Entrance>>,
    Query(about): Query<About>,
) -> Result<Response, Problem> {
    if let Some(item) = about.item.filter(|item| !item.is_empty()) {
        return draw(page, &house, &FormState::default().prefilled("item", item)).await;
    }
    let page = titled(page);
    let (within, english) = (page.clone(), page.language() == Language::En);
    let kept = entrance.forms.read(house.county(), &english, move |tx| {
        Ok::<_, Fault>(Blank::draw(&within, &ground(tx, "")?, By::Resident))
    });
    let (blank, form) = (kept.await?, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    follow(&mut sheet);
    sheet.add(&blank.with(&fresh(&house)));
    sheet.done()
}

fn titled(page: Page) -> Page {
    page.titled_by("requests-ask").led_by("requests-ask-lead")
}

fn follow(sheet: &mut Sheet<'_>) {
    let label = sheet.page.t.of("requests-follow").to_owned();
    sheet.links(vec![("/open/requests".to_owned(), label)]);
}

async fn draw(page: Page, house: &House, form: &FormState) -> Result<Response, Problem> {
    let item = form.value("item").to_owned();
    let ground = house.read(move |tx| ground(tx, &item)).await?;
    let page = titled(page);
    let mut sheet = Sheet::new(&page, form);
    follow(&mut sheet);
    fill(&mut sheet, &ground, By::Resident, &drawn_with(house, form));
    sheet.done()
}

/// `POST /open/requests/new`: taken, and the slip.
pub async fn submit(
    page: Page,
    Ax(house): Ax<House>,
    Extension(entrance): Extension<Arc<Entrance>>,
    headers: HeaderMap,
    mut upload: Upload,
) -> Result<Response, Problem> {
    let sent = std::mem::take(&mut upload.files);
    let mut form = upload.form;
    fits(&mut form, &sent, true);
    let asked = asked(&mut form, By::Resident);
    if let Err(fault) = submission::check(&asked) {
        form.take(fault)?;
    }
    if !form.is_ok() {
        return draw(page, &house, &form).await;
    }
    let kept = keep(&house, &mut form, sent, true).await?;
    if !form.is_ok() {
        discard(&house, kept).await?;
        return draw(page, &house, &form).await;
    }
    let (book, files) = (house.book(), kept.clone());
    let done = act(&house, &mut form, move |tx| submission::submit(tx, &book, &asked, &files)).await?;
    if done.is_none() {
        discard(&house, kept).await?;
    }
    match done {
        Some(submitted) => draw_slip(page, &submitted, (&headers, &entrance)),
        None => draw(page, &house, &form).await,
    }
}

#[derive(Template)]
#[template(path = "requests/slip.html")]
struct SlipPage<'a> {
    page: &'a Page,
    submitted: &'a Submitted,
    address: String,
    picture: Option<Arc<Picture>>,
    due: String,
}

/// Where a request is followed, as the browser knows the house; the path alone if it does not say.
fn address(headers: &HeaderMap) -> String {
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let origin = origin.filter(|origin| origin.starts_with("http://") || origin.starts_with("https://"));
    format!("{}/open/requests", origin.unwrap_or_default())
}

pub(super) fn draw_slip(
    page: Page,
    submitted: &Submitted,
    (headers, entrance): (&HeaderMap, &Entrance),
) -> Result<Response, Problem> {
    let page = page.titled_by("requests-slip");
    let address = address(headers);
    let due = page.t.with("requests-slip-due", &[("day", &submitted.due)]);
    let view = SlipPage { submitted, picture: entrance.pictures.drawn(&address), address, due, page: &page };
    Ok(unkept(show(&view)?))
}
