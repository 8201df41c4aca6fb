//! Runs the benchmarks of crate `bench`, one after another, and keeps what they say in `docs/measurements.md`:
//! one section per benchmark, replaced when it runs again, with the machine it ran on.
//!
//! A benchmark prints rows of a table, `| what | wanted | measured | holds |`; whatever else it prints is shown
//! but not kept. It finds the built program in `SHANZHI_PROGRAM`. Where `SHANZHI_BENCH` names built benchmarks, those
//! and the program of `SHANZHI_PROGRAM` are measured as they are, without building: on a machine that builds slowly.

use std::fs;
use std::process::Stdio;

use crate::run::{cargo, command, root};
use crate::{demo, machine};

/// How `docs/measurements.md` begins.
pub const HEAD: &str = "# Measurements\n\nWritten by `cargo xtask bench`. Each section says what was measured, what was wanted \
                    and on which machine; a number that falls short stands here like any other.\n";
const TABLE: &str = "| what | wanted | measured | holds |\n|---|---|---|---|\n";

/// Runs one benchmark or all.
pub fn measure(only: Option<&str>) -> Result<(), String> {
    let wanted: Vec<&str> = NAMES.into_iter().filter(|name| only.is_none_or(|only| only == *name)).collect();
    if wanted.is_empty() {
        return Err(format!("there is no such benchmark; there are: {}", NAMES.join(", ")));
    }
    let built = built();
    if built.is_none() {
        demo::build()?;
    }
    let path = root().join("docs/measurements.md");
    let mut kept = fs::read_to_string(&path).unwrap_or_else(|_| HEAD.to_owned());
    let mut failed = Vec::new();
    for name in wanted {
        println!("\n── {name} ──");
        match rows(name, built.as_ref()) {
            Ok(rows) => {
                kept = with_section(&kept, name, &format!("{}\n\n{TABLE}{rows}", machine::described()));
                fs::write(&path, &kept).map_err(|error| format!("docs/measurements.md: {error}"))?;
            }
            Err(problem) => {
                println!("{name}: {problem}");
                failed.push(name);
            }
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// The benchmarks crate `bench` knows.
const NAMES: [&str; 7] = ["year-close", "import", "start", "home", "evidence", "diagnosis", "portal"];

/// Benchmarks and program built elsewhere, if both are named.
fn built() -> Option<(String, String)> {
    Some((std::env::var("SHANZHI_BENCH").ok()?, std::env::var("SHANZHI_PROGRAM").ok()?))
}

fn rows(name: &str, built: Option<&(String, String)>) -> Result<String, String> {
    let mut run = match built {
        Some((bench, program)) => {
            let mut run = command(bench, &[name]);
            run.env("SHANZHI_PROGRAM", program);
            run
        }
        None => {
            let mut run =
                cargo(&["run", "--release", "--quiet", "--locked", "--package", "bench", "--", name]);
            run.env("SHANZHI_PROGRAM", demo::program());
            run
        }
    };
    run.stderr(Stdio::inherit());
    let output = run.output().map_err(|error| format!("could not be started: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    print!("{printed}");
    if !output.status.success() {
        return Err(format!("ended with {}", output.status));
    }
    let rows: Vec<&str> = printed.lines().filter(|line| line.starts_with('|') && !is_head(line)).collect();
    if rows.is_empty() {
        return Err("printed no row `| what | wanted | measured | holds |`".to_owned());
    }
    Ok(format!("{}\n", rows.join("\n")))
}

fn is_head(line: &str) -> bool {
    line.starts_with("|---") || line.starts_with("| what ")
}

/// The text with the section of that name replaced, or added at the end.
pub fn with_section(text: &str, name: &str, body: &str) -> String {
    let title = format!("## {name}\n");
    let section = format!("{title}\n{body}");
    let Some(at) = text.find(&title) else { return format!("{}\n\n{section}", text.trim_end()) };
    let rest = &text[at + title.len()..];
    let after = rest.find("\n## ").map_or("", |end| &rest[end + 1..]);
    if after.is_empty() {
        format!("{}{section}", &text[..at])
    } else {
        format!("{}{section}\n{after}", &text[..at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_added_and_then_replaced_in_its_place() {
        let one = with_section("# Measurements\n", "close", "| a | 1 |\n");
        assert_eq!(one, "# Measurements\n\n## close\n\n| a | 1 |\n");
        let two = with_section(&one, "home", "| b | 2 |\n");
        let again = with_section(&two, "close", "| a | 3 |\n");
        assert_eq!(again, "# Measurements\n\n## close\n\n| a | 3 |\n\n## home\n\n| b | 2 |\n");
        assert_eq!(with_section(&again, "home", "| b | 4 |\n").matches("## home").count(), 1);
    }
}
