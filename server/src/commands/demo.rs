//! `shanzhi demo`: builds the demo county by living through it, and serves it. Running it again goes on where it
//! stopped.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use demo::{Plan, Progress};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::SignedDuration;
use kernel::County;
use kernel::clock::Clock;
use kernel::county::CountyError;

use super::Stopped;
use crate::assembly;
use crate::doors::Doors;
use crate::place::Where;

/// Build the demo county, a year lived through, and serve it.
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder of the demo county.
    #[arg(long, default_value = "demo-county", value_name = "D")]
    dir: PathBuf,
    /// A PostgreSQL database instead of the embedded one.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The county's schema in that database.
    #[arg(long, default_value = "shanzhi_demo", value_name = "NAME")]
    schema: String,
    /// How many people live in it.
    #[arg(long, default_value_t = Plan::default().people)]
    people: u32,
    /// The same seed gives the same county.
    #[arg(long, default_value_t = Plan::default().seed)]
    seed: u64,
    /// Only the roster, no year lived: a county to practise a whole year on.
    #[arg(long)]
    practice: bool,
    /// Serve it as of so many days from now, to see what comes due.
    #[arg(long, default_value_t = 0, value_name = "DAYS")]
    ahead: u16,
    /// Only build it.
    #[arg(long)]
    no_serve: bool,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8610")]
    bind: SocketAddr,
}

impl Demo {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        let place = Where { dir: self.dir, database: self.database, schema: self.schema };
        let plan = Plan { people: self.people, seed: self.seed, practice: self.practice, ..Plan::default() };
        let opening = demo::opening(place.place(), &plan);
        let county = County::open(&opening, &assembly::schemas(), true)?;
        let bar = ProgressBar::new(0).with_style(
            ProgressStyle::with_template("{bar:30} {percent:>3}% {msg}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        let show = |progress: Progress| {
            bar.set_length(u64::from(progress.total));
            bar.set_position(u64::from(progress.done));
            bar.set_message(progress.phase.zh);
        };
        let summary = demo::live(&county, &opening.clock, plan, &show)?;
        bar.finish_and_clear();
        eprintln!(
            "{} people in {} units, {} acts in the ledger",
            summary.people, summary.units, summary.acts
        );
        if self.no_serve {
            return Ok(ExitCode::SUCCESS);
        }
        // Lived by a clock set by hand; served by the machine's. The lock on the folder goes with the old handle.
        drop(county);
        let county = reopen(&place, self.ahead)?;
        Doors::at(self.bind).open(county)
    }
}

/// Opens the county again; its threads may need a moment to let go of the folder.
fn reopen(place: &Where, ahead: u16) -> Result<County, Stopped> {
    let mut opening = place.opening();
    if ahead > 0 {
        opening.clock = Clock::Ahead(SignedDuration::from_hours(i64::from(ahead) * 24));
    }
    let open = || County::open(&opening, &assembly::schemas(), false);
    for _ in 0..50 {
        match open() {
            Err(CountyError::InUse(_) | CountyError::Served(_)) => {
                std::thread::sleep(std::time::Duration::from_millis(20))
            }
            other => return Ok(other?),
        }
    }
    Ok(open()?)
}
