//! Who opened what was sealed about the reader, when and why. Not here: what is sealed, opening it (the rooms).

use super::minute;
use axum::extract::State as Ax;
use axum::response::Response;
use kernel::seal::{self, Opening};
use kernel::{Area, DbError};
use web::components::Table;
use web::sheet::Sheet;
use web::{Acting, FormState, House, Page, Problem};

/// `GET /trust/openings`
pub async fn show_mine(page: Page, Acting(actor): Acting, Ax(house): Ax<House>) -> Result<Response, Problem> {
    let read = house.county().read(move |tx| match actor.person.clone() {
        Some(person) => seal::openings_of_owner(tx, &actor.scope(Area::People), &person),
        None => Ok::<_, DbError>(Vec::new()),
    });
    let openings: Vec<Opening> = read.await?;
    let page = page.titled_by("trust-openings").led_by("trust-openings-lead");
    let t = &page.t;
    let form = FormState::default();
    let mut sheet = Sheet::new(&page, &form);
    let heads = ["trust-what", "trust-who", "trust-why", "trust-second", "trust-asked-at", "trust-opened-at"];
    let mut table = Table::new(t, "openings", t.of("trust-openings")).empty(t.of("trust-no-opening"));
    for head in heads {
        table = table.column(t.of(head));
    }
    for one in openings {
        let second = match (&one.second, one.declined_at) {
            (Some((_, name)), Some(_)) => t.with("trust-declined-by", &[("name", name)]),
            (Some((_, name)), None) => name.clone(),
            (None, _) => String::new(),
        };
        table = table.row(vec![
            t.get(&format!("trust-sealed-{}", one.purpose)).unwrap_or(&one.purpose).into(),
            one.asked.1.into(),
            one.reason.into(),
            second.into(),
            minute(one.asked.2).into(),
            one.opened_at.map_or_else(|| t.of("trust-not-opened").to_owned(), minute).into(),
        ]);
    }
    sheet.add(&table);
    sheet.done()
}
