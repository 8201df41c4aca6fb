//! The front of the public portal: what anybody may read without signing in. Not here: asking and following (room
//! `requests`), notices and decisions (room `openness`).

pub mod documents;
pub mod front;
pub mod item;
pub mod lists;
pub mod procedures;

use std::sync::Arc;

use kernel::county::Kept;
use kernel::procedure::Procedure;

use crate::item::search;

/// What the portal keeps in memory between requests.
pub struct Portal {
    /// The search.
    pub search: search::Shelf,
    /// Pages of items as drawn, by item and whether in English.
    pub items: Kept<(String, bool), item::Drawn>,
    /// Items as data.
    pub data: Kept<String, Vec<u8>>,
    /// The procedures of the house.
    pub procedures: Vec<&'static Procedure>,
}

/// As many items as are kept drawn.
const KEPT: usize = 20_000;

impl Portal {
    /// A portal that shows these procedures.
    #[must_use]
    pub fn of(procedures: Vec<&'static Procedure>) -> Arc<Portal> {
        Arc::new(Portal {
            search: search::Shelf::default(),
            items: Kept::new(KEPT),
            data: Kept::new(KEPT),
            procedures,
        })
    }
}
