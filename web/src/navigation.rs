//! The rooms of the house as the reader sees them: the left column on a wide screen, the bar of four at the
//! bottom of a phone, and the page behind 更多. Not here: whether somebody may enter; the rooms check that.

use askama::Template;
use axum::response::Response;

use crate::errors::Problem;
use crate::page::{Page, Signed, show};

/// A room's entry in the navigation. Rooms export one or more as constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// First page of the room, e.g. `/duty`; every path below it marks the entry as current.
    pub path: &'static str,
    /// Key of its name.
    pub label: &'static str,
    /// Name of its icon (`components/icon.rs`).
    pub icon: &'static str,
    /// Roles that see it; empty: everybody signed in.
    pub roles: &'static [&'static str],
    /// Whether people without an account see it.
    pub public: bool,
    /// Whether it stands in the bar at the bottom of a phone (the first three do; 更多 is the fourth).
    pub bar: bool,
}

impl Room {
    /// Whether this reader sees the entry.
    pub fn shown_to(&self, signed: Option<&Signed>) -> bool {
        match signed {
            None => self.public,
            Some(signed) => {
                self.roles.is_empty()
                    || self.roles.iter().any(|role| signed.roles.iter().any(|has| has == role))
            }
        }
    }

    fn covers(&self, path: &str) -> bool {
        self.path == path
            || path.strip_prefix(self.path).is_some_and(|rest| self.path != "/" && rest.starts_with('/'))
    }
}

/// An entry as drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The room.
    pub room: Room,
    /// Whether the reader is in it.
    pub current: bool,
}

/// The entries this reader sees, with the most specific one that covers `path` marked.
pub fn entries(rooms: &[Room], signed: Option<&Signed>, path: &str) -> Vec<Entry> {
    let shown = rooms.iter().filter(|room| room.shown_to(signed));
    let here = shown.clone().filter(|room| room.covers(path)).map(|room| room.path.len()).max();
    shown
        .map(|room| Entry { room: *room, current: room.covers(path) && Some(room.path.len()) == here })
        .collect()
}

/// `GET /more`: every room with its name; on a phone this is the navigation.
///
/// # Errors
/// If the page cannot be written.
pub async fn more(page: Page) -> Result<Response, Problem> {
    let page = page.titled_by("web-more");
    show(&MorePage { page: &page })
}

#[derive(Template)]
#[template(path = "more.html")]
struct MorePage<'a> {
    page: &'a Page,
}
