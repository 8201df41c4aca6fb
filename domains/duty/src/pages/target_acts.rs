//! Adopting, sending back and withdrawing a target: each a page that says what will happen. Not here: the target.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Area;
use web::components::Confirm;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other, show, show_again};

use super::cycle::ConfirmPage;
use crate::target::{self, Target};

/// What can be done to a target as a whole.
const ACTS: [&str; 3] = ["adoption", "return", "withdrawal"];

fn draw_act(
    page: Page,
    found: &Target,
    act: &str,
    form: &FormState,
    again: bool,
) -> Result<Response, Problem> {
    let back = format!("/duty/targets/{}", found.id);
    let page = page
        .titled_by(&format!("duty-target-{act}"))
        .led(found.says.title.clone())
        .back_to(&back, "duty-target");
    let t = &page.t;
    let note = page.field(form, "note", "duty-reason").textarea(3).max(400);
    let note = if act == "adoption" { note.optional().hint("duty-target-adoption-reason") } else { note };
    let mut confirm = Confirm::new(t, format!("{back}/{act}"), t.of(&format!("duty-target-{act}")))
        .effect(t.of(&format!("duty-target-{act}-effect")))
        .to(Markup::text(&found.unit_name))
        .field(Markup::of(&note))
        .back(back.as_str(), t.of("duty-leave-as-is"));
    if act == "withdrawal" {
        confirm = confirm.grave();
    }
    let view = ConfirmPage { page: &page, form, confirm };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /duty/targets/{id}/{act}`: adoption, return or withdrawal.
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, act)): Path<(String, String)>,
) -> Result<Response, Problem> {
    if !ACTS.contains(&act.as_str()) {
        return Err(Problem::not_found());
    }
    let found = house.read(move |tx| target::find(tx, &actor.scope(Area::Duty), &id)).await?;
    draw_act(page, &found, &act, &FormState::default(), false)
}

/// `POST /duty/targets/{id}/{act}`
pub async fn act(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, act)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    if !ACTS.contains(&act.as_str()) {
        return Err(Problem::not_found());
    }
    let note = form.text("note", 400).unwrap_or_default();
    if form.is_ok() {
        let (book, asker, asked, what) = (house.book(), actor.clone(), id.clone(), act.clone());
        let done = house.county().write(move |tx| match what.as_str() {
            "adoption" => target::adopt(tx, &asker, &book, &asked, &note),
            "return" => target::send_back(tx, &asker, &asked, &note),
            _ => target::withdraw(tx, &asker, &asked, &note),
        });
        match done.await {
            Ok(()) => {
                let key = format!("duty-target-{act}-done");
                return Ok(see_other(format!("/duty/targets/{id}")).notice(&key, &[]).into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let found = house.read(move |tx| target::find(tx, &actor.scope(Area::Duty), &id)).await?;
    draw_act(page, &found, &act, &form, true)
}
