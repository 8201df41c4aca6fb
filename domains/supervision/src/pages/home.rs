//! The first page of the room: what the reader can do here. Not here: what waits for them (the front page of the house).

use axum::response::Response;
use kernel::actor::Role;
use web::sheet::Sheet;
use web::{Acting, FormState, Page, Problem};

use crate::permission::inspects;

/// `GET /supervision`
pub async fn show_room(page: Page, Acting(actor): Acting) -> Result<Response, Problem> {
    let page = page.titled_by("supervision-room").led_by("supervision-room-lead");
    let (t, form) = (&page.t, FormState::default());
    let mut sheet = Sheet::new(&page, &form);
    let link = |href: &str, key: &str| (href.to_owned(), t.of(key).to_owned());
    let answers =
        [Role::Head, Role::Overseer, Role::Inspector, Role::Committee, Role::Organiser, Role::Jurist];
    sheet.heading("supervision-register");
    sheet.text(t.of("supervision-register-about"));
    let mut links = vec![link("/supervision/register", "supervision-register-mine")];
    if inspects(&actor) {
        links.push(link("/supervision/register/people", "supervision-readings"));
    }
    links.push(link("/supervision/recusal", "supervision-recusal"));
    sheet.links(links);
    if answers.into_iter().any(|role| actor.is(role)) {
        sheet.heading("supervision-standing");
        sheet.text(t.of("supervision-standing-about"));
        sheet.links(vec![link("/supervision/standing", "supervision-standing-see")]);
    }
    sheet.heading("supervision-reviews");
    sheet.text(t.of("supervision-reviews-about"));
    let mut links = vec![link("/supervision/reviews", "supervision-reviews-see")];
    if inspects(&actor) || actor.is(Role::Head) {
        links.push(link("/supervision/files", "supervision-files"));
    }
    links.push(link("/open/reviews", "supervision-open-reviews"));
    sheet.links(links);
    sheet.done()
}
