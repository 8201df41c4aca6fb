//! The roll of one session, as the class leader keeps it on a phone.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Asker, act, any_class, choices};
use crate::class::{self, Class, Learner};
use crate::form::Presence;
use crate::leave::{self, Leave};
use crate::roll::{self, Entry, Mark};
use crate::session::Session;
use crate::{permission, seat};
use web::sheet::{Form, Sheet};

struct Found {
    class: Class,
    session: Session,
    learners: Vec<Learner>,
    entries: Vec<Entry>,
    leaves: Vec<Leave>,
}

async fn read(house: &House, actor: &Asker, (id, session): (&str, &str)) -> Result<Found, Problem> {
    let (asker, id, session) = (actor.clone(), id.to_owned(), session.to_owned());
    let found = house
        .read(move |tx| {
            any_class(tx, &asker, &id)?;
            let (class, session) = roll::find(tx, &id, &session)?;
            let all = roll::of_class(tx, &id)?;
            Ok(Found {
                learners: class::learners(tx, &seat::directory(), &id)?,
                entries: all.into_iter().filter(|one| one.session == session.id).collect(),
                leaves: leave::of_class(tx, &seat::directory(), &id)?,
                class,
                session,
            })
        })
        .await?;
    if permission::keeps_roll(actor, &found.class) { Ok(found) } else { Err(Problem::forbidden()) }
}

fn draw(page: Page, found: &Found, form: &FormState) -> Result<Response, Problem> {
    let plan = &found.session.plan;
    let page = page
        .titled_with("training-roll-of", &[("session", &plan.title)])
        .led(found.class.title.clone())
        .back_to(format!("/training/classes/{}", found.class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let at = plan.starts.strftime("%H:%M").to_string();
    sheet.text(&t.with("training-roll-when", &[("day", &t.date(plan.on)), ("at", &at)]));
    sheet.hint("training-roll-hint");
    let presences = choices(t, Presence::ALL, |one| (one.code(), one.words()));
    let action = format!("/training/classes/{}/sessions/{}/roll", found.class.id, found.session.id);
    let mut roll = Form::to(action);
    for one in &found.learners {
        let granted = found.leaves.iter().any(|leave| {
            leave.person == one.person
                && leave.session == found.session.id
                && leave.state == leave::State::Granted
        });
        let label = t.labelled(&one.name, &one.unit_name);
        let label = if granted { t.with("training-on-leave", &[("name", &label)]) } else { label };
        let name = format!("presence-{}", one.person);
        roll = roll.part(sheet.owned_with(&name, &label, &presences));
        let (name, label) =
            (format!("minutes-{}", one.person), t.with("training-roll-minutes", &[("name", &one.name)]));
        roll = roll.part(sheet.owned_number(&name, &label));
    }
    sheet.add(&roll.button(t.of("training-roll-save")));
    sheet.done()
}

/// `GET /training/classes/{id}/sessions/{session}/roll`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, session)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, (&id, &session)).await?;
    let mut form = FormState::default();
    for one in &found.learners {
        let kept = found.entries.iter().find(|entry| entry.person == one.person);
        let granted = found.leaves.iter().any(|leave| {
            leave.person == one.person && leave.session == session && leave.state == leave::State::Granted
        });
        let first = if granted { Presence::Leave } else { Presence::Present };
        form.set(&format!("presence-{}", one.person), kept.map_or(first, |kept| kept.presence).code());
        if let Some(kept) = kept.filter(|kept| matches!(kept.presence, Presence::Late | Presence::Early)) {
            form.set(&format!("minutes-{}", one.person), kept.minutes.to_string());
        }
    }
    draw(page, &found, &form)
}

/// `POST /training/classes/{id}/sessions/{session}/roll`
pub async fn keep(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, session)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let presences: BTreeMap<String, Presence> = form
        .pairs_of("presence-")
        .filter_map(|(person, code)| Some((person.to_owned(), Presence::from_code(code)?)))
        .collect();
    let mut entries = BTreeMap::new();
    for (person, presence) in presences {
        let minutes = form.integer(&format!("minutes-{person}"), 0..=600);
        entries.insert(person, Mark { presence, minutes });
    }
    if !form.is_ok() {
        let found = read(&house, &actor, (&id, &session)).await?;
        return draw(page, &found, &form);
    }
    let (by, class, which, book) = (actor.clone(), id.clone(), session.clone(), house.book());
    let work = move |tx: &mut kernel::Tx<'_>| roll::keep(tx, &by, &book, (&class, &which), &entries);
    if act(&house, &mut form, work).await?.is_some() {
        let to = see_other(format!("/training/classes/{id}"));
        return Ok(to.notice("training-done-roll", &[]).into_response());
    }
    let found = read(&house, &actor, (&id, &session)).await?;
    draw(page, &found, &form)
}
