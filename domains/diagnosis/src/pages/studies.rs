//! A study for who runs it: opening it with its slips — which exist only in the answer that makes them — its waves,
//! more slips, closing early. Not here: its report.

use axum::extract::{Path, Query, State as Ax};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Actor, Fault, Scope, Tx};
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Cell, Confirm, FactList, Table};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::act;
use super::home::wave_tag;
use super::slips::draw_slips;
use crate::bank::{self, Wave};
use crate::slip::{self, Group};
use crate::study::{self, NewStudy, Study, Subject, WaveRow};
use crate::{due, licensed};
use web::sheet::{Form, Sheet};

/// What is asked for in the address.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    class: Option<String>,
}

/// `GET /diagnosis/new`
pub async fn new(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    draw_new(page, &house, &actor, asked, FormState::default()).await
}

struct Offer {
    subjects: Vec<Subject>,
    banks: Vec<(String, String)>,
    today: Date,
}

async fn draw_new(
    page: Page,
    house: &House,
    actor: &Actor,
    asked: Asked,
    mut form: FormState,
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let offer = house
        .read(move |tx| {
            let banks = licensed::list(tx)?.into_iter().filter(|one| one.open).map(|one| (one.id, one.name));
            Ok(Offer { subjects: study::subjects(tx, &asking)?, banks: banks.collect(), today: tx.today() })
        })
        .await?;
    let page =
        page.titled_by("diagnosis-new").led_by("diagnosis-new-lead").back_to("/diagnosis", "diagnosis-room");
    let t = &page.t;
    if let Some(class) = &asked.class
        && !form.has("subject")
    {
        form.set("subject", format!("class/{class}"));
        if let Some(found) = offer.subjects.iter().find(|one| one.id == *class) {
            form.set("opens_on", found.ends_on.max(offer.today).to_string());
        }
    }
    let mut sheet = Sheet::new(&page, &form);
    if offer.subjects.is_empty() {
        sheet.text(t.of("diagnosis-new-none"));
        return sheet.done();
    }
    let subjects: Vec<Choice> = offer
        .subjects
        .iter()
        .map(|one| {
            Choice::new(format!("{}/{}", one.kind, one.id), format!("{} · {}", one.title, t.day(one.ends_on)))
        })
        .collect();
    let mut banks = vec![Choice::new(bank::OWN, t.of("diagnosis-bank-own"))];
    banks.extend(offer.banks.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())));
    let forms = Choice::list(t, &[("full", "diagnosis-form-full"), ("short", "diagnosis-form-short")]);
    let fields = [
        sheet.field("subject", "diagnosis-class", |field| field.select(&subjects)),
        sheet.field("opens_on", "diagnosis-last-session", |field| {
            field.date().optional().hint("diagnosis-last-session-hint")
        }),
        sheet.field("bank", "diagnosis-bank-used", |field| field.select(&banks)),
        sheet.field("form", "diagnosis-form", |field| field.radios(&forms)),
    ];
    let whole = fields.into_iter().fold(Form::to("/diagnosis/new"), Form::part);
    sheet.add(&whole.button(t.of("diagnosis-make-slips")));
    if let Some(class) = &asked.class {
        sheet.heading("diagnosis-leave-out");
        let note = sheet.field("note", "diagnosis-leave-out-why", |field| field.textarea(2).max(500));
        let left = Form::to("/diagnosis/new").hidden("class", class.as_str()).part(note);
        sheet.add(&left.way("act", "leave-out", t.of("diagnosis-leave-out"), true));
    }
    sheet.done()
}

/// `POST /diagnosis/new`: opens a study and answers its slips, or records that there is none.
pub async fn open(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let who = actor.clone();
    let class = Some(form.value("class").to_owned()).filter(|class| !class.is_empty());
    if form.value("act") == "leave-out" {
        let (left, note) = (class.clone().unwrap_or_default(), form.value("note").to_owned());
        let work = move |tx: &mut Tx<'_>| study::leave_out(tx, &who, &left, &note);
        return match act(&house, &mut form, work).await? {
            Some(()) => Ok(see_other("/diagnosis").notice("diagnosis-done-left-out", &[]).into_response()),
            None => draw_new(page, &house, &actor, Asked { class }, form).await,
        };
    }
    let (subject, bank) = (form.required_text("subject", 80), form.required_text("bank", 60));
    if form.value("opens_on").is_empty()
        && let Some(day) = last_day(&house, &actor, &form).await?
    {
        form.set("opens_on", day.to_string());
    }
    let (opens_on, short) =
        (form.required_date("opens_on"), form.required_choice("form", &["full", "short"]));
    let (Some(subject), Some(bank), Some(opens_on), Some(short)) = (subject, bank, opens_on, short) else {
        return draw_new(page, &house, &actor, Asked { class }, form).await;
    };
    let (kind, subject) = subject.split_once('/').map_or(("", ""), |parts| parts);
    let new = NewStudy {
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        bank,
        form: bank::Form::from_code(&short),
        opens_on,
    };
    let book = house.book();
    match act(&house, &mut form, move |tx: &mut Tx<'_>| study::open(tx, &who, &book, &new)).await? {
        Some(opened) => draw_slips(page, &opened, &headers),
        None => draw_new(page, &house, &actor, Asked { class }, form).await,
    }
}

/// The last day of the class chosen, today if that is past.
async fn last_day(house: &House, actor: &Actor, form: &FormState) -> Result<Option<Date>, Problem> {
    let (asking, chosen) = (actor.clone(), form.value("subject").to_owned());
    house
        .read(move |tx| {
            let all = study::subjects(tx, &asking)?;
            let found = all.into_iter().find(|one| format!("{}/{}", one.kind, one.id) == chosen);
            Ok(found.map(|one| one.ends_on.max(tx.today())))
        })
        .await
}

struct Found {
    study: Study,
    waves: Vec<WaveRow>,
    groups: Vec<Group>,
    confirmed: Option<[i64; 4]>,
}

/// What others confirmed of the class, added up; nothing where fewer people than told intended something.
fn confirmed(tx: &mut Tx<'_>, study: &Study) -> Result<Option<[i64; 4]>, Fault> {
    let scope = Scope::county("only sums over a class of enough people are shown");
    let all = action::transfer::confirmed(tx, &scope, &study.subject)?;
    let sum = |of: fn(&action::transfer::Confirmed) -> i64| all.iter().map(of).sum::<i64>();
    let told = u64::try_from(all.len()).unwrap_or(0) >= study.least;
    Ok(told.then(|| {
        [sum(|one| one.intended), sum(|one| one.attempts), sum(|one| one.seen), sum(|one| one.transferred)]
    }))
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let study = study::find(tx, actor, id)?;
    let confirmed = confirmed(tx, &study)?;
    Ok(Found { waves: study::waves(tx, id)?, groups: slip::groups(tx, id)?, confirmed, study })
}

/// `GET /diagnosis/studies/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw_one(page, &house, &actor, id, FormState::default()).await
}

async fn draw_one(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: FormState,
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let found = house.read(move |tx| read(tx, &asking, &id)).await?;
    let page = page.titled(found.study.title.clone()).back_to("/diagnosis", "diagnosis-room");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&facts_of(t, &found));
    sheet.links(vec![(
        format!("/diagnosis/report?study={}", found.study.id),
        t.of("diagnosis-report").to_owned(),
    )]);
    let path = format!("/diagnosis/studies/{}", found.study.id);
    for wave in &found.waves {
        let (act, key) = match (wave.state.as_str(), wave.wave) {
            ("open", _) => ("close", "diagnosis-close-now"),
            ("planned", Wave::Pulse) => ("open", "diagnosis-open-now"),
            _ => continue,
        };
        sheet.heading(key);
        sheet.hint(if act == "close" { "diagnosis-close-hint" } else { "diagnosis-open-hint" });
        let number = wave.wave.number().to_string();
        sheet.add(&Form::to(path.as_str()).hidden("wave", number).way("act", act, t.of(key), true));
    }
    slips_of(&mut sheet, &found);
    sheet.done()
}

fn facts_of(t: &Lookup, found: &Found) -> FactList {
    let mut facts = FactList::new().fact(t.of("diagnosis-unit"), &found.study.unit_name);
    for wave in &found.waves {
        facts = facts.drawn(t.both(&wave.wave.text()), web::Markup::of(&wave_tag(t, wave)));
        if wave.provisional {
            facts = facts.fact(t.of("diagnosis-provisional"), t.of("diagnosis-provisional-why"));
        }
        if wave.reminders > 0 {
            facts = facts.fact(t.of("diagnosis-reminders"), &wave.reminders.to_string());
        }
    }
    if let Some([intended, attempts, seen, transferred]) = found.confirmed {
        let said = t.with(
            "diagnosis-confirmed-sums",
            &[
                ("intended", &intended),
                ("attempts", &attempts),
                ("seen", &seen),
                ("transferred", &transferred),
            ],
        );
        facts = facts.fact(t.of("diagnosis-confirmed"), &said);
    }
    facts
}

/// The groups of slips, and more of them while the study runs.
fn slips_of(sheet: &mut Sheet<'_>, found: &Found) {
    let t = &sheet.page.t;
    let path = format!("/diagnosis/studies/{}", found.study.id);
    sheet.heading("diagnosis-slips");
    let mut table = Table::new(t, "groups", t.of("diagnosis-slips"))
        .caption_unseen()
        .column(t.of("diagnosis-slip-unit"))
        .number_column(t.of("diagnosis-slip-count"));
    for group in &found.groups {
        let name = group.unit_name.clone().unwrap_or_else(|| t.of("diagnosis-slip-others").to_owned());
        table.push(vec![name.into(), Cell::number(t, group.codes)]);
    }
    sheet.add(&table);
    if found.study.state == "running" {
        sheet.hint("diagnosis-more-hint");
        let groups: Vec<Choice> = found
            .groups
            .iter()
            .map(|one| {
                let name = one.unit_name.clone().unwrap_or_else(|| t.of("diagnosis-slip-others").to_owned());
                Choice::new(one.id.as_str(), name)
            })
            .collect();
        let group = sheet.field("group", "diagnosis-slip-unit", |field| field.select(&groups));
        let count = sheet.field("count", "diagnosis-slip-count", |field| field.number());
        let more = Form::to(path).part(group).part(count);
        sheet.add(&more.way("act", "more", t.of("diagnosis-more"), true));
    }
}

/// The page before a wave is closed for good.
async fn ask_close(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    wave: Wave,
) -> Result<Response, Problem> {
    let (asking, asked) = (actor.clone(), id.clone());
    let (study, waves) =
        house.read(move |tx| Ok((study::find(tx, &asking, &asked)?, study::waves(tx, &asked)?))).await?;
    let Some(row) = waves.iter().find(|one| one.wave == wave && one.state == "open") else {
        return Err(Fault::NotFound.into());
    };
    let back = format!("/diagnosis/studies/{id}");
    let page = page.titled_by("diagnosis-close-now").back_to(back.as_str(), "diagnosis-study");
    let (t, form) = (&page.t, FormState::default());
    let mut confirm = Confirm::new(t, back.as_str(), t.of("diagnosis-close-now"))
        .effect(t.with("diagnosis-close-so-far", &[("class", &study.title), ("n", &row.answered)]))
        .effect(t.of("diagnosis-close-hint"))
        .hidden("act", "close")
        .hidden("sure", "1")
        .hidden("wave", wave.number().to_string())
        .back(back.as_str(), t.of("diagnosis-close-not"))
        .grave();
    if let Some(next) = waves.iter().find(|one| one.wave == Wave::Later && one.state == "planned") {
        confirm = confirm.effect(t.with("diagnosis-close-next", &[("day", &t.day(next.opens_on))]));
    }
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&confirm);
    sheet.done()
}

/// `POST /diagnosis/studies/{id}`: opens or closes a wave, or makes more slips.
pub async fn act_on(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    headers: HeaderMap,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, asked) = (actor.clone(), id.clone());
    let what = form.value("act").to_owned();
    if what == "more" {
        let (group, count) = (form.required_text("group", 60), form.required_integer("count", 1..=10));
        let (Some(group), Some(count)) = (group, count) else {
            return draw_one(page, &house, &actor, id, form).await;
        };
        let work = move |tx: &mut Tx<'_>| {
            let slips = slip::more(tx, &who, &asked, &group, count)?;
            study::opened(tx, &asked, slips)
        };
        return match act(&house, &mut form, work).await? {
            Some(opened) => draw_slips(page, &opened, &headers),
            None => draw_one(page, &house, &actor, id, form).await,
        };
    }
    let wave = if form.value("wave") == "2" { Wave::Later } else { Wave::Pulse };
    if what == "close" && form.value("sure") != "1" {
        return ask_close(page, &house, &actor, id, wave).await;
    }
    let book = house.book();
    let work = move |tx: &mut Tx<'_>| due::by_hand(tx, &who, &book, (&asked, wave), &what);
    match act(&house, &mut form, work).await? {
        Some(()) => Ok(see_other(format!("/diagnosis/studies/{id}"))
            .notice("diagnosis-done-wave", &[])
            .into_response()),
        None => draw_one(page, &house, &actor, id, form).await,
    }
}
