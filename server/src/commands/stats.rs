//! `shanzhi stats`: questionnaire statistics from a data file. Not here: the commands themselves (crate `stats`); they
//! know nothing of a county and work without one.

use std::process::ExitCode;

use clap::Args;

use super::Stopped;

/// Questionnaire statistics from a data file.
#[derive(Debug, Args)]
pub struct Stats {
    #[command(flatten)]
    asked: ::stats::Stats,
}

impl Stats {
    pub(super) fn run(self) -> Result<ExitCode, Stopped> {
        ::stats::run(&self.asked, &mut std::io::stdout().lock())?;
        Ok(ExitCode::SUCCESS)
    }
}
