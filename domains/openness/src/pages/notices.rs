//! Notices inside: the list with drafts, drafting, posting, concluding. Not here: how objections are drawn
//! (`answering`), what everybody reads (`open_notices`).

use axum::extract::{Path, Query, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Tx, case};
use law::Record;
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Table};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::answering::{self, Answering};
use super::open_notices::facts;
use super::{act, area, kind_name, notice_tag, page_number, refused};
use crate::notice::{self, KINDS, NewNotice, Notice, closing, objection, posting};
use crate::permission::is_poster;

/// Notices on a page of the list.
const EACH: usize = 40;

/// Which page, and what is being done on it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    page: Option<String>,
    objection: Option<String>,
    several: Option<String>,
}

/// `GET /openness/notices`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let number = page_number(asked.page.as_deref());
    let from = i64::try_from((number - 1).saturating_mul(EACH)).unwrap_or(0);
    let asking = actor.clone();
    let (lines, today) = house
        .read(move |tx| {
            let most = i64::try_from(EACH + 1).unwrap_or(41);
            Ok((notice::list(tx, &asking, (most, from))?, tx.today()))
        })
        .await?;
    let page = page
        .titled_by("openness-notices-inside")
        .led_by("openness-notices-inside-lead")
        .back_to("/openness", "openness-room")
        .across();
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    if is_poster(&actor) {
        sheet.links(vec![("/openness/notices/new".to_owned(), t.of("openness-notice-new").to_owned())]);
    }
    let mut table = Table::new(t, "notices", t.of("openness-notices-inside"))
        .caption_unseen()
        .column(t.of("openness-title"))
        .column(t.of("openness-kind"))
        .column(t.of("openness-unit"))
        .column(t.of("openness-posted-on"))
        .column(t.of("openness-state"))
        .number_column(t.of("openness-objections-open"))
        .empty(t.of("openness-notices-none"));
    for line in lines.iter().take(EACH) {
        table.push(vec![
            Cell::link(format!("/openness/notices/{}", line.id), line.title.as_str()),
            kind_name(t, line.kind).into(),
            line.unit_name.as_str().into(),
            line.posted_on.map_or_else(|| "".into(), Cell::from),
            Cell::drawn(&notice_tag(t, line.kind, (&line.state, line.closes_on), today)),
            Cell::number(t, line.open_objections),
        ]);
    }
    sheet.add(&table);
    let mut links = Vec::new();
    if number > 1 {
        let path = format!("/openness/notices?page={}", number - 1);
        links.push((path, t.of("openness-newer").to_owned()));
    }
    if lines.len() > EACH {
        let path = format!("/openness/notices?page={}", number + 1);
        links.push((path, t.of("openness-older").to_owned()));
    }
    sheet.links(links);
    sheet.done()
}

/// `GET /openness/notices/new`
pub async fn new(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    draw_new(page, &house, &actor, FormState::default(), &[]).await
}

/// Units as choices, own ones first by the scope.
pub(crate) async fn unit_choices(house: &House, actor: &Actor) -> Result<Vec<Choice>, Problem> {
    let scope = actor.scope(Area::Power);
    let units = house.read(move |tx| Ok(notice::units(tx, &scope)?)).await?;
    Ok(units.into_iter().map(|(id, name)| Choice::new(id, name)).collect())
}

async fn draw_new(
    page: Page,
    house: &House,
    actor: &Actor,
    form: FormState,
    why: &[Record],
) -> Result<Response, Problem> {
    if !is_poster(actor) {
        return Err(Problem::forbidden());
    }
    let units = unit_choices(house, actor).await?;
    let page = page
        .titled_by("openness-notice-new")
        .led_by("openness-notice-new-lead")
        .back_to("/openness/notices", "openness-notices-inside");
    let t = &page.t;
    let mine = KINDS.iter().filter(|kind| kind.is_for(actor));
    let kinds: Vec<Choice> = mine.map(|kind| Choice::new(kind.code, kind_name(t, kind))).collect();
    let mut sheet = Sheet::new(&page, &form);
    refused(&mut sheet, why);
    let whole =
        Form::to("/openness/notices/new")
            .autosave("notice-new")
            .part(sheet.field("kind", "openness-kind", |field| field.select(&kinds)))
            .part(sheet.field("unit", "openness-unit", |field| field.select(&units)))
            .part(sheet.field("title", "openness-title", |field| field.max(120)))
            .part(sheet.field("body", "openness-text", |field| {
                field.textarea(8).max(8_000).hint("openness-text-hint")
            }))
            .part(sheet.field("closes_on", "openness-closes-on", |field| {
                field.date().optional().hint("openness-closes-hint")
            }))
            .part(sheet.field("shorter", "openness-shorter", |field| {
                field.textarea(2).max(500).optional().hint("openness-shorter-hint")
            }))
            .part(sheet.field("lasting_title", "openness-lasting-title", |field| {
                field.max(120).optional().hint("openness-lasting-hint")
            }))
            .part(sheet.field("lasting_body", "openness-lasting-body", |field| {
                field.textarea(4).max(8_000).optional()
            }))
            .way("act", "post", t.of("openness-post"), false)
            .way("act", "draft", t.of("openness-keep-draft"), true);
    sheet.add(&whole);
    sheet.done()
}

/// `POST /openness/notices/new`
pub async fn draft(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let texts = (
        form.required_text("kind", 40),
        form.required_text("unit", 64),
        form.required_text("title", 120),
        form.required_text("body", 8_000),
    );
    let closes_on = form.date("closes_on");
    let (Some(kind), Some(unit), Some(title), Some(body)) = texts else {
        return draw_new(page, &house, &actor, form, &[]).await;
    };
    if !form.is_ok() {
        return draw_new(page, &house, &actor, form, &[]).await;
    }
    let given = |name: &str| Some(form.value(name).trim().to_owned()).filter(|text| !text.is_empty());
    let new = NewNotice {
        kind,
        unit,
        title,
        body,
        lasting_title: given("lasting_title"),
        lasting_body: given("lasting_body"),
        subject: None,
        closes_on,
        shorter_because: given("shorter"),
    };
    let posts = form.value("act") != "draft";
    let (who, book) = (actor.clone(), house.book());
    let done = act(&house, &mut form, move |tx| {
        if posts { notice::publish(tx, &who, &book, &new) } else { notice::draft(tx, &who, &book, &new) }
    })
    .await?;
    match done {
        Ok(made) => {
            let to = see_other(format!("/openness/notices/{}", made.id));
            let to = match (posts, closes_on) {
                (true, Some(day)) => to.notice("openness-done-posted", &[("day", &day)]),
                (true, None) => to.notice("openness-done-published", &[]),
                (false, _) => to.notice("openness-done-drafted", &[]),
            };
            Ok(to.into_response())
        }
        Err(why) => draw_new(page, &house, &actor, form, &why).await,
    }
}

struct Found {
    notice: Notice,
    objections: Answering,
    mine: bool,
    today: jiff::civil::Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str, asked: &Asked) -> Result<Found, Fault> {
    let notice = notice::find(tx, actor, id)?;
    let objections = Answering {
        shown: answering::read(tx, actor, id, page_number(asked.page.as_deref()))?,
        page: page_number(asked.page.as_deref()),
        one: asked.objection.clone().filter(|id| !id.is_empty()),
        several: asked.several.is_some(),
    };
    let mine = case::open_step_of(tx, &notice.case)?.is_some_and(|step| step.waits_for(actor));
    Ok(Found { notice, objections, mine, today: tx.today() })
}

/// `GET /openness/notices/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw_one(page, &house, &actor, (id, asked), FormState::default(), &[]).await
}

async fn draw_one(
    page: Page,
    house: &House,
    actor: &Actor,
    (id, asked): (String, Asked),
    form: FormState,
    why: &[Record],
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let found = house.read(move |tx| read(tx, &asking, &id, &asked)).await?;
    let one = &found.notice;
    let page = page.titled(one.title.as_str()).back_to("/openness/notices", "openness-notices-inside");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    refused(&mut sheet, why);
    sheet.add(&facts(t, one, found.today));
    if one.state != "draft" {
        let open = format!("/open/notices/{}", one.number);
        sheet.links(vec![(open, t.of("openness-as-everybody").to_owned())]);
    }
    sheet.heading("openness-text");
    sheet.quoted(&one.body);
    if one.personal {
        sheet.heading("openness-lasting");
        sheet.lesser(&one.lasting_title);
        sheet.quoted(&one.lasting_body);
    }
    if let Some(record) = &one.decision {
        let sentence = t.of("openness-days-judged").to_owned();
        sheet.decision(record, &sentence, false);
    }
    answering::draw(&mut sheet, &found.notice, &found.objections);
    if found.mine {
        ways(&mut sheet, &found);
    }
    if !one.conclusion.is_empty() {
        sheet.heading("openness-conclusion");
        sheet.quoted(&one.conclusion);
    }
    sheet.done()
}

fn ways(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    let path = format!("/openness/notices/{}", found.notice.id);
    if found.notice.state == "draft" {
        let note = area(sheet, "note", "openness-note", 2, true);
        let form = Form::to(path).part(note).way("act", "post", t.of("openness-post"), false).way(
            "act",
            "drop",
            t.of("openness-drop"),
            true,
        );
        sheet.add(&form);
        return;
    }
    sheet.heading("openness-conclude");
    match found.notice.closes_on {
        Some(last) if found.today <= last => {
            sheet.text(&t.with("openness-conclude-after", &[("day", &last)]));
        }
        _ => {
            let hint = if found.notice.kind.personal {
                "openness-conclusion-unnamed"
            } else {
                "openness-conclusion-hint"
            };
            let words = sheet
                .field("conclusion", "openness-conclusion", |field| field.textarea(4).max(8_000).hint(hint));
            sheet.add(&Form::to(path).part(words).way("act", "conclude", t.of("openness-conclude"), false));
        }
    }
}

/// `POST /openness/notices/{id}`
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, asked, book) = (actor.clone(), id.clone(), house.book());
    let value = |name: &str| form.value(name).to_owned();
    let (way, answer) = (value("act"), value("answer"));
    let several = form.has("several");
    let objections: Vec<String> = form.values("objection").map(str::to_owned).collect();
    let (note, conclusion) = (value("note"), value("conclusion"));
    let (chosen, answered) = (way.clone(), objections.clone());
    let done = act(&house, &mut form, move |tx| match way.as_str() {
        "post" => posting::post(tx, &who, &book, &asked).map(drop),
        "drop" => posting::drop_draft(tx, &who, &asked, &note),
        "conclude" => closing::conclude(tx, &who, &asked, &conclusion),
        "uphold" | "explain" => {
            objection::answer_all(tx, &who, (&asked, &answered), (way == "uphold", &answer))
        }
        _ => Err(Fault::NotFound),
    })
    .await?;
    if let Err(why) = done {
        let one = objections.into_iter().next().filter(|_| !several);
        let asked = Asked { page: None, objection: one, several: several.then(String::new) };
        return draw_one(page, &house, &actor, (id, asked), form, &why).await;
    }
    let (to, key) = match chosen.as_str() {
        "drop" => ("/openness/notices".to_owned(), "openness-done-dropped"),
        "conclude" => (format!("/openness/notices/{id}"), "openness-done-concluded"),
        "post" => (format!("/openness/notices/{id}"), "openness-done-published"),
        _ => (format!("/openness/notices/{id}"), "openness-done-answered"),
    };
    Ok(see_other(to).notice(key, &[]).into_response())
}
