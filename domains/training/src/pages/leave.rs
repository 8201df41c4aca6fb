//! Leave of a class: asking for it, what was asked, and answering with the decision in sight.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, Tx};
use law::{Record, Rulebook};
use web::components::field::Choice;
use web::components::{Cell, StateTag, Table, Tone};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, any_class, said, time};
use crate::class::{self, Class};
use crate::leave::{self, Leave, State as Asked};
use crate::session::{self, Session};
use crate::{permission, seat};
use web::sheet::{Form, Sheet};

struct Found {
    class: Class,
    sessions: Vec<Session>,
    leaves: Vec<Leave>,
    open: Vec<(Leave, usize, Option<Record>)>,
    own: Option<Record>,
    takes_part: bool,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, id: &str) -> Result<Found, Fault> {
    let class = any_class(tx, actor, id)?;
    let answers = permission::answers_for(actor, &class);
    let person = actor.person.clone().unwrap_or_default();
    let all = leave::of_class(tx, &seat::directory(), id)?;
    let mut open: Vec<(Leave, usize, Option<Record>)> = Vec::new();
    if answers {
        for one in all.iter().filter(|one| one.state == Asked::Asked) {
            if let Some(known) = open.iter_mut().find(|(known, ..)| known.request == one.request) {
                known.1 += 1;
                known.0.minutes += one.minutes;
            } else {
                open.push((one.clone(), 1, None));
            }
        }
        for (one, _, decision) in &mut open {
            *decision = leave::standing(tx, book, &class, &one.person, one.minutes)?;
        }
    }
    let learners = class::learners(tx, &seat::directory(), id)?;
    let takes_part = learners.iter().any(|one| one.person == person);
    let own = if takes_part { leave::standing(tx, book, &class, &person, 0)? } else { None };
    if !answers && !takes_part {
        return Err(Fault::NotFound);
    }
    let leaves = all.into_iter().filter(|one| answers || one.person == person).collect();
    Ok(Found { sessions: session::of_class(tx, id)?, class, leaves, open, own, takes_part })
}

fn table(t: &Lookup, found: &Found) -> Table {
    let mut table = Table::new(t, "leave", t.of("training-leave"))
        .caption_unseen()
        .column(t.of("training-name"))
        .column(t.of("training-session"))
        .column(t.of("training-day"))
        .column(t.of("training-reason"))
        .column(t.of("training-state"))
        .empty(t.of("training-leave-none"));
    for one in &found.leaves {
        let session = found.sessions.iter().find(|session| session.id == one.session);
        let tone = match one.state {
            Asked::Asked => Tone::Waiting,
            Asked::Granted => Tone::Done,
            Asked::Refused => Tone::Returned,
        };
        table.push(vec![
            one.name.as_str().into(),
            session.map(|session| session.plan.title.clone()).unwrap_or_default().into(),
            session.map(|session| t.date(session.plan.on)).unwrap_or_default().into(),
            one.reason.as_str().into(),
            Cell::drawn(&StateTag::new(tone, said(t, one.state.words()))),
        ]);
    }
    table
}

/// The decision on leave in a sentence.
pub(crate) fn leave_sentence<'a>(t: &'a Lookup, record: &Record) -> &'a str {
    match record.value() {
        Some(_) if leave::means_withdrawal(record) => t.of("training-leave-too-much"),
        Some(_) => t.of("training-leave-within"),
        None => t.of("training-leave-unknown"),
    }
}

fn draw(page: Page, actor: &Actor, found: &Found, form: &FormState) -> Result<Response, Problem> {
    let class = &found.class;
    let page = page
        .titled_by("training-leave")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    for (one, sessions, decision) in &found.open {
        let sessions = i64::try_from(*sessions).unwrap_or(0);
        sheet.lesser(&t.with(
            "training-leave-of",
            &[("name", &one.name), ("n", &sessions), ("time", &time(t, one.minutes))],
        ));
        sheet.quoted(&one.reason);
        if let Some(record) = decision {
            sheet.decision(record, leave_sentence(t, record), true);
        }
        let name = format!("note-{}", one.request);
        let note =
            sheet.field(&name, t.of("training-leave-note"), |field| field.textarea(2).max(200).optional());
        sheet.add(
            &Form::to(format!("/training/classes/{}/leave/{}", class.id, one.request))
                .part(note)
                .way("answer", "granted", t.of("training-leave-grant"), false)
                .way("answer", "refused", t.of("training-leave-refuse"), true),
        );
    }
    if found.takes_part && !permission::answers_for(actor, class) {
        if let Some(record) = &found.own {
            sheet.decision(record, leave_sentence(t, record), true);
        }
        let asked = |session: &Session| found.leaves.iter().any(|one| one.session == session.id);
        let sessions: Vec<Choice> = found
            .sessions
            .iter()
            .filter(|one| one.roll_at.is_none() && !asked(one))
            .map(|one| Choice::new(one.id.as_str(), one.plan.title.as_str()).explained(t.date(one.plan.on)))
            .collect();
        if !sessions.is_empty() {
            sheet.heading("training-leave-ask");
            let session = sheet.field("session", "training-sessions", |field| field.checkboxes(&sessions));
            let reason = sheet.field("reason", "training-reason", |field| field.textarea(2).max(200));
            let action = format!("/training/classes/{}/leave", class.id);
            sheet.add(&Form::to(action).part(session).part(reason).button(t.of("training-leave-ask")));
        }
    }
    sheet.heading("training-leave-all");
    sheet.add(&table(t, found));
    sheet.done()
}

async fn again(
    page: Page,
    house: &House,
    actor: Asker,
    id: String,
    form: &FormState,
) -> Result<Response, Problem> {
    let (asker, book) = (actor.clone(), house.book());
    let found = house.read(move |tx| read(tx, &asker, &book, &id)).await?;
    draw(page, &actor, &found, form)
}

/// `GET /training/classes/{id}/leave`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    again(page, &house, actor, id, &FormState::default()).await
}

/// `POST /training/classes/{id}/leave`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let sessions: Vec<String> =
        form.values("session").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let (by, which, reason) = (actor.clone(), id.clone(), form.value("reason").to_owned());
    if act(&house, &mut form, move |tx| leave::ask(tx, &by, &which, &sessions, &reason)).await?.is_some() {
        let to = see_other(format!("/training/classes/{id}/leave"));
        return Ok(to.notice("training-done-leave-asked", &[]).into_response());
    }
    again(page, &house, actor, id, &form).await
}

/// `POST /training/classes/{id}/leave/{request}`
pub async fn answer(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, request)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let granted = form.value("answer") == "granted";
    let field = format!("note-{request}");
    let note = form.text(&field, 200).unwrap_or_default();
    if !granted && note.is_empty() {
        form.error(&field, "training-reason-needed");
    }
    let (by, which, book) = (actor.clone(), id.clone(), house.book());
    let work = move |tx: &mut Tx<'_>| leave::answer(tx, &by, &book, (&which, &request), granted, &note);
    if form.is_ok() && act(&house, &mut form, work).await?.is_some() {
        let key = if granted { "training-done-granted" } else { "training-done-refused" };
        let to = see_other(format!("/training/classes/{id}/leave"));
        return Ok(to.notice(key, &[]).into_response());
    }
    again(page, &house, actor, id, &form).await
}
