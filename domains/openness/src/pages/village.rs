//! Village affairs: the year of every village with what is missing, one village, posting from it. By name, in no order
//! of merit. Not here: the notices themselves.

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Area, Role, Scope};
use law::Record;
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Pager, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{act, area, page_number, refused};
use crate::notice::NewNotice;
use crate::village::{self, ITEMS, Village};

/// Villages on a page.
const EACH: usize = 30;

/// Which year and page.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    year: Option<i16>,
    page: Option<String>,
}

fn item_name(t: &Lookup, item: &village::Item) -> String {
    t.choose(item.name.zh, item.name.en).to_owned()
}

/// `GET /open/villages`
pub async fn open(page: Page, Ax(house): Ax<House>, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let page = page.titled_by("openness-village").led_by("openness-village-open-lead").across();
    let page = page.back_to("/open/notices", "openness-notices");
    let scope = Scope::county("what villages post is open to everybody");
    draw(page, &house, (scope, asked), "/open/villages", None).await
}

/// `GET /openness/village`
pub async fn calendar(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let page = page.titled_by("openness-village").led_by("openness-village-lead").across();
    let page = page.back_to("/openness", "openness-room");
    let scope = actor.scope(Area::Power);
    draw(page, &house, (scope, asked), "/openness/village", Some("/openness/village/")).await
}

async fn draw(
    page: Page,
    house: &House,
    (scope, asked): (Scope, Asked),
    path: &str,
    each: Option<&str>,
) -> Result<Response, Problem> {
    let book = house.book();
    let wanted = asked.year.filter(|year| (2011..=2100).contains(year));
    let number = page_number(asked.page.as_deref());
    let from = i64::try_from((number - 1).saturating_mul(EACH)).unwrap_or(0);
    let (villages, all, year) = house
        .read(move |tx| {
            let year = wanted.unwrap_or(tx.today().year());
            let most = i64::try_from(EACH).unwrap_or(30);
            let villages = village::year(tx, &scope, &book, year, (most, from))?;
            Ok((villages, village::count(tx, &scope)?, year))
        })
        .await?;
    let all = usize::try_from(all).unwrap_or(0);
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let args: [(&str, &dyn web::argument::Arg); 2] = [("year", &year.to_string()), ("all", &all)];
    sheet.text(&t.with("openness-village-sum", &args));
    let mut table = Table::new(t, "villages", t.with("openness-village-of", &[("year", &year.to_string())]))
        .column(t.of("openness-village-name"));
    for item in &ITEMS {
        table = table.column(item_name(t, item));
    }
    let mut table = table.empty(t.of("openness-village-none"));
    for village in &villages {
        let name = match each {
            Some(each) => Cell::link(format!("{each}{}", village.unit), village.name.as_str()),
            None => Cell::link(
                format!("/open/notices?kind=village-affairs&unit={}", village.unit),
                village.name.as_str(),
            ),
        };
        let cells = village.items.iter().map(|(_, _, calendar)| Cell::drawn(&tag(t, calendar)));
        table.push(std::iter::once(name).chain(cells).collect());
    }
    sheet.add(&table);
    let address = format!("{path}?year={year}");
    sheet.add(&Pager::new(t, &address, number, all, EACH));
    sheet.done()
}

fn tag(t: &Lookup, calendar: &law::rules::village_affairs_due::Calendar) -> StateTag {
    if calendar.missing > 0 {
        return StateTag::new(Tone::Late, t.with("openness-village-missing", &[("n", &calendar.missing)]));
    }
    match calendar.due {
        Some(due) => StateTag::new(Tone::Waiting, t.with("openness-village-due", &[("day", &t.day(due))])),
        None => StateTag::new(Tone::Done, t.of("openness-village-posted")),
    }
}

struct Found {
    village: Village,
    year: i16,
    postings: Vec<(String, Date, String, String)>,
    finance: Option<Record>,
}

async fn read(house: &House, actor: &Actor, unit: String) -> Result<Found, Problem> {
    let (scope, book) = (actor.scope(Area::Power), house.book());
    house
        .read(move |tx| {
            let year = tx.today().year();
            let found = village::one(tx, &scope, &book, (&unit, year))?;
            let busy = found.items.iter().any(|(_, busy, _)| *busy);
            let finance = village::decision(tx, &scope, &book, (&unit, "finance", busy), year)?;
            let postings = village::postings(tx, &unit, year)?;
            Ok(Found { village: found, year, postings, finance: Some(finance) })
        })
        .await
}

/// `GET /openness/village/{unit}`
pub async fn one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(unit): Path<String>,
) -> Result<Response, Problem> {
    draw_one(page, &house, &actor, unit, FormState::default(), &[]).await
}

async fn draw_one(
    page: Page,
    house: &House,
    actor: &Actor,
    unit: String,
    form: FormState,
    why: &[Record],
) -> Result<Response, Problem> {
    let found = read(house, actor, unit).await?;
    let village = &found.village;
    let page = page.titled(village.name.as_str()).back_to("/openness/village", "openness-village");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    refused(&mut sheet, why);
    let mut table = Table::new(t, "items", t.of("openness-village-items"))
        .column(t.of("openness-village-item"))
        .column(t.of("openness-village-rhythm"))
        .column(t.of("openness-state"))
        .entries();
    for (item, busy, calendar) in &village.items {
        let rhythm = if *busy { "openness-village-busy" } else { "openness-village-ordinary" };
        table.push(vec![item_name(t, item).into(), t.of(rhythm).into(), Cell::drawn(&tag(t, calendar))]);
    }
    sheet.add(&table);
    if let Some(record) = &found.finance {
        let sentence = t.of("openness-village-finance-judged").to_owned();
        sheet.decision(record, &sentence, false);
    }
    if actor.is(Role::Head) {
        draw_posting(&mut sheet, village);
    }
    sheet.words_heading(&t.with("openness-village-of", &[("year", &found.year.to_string())]));
    let mut posted = Table::new(t, "posted", t.of("openness-village-postings"))
        .caption_unseen()
        .column(t.of("openness-posted-on"))
        .column(t.of("openness-village-item"))
        .column(t.of("openness-title"))
        .empty(t.of("openness-village-no-postings"));
    for (code, day, number, title) in &found.postings {
        let name = village::item(code).map(|item| item_name(t, item)).unwrap_or_default();
        posted.push(vec![
            (*day).into(),
            name.into(),
            Cell::link(format!("/open/notices/{number}"), title.as_str()),
        ]);
    }
    sheet.add(&posted);
    sheet.done()
}

/// Posting an item, and how often finances are posted.
fn draw_posting(sheet: &mut Sheet<'_>, village: &Village) {
    let t = &sheet.page.t;
    let items: Vec<Choice> = ITEMS.iter().map(|item| Choice::new(item.code, item_name(t, item))).collect();
    sheet.heading("openness-village-post");
    let whole =
        Form::to(format!("/openness/village/{}", village.unit))
            .part(sheet.field("item", "openness-village-item", |field| field.select(&items)))
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
    mut form: FormState,
) -> Result<Response, Problem> {
    let texts = (
        form.required_text("item", 40),
        form.required_text("title", 120),
        form.required_text("body", 8_000),
        form.required_date("closes_on"),
    );
    let (Some(item), Some(title), Some(body), Some(closes_on)) = texts else {
        return draw_one(page, &house, &actor, unit, form, &[]).await;
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
    let done = act(&house, &mut form, move |tx| village::post(tx, &who, &book, (&of, &item), &new)).await?;
    match done {
        Ok(_) => Ok(see_other(format!("/openness/village/{unit}"))
            .notice("openness-done-posted", &[("day", &closes_on)])
            .into_response()),
        Err(why) => draw_one(page, &house, &actor, unit, form, &why).await,
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
