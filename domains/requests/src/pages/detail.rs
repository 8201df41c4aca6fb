//! One request for who answers it: what was asked, where it stands, its steps and dates, what was said, and the forms of
//! the step that is open. Not here: the forms (`forms`), what they do (`acts`).

use axum::extract::{Path, State as Ax};
use axum::response::Response;
use jiff::civil::Date;
use kernel::case::{self, OpenStep, StepRow};
use kernel::files::{self, Attachment};
use kernel::{Actor, Fault, Scope, Tx, clock, params};
use web::components::{FactList, Notice, Tone};
use web::sheet::Sheet;
use web::{Acting, FormState, House, Markup, Page, Problem};

use super::drawing::{
    Reader, draw_cases, draw_dates, draw_said, due_key, files as draw_files, is_late, tag, word,
};
use super::queue::offices;
use super::{forms, send};
use crate::category;
use crate::coded::Kind;
use crate::dates::{self, Dated};
use crate::facts::{Ticket, read as read_facts};
use crate::permission::answers_for;
use crate::rating::{self, Rating};
use crate::request::{self, Request, Said, known};
use crate::store::request as sql;

/// What the page of a request shows an office.
pub(super) struct Found {
    pub(super) request: Request,
    pub(super) dates: Vec<Dated>,
    pub(super) said: Vec<Said>,
    pub(super) files: Vec<Attachment>,
    pub(super) cases: Vec<Handled>,
    pub(super) step: Option<OpenStep>,
    pub(super) ratings: Vec<Rating>,
    pub(super) merged: Vec<(String, String)>,
    pub(super) offices: Vec<(String, String)>,
    /// Whether this reader answers for it.
    pub(super) answers: bool,
    /// Whether they read what was written: who answers for it, or decides its review. Others see that it is there and how
    /// it stands.
    pub(super) reads: bool,
    pub(super) item: Option<String>,
    pub(super) today: Date,
}

/// A case a request ran through.
pub(super) struct Handled {
    pub(super) procedure: String,
    pub(super) opened_on: Date,
    pub(super) steps: Vec<StepRow>,
}

/// Every case of a request, oldest first.
fn cases(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Handled>, Fault> {
    let mut found = Vec::new();
    for row in tx.rows(&with_request(), sql::CASES, params![id])? {
        let (case, procedure) = (row.text(0)?, row.text(1)?);
        let (opened_on, steps) = (clock::date_at(row.get(2)?), case::steps(tx, &case)?);
        found.push(Handled { procedure, opened_on, steps });
    }
    Ok(found)
}

fn with_request() -> Scope {
    Scope::county("read with a request that was found in scope")
}

/// A request in reach, or one whose review waits for the reader.
fn found(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Request, Fault> {
    match request::see(tx, actor, id) {
        Err(Fault::NotFound) => {
            let beneath = request::find(tx, &known(), id)?;
            let step = match &beneath.case {
                Some(case) => case::open_step_of(tx, case)?,
                None => None,
            };
            if step.is_some_and(|step| step.waits_for(actor)) { Ok(beneath) } else { Err(Fault::NotFound) }
        }
        other => other,
    }
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str) -> Result<Found, Fault> {
    let request = found(tx, actor, id)?;
    let step = match &request.case {
        Some(case) => case::open_step_of(tx, case)?,
        None => None,
    };
    let answers = answers_for(actor, &request).is_ok();
    let reads = answers || step.as_ref().is_some_and(|step| step.waits_for(actor));
    let rows = tx.rows(&known(), sql::MERGED_INTO, params![id])?;
    let mut merged = Vec::new();
    for row in &rows {
        merged.push((row.text(0)?, row.text(1)?));
    }
    let item = match &request.item {
        Some(item) => tx.row(&known(), sql::ITEM, params![item])?.map(|row| row.text(1)).transpose()?,
        None => None,
    };
    Ok(Found {
        dates: dates::of(tx, id)?,
        said: if reads { request::said(tx, id)? } else { Vec::new() },
        files: if reads { files::of_subject(tx, &with_request(), ("request", id))? } else { Vec::new() },
        ratings: rating::of(tx, id)?,
        offices: offices(tx, &known())?,
        cases: cases(tx, id)?,
        answers,
        reads,
        today: tx.today(),
        step,
        merged,
        item,
        request,
    })
}

/// `GET /requests/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, id, FormState::default()).await
}

pub(super) async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: FormState,
) -> Result<Response, Problem> {
    let asking = actor.clone();
    let found = house.read(move |tx| read(tx, &asking, &id)).await?;
    let request = &found.request;
    let title = if request.title.is_empty() { &request.number } else { &request.title };
    let page = page.titled(title.clone()).back_to("/requests", "requests-room");
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, &form);
    if is_late(request, found.today) {
        let day = request.due.map(|due| t.date(due)).unwrap_or_default();
        let what = t.of(due_key(request));
        sheet.add(&Notice::new(Tone::Late, t.with("requests-late", &[("what", &what), ("day", &day)])));
    }
    draw_facts(&mut sheet, &found);
    if found.reads {
        sheet.heading("requests-body-was");
        sheet.quoted(&request.body);
    } else {
        sheet.hint("requests-words-kept");
    }
    if !found.files.is_empty() {
        sheet.add(&draw_files(&t, &format!("/requests/{}/files", request.id), &found.files));
    }
    if !found.cases.is_empty() {
        draw_cases(&mut sheet, request, &found.cases);
        let steps = found.cases.iter().flat_map(|one| &one.steps);
        let notes: Vec<String> = steps.filter_map(|step| step.note.clone()).collect();
        if found.reads && !notes.is_empty() {
            sheet.folded(t.of("requests-notes"), notes, false);
        }
    }
    forms::draw(&mut sheet, &found, actor);
    draw_ratings(&mut sheet, &found);
    draw_dates(&mut sheet, &found.dates, found.today, Reader::Officer);
    draw_said(&mut sheet, &found.said);
    if !found.merged.is_empty() {
        sheet.heading("requests-merged");
        let links = found.merged.iter().map(|(id, number)| (format!("/requests/{id}"), number.clone()));
        sheet.links(links.collect());
    }
    sheet.done()
}

fn draw_facts(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    let request = &found.request;
    let office = if request.unit_name.is_empty() { t.of("requests-desk") } else { &request.unit_name };
    let who = if request.name.is_empty() { t.of("requests-anonymous") } else { &request.name };
    let category = category::category(&request.category).map(|one| t.both(&one.name()).to_owned());
    let address = if found.reads { request.address.as_str() } else { "" };
    let place = [request.place_name.as_str(), address].join(" ");
    let mut facts = FactList::new()
        .fact(t.of("requests-number"), &request.number)
        .drawn(t.of("requests-state"), Markup::of(&tag(&t, request.state, is_late(request, found.today))))
        .fact(t.of("requests-kind"), word(&t, "kind", request.kind.code()))
        .fact(t.of("requests-category"), category.as_deref().unwrap_or_default())
        .fact(t.of("requests-office"), office)
        .fact(t.of("requests-place"), place.trim())
        .fact(t.of("requests-item"), found.item.as_deref().unwrap_or_default())
        .fact(t.of("requests-received-on"), &t.date(request.received_on))
        .fact(t.of("requests-channel"), word(&t, "channel", &request.channel))
        .fact(
            t.of(due_key(request)),
            &request.due.filter(|_| request.open).map(|due| t.date(due)).unwrap_or_default(),
        )
        .fact(t.of("requests-closed-on"), &request.closed_on.map(|day| t.date(day)).unwrap_or_default());
    if request.open && request.kind == Kind::Service {
        // A limit in hours binds to the minute.
        let at = read_facts::<Ticket>(request).ok().and_then(|ticket| ticket.due_at);
        facts = facts.fact(t.of("requests-due-at"), &at.map(|at| t.moment(at)).unwrap_or_default());
    }
    if found.answers {
        // Who asked is for those who answer, not for everybody who sees figures and lists.
        facts = facts
            .fact(t.of("requests-name"), who)
            .fact(t.of("requests-phone"), &request.phone)
            .fact(t.of("requests-reply"), word(&t, "reply", &request.reply_by))
            .fact(t.of("requests-post-address"), &request.post_address)
            .fact(t.of("requests-postcode"), &request.postcode);
    }
    if request.people > 1 {
        facts = facts.fact(t.of("requests-people"), &t.number(request.people));
    }
    if request.kind == Kind::Information
        && let Some(line) = category::line(&request.outcome)
    {
        facts = facts.fact(t.of("requests-outcome"), t.both(&line.name()));
    }
    sheet.add(&facts);
}

fn draw_ratings(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    for one in &found.ratings {
        let answer = |yes: bool| t.of(if yes { "requests-yes" } else { "requests-no" });
        let said = t.with(
            "requests-rated",
            &[
                ("day", &one.rated_on),
                ("responded", &answer(one.responded)),
                ("resolved", &answer(one.resolved)),
                ("level", &word(&t, "level", one.level.code())),
            ],
        );
        let tone = if one.resolved { Tone::Info } else { Tone::Late };
        sheet.add(&Notice::new(tone, said));
        if found.reads {
            sheet.quoted(&one.words);
        }
        if one.excluded == rating::ENTERED {
            sheet.text(t.of("requests-rating-entered"));
        } else if !one.excluded.is_empty() {
            sheet.text(&t.with("requests-rating-excluded", &[("why", &one.excluded)]));
        }
        if !one.resolved && !found.request.open {
            sheet.add(&Notice::new(Tone::Late, t.of("requests-closed-unresolved")));
        }
    }
}

/// `GET /requests/{id}/files/{file}`
pub async fn fetch(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let file = house
        .read(move |tx| {
            let Found { request, reads, .. } = read(tx, &actor, &id)?;
            if !reads {
                return Err(Fault::NotFound);
            }
            let all = files::of_subject(tx, &with_request(), ("request", &request.id))?;
            all.into_iter().find(|one| one.id == file).ok_or(Fault::NotFound)
        })
        .await?;
    send(&house, &file)
}
