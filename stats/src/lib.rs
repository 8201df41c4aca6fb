//! The command line of statistics: `shanzhi stats COMMAND FILE …`. Readable tables by default, exact JSON with `--json`,
//! a drawing with `--plot`.
//!
//! Not here: any formula (crate `psychometrics`) and any knowledge of a county.

mod agreement;
mod answer;
mod asked;
mod correlations;
mod counts;
mod factors;
mod grid;
mod input;
mod mixed;
mod moments;
mod omega;
mod plot;
mod regression;
mod reliability;
mod scales;
mod schema;
mod simulate;
mod solution;
mod source;
mod structure;
mod traits;
mod waiting;

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use answer::{Answer, write_whole};

/// Why a command stopped: a sentence for the person who typed it.
pub type Stopped = Box<dyn std::error::Error + Send + Sync>;

/// Questionnaire statistics from a data file.
#[derive(Debug, Args)]
pub struct Stats {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    output: Output,
}

/// Where answers go.
#[derive(Debug, Args)]
struct Output {
    /// Print exact JSON instead of tables; `shanzhi stats schema` documents its keys.
    #[arg(long, global = true)]
    json: bool,
    /// Draw into this SVG file, where the command has a drawing.
    #[arg(long, global = true, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
    /// Threads to compute with; all by default.
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Alpha with intervals and item statistics.
    Alpha(reliability::Alphas),
    /// Statistics of each item.
    Items(reliability::Items),
    /// Guttman's lambdas and split halves.
    Guttman(reliability::Lambdas),
    /// Scale scores of every row.
    Scores(scales::ScaleScores),
    /// Percentile ranks, T and stanines.
    Norms(scales::Norms),
    /// Differences with Cohen's d and Hedges' g.
    Compare(scales::Compare),
    /// Least squares, robust errors, moderation.
    Ols(regression::Ols),
    /// How much of R² each predictor brings.
    Importance(regression::Shares),
    /// Omega total and hierarchical.
    Omega(omega::Omegas),
    /// Exploratory factors.
    Efa(factors::Explore),
    /// How many factors: parallel analysis, MAP, scree, VSS.
    Parallel(factors::Number),
    /// Item response models: 2PL, graded, partial credit.
    Irt(traits::Irt),
    /// Polychoric correlations with their errors.
    Polychoric(correlations::Polychorics),
    /// A measurement model: confirmatory factor analysis.
    Cfa(structure::Fit),
    /// A structural equation model.
    Sem(structure::Fit),
    /// Whether groups can be compared: configural, metric, scalar, strict.
    Invariance(structure::Invariance),
    /// ICC(1), ICC(2) of each item in clusters, or the coefficients of judges.
    Icc(agreement::Icc),
    /// Agreement within clusters: rwg, rwg(j), AD, awg.
    Rwg(agreement::Rwg),
    /// Linear mixed models.
    Lmer(mixed::Lmer),
    /// Answers made from a stated model.
    Simulate(simulate::Simulate),
    /// Two-way counts that add: export from a file, merge several.
    Tables(counts::Counts),
    /// The keys of the JSON that each command prints.
    Schema(schema::Schema),
}

impl Command {
    fn name(&self) -> &'static str {
        match self {
            Self::Alpha(_) => "alpha",
            Self::Items(_) => "items",
            Self::Guttman(_) => "guttman",
            Self::Scores(_) => "scores",
            Self::Norms(_) => "norms",
            Self::Compare(_) => "compare",
            Self::Ols(_) => "ols",
            Self::Importance(_) => "importance",
            Self::Omega(_) => "omega",
            Self::Efa(_) => "efa",
            Self::Parallel(_) => "parallel",
            Self::Irt(_) => "irt",
            Self::Polychoric(_) => "polychoric",
            Self::Cfa(_) => "cfa",
            Self::Sem(_) => "sem",
            Self::Invariance(_) => "invariance",
            Self::Icc(_) => "icc",
            Self::Rwg(_) => "rwg",
            Self::Lmer(_) => "lmer",
            Self::Simulate(_) => "simulate",
            Self::Tables(_) => "tables",
            Self::Schema(_) => "schema",
        }
    }

    fn answer(&self) -> Result<Answer, Stopped> {
        match self {
            Self::Alpha(command) => command.answer(),
            Self::Items(command) => command.answer(),
            Self::Guttman(command) => command.answer(),
            Self::Scores(command) => command.answer(),
            Self::Norms(command) => command.answer(),
            Self::Compare(command) => command.answer(),
            Self::Ols(command) => command.answer(),
            Self::Importance(command) => command.answer(),
            Self::Omega(command) => command.answer(),
            Self::Efa(command) => command.answer(),
            Self::Parallel(command) => command.answer(),
            Self::Irt(command) => command.answer(),
            Self::Polychoric(command) => command.answer(),
            Self::Cfa(command) | Self::Sem(command) => command.answer(),
            Self::Invariance(command) => command.answer(),
            Self::Icc(command) => command.answer(),
            Self::Rwg(command) => command.answer(),
            Self::Lmer(command) => command.answer(),
            Self::Simulate(command) => command.answer(),
            Self::Tables(command) => command.answer(),
            Self::Schema(command) => command.answer(),
        }
    }
}

/// Runs a command and writes its answer.
///
/// # Errors
/// Data or a request the command cannot work with, in a sentence that names the column, the line or the option.
pub fn run(stats: &Stats, out: &mut dyn Write) -> Result<(), Stopped> {
    let name = stats.command.name();
    let work = || waiting::on(name, || stats.command.answer());
    let answer = match stats.output.threads {
        None => work(),
        Some(threads) => rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build()?.install(work),
    }?;
    if let Some(path) = &stats.output.plot {
        let svg = answer.svg.as_ref().ok_or_else(|| format!("`{name}` has no drawing"))?;
        write_whole(path, svg.as_bytes())?;
    }
    if !stats.output.json {
        write!(out, "{}", answer.text)?;
        return Ok(());
    }
    let mut whole = serde_json::Map::new();
    whole.insert("command".to_owned(), json!(name));
    whole.extend(answer.json);
    writeln!(out, "{}", serde_json::to_string_pretty(&Value::Object(whole))?)?;
    Ok(())
}
