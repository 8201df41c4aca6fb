//! `cfa`, `sem` and `invariance`: models in lavaan's language.
//! Not here: how they are estimated (`psychometrics::sem`).

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use psychometrics::sem::compare::{Compared, Difference, compare_by};
use psychometrics::sem::invariance::{Level, invariance};
use psychometrics::sem::{Operator, Solution, fit};
use serde_json::{Map, Value};

use crate::Stopped;
use crate::answer::Answer;
use crate::asked::{self, Asked, equalities};
use crate::grid::{Grid, number, pair, probability};
use crate::plot::{Arrow, path};

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
        let model = self.asked.model()?;
        let frame = self.asked.input.read()?;
        let mut options = self.asked.options(&frame)?;
        options.group_equal = equalities(self.group_equal.as_deref().unwrap_or(""))?;
        options.group_partial = self
            .group_partial
            .iter()
            .flat_map(|list| list.split(','))
            .map(|one| one.trim().to_owned())
            .collect();
        let data = self.asked.data(&frame)?;
        options.keep_slopes = self.difference == By::Satorra2000;
        let solution = fit(&model, &data, &options)?;
        let drawn = drawing(&solution);
        let mut said = text(&solution, self.asked.indices);
        if self.against.is_none() && self.against_equal.is_none() {
            return Ok(Answer::new(&solution, said)?.drawn(Some(drawn)));
        }
        let other = self.against.as_deref().map_or_else(|| Ok(model.clone()), asked::model)?;
        options.group_equal = equalities(self.against_equal.as_deref().unwrap_or(""))?;
        let other = fit(&other, &data, &options)?;
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
        let model = self.asked.model()?;
        let frame = self.asked.input.read()?;
        let data = self.asked.data(&frame)?;
        let mut options = self.asked.options(&frame)?;
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

fn drawing(solution: &Solution) -> String {
    let latent: BTreeSet<&String> = solution.latent.iter().collect();
    let arrows: Vec<Arrow> = solution
        .parameters
        .iter()
        .filter(|one| one.group <= 1)
        .filter(|one| match one.op {
            Operator::Measures | Operator::Regresses => true,
            Operator::Covaries => one.lhs != one.rhs && latent.contains(&one.lhs),
            _ => false,
        })
        .filter_map(|one| {
            let value = one.std_all.as_ref()?.est;
            let backwards = one.op == Operator::Regresses;
            let (from, to) = if backwards { (&one.rhs, &one.lhs) } else { (&one.lhs, &one.rhs) };
            Some(Arrow { from: from.clone(), to: to.clone(), value, both: one.op == Operator::Covaries })
        })
        .collect();
    path("Standardised solution", &solution.latent, &arrows)
}

fn text(solution: &Solution, indices: usize) -> String {
    let mut text = ending(solution);
    text.push_str(&fit_text(solution));
    text.push_str(&parameters(solution));
    if !solution.reliability.is_empty() {
        let mut grid = Grid::new("\nReliability", &["factor", "alpha", "omega", "omega2", "omega3", "AVE"]);
        for one in &solution.reliability {
            let values = [one.alpha, one.omega, one.omega2, one.omega3, one.ave];
            grid.row(one.factor.clone(), &values.map(|value| value.unwrap_or(f64::NAN)));
        }
        text.push_str(&grid.text());
    }
    if indices > 0 && !solution.modification.is_empty() {
        let mut grid = Grid::new("\nModification indices", &["parameter", "MI", "EPC", "SEPC all"]);
        for one in solution.modification.iter().take(indices) {
            let name = format!("{} {} {}", one.lhs, one.op.sign(), one.rhs);
            grid.row(name, &[one.mi, one.epc, one.sepc_all.unwrap_or(f64::NAN)]);
        }
        text.push_str(&grid.text());
    }
    text
}

fn ending(solution: &Solution) -> String {
    let ending = &solution.ending;
    let state = if ending.converged { "converged" } else { "DID NOT CONVERGE" };
    let mut text = format!(
        "{:?}: {state} after {} iterations, largest gradient {:.1e}; n = {}\n",
        solution.estimator, ending.iterations, ending.max_abs_gradient, solution.fit.ntotal
    );
    if !ending.reason.is_empty() {
        text.push_str(&format!("{}\n", ending.reason));
    }
    for warning in &solution.warnings {
        text.push_str(&format!("! {warning}\n"));
    }
    text
}

/// Every number of the fit under its name, those that are absent left out.
fn fit_text(solution: &Solution) -> String {
    let mut text = "\nFit\n".to_owned();
    let Ok(Value::Object(fit)) = serde_json::to_value(&solution.fit) else { return text };
    flat(&fit, "", &mut text);
    text
}

fn flat(map: &Map<String, Value>, before: &str, text: &mut String) {
    for (name, value) in map {
        match value {
            Value::Number(value) => {
                text.push_str(&pair(&format!("{before}{name}"), value.as_f64().unwrap_or(f64::NAN)))
            }
            Value::Object(inner) => flat(inner, &format!("{name}."), text),
            _ => {}
        }
    }
}

fn parameters(solution: &Solution) -> String {
    let mut grid =
        Grid::new("\nParameters", &["", "estimate", "SE", "z", "p", "from", "to", "std.lv", "std.all"]);
    let many = solution.groups.len() > 1;
    for one in &solution.parameters {
        let mut name = format!("{} {} {}", one.lhs, one.op.sign(), one.rhs).trim_end().to_owned();
        if many && one.group > 0 {
            name.push_str(&format!(" [{}]", solution.groups[one.group - 1]));
        }
        if !one.label.is_empty() {
            name.push_str(&format!(" ({})", one.label));
        }
        let shown = |value: Option<f64>| number(value.unwrap_or(f64::NAN));
        let standard =
            |value: &Option<psychometrics::sem::Standardized>| shown(value.as_ref().map(|one| one.est));
        let p = if one.free || one.op == Operator::Defines {
            one.p.map_or("–".to_owned(), probability)
        } else {
            String::new()
        };
        grid.words(vec![
            name,
            number(one.est),
            shown(one.se),
            shown(one.z),
            p,
            shown(one.ci_lower),
            shown(one.ci_upper),
            standard(&one.std_lv),
            standard(&one.std_all),
        ]);
    }
    grid.text()
}

/// The names lavaan's users know for what the JSON of a fit holds.
pub const KEYS: &[(&str, &str)] = &[
    (
        "estimator, information, errors, test",
        "what was minimised, how standard errors and the scaled test were made",
    ),
    ("ending", "whether and how the search converged, with the largest gradient left"),
    (
        "parameters",
        "lhs, op, rhs, group, label, free, est, se, z, p, ci_lower, ci_upper, std_lv, std_all, std_nox",
    ),
    ("free, vcov", "names and covariances of the free parameters"),
    (
        "fit",
        "chisq, df, pvalue, baseline, cfi, tli, rmsea with interval, srmr, aic, bic and the others, named as in lavaan",
    ),
    ("moments", "sample and implied means and covariances, residuals"),
    ("r_squared", "explained variance"),
    ("reliability", "alpha, omega, omega2, omega3, ave of each factor"),
    ("modification", "mi, epc, sepc_lv, sepc_all of what is fixed"),
    ("releases", "score tests of equalities"),
    (
        "comparison",
        "with --against: both models in the order of df, chisq_diff, df_diff, p_diff of the second",
    ),
    ("warnings", "Heywood cases, matrices that are not positive definite, and the like"),
];
