//! `cfa`, `sem` and `invariance`: models in lavaan's language.
//! Not here: how they are estimated (`psychometrics::sem`).

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use psychometrics::answers::{Column, Frame};
use psychometrics::sem::invariance::{Level, invariance};
use psychometrics::sem::objective::Information;
use psychometrics::sem::{Data, Equality, Estimator, Likelihood, Model, Operator, Options, Solution, fit};
use serde_json::{Map, Value};

use crate::Stopped;
use crate::answer::Answer;
use crate::grid::{Grid, number, pair, probability};
use crate::input::{Input, Missing, chosen};
use crate::plot::{Arrow, path};

/// The estimators by lavaan's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "lower")]
enum By {
    Ml,
    Gls,
    Uls,
    Wls,
    Dwls,
    Mlm,
    Mlr,
    Wlsmv,
}

/// Which information standard errors come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    Expected,
    Observed,
}

/// What a model asks for.
#[derive(Debug, Args)]
pub struct Asked {
    #[command(flatten)]
    input: Input,
    /// The model: a file, or the text itself, e.g. "f =~ a + b + c".
    #[arg(long, value_name = "FILE|TEXT")]
    model: String,
    /// The estimator; wlsmv where items are ordered, else ml.
    #[arg(long, value_enum)]
    estimator: Option<By>,
    /// Items to treat as ordered categories: a list, a regular expression, or all.
    #[arg(long, value_name = "LIST")]
    ordered: Option<String>,
    /// Fix the variances of latent variables instead of first loadings.
    #[arg(long)]
    std_lv: bool,
    /// No covariances between latent variables.
    #[arg(long)]
    orthogonal: bool,
    /// Model means also where the estimator does not need them.
    #[arg(long)]
    meanstructure: bool,
    /// Covariances divided by n - 1, and n - 1 in the test.
    #[arg(long)]
    wishart: bool,
    /// Information behind standard errors.
    #[arg(long, value_enum)]
    information: Option<From>,
    /// Estimate variances and covariances of given variables instead of taking them as they are.
    #[arg(long)]
    random_x: bool,
    /// Modification indices printed at most.
    #[arg(long, default_value_t = 10)]
    indices: usize,
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
}

/// Compare groups step by step.
#[derive(Debug, Args)]
pub struct Invariance {
    #[command(flatten)]
    asked: Asked,
}

impl Asked {
    fn model(&self) -> Result<Model, Stopped> {
        let text = if self.model.contains(['~', '\n']) {
            self.model.clone()
        } else {
            std::fs::read_to_string(&self.model).map_err(|error| format!("{}: {error}", self.model))?
        };
        Ok(Model::read(&text)?)
    }

    fn options(&self, frame: &Frame) -> Result<Options, Stopped> {
        let ordered = match self.ordered.as_deref() {
            None => Vec::new(),
            Some("all") => self.input.items(frame)?,
            Some(pattern) => chosen(frame.names(), pattern)?,
        };
        let fiml = self.input.missing == Some(Missing::Fiml);
        let estimator = match (self.estimator, fiml) {
            (None | Some(By::Ml), true) => Estimator::Fiml,
            (Some(By::Mlr), true) => Estimator::FimlRobust,
            (Some(other), true) => {
                return Err(format!("--missing fiml goes with ml or mlr, not with {other:?}")
                    .to_lowercase()
                    .into());
            }
            (None, false) if ordered.is_empty() => Estimator::Ml,
            (None | Some(By::Wlsmv), false) => Estimator::Wlsmv,
            (Some(By::Ml), false) => Estimator::Ml,
            (Some(By::Gls), false) => Estimator::Gls,
            (Some(By::Uls), false) => Estimator::Uls,
            (Some(By::Wls), false) => Estimator::Wls,
            (Some(By::Dwls), false) => Estimator::Dwls,
            (Some(By::Mlm), false) => Estimator::Mlm,
            (Some(By::Mlr), false) => Estimator::Mlr,
        };
        Ok(Options {
            estimator,
            likelihood: if self.wishart { Likelihood::Wishart } else { Likelihood::Normal },
            information: self.information.map(|from| match from {
                From::Expected => Information::Expected,
                From::Observed => Information::Observed,
            }),
            means: self.meanstructure.then_some(true),
            standardize_latent: self.std_lv,
            orthogonal: self.orthogonal,
            fixed_given: !self.random_x,
            ordered,
            ..Options::default()
        })
    }

    /// The numeric columns, divided by the group column where one is named.
    fn data<'a>(&self, frame: &'a Frame) -> Result<Data<'a>, Stopped> {
        let apart = self.input.group.as_deref();
        let mut names = Vec::new();
        let mut columns: Vec<&[f64]> = Vec::new();
        for name in frame.names().iter().filter(|name| Some(name.as_str()) != apart) {
            if let Column::Numbers(numbers) = frame.column(name)? {
                names.push(name.clone());
                columns.push(numbers);
            }
        }
        let Some(group) = apart else { return Ok(Data::from_columns(names, &columns)?) };
        let groups: Vec<String> = frame.texts(group)?.into_iter().map(Option::unwrap_or_default).collect();
        Ok(Data::from_grouped(names, &columns, &groups)?)
    }
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
        let solution = fit(&model, &data, &options)?;
        let drawn = drawing(&solution);
        Ok(Answer::new(&solution, text(&solution, self.asked.indices))?.drawn(Some(drawn)))
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
        let mut grid = Grid::new(
            "Steps of invariance",
            &["step", "chisq", "df", "CFI", "RMSEA", "SRMR", "BIC", "Δchisq", "Δdf", "p", "ΔCFI"],
        );
        for step in &found.table {
            let shown = |value: Option<f64>| number(value.unwrap_or(f64::NAN));
            let mut cells = vec![step.model.clone()];
            cells.extend([step.chisq, step.df as f64, step.cfi, step.rmsea, step.srmr].map(number));
            cells.push(shown(step.bic));
            if let (Some(df), Some(p)) = (step.df_diff, step.p_diff) {
                cells.extend([shown(step.chisq_diff), df.to_string(), probability(p), shown(step.cfi_diff)]);
            }
            grid.words(cells);
        }
        Answer::new(&found, grid.text())
    }
}

fn equalities(list: &str) -> Result<Vec<Equality>, Stopped> {
    list.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .map(|word| {
            Ok(match word {
                "loadings" => Equality::Loadings,
                "intercepts" => Equality::Intercepts,
                "thresholds" => Equality::Thresholds,
                "residuals" => Equality::Residuals,
                "residual.covariances" => Equality::ResidualCovariances,
                "lv.variances" => Equality::LatentVariances,
                "lv.covariances" => Equality::LatentCovariances,
                "means" => Equality::Means,
                "regressions" => Equality::Regressions,
                other => return Err(format!("--group-equal: \"{other}\" is not known").into()),
            })
        })
        .collect()
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
    ("warnings", "Heywood cases, matrices that are not positive definite, and the like"),
];
