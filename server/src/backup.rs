//! Backups of a county: one sealed file each, made while the county is served, tried by restoring it, old ones let go.
//! Not here: what a copy is (`kernel::copy`), when backups are made (`daily`).

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::clock::{self, Clock};
use kernel::copy::{self, Copied, CopyError, Receiver, Sender};
use kernel::county::{Opening, receive};
use kernel::ids::Entropy;
use kernel::seal::{self, Keyring, Suite};
use kernel::{County, DbError, Place, checkpoint, settings};
use thiserror::Error;

use crate::assembly;

/// How the name of a backup ends.
pub const ENDING: &str = "backup";

/// Why a backup was not made or not restored.
#[derive(Debug, Error)]
pub enum BackupError {
    /// A file or folder.
    #[error("{path}: {why}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// The copy.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// What was restored is not what was copied.
    #[error("the backup does not restore to what was copied; it was not kept")]
    Different,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it lies.
    pub path: PathBuf,
    /// What is in it.
    pub copied: Copied,
}

fn at(path: &Path) -> impl FnOnce(std::io::Error) -> BackupError {
    let path = path.to_owned();
    move |why| BackupError::File { path, why }
}

/// Makes a backup in a folder and, if asked, tries it by restoring it beside. A file appears under its name only when it
/// is whole.
///
/// # Errors
/// [`BackupError`]; then there is no file.
pub fn make(county: &County, folder: &Path, tried: bool) -> Result<Made, BackupError> {
    fs::create_dir_all(folder).map_err(at(folder))?;
    let now = county.clock().now();
    let (origin, suite) = county.read_now(|tx| {
        let suite = settings::get(tx, seal::SUITE)?;
        Ok::<_, DbError>((checkpoint::origin(tx)?, suite.as_deref().and_then(Suite::from_code)))
    })?;
    let name = format!("{}-{}", origin.replace('/', "-"), file_time(now));
    let path = folder.join(format!("{name}.{ENDING}"));
    let half = folder.join(format!("{name}.half"));
    let made = write(county, &half, (origin, suite.unwrap_or(Suite::Sm)), now);
    let kept = made.and_then(|copied| {
        if tried && restore_beside(&half, folder, county.keyring())? != copied {
            return Err(BackupError::Different);
        }
        fs::rename(&half, &path).map_err(at(&path))?;
        Ok(Made { path: path.clone(), copied })
    });
    if kept.is_err() {
        let _ = fs::remove_file(&half);
    }
    kept
}

fn write(
    county: &County,
    path: &Path,
    (origin, suite): (String, Suite),
    now: Timestamp,
) -> Result<Copied, BackupError> {
    let out = BufWriter::new(File::create(path).map_err(at(path))?);
    let (files, keyring, entropy) =
        (county.files().to_owned(), county.keyring().clone(), county.entropy().clone());
    let (out, copied) = county.read_now(move |tx| {
        let versions = copy::versions(tx)?;
        let keys = (&keyring, &entropy, suite);
        let mut sender = Sender::begin(out, keys, origin.clone(), clock::stamp(now), versions)?;
        let copied = copy::send(tx, &files, &mut |frame| sender.send(&frame))?;
        Ok::<_, CopyError>((sender.end()?, copied))
    })?;
    let mut file = out.into_inner().map_err(|error| at(path)(error.into_error()))?;
    file.flush().and_then(|()| file.sync_all()).map_err(at(path))?;
    Ok(copied)
}

fn restore_beside(backup: &Path, folder: &Path, keyring: &Keyring) -> Result<Copied, BackupError> {
    let place = folder.join(".tried");
    let _ = fs::remove_dir_all(&place);
    let restored = restore(backup, Place::Folder(place.clone()), keyring);
    let _ = fs::remove_dir_all(&place);
    restored
}

/// Restores a backup to a place that holds no county; kept only if everything arrived and the ledger holds.
///
/// # Errors
/// [`BackupError`]; then nothing was kept.
pub fn restore(backup: &Path, place: Place, keyring: &Keyring) -> Result<Copied, BackupError> {
    let from = BufReader::new(File::open(backup).map_err(at(backup))?);
    let mut receiver = Receiver::begin(from, keyring)?;
    let versions = receiver.header.schema.clone();
    let opening = Opening {
        place,
        clock: Clock::System,
        entropy: Entropy::from_system(),
        keyring: keyring.clone(),
        readers: 1,
    };
    Ok(receive(&opening, &assembly::schemas(), &versions, &mut || receiver.receive())?)
}

/// The backups of a folder, oldest first.
///
/// # Errors
/// If the folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            found.push(path);
        }
    }
    // Their names end in their times.
    found.sort();
    Ok(found)
}

/// Lets all but the newest go; answers how many went.
///
/// # Errors
/// If one cannot be removed.
pub fn let_go(folder: &Path, keep: usize) -> Result<usize, BackupError> {
    let found = list(folder)?;
    let old = found.len().saturating_sub(keep.max(1));
    for path in found.iter().take(old) {
        fs::remove_file(path).map_err(at(path))?;
    }
    Ok(old)
}

/// A time as it stands in names of files.
#[must_use]
pub fn file_time(at: Timestamp) -> String {
    clock::stamp(at).chars().filter(char::is_ascii_alphanumeric).take(15).chain(['Z']).collect()
}

/// The day in China on which a backup was made, by its name.
#[must_use]
pub fn day_of(backup: &Path) -> Option<Date> {
    let name = backup.file_stem()?.to_str()?;
    let made =
        jiff::fmt::strtime::parse("%Y%m%dT%H%M%S", name.rsplit('-').next()?.trim_end_matches('Z')).ok()?;
    let made = made.to_datetime().ok()?.in_tz("UTC").ok()?;
    Some(clock::date_at(made.timestamp()))
}

/// Puts a small file into a folder: whole, or not at all; one that is there already stays.
///
/// # Errors
/// If it cannot be written.
pub fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
    let path = folder.join(name);
    if path.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(at(folder))?;
    let half = folder.join(format!("{name}.half"));
    fs::write(&half, bytes).map_err(at(&half))?;
    fs::rename(&half, &path).map_err(at(&path))
}
