//! `efa`, `parallel`: how many factors, and which they are.
//! Not here: how they are found (`psychometrics::efa`).

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use nalgebra::DMatrix;
use psychometrics::answers::{Column, Frame};
use psychometrics::efa::{
    Comparison, Efa, Options, ParallelOptions, Rotation, ScoreMethod, adequacy, factor_analysis,
    minimum_average_partial, parallel_analysis, parallel_analysis_resampled, score_weights, scores, scree,
    very_simple_structure,
};

use crate::Stopped;
use crate::answer::{Answer, write_whole};
use crate::correlations::matrix;
use crate::grid::{Grid, number, pair, probability};
use crate::input::{Input, is_counts, read};
use crate::plot::{self, Arrow, Series, path};
use crate::source::{Correlated, Source, correlated, parts};

/// How factors are turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Turn {
    None,
    Varimax,
    Quartimax,
    /// As psych::fa in R does it, wholly on rows of length one.
    Promax,
    /// As stats::promax in R does it, after a varimax of rows of length one.
    StatsPromax,
    Oblimin,
    Target,
}

/// How scores are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    Regression,
    Bartlett,
    Tenberge,
    AndersonRubin,
}

/// Exploratory factors.
#[derive(Debug, Args)]
pub struct Explore {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    source: Source,
    /// How many factors; as many as parallel analysis suggests, and at least one, without it.
    #[arg(long, short = 'f')]
    factors: Option<usize>,
    /// How they are turned.
    #[arg(long, value_enum, default_value = "oblimin")]
    rotation: Turn,
    /// Rows brought to length one while turning.
    #[arg(long)]
    kaiser: bool,
    /// Power of promax.
    #[arg(long, default_value_t = 4.0)]
    power: f64,
    /// Gamma of oblimin.
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    gamma: f64,
    /// With --rotation target: csv with a header, a row an item in their order, a column a factor; empty where free.
    #[arg(long, value_name = "FILE.csv", required_if_eq("rotation", "target"))]
    target: Option<PathBuf>,
    /// With --rotation target: factors stay uncorrelated.
    #[arg(long, requires = "target")]
    uncorrelated: bool,
    /// Random starts of the rotation besides the factors as they are.
    #[arg(long, default_value_t = 0)]
    starts: usize,
    /// Factor scores of complete rows, by this method.
    #[arg(long, value_enum)]
    scores: Option<Method>,
    /// Write the scores into this csv file.
    #[arg(long, value_name = "FILE.csv", requires = "scores")]
    out: Option<PathBuf>,
}

impl Explore {
    fn options(&self, items: &[String], factors: usize) -> Result<Options, Stopped> {
        let mut options = Options::of(factors);
        options.extraction = self.source.extraction();
        options.rotation = match self.rotation {
            Turn::None => Rotation::None,
            Turn::Varimax => Rotation::Varimax,
            Turn::Quartimax => Rotation::Quartimax,
            Turn::Promax => Rotation::NormalisedPromax { power: self.power },
            Turn::StatsPromax => Rotation::Promax { power: self.power },
            Turn::Oblimin if self.gamma == 0.0 => Rotation::Quartimin,
            Turn::Oblimin => Rotation::Oblimin { gamma: self.gamma },
            Turn::Target => {
                Rotation::Target { target: self.goal(items, factors)?, oblique: !self.uncorrelated }
            }
        };
        options.search.kaiser = self.kaiser || self.rotation == Turn::StatsPromax;
        options.search.random_starts = self.starts;
        Ok(options)
    }

    /// The target to turn towards; a column of names, if there is one, has to hold the items in their order.
    fn goal(&self, items: &[String], factors: usize) -> Result<DMatrix<f64>, Stopped> {
        let path = self.target.as_ref().ok_or("--rotation target needs --target FILE.csv")?.to_string_lossy();
        let frame = read(&path)?;
        let mut columns = Vec::new();
        for name in frame.names() {
            match frame.column(name)? {
                Column::Numbers(numbers) => columns.push(numbers),
                Column::Texts { .. } => {
                    let named: Vec<String> =
                        frame.texts(name)?.into_iter().map(Option::unwrap_or_default).collect();
                    if named != items {
                        let wanted = items.join(", ");
                        return Err(
                            format!("{path}: the rows of \"{name}\" must be {wanted} in this order").into()
                        );
                    }
                }
            }
        }
        if (frame.rows(), columns.len()) != (items.len(), factors) {
            let (rows, found, p, k) = (frame.rows(), columns.len(), items.len(), factors);
            return Err(
                format!("{path}: {p} rows and {k} columns are needed, {rows} and {found} found").into()
            );
        }
        Ok(DMatrix::from_fn(items.len(), factors, |row, factor| columns[factor][row]))
    }

    /// Finds the factors.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        if self.scores.is_some() && is_counts(&self.input.file) {
            self.input.rows("--scores")?;
        }
        let mut answers = Vec::new();
        for (group, frame) in parts(&self.input, self.scores.is_some())? {
            answers.push((group, self.one(frame.as_ref())?));
        }
        Ok(Answer::of_groups(answers))
    }

    /// The number of factors asked for, or else suggested by parallel analysis.
    fn number(&self, from: &Correlated) -> Result<usize, Stopped> {
        if let Some(factors) = self.factors {
            return Ok(factors);
        }
        let options = ParallelOptions { replicates: 50, quantile: 0.95, factors: true };
        let found = parallel_analysis(&from.correlation, from.n, &options, &mut self.source.random())?;
        Ok(found.factors.map_or(1, |factors| factors.suggested_by_quantile.max(1)))
    }

    fn one(&self, frame: Option<&Frame>) -> Result<Answer, Stopped> {
        let from = correlated(&self.input, frame, &self.source)?;
        let mut random = self.source.random();
        let factors = self.number(&from)?;
        let options = self.options(&from.items, factors)?;
        let found = factor_analysis(&from.items, &from.correlation, Some(from.n), &options, &mut random)?;
        let suited = adequacy(&from.correlation, Some(from.n))?;
        let mut text = efa_text(&found);
        text.push_str(&pair("\nKMO", suited.kmo));
        if from.smoothed {
            text.push_str("! The correlations were not positive definite and were smoothed.\n");
        }
        let mut answer = Answer::new(&found, text)?.with("adequacy", &suited).drawn(Some(drawing(&found)));
        if let (Some(method), Some(frame)) = (self.scores, frame) {
            let method = match method {
                Method::Regression => ScoreMethod::Regression,
                Method::Bartlett => ScoreMethod::Bartlett,
                Method::Tenberge => ScoreMethod::TenBerge,
                Method::AndersonRubin => ScoreMethod::AndersonRubin,
            };
            let weights = score_weights(&found, &from.correlation, method)?;
            let made = scores(&from.items, &frame.select(&from.items)?, &weights)?;
            if let Some(out) = &self.out {
                write_whole(out, csv(&made.scores).as_bytes())?;
            }
            answer = answer.with("score_weights", &weights).with("scores", &made);
        }
        Ok(answer)
    }
}

/// Scores as csv, one column a factor; empty where a row has gaps.
fn csv(scores: &DMatrix<f64>) -> String {
    let mut text =
        (1..=scores.ncols()).map(|factor| format!("F{factor}")).collect::<Vec<_>>().join(",") + "\n";
    for row in scores.row_iter() {
        let cells: Vec<String> =
            row.iter().map(|value| if value.is_nan() { String::new() } else { value.to_string() }).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

fn efa_text(found: &Efa) -> String {
    let names: Vec<String> = (1..=found.loadings.ncols()).map(|factor| format!("F{factor}")).collect();
    let mut head = vec!["item"];
    head.extend(names.iter().map(String::as_str));
    head.extend(["h2", "u2", "complexity"]);
    let state = if found.converged { "" } else { " – DID NOT CONVERGE" };
    let mut grid = Grid::new(&format!("Loadings{state}"), &head);
    for (row, item) in found.items.iter().enumerate() {
        let mut values: Vec<f64> = found.loadings.row(row).iter().copied().collect();
        values.extend([found.communalities[row], found.uniquenesses[row], found.complexity[row]]);
        grid.row(item.clone(), &values);
    }
    let mut text = grid.text();
    let mut head = vec![""];
    head.extend(names.iter().map(String::as_str));
    let mut grid = Grid::new("", &head);
    grid.row("SS loadings", &found.ss_loadings);
    grid.row("share of variance", &found.proportion);
    grid.row("cumulative", &found.cumulative);
    text.push_str(&format!("\n{}", grid.text()));
    text.push_str(&matrix("\nCorrelations of the factors", &names, &found.phi));
    let fit = &found.fit;
    let shown = |value: Option<f64>| value.unwrap_or(f64::NAN);
    text.push_str(&format!(
        "\nχ²({}) = {}, p {}\n",
        fit.df,
        number(shown(fit.chi_square)),
        fit.p.map_or("–".to_owned(), probability)
    ));
    for (name, value) in
        [("RMSR", fit.rmsr), ("TLI", shown(fit.tli)), ("RMSEA", shown(fit.rmsea)), ("BIC", shown(fit.bic))]
    {
        text.push_str(&pair(name, value));
    }
    text.push_str(&format!(
        "largest gradient {:.1e}, of the rotation {:.1e}\n",
        found.extraction_gradient, found.rotation_gradient
    ));
    for remark in &found.remarks {
        text.push_str(&format!("! {remark}\n"));
    }
    text
}

fn drawing(found: &Efa) -> String {
    let latent: Vec<String> = (1..=found.loadings.ncols()).map(|factor| format!("F{factor}")).collect();
    let mut arrows = Vec::new();
    for (row, item) in found.items.iter().enumerate() {
        for (factor, name) in
            latent.iter().enumerate().filter(|(factor, _)| found.loadings[(row, *factor)].abs() >= 0.3)
        {
            arrows.push(Arrow {
                from: name.clone(),
                to: item.clone(),
                value: found.loadings[(row, factor)],
                both: false,
            });
        }
    }
    path("Loadings of .30 and more", &latent, &arrows)
}

/// How many factors.
#[derive(Debug, Args)]
pub struct Number {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    source: Source,
    /// Random data sets.
    #[arg(long, default_value_t = 100)]
    replicates: usize,
    /// Quantile of the random eigenvalues.
    #[arg(long, default_value_t = 0.95)]
    quantile: f64,
    /// Shuffle the answers of each item instead of drawing normal data.
    #[arg(long)]
    resample: bool,
    /// Try up to so many factors by VSS and BIC; none by default.
    #[arg(long, value_name = "MOST")]
    vss: Option<usize>,
}

impl Number {
    /// Compares the eigenvalues with those of random data, and asks the other criteria.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        if self.resample && is_counts(&self.input.file) {
            self.input.rows("--resample")?;
        }
        let mut answers = Vec::new();
        for (group, frame) in parts(&self.input, self.resample)? {
            answers.push((group, self.one(frame.as_ref())?));
        }
        Ok(Answer::of_groups(answers))
    }

    fn one(&self, frame: Option<&Frame>) -> Result<Answer, Stopped> {
        let from = correlated(&self.input, frame, &self.source)?;
        let mut random = self.source.random();
        let options = ParallelOptions { replicates: self.replicates, quantile: self.quantile, factors: true };
        let found = match frame {
            Some(frame) if self.resample => {
                parallel_analysis_resampled(&from.items, &frame.select(&from.items)?, &options, &mut random)?
            }
            _ => parallel_analysis(&from.correlation, from.n, &options, &mut random)?,
        };
        let map = minimum_average_partial(&from.correlation)?;
        let falls = scree(&from.correlation)?;
        let mut text = compared("Components", &found.components);
        if let Some(factors) = &found.factors {
            text.push_str(&compared("\nFactors", factors));
        }
        text.push_str(&format!("\nparallel analysis: {} components", found.components.suggested_by_quantile));
        if let Some(factors) = &found.factors {
            text.push_str(&format!(", {} factors", factors.suggested_by_quantile));
        }
        text.push_str(&format!(
            "\nMAP: {} (revised {})\nKaiser: {}\nscree, by acceleration: {}\n",
            map.components, map.components_revised, falls.kaiser, falls.acceleration
        ));
        let mut answer = Answer::new(&found, String::new())?.with("map", &map).with("scree", &falls);
        if let Some(most) = self.vss {
            let extraction = self.source.extraction();
            let vss = very_simple_structure(
                &from.items,
                &from.correlation,
                Some(from.n),
                most,
                extraction,
                &mut random,
            )?;
            let bic = vss.factors_bic.map_or("–".to_owned(), |factors| factors.to_string());
            text.push_str(&format!(
                "VSS 1: {}, VSS 2: {}, BIC: {bic}\n",
                vss.factors_complexity_one, vss.factors_complexity_two
            ));
            answer = answer.with("vss", &vss);
        }
        let lines =
            [("observed", &found.components.observed), ("random, quantile", &found.components.quantile)];
        let series: Vec<Series> = lines
            .into_iter()
            .map(|(name, values)| Series { name: name.to_owned(), values: values.clone() })
            .collect();
        answer.text = text;
        Ok(answer.drawn(Some(plot::scree("Eigenvalues", &series))))
    }
}

fn compared(title: &str, found: &Comparison) -> String {
    let mut grid = Grid::new(title, &["", "observed", "random mean", "random quantile"]);
    for (place, observed) in found.observed.iter().enumerate() {
        grid.row((place + 1).to_string(), &[*observed, found.mean[place], found.quantile[place]]);
    }
    grid.text()
}
