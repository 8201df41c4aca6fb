//! What this room does by itself on its day: versions whose day has come are published, days of documents are counted
//! anew after the county changed a period, and evaluations that are due are begun. Not here: when it is looked at (the
//! server).

use kernel::{County, Fault};
use law::rulebook::Rulebook;

use crate::{document, item};

/// Does what is due; answers how many things moved. Looked at as often as one likes: each is done once.
///
/// # Errors
/// If the county cannot be read or written.
pub fn run(county: &County, book: &Rulebook) -> Result<usize, Fault> {
    let book = book.clone();
    county.write_now(move |tx| {
        let moved = document::count_anew(tx, &book)?;
        Ok(moved + item::publish_due(tx)? + document::evaluation::begin_due(tx)?)
    })
}
