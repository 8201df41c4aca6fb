//! Rounds of anonymous review for the organisation department: opening one, printing its slips — which exist only in
//! the answer that makes them — closing it, and the reason where there is none.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State as Ax};
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Area, Fault, Tx};
use law::Record;
use web::components::field::Choice;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other, show};

use super::{Asked, act, show_decisions};
use crate::ballot::{self, Group, Opened, Round, Slip};
use crate::quota;
use web::sheet::{Form, Sheet};

#[derive(Template)]
#[template(path = "assessment/slips.html")]
struct SlipsPage<'a> {
    page: &'a Page,
    slips: Vec<(String, String, String)>,
    skipped: String,
    how: &'a str,
}

struct Found {
    year: i16,
    rounds: Vec<Round>,
    organs: Vec<(String, String)>,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, asked: Option<i16>) -> Result<Option<Found>, Fault> {
    if !ballot::may_organise(actor) {
        return Err(Fault::NotFound);
    }
    let scope = actor.scope(Area::Duty);
    let Some(year) = super::year(tx, asked)? else { return Ok(None) };
    let mut organs: Vec<(String, String)> = Vec::new();
    for organ in quota::organs(tx, &scope, &year.id)? {
        if !organs.iter().any(|(id, _)| *id == organ.id) {
            organs.push((organ.id, organ.name));
        }
    }
    Ok(Some(Found { year: year.year, rounds: ballot::rounds(tx, &scope, &year.id)?, organs }))
}

/// `GET /assessment/ballots`
pub async fn list(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, asked.year, FormState::default(), &[]).await
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    year: Option<i16>,
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let found = house.read(move |tx| read(tx, &asking, year)).await?;
    let page = page
        .titled_by("assessment-ballots")
        .led_by("assessment-ballots-lead")
        .back_to("/assessment", "assessment-room")
        .across();
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    let Some(found) = found else {
        sheet.text(t.of("assessment-no-year"));
        return sheet.done();
    };
    sheet.add(&table(t, &found.rounds));
    let organs: Vec<Choice> =
        found.organs.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
    sheet.heading("assessment-ballot-open");
    let organ = sheet.field("organ", "assessment-organ", |field| field.select(&organs));
    let closes = sheet.field("closes_on", "assessment-ballot-closes", |field| field.date());
    let served = sheet.field("served", "assessment-ballot-served", |field| {
        field.number().optional().hint("assessment-ballot-served-hint")
    });
    let open =
        Form::to(format!("/assessment/ballots?year={}", found.year)).part(organ).part(closes).part(served);
    sheet.add(&open.way("act", "open", t.of("assessment-ballot-open"), false));
    sheet.heading("assessment-ballot-waive");
    let organ = sheet.field("waived", "assessment-organ", |field| field.select(&organs));
    let note = sheet.field("note", "assessment-ballot-waive-why", |field| field.textarea(2).max(500));
    let waive = Form::to(format!("/assessment/ballots?year={}", found.year)).part(organ).part(note);
    sheet.add(&waive.way("act", "waive", t.of("assessment-ballot-waive"), true));
    sheet.done()
}

fn table(t: &Lookup, rounds: &[Round]) -> Table {
    let mut table = Table::new(t, "rounds", t.of("assessment-ballots"))
        .caption_unseen()
        .column(t.of("assessment-organ"))
        .column(t.of("assessment-state"))
        .column(t.of("assessment-ballot-closes"))
        .number_column(t.of("assessment-ballot-codes"))
        .number_column(t.of("assessment-ballot-used"))
        .empty(t.of("assessment-ballots-none"));
    for one in rounds {
        let (tone, key) = match (one.open, one.codes) {
            (true, _) => (Tone::Active, "assessment-ballot-running"),
            (false, 0) => (Tone::Stopped, "assessment-ballot-waived"),
            (false, _) => (Tone::Done, "assessment-ballot-closed"),
        };
        table.push(vec![
            Cell::link(format!("/assessment/ballots/{}", one.id), one.organ_name.as_str()),
            Cell::drawn(&StateTag::new(tone, t.of(key))),
            one.closes_on.into(),
            Cell::number(t, one.codes),
            Cell::number(t, one.used),
        ]);
    }
    table
}

fn kind_words(t: &Lookup, kind: &str) -> String {
    t.of(match kind {
        "heads" => "assessment-ballot-heads",
        "served" => "assessment-ballot-served-kind",
        _ => "assessment-ballot-staff",
    })
    .to_owned()
}

fn draw_slips(page: Page, slips: &[Slip], skipped: &[String]) -> Result<Response, Problem> {
    let page = page.titled_by("assessment-slips").back_to("/assessment/ballots", "assessment-ballots");
    let t = &page.t;
    let skipped = if skipped.is_empty() {
        String::new()
    } else {
        t.with("assessment-slips-skipped", &[("units", &t.join(skipped))])
    };
    let slips =
        slips.iter().map(|slip| (slip.unit.clone(), kind_words(t, &slip.kind), slip.code.clone())).collect();
    let how = t.of("assessment-slip-way");
    let mut response = show(&SlipsPage { page: &page, slips, skipped, how })?;
    // The codes are nowhere else; they must not stay in a browser's cache either.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// `POST /assessment/ballots`: opens a round and answers its slips, or records that there is none.
pub async fn open(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let who = actor.clone();
    if form.value("act") == "waive" {
        let (organ, note) = (form.required_text("waived", 60), form.value("note").to_owned());
        let Some(organ) = organ else { return draw(page, &house, &actor, asked.year, form, &[]).await };
        let work = move |tx: &mut Tx<'_>| {
            let year = super::year(tx, asked.year)?.ok_or(Fault::NotFound)?;
            ballot::waive(tx, &who, &year.id, &organ, &note)
        };
        return match act(&house, &mut form, work).await? {
            Ok(moved) => Ok(see_other("/assessment/ballots")
                .notice("assessment-done-waived", &[("n", &moved)])
                .into_response()),
            Err(decisions) => draw(page, &house, &actor, asked.year, form, &decisions).await,
        };
    }
    let (organ, closes) = (form.required_text("organ", 60), form.required_date("closes_on"));
    let served = form.integer("served", 0..=500).and_then(|served| usize::try_from(served).ok()).unwrap_or(0);
    let (Some(organ), Some(closes), true) = (organ, closes, form.is_ok()) else {
        return draw(page, &house, &actor, asked.year, form, &[]).await;
    };
    let work = move |tx: &mut Tx<'_>| {
        let year = super::year(tx, asked.year)?.ok_or(Fault::NotFound)?;
        let people = crate::appraisal::in_organ(tx, &who.scope(Area::Duty), &year.id, &organ)?;
        let served: BTreeMap<String, usize> = people.into_iter().map(|one| (one.unit, served)).collect();
        ballot::open(tx, &who, &year.id, &organ, closes, &served)
    };
    match act(&house, &mut form, work).await? {
        Ok(Opened { slips, skipped, .. }) => draw_slips(page, &slips, &skipped),
        Err(decisions) => draw(page, &house, &actor, asked.year, form, &decisions).await,
    }
}

/// `GET /assessment/ballots/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_one(page, &house, &actor, id, FormState::default(), &[]).await
}

async fn draw_one(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: FormState,
    decisions: &[Record],
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let (round, groups) = house
        .read(move |tx| Ok((ballot::find(tx, &asking, &id)?, ballot::groups(tx, &asking, &id)?)))
        .await?;
    let page = page
        .titled_with("assessment-ballot-title", &[("unit", &round.organ_name)])
        .back_to("/assessment/ballots", "assessment-ballots");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    show_decisions(&mut sheet, decisions);
    sheet.add(&table(t, std::slice::from_ref(&round)));
    sheet.add(&groups_table(t, &groups));
    sheet.hint("assessment-ballot-results-hidden");
    if round.open {
        let path = format!("/assessment/ballots/{}", round.id);
        let note =
            sheet.field("note", "assessment-ballot-early", |field| field.textarea(2).max(500).optional());
        sheet.heading("assessment-ballot-close");
        sheet.add(&Form::to(path.clone()).part(note).way(
            "act",
            "close",
            t.of("assessment-ballot-close"),
            false,
        ));
        let lost: Vec<Choice> = groups
            .iter()
            .filter(|group| group.used < group.codes)
            .map(|group| {
                Choice::new(group.id.as_str(), t.labelled(&group.unit_name, &kind_words(t, &group.kind)))
            })
            .collect();
        sheet.heading("assessment-ballot-reissue");
        sheet.hint("assessment-ballot-reissue-hint");
        let group = sheet.field("group", "assessment-ballot-group", |field| field.select(&lost));
        sheet.add(&Form::to(path).part(group).way("act", "reissue", t.of("assessment-ballot-reissue"), true));
    }
    sheet.done()
}

fn groups_table(t: &Lookup, groups: &[Group]) -> Table {
    let mut table = Table::new(t, "groups", t.of("assessment-ballot-groups"))
        .column(t.of("assessment-unit"))
        .column(t.of("assessment-slip-for"))
        .number_column(t.of("assessment-ballot-codes"))
        .number_column(t.of("assessment-ballot-used"));
    for one in groups {
        table.push(vec![
            one.unit_name.as_str().into(),
            kind_words(t, &one.kind).into(),
            Cell::number(t, one.codes),
            Cell::number(t, one.used),
        ]);
    }
    table
}

/// `POST /assessment/ballots/{id}`: closes a round, or replaces lost slips.
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, asked) = (actor.clone(), id.clone());
    if form.value("act") == "reissue" {
        let Some(group) = form.required_text("group", 60) else {
            return draw_one(page, &house, &actor, id, form, &[]).await;
        };
        return match act(&house, &mut form, move |tx| ballot::reissue(tx, &who, &asked, &group)).await? {
            Ok(slips) => draw_slips(page, &slips, &[]),
            Err(decisions) => draw_one(page, &house, &actor, id, form, &decisions).await,
        };
    }
    let note = form.value("note").to_owned();
    match act(&house, &mut form, move |tx| ballot::close(tx, &who, &asked, &note)).await? {
        Ok(moved) => Ok(see_other("/assessment/ballots")
            .notice("assessment-done-ballot-closed", &[("n", &moved)])
            .into_response()),
        Err(decisions) => draw_one(page, &house, &actor, id, form, &decisions).await,
    }
}
