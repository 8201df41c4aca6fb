//! R on the same people: run when `Rscript` is there, or remembered from an earlier run; and what was recorded of two
//! packages that Debian does not have.
//! Not here: our own work (`tasks`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::Stopped;
use crate::people::People;

/// One task in R.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    /// The task.
    pub task: String,
    /// Rows it was done on.
    pub rows: usize,
    /// Processor seconds.
    pub cpu: f64,
    /// One number of the result; none where only the time was recorded.
    pub value: Option<f64>,
    /// Package and version.
    pub package: String,
    /// R's version.
    pub r: String,
    /// Whether it was recorded on another machine on like data instead of being measured here.
    #[serde(default)]
    pub recorded: bool,
}

/// Recorded on one thread with 100,000 people of a like design, on an AMD EPYC with two shared cores: the two packages
/// that Debian does not have, and those measured here too, by which the machines are compared.
const RECORDED: [(&str, f64, &str); 8] = [
    ("grm", 22.0, "mirt 1.41"),
    ("lmg", 4.09, "relaimpo 2.2-7"),
    ("alpha", 5.15, ""),
    ("polychoric", 12.0, ""),
    ("cfa", 1.06, ""),
    ("mlr", 50.0, ""),
    ("lmer", 1.39, ""),
    ("rwg", 9.02, ""),
];

/// Rows of the recorded figures.
const RECORDED_ROWS: usize = 100_000;

/// Runs R on the tasks that its packages here can do.
pub fn measure(complete: &People, gapped: &People, tasks: &[&str]) -> Result<Vec<Figure>, Stopped> {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name);
    complete.write(&at("complete.csv"))?;
    gapped.write(&at("gaps.csv"))?;
    fs::write(at("time.R"), include_str!("../r/time.R"))?;
    let words: Vec<PathBuf> = ["time.R", "complete.csv", "gaps.csv"].map(at).to_vec();
    let output = Command::new("Rscript")
        .args(words)
        .args(tasks)
        .env("OPENBLAS_NUM_THREADS", "1")
        .env("OMP_NUM_THREADS", "1")
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("Rscript could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("Rscript ended with {}", output.status).into());
    }
    let printed = String::from_utf8(output.stdout)?;
    printed.lines().filter(|line| line.starts_with('{')).map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// What was kept of an earlier run.
pub fn remembered(path: &Path) -> Result<Vec<Figure>, Stopped> {
    let text = fs::read_to_string(path)
        .map_err(|error| format!("{}: {error}; run once without --again to measure R", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// Keeps what was measured, beside what was kept of other tasks.
pub fn remember(path: &Path, new: &[Figure]) -> Result<(), Stopped> {
    let mut all = remembered(path).unwrap_or_default();
    all.retain(|old| new.iter().all(|one| one.task != old.task));
    all.extend_from_slice(new);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, serde_json::to_string_pretty(&all)?)?)
}

/// The recorded figure of a task, brought to this machine: times the median of how much longer or shorter R's other
/// tasks took here, and to the rows.
pub fn recorded(task: &str, rows: usize, measured: &[Figure]) -> Option<Figure> {
    let (_, seconds, package) = RECORDED.iter().find(|one| one.0 == task && !one.2.is_empty())?;
    let to = rows as f64 / RECORDED_ROWS as f64;
    Some(Figure {
        task: task.to_owned(),
        rows,
        // The subsets of relative importance do not depend on the rows.
        cpu: seconds * pace(measured) * if task == "lmg" { 1.0 } else { to },
        value: None,
        package: (*package).to_owned(),
        r: "4.2.2".to_owned(),
        recorded: true,
    })
}

/// How many times as long as recorded R took here; one where nothing can be compared.
pub fn pace(measured: &[Figure]) -> f64 {
    let same = |figure: &&Figure| figure.rows == RECORDED_ROWS;
    let mut ratios: Vec<f64> = measured
        .iter()
        .filter(same)
        .filter_map(|figure| {
            let (_, seconds, _) = RECORDED.iter().find(|one| one.0 == figure.task)?;
            Some(figure.cpu / seconds)
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    match ratios.len() {
        0 => 1.0,
        many if many % 2 == 1 => ratios[many / 2],
        many => (ratios[many / 2 - 1] * ratios[many / 2]).sqrt(),
    }
}
