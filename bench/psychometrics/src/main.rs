//! Psychometrics beside R: `cargo xtask bench psychometrics`. One JSON line for each row of the table, and the table itself
//! as Markdown. Nothing here is a test; a slow machine is a measurement, not a failure.
#![expect(clippy::print_stdout, reason = "measurements are printed")]
#![expect(clippy::cast_precision_loss, reason = "statistics")]

mod clock;
mod peer;
mod people;
mod probe;
mod stream;
mod table;
mod tasks;

use std::path::{Path, PathBuf};

use clap::Parser;
use psychometrics::answers::Answers;
use rayon::ThreadPoolBuilder;

use clock::Spent;
use peer::Figure;
use people::People;
use probe::Machine;
use stream::Streamed;
use table::{Row, Table};
use tasks::{Done, TASKS, Task};

/// Why it stopped.
type Stopped = Box<dyn std::error::Error + Send + Sync>;

/// Measure psychometrics beside R.
#[derive(Parser)]
struct Bench {
    /// Rows of the table by name, e.g. alpha,fiml; also stream and memory. All if none is named.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// People.
    #[arg(long, default_value_t = 100_000)]
    rows: usize,
    /// People with gaps, for full information maximum likelihood.
    #[arg(long, default_value_t = 2_000)]
    gap_rows: usize,
    /// People streamed from a file.
    #[arg(long, default_value_t = 10_000_000)]
    stream_rows: usize,
    /// Take R's figures from the last run instead of running R again.
    #[arg(long)]
    again: bool,
    /// Do not run R; rows that need it have no ratio.
    #[arg(long, conflicts_with = "again")]
    no_r: bool,
    /// Where R's figures are kept.
    #[arg(long, default_value = "target/bench-psychometrics/r.json")]
    remembered: PathBuf,
    /// Write the table into this file.
    #[arg(long)]
    table: Option<PathBuf>,
    /// The machine in words, for the table.
    #[arg(long, default_value = "")]
    machine: String,
    /// Stream this file and print what it took.
    #[arg(long, hide = true)]
    stream_file: Option<PathBuf>,
}

impl Bench {
    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|one| one == name)
    }
}

fn main() -> Result<(), Stopped> {
    let bench = Bench::parse();
    if let Some(file) = &bench.stream_file {
        println!("{}", serde_json::to_string(&stream::work(file)?)?);
        return Ok(());
    }
    let machine = probe::try_out()?;
    let mut table = Table::new(&bench.machine, machine);
    let (complete, gapped) = (People::new(bench.rows, 0.0)?, People::new(bench.gap_rows, 0.03)?);
    let wanted: Vec<&Task> = TASKS.iter().filter(|task| bench.wants(task.name)).collect();
    let figures = figures(&bench, &complete, &gapped, &wanted)?;
    table.pace = peer::pace(&figures);
    for task in wanted {
        let people = if task.gaps { &gapped } else { &complete };
        let row = measured(task, people, machine, &figures)?;
        println!("{}", serde_json::to_string(&row)?);
        table.rows.push(row);
    }
    if bench.wants("memory") {
        let answers = Answers::from_columns(&complete.names, &complete.items)?;
        let each = answers.bytes() as f64 / (answers.rows() * answers.items()) as f64;
        println!("{}", serde_json::json!({"row": "memory", "goal": 1.0, "measured": each, "ratio": each}));
        table.memory = Some((answers.rows(), each));
    }
    drop((complete, gapped));
    if bench.wants("stream") {
        let found = streamed(bench.stream_rows)?;
        println!(
            "{}",
            serde_json::to_string(&serde_json::json!({"row": "stream", "goal": 30.0,
            "measured": found.wall, "ratio": 30.0 / found.wall, "details": found}))?
        );
        table.streamed = Some(found);
    }
    match &bench.table {
        Some(path) => Ok(std::fs::write(path, table.text())?),
        None => Ok(()),
    }
}

/// R's figures: measured, or remembered, or none.
fn figures(
    bench: &Bench,
    complete: &People,
    gapped: &People,
    wanted: &[&Task],
) -> Result<Vec<Figure>, Stopped> {
    if bench.again {
        return peer::remembered(&bench.remembered);
    }
    let ours: Vec<&str> =
        wanted.iter().map(|task| task.name).filter(|name| !["grm", "lmg"].contains(name)).collect();
    if bench.no_r || ours.is_empty() {
        return Ok(Vec::new());
    }
    eprintln!("R is measured: {} …", ours.join(", "));
    let found = peer::measure(complete, gapped, &ours)?;
    peer::remember(&bench.remembered, &found)?;
    Ok(found)
}

/// A task on one thread and on all.
fn measured(task: &Task, people: &People, machine: Machine, figures: &[Figure]) -> Result<Row, Stopped> {
    eprintln!("{} …", task.what);
    let on = |threads: usize| -> Result<(Spent, Done), Stopped> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
        pool.install(|| clock::median(|| (task.run)(people)))
    };
    let (one, done) = on(1)?;
    let (all, _) = on(0)?;
    let rows = people.rows();
    let same = figures.iter().find(|figure| figure.task == task.name && figure.rows == rows).cloned();
    let peer = same.or_else(|| peer::recorded(task.name, rows, figures));
    Ok(Row::new(task, rows, (one, all), done, tasks::bytes(task, people), machine, peer))
}

fn streamed(rows: usize) -> Result<Streamed, Stopped> {
    let folder = tempfile::tempdir()?;
    let file: &Path = &folder.path().join("people.csv");
    eprintln!("{rows} people are written …");
    people::write_items(file, rows)?;
    eprintln!("and streamed …");
    stream::apart(file)
}
