//! What the other rooms add to a person's archive 一人一档. Each chapter reads by its own room's scope, so that a
//! reader sees here what they would see there.

use assessment::{appraisal, result};
use kernel::{Actor, Area, Fault, Tx, clock};
use law::decision::Text;
use people::archive::{Chapter, Entry, EntryKind};

/// The chapters, in no order: the archive sorts by day.
pub const CHAPTERS: &[Chapter] = &[letters, results, learning, action_learning];

fn letters(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<Vec<Entry>, Fault> {
    let entries = duty::letter::archive_entries(tx, &actor.scope(Area::Duty), person)?;
    let entry = |one: duty::letter::ArchiveEntry| Entry {
        on: one.on,
        title: one.title,
        link: Some(one.link),
        kind: EntryKind::Letter,
    };
    Ok(entries.into_iter().map(entry).collect())
}

/// Results of assessments already notified, and what was confirmed to follow from them.
fn results(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<Vec<Entry>, Fault> {
    let scope = actor.scope(Area::Duty);
    let mut entries = Vec::new();
    for year in appraisal::of_person(tx, &scope, person)? {
        let (Some(result), Some(noticed)) = (year.result(), year.noticed_at) else { continue };
        let title = Text::new(
            format!("{}年度考核：{}", year.year, result.zh),
            format!("Assessment of {}: {}", year.year, result.en),
        );
        entries.push(Entry {
            on: clock::date_at(noticed),
            title,
            link: Some(year.link()),
            kind: EntryKind::Grade,
        });
    }
    for consequence in result::confirmed_of(tx, &scope, person)? {
        let Some(settled) = consequence.settled_at else { continue };
        let link = Some(format!("/assessment/{}", consequence.appraisal));
        entries.push(Entry {
            on: clock::date_at(settled),
            title: consequence.text,
            link,
            kind: EntryKind::Grade,
        });
    }
    Ok(entries)
}

/// Training finished or recorded, with its time.
fn learning(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<Vec<Entry>, Fault> {
    let entries = training::archive::archive_entries(tx, &actor.scope(Area::Learning), person)?;
    let entry = |one: training::archive::ArchiveEntry| Entry {
        on: one.on,
        title: one.title,
        link: Some(one.link),
        kind: EntryKind::Learning,
    };
    Ok(entries.into_iter().map(entry).collect())
}

/// Sets taken part in, and what was brought into work as another saw it.
fn action_learning(tx: &mut Tx<'_>, actor: &Actor, person: &str) -> Result<Vec<Entry>, Fault> {
    let entries = action::archive::archive_entries(tx, &actor.scope(Area::Learning), person)?;
    let entry = |one: action::archive::ArchiveEntry| Entry {
        on: one.on,
        title: one.title,
        link: Some(one.link),
        kind: EntryKind::Learning,
    };
    Ok(entries.into_iter().map(entry).collect())
}
