//! Recording leave, sanctions and investigations, and what becomes of them. Only for the roster's keepers.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Fault, Tx};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use web::components::field::Choice;
use web::{Acting, FormState, House, Page, Problem};

use super::person_form::kept_person;
use super::{Ask, choices, done, today, write};
use crate::person::Person;
use crate::standing::{self, InvestigationOutcome, LeaveKind, NewLeave, NewSanction};

/// Half days as days: `2.5`.
pub(super) fn days(half_days: i64) -> String {
    let whole = half_days / 2;
    if half_days % 2 == 0 { whole.to_string() } else { format!("{whole}.5") }
}

fn titled(page: Page, key: &str, person: &Person) -> Page {
    page.titled_with(key, &[("name", &person.name)])
        .back_to(format!("/people/{}", person.id), "people-archive")
}

fn draw_leave(page: Page, person: &Person, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-leave-of", person);
    let kinds = choices(&page.t, LeaveKind::ALL, |kind| (kind.code(), kind.words()));
    Ask::new(&page, form, format!("/people/{}/leaves", person.id), "people-leave-record")
        .say(page.t.of("people-leave-about"))
        .field("kind", "people-leave-kind", |f| f.radios(&kinds))
        .field("from_on", "people-from", |f| f.date())
        .field("days", "people-days", |f| f.number().hint("people-days-hint"))
        .field("note", "people-note", |f| f.max(200).optional())
        .draw()
}

/// `GET /people/{id}/leaves`
pub async fn leave(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    draw_leave(page, &person, &FormState::default())
}

/// `POST /people/{id}/leaves`
pub async fn record_leave(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let kind = form.required_coded("kind", LeaveKind::ALL, LeaveKind::code);
    let from_on = form.required_date("from_on");
    let length = form.required_decimal("days", 1, Decimal::new(5, 1)..=Decimal::from(366));
    let note = form.text("note", 200).unwrap_or_default();
    let halves = length.map(|days| days * Decimal::TWO);
    if halves.is_some_and(|halves| !halves.is_integer()) {
        form.error("days", "people-days-halves");
    }
    if let (Some(kind), Some(from_on), Some(halves), true) = (kind, from_on, halves, form.is_ok()) {
        let half_days = halves.to_i64().unwrap_or_default();
        let new = NewLeave { person: id.clone(), kind, from_on, half_days, note };
        if write(&house, &mut form, move |tx| standing::record_leave(tx, &actor, &new)).await?.is_some() {
            return Ok(done("/people", &id, "people-leave-recorded"));
        }
    }
    draw_leave(page, &person, &form)
}

fn sanction_kinds(page: &Page) -> Vec<Choice> {
    let kinds = law::rules::sanction::SANCTIONS.iter();
    kinds.map(|kind| Choice::new(kind.id, page.t.choose(kind.zh, kind.en))).collect()
}

fn draw_sanction(page: Page, person: &Person, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-sanction-of", person);
    let kinds = sanction_kinds(&page);
    Ask::new(&page, form, format!("/people/{}/sanctions", person.id), "people-sanction-record")
        .say(page.t.of("people-sanction-about"))
        .field("kind", "people-sanction-kind", |f| f.select(&kinds))
        .field("decided_on", "people-decided", |f| f.date())
        .field("document", "people-document", |f| f.max(80))
        .draw()
}

/// `GET /people/{id}/sanctions`
pub async fn sanction(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    draw_sanction(page, &person, &FormState::default())
}

/// `POST /people/{id}/sanctions`
pub async fn record_sanction(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let allowed: Vec<&str> = law::rules::sanction::SANCTIONS.iter().map(|kind| kind.id).collect();
    let kind = form.required_choice("kind", &allowed).and_then(|id| standing::sanction_kind(&id));
    let decided_on = form.required_date("decided_on");
    let document = form.required_text("document", 80);
    if let (Some(kind), Some(decided_on), Some(document), true) = (kind, decided_on, document, form.is_ok()) {
        let new = NewSanction { person: id.clone(), kind, decided_on, document };
        if write(&house, &mut form, move |tx| standing::record_sanction(tx, &actor, &new)).await?.is_some() {
            return Ok(done("/people", &id, "people-sanction-recorded"));
        }
    }
    draw_sanction(page, &person, &form)
}

fn draw_case(page: Page, person: &Person, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-case-of", person);
    Ask::new(&page, form, format!("/people/{}/investigations", person.id), "people-case-record")
        .say(page.t.of("people-case-about"))
        .field("opened_on", "people-opened", |f| f.date())
        .field("document", "people-document", |f| f.max(80))
        .draw()
}

/// `GET /people/{id}/investigations`
pub async fn case(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    draw_case(page, &person, &FormState::default().prefilled("opened_on", today(&house).to_string()))
}

/// `POST /people/{id}/investigations`
pub async fn record_case(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let (on, document) = (form.required_date("opened_on"), form.required_text("document", 80));
    if let (Some(on), Some(document), true) = (on, document, form.is_ok()) {
        let who = id.clone();
        let opened =
            write(&house, &mut form, move |tx| standing::open_investigation(tx, &actor, &who, on, &document));
        if opened.await?.is_some() {
            return Ok(done("/people", &id, "people-case-recorded"));
        }
    }
    draw_case(page, &person, &form)
}

fn draw_closure(page: Page, person: &Person, case: &str, form: &FormState) -> Result<Response, Problem> {
    let page = titled(page, "people-case-close-of", person);
    let ways = choices(&page.t, InvestigationOutcome::ALL, |outcome| (outcome.code(), outcome.words()));
    Ask::new(&page, form, format!("/people/{}/investigations/{case}/closure", person.id), "people-case-close")
        .say(page.t.of("people-case-close-about"))
        .field("closed_on", "people-closed", |f| f.date())
        .field("outcome", "people-outcome", |f| f.radios(&ways))
        .draw()
}

/// `GET /people/{id}/investigations/{case}/closure`
pub async fn closing_case(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, case)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    draw_closure(
        page,
        &person,
        &case,
        &FormState::default().prefilled("closed_on", today(&house).to_string()),
    )
}

/// `POST /people/{id}/investigations/{case}/closure`
pub async fn close_case(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, case)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let on = form.required_date("closed_on");
    let outcome = form.required_coded("outcome", InvestigationOutcome::ALL, InvestigationOutcome::code);
    if let (Some(on), Some(outcome), true) = (on, outcome, form.is_ok()) {
        let which = case.clone();
        let closed = write(&house, &mut form, move |tx| {
            standing::close_investigation(tx, &actor, &which, on, outcome)
        });
        if closed.await?.is_some() {
            return Ok(done("/people", &id, "people-case-closed"));
        }
    }
    draw_closure(page, &person, &case, &form)
}

/// One of the small forms that ask for a reason or a day and take something back.
#[derive(Clone, Copy)]
enum TakeBack {
    Leave,
    Sanction,
    Lift,
}

impl TakeBack {
    /// Path behind the person, key of title, button and notice.
    fn words(self) -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
        match self {
            TakeBack::Leave => {
                ("leaves", "withdrawal", "people-leave-withdraw-of", "people-withdraw", "people-withdrawn")
            }
            TakeBack::Sanction => (
                "sanctions",
                "withdrawal",
                "people-sanction-withdraw-of",
                "people-withdraw",
                "people-withdrawn",
            ),
            TakeBack::Lift => (
                "sanctions",
                "lifting",
                "people-sanction-lift-of",
                "people-sanction-lift",
                "people-lifted-now",
            ),
        }
    }

    fn draw(self, page: Page, person: &Person, which: &str, form: &FormState) -> Result<Response, Problem> {
        let (noun, path, title, button, _) = self.words();
        let page = titled(page, title, person);
        let ask = Ask::new(&page, form, format!("/people/{}/{noun}/{which}/{path}", person.id), button);
        match self {
            TakeBack::Lift => ask.field("on", "people-lifted", |f| f.date()).draw(),
            TakeBack::Leave | TakeBack::Sanction => ask
                .field("reason", "people-reason", |f| f.textarea(3).max(200).why("people-reason-why"))
                .draw(),
        }
    }
}

async fn shown(
    (page, house, Acting(actor)): (Page, House, Acting),
    (id, which): (String, String),
    what: TakeBack,
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let form = FormState::default().prefilled("on", today(&house).to_string());
    what.draw(page, &person, &which, &form)
}

async fn taken(
    (page, house, Acting(actor)): (Page, House, Acting),
    (id, which): (String, String),
    (what, mut form): (TakeBack, FormState),
) -> Result<Response, Problem> {
    let person = kept_person(&house, &actor, &id).await?;
    let on = if matches!(what, TakeBack::Lift) { form.required_date("on") } else { None };
    let reason = form.text("reason", 200).unwrap_or_default();
    if form.is_ok() {
        let row = which.clone();
        let work = move |tx: &mut Tx<'_>| -> Result<(), Fault> {
            match (what, on) {
                (TakeBack::Leave, _) => standing::withdraw_leave(tx, &actor, &row, &reason),
                (TakeBack::Sanction, _) => standing::withdraw_sanction(tx, &actor, &row, &reason),
                (TakeBack::Lift, Some(on)) => standing::lift_sanction(tx, &actor, &row, on),
                (TakeBack::Lift, None) => Err(Fault::NotFound),
            }
        };
        if write(&house, &mut form, work).await?.is_some() {
            return Ok(done("/people", &id, what.words().4));
        }
    }
    what.draw(page, &person, &which, &form)
}

/// `GET /people/{id}/leaves/{leave}/withdrawal`
pub async fn withdrawing_leave(
    page: Page,
    State(house): State<House>,
    acting: Acting,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Problem> {
    shown((page, house, acting), ids, TakeBack::Leave).await
}

/// `POST /people/{id}/leaves/{leave}/withdrawal`
pub async fn withdraw_leave(
    page: Page,
    State(house): State<House>,
    acting: Acting,
    Path(ids): Path<(String, String)>,
    form: FormState,
) -> Result<Response, Problem> {
    taken((page, house, acting), ids, (TakeBack::Leave, form)).await
}

/// `GET /people/{id}/sanctions/{sanction}/withdrawal`
pub async fn withdrawing_sanction(
    page: Page,
    State(house): State<House>,
    acting: Acting,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Problem> {
    shown((page, house, acting), ids, TakeBack::Sanction).await
}

/// `POST /people/{id}/sanctions/{sanction}/withdrawal`
pub async fn withdraw_sanction(
    page: Page,
    State(house): State<House>,
    acting: Acting,
    Path(ids): Path<(String, String)>,
    form: FormState,
) -> Result<Response, Problem> {
    taken((page, house, acting), ids, (TakeBack::Sanction, form)).await
}

/// `GET /people/{id}/sanctions/{sanction}/lifting`
pub async fn lifting(
    page: Page,
    State(house): State<House>,
    acting: Acting,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Problem> {
    shown((page, house, acting), ids, TakeBack::Lift).await
}

/// `POST /people/{id}/sanctions/{sanction}/lifting`
pub async fn lift(
    page: Page,
    State(house): State<House>,
    acting: Acting,
    Path(ids): Path<(String, String)>,
    form: FormState,
) -> Result<Response, Problem> {
    taken((page, house, acting), ids, (TakeBack::Lift, form)).await
}
