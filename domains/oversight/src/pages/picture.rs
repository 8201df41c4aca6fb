//! The county's rules by age and office, as a picture with its table. Not here: counting them (`document::ages`).

use axum::extract::State;
use axum::response::Response;
use web::charts::Head;
use web::charts::bars::{Stack, stacked};
use web::sheet::Sheet;
use web::{Acting, FormState, House, Page, Problem};

use super::home::{has_part, tabs};
use super::scope;
use crate::document::ages;

/// `GET /oversight/documents/picture`
///
/// # Errors
/// If the register cannot be read.
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
) -> Result<Response, Problem> {
    if !has_part(&actor) {
        return Err(Problem::forbidden());
    }
    let offices = house.read(move |tx| Ok(ages::by_office(tx, &scope(&actor))?)).await?;
    let page = page
        .titled_by("oversight-picture")
        .led_by("oversight-picture-lead")
        .back_to("/oversight/documents", "oversight-documents")
        .across();
    let t = page.t.clone();
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    sheet.add(&tabs(&t, "/oversight/documents"));
    let sum = |at: usize| -> u64 { offices.iter().filter_map(|one| one.counts.get(at)).sum() };
    let count = |at: usize| i64::try_from(sum(at)).unwrap_or(i64::MAX);
    let description = t.with(
        "oversight-picture-says",
        &[("fresh", &count(0)), ("older", &count(1)), ("lapsing", &count(2)), ("lapsed", &count(3))],
    );
    sheet.text(&description);
    let series = [
        t.of("oversight-age-fresh"),
        t.of("oversight-age-older"),
        t.of("oversight-age-lapsing"),
        t.of("oversight-age-lapsed"),
    ];
    let rows: Vec<Stack> =
        offices.iter().map(|one| Stack { label: one.name.clone(), parts: one.counts.to_vec() }).collect();
    let head = Head::new("ages", t.of("oversight-picture"), description, t.of("oversight-office"));
    sheet.add(&stacked(&t, head, &series, &rows));
    sheet.done()
}
