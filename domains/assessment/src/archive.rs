//! What this room adds to a person's archive: results with their sentence, what was confirmed to follow, reviews of
//! village cadres. Not here: drawing the archive (people).

use jiff::civil::Date;
use kernel::clock::date_at;
use kernel::{DbError, Scope, Tx};
use law::Text;

use crate::{appraisal, notice, result, village};

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
    for one in appraisal::of_person(tx, scope, person)? {
        let (Some(title), Some(at)) = (notice::sentence(&one), one.decided_at) else { continue };
        entries.push(ArchiveEntry { on: date_at(at), title, link: one.link() });
    }
    for one in result::confirmed_of(tx, scope, person)? {
        let Some(at) = one.settled_at else { continue };
        let title = Text::new(
            format!("{}年度考核结果运用：{}（{}，{}）", one.year, one.text.zh, one.clause, one.document),
            format!("Following from {}: {} ({}, {})", one.year, one.text.en, one.clause, one.document),
        );
        entries.push(ArchiveEntry { on: date_at(at), title, link: format!("/assessment/{}", one.appraisal) });
    }
    for one in village::of_person(tx, scope, person)? {
        let (Some(result), Some(on)) = (one.result, one.meeting.held_on) else { continue };
        let result = result.text();
        let title = Text::new(
            format!("{}年民主评议（{}）：{}", one.year, one.unit_name, result.zh),
            format!("Review {} ({}): {}", one.year, one.unit_name, result.en),
        );
        entries.push(ArchiveEntry { on, title, link: format!("/assessment/village/{}", one.id) });
    }
    Ok(entries)
}
