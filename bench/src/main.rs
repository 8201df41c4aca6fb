//! Measurements: `cargo xtask bench`. Each prints one JSON line with what was measured beside the goal. Nothing here
//! is a test; a slow machine is a measurement, not a failure.
#![expect(clippy::print_stdout, reason = "measurements are printed")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "statistics"
)]

mod client;
mod diagnosis;
mod evidence;
mod home;
mod house;
mod import;
mod portal;
mod report;
mod start;
mod year_close;

use std::path::PathBuf;

use clap::Parser;

/// Measure Shanzhi.
#[derive(Parser)]
struct Bench {
    /// year-close, home, evidence, start, import, diagnosis, portal; all if none is named.
    names: Vec<String>,
    /// A demo county to measure on; one is made if there is none.
    #[arg(long, default_value = "target/bench-county")]
    county: PathBuf,
    /// Seconds of load per measurement.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bench = Bench::parse();
    let wanted = |name: &str| bench.names.is_empty() || bench.names.iter().any(|one| one == name);
    if wanted("year-close") {
        year_close::measure()?;
    }
    if wanted("import") {
        import::measure()?;
    }
    if wanted("diagnosis") {
        diagnosis::measure(bench.seconds)?;
    }
    if ["home", "evidence", "start", "portal"].iter().any(|name| wanted(name)) {
        house::make_county(&bench.county)?;
    }
    if wanted("start") {
        start::measure(&bench.county)?;
    }
    if wanted("home") {
        home::measure(&bench.county, bench.seconds)?;
    }
    if wanted("evidence") {
        evidence::measure(&bench.county, bench.seconds)?;
    }
    if wanted("portal") {
        portal::measure(&bench.county, bench.seconds)?;
    }
    Ok(())
}
