//! Whether a county is in good order: its database, clock, keys, disk, calendar, backups and checkpoints, each in a
//! sentence with the way to mend it. Not here: whether the ledger holds (`shanzhi verify` recomputes all of it).

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::{County, DbError, Scope, checkpoint, clock, ledger};
use law::Rulebook;

use crate::backup;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grave {
    /// In order.
    Good,
    /// To be mended soon.
    Soon,
    /// To be mended now.
    Now,
}

/// What one look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What was looked at.
    pub about: &'static str,
    /// How grave it is.
    pub grave: Grave,
    /// In a sentence.
    pub said: String,
}

fn found(about: &'static str, grave: Grave, said: impl Into<String>) -> Found {
    Found { about, grave, said: said.into() }
}

/// What to look at beside the county.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The county's folder.
    pub folder: PathBuf,
    /// The folder of its backups.
    pub backups: Option<PathBuf>,
    /// The file of the master key, where it is a file.
    pub key: Option<PathBuf>,
}

/// After this long something daily is late.
const LATE: SignedDuration = SignedDuration::from_hours(26);
/// Below this much free the county is to be given room now, and soon.
const SPACE: (u64, u64) = (500_000_000, 5_000_000_000);

/// Looks at everything.
#[must_use]
pub fn examine(county: &County, book: &Rulebook, beside: &Beside) -> Vec<Found> {
    let now = county.clock().now();
    let mut all = vec![database(county, now), key(county, beside), disk(&beside.folder)];
    all.extend(calendar(book, clock::date_at(now)));
    all.push(backups(beside, now));
    all.push(checkpoints(county, now));
    all
}

fn database(county: &County, now: Timestamp) -> Found {
    let scope = Scope::county("the last entry tells when something was last done");
    match county.read_now(move |tx| ledger::recent(tx, &scope, None, 1)) {
        Err(error) => found("database", Grave::Now, format!("The database cannot be read: {error}.")),
        Ok(last) => match last.first() {
            Some(last) if last.at > now => {
                let said =
                    format!("The clock says {now}, but something was done at {}: set the clock.", last.at);
                found("clock", Grave::Now, said)
            }
            Some(last) => {
                let said = format!("The ledger has {} entries, the last of {}.", last.seq, last.at);
                found("database", Grave::Good, said)
            }
            None => found("database", Grave::Good, "The ledger is empty."),
        },
    }
}

fn key(county: &County, beside: &Beside) -> Found {
    if beside.key.as_deref().is_some_and(|file| !file.exists()) {
        return found(
            "key",
            Grave::Soon,
            "There is no master key yet; it is made when something is first sealed.",
        );
    }
    match (county.keyring().check(), county.read_now(checkpoint::verifier)) {
        (Err(error), _) => found("key", Grave::Now, format!("{error}.")),
        (Ok(()), Err(error)) => {
            let said = format!("The master key is not the one under which this county's keys lie: {error}.");
            found("key", Grave::Now, said)
        }
        (Ok(()), Ok(_)) => found(
            "key",
            Grave::Good,
            "The master key opens this county's keys. Keep a copy of it away from backups.",
        ),
    }
}

fn disk(folder: &Path) -> Found {
    let Ok(disk) = rustix::fs::statvfs(folder) else {
        return found("disk", Grave::Soon, format!("{} cannot be looked at.", folder.display()));
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let grave = match free {
        free if free < SPACE.0 => Grave::Now,
        free if free < SPACE.1 => Grave::Soon,
        _ => Grave::Good,
    };
    found("disk", grave, format!("{} MB are free.", free / 1_000_000))
}

fn calendar(book: &Rulebook, today: Date) -> Vec<Found> {
    let mut all = Vec::new();
    for (year, wanted) in [(today.year(), true), (today.year() + 1, today.month() >= 12)] {
        if book.calendar().knows(year) {
            all.push(found("calendar", Grave::Good, format!("The working days of {year} are known.")));
        } else if wanted {
            let said = format!(
                "The working days of {year} are not known; every date in it is provisional. Enter the State \
                 Council's notice on the page of rules."
            );
            all.push(found("calendar", if year == today.year() { Grave::Now } else { Grave::Soon }, said));
        }
    }
    all
}

fn backups(beside: &Beside, now: Timestamp) -> Found {
    let Some(folder) = &beside.backups else {
        return found("backup", Grave::Soon, "No folder of backups was named; give --backups FOLDER.");
    };
    match backup::list(folder).map(|mut all| all.pop()) {
        Err(error) => found("backup", Grave::Now, format!("{error}.")),
        Ok(None) => found("backup", Grave::Now, "There is no backup."),
        Ok(Some(last)) => {
            let days = backup::day_of(&last).map_or(i32::MAX, |day| {
                clock::date_at(now).since(day).map_or(i32::MAX, |span| span.get_days())
            });
            let grave = if days > 1 { Grave::Now } else { Grave::Good };
            found("backup", grave, format!("The last backup is {}, {days} days old.", last.display()))
        }
    }
}

fn checkpoints(county: &County, now: Timestamp) -> Found {
    let read = county.read_now(|tx| {
        let scope = Scope::county("the last entry tells whether anything is unsigned");
        Ok::<_, DbError>((checkpoint::last(tx)?, ledger::recent(tx, &scope, None, 1)?.pop()))
    });
    match read {
        Err(error) => found("checkpoint", Grave::Now, format!("{error}.")),
        Ok((Some(last), _)) if now.duration_since(last.made_at) <= LATE => {
            found("checkpoint", Grave::Good, format!("The ledger was signed at {}.", last.made_at))
        }
        Ok((Some(last), Some(entry))) if entry.seq > last.size + 1 => {
            found("checkpoint", Grave::Soon, format!("The ledger was last signed at {}.", last.made_at))
        }
        Ok((None, Some(_))) => found("checkpoint", Grave::Soon, "The ledger was never signed."),
        Ok(_) => found("checkpoint", Grave::Good, "Nothing was done since the ledger was last signed."),
    }
}
