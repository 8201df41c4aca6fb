//! Following a request with number and secret, which are posted and never stand in an address. Not here: asking (`entry`).

use axum::extract::State as Ax;
use axum::response::Response;
use jiff::civil::Date;
use kernel::files::{self, Attachment};
use kernel::{Fault, Scope, Tx, params};
use law::Rulebook;
use web::components::{FactList, Notice, Tone};
use web::forms::body::Upload;
use web::sheet::{Form, Sheet};
use web::{FormState, House, Markup, Page, Problem};

use super::drawing::{Reader, draw_dates, draw_said, due_key, is_late, tag, word};
use super::{act, discard, fits, keep, residents, send, unkept};
use crate::coded::{Kind, Level, State};
use crate::dates::{self, Dated};
use crate::rating::{self, Given, Rating};
use crate::request::{self, Request, Said, known};
use crate::store::request as sql;
use crate::{information, message, review};

/// What the page of a request shows.
pub(super) struct Found {
    pub(super) request: Request,
    pub(super) dates: Vec<Dated>,
    pub(super) said: Vec<Said>,
    pub(super) files: Vec<Attachment>,
    pub(super) ratings: Vec<Rating>,
    pub(super) review: Option<(u8, Date)>,
    pub(super) merged: Option<(String, State)>,
    pub(super) today: Date,
}

fn with_request() -> Scope {
    Scope::county("read with a request that was found by its secret")
}

fn read(tx: &mut Tx<'_>, book: &Rulebook, number: &str, secret: &str) -> Result<Found, Fault> {
    let found = request::of_resident(tx, number, secret)?;
    let merged = match &found.merged_into {
        Some(other) => tx
            .row(&known(), sql::NUMBER_OF, params![other])?
            .map(|row| {
                let state = State::from_code(&row.text(1)?).unwrap_or(State::Handling);
                Ok::<_, kernel::DbError>((row.text(0)?, state))
            })
            .transpose()?,
        None => None,
    };
    let mut said = request::said(tx, &found.id)?;
    // One that turned out to be a complaint says nothing to those who were merged into it.
    if let Some(other) = &found.merged_into
        && request::find(tx, &known(), other).is_ok()
    {
        // A repeat is answered with the one it was merged into; what its resident wrote stays theirs.
        said.extend(request::said(tx, other)?.into_iter().filter(|one| one.kind == "answer"));
    }
    let files = own_files(tx, &found)?;
    if found.sealed {
        said.retain(|one| one.kind != "material");
    }
    Ok(Found {
        dates: dates::of(tx, &found.id)?,
        said,
        files,
        ratings: rating::of(tx, &found.id)?,
        review: review::open_to(book, &found, tx.today())?.filter(|(_, by)| tx.today() <= *by),
        merged,
        today: tx.today(),
        request: found,
    })
}

/// The files a resident sees: what examiners add to a complaint may be of others, and is for them alone.
fn own_files(tx: &mut Tx<'_>, found: &Request) -> Result<Vec<Attachment>, Fault> {
    let mut files = files::of_subject(tx, &with_request(), ("request", &found.id))?;
    if found.sealed {
        let rows = tx.rows(&with_request(), sql::FILES_OF_OFFICERS, params![&found.id])?;
        let theirs: Vec<String> = rows.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?;
        files.retain(|file| !theirs.contains(&file.id));
    }
    Ok(files)
}

/// `GET /open/requests`
pub async fn ask(page: Page) -> Result<Response, Problem> {
    draw_ask(page, &FormState::default())
}

fn draw_ask(page: Page, form: &FormState) -> Result<Response, Problem> {
    let page = page.titled_by("requests-follow").led_by("requests-follow-lead");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let number = sheet.field("number", "requests-number", |field| {
        field.max(24).autocomplete("off").hint("requests-number-hint")
    });
    let secret = sheet.field("secret", "requests-secret", |field| field.max(24).autocomplete("off"));
    sheet.add(&Form::to("/open/requests").part(number).part(secret).button(t.of("requests-follow-send")));
    sheet.links(vec![("/open/requests/new".to_owned(), t.of("requests-ask").to_owned())]);
    Ok(unkept(sheet.done()?))
}

/// `POST /open/requests`: the request of a number and secret.
pub async fn show_one(page: Page, Ax(house): Ax<House>, form: FormState) -> Result<Response, Problem> {
    draw(page, &house, form, None).await
}

async fn draw(
    page: Page,
    house: &House,
    mut form: FormState,
    done: Option<&'static str>,
) -> Result<Response, Problem> {
    let (number, secret) = (form.value("number").to_owned(), form.value("secret").to_owned());
    let book = house.book();
    let read = house.county().read(move |tx| read(tx, &book, &number, &secret)).await;
    let found = match read {
        Ok(found) => found,
        Err(fault) => {
            form.take(fault)?;
            form.forget(&["secret"]);
            return draw_ask(page, &form);
        }
    };
    let page = page
        .titled_with("requests-of", &[("number", &found.request.number)])
        .back_to("/open/requests", "requests-follow");
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, &form);
    if let Some(done) = done {
        sheet.add(&Notice::new(Tone::Done, t.of(done)));
    }
    draw_facts(&mut sheet, &found);
    residents::draw(&mut sheet, &found);
    draw_dates(&mut sheet, &found.dates, found.today, Reader::Resident);
    draw_said(&mut sheet, &found.said);
    if !found.files.is_empty() {
        sheet.heading("requests-documents");
        for file in &found.files {
            let form = Form::to("/open/requests/files")
                .hidden("number", sheet.form.value("number"))
                .hidden("secret", sheet.form.value("secret"))
                .hidden("file", file.id.as_str())
                .button(t.with("requests-fetch", &[("name", &file.name)]));
            sheet.add(&form);
        }
    }
    sheet.heading("requests-body-was");
    sheet.quoted(&found.request.body);
    Ok(unkept(sheet.done()?))
}

fn draw_facts(sheet: &mut Sheet<'_>, found: &Found) {
    let t = sheet.page.t.clone();
    let request = &found.request;
    let late = is_late(request, found.today);
    let office = match request.unit_name.as_str() {
        "" if request.sealed => t.of("requests-handler-inspector"),
        "" => t.of("requests-desk"),
        named => named,
    };
    let mut facts = FactList::new()
        .fact(t.of("requests-number"), &request.number)
        .drawn(t.of("requests-state"), Markup::of(&tag(&t, request.state, late)))
        .fact(t.of("requests-kind"), word(&t, "kind", request.kind.code()))
        .fact(t.of("requests-office"), office)
        .fact(t.of("requests-received-on"), &t.date(request.received_on));
    if let Some(due) = request.due.filter(|_| request.open) {
        facts = facts.fact(t.of(due_key(request)), &t.date(due));
    }
    if let Some(day) = request.closed_on {
        facts = facts.fact(t.of("requests-closed-on"), &t.date(day));
    }
    if request.kind == Kind::Information
        && let Some(line) = crate::category::line(&request.outcome)
    {
        facts = facts.fact(t.of("requests-outcome"), t.both(&line.name()));
    }
    sheet.add(&facts);
    if let Some((number, state)) = &found.merged {
        let state = word(&t, "state", state.code());
        sheet.text(&t.with("requests-merged-into", &[("number", number), ("state", &state)]));
    }
    let unresolved = found.ratings.last().is_some_and(|rating| !rating.resolved);
    if !request.open && unresolved {
        sheet.add(&Notice::new(Tone::Late, t.of("requests-closed-unresolved")));
    }
}

/// `POST /open/requests/messages`: a supplement or the correction asked for.
pub async fn supplement(page: Page, Ax(house): Ax<House>, mut upload: Upload) -> Result<Response, Problem> {
    let sent = std::mem::take(&mut upload.files);
    let mut form = upload.form;
    let (number, secret, body) = triple(&form, "body");
    if !fits(&mut form, &sent, true) || !is_of(&house, &form).await? {
        return draw(page, &house, form, None).await;
    }
    let kept = keep(&house, &mut form, sent, true).await?;
    if !form.is_ok() {
        discard(&house, kept).await?;
        return draw(page, &house, form, None).await;
    }
    let (book, stored) = (house.book(), kept.clone());
    let done = act(&house, &mut form, move |tx| {
        let found = request::of_resident(tx, &number, &secret)?;
        if found.state == State::Correcting {
            for (file, name) in &kept {
                files::attach(tx, ("request", &found.id), file, name, (None, None), "resident")?;
            }
            return information::correct(tx, &book, found, &body).map(drop);
        }
        message::add(tx, &found, &body, &kept)
    });
    let done = done.await?;
    if done.is_none() {
        discard(&house, stored).await?;
    }
    answered(page, &house, form_of(done, form), "body", "requests-done-supplement").await
}

/// Whether number and secret belong together: nothing is kept for anybody else.
async fn is_of(house: &House, form: &FormState) -> Result<bool, Problem> {
    let (number, secret, _) = triple(form, "secret");
    match house.county().read(move |tx| request::of_resident(tx, &number, &secret)).await {
        Ok(found) => Ok(found.open),
        Err(Fault::Refused(_)) => Ok(false),
        Err(fault) => Err(fault.into()),
    }
}

fn triple(form: &FormState, field: &str) -> (String, String, String) {
    (form.value("number").to_owned(), form.value("secret").to_owned(), form.value(field).to_owned())
}

fn form_of(done: Option<()>, form: FormState) -> (bool, FormState) {
    (done.is_some(), form)
}

async fn answered(
    page: Page,
    house: &House,
    (done, mut form): (bool, FormState),
    field: &str,
    key: &'static str,
) -> Result<Response, Problem> {
    if done {
        // The page itself answers: a way back would have to carry number and secret in an address.
        form.set(field, "");
        return draw(page, house, form, Some(key)).await;
    }
    draw(page, house, form, None).await
}

/// `POST /open/requests/rating`
pub async fn rate(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let responded = form.required_choice("responded", &["yes", "no"]);
    let resolved = form.required_choice("resolved", &["yes", "no"]);
    let level = form.required_coded("level", Level::ALL, Level::code);
    let (Some(responded), Some(resolved), Some(level)) = (responded, resolved, level) else {
        return draw(page, &house, form, None).await;
    };
    let (number, secret, words) = triple(&form, "words");
    let given = Given { responded: responded == "yes", resolved: resolved == "yes", level, words };
    let done = act(&house, &mut form, move |tx| {
        let found = request::of_resident(tx, &number, &secret)?;
        rating::rate(tx, &found, &given)
    });
    answered(page, &house, form_of(done.await?, form), "words", "requests-done-rated").await
}

/// `POST /open/requests/reopening`
pub async fn reopen(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let (number, secret, reasons) = triple(&form, "reasons");
    let book = house.book();
    let done = act(&house, &mut form, move |tx| {
        let found = request::of_resident(tx, &number, &secret)?;
        rating::reopen(tx, &book, &found, &reasons).map(drop)
    });
    answered(page, &house, form_of(done.await?, form), "reasons", "requests-done-reopened").await
}

/// `POST /open/requests/review`
pub async fn ask_review(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let (number, secret, reasons) = triple(&form, "reasons");
    let book = house.book();
    let done = act(&house, &mut form, move |tx| {
        let found = request::of_resident(tx, &number, &secret)?;
        review::ask(tx, &book, &found, &reasons).map(drop)
    });
    answered(page, &house, form_of(done.await?, form), "reasons", "requests-done-review").await
}

/// `POST /open/requests/files`: a document of the request.
pub async fn fetch(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let (number, secret, file) = triple(&form, "file");
    let read = house.county().read(move |tx| {
        let found = request::of_resident(tx, &number, &secret)?;
        let all = own_files(tx, &found)?;
        all.into_iter().find(|one| one.id == file).ok_or(Fault::NotFound)
    });
    match read.await {
        Ok(file) => send(&house, &file),
        Err(fault) => {
            // Refused as everywhere else: guessing is slowed by refusals.
            form.take(fault)?;
            form.forget(&["secret"]);
            draw_ask(page, &form)
        }
    }
}
