//! What this room adds to a person's archive: the sets they took part in, and what they brought from learning into
//! work as somebody else saw it. No rating stands there, and nothing only they themselves say. Not here: drawing the
//! archive (people).

use jiff::civil::Date;
use kernel::{DbError, Scope, Tx, clock, params};
use law::decision::Text;

use crate::set::Part;
use crate::store::{set as sql, transfer};
use crate::transfer::Outcome;

/// One line of a person's archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// When.
    pub on: Date,
    /// What.
    pub title: Text,
    /// Where it is shown.
    pub link: String,
}

/// The lines of a person, as far as the scope reaches, in no order.
///
/// # Errors
/// If they cannot be read.
pub fn archive_entries(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<ArchiveEntry>, DbError> {
    let mut entries = Vec::new();
    for row in tx.rows(scope, sql::ARCHIVED, params![person])? {
        let (id, title, part) = (row.text(0)?, row.text(1)?, Part::read(&row, 2)?.words());
        let ended: Option<jiff::Timestamp> = row.get(5)?;
        let (from, closed) = (row.get::<Date>(4)?, row.word(3)? == "closed");
        let (zh, en) = if closed { ("（已结束）", " (closed)") } else { ("", "") };
        entries.push(ArchiveEntry {
            on: ended.map_or(from, clock::date_at),
            title: Text::new(
                format!("行动学习小组“{title}”：{}{zh}", part.zh),
                format!("Action-learning set “{title}”: {}{en}", part.en),
            ),
            link: format!("/action/sets/{id}"),
        });
    }
    for row in tx.rows(scope, transfer::TRANSFERRED_OF, params![person])? {
        let (id, intended, learned) = (row.text(0)?, row.text(1)?, row.text(2)?);
        let (witness, outcome) = (row.text(3)?, Outcome::read(&row, 4)?.words());
        entries.push(ArchiveEntry {
            on: row.get(5)?,
            title: Text::new(
                format!("学以致用：{intended}（学自“{learned}”，{witness}见证，{}）", outcome.zh),
                format!(
                    "Used at work: {intended} (learned in “{learned}”, seen by {witness}, {})",
                    outcome.en
                ),
            ),
            link: format!("/action/attempts/{id}"),
        });
    }
    Ok(entries)
}
