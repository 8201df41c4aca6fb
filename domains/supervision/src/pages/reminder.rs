//! The page before a reminder: what stands, what the rule says, what will be sent to whom.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Area, Fault, Tx};
use law::rules::standing_still::Measure;
use web::components::{Confirm, FactList, Markup};
use web::sheet::Sheet;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{Shelf, act, record, role, sentence};
use crate::standing::{self, Office, Step, reminder};

struct Found {
    step: Step,
    office: Office,
    today: jiff::civil::Date,
    /// Whether the reader can open the matter itself.
    opens: bool,
}

async fn found(house: &House, actor: &std::sync::Arc<kernel::Actor>, id: &str) -> Result<Found, Problem> {
    let (actor, id, book) = (actor.clone(), id.to_owned(), house.book());
    let work = move |tx: &mut Tx<'_>| -> Result<Found, Fault> {
        let scope = actor.scope(Area::Power);
        let step = standing::step(tx, &scope, &id)?;
        let office = step.office.clone().ok_or(Fault::NotFound)?;
        crate::permission::hasten(tx, &actor, &office)?;
        let (office, _) = standing::office(tx, &scope, &book, &office)?;
        let opens = super::opens(tx, &actor, &step)?;
        Ok(Found { step, office, today: tx.today(), opens })
    };
    house.read(work).await
}

fn draw(
    page: Page,
    shelf: &Shelf,
    house: &House,
    found: &Found,
    form: &FormState,
) -> Result<Response, Problem> {
    let back = format!("/supervision/standing/{}", found.office.id);
    let page = page.titled_by("supervision-remind").back_to(back.clone(), "supervision-office");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, form);
    let (procedure, step) = shelf.names(t, &found.step.procedure, &found.step.step);
    sheet.add(
        &FactList::new()
            .drawn(t.of("supervision-about"), super::named(t, &found.step, found.opens))
            .fact(t.of("supervision-office"), &found.office.name)
            .fact(t.of("supervision-procedure"), &procedure)
            .fact(t.of("supervision-step"), &step)
            .fact(t.of("supervision-by"), &role(t, found.step.role))
            .fact(t.of("supervision-since"), &t.date(found.step.since))
            .fact(t.of("supervision-due"), &found.step.due.map(|due| t.date(due)).unwrap_or_default()),
    );
    let decision = standing::judged(&found.step, &house.book(), found.today);
    let may = decision.value().is_some_and(|value| value.measure == Measure::Reminder);
    let said = t.of(if may { "supervision-may-remind" } else { "supervision-not-yet" });
    let paper = record(&decision)?;
    sheet.decision(&paper, &sentence(t, &paper, said), false);
    if may {
        let words = sheet.field("words", "supervision-words", |field| {
            field.textarea(2).max(400).optional().hint("supervision-words-hint")
        });
        let usual = reminder::usual_day(&house.book(), found.today).map(|(day, _)| day.to_string());
        let begun = form.clone().prefilled("answer_by", usual.unwrap_or_default());
        let asked = if form.has("answer_by") { form } else { &begun };
        let answer_by = page.field(asked, "answer_by", "supervision-answer-by").date();
        let answer_by = Markup::of(&answer_by.hint("supervision-answer-by-hint"));
        let to = t.with("supervision-head-of", &[("unit", &found.office.name)]);
        let path = format!("/supervision/steps/{}/reminder", found.step.id);
        let confirm = Confirm::new(t, path, t.of("supervision-remind"))
            .effect(t.of("supervision-remind-effect"))
            .effect(t.of("supervision-remind-noname"))
            .to(Markup::text(&to))
            .field(answer_by)
            .field(words)
            .back(back, t.of("supervision-leave"));
        sheet.add(&confirm);
    }
    sheet.done()
}

/// `GET /supervision/steps/{id}/reminder`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Extension(shelf): Extension<Shelf>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = found(&house, &actor, &id).await?;
    draw(page, &shelf, &house, &found, &FormState::default())
}

/// `POST /supervision/steps/{id}/reminder`
pub async fn send(
    page: Page,
    State(house): State<House>,
    Extension(shelf): Extension<Shelf>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let words = form.text("words", 400).unwrap_or_default();
    let answer_by = form.required_date("answer_by");
    let (asker, step, book) = (actor.clone(), id.clone(), house.book());
    let work = move |tx: &mut Tx<'_>| reminder::remind(tx, &asker, &book, &step, (&words, answer_by));
    if let Some(matter) = act(&house, &mut form, work).await? {
        return Ok(see_other(format!("/supervision/matters/{matter}"))
            .notice("supervision-done-reminded", &[])
            .into_response());
    }
    let found = found(&house, &actor, &id).await?;
    draw(page, &shelf, &house, &found, &form)
}
