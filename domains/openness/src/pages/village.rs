//! One village: its year period by period with what is missing and what was made up late, posting for a period, for
//! everybody the same without the forms. Not here: the notices themselves, all villages (`villages`).

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Role, Scope, Tx};
use law::rules::village_affairs_due::{Calendar, Slot};
use law::{Record, Rulebook};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{act, area, refused};
use crate::notice::NewNotice;
use crate::village::{self, ITEMS, Item, Period, Publication, Village};

/// Which year, and for which item and period one posts.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    year: Option<i16>,
    item: Option<String>,
    period: Option<String>,
}

pub(super) fn item_name(t: &Lookup, item: &Item) -> String {
    t.choose(item.name.zh, item.name.en).to_owned()
}

/// How the year of an item stands.
pub(super) fn tag(t: &Lookup, calendar: &Calendar) -> StateTag {
    if calendar.missing > 0 {
        return StateTag::new(Tone::Late, t.with("openness-village-missing", &[("n", &calendar.missing)]));
    }
    match calendar.due {
        Some(due) => StateTag::new(Tone::Waiting, t.with("openness-village-due", &[("day", &t.day(due))])),
        None => StateTag::new(Tone::Done, t.of("openness-village-posted")),
    }
}

/// A period in words: a quarter, a month, or the days.
pub(crate) fn period_name(t: &Lookup, period: &Period) -> String {
    let year = period.from.year().to_string();
    if let Some(quarter) = period.quarter() {
        return t.with("openness-quarter", &[("year", &year), ("n", &i64::from(quarter))]);
    }
    if period.is_month() {
        return t.with("openness-month", &[("year", &year), ("n", &i64::from(period.from.month()))]);
    }
    if period.from == period.to {
        return t.of("openness-period-unnamed").to_owned();
    }
    format!("{}–{}", t.day(period.from), t.day(period.to))
}

fn slot_tag(t: &Lookup, slot: &Slot) -> StateTag {
    match (slot.posted, slot.late, slot.missing) {
        (true, true, _) => StateTag::new(Tone::Returned, t.of("openness-period-late")),
        (true, false, _) => StateTag::new(Tone::Done, t.of("openness-village-posted")),
        (false, _, true) => StateTag::new(Tone::Late, t.of("openness-period-missing")),
        (false, _, false) => {
            StateTag::new(Tone::Waiting, t.with("openness-village-due", &[("day", &t.day(slot.due))]))
        }
    }
}

struct Found {
    village: Village,
    year: i16,
    today: Date,
    postings: Vec<Publication>,
    /// What the rule says of each item.
    records: Vec<(&'static Item, Record)>,
    /// The years that can be looked at beside this one.
    others: Vec<i16>,
}

fn read(
    tx: &mut Tx<'_>,
    scope: &Scope,
    book: &Rulebook,
    (unit, wanted): (&str, Option<i16>),
) -> Result<Found, Fault> {
    let today = tx.today();
    let year = wanted.filter(|year| (2011..=today.year()).contains(year)).unwrap_or(today.year());
    // A year before the clause was in force has no calendar: the present one is shown.
    let (found, year) = match village::one(tx, scope, book, (unit, year)) {
        Err(Fault::Refused(_)) if year != today.year() => {
            (village::one(tx, scope, book, (unit, today.year()))?, today.year())
        }
        found => (found?, year),
    };
    let mut records = Vec::new();
    for (item, busy, _) in &found.items {
        records.push((*item, village::decision(tx, scope, book, (unit, item.code, *busy), year)?));
    }
    let mut others = Vec::new();
    for other in [year - 1, year + 1].into_iter().filter(|other| *other <= today.year()) {
        // A year before the clause was in force has no calendar to look at.
        others.extend(village::one(tx, scope, book, (unit, other)).is_ok().then_some(other));
    }
    let postings = village::postings(tx, unit, year)?;
    Ok(Found { village: found, year, today, postings, records, others })
}

/// `GET /open/villages/{unit}`
pub async fn open_one(
    page: Page,
    Ax(house): Ax<House>,
    Path(unit): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (scope, book) = (Scope::county("what villages post is open to everybody"), house.book());
    let found = house.read(move |tx| read(tx, &scope, &book, (&unit, asked.year))).await?;
    let page =
        page.titled(found.village.name.as_str()).back_to("/open/villages", "openness-village").across();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    draw_year(&mut sheet, &found, "/open/villages");
    sheet.done()
}

/// `GET /openness/village/{unit}`
pub async fn one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(unit): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let form = FormState::default()
        .prefilled("item", asked.item.unwrap_or_default())
        .prefilled("period", asked.period.unwrap_or_default());
    draw_one(page, &house, &actor, (unit, asked.year), form, &[]).await
}

async fn draw_one(
    page: Page,
    house: &House,
    actor: &Actor,
    (unit, year): (String, Option<i16>),
    form: FormState,
    why: &[Record],
) -> Result<Response, Problem> {
    let (scope, book) = (actor.scope(Area::Power), house.book());
    let found = house.read(move |tx| read(tx, &scope, &book, (&unit, year))).await?;
    let page =
        page.titled(found.village.name.as_str()).back_to("/openness/village", "openness-village").across();
    let mut sheet = Sheet::new(&page, &form);
    refused(&mut sheet, why);
    draw_year(&mut sheet, &found, "/openness/village");
    if actor.is(Role::Head) {
        draw_posting(&mut sheet, &found);
    }
    sheet.done()
}

/// The year of a village, item by item and period by period, what was posted, and what the rule says.
fn draw_year(sheet: &mut Sheet<'_>, found: &Found, path: &str) {
    let t = &sheet.page.t;
    let (village, year) = (&found.village, found.year.to_string());
    sheet.words_heading(&t.with("openness-village-of", &[("year", &year)]));
    let mut table = Table::new(t, "periods", t.of("openness-village-items"))
        .caption_unseen()
        .column(t.of("openness-village-item"))
        .column(t.of("openness-period"))
        .column(t.of("openness-state"))
        .column(t.of("openness-village-due-on"))
        .empty(t.of("openness-village-no-postings"));
    for (item, _, calendar) in &village.items {
        for slot in &calendar.slots {
            table.push(vec![
                item_name(t, item).into(),
                period_name(t, &Period::of(slot)).into(),
                Cell::drawn(&slot_tag(t, slot)),
                slot.due.into(),
            ]);
        }
    }
    sheet.add(&table);
    for (item, record) in &found.records {
        let calendar = village.items.iter().find(|one| one.0 == *item).map(|one| &one.2);
        let (missing, late) = calendar.map_or((0, 0), |calendar| (calendar.missing, calendar.late));
        let args: [(&str, &dyn web::argument::Arg); 3] =
            [("item", &item_name(t, item)), ("missing", &missing), ("late", &late)];
        let sentence = t.with("openness-village-judged", &args);
        sheet.decision(record, &sentence, false);
    }
    let links = found.others.iter().map(|other| {
        let text = t.with("openness-village-of", &[("year", &other.to_string())]);
        (format!("{path}/{}?year={other}", village.unit), text)
    });
    sheet.links(links.collect());
    sheet.heading("openness-village-postings");
    let mut posted = Table::new(t, "posted", t.of("openness-village-postings"))
        .caption_unseen()
        .column(t.of("openness-period"))
        .column(t.of("openness-village-item"))
        .column(t.of("openness-posted-on"))
        .column(t.of("openness-title"))
        .empty(t.of("openness-village-no-postings"));
    for one in &found.postings {
        let on = if one.late {
            t.with("openness-posted-late", &[("day", &t.day(one.posted_on))])
        } else {
            t.day(one.posted_on)
        };
        posted.push(vec![
            period_name(t, &one.period).into(),
            village::item(&one.item).map(|item| item_name(t, item)).unwrap_or_default().into(),
            on.into(),
            Cell::link(format!("/open/notices/{}", one.number), one.title.as_str()),
        ]);
    }
    sheet.add(&posted);
}

/// The missing ones as links that fill the form in, posting an item for a period, and how often finances are posted.
fn draw_posting(sheet: &mut Sheet<'_>, found: &Found) {
    let (t, village) = (&sheet.page.t, &found.village);
    let path = format!("/openness/village/{}", village.unit);
    sheet.heading("openness-village-post");
    let missing = village.items.iter().flat_map(|(item, _, calendar)| {
        calendar.slots.iter().filter(|slot| slot.missing).map(move |slot| (*item, slot))
    });
    let links = missing.map(|(item, slot)| {
        let args: [(&str, &dyn web::argument::Arg); 2] =
            [("item", &item_name(t, item)), ("period", &period_name(t, &Period::of(slot)))];
        let to = format!("{path}?year={}&item={}&period={}", found.year, item.code, Period::of(slot).code());
        (to, t.with("openness-make-up", &args))
    });
    sheet.links(links.collect());
    let items: Vec<Choice> = ITEMS.iter().map(|item| Choice::new(item.code, item_name(t, item))).collect();
    let periods: Vec<Choice> = village
        .periods()
        .iter()
        .filter(|period| period.from <= found.today)
        .map(|period| Choice::new(period.code(), period_name(t, period)))
        .collect();
    let whole =
        Form::to(format!("{path}?year={}", found.year))
            .part(sheet.field("item", "openness-village-item", |field| field.select(&items)))
            .part(sheet.field("period", "openness-period", |field| {
                field.select(&periods).hint("openness-period-hint")
            }))
            .part(sheet.field("title", "openness-title", |field| field.max(120)))
            .part(area(sheet, "body", "openness-text", 6, false))
            .part(sheet.field("closes_on", "openness-closes-on", |field| {
                field.date().hint("openness-village-closes-hint")
            }))
            .part(sheet.field("lasting_title", "openness-lasting-title", |field| {
                field.max(120).optional().hint("openness-village-lasting-hint")
            }))
            .part(sheet.field("lasting_body", "openness-lasting-body", |field| {
                field.textarea(3).max(8_000).optional()
            }))
            .button(t.of("openness-post"));
    sheet.add(&whole);
    draw_rhythm(sheet, village);
}

fn draw_rhythm(sheet: &mut Sheet<'_>, village: &Village) {
    let t = &sheet.page.t;
    let busy = village.items.iter().any(|(_, busy, _)| *busy);
    let (value, key) = if busy {
        ("ordinary", "openness-village-make-ordinary")
    } else {
        ("busy", "openness-village-make-busy")
    };
    let rhythm = Form::to("/openness/village").hidden("unit", village.unit.as_str()).way(
        "rhythm",
        value,
        t.of(key),
        true,
    );
    sheet.fold(t.of("openness-village-rhythm"), &rhythm, false);
}

/// `POST /openness/village/{unit}`
pub async fn post(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(unit): Path<String>,
    Query(asked): Query<Asked>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let texts = (
        form.required_text("item", 40),
        form.required_text("period", 40),
        form.required_text("title", 120),
        form.required_text("body", 8_000),
        form.required_date("closes_on"),
    );
    let period = texts.1.as_deref().and_then(Period::from_code);
    if texts.1.is_some() && period.is_none() {
        form.error("period", "web-error-choose");
    }
    let (Some(item), Some(period), Some(title), Some(body), Some(closes_on)) =
        (texts.0, period, texts.2, texts.3, texts.4)
    else {
        return draw_one(page, &house, &actor, (unit, asked.year), form, &[]).await;
    };
    let given = |name: &str| Some(form.value(name).trim().to_owned()).filter(|text| !text.is_empty());
    let (lasting_title, lasting_body) = (given("lasting_title"), given("lasting_body"));
    let new = NewNotice {
        title,
        body,
        lasting_title,
        lasting_body,
        closes_on: Some(closes_on),
        ..NewNotice::default()
    };
    let (who, book, of) = (actor.clone(), house.book(), unit.clone());
    let done =
        act(&house, &mut form, move |tx| village::post(tx, &who, &book, (&of, &item, period), &new)).await?;
    match done {
        Ok((_, late)) => {
            let key = if late { "openness-done-made-up" } else { "openness-done-village" };
            Ok(see_other(format!("/openness/village/{unit}?year={}", period.from.year()))
                .notice(key, &[("day", &closes_on)])
                .into_response())
        }
        Err(why) => draw_one(page, &house, &actor, (unit, asked.year), form, &why).await,
    }
}

/// `POST /openness/village`: how often the finances of a village are posted.
pub async fn set_rhythm(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    form: FormState,
) -> Result<Response, Problem> {
    let (unit, busy) = (form.value("unit").to_owned(), form.value("rhythm") == "busy");
    let to = format!("/openness/village/{}", web::download::encoded(&unit));
    house.county().write(move |tx| village::set_rhythm(tx, &actor, &unit, busy)).await?;
    Ok(see_other(to).notice("openness-done-rhythm", &[]).into_response())
}
