//! One's own sessions, and ending them.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use kernel::clock::china;
use kernel::session;
use web::components::lists::FactList;
use web::house::COOKIE;
use web::i18n::Lookup;
use web::sheet::{Form, Sheet};
use web::{Acting, FormState, House, Page, Problem, see_other};

use super::token;
use crate::own;

fn moment(t: &Lookup, at: Timestamp) -> String {
    let at = china().to_datetime(at);
    format!("{} {:02}:{:02}", t.day(at.date()), at.hour(), at.minute())
}

/// `GET /account/sessions`
pub async fn show(
    page: Page,
    State(house): State<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let here = session::id_of(&token(&headers, COOKIE));
    let seen = house.seen_of(&actor.account);
    let sessions = house.read(move |tx| Ok(session::of_account(tx, &actor.account)?)).await?;
    let page =
        page.titled_by("access-sessions").led_by("access-sessions-lead").back_to("/account", "access-mine");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    if sessions.iter().any(|one| one.id != here) {
        let form = Form::to("/account/sessions/others").button(t.of("access-sessions-end-others"));
        sheet.add(&form);
    }
    for one in &sessions {
        let device = match one.device.as_str() {
            kind @ ("harmony" | "ios" | "android" | "windows" | "mac" | "linux") => kind,
            _ => "other",
        };
        let own = one.id == here;
        let device = t.of(&format!("access-device-{device}")).to_owned();
        let title = match own {
            true => t.with("access-sessions-here", &[("device", &device)]),
            false => device,
        };
        sheet.words_heading(&title);
        let used = seen.get(&one.id).copied().into_iter().chain(one.last_used_at).max();
        let facts = FactList::new()
            .fact(t.of("access-sessions-since"), &moment(t, one.opened_at))
            .fact(t.of("access-sessions-used"), &moment(t, used.unwrap_or(one.opened_at)))
            .fact(t.of("access-sessions-until"), &moment(t, one.until));
        sheet.add(&facts);
        if !own {
            let form = Form::to("/account/sessions").hidden("session", &one.id);
            sheet.add(&form.button(t.of("access-sessions-end")));
        }
    }
    sheet.done()
}

/// `POST /account/sessions`: ends one.
pub async fn end(
    State(house): State<House>,
    Acting(actor): Acting,
    form: FormState,
) -> Result<Response, Problem> {
    let id = form.value("session").to_owned();
    house.county().write(move |tx| own::end(tx, &actor, &id)).await?;
    house.forget_sessions();
    Ok(see_other("/account/sessions").notice("access-sessions-ended", &[]).into_response())
}

/// `POST /account/sessions/others`: ends all others.
pub async fn end_others(
    State(house): State<House>,
    Acting(actor): Acting,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let token = token(&headers, COOKIE);
    let ended = house.county().write(move |tx| own::end_others(tx, &actor, &token)).await?;
    house.forget_sessions();
    Ok(see_other("/account/sessions")
        .notice("access-sessions-others-ended", &[("n", &ended)])
        .into_response())
}
