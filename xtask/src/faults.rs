//! Runs the fault tests (`faults`) on a demo county: all of them for `docs/measurements.md`, or a short form for the check.

use std::fs;

use crate::bench::{HEAD, with_section};
use crate::demo::{self, County};
use crate::machine;
use crate::run::{aloud, command, root};

/// Packages for what some of the trials need beside PostgreSQL; without them those are “not tried”, and say so.
pub const PACKAGES: &str = "faketime postgresql-15-auto-failover pg-auto-failover-cli";

/// The named trials, or all, in full; the findings go into `docs/measurements.md`.
pub fn measure(names: &[&str]) -> Result<(), String> {
    demo::build()?;
    println!("some trials need these Debian packages: {PACKAGES}");
    let county = County::make()?;
    let table = county.folder.word("faults.md");
    let done = run(&county, &[names, &["--table", &table]].concat());
    if names.is_empty() {
        let path = root().join("docs/measurements.md");
        let kept = fs::read_to_string(&path).unwrap_or_else(|_| HEAD.to_owned());
        let found = fs::read_to_string(&table).map_err(|error| format!("{table}: {error}"))?;
        let kept = with_section(&kept, "faults", &format!("{}\n\n{found}", machine::described()));
        fs::write(&path, kept).map_err(|error| format!("docs/measurements.md: {error}"))?;
    }
    done
}

/// A little of everything.
pub fn shortly(county: &County) -> Result<(), String> {
    run(county, &["--short"])
}

fn run(county: &County, words: &[&str]) -> Result<(), String> {
    let (program, dir) = (demo::program(), county.dir());
    let faults = program.with_file_name("faults");
    let named = ["--program", &program.to_string_lossy(), "--county", &dir].map(str::to_owned);
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    aloud(command(&faults.to_string_lossy(), &[&named, words].concat()))
}
