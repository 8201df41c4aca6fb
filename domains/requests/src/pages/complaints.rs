//! Complaints about persons, for who handles them. Nobody else finds these pages, and not the person concerned. Not here:
//! common lists.

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::case::{self, OpenStep, StepRow};
use kernel::files::{self, Attachment};
use kernel::seal::Opening;
use kernel::{Actor, Fault, Scope, Tx};
use web::components::field::Choice;
use web::components::{FactList, Notice, Tone};
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Markup, Page, Problem, Proven, see_other};

use super::drawing::{
    Reader, draw_dates, draw_said, due_key, files as draw_files, is_late, steps, tag, word,
};
use super::queue::offices;
use super::{act, material, send, unkept};
use crate::accused::{self, Identified, Meant};
use crate::category;
use crate::coded::State;
use crate::complaint::{self, Complaint, Passing};
use crate::dates::{self, Dated};
use crate::permission::examines;
use crate::procedure;
use crate::request::{self, Request, Said, known};
use crate::sealing::{self, Identity};

struct Found {
    request: Request,
    complaint: Complaint,
    dates: Vec<Dated>,
    said: Vec<Said>,
    files: Vec<Attachment>,
    steps: Vec<StepRow>,
    step: Option<OpenStep>,
    openings: Vec<Opening>,
    offices: Vec<(String, String)>,
    meant: Vec<Meant>,
    today: Date,
}

fn with_complaint() -> Scope {
    Scope::county("read with a complaint that its handler found")
}

/// Whom it may be about: the people of a name that was looked for, or of the one that was written.
fn may_mean(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, name): (&str, &str),
    complaint: &Complaint,
) -> Result<Vec<Meant>, Fault> {
    if !name.is_empty() {
        return accused::meant(tx, actor, id, name);
    }
    let Some((_, written)) = complaint.accused.first().filter(|_| complaint.identified.is_empty()) else {
        return Ok(Vec::new());
    };
    let mut all = accused::meant(tx, actor, id, written)?;
    all.retain(|one| complaint.accused.iter().any(|(person, _)| *person == one.id));
    Ok(all)
}

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &str, name: &str) -> Result<Found, Fault> {
    let (request, complaint) = complaint::find(tx, actor, id)?;
    let meant = may_mean(tx, actor, (id, name), &complaint)?;
    let (step, steps) = match &request.case {
        Some(case) => (case::open_step_of(tx, case)?, case::steps(tx, case)?),
        None => (None, Vec::new()),
    };
    let openings = match &complaint.sealed {
        Some(sealed) => sealing::openings(tx, sealed)?,
        None => Vec::new(),
    };
    Ok(Found {
        dates: dates::of(tx, id)?,
        said: request::said(tx, id)?,
        files: files::of_subject(tx, &with_complaint(), ("request", id))?,
        offices: offices(tx, &known())?,
        today: tx.today(),
        meant,
        step,
        steps,
        openings,
        request,
        complaint,
    })
}

/// `GET /requests/complaints/{id}`
pub async fn show_one(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, id, FormState::default(), None).await
}

pub(super) async fn draw(
    page: Page,
    house: &House,
    actor: &Actor,
    id: String,
    form: FormState,
    opened: Option<Identity>,
) -> Result<Response, Problem> {
    let (asking, name) = (actor.clone(), form.value("meant").trim().to_owned());
    let found = house.read(move |tx| read(tx, &asking, &id, &name)).await?;
    let request = &found.request;
    let page = page
        .titled_with("requests-complaint-of", &[("number", &request.number)])
        .back_to("/requests/complaints", "requests-complaints");
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, &form);
    if let Some(Identity { name, phone, post }) = &opened {
        let post = if post.is_empty() { t.of("requests-none") } else { post };
        let said = t.with("requests-identity", &[("name", name), ("phone", phone), ("post", &post)]);
        sheet.add(&Notice::new(Tone::Sealed, said));
    }
    sheet.add(&facts(&t, &found));
    sheet.heading("requests-body-was");
    sheet.quoted(&request.body);
    if !found.files.is_empty() {
        sheet.add(&draw_files(&t, &format!("/requests/complaints/{}/files", request.id), &found.files));
    }
    sheet.heading("requests-steps");
    sheet.add(&steps(&t, &procedure::COMPLAINT, &request.unit_name, &found.steps));
    if request.open {
        draw_identification(&mut sheet, &found);
        draw_forms(&mut sheet, &found, actor);
        material::draw(&mut sheet, &format!("/requests/complaints/{}", request.id));
    }
    draw_identity(&mut sheet, &found, actor);
    draw_dates(&mut sheet, &found.dates, found.today, Reader::Officer);
    draw_said(&mut sheet, &found.said);
    Ok(unkept(sheet.done()?))
}

/// Where a complaint stands, and whom it is about.
fn facts(t: &Lookup, found: &Found) -> FactList {
    let request = &found.request;
    let unit = found.complaint.unit_name.as_str();
    let who = if unit.is_empty() { word(t, "handler", &found.complaint.handler) } else { unit };
    let due = request.due.filter(|_| request.open).map(|due| t.date(due)).unwrap_or_default();
    let accused: Vec<&str> = found.complaint.accused.iter().map(|(_, name)| name.as_str()).collect();
    let about = match found.complaint.identified.as_str() {
        "known" => t.join(&accused),
        "outside" => t.of("requests-identified-outside").to_owned(),
        _ => t.of("requests-identified-not").to_owned(),
    };
    FactList::new()
        .fact(t.of("requests-number"), &request.number)
        .drawn(t.of("requests-state"), Markup::of(&tag(t, request.state, is_late(request, found.today))))
        .fact(t.of("requests-handler"), who)
        .fact(t.of("requests-received-on"), &t.date(request.received_on))
        .fact(t.of(due_key(request)), &due)
        .fact(t.of("requests-accused"), &found.complaint.words)
        .fact(t.of("requests-accused-known"), &about)
}

fn posted(found: &Found, noun: &str) -> Form {
    Form::to(format!("/requests/complaints/{}/{noun}", found.request.id))
}

/// Who it is about: looked for by name, chosen from those who serve in the county; or nobody of them.
fn draw_identification(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-identify");
    sheet.hint("requests-identify-hint");
    let name = sheet.field("meant", "requests-identify-name", |field| field.max(40).autocomplete("off"));
    sheet.add(&posted(found, "identification").part(name).button(t.of("requests-identify-find")));
    if !found.meant.is_empty() {
        let people: Vec<Choice> = found
            .meant
            .iter()
            .map(|one| Choice::new(one.id.as_str(), format!("{} · {}", one.name, one.unit)))
            .collect();
        let person = sheet.field("person", "requests-identify-person", |field| field.radios(&people));
        sheet.add(&posted(found, "identification").part(person).button(t.of("requests-identify-send")));
    }
    let outside = posted(found, "identification").hidden("person", "outside");
    sheet.add(&outside.button(t.of("requests-identify-outside")));
}

fn draw_forms(sheet: &mut Sheet<'_>, found: &Found, actor: &Actor) {
    let t = sheet.page.t.clone();
    let waits = found.step.as_ref().is_some_and(|step| step.waits_for(actor));
    let template = t.both(&category::template("complaint")).to_owned();
    let begun = FormState::default().prefilled("answer", template);
    let kept = if sheet.form.has("answer") { sheet.form.clone() } else { begun };
    let answer = sheet.page.field(&kept, "answer", "requests-answer-words").textarea(5).max(4000);
    let answer = Markup::of(&answer.hint("requests-complaint-answer-hint"));
    if waits && found.request.state == State::Received {
        sheet.heading("requests-pass");
        sheet.hint("requests-pass-hint");
        let units: Vec<Choice> =
            found.offices.iter().map(|(id, name)| Choice::new(id.as_str(), name.as_str())).collect();
        let unit = sheet.field("unit", "requests-pass-unit", |field| field.select(&units).optional());
        sheet.add(&posted(found, "passing").part(unit).button(t.of("requests-pass-send")));
        let form = posted(found, "rejection").part(answer).button(t.of("requests-reject"));
        sheet.fold(t.of("requests-reject-title"), &form, false);
    } else if waits && found.request.state == State::Handling {
        sheet.heading("requests-answer");
        sheet.add(&posted(found, "answer").part(answer).button(t.of("requests-answer-close")));
    }
    let note = sheet.field("note", "requests-recuse-why", |field| field.textarea(2).max(500));
    let form = posted(found, "recusal").part(note).button(t.of("requests-recuse"));
    sheet.fold(t.of("requests-recuse-title"), &form, false);
}

/// The sealed identity: who asked to open it and why, and the forms to ask, agree and open.
fn draw_identity(sheet: &mut Sheet<'_>, found: &Found, actor: &Actor) {
    let t = sheet.page.t.clone();
    sheet.heading("requests-identity-title");
    if found.complaint.sealed.is_none() {
        sheet.text(t.of("requests-identity-none"));
        return;
    }
    sheet.hint("requests-identity-hint");
    for one in &found.openings {
        let state = match (one.opened_at, one.agreed_at, one.declined_at) {
            (Some(_), _, _) => "requests-opening-opened",
            (None, Some(_), _) => "requests-opening-agreed",
            (None, None, Some(_)) => "requests-opening-declined",
            _ => "requests-opening-asked",
        };
        sheet.text(&t.with(
            "requests-opening",
            &[("who", &one.asked.1), ("reason", &one.reason), ("state", &t.of(state))],
        ));
        let open = one.agreed_at.is_some() && one.opened_at.is_none();
        let (act, label) = if one.asked.0 == actor.account && open {
            ("open", "requests-opening-open")
        } else if one.asked.0 != actor.account && one.agreed_at.is_none() && one.declined_at.is_none() {
            ("agree", "requests-opening-agree")
        } else {
            continue;
        };
        sheet.add(
            &posted(found, "identity")
                .hidden("act", act)
                .hidden("words", one.id.as_str())
                .button(t.of(label)),
        );
    }
    if examines(actor) {
        let words = sheet.field("words", "requests-opening-reason", |field| field.textarea(2).max(500));
        let form =
            posted(found, "identity").hidden("act", "ask").part(words).button(t.of("requests-opening-ask"));
        sheet.fold(t.of("requests-opening-title"), &form, false);
    }
}

/// Whether somebody still finds a complaint.
async fn reaches(house: &House, actor: &Actor, id: &str) -> Result<bool, Problem> {
    let (actor, id) = (actor.clone(), id.to_owned());
    match house.county().read(move |tx| complaint::find(tx, &actor, &id).map(drop)).await {
        Ok(()) => Ok(true),
        Err(Fault::NotFound) => Ok(false),
        Err(fault) => Err(fault.into()),
    }
}

/// `POST /requests/complaints/{id}/{noun}`
pub async fn change(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    proven: Proven,
    Path((id, noun)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if noun == "identity"
        && let Some(asked) = proven.ask(&house, &page, &actor, &form).await?
    {
        return Ok(asked);
    }
    let (who, book, of) = (actor.clone(), house.book(), id.clone());
    let text = |name: &str| form.value(name).trim().to_owned();
    let (unit, answer, note, act_of, words) =
        (text("unit"), text("answer"), text("note"), text("act"), text("words"));
    let person = text("person");
    if noun == "identification" && person.is_empty() {
        // Only looked for: the page answers with the people of that name.
        form.required_text("meant", 40);
        return draw(page, &house, &actor, id, form, None).await;
    }
    let what = noun.clone();
    let work = move |tx: &mut Tx<'_>| match what.as_str() {
        "identification" => {
            let whom = match person.as_str() {
                "outside" => Identified::Outside,
                person => Identified::Person(person.to_owned()),
            };
            accused::identify(tx, &who, &of, &whom).map(|()| None)
        }
        "passing" => {
            let to = if unit.is_empty() { Passing::Keep } else { Passing::Head(unit.clone()) };
            complaint::pass(tx, &who, &book, &of, &to).map(|_| None)
        }
        "rejection" => complaint::answer(tx, &who, &of, (false, &answer)).map(|()| None),
        "answer" => complaint::answer(tx, &who, &of, (true, &answer)).map(|()| None),
        "recusal" => complaint::recuse(tx, &who, &of, &note).map(|()| None),
        "identity" => complaint::unseal(tx, &who, &of, (&act_of, &words)),
        _ => Err(Fault::NotFound),
    };
    match act(&house, &mut form, work).await? {
        // What was opened is shown once, in this answer.
        Some(Some(identity)) => draw(page, &house, &actor, id, FormState::default(), Some(identity)).await,
        // It went to another body, because it is about one of this one.
        Some(None) if noun == "identification" && !reaches(&house, &actor, &id).await? => {
            Ok(see_other("/requests/complaints").notice("requests-done-recused", &[]).into_response())
        }
        Some(None) if noun == "recusal" => {
            Ok(see_other("/requests/complaints").notice("requests-done-recused", &[]).into_response())
        }
        Some(None) => {
            Ok(see_other(format!("/requests/complaints/{id}")).notice("requests-done", &[]).into_response())
        }
        None => draw(page, &house, &actor, id, form, None).await,
    }
}

/// `GET /requests/complaints/{id}/files/{file}`
pub async fn fetch(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let file = house
        .read(move |tx| {
            complaint::find(tx, &actor, &id)?;
            let all = files::of_subject(tx, &with_complaint(), ("request", &id))?;
            all.into_iter().find(|one| one.id == file).ok_or(Fault::NotFound)
        })
        .await?;
    send(&house, &file)
}
