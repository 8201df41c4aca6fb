//! `shanzhi verify`: recomputes a county's ledger, also while it is served, and holds it against a checkpoint; or a backup,
//! restored beside for the purpose.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use kernel::checkpoint::{self, Against, Note, Verifier};
use kernel::ledger::{self, Finding};
use kernel::{County, Place};

use super::Stopped;
use crate::backup;
use crate::place::Where;

/// Recompute the ledger of a county.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    place: Where,
    /// Hold it against this checkpoint as well.
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Whose signature the checkpoint must carry; without it, the county's own.
    #[arg(long, value_name = "KEY", requires = "against")]
    key: Option<String>,
    /// A backup instead of the county itself.
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
    /// Print the finding as JSON.
    #[arg(long)]
    json: bool,
}

/// What was found, for programs and for people.
struct Said {
    good: bool,
    json: serde_json::Value,
    text: String,
}

impl Verify {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let beside = tempfile::tempdir()?;
        let county = match &self.backup {
            None => self.place.inspect()?,
            Some(file) => {
                let place = Place::Folder(beside.path().join("county"));
                backup::restore(file, place.clone(), &self.place.keyring())?;
                County::inspect(&kernel::county::Opening { place, ..self.place.opening() })?
            }
        };
        let mut said = match county.read_now(|tx| tx.damage()) {
            Ok(damage) if damage.is_empty() => recomputed(county.read_now(ledger::verify)?),
            Ok(damage) => damaged(&damage),
            Err(error) => damaged(&[error.to_string()]),
        };
        if let Some(file) = self.against.as_ref().filter(|_| said.good) {
            let note = Note::parse(&std::fs::read_to_string(file)?).map_err(|why| {
                format!("{}: {why}; give a checkpoint as it was downloaded", file.display())
            })?;
            let held = self.held(&county, &note)?;
            said.good &= held.good;
            if let Some(all) = said.json.as_object_mut() {
                all.insert("against".to_owned(), held.json);
            }
            said.text = format!("{} {}", said.text, held.text);
        }
        if self.json {
            println!("{}", said.json);
        } else {
            println!("{}", said.text);
        }
        Ok(if said.good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn held(&self, county: &County, note: &Note) -> Result<Said, Stopped> {
        let verifier = match &self.key {
            Some(key) => {
                Some(Verifier::parse(key).ok_or("--key takes what `shanzhi checkpoint --key` prints")?)
            }
            None => county.read_now(checkpoint::verifier)?,
        };
        if !verifier.is_some_and(|verifier| note.signed_by(&verifier)) {
            return Ok(Said {
                good: false,
                json: serde_json::json!({ "signed": false }),
                text: "The checkpoint does not carry the signature it should.".to_owned(),
            });
        }
        let checkpoint = note.checkpoint.clone();
        let (size, at) = (checkpoint.size, checkpoint.at);
        let found = county.read_now(move |tx| checkpoint::hold_against(tx, &checkpoint))?;
        let text = match &found {
            Against::Continues => {
                format!("It continues what was signed on {at}: entry {size} is the one that was signed.")
            }
            Against::Other { origin } => format!("The checkpoint is of another ledger: {origin}."),
            Against::Shorter { size: now } => {
                format!("Entries are gone: {size} were signed on {at}, {now} are there.")
            }
            Against::Rewritten { seq } => {
                format!("History was rewritten at or before entry {seq}, after it was signed on {at}.")
            }
        };
        let good = found == Against::Continues;
        Ok(Said { good, json: serde_json::json!({ "signed": true, "continues": good, "size": size }), text })
    }
}

fn damaged(found: &[String]) -> Said {
    Said {
        good: false,
        json: serde_json::json!({ "intact": false, "damaged": found }),
        text: format!(
            "The database's file is damaged: {}. Stop serving it and restore the last backup with `shanzhi restore`; what \
             was done since then may still be read from the damaged file by hand.",
            found.join("; ")
        ),
    }
}

fn recomputed(finding: Finding) -> Said {
    match finding {
        Finding::Intact { entries, head } => Said {
            good: true,
            json: serde_json::json!({ "intact": true, "entries": entries, "head": head }),
            text: format!("The ledger is intact: {entries} entries, head {head}."),
        },
        Finding::Broken { seq, why } => Said {
            good: false,
            json: serde_json::json!({ "intact": false, "entry": seq, "why": why }),
            text: format!("The ledger is broken at entry {seq}: {why}."),
        },
    }
}
