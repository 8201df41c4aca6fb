//! Saying which office is the office of the county government. Not here: what it does (`decisions`).

use axum::extract::State as Ax;
use axum::response::{IntoResponse, Response};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::{act, decisions};
use crate::office;

/// `POST /openness/office`
pub async fn name(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    mut form: FormState,
) -> Result<Response, Problem> {
    let (who, unit) = (actor.clone(), form.value("unit").to_owned());
    match act(&house, &mut form, move |tx| office::name(tx, &who, &unit)).await? {
        Ok(()) => Ok(see_other("/openness/decisions").notice("openness-done-office", &[]).into_response()),
        Err(_) => decisions::draw_list(page, &house, &actor, form).await,
    }
}
