//! Slips on paper: one for each learner and one for somebody who sees their work, with what to do where and until when.
//! Not here: making them (`slip`).

use std::fmt::Write;

use askama::Template;
use axum::http::header::{CACHE_CONTROL, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use jiff::civil::Date;
use qrcode::{Color, QrCode};
use web::{Page, Problem, show};

use crate::slip::Slip;
use crate::study::Opened;

#[derive(Template)]
#[template(path = "diagnosis/slips.html")]
struct SlipsPage<'a> {
    page: &'a Page,
    title: &'a str,
    spans: [String; 2],
    address: String,
    /// Modules on a side, and the dark ones as a path.
    picture: Option<(usize, String)>,
    slips: Vec<Slip>,
    back: String,
}

/// Where answers are given, as the browser that printed the slips knows the house; the path alone if it does not say.
fn address(headers: &HeaderMap) -> String {
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let origin = origin.filter(|origin| origin.starts_with("http://") || origin.starts_with("https://"));
    format!("{}/answer", origin.unwrap_or_default())
}

/// The address as a QR code of one path, a unit a module; nothing where the address is not whole.
fn picture(address: &str) -> Option<(usize, String)> {
    let code = address.starts_with("http").then(|| QrCode::new(address).ok())??;
    let wide = code.width();
    let mut path = String::new();
    for (at, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        let _ = write!(path, "M{} {}h1v1h-1z", at % wide, at / wide);
    }
    Some((wide, path))
}

/// The slips, shown this once.
pub(super) fn draw_slips(page: Page, opened: &Opened, headers: &HeaderMap) -> Result<Response, Problem> {
    let address = address(headers);
    let back = format!("/diagnosis/studies/{}", opened.id);
    let page = page.titled_by("diagnosis-slips").back_to(back.as_str(), "diagnosis-study");
    let t = &page.t;
    let others = t.of("diagnosis-slip-others").to_owned();
    let mut slips = opened.slips.clone();
    slips.iter_mut().filter(|slip| slip.unit.is_empty()).for_each(|slip| slip.unit.clone_from(&others));
    let span = |(opens, closes): &(Date, Date)| {
        t.with("diagnosis-slip-span", &[("opens", &t.day(*opens)), ("closes", &t.day(*closes))])
    };
    let mut spans = opened.days.iter().map(span);
    let view = SlipsPage {
        title: &opened.title,
        spans: [spans.next().unwrap_or_default(), spans.next().unwrap_or_default()],
        picture: picture(&address),
        address,
        slips,
        back,
        page: &page,
    };
    let mut response = show(&view)?;
    // The codes are nowhere else; they must not stay in a browser's cache either.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
