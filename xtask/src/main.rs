//! The workbench of the house: `cargo xtask setup | check [--fast] | bench [NAME] | faults [NAME…] | pictures [NAME…] | ratchet`.
//! Not here: anything the program itself does; the workbench only calls it.
#![allow(clippy::print_stdout, reason = "a command line speaks on standard output")]

mod bench;
mod check;
mod demo;
mod faults;
mod licences;
mod machine;
mod pictures;
mod postgres;
mod psychometrics;
mod run;
mod setup;
mod steps;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask setup              installs what this machine lacks: Chromium, PostgreSQL, Chinese fonts, the browser tests
cargo xtask check              everything that must hold before a change lands, each step named and timed
cargo xtask check --fast       formatting, lints, style and the tests on SQLite only
cargo xtask bench [NAME]       runs the benchmarks, or one, and writes docs/measurements.md
cargo xtask bench psychometrics [--again] [--only ROWS] [--no-coverage]
                               statistics beside R, into docs/measurements-psychometrics.md
cargo xtask faults [NAME…]     breaks the machine beneath the program; all of it goes into docs/measurements.md
cargo xtask pictures [NAME…]   takes the pictures of the README from a demo county
cargo xtask ratchet [--show]   lowers tidy/ratchet.toml to what still offends; --show prints all that offends";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["setup"] => setup::install(),
        ["check"] => check::all(false),
        ["check", "--fast"] => check::all(true),
        ["bench"] => bench::measure(None),
        ["bench", "psychometrics", words @ ..] => psychometrics::measure(words),
        ["bench", name] => bench::measure(Some(name)),
        ["faults", names @ ..] => faults::measure(names),
        ["pictures", names @ ..] => pictures::take(names),
        ["ratchet"] => ratchet(false),
        ["ratchet", "--show"] => ratchet(true),
        _ => Err(format!("not understood.\n\n{USAGE}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Lets the ratchet of the style follow every improvement.
fn ratchet(only_show: bool) -> Result<(), String> {
    let house =
        tidy::house::House::read().map_err(|error| format!("the repository cannot be read: {error}"))?;
    let found: Vec<_> = tidy::rules::RULES.iter().map(|(name, rule)| (*name, rule(&house))).collect();
    if only_show {
        print!("{}", tidy::ratchet::Ratchet::of(&found).text());
        return Ok(());
    }
    let kept = tidy::ratchet::Ratchet::read()?;
    let next = kept.shrunk(&found);
    std::fs::write(tidy::ratchet::path(), next.text())
        .map_err(|error| format!("tidy/ratchet.toml: {error}"))?;
    println!("{}", if next == kept { "Nothing to lower." } else { "tidy/ratchet.toml was lowered." });
    Ok(())
}
