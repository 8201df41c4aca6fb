//! What happens by itself on its day, while the house is open: looked at when the doors open and every quarter of an
//! hour after. Not here: what that is (the rooms), and when people look.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use kernel::checkpoint;
use kernel::{Actor, County, DbError, clock};

use crate::backup;

/// Time between two looks; nothing in the house falls due within less than a day.
const EACH: Duration = Duration::from_secs(15 * 60);

/// Where what leaves the building every day is put.
#[derive(Debug, Clone, Default)]
pub struct Leaving {
    /// Folder for backups.
    pub backups: Option<PathBuf>,
    /// How many backups stay there.
    pub keep: usize,
    /// Folder for signed checkpoints.
    pub checkpoints: Option<PathBuf>,
}

/// Lets what is due happen for as long as the program runs. A failure is told and tried again at the next look.
pub fn keep(county: &County, leaving: Leaving) {
    let county = county.clone();
    thread::spawn(move || {
        loop {
            look(&county);
            if let Err(error) = leave(&county, &leaving) {
                tracing::error!("what leaves the building today: {error}");
            }
            thread::sleep(EACH);
        }
    });
}

/// Signs a checkpoint once a day and puts it, with a backup, where the county said.
///
/// # Errors
/// If one of them could not be made or written.
pub fn leave(county: &County, leaving: &Leaving) -> Result<(), backup::BackupError> {
    let today = clock::date_at(county.clock().now());
    let last = county.read_now(checkpoint::last)?;
    if last.is_none_or(|last| clock::date_at(last.made_at) < today) {
        county.write_now(|tx| checkpoint::make(tx, &Actor::program()))?;
    }
    if let Some(folder) = &leaving.checkpoints
        && let Some(kept) = county.read_now(checkpoint::last)?
    {
        backup::put(folder, &format!("{:012}.checkpoint", kept.size), kept.note.as_bytes())?;
    }
    if let Some(folder) = &leaving.backups {
        // A day's name begins with the day in Greenwich; the day in China is what people count.
        let newest = backup::list(folder)?.pop();
        if newest.is_none_or(|newest| backup::day_of(&newest) < Some(today)) {
            let made = backup::make(county, folder, true)?;
            backup::let_go(folder, leaving.keep)?;
            tracing::info!("backup: {}", made.path.display());
        }
    }
    Ok(())
}

/// Looks once.
pub fn look(county: &County) {
    let book = match county.read_now(|tx| Ok::<_, DbError>(web::house::rulebook_of(tx))) {
        Ok(Ok(book)) => book,
        Ok(Err(error)) => return tracing::error!("what is due today: {error}"),
        Err(error) => return tracing::error!("what is due today: {error}"),
    };
    let rooms = [
        ("access", access::due::run(county)),
        ("diagnosis", diagnosis::due::run(county, &book)),
        ("action", action::due::run(county, &book)),
        ("oversight", oversight::due::run(county, &book)),
        ("requests", requests::due::run(county, &book)),
        ("openness", openness::due::run(county)),
        ("supervision", supervision::due::run(county, &book)),
        ("personal", personal::retention::run(county)),
    ];
    for (room, done) in rooms {
        match done {
            Ok(0) => {}
            Ok(done) => tracing::info!("{room}: {done} things were due and are done"),
            Err(error) => tracing::error!("{room}, what is due today: {error}"),
        }
    }
}
