//! The one entry for everybody: what happened and what is wanted, without knowing any category; then the slip with the
//! tracking number and the secret, shown this once. Not here: following it (`follow`).

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Query, State as Ax};
use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use axum::response::Response;
use kernel::county::Kept;
use kernel::{Fault, Tx, params};
use serde::Deserialize;
use web::components::field::Choice;
use web::forms::body::Upload;
use web::i18n::Language;
use web::sheet::{Form, Sheet};
use web::{FormState, House, Markup, Page, Problem, show};

use super::picture::{Picture, Pictures};
use super::{act, discard, fits, keep, unkept};
use crate::coded::{Channel, ReplyBy};
use crate::request::known;
use crate::store::request as sql;
use crate::submission::{self, Asked, Submitted};

/// What the address may carry: the item it is about.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct About {
    item: Option<String>,
}

struct Ground {
    places: Vec<Choice>,
    item: Option<(String, String)>,
}

fn ground(tx: &mut Tx<'_>, item: &str) -> Result<Ground, Fault> {
    let mut found = Vec::new();
    for row in tx.rows(&known(), sql::PLACES, &[])? {
        let (name, kind, town) = (row.text(1)?, row.text(2)?, row.get::<Option<String>>(3)?);
        let label = if kind == "township" { name } else { format!("{} · {name}", town.unwrap_or_default()) };
        found.push(Choice::new(row.text(0)?, label));
    }
    let item = match item {
        "" => None,
        id => tx
            .row(&known(), sql::ITEM, params![id])?
            .map(|row| Ok::<_, kernel::DbError>((row.text(0)?, row.text(1)?)))
            .transpose()?,
    };
    Ok(Ground { places: found, item })
}

/// What the entry keeps in memory: the empty form as drawn, by whether in English, until something in the county changes;
/// the codes of slips.
pub struct Entrance {
    forms: Kept<bool, Vec<Markup>>,
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
        Ok::<_, Fault>(parts(&within, &ground(tx, "")?, &FormState::default()))
    });
    let (parts, form) = (kept.await?, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    parts.iter().for_each(|part| sheet.add(part));
    sheet.done()
}

fn titled(page: Page) -> Page {
    page.titled_by("requests-ask").led_by("requests-ask-lead")
}

async fn draw(page: Page, house: &House, form: &FormState) -> Result<Response, Problem> {
    let item = form.value("item").to_owned();
    let ground = house.read(move |tx| ground(tx, &item)).await?;
    let page = titled(page);
    let mut sheet = Sheet::new(&page, form);
    fill(&mut sheet, &ground);
    sheet.done()
}

fn parts(page: &Page, ground: &Ground, form: &FormState) -> Vec<Markup> {
    let mut sheet = Sheet::new(page, form);
    fill(&mut sheet, ground);
    sheet.parts()
}

fn fill(sheet: &mut Sheet<'_>, ground: &Ground) {
    let t = sheet.page.t.clone();
    sheet.links(vec![("/open/requests".to_owned(), t.of("requests-follow").to_owned())]);
    let mut whole = Form::to("/open/requests/new").with_files();
    if let Some((id, name)) = &ground.item {
        sheet.text(&t.with("requests-ask-item", &[("item", name)]));
        whole = whole.hidden("item", id.as_str());
    }
    let replies = Choice::list(
        &t,
        &[
            ("online", "requests-reply-online"),
            ("phone", "requests-reply-phone"),
            ("post", "requests-reply-post"),
            ("visit", "requests-reply-visit"),
        ],
    );
    let parts = [
        sheet.field("body", "requests-body", |field| field.textarea(8).max(4000).hint("requests-body-hint")),
        sheet.field("place", "requests-place", |field| field.select(&ground.places).optional()),
        sheet.field("address", "requests-address", |field| {
            field.max(200).optional().hint("requests-address-hint")
        }),
        sheet.field("files", "requests-files", |field| {
            field.files("image/*,application/pdf").optional().hint("requests-files-hint")
        }),
    ];
    whole = parts.into_iter().fold(whole, Form::part);
    whole = whole.part(sheet.drawn_heading("requests-you")).part(sheet.drawn_hint("requests-you-hint"));
    let parts = [
        sheet.field("name", "requests-name", |field| field.max(60).optional().autocomplete("name")),
        sheet.field("phone", "requests-phone", |field| field.max(40).optional().autocomplete("tel")),
        sheet.field("reply_by", "requests-reply", |field| field.radios(&replies).optional()),
    ];
    whole = parts.into_iter().fold(whole, Form::part);
    whole = whole.part(sheet.drawn_heading("requests-person")).part(sheet.drawn_hint("requests-person-hint"));
    let parts = [
        sheet.field("accused", "requests-accused", |field| field.max(120).optional()),
        sheet.field("accused_unit", "requests-accused-unit", |field| field.max(120).optional()),
    ];
    whole = parts.into_iter().fold(whole, Form::part);
    sheet.add(&whole.part(sheet.drawn_hint("requests-send-hint")).button(t.of("requests-send")));
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
    let text = |name: &str| form.value(name).trim().to_owned();
    let asked = Asked {
        body: text("body"),
        place: text("place"),
        address: text("address"),
        item: text("item"),
        name: text("name"),
        phone: text("phone"),
        reply_by: ReplyBy::from_code(form.value("reply_by")),
        channel: Some(Channel::Online),
        accused: text("accused"),
        accused_unit: text("accused_unit"),
        ..Asked::default()
    };
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
