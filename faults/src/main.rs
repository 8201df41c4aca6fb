//! `faults`: breaks the machine beneath the built program in every way this machine allows, and finds whether everything
//! acknowledged is there. `cargo xtask faults` runs all of it, `cargo xtask check` a short form. Not here: the storage
//! tests of the kernel, which break less and run always.
#![expect(clippy::print_stdout, reason = "findings are printed")]

mod client;
mod cluster;
mod house;
mod kept;
mod load;
mod trial;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

use crate::house::{Program, Stopped};
use crate::trial::{ALL, End, Ground};

/// Break things and see what stands.
#[derive(Debug, Parser)]
struct Faults {
    /// Trials by name; all if none is named.
    names: Vec<String>,
    /// The built program.
    #[arg(long)]
    program: PathBuf,
    /// A demo county nobody serves.
    #[arg(long)]
    county: PathBuf,
    /// A little of everything, for a check.
    #[arg(long)]
    short: bool,
    /// Where chance begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Also write the findings here, as a table.
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Faults::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("faults: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(asked: &Faults) -> Result<bool, Stopped> {
    if let Some(unknown) = asked.names.iter().find(|name| ALL.iter().all(|(known, _)| known != name)) {
        let known: Vec<&str> = ALL.iter().map(|(name, _)| *name).collect();
        return Err(format!("there is no trial “{unknown}”; there are {}", known.join(", ")).into());
    }
    let (mut good, mut table) = (true, String::from("| trial | found | seconds |\n|---|---|---|\n"));
    for (name, trial) in ALL {
        if !asked.names.is_empty() && !asked.names.iter().any(|asked| asked == name) {
            continue;
        }
        let work = tempfile::Builder::new().prefix("shanzhi-faults-").tempdir()?;
        open_to_all(work.path())?;
        let ground = Ground {
            program: Program(asked.program.canonicalize()?),
            county: asked.county.canonicalize()?,
            work: work.path().to_owned(),
            short: asked.short,
            seed: asked.seed,
        };
        let begun = Instant::now();
        let said = match trial(&ground) {
            Ok(End::Held(seen)) => format!("held: {seen}"),
            Ok(End::NotTried(why)) => format!("not tried: {why}"),
            Err(problem) => {
                good = false;
                format!("DOES NOT HOLD: {problem}")
            }
        };
        let seconds = begun.elapsed().as_secs();
        println!("{name}: {said} ({seconds} s)");
        table.push_str(&format!("| {name} | {} | {seconds} |\n", said.replace('\n', " ")));
    }
    if let Some(file) = &asked.table {
        std::fs::write(file, table)?;
    }
    Ok(good)
}

/// The servers of a trial run as another user, who has to pass through here.
fn open_to_all(folder: &std::path::Path) -> Result<(), Stopped> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))?;
    Ok(())
}
