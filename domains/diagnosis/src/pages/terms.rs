//! What the county sets: cut-offs, smallest group, days.

use axum::extract::State as Ax;
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Fault, Tx};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::act;
use crate::analysis::Cuts;
use crate::permission::is_keeper;
use crate::terms::{self, Terms};
use web::sheet::{Form, Sheet};

/// `GET /diagnosis/terms`
pub async fn show_them(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    let terms = house.read(|tx| Ok(terms::terms(tx)?)).await?;
    let form = FormState::default()
        .prefilled("barrier", terms.cuts.barrier.to_string())
        .prefilled("catalyst", terms.cuts.catalyst.to_string())
        .prefilled("least", terms.least.to_string())
        .prefilled("after", terms.after.to_string())
        .prefilled("pulse", terms.pulse.to_string())
        .prefilled("later", terms.later.to_string())
        .prefilled("norm_least", terms.norm_least.to_string())
        .prefilled("norm_width", terms.norm_width.to_string());
    draw(page, &actor, &form)
}

fn draw(page: Page, actor: &Actor, form: &FormState) -> Result<Response, Problem> {
    if !is_keeper(actor) {
        return Err(Fault::NotFound.into());
    }
    let page = page
        .titled_by("diagnosis-terms")
        .led_by("diagnosis-terms-lead")
        .back_to("/diagnosis", "diagnosis-room");
    let mut sheet = Sheet::new(&page, form);
    let fields = [
        sheet.field("barrier", "diagnosis-terms-barrier", |field| {
            field.number().hint("diagnosis-terms-cuts-hint")
        }),
        sheet.field("catalyst", "diagnosis-terms-catalyst", |field| field.number()),
        sheet.field("least", "diagnosis-terms-least", |field| {
            field.number().hint("diagnosis-terms-least-hint")
        }),
        sheet.field("after", "diagnosis-terms-after", |field| {
            field.number().hint("diagnosis-terms-after-hint")
        }),
        sheet.field("pulse", "diagnosis-terms-pulse", |field| field.number()),
        sheet.field("later", "diagnosis-terms-later", |field| field.number()),
        sheet.field("norm_least", "diagnosis-terms-norm-least", |field| {
            field.number().hint("diagnosis-terms-norm-least-hint")
        }),
        sheet.field("norm_width", "diagnosis-terms-norm-width", |field| {
            field.number().hint("diagnosis-terms-norm-width-hint")
        }),
    ];
    let whole = fields.into_iter().fold(Form::to("/diagnosis/terms"), Form::part);
    sheet.add(&whole.button(page.t.of("diagnosis-terms-set")));
    sheet.done()
}

/// `POST /diagnosis/terms`
pub async fn set(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let ends = || Decimal::ONE..=Decimal::from(5);
    let (barrier, catalyst) =
        (form.required_decimal("barrier", 2, ends()), form.required_decimal("catalyst", 2, ends()));
    let least = form.required_integer("least", 5..=50);
    let after = form.required_integer("after", 30..=60);
    let (pulse, later) = (form.required_integer("pulse", 1..=20), form.required_integer("later", 1..=20));
    let norm_least = form.required_integer("norm_least", 100..=1_000_000);
    let norm_width = form.required_decimal("norm_width", 2, Decimal::new(2, 1)..=Decimal::ONE);
    let (Some(barrier), Some(catalyst), Some(least), Some(after), Some(pulse), Some(later)) =
        (barrier, catalyst, least, after, pulse, later)
    else {
        return draw(page, &actor, &form);
    };
    let (Some(norm_least), Some(norm_width)) = (norm_least, norm_width) else {
        return draw(page, &actor, &form);
    };
    let days = |number: i64| u16::try_from(number).unwrap_or(1);
    let new = Terms {
        cuts: Cuts {
            barrier: barrier.to_f64().unwrap_or_default(),
            catalyst: catalyst.to_f64().unwrap_or_default(),
        },
        least: u64::try_from(least).unwrap_or(terms::LEAST),
        after: days(after),
        pulse: days(pulse),
        later: days(later),
        norm_least: u64::try_from(norm_least).unwrap_or(u64::MAX),
        norm_width: norm_width.to_f64().unwrap_or_default(),
    };
    let who = actor.clone();
    match act(&house, &mut form, move |tx: &mut Tx<'_>| terms::set(tx, &who, &new)).await? {
        Some(()) => Ok(see_other("/diagnosis/terms").notice("diagnosis-done-terms", &[]).into_response()),
        None => draw(page, &actor, &form),
    }
}
