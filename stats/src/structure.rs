//! `cfa`, `sem` and `invariance`: models in lavaan's language.
//! Not here: how they are estimated (`psychometrics::sem`), what they are asked with (`asked`), covariances in place of rows
//! (`moments`), how a solution reads (`solution`).

use clap::{Args, ValueEnum};
use psychometrics::sem::compare::{Compared, Difference, compare_by};
use psychometrics::sem::invariance::{Level, invariance};
use psychometrics::sem::{Data, Model, Options, fit};

use crate::Stopped;
use crate::answer::Answer;
use crate::asked::{self, Asked, equalities};
use crate::grid::{Grid, number, probability};
use crate::solution::{drawing, text};

/// How the difference of two nested models is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// As the test of the models wants it: Satorra and Bentler (2001), or Satorra (2000) for shifted tests.
    Own,
    /// Satorra (2000), scaled and shifted.
    #[value(name = "satorra.2000")]
    Satorra2000,
}

/// Fit one model.
#[derive(Debug, Args)]
pub struct Fit {
    #[command(flatten)]
    asked: Asked,
    /// What is equal across groups: loadings,intercepts,residuals,means,thresholds,regressions,lv.variances,lv.covariances.
    #[arg(long, value_name = "LIST")]
    group_equal: Option<String>,
    /// Parameters left out of that, as the model writes them, e.g. "f=~a".
    #[arg(long, value_name = "LIST")]
    group_partial: Option<String>,
    /// A second model of the same data, nested in the first or the other way round: its difference is tested.
    #[arg(long, value_name = "FILE|TEXT")]
    against: Option<String>,
    /// What is equal across groups in the second model (which is the same model if --against is not given).
    #[arg(long, value_name = "LIST")]
    against_equal: Option<String>,
    /// How the difference is tested.
    #[arg(long, value_enum, default_value = "own")]
    difference: By,
}

/// Compare groups step by step.
#[derive(Debug, Args)]
pub struct Invariance {
    #[command(flatten)]
    asked: Asked,
}

impl Fit {
    /// Fits the model.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        if let Some((model, data, options)) = self.asked.pairwise()? {
            return self.fitted(&model, &data, options);
        }
        let frame = self.asked.input.read()?;
        let model = Model::read(&self.asked.text(|| self.asked.input.items(&frame))?)?;
        let options = self.asked.options(self.asked.ordered(&frame)?)?;
        self.fitted(&model, &self.asked.data(&frame)?, options)
    }

    fn fitted(&self, model: &Model, data: &Data, mut options: Options) -> Result<Answer, Stopped> {
        options.group_equal = equalities(self.group_equal.as_deref().unwrap_or(""))?;
        options.group_partial = self
            .group_partial
            .iter()
            .flat_map(|list| list.split(','))
            .map(|one| one.trim().to_owned())
            .collect();
        options.keep_slopes = self.difference == By::Satorra2000;
        let solution = fit(model, data, &options)?;
        let drawn = drawing(&solution);
        let mut said = text(&solution, self.asked.indices);
        if self.against.is_none() && self.against_equal.is_none() {
            return Ok(Answer::new(&solution, said)?.drawn(Some(drawn)));
        }
        let other = self.against.as_deref().map_or_else(|| Ok(model.clone()), asked::model)?;
        options.group_equal = equalities(self.against_equal.as_deref().unwrap_or(""))?;
        let other = fit(&other, data, &options)?;
        let how = if options.keep_slopes { Difference::Satorra2000 } else { Difference::Own };
        let table = compare_by(&[("model", &solution), ("against", &other)], how)?;
        said.push('\n');
        said.push_str(&compared("Difference", &table));
        Ok(Answer::new(&solution, said)?.with("comparison", &table).drawn(Some(drawn)))
    }
}

impl Invariance {
    /// Fits the steps and compares each with the one before.
    pub fn answer(&self) -> Result<Answer, Stopped> {
        if self.asked.input.group.is_none() {
            return Err("name the column of the groups with --group".into());
        }
        let frame = self.asked.input.rows("dividing them into groups")?;
        let model = Model::read(&self.asked.text(|| self.asked.input.items(&frame))?)?;
        let data = self.asked.data(&frame)?;
        let mut options = self.asked.options(self.asked.ordered(&frame)?)?;
        options.means = Some(true);
        let found = invariance(&model, &data, &options, &Level::ALL)?;
        Answer::new(&found, compared("Steps of invariance", &found.table))
    }
}

/// Models side by side, each with its difference from the one above.
fn compared(title: &str, table: &[Compared]) -> String {
    let mut grid = Grid::new(
        title,
        &["model", "chisq", "df", "CFI", "RMSEA", "SRMR", "BIC", "Δchisq", "Δdf", "p", "ΔCFI"],
    );
    for step in table {
        let shown = |value: Option<f64>| number(value.unwrap_or(f64::NAN));
        let mut cells = vec![step.model.clone()];
        cells.extend([step.chisq, step.df as f64, step.cfi, step.rmsea, step.srmr].map(number));
        cells.push(shown(step.bic));
        if let (Some(df), Some(p)) = (step.df_diff, step.p_diff) {
            cells.extend([shown(step.chisq_diff), df.to_string(), probability(p), shown(step.cfi_diff)]);
        }
        grid.words(cells);
    }
    grid.text()
}
