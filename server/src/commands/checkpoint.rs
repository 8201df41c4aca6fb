//! `shanzhi checkpoint`: signs what the ledger is now, as a witness signs another county's checkpoint, or tells the key by
//! which signatures are checked. While the county is served the audit administrator does it on a page.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use kernel::Actor;
use kernel::checkpoint::{self, Against, Note};

use super::Stopped;
use crate::place::Where;

/// Sign what the ledger is now; or witness another county's checkpoint.
#[derive(Debug, Args)]
pub struct Checkpoint {
    #[command(flatten)]
    place: Where,
    /// Print only the key by which signatures are checked.
    #[arg(long)]
    key: bool,
    /// Countersign this checkpoint of another county.
    #[arg(long, value_name = "FILE")]
    witness: Option<PathBuf>,
}

impl Checkpoint {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        if self.key {
            let told = self.place.inspect()?.read_now(checkpoint::verifier)?;
            let told = told.ok_or("this county has signed no checkpoint yet; run shanzhi checkpoint")?;
            println!("{told}");
            return Ok(ExitCode::SUCCESS);
        }
        let county = self.place.open(false)?;
        if let Some(file) = &self.witness {
            let note = Note::parse(&std::fs::read_to_string(file)?)?;
            let (found, note) = county.write_now(move |tx| {
                let mut note = note.clone();
                checkpoint::witness(tx, &Actor::program(), &mut note).map(|found| (found, note))
            })?;
            return match found {
                Against::Continues => {
                    print!("{note}");
                    Ok(ExitCode::SUCCESS)
                }
                _ => Err("this ledger does not continue what was witnessed before; it was not signed".into()),
            };
        }
        let made = county.write_now(|tx| checkpoint::make(tx, &Actor::program()))?;
        match (made, county.read_now(checkpoint::last)?) {
            (Some(note), _) => print!("{note}"),
            (None, Some(kept)) => print!("{}", kept.note),
            (None, None) => return Err("nothing was done in this county yet".into()),
        }
        Ok(ExitCode::SUCCESS)
    }
}
