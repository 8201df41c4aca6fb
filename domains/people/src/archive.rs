//! A person's archive 一人一档: one timeline of posts, letters, grades and everything else a room has to say of them.
//! Other rooms hand in their chapters as functions; the server puts the list together.

use jiff::civil::Date;
use kernel::{Actor, Area, Fault, Scope, Tx};
use law::decision::Text;

use crate::coded::coded;
use crate::standing;
use crate::tenure;

coded! {
    /// What an entry is about.
    EntryKind {
        /// Posts held.
        Post = "post", "任职", "Post";
        /// Responsibility letters.
        Letter = "letter", "责任书", "Responsibility letter";
        /// Grades and their results.
        Grade = "grade", "考核", "Assessment";
        /// Classes and learning.
        Learning = "learning", "学习培训", "Learning";
        /// Sanctions and investigations.
        Standing = "standing", "处分与审查", "Sanctions and investigations";
        /// Anything else.
        Other = "other", "其他", "Other";
    }
}

/// One line of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub on: Date,
    /// What, in a sentence.
    pub title: Text,
    /// Where it can be read in full.
    pub link: Option<String>,
    /// What it is about.
    pub kind: EntryKind,
}

/// What a room adds to an archive, as far as the actor may see it.
pub type Chapter = fn(&mut Tx<'_>, &Actor, &str) -> Result<Vec<Entry>, Fault>;

/// The chapters the server put together.
#[derive(Debug, Clone, Copy)]
pub struct Chapters(pub &'static [Chapter]);

/// The archive of a person, newest first: this room's own entries and those of the chapters.
///
/// # Errors
/// If any of it cannot be read.
pub fn entries(
    tx: &mut Tx<'_>,
    actor: &Actor,
    person: &str,
    chapters: Chapters,
) -> Result<Vec<Entry>, Fault> {
    let mut found = own(tx, (&actor.scope(Area::People), &actor.scope(Area::Standing)), person)?;
    for chapter in chapters.0 {
        found.extend(chapter(tx, actor, person)?);
    }
    found.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.title.zh.cmp(&b.title.zh)));
    Ok(found)
}

fn entry(on: Date, kind: EntryKind, zh: String, en: String, link: Option<String>) -> Entry {
    Entry { on, title: Text::new(zh, en), link, kind }
}

fn by(document: &str) -> (String, String) {
    if document.is_empty() {
        Default::default()
    } else {
        (format!("（{document}）"), format!(" ({document})"))
    }
}

/// What this room has to say of a person in scope; of sanctions and investigations in a scope of their own.
///
/// # Errors
/// If it cannot be read.
pub fn own(tx: &mut Tx<'_>, (scope, standing): (&Scope, &Scope), person: &str) -> Result<Vec<Entry>, Fault> {
    let mut found = Vec::new();
    for tenure in tenure::of_person(tx, scope, person)? {
        let (title, unit) = (tenure.title(), tenure.unit_name.clone());
        let link = tenure
            .post
            .as_ref()
            .map_or_else(|| format!("/units/{}", tenure.unit), |post| format!("/posts/{post}"));
        let (zh, en) = by(&tenure.document);
        found.push(entry(
            tenure.from_on,
            EntryKind::Post,
            format!("{unit}：{}{zh}", title.zh),
            format!("{unit}: {}{en}", title.en),
            Some(link),
        ));
        if let Some(to) = tenure.to_on {
            let (zh, en) = by(tenure.ended_document.as_deref().unwrap_or_default());
            found.push(entry(
                to,
                EntryKind::Post,
                format!("终止{unit}{}{zh}", title.zh),
                format!("End of {} at {unit}{en}", title.en),
                None,
            ));
        }
    }
    found.extend(of_standing(tx, standing, person)?);
    Ok(found)
}

fn of_standing(tx: &mut Tx<'_>, scope: &Scope, person: &str) -> Result<Vec<Entry>, Fault> {
    let mut found = Vec::new();
    for sanction in standing::sanctions(tx, scope, person)? {
        let (zh, en) = sanction.kind.words().map_or(("处分", "sanction"), |words| (words.zh, words.en));
        found.push(entry(
            sanction.decided_on,
            EntryKind::Standing,
            format!("受{zh}（{}）", sanction.document),
            format!("Sanction: {en} ({})", sanction.document),
            None,
        ));
        if let Some(lifted) = sanction.lifted_on {
            found.push(entry(
                lifted,
                EntryKind::Standing,
                format!("解除{zh}"),
                format!("Sanction lifted: {en}"),
                None,
            ));
        }
    }
    for case in standing::investigations(tx, scope, person)? {
        found.push(entry(
            case.opened_on,
            EntryKind::Standing,
            format!("立案审查调查（{}）", case.document),
            format!("Investigation opened ({})", case.document),
            None,
        ));
        if let (Some(closed), Some(outcome)) = (case.closed_on, case.outcome) {
            let words = outcome.words();
            found.push(entry(
                closed,
                EntryKind::Standing,
                format!("结案：{}", words.zh),
                format!("Investigation closed: {}", words.en.to_lowercase()),
                None,
            ));
        }
    }
    Ok(found)
}
