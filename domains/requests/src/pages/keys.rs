//! Keys of programs that send service requests: issued once, shown once, withdrawn. Not here: what programs send
//! (`open311`).

use axum::extract::{Path, State as Ax};
use axum::response::{IntoResponse, Response};
use kernel::{Actor, Role};
use web::components::{Cell, Notice, StateTag, Table, Tone};
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, Proven, see_other};

use super::{act, unkept};
use crate::open311::key;

fn may(actor: &Actor) -> Result<(), Problem> {
    if actor.is_county(Role::SystemAdmin) { Ok(()) } else { Err(Problem::forbidden()) }
}

/// `GET /requests/keys`
pub async fn list(page: Page, Ax(house): Ax<House>, Acting(actor): Acting) -> Result<Response, Problem> {
    may(&actor)?;
    draw(page, &house, &FormState::default(), None).await
}

async fn draw(
    page: Page,
    house: &House,
    form: &FormState,
    made: Option<String>,
) -> Result<Response, Problem> {
    let keys = house.read(|tx| Ok(key::all(tx)?)).await?;
    let page = page.titled_by("requests-keys").led_by("requests-keys-lead").across();
    let t = page.t.clone();
    let mut sheet = Sheet::new(&page, form);
    if let Some(key) = &made {
        sheet.add(&Notice::new(Tone::Info, t.of("requests-key-once")));
        sheet.text(key);
    }
    let mut table = Table::new(&t, "keys", t.of("requests-keys"))
        .caption_unseen()
        .column(t.of("requests-key-name"))
        .column(t.of("requests-key-contact"))
        .column(t.of("requests-key-issued"))
        .column(t.of("requests-state"))
        .empty(t.of("requests-keys-none"));
    for one in &keys {
        let tag = match one.withdrawn_on {
            Some(day) => {
                StateTag::new(Tone::Stopped, t.with("requests-key-withdrawn", &[("day", &t.day(day))]))
            }
            None => StateTag::new(Tone::Active, t.of("requests-key-active")),
        };
        table.push(vec![
            one.name.as_str().into(),
            one.contact.as_str().into(),
            one.issued_on.into(),
            Cell::drawn(&tag),
        ]);
    }
    sheet.add(&table);
    for one in keys.iter().filter(|one| one.withdrawn_on.is_none()) {
        let form = Form::to(format!("/requests/keys/{}/withdrawal", one.id));
        sheet.add(&form.button(t.with("requests-key-withdraw", &[("name", &one.name)])));
    }
    sheet.heading("requests-key-new");
    let parts = [
        sheet.field("name", "requests-key-name", |field| field.max(80)),
        sheet.field("contact", "requests-key-contact", |field| field.max(120)),
    ];
    let form = parts.into_iter().fold(Form::to("/requests/keys"), Form::part);
    sheet.add(&form.button(t.of("requests-key-issue")));
    Ok(unkept(sheet.done()?))
}

/// `POST /requests/keys`
pub async fn issue(
    page: Page,
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    proven: Proven,
    mut form: FormState,
) -> Result<Response, Problem> {
    may(&actor)?;
    let (name, contact) = (form.required_text("name", 80), form.required_text("contact", 120));
    let (Some(name), Some(contact)) = (name, contact) else { return draw(page, &house, &form, None).await };
    if let Some(asked) = proven.ask(&house, &page, &actor, &form).await? {
        return Ok(asked);
    }
    let made = act(&house, &mut form, move |tx| key::issue(tx, &actor, &name, &contact)).await?;
    let shown = if made.is_some() { FormState::default() } else { form };
    draw(page, &house, &shown, made).await
}

/// `POST /requests/keys/{id}/withdrawal`
pub async fn withdraw(
    Ax(house): Ax<House>,
    Acting(actor): Acting,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    may(&actor)?;
    house.county().write(move |tx| key::withdraw(tx, &actor, &id)).await?;
    Ok(see_other("/requests/keys").notice("requests-done-key-withdrawn", &[]).into_response())
}
