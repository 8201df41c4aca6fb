//! Everything that must hold before a change lands. CI runs exactly this.

use crate::demo::{self, County};
use crate::faults;
use crate::licences;
use crate::postgres::Cluster;
use crate::run::{aloud, cargo, command, root, works};
use crate::setup;
use crate::steps::Steps;

const BUILD: &str = "release build";
const COUNTY: &str = "demo county";
const FAULTS: &str = "faults, shortly";

/// Takes every step and closes with a table; `fast` stops before what needs a built program or PostgreSQL.
pub fn all(fast: bool) -> Result<(), String> {
    let mut steps = Steps::default();
    if !fast {
        steps.take("machine", setup::install);
    }
    steps.take("formatting", || aloud(cargo(&["fmt", "--all", "--check"])));
    steps.take("lints", lints);
    steps.take("licences", licences::check);
    steps.take("style", || aloud(cargo(&["test", "--package", "tidy", "--locked", "--quiet"])));
    if fast {
        steps.take("tests on SQLite", || tests(None));
        return steps.close();
    }
    steps.take("tests on SQLite and PostgreSQL", || {
        let cluster = Cluster::start()?;
        tests(Some(&cluster.url()))
    });
    steps.take("examples in the documentation", || {
        aloud(cargo(&["test", "--workspace", "--doc", "--locked", "--quiet"]))
    });
    steps.take("checks of the browser tests", || npm("test:harness", &[]));
    if steps.take(BUILD, demo::build) {
        with_the_program(&mut steps);
    } else {
        for name in [COUNTY, "browser", "verify", "kill -9", FAULTS] {
            steps.miss(name, BUILD);
        }
    }
    steps.close()
}

/// Clippy tells test code only by `#[test]`, not the functions beside it; where the program may stop is judged by
/// the rule “stop” of the style, which knows both.
fn lints() -> Result<(), String> {
    let clippy = ["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"];
    let left_to_style = ["-A", "clippy::unwrap_used", "-A", "clippy::expect_used", "-A", "clippy::panic"];
    aloud(cargo(&[clippy.as_slice(), &left_to_style].concat()))
}

fn tests(postgres: Option<&str>) -> Result<(), String> {
    let mut run = if works("cargo-nextest", &["nextest", "--version"]) {
        cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--exclude",
            "tidy",
            "--locked",
            "--no-fail-fast",
            "--status-level=fail",
        ])
    } else {
        cargo(&[
            "test",
            "--workspace",
            "--exclude",
            "tidy",
            "--all-targets",
            "--locked",
            "--no-fail-fast",
            "--quiet",
        ])
    };
    match postgres {
        Some(url) => run.env("SHANZHI_TEST_POSTGRES", url),
        None => run.env_remove("SHANZHI_TEST_POSTGRES"),
    };
    // A snapshot that differs fails; it is not rewritten.
    run.env("INSTA_UPDATE", "no");
    aloud(run)
}

/// What needs the delivered program: a demo county, walked through in a browser, verified, and killed.
fn with_the_program(steps: &mut Steps) {
    if !demo::has("demo") {
        for name in [COUNTY, "browser", "verify", "kill -9", FAULTS] {
            steps.not_yet(name, "the program has no command `demo`");
        }
        return;
    }
    let mut made = None;
    steps.take(COUNTY, || {
        made = Some(County::make()?);
        Ok(())
    });
    let Some(county) = made else {
        for name in ["browser", "verify", "kill -9", FAULTS] {
            steps.miss(name, COUNTY);
        }
        return;
    };
    steps.take("browser", || {
        let served = county.serve()?;
        let program = demo::program().to_string_lossy().into_owned();
        npm("test", &[("SHANZHI_BASE", &served.base), ("SHANZHI_PROGRAM", &program)])
    });
    if demo::has("verify") {
        steps.take("verify", || {
            aloud(command(&demo::program().to_string_lossy(), &["verify", "--dir", &county.dir()]))
        });
        steps.take("kill -9", || kill(&county));
        steps.take(FAULTS, || faults::shortly(&county));
    } else {
        steps.not_yet("verify", "the program has no command `verify`");
        steps.not_yet("kill -9", "the program has no command `verify`");
        steps.not_yet(FAULTS, "the program has no command `verify`");
    }
}

/// Kills the server under load and the making of a county, again and again; nothing acknowledged may be lost.
fn kill(county: &County) -> Result<(), String> {
    let program = demo::program().to_string_lossy().into_owned();
    npm("test:kill", &[("SHANZHI_PROGRAM", &program), ("SHANZHI_DIR", &county.dir())])
}

/// Runs a script of `browser/package.json`.
pub fn npm(script: &str, environment: &[(&str, &str)]) -> Result<(), String> {
    let mut run = command("npm", &["run", "--silent", script]);
    run.current_dir(root().join("browser"));
    for (name, value) in environment {
        run.env(name, value);
    }
    aloud(run)
}
