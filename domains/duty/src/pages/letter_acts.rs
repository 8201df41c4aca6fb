//! The acts on a letter that need at most a reason: offering, keeping it as it is, returning, giving it up, revising,
//! closing. Each is a page that says what will happen and to whom.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Area, Fault};
use web::components::Confirm;
use web::{Acting, FormState, House, Markup, Page, Problem, see_other, show, show_again};

use super::cycle::ConfirmPage;
use crate::letter::{self, Letter};

/// The nouns of the paths: whether a reason is always needed, and whether it ends something.
const NOUNS: [(&str, bool, bool); 6] = [
    ("offer", false, false),
    ("upholding", true, false),
    ("return", true, false),
    ("cancellation", true, true),
    ("revision", true, false),
    ("closure", true, true),
];

fn noun(asked: &str) -> Result<(&'static str, bool, bool), Problem> {
    NOUNS.into_iter().find(|noun| noun.0 == asked).ok_or_else(Problem::not_found)
}

fn key(noun: &str) -> String {
    if noun == "offer" { "duty-offer".to_owned() } else { format!("duty-letter-{noun}") }
}

fn draw(
    page: Page,
    letter: &Letter,
    (noun, reason, ends): (&str, bool, bool),
    (form, again): (&FormState, bool),
) -> Result<Response, Problem> {
    let back = format!("/duty/letters/{}", letter.id);
    let (year, key) = (letter.year.to_string(), key(noun));
    let led = page.t.with("duty-letter-title", &[("year", &year), ("name", &letter.holder_name)]);
    let page = page.titled_by(&key).led(led).back_to(&back, "duty-letter");
    let t = &page.t;
    let note = page.field(form, "note", "duty-reason").textarea(3).max(400);
    let note = if reason { note } else { note.optional().hint("duty-offer-reason") };
    let mut confirm = Confirm::new(t, format!("{back}/{noun}"), t.of(&key))
        .effect(t.of(&format!("{key}-effect")))
        .to(Markup::text(&format!("{} {}", letter.holder_name, letter.post_title)))
        .field(Markup::of(&note))
        .back(back.as_str(), t.of("duty-leave-as-is"));
    if ends {
        confirm = confirm.grave();
    }
    let view = ConfirmPage { page: &page, form, confirm };
    if again { show_again(&view) } else { show(&view) }
}

/// `GET /duty/letters/{id}/{noun}`
pub async fn ask(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, asked)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let noun = noun(&asked)?;
    let found = house.read(move |tx| letter::find(tx, &actor.scope(Area::Duty), &id)).await?;
    draw(page, &found, noun, (&FormState::default(), false))
}

/// `POST /duty/letters/{id}/{noun}`
pub async fn act(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    Path((id, asked)): Path<(String, String)>,
    mut form: FormState,
) -> Result<Response, Problem> {
    let noun = noun(&asked)?;
    let note = form.text("note", 400).unwrap_or_default();
    if form.is_ok() {
        let (book, asker, of) = (house.book(), actor.clone(), id.clone());
        let done = house.county().write(move |tx| -> Result<Option<String>, Fault> {
            match noun.0 {
                "offer" => letter::offer(tx, &asker, &book, &of, &note)?,
                "upholding" => letter::keep(tx, &asker, &book, &of, &note)?,
                "return" => letter::return_to_amend(tx, &asker, &book, &of, &note)?,
                "cancellation" => letter::drop_draft(tx, &asker, &of, &note)?,
                "revision" => return Ok(Some(letter::revise(tx, &asker, &book, &of, &note)?)),
                _ => letter::close(tx, &asker, &of, &note)?,
            }
            Ok(None)
        });
        match done.await {
            Ok(new) => {
                let to = format!("/duty/letters/{}", new.unwrap_or(id));
                return Ok(see_other(to).notice(&format!("{}-done", key(noun.0)), &[]).into_response());
            }
            Err(fault) => {
                form.take(fault)?;
            }
        }
    }
    let found = house.read(move |tx| letter::find(tx, &actor.scope(Area::Duty), &id)).await?;
    draw(page, &found, noun, (&form, true))
}
