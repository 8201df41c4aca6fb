//! What this room adds to a person's archive: training finished or recorded, with its time. Not here: drawing the
//! archive (people).

use jiff::civil::Date;
use kernel::{DbError, Scope, Tx};
use law::Text;

use crate::{record, words};

/// One line of a person's archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// When it ended.
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
    let records = record::of_person(tx, scope, person)?;
    let entry = |one: record::Record| {
        let (form, time) = (one.form.words(), words::minutes(one.minutes));
        let (zh, en) = if one.recognised { ("", "") } else { ("，不计入", ", not counted") };
        let title = Text::new(
            format!("{}：{}（{}，{}{zh}）", form.zh, one.title, one.held_by, time.zh),
            format!("{}: {} ({}, {}{en})", form.en, one.title, one.held_by, time.en),
        );
        ArchiveEntry { on: one.ended_on, title, link: one.link() }
    };
    Ok(records.into_iter().map(entry).collect())
}
