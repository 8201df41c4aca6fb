//! What this room does by itself on its day: the learners of a class that has ended are asked what they mean to use at
//! work. Not here: when it is looked at (the server).

use jiff::Span;
use kernel::{Actor, County, Fault, Scope, params};
use law::rulebook::Rulebook;

use crate::procedure::INTENTION;
use crate::store::transfer as sql;
use crate::transfer::invite_class;

/// Classes that ended longer ago are not taken up again.
const DAYS: i32 = 30;

/// Does what is due; answers how many classes were asked. Looked at as often as one likes: a class is asked once.
///
/// # Errors
/// If the county cannot be read or written.
pub fn run(county: &County, book: &Rulebook) -> Result<usize, Fault> {
    let classes: Vec<String> = county.read_now(|tx| {
        let scope = Scope::county("the program asks when a class has ended");
        let since = tx.today().saturating_sub(Span::new().days(DAYS));
        let rows = tx.rows(&scope, sql::ENDED, params![since, INTENTION.id])?;
        Ok::<_, Fault>(rows.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, _>>()?)
    })?;
    for class in &classes {
        let (class, book) = (class.clone(), book.clone());
        county.write_now(move |tx| invite_class(tx, &Actor::program(), &book, &class))?;
    }
    Ok(classes.len())
}
