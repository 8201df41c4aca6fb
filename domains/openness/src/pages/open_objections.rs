//! Objecting to a notice and following the objection, without an account and without a name. Not here: answering it.

use axum::extract::{Path, State as Ax};
use axum::response::Response;
use web::components::{FactList, StateTag, Tone};
use web::sheet::{Form, Sheet};
use web::{FormState, House, Markup, Page, Problem};

use super::{act, area, day_of, follow_form, slip};
use crate::notice::{self, objection};

/// `GET /open/notices/{number}/objections`
pub async fn ask(page: Page, Ax(house): Ax<House>, Path(number): Path<String>) -> Result<Response, Problem> {
    draw(page, &house, number, FormState::default()).await
}

async fn draw(page: Page, house: &House, number: String, form: FormState) -> Result<Response, Problem> {
    let (found, today) = house.read(move |tx| Ok((notice::find_public(tx, &number)?, tx.today()))).await?;
    let back = format!("/open/notices/{}", found.number);
    let page = page.titled_by("openness-object").back_to(back, "openness-notice");
    let t = &page.t;
    let mut sheet = Sheet::new(&page, &form);
    sheet.text(&t.with("openness-object-to", &[("title", &found.title)]));
    if found.takes_objections(today) {
        sheet.hint("openness-object-hint");
        let body = area(&mut sheet, "body", "openness-objection", 6, false);
        let path = format!("/open/notices/{}/objections", found.number);
        sheet.add(&Form::to(path).part(body).button(t.of("openness-object-send")));
    } else {
        sheet.text(t.of("openness-object-over"));
    }
    sheet.done()
}

/// `POST /open/notices/{number}/objections`
pub async fn object(
    page: Page,
    Ax(house): Ax<House>,
    Path(number): Path<String>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let Some(body) = form.required_text("body", 2_000) else {
        return draw(page, &house, number, form).await;
    };
    let (asked, book) = (number.clone(), house.book());
    let done = act(&house, &mut form, move |tx| objection::object(tx, &book, &asked, &body)).await?;
    let Ok(kept) = done else { return draw(page, &house, number, form).await };
    // The secret is shown once, on the answer itself: in an address or a notice it would be left behind.
    let page = page.titled_by("openness-objected").back_to("/open/notices", "openness-notices");
    let empty = FormState::default();
    let mut sheet = Sheet::new(&page, &empty);
    sheet.text(page.t.of("openness-objected-next"));
    slip(&mut sheet, &kept, "/open/objections");
    sheet.done()
}

/// `GET /open/objections`
pub async fn follow(page: Page) -> Result<Response, Problem> {
    draw_follow(page, FormState::default())
}

fn draw_follow(page: Page, form: FormState) -> Result<Response, Problem> {
    let page = page.titled_by("openness-follow-objection").back_to("/open/notices", "openness-notices");
    let mut sheet = Sheet::new(&page, &form);
    follow_form(&mut sheet, "/open/objections");
    sheet.done()
}

/// `POST /open/objections`: reads only; sent as a form so that the secret stands in no address.
pub async fn look(page: Page, Ax(house): Ax<House>, mut form: FormState) -> Result<Response, Problem> {
    let asked = (form.required_text("number", 40), form.required_text("secret", 40));
    let (Some(number), Some(secret)) = asked else { return draw_follow(page, form) };
    let found = house.read(move |tx| Ok(objection::follow(tx, &number, &secret).map_err(Box::new))).await?;
    let found = match found {
        Ok(found) => found,
        Err(fault) => {
            form.take(*fault)?;
            form.forget(&["secret"]);
            return draw_follow(page, form);
        }
    };
    let page = page.titled_by("openness-follow-objection").back_to("/open/notices", "openness-notices");
    let (t, empty) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &empty);
    let (tone, key) = match found.upheld {
        None => (Tone::Waiting, "openness-objection-open"),
        Some(true) => (Tone::Done, "openness-objection-upheld"),
        Some(false) => (Tone::Done, "openness-objection-explained"),
    };
    sheet.add(
        &FactList::new()
            .fact(t.of("openness-slip-number"), &found.number)
            .fact(t.of("openness-received"), &day_of(t, found.received_at))
            .drawn(t.of("openness-state"), Markup::of(&StateTag::new(tone, t.of(key)))),
    );
    sheet.heading("openness-objection");
    sheet.quoted(&found.body);
    if found.answered {
        sheet.heading("openness-answer");
        sheet.quoted(&found.answer);
    }
    sheet.done()
}
