//! `polychoric`: correlations of what lies behind ordered answers.
//! Not here: how they are found (`psychometrics::correlation`).

use clap::Args;
use nalgebra::DMatrix;
use psychometrics::correlation::{
    EmptyCells, Estimator, Kind, Margins, Polychoric, PolychoricOptions, mixed, polychoric,
};

use crate::Stopped;
use crate::answer::Answer;
use crate::grid::Grid;
use crate::input::{Input, Missing, chosen};
use crate::reliability::{complete, missing};

/// Polychoric correlations with their errors.
#[derive(Debug, Args)]
pub struct Polychorics {
    #[command(flatten)]
    input: Input,
    /// Thresholds and correlation together instead of one after the other.
    #[arg(long)]
    ml: bool,
    /// Thresholds of each pair from the rows that have both, instead of each item's own.
    #[arg(long)]
    pair_margins: bool,
    /// Put into empty cells, e.g. 0.5; nothing by default.
    #[arg(long, value_name = "COUNT")]
    correct: Option<f64>,
    /// With --correct: only in two-by-two tables, their margins kept.
    #[arg(long, requires = "correct")]
    keep_margins: bool,
    /// Leave a matrix that is not positive definite as it is.
    #[arg(long)]
    no_smooth: bool,
    /// Columns that are measured, not ordered: Pearson correlations among them, polyserial ones with the items.
    #[arg(long, value_name = "LIST")]
    continuous: Option<String>,
}

impl Polychorics {
    /// Correlates.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        let options = PolychoricOptions {
            margins: if self.pair_margins { Margins::Pair } else { Margins::Own },
            empty_cells: match self.correct {
                None => EmptyCells::Keep,
                Some(count) if self.keep_margins => EmptyCells::FillTwoByTwo(count),
                Some(count) => EmptyCells::Fill(count),
            },
            estimator: if self.ml { Estimator::MaximumLikelihood } else { Estimator::TwoStep },
            smooth: !self.no_smooth,
        };
        missing(&self.input)?;
        if let Some(pattern) = &self.continuous {
            return self.mixed(pattern, options.estimator);
        }
        if self.input.group.is_none() {
            let found = polychoric(&crate::counts::of_input(&self.input)?, &options)?;
            return Answer::new(&found, text(&found));
        }
        let frame = self.input.read()?;
        let items = self.input.items(&frame)?;
        let mut answers = Vec::new();
        for part in self.input.parts(frame)? {
            let packed = part.frame.answers(&items)?;
            let listwise = self.input.missing == Some(Missing::Listwise);
            let tables = if listwise { packed.complete_tables() } else { packed.tables() };
            let found = polychoric(&tables, &options)?;
            answers.push((part.group, Answer::new(&found, text(&found))?));
        }
        Ok(Answer::of_groups(answers))
    }
}

impl Polychorics {
    /// Correlations of ordered and measured columns, each of its kind.
    fn mixed(&self, pattern: &str, estimator: Estimator) -> Result<Answer, Stopped> {
        let frame = self.input.rows("--continuous")?;
        let measured = chosen(frame.names(), pattern)?;
        let mut items = self.input.items(&frame)?;
        items.extend(measured.iter().filter(|name| !items.contains(name)).cloned().collect::<Vec<_>>());
        let kinds: Vec<Kind> = items
            .iter()
            .map(|item| if measured.contains(item) { Kind::Continuous } else { Kind::Ordinal })
            .collect();
        let mut answers = Vec::new();
        for part in self.input.parts(frame)? {
            let whole = self.input.missing == Some(Missing::Listwise);
            let frame = if whole { complete(&part.frame, &items)? } else { part.frame };
            let found = mixed(&items, &frame.select(&items)?, &kinds, estimator)?;
            let mut text =
                matrix("Correlations: Pearson, polyserial, polychoric", &items, &found.correlations);
            text.push_str(&matrix("\nStandard errors", &items, &found.standard_errors));
            if found.smoothed {
                text.push_str("! The matrix was not positive definite and was smoothed.\n");
            }
            answers.push((part.group, Answer::new(&found, text)?));
        }
        Ok(Answer::of_groups(answers))
    }
}

fn text(found: &Polychoric) -> String {
    let mut text = matrix("Polychoric correlations", &found.items, &found.correlations);
    text.push_str(&matrix("\nStandard errors", &found.items, &found.standard_errors));
    let most = found.thresholds.iter().map(Vec::len).max().unwrap_or(0);
    let heads: Vec<String> = (1..=most).map(|cut| format!("t{cut}")).collect();
    let mut head = vec!["item"];
    head.extend(heads.iter().map(String::as_str));
    let mut grid = Grid::new("\nThresholds", &head);
    for (item, cuts) in found.items.iter().zip(&found.thresholds) {
        grid.row(item.clone(), cuts);
    }
    text.push_str(&grid.text());
    if found.smoothed {
        text.push_str("! The matrix was not positive definite and was smoothed.\n");
    }
    for [a, b] in &found.at_boundary {
        text.push_str(&format!("! {a} and {b}: the likelihood is highest at ±1.\n"));
    }
    text
}

/// A square matrix with names, its lower half.
pub fn matrix(title: &str, names: &[String], values: &DMatrix<f64>) -> String {
    let mut head = vec![""];
    head.extend(names.iter().map(String::as_str));
    let mut grid = Grid::new(title, &head);
    for (row, name) in names.iter().enumerate() {
        let numbers: Vec<f64> = (0..=row).map(|column| values[(row, column)]).collect();
        grid.row(name.clone(), &numbers);
    }
    grid.text()
}
