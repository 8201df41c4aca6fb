//! `shanzhi backup`: one sealed file with everything of a county, also while it is served.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Stopped;
use crate::backup;
use crate::place::Where;

/// Make a backup of a county, also while it is served.
#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    place: Where,
    /// Folder for backups.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// How many to keep there.
    #[arg(long, default_value_t = 30)]
    keep: usize,
    /// Do not try it by restoring it beside.
    #[arg(long)]
    untried: bool,
}

impl Backup {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let county = self.place.inspect()?;
        let made = backup::make(&county, &self.to, !self.untried)?;
        let gone = backup::let_go(&self.to, self.keep)?;
        let rows: u64 = made.copied.tables.values().sum();
        println!(
            "{}: {rows} rows, {} attachments, ledger of {} entries, head {}.{}",
            made.path.display(),
            made.copied.files,
            made.copied.entries,
            made.copied.head,
            if self.untried { " It was not tried." } else { " It was restored beside and holds." }
        );
        if gone > 0 {
            println!("{gone} older backups were let go.");
        }
        Ok(ExitCode::SUCCESS)
    }
}
