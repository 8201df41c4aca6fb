//! `shanzhi verify`: recomputes a county's ledger, also while it is served.

use std::process::ExitCode;

use clap::Args;
use kernel::ledger::{self, Finding};

use super::Stopped;
use crate::place::Where;

/// Recompute the ledger of a county.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    place: Where,
    /// Print the finding as JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let county = self.place.inspect()?;
        let finding = county.read_now(ledger::verify)?;
        let (code, json, said) = match finding {
            Finding::Intact { entries, head } => (
                ExitCode::SUCCESS,
                serde_json::json!({"intact": true, "entries": entries, "head": head}),
                format!("The ledger is intact: {entries} entries, head {head}."),
            ),
            Finding::Broken { seq, why } => (
                ExitCode::FAILURE,
                serde_json::json!({"intact": false, "entry": seq, "why": why}),
                format!("The ledger is broken at entry {seq}: {why}."),
            ),
        };
        if self.json {
            println!("{json}")
        } else {
            println!("{said}")
        }
        Ok(code)
    }
}
