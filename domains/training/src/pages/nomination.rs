//! Naming people of a unit for a class, or nobody; leaving a class; a place that came free.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, Tx};
use law::Rulebook;
use serde::Deserialize;
use web::components::field::Choice;
use web::components::{Confirm, FactList};
use web::i18n::Lookup;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, any_class, said, span, time};
use crate::announcement::{self, Invitation};
use crate::class::{Class, Learner};
use crate::form::Standing;
use crate::requirement::{self, Line};
use crate::seat::{self, Member};
use crate::{enrolment, permission, programme};
use web::sheet::{Form, Sheet};

/// Which unit, which person.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Of {
    unit: Option<String>,
    person: Option<String>,
}

struct Found {
    class: Class,
    detail: announcement::Detail,
    invitation: Invitation,
    staff: Vec<(Member, bool)>,
    lines: BTreeMap<String, Line>,
    named: Vec<Learner>,
    today: jiff::civil::Date,
}

fn read(tx: &mut Tx<'_>, actor: &Actor, book: &Rulebook, (id, unit): (&str, &str)) -> Result<Found, Fault> {
    let class = any_class(tx, actor, id)?;
    if !permission::names_people(tx, actor, unit)? {
        return Err(Fault::NotFound);
    }
    let invitations = announcement::invitations(tx, id)?;
    let invitation = invitations.into_iter().find(|one| one.unit == unit).ok_or(Fault::NotFound)?;
    let draft = programme::find(tx, &class.programme)?.draft;
    let (all, today) = (enrolment::everybody(tx, id)?, tx.today());
    let inside =
        |person: &str| all.iter().any(|one| one.person == person && one.standing != Standing::Withdrawn);
    let members = seat::staff(tx, &seat::directory(), unit)?;
    let named = all
        .iter()
        .filter(|one| {
            one.standing != Standing::Withdrawn && members.iter().any(|member| member.person == one.person)
        })
        .cloned()
        .collect();
    let mut staff: Vec<(Member, bool)> = members
        .into_iter()
        .filter(|one| !inside(&one.person))
        .map(|one| {
            let fits = seat::is_for(&draft, &one, today);
            (one, fits)
        })
        .collect();
    staff.sort_by_key(|(_, fits)| !fits);
    let lines = requirement::of_unit(tx, &seat::directory(), book, unit, today.year())?;
    let lines = lines.into_iter().map(|one| (one.member.person.clone(), one)).collect();
    Ok(Found { detail: announcement::detail(tx, id)?, class, invitation, staff, lines, named, today })
}

/// How somebody stands with the requirement of the year.
fn stands(t: &Lookup, line: Option<&Line>) -> String {
    let Some(line) = line else { return t.of("training-unknown").to_owned() };
    let key = match line.met {
        Some(true) => "training-met",
        Some(false) => "training-not-met",
        None if !line.bound => "training-not-bound",
        None => "training-unknown",
    };
    let minutes = i64::try_from(line.minutes).unwrap_or(i64::MAX);
    t.with("training-so-far", &[("time", &time(t, minutes)), ("stands", &t.of(key))])
}

async fn draw(
    page: Page,
    house: &House,
    actor: &Asker,
    (id, unit): (String, String),
    form: &FormState,
) -> Result<Response, Problem> {
    let (asker, book) = (actor.clone(), house.book());
    let found = house.read(move |tx| read(tx, &asker, &book, (&id, &unit))).await?;
    let class = &found.class;
    let page = page
        .titled_by("training-nomination")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let named: Vec<String> =
        found.named.iter().map(|one| t.labelled(&one.name, &said(t, one.standing.words()))).collect();
    sheet.add(
        &FactList::new()
            .fact(t.of("training-unit"), &found.invitation.unit_name)
            .fact(t.of("training-places"), &t.number(found.invitation.seats))
            .fact(t.of("training-enrol-until"), &t.date(found.detail.enrol_until))
            .fact(t.of("training-days"), &span(t, class))
            .fact(t.of("training-afterwards"), &found.detail.about)
            .fact(t.of("training-named"), &t.join(&named)),
    );
    let people: Vec<Choice> = found
        .staff
        .iter()
        .map(|(one, fits)| {
            let stage = said(t, seat::stage(one.since, found.today).words());
            let about = if *fits { t.with("training-fits", &[("stage", &stage)]) } else { stage };
            let stands = stands(t, found.lines.get(&one.person));
            let about = t.labelled(&one.unit_name, &format!("{about} · {stands}"));
            Choice::new(one.person.as_str(), one.name.as_str()).explained(about)
        })
        .collect();
    if people.is_empty() {
        sheet.hint("training-nobody-left");
        return sheet.done();
    }
    if i64::try_from(found.named.len()).unwrap_or(i64::MAX) >= found.invitation.seats {
        sheet.hint("training-seats-used");
        return sheet.done();
    }
    let path = |noun: &str| format!("/training/classes/{}/{noun}?unit={}", class.id, found.invitation.unit);
    let field = sheet.field("person", "training-people-named", |field| field.checkboxes(&people));
    sheet.add(&Form::to(path("nomination")).part(field).button(t.of("training-nominate")));
    if found.invitation.answered_at.is_none() {
        let note = sheet.field("note", "training-reason", |field| field.textarea(3).max(200));
        let refusal = Form::to(path("refusal")).part(note).button(t.of("training-decline"));
        sheet.fold(t.of("training-decline"), &refusal, form.has("note"));
    }
    sheet.done()
}

/// `GET /training/classes/{id}/nomination?unit=…`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    draw(page, &house, &actor, (id, of.unit.unwrap_or_default()), &FormState::default()).await
}

/// `POST /training/classes/{id}/nomination?unit=…`
pub async fn nominate(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = of.unit.unwrap_or_default();
    let people: Vec<String> = form.values("person").filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let (by, which, asked) = (actor.clone(), id.clone(), unit.clone());
    match act(&house, &mut form, move |tx| enrolment::nominate(tx, &by, &which, &asked, &people)).await? {
        Some((placed, waiting)) => {
            let to = see_other(format!("/training/classes/{id}/nomination?unit={unit}"));
            Ok(to
                .notice("training-done-nominated", &[("placed", &placed), ("waiting", &waiting)])
                .into_response())
        }
        None => draw(page, &house, &actor, (id, unit), &form).await,
    }
}

/// `POST /training/classes/{id}/refusal?unit=…`
pub async fn decline(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let unit = of.unit.unwrap_or_default();
    let (by, which, asked, note) = (actor.clone(), id.clone(), unit.clone(), form.value("note").to_owned());
    match act(&house, &mut form, move |tx| enrolment::decline(tx, &by, &which, &asked, &note)).await? {
        Some(()) => {
            let to = see_other(format!("/training/classes/{id}"));
            Ok(to.notice("training-done-declined", &[]).into_response())
        }
        None => draw(page, &house, &actor, (id, unit), &form).await,
    }
}

/// `GET /training/classes/{id}/withdrawal?person=…`: one's own, or of somebody one answers for.
pub async fn ask_withdrawal(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    Query(of): Query<Of>,
) -> Result<Response, Problem> {
    let person = of.person.or_else(|| actor.person.clone()).ok_or_else(Problem::not_found)?;
    let (asker, which) = (actor.clone(), person.clone());
    let (class, name) = house
        .read(move |tx| {
            let class = any_class(tx, &asker, &id)?;
            let all = enrolment::everybody(tx, &id)?;
            let found = all.into_iter().find(|one| one.person == which).ok_or(Fault::NotFound)?;
            let own = asker.person.as_ref() == Some(&which);
            if !own
                && !permission::answers_for(&asker, &class)
                && !permission::names_people(tx, &asker, &found.unit)?
            {
                return Err(Fault::NotFound);
            }
            Ok((class, found.name))
        })
        .await?;
    let page = page
        .titled_by("training-withdraw")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let confirm =
        Confirm::new(t, format!("/training/classes/{}/withdrawal", class.id), t.of("training-withdraw"))
            .effect(t.with("training-withdraw-effect", &[("name", &name)]))
            .effect(t.of("training-withdraw-next"))
            .hidden("person", person)
            .back(format!("/training/classes/{}", class.id), t.of("training-keep-place"))
            .grave();
    sheet.add(&confirm);
    sheet.done()
}

/// `POST /training/classes/{id}/withdrawal`
pub async fn withdraw(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    form: FormState,
) -> Result<Response, Problem> {
    let (which, person) = (id.clone(), form.value("person").to_owned());
    house.county().write(move |tx| enrolment::withdraw(tx, &actor, &which, &person)).await?;
    Ok(see_other(format!("/training/classes/{id}")).notice("training-done-left", &[]).into_response())
}

/// `GET /training/classes/{id}/place`: a place that came free.
pub async fn ask_place(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let asker = actor.clone();
    let (class, asked) = house
        .read(move |tx| {
            let person = asker.person.as_deref().ok_or(Fault::NotFound)?;
            Ok((any_class(tx, &asker, &id)?, enrolment::open_place(tx, &id, person)?.is_some()))
        })
        .await?;
    let page = page
        .titled_by("training-place-answer")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    if !asked {
        sheet.hint("training-place-none");
        return sheet.done();
    }
    sheet.text(&t.with("training-place-free", &[("days", &span(t, &class))]));
    sheet.add(
        &Form::to(format!("/training/classes/{}/place", class.id))
            .way("answer", "taken", t.of("training-place-take"), false)
            .way("answer", "passed", t.of("training-place-pass"), true),
    );
    sheet.done()
}

/// `POST /training/classes/{id}/place`
pub async fn answer_place(
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    form: FormState,
) -> Result<Response, Problem> {
    let (which, takes) = (id.clone(), form.value("answer") == "taken");
    house.county().write(move |tx| enrolment::answer_place(tx, &actor, &which, takes)).await?;
    let key = if takes { "training-done-taken" } else { "training-done-passed" };
    Ok(see_other(format!("/training/classes/{id}")).notice(key, &[]).into_response())
}
