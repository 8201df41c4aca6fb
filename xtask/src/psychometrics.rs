//! `cargo xtask bench psychometrics`: our seconds beside R's in `docs/measurements-psychometrics.md`, then whether intervals
//! hold the truth as often as they say, which the ignored tests of `coverage` find by simulation.
//! Not here: the measuring (crate `bench-psychometrics`) and the other benchmarks (`bench`).

use std::fs;
use std::process::Stdio;

use crate::machine;
use crate::run::{aloud, cargo, command, root};

/// Where the table goes.
const TABLE: &str = "docs/measurements-psychometrics.md";
/// The head of the part that simulation writes.
const COVERAGE: &str = "## How often intervals hold the truth";
/// The head of its table.
const HEAD: &str =
    "| interval | stated | found | standard error | data sets | holds |\n|---|---|---|---|---|---|\n";

/// Measures; words such as `--again` or `--only alpha,fiml` go to the benchmark, `--no-coverage` leaves out the simulation.
pub fn measure(words: &[&str]) -> Result<(), String> {
    let machine = machine::described();
    let own: Vec<&str> = words.iter().copied().filter(|word| *word != "--no-coverage").collect();
    // Some rows only are shown and not kept.
    let whole = !own.contains(&"--only");
    let mut given = own;
    if whole {
        given.extend(["--table", TABLE, "--machine", &machine]);
    }
    let before = fs::read_to_string(root().join(TABLE)).unwrap_or_default();
    match std::env::var("PSYCHOMETRICS_BENCH") {
        Ok(built) => aloud(command(&built, &given))?,
        Err(_) => {
            let mut all =
                vec!["run", "--release", "--quiet", "--locked", "--package", "bench-psychometrics", "--"];
            all.extend(given);
            aloud(cargo(&all))?;
        }
    }
    if !whole {
        return Ok(());
    }
    let old = before.find(COVERAGE).map_or(String::new(), |at| before[at..].to_owned());
    let part = if words.contains(&"--no-coverage") { old } else { coverage()? };
    let path = root().join(TABLE);
    let table = fs::read_to_string(&path).map_err(|error| format!("{TABLE}: {error}"))?;
    fs::write(&path, with_part(&table, &part)).map_err(|error| format!("{TABLE}: {error}"))
}

fn with_part(table: &str, part: &str) -> String {
    if part.is_empty() { table.to_owned() } else { format!("{}\n\n{part}", table.trim_end()) }
}

/// Runs the simulation and keeps the rows it prints.
fn coverage() -> Result<String, String> {
    let words = [
        "test",
        "--release",
        "--quiet",
        "--locked",
        "--package",
        "psychometrics",
        "--test",
        "coverage",
        "--",
        "--ignored",
        "--nocapture",
        "--test-threads",
        "1",
    ];
    let mut run = cargo(&words);
    run.stderr(Stdio::inherit());
    let output = run.output().map_err(|error| format!("cargo test could not be started: {error}"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    print!("{printed}");
    let rows = rows(&printed);
    if rows.is_empty() {
        return Err("the simulation of intervals printed no row".to_owned());
    }
    Ok(format!("{COVERAGE}\n\n{HEAD}{rows}"))
}

/// The rows of the table among what the tests print; a test's own words may stand before a row on its line.
fn rows(printed: &str) -> String {
    printed.lines().filter_map(|line| line.find("| ").map(|at| format!("{}\n", &line[at..]))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_also_behind_the_name_of_a_test() {
        let printed = "running 2 tests\ntest a ... | alpha | 95 % |\n| icc | 95 % |\nok\n";
        assert_eq!(rows(printed), "| alpha | 95 % |\n| icc | 95 % |\n");
    }

    #[test]
    fn the_simulation_stands_below_the_table() {
        assert_eq!(with_part("# Table\n\n", "## Part\n"), "# Table\n\n## Part\n");
        assert_eq!(with_part("# Table\n", ""), "# Table\n");
    }
}
