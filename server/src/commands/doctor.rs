//! `shanzhi doctor`: looks at a county, also while it is served, and says what to mend.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use web::house::rulebook_of;

use super::Stopped;
use crate::health::{self, Beside, Grave};
use crate::place::Where;

/// Look at keys, clock, disk, calendar, backups and checkpoints, and say what to mend.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    place: Where,
    /// The folder of its backups.
    #[arg(long, value_name = "FOLDER")]
    backups: Option<PathBuf>,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let county = self.place.inspect()?;
        let book = county.read_now(|tx| Ok::<_, kernel::DbError>(rulebook_of(tx)))??;
        let beside =
            Beside { folder: self.place.dir.clone(), backups: self.backups, key: self.place.key_file() };
        let all = health::examine(&county, &book, &beside);
        let word = |grave| match grave {
            Grave::Good => "good",
            Grave::Soon => "soon",
            Grave::Now => "now",
        };
        if self.json {
            let list = all.iter().map(
                |one| serde_json::json!({ "about": one.about, "mend": word(one.grave), "said": one.said }),
            );
            println!("{}", serde_json::Value::Array(list.collect()));
        } else {
            for one in &all {
                println!("{:<4}  {:<10}  {}", word(one.grave), one.about, one.said);
            }
        }
        let good = all.iter().all(|one| one.grave < Grave::Now);
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
