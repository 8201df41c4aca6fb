//! Concluding a class: everybody with their time and the decision on their leave, and one choice each.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::leave::leave_sentence;
use super::{Asker, act, any_class, attended, time};
use crate::class::Class;
use crate::conclusion::{self, Candidate};
use crate::session::{self, Session};
use crate::{leave, permission};
use web::sheet::{Form, Sheet};

async fn read(
    house: &House,
    actor: &Asker,
    id: &str,
) -> Result<(Class, Vec<Session>, Vec<Candidate>), Problem> {
    let (asker, id, book) = (actor.clone(), id.to_owned(), house.book());
    let found = house
        .read(move |tx| {
            let class = any_class(tx, &asker, &id)?;
            let candidates = conclusion::candidates(tx, &book, &class)?;
            Ok((class, session::of_class(tx, &id)?, candidates))
        })
        .await?;
    if permission::answers_for(actor, &found.0) { Ok(found) } else { Err(Problem::forbidden()) }
}

fn draw(
    page: Page,
    (class, sessions, people): &(Class, Vec<Session>, Vec<Candidate>),
    form: &FormState,
) -> Result<Response, Problem> {
    let page = page
        .titled_by("training-conclude")
        .led(class.title.clone())
        .back_to(format!("/training/classes/{}", class.id), "training-class");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let missing: Vec<&Session> = sessions.iter().filter(|one| one.roll_at.is_none()).collect();
    if !missing.is_empty() {
        let n = i64::try_from(missing.len()).unwrap_or(0);
        sheet.text(&t.with("training-rolls-missing", &[("n", &n)]));
        let link = |one: &&Session| {
            (format!("/training/classes/{}/sessions/{}/roll", class.id, one.id), one.plan.title.clone())
        };
        sheet.links(missing.iter().map(link).collect());
        return sheet.done();
    }
    sheet.hint("training-conclude-hint");
    let whole: i64 = sessions.iter().map(|one| one.plan.minutes).sum();
    let mut conclusion = Form::to(format!("/training/classes/{}/conclusion", class.id));
    for one in people {
        if let Some(record) = one.leave.as_ref().filter(|record| leave::means_withdrawal(record)) {
            sheet.lesser(&one.learner.name);
            sheet.decision(record, leave_sentence(t, record), true);
        }
        let took = t.with(
            "training-took-part",
            &[
                ("time", &time(t, one.minutes)),
                ("whole", &time(t, whole)),
                ("sessions", &attended(t, &one.attendance)),
            ],
        );
        let label = t.labelled(&one.learner.name, &one.learner.unit_name);
        let outcomes = [
            Choice::new("finished", t.of("training-finished")).explained(took),
            Choice::new("not-finished", t.of("training-not-finished")),
        ];
        let name = format!("outcome-{}", one.learner.person);
        conclusion = conclusion.part(sheet.owned_with(&name, &label, &outcomes));
    }
    sheet.add(&conclusion.button(t.of("training-conclude")));
    sheet.done()
}

/// `GET /training/classes/{id}/conclusion`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = read(&house, &actor, &id).await?;
    let mut form = FormState::default();
    for one in &found.2 {
        // Who was there and within the leave is proposed as finished; about anybody else a person decides unprompted.
        if one.minutes > 0 && !one.leave.as_ref().is_some_and(leave::means_withdrawal) {
            form.set(&format!("outcome-{}", one.learner.person), "finished");
        }
    }
    draw(page, &found, &form)
}

/// `POST /training/classes/{id}/conclusion`
pub async fn conclude(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let outcomes: BTreeMap<String, bool> = form
        .pairs_of("outcome-")
        .filter(|(_, value)| ["finished", "not-finished"].contains(value))
        .map(|(person, value)| (person.to_owned(), value == "finished"))
        .collect();
    let (by, which, book) = (actor.clone(), id.clone(), house.book());
    let work = move |tx: &mut kernel::Tx<'_>| conclusion::conclude(tx, &by, &book, &which, &outcomes);
    if let Some(done) = act(&house, &mut form, work).await? {
        let to = see_other(format!("/training/classes/{id}"));
        return Ok(to.notice("training-done-concluded", &[("n", &done.finished)]).into_response());
    }
    let found = read(&house, &actor, &id).await?;
    draw(page, &found, &form)
}
