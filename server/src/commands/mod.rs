//! The commands of `shanzhi`. Each says what it did on standard output and what went wrong, with the way to mend it,
//! on standard error; exit code 1 is a finding or a refusal, 2 a command that was not understood.
#![expect(clippy::print_stdout, reason = "a command answers on standard output")]

mod backup;
mod checkpoint;
mod decide;
mod demo;
mod doctor;
mod import;
mod init;
mod migrate;
mod read;
mod restore;
mod serve;
mod stats;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

/// Raises the governance capacity of a county's grassroots officials: responsibility, learning, assessment.
#[derive(Debug, Parser)]
#[command(name = "shanzhi", version, about)]
pub struct Shanzhi {
    /// How the log on standard error is written: lines to read, or JSON for programs.
    #[arg(long, global = true, value_enum, default_value = "plain", value_name = "FORM")]
    pub log: LogForm,
    #[command(subcommand)]
    command: Command,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// Lines to read.
    Plain,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the demo county, a year lived through, and serve it.
    Demo(demo::Demo),
    /// Serve a county.
    Serve(serve::Serve),
    /// Make a new, empty county.
    Init(init::Init),
    /// Apply a rule to facts and say why.
    Decide(decide::Decide),
    /// Import a roster: xlsx, csv, LRMX, LRM or a zip of them.
    Import(import::Import),
    /// Read a file as an import would, and print what was read.
    Read(read::Read),
    /// Questionnaire statistics from a data file.
    Stats(Box<stats::Stats>),
    /// Look at a county and say what to mend.
    Doctor(doctor::Doctor),
    /// Make a backup of a county, also while it is served.
    Backup(backup::Backup),
    /// Restore a county from a backup.
    Restore(restore::Restore),
    /// Move a county to another folder or engine.
    Migrate(migrate::Migrate),
    /// Sign what the ledger is now, or witness another county's checkpoint.
    Checkpoint(checkpoint::Checkpoint),
    /// Recompute the ledger of a county.
    Verify(verify::Verify),
}

/// Why a command stopped: a sentence for the person who typed it.
pub type Stopped = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command of the arguments.
#[must_use]
pub fn run(shanzhi: Shanzhi) -> ExitCode {
    let done = match shanzhi.command {
        Command::Demo(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Init(command) => command.run(),
        Command::Decide(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::Read(command) => command.run(),
        Command::Stats(command) => command.run(),
        Command::Doctor(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Migrate(command) => command.run(),
        Command::Checkpoint(command) => command.run(),
        Command::Verify(command) => command.run(),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("shanzhi: {error}");
            ExitCode::FAILURE
        }
    }
}
