//! The page of one item for everybody, kept as drawn until something in the county changes; and the same as data. Not
//! here: the page its office works on (`pages::item`).

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Extension, Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use kernel::{Fault, Tx};
use law::Rulebook;
use serde_json::{Value, json};
use web::components::state::Notice;
use web::components::{Cell, FactList, StateTag, Table, Tone};
use web::i18n::{Language, Lookup};
use web::sheet::Sheet;
use web::{FormState, House, Markup, Page, Problem};

use super::Portal;
use crate::item::{self, Carried, Item, Standing, Version};
use crate::lines::limit_words;
use crate::pages::{said, standing_tag};
use crate::says::{Days, Limit, Says};

/// An item as drawn.
pub struct Drawn {
    title: String,
    parts: Vec<Markup>,
}

#[derive(Template)]
#[template(path = "oversight/kept.html")]
struct ItemPage<'a> {
    page: &'a Page,
    parts: &'a [Markup],
}

fn read(tx: &mut Tx<'_>, book: &Rulebook, id: &str) -> Result<(Item, Version, Standing), Fault> {
    let found = item::find_public(tx, id)?;
    let scope = item::everybody();
    let version = item::version(tx, &scope, id, found.version)?;
    let today = tx.today();
    let standing = item::standing_of(tx, book, (id, found.version), &version.says, today)?;
    Ok((found, version, standing))
}

/// `GET /open/items/{id}`, and with `.json` behind the id the same as data.
///
/// # Errors
/// If there is no such item, or it cannot be read.
pub async fn show(
    page: Page,
    State(house): State<House>,
    Extension(portal): Extension<Arc<Portal>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    if let Some(id) = id.strip_suffix(".json") {
        return data(house, &portal, id.to_owned()).await;
    }
    let key = (id, page.language() == Language::En);
    let (within, book, of) = (page.clone(), house.book(), key.0.clone());
    let kept = portal.items.read(house.county(), &key, move |tx| {
        let (found, version, standing) = read(tx, &book, &of)?;
        Ok::<_, Fault>(Drawn { parts: draw(&within, (&found, &version), &standing), title: found.name })
    });
    let drawn = kept.await?;
    let page = page.titled(drawn.title.clone()).back_to("/open/items", "oversight-open-items");
    web::show(&ItemPage { page: &page, parts: &drawn.parts })
}

/// A limit in the reader's words.
pub(crate) fn limit(t: &Lookup, limit: Option<Limit>) -> String {
    match limit {
        None => String::new(),
        Some(Limit { n: 0, .. }) => t.of("oversight-on-the-spot").to_owned(),
        Some(Limit { n, unit }) => {
            let key = match unit {
                Days::Working => "oversight-working-days",
                Days::Calendar => "oversight-calendar-days",
            };
            t.with(key, &[("n", &i64::from(n))])
        }
    }
}

/// What an item says, drawn; also where its office works on it.
pub(crate) fn draw(page: &Page, (item, version): (&Item, &Version), standing: &Standing) -> Vec<Markup> {
    let form = FormState::default();
    let (t, says) = (&page.t, &version.says);
    let mut sheet = Sheet::new(page, &form);
    if !standing.open {
        sheet.add(&Notice::new(Tone::Late, t.of("oversight-closed")));
    } else if standing.gone().next().is_some() {
        sheet.add(&Notice::new(Tone::Waiting, t.of("oversight-partly-gone")));
    } else if standing.is_ageing() {
        sheet.add(&Notice::new(Tone::Info, t.of("oversight-ageing")));
    }
    sheet.add(&facts(t, item, version));
    if standing.open {
        let ask = format!("/open/requests/new?item={}", item.id);
        sheet.links(vec![(ask, t.of("oversight-ask").to_owned())]);
    }
    body(&mut sheet, says);
    basis(&mut sheet, says, standing);
    sheet.heading("oversight-remedy");
    sheet.text(&says.remedy);
    sheet.links(vec![(format!("/open/items/{}.json", item.id), t.of("oversight-data").to_owned())]);
    sheet.parts()
}

fn facts(t: &Lookup, item: &Item, version: &Version) -> FactList {
    let says = &version.says;
    let fee = if says.fee.is_empty() {
        t.of("oversight-no-fee").to_owned()
    } else {
        t.with("oversight-fee-by", &[("fee", &says.fee), ("basis", &says.fee_basis)])
    };
    let since = match version.from_on {
        Some(from) => t.with("oversight-version-since", &[("n", &version.number), ("day", &t.date(from))]),
        None => t.with("oversight-version", &[("n", &version.number)]),
    };
    FactList::new()
        .fact(t.of("oversight-office"), &item.unit_name)
        .fact(t.of("oversight-kind"), &said(t, says.kind.words()))
        .fact(t.of("oversight-who"), &says.who)
        .fact(t.of("oversight-promised"), &limit(t, says.promised))
        .fact(t.of("oversight-statutory"), &limit(t, says.statutory))
        .fact(t.of("oversight-fee"), &fee)
        .fact(t.of("oversight-place"), &says.place)
        .fact(t.of("oversight-hours"), &says.hours)
        .fact(t.of("oversight-phone"), &says.phone)
        .fact(t.of("oversight-code"), &item.code)
        .fact(t.of("oversight-version-label"), &since)
}

fn body(sheet: &mut Sheet<'_>, says: &Says) {
    let t = sheet.page.t.clone();
    if !says.conditions.is_empty() {
        sheet.heading("oversight-conditions");
        for (n, condition) in (1..).zip(&says.conditions) {
            sheet.text(&format!("{n}. {condition}"));
        }
    }
    sheet.heading("oversight-materials");
    let mut table = Table::new(&t, "materials", t.of("oversight-materials"))
        .caption_unseen()
        .column(t.of("oversight-material"))
        .column(t.of("oversight-copy"))
        .column(t.of("oversight-needed"))
        .entries()
        .empty(t.of("oversight-materials-none"));
    for one in &says.materials {
        let needed = if one.held_by.is_empty() {
            t.of("oversight-needed-yes").to_owned()
        } else {
            t.with("oversight-needed-no", &[("office", &one.held_by)])
        };
        table.push(vec![one.name.as_str().into(), said(&t, one.copy.words()).into(), needed.into()]);
    }
    sheet.add(&table);
    if says.materials.iter().any(|one| !one.held_by.is_empty()) {
        sheet.hint("oversight-held-hint");
    }
    if !says.steps.is_empty() {
        sheet.heading("oversight-steps");
        let mut table = Table::new(&t, "steps", t.of("oversight-steps"))
            .caption_unseen()
            .column(t.of("oversight-step"))
            .column(t.of("oversight-by"))
            .column(t.of("oversight-within"));
        for (n, one) in (1..).zip(&says.steps) {
            table.push(vec![
                format!("{n}. {}", one.name).into(),
                one.who.as_str().into(),
                limit(&t, one.limit).into(),
            ]);
        }
        sheet.add(&table);
    }
}

fn basis(sheet: &mut Sheet<'_>, says: &Says, standing: &Standing) {
    let t = sheet.page.t.clone();
    sheet.heading("oversight-bases");
    let mut table = Table::new(&t, "bases", t.of("oversight-bases"))
        .caption_unseen()
        .column(t.of("oversight-basis"))
        .column(t.of("oversight-article"))
        .column(t.of("oversight-founds"))
        .column(t.of("oversight-valid"));
    for carried in &standing.bases {
        let Some(one) = says.bases.get(carried.place) else { continue };
        let title = match (&one.number, &one.document) {
            (number, _) if number.is_empty() => one.title.clone(),
            (number, _) => t.with("oversight-title-number", &[("title", &one.title), ("number", number)]),
        };
        let title = match &one.document {
            Some(id) => Cell::link(format!("/open/documents/{id}"), title),
            None => title.into(),
        };
        let founds = if one.founds { "oversight-founds-yes" } else { "oversight-founds-no" };
        table.push(vec![
            title,
            one.article.as_str().into(),
            t.of(founds).into(),
            Cell::drawn(&valid(&t, carried)),
        ]);
    }
    sheet.add(&table);
    for carried in standing.gone() {
        let (Some(decision), Some(one)) = (&carried.decision, says.bases.get(carried.place)) else {
            continue;
        };
        let sentence = t.with("oversight-gone", &[("title", &one.title)]);
        sheet.decision(decision, &sentence, false);
    }
}

fn valid(t: &Lookup, carried: &Carried) -> StateTag {
    match carried.validity {
        Some(found) => standing_tag(t, found.standing),
        None if carried.decision.is_some() => StateTag::new(Tone::Info, t.of("oversight-standing-unknown")),
        None if carried.carries => StateTag::new(Tone::Active, t.of("oversight-standing-in-force")),
        None => StateTag::new(Tone::Late, t.of("oversight-standing-lapsed")),
    }
}

async fn data(house: House, portal: &Portal, id: String) -> Result<Response, Problem> {
    let (book, of) = (house.book(), id.clone());
    let kept = portal.data.read(house.county(), &id, move |tx| {
        let (found, version, standing) = read(tx, &book, &of)?;
        Ok::<_, Fault>(as_data(&found, &version, &standing).to_string().into_bytes())
    });
    let bytes = Bytes::copy_from_slice(&kept.await?);
    Ok(([(CONTENT_TYPE, "application/json; charset=utf-8")], bytes).into_response())
}

fn as_data(item: &Item, version: &Version, standing: &Standing) -> Value {
    let says = &version.says;
    let bases: Vec<Value> = standing
        .bases
        .iter()
        .filter_map(|carried| {
            let one = says.bases.get(carried.place)?;
            Some(json!({
                "title": one.title, "number": one.number, "article": one.article, "issued_on": one.issued_on,
                "founds": one.founds, "carries": carried.carries,
                "standing": carried.validity.map(|found| found.standing),
                "lapses_on": carried.validity.map(|found| found.lapses_on).or(one.valid_until),
            }))
        })
        .collect();
    let materials: Vec<Value> = says
        .materials
        .iter()
        .map(|one| {
            json!({ "name": one.name, "copy": one.copy, "asked": one.held_by.is_empty(), "held_by": one.held_by })
        })
        .collect();
    json!({
        "id": item.id, "code": item.code, "name": says.name, "kind": says.kind, "office": item.unit_name,
        "version": version.number, "from": version.from_on, "open": standing.open, "who": says.who,
        "statutory": says.statutory, "statutory_words": limit_words(says.statutory), "promised": says.promised,
        "promised_words": limit_words(says.promised), "fee": says.fee, "fee_basis": says.fee_basis,
        "conditions": says.conditions, "materials": materials, "steps": says.steps, "bases": bases,
        "place": says.place, "hours": says.hours, "phone": says.phone, "remedy": says.remedy,
    })
}
