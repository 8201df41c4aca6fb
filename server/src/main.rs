//! `shanzhi`: one binary for a county.

use std::process::ExitCode;

use clap::Parser;
use server::commands::{LogForm, Shanzhi};

fn main() -> ExitCode {
    let shanzhi = Shanzhi::parse();
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(tracing::Level::INFO)
        .with_target(false);
    match shanzhi.log {
        LogForm::Plain => log.init(),
        LogForm::Json => log.json().flatten_event(true).init(),
    }
    server::commands::run(shanzhi)
}
