//! `shanzhi read`: reads a file as an import would and prints what was read, without any county.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Stopped;

/// Read a file as an import would, and print what was read.
#[derive(Debug, Args)]
pub struct Read {
    /// An LRMX, LRM, xlsx, csv or zip file.
    file: PathBuf,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
}

impl Read {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let bytes = std::fs::read(&self.file).map_err(|error| format!("{}: {error}", self.file.display()))?;
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let read = people::formats::read_file(&name, &bytes).map_err(|error| error.text().en)?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&read)?);
        } else {
            super::import::say_findings(read.findings());
            println!("{}: {} findings", self.file.display(), read.findings().len());
        }
        Ok(if read.importable() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
