//! `shanzhi restore`: a county from a backup. The new one is whole and verified before the old one is put aside.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use kernel::clock::Clock;
use kernel::{County, Place};

use super::Stopped;
use crate::assembly;
use crate::backup;
use crate::place::Where;

/// Restore a county from a backup: a file, or the newest before a time in a folder.
#[derive(Debug, Args)]
pub struct Restore {
    #[command(flatten)]
    place: Where,
    /// A backup, or a folder of backups.
    #[arg(long, value_name = "FILE|FOLDER")]
    from: PathBuf,
    /// With a folder: the newest made before this time (2026-03-02T18:00:00Z); without it, the newest.
    #[arg(long, value_name = "TIME")]
    before: Option<jiff::Timestamp>,
    /// Put the county that is there aside, beside its folder, once the backup was restored and verified.
    #[arg(long)]
    replace: bool,
}

impl Restore {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let from = self.chosen()?;
        let place = self.place.place();
        let copied = match &place {
            Place::Folder(folder) if folder.join("county.sqlite").exists() => {
                if !self.replace {
                    let said =
                        "there is a county already; --replace puts it aside once the backup is verified";
                    return Err(format!("{}: {said}", folder.display()).into());
                }
                self.replace(&from, folder)?
            }
            _ => backup::restore(&from, place, &self.place.keyring())?,
        };
        // Opening brings an older backup up to date.
        County::open(&self.place.opening(), &assembly::schemas(), false)?;
        println!(
            "{} was restored: ledger of {} entries, head {}. Next: shanzhi serve{}",
            from.display(),
            copied.entries,
            copied.head,
            self.place.options()
        );
        Ok(ExitCode::SUCCESS)
    }

    fn chosen(&self) -> Result<PathBuf, Stopped> {
        if !self.from.is_dir() {
            return Ok(self.from.clone());
        }
        let before = self.before.map(backup::file_time);
        let fits = |path: &PathBuf| {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let made = name.rsplit('-').next().unwrap_or_default();
            before.as_deref().is_none_or(|before| made < before)
        };
        let found = backup::list(&self.from)?.into_iter().rfind(fits);
        found.ok_or_else(|| format!("{}: there is no backup from before then", self.from.display()).into())
    }

    fn replace(&self, from: &Path, folder: &Path) -> Result<kernel::copy::Copied, Stopped> {
        // Whoever serves it holds the lock; nothing is put aside beneath a running server.
        drop(County::open(&self.place.opening(), &assembly::schemas(), false)?);
        let time = backup::file_time(Clock::System.now());
        let beside = |word: &str| {
            let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            folder.with_file_name(format!("{name}.{word}-{time}"))
        };
        let (new, old) = (beside("restored"), beside("before"));
        let copied = match backup::restore(from, Place::Folder(new.clone()), &self.place.keyring()) {
            Ok(copied) => copied,
            Err(error) => {
                let _ = std::fs::remove_dir_all(&new);
                return Err(error.into());
            }
        };
        let key = folder.join("master.key");
        if key.exists() {
            std::fs::copy(&key, new.join("master.key"))?;
        }
        std::fs::rename(folder, &old)?;
        std::fs::rename(&new, folder)?;
        println!("The county that was there lies in {}.", old.display());
        Ok(copied)
    }
}
