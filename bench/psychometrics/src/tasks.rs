//! The rows of the table: what is computed, how many times faster than R it is to be, and what it costs at least.
//!
//! Each task starts from columns of numbers, as R starts from a data frame, and gives one number of its result, which R
//! gives too. What it costs at least: the bytes that have to come from memory once, and the floating point operations of
//! the plain formula, with the number of steps the search took. Measured beside it is what the machine could do if
//! either ran at its full speed; a method that needs fewer operations than the plain formula can pass it.
//! Not here: the clock (`clock`) and R (`peer`).

use psychometrics::answers::{Answers, Missing};
use psychometrics::classical::{alpha_of_answers, item_statistics_of_answers};
use psychometrics::correlation::{PolychoricOptions, polychoric};
use psychometrics::importance::{moments::Moments, shares::importance};
use psychometrics::irt::{self, Family, Responses};
use psychometrics::nested::agreement::rwg_j;
use psychometrics::nested::groups::Groups;
use psychometrics::nested::mixed;
use psychometrics::nested::variables::{Variable, Variables};
use psychometrics::sem::{Data, Estimator, Model, Options, Solution, fit};
use rand_pcg::Pcg64;

use crate::Stopped;
use crate::people::{EACH, FACTORS, ITEMS, People, factors, model};

/// What a task gave.
#[derive(Debug, Clone, Copy)]
pub struct Done {
    /// One number of the result, for comparison with R.
    pub value: f64,
    /// Steps of the search; nought where there is none.
    pub steps: f64,
}

/// A row of the table.
pub struct Task {
    /// The word that names it, also for R.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    /// How many times R's processor time it is to be faster on one thread.
    pub goal: f64,
    /// Whether it works on the 2,000 rows with gaps.
    pub gaps: bool,
    /// How far the number may be from R's, relative: R's own stopping rules.
    pub near: f64,
    /// The work.
    pub run: fn(&People) -> Result<Done, Stopped>,
    /// Floating point operations of the plain formula, from rows and steps.
    pub flops: fn(f64, f64) -> f64,
    /// The same in words.
    pub reckoned: &'static str,
}

const P: f64 = ITEMS as f64;
const PAIRS: f64 = P * (P - 1.0) / 2.0;
/// Free parameters of the measurement model: loadings, residuals, factor variances and covariances.
const FREE: f64 = 32.0 + 48.0 + 136.0;

/// Bytes of the columns that a task reads.
pub fn bytes(task: &Task, people: &People) -> f64 {
    let columns = match task.name {
        "lmer" | "lmg" => FACTORS + 2,
        "rwg" => ITEMS + 1,
        _ => ITEMS,
    };
    (columns * people.rows() * size_of::<f64>()) as f64
}

/// Every row, in the order of the table.
pub const TASKS: [Task; 9] = [
    Task {
        name: "alpha",
        what: "alpha with item statistics, 48 items",
        goal: 500.0,
        gaps: false,
        near: 1e-9,
        run: alpha,
        flops: |rows, _| rows * P * (P + 1.0),
        reckoned: "N p (p + 1): every product of two items once",
    },
    Task {
        name: "polychoric",
        what: "polychoric 48 × 48",
        goal: 100.0,
        gaps: false,
        near: 1e-4,
        run: correlate,
        flops: |rows, _| rows * PAIRS + PAIRS * 4.0 * 16.0 * 120.0,
        reckoned: "N counts for each of 1128 pairs, then 4 steps over 16 corners of 120 operations",
    },
    Task {
        name: "cfa",
        what: "CFA 16 × 3, ML, from raw data",
        goal: 50.0,
        gaps: false,
        near: 1e-5,
        run: |people| structure(people, Estimator::Ml),
        flops: |rows, steps| rows * P * (P + 1.0) + steps * (4.0 * P * P * P + FREE * FREE * FREE / 3.0),
        reckoned: "N p (p + 1) for the covariances, then each step one inverse of Σ and one of the information",
    },
    Task {
        name: "mlr",
        what: "CFA 16 × 3, MLR",
        goal: 300.0,
        gaps: false,
        near: 1e-5,
        run: |people| structure(people, Estimator::Mlr),
        flops: |rows, steps| {
            rows * (P * (P + 1.0) + 2.0 * P * P + FREE * (FREE + 1.0)) + steps * 4.0 * P * P * P
        },
        reckoned: "as ML, and for each row Σ⁻¹z and the products of 216 scores",
    },
    Task {
        name: "fiml",
        what: "FIML 16 × 3, N = 2,000, 3 % missing",
        goal: 300.0,
        gaps: true,
        near: 1e-6,
        run: |people| structure(people, Estimator::Fiml),
        flops: |rows, steps| (steps + 2.0) * rows * 0.77 * (2.0 * 1.9 * P * P + 2.0 * P * P),
        reckoned: "each step for each pattern (77 % of rows) a downdate of Σ⁻¹ by its 1.9 gaps and one quadratic form",
    },
    Task {
        name: "grm",
        what: "graded response, 48 items",
        goal: 30.0,
        gaps: false,
        near: 1e-5,
        run: graded,
        flops: |rows, steps| rows * 61.0 * P * 2.0 * steps.max(1.0),
        reckoned: "each step for each row, item and node one addition to the likelihood and one to the expected counts",
    },
    Task {
        name: "lmer",
        what: "mixed model, 16 predictors",
        goal: 30.0,
        gaps: false,
        near: 1e-7,
        run: mix,
        flops: |rows, _| rows * 18.0 * 19.0,
        reckoned: "N 18 · 19: products of 16 predictors, intercept and outcome; the rest is by unit",
    },
    Task {
        name: "rwg",
        what: "rwg(j), 16 scales × 3,000 units",
        goal: 300.0,
        gaps: false,
        near: 1e-9,
        run: agree,
        flops: |rows, _| rows * P * 3.0,
        reckoned: "3 operations an answer",
    },
    Task {
        name: "lmg",
        what: "LMG, 16 predictors",
        goal: 100.0,
        gaps: false,
        near: 1e-9,
        run: divide,
        flops: |rows, _| rows * 17.0 * 18.0 + 65_536.0 * 16.0 * 2.0,
        reckoned: "N 17 · 18 for the products, then a gain of each predictor for each of 65,536 subsets",
    },
];

fn alpha(people: &People) -> Result<Done, Stopped> {
    let answers = Answers::from_columns(&people.names, &people.items)?;
    let found = alpha_of_answers(&answers, Missing::Pairwise)?;
    let statistics = item_statistics_of_answers(&answers);
    if statistics.len() != ITEMS {
        return Err("item statistics are lacking".into());
    }
    Ok(Done { value: found.raw_alpha, steps: 0.0 })
}

fn correlate(people: &People) -> Result<Done, Stopped> {
    let answers = Answers::from_columns(&people.names, &people.items)?;
    let found = polychoric(&answers.tables(), &PolychoricOptions::default())?;
    Ok(Done { value: found.correlations[(0, 1)], steps: 0.0 })
}

/// What `lavaan::cfa()` gives: estimates, errors, test and baseline, without standardised solution and indices.
pub fn options(estimator: Estimator) -> Options {
    Options {
        estimator,
        modification: false,
        standardized_errors: false,
        robust_indices: false,
        ..Options::default()
    }
}

fn structure(people: &People, estimator: Estimator) -> Result<Done, Stopped> {
    let columns: Vec<&[f64]> = people.items.iter().map(Vec::as_slice).collect();
    let data = Data::from_columns(people.names.clone(), &columns)?;
    let found = fit(&Model::read(&model())?, &data, &options(estimator))?;
    if !found.ending.converged {
        return Err(found.ending.reason.into());
    }
    Ok(Done { value: value(&found), steps: found.ending.iterations as f64 })
}

/// The test of complete rows, scaled where it is, and the likelihood of incomplete ones.
fn value(found: &Solution) -> f64 {
    match (found.estimator, &found.fit.robust, found.fit.logl) {
        (Estimator::Fiml, _, Some(logl)) => logl,
        (_, Some(robust), _) => robust.chisq_scaled,
        _ => found.fit.chisq,
    }
}

fn graded(people: &People) -> Result<Done, Stopped> {
    let responses = Responses::from_columns(&people.names, &people.items)?;
    let mut options = irt::Options::of(Family::Graded);
    options.standard_errors = false;
    let found = irt::fit(&responses, &options)?;
    if !found.converged {
        return Err(found.reason.unwrap_or_default().into());
    }
    Ok(Done { value: found.log_likelihood, steps: (found.em_iterations + found.newton_steps) as f64 })
}

fn mix(people: &People) -> Result<Done, Stopped> {
    let names = factors();
    let mut variables = Variables::new();
    for (name, scale) in names.iter().zip(&people.scales) {
        variables.add(name, Variable::Number(scale))?;
    }
    variables.add("outcome", Variable::Number(&people.outcome))?;
    variables.add("unit", Variable::Number(&people.unit))?;
    let options = mixed::report::Options { modes: false, ..mixed::report::Options::default() };
    let found = mixed::fit(&format!("outcome ~ {} + (1 | unit)", names.join(" + ")), &variables, &options)?;
    Ok(Done { value: found.criterion, steps: found.rounds as f64 })
}

fn agree(people: &People) -> Result<Done, Stopped> {
    let sorted = Groups::from_numbers(&people.unit)?.sorted();
    let mut first = f64::NAN;
    for factor in 0..FACTORS {
        let items: Vec<&[f64]> =
            people.items[factor * EACH..(factor + 1) * EACH].iter().map(Vec::as_slice).collect();
        let known: Vec<f64> = rwg_j(&items, &sorted, 2.0).into_iter().flatten().collect();
        if factor == 0 {
            first = known.iter().sum::<f64>() / known.len() as f64;
        }
    }
    Ok(Done { value: first, steps: 0.0 })
}

fn divide(people: &People) -> Result<Done, Stopped> {
    let mut names = factors();
    names.push("outcome".to_owned());
    let mut columns: Vec<&[f64]> = people.scales.iter().map(Vec::as_slice).collect();
    columns.push(&people.outcome);
    let moments = Moments::of(&names, &columns, None)?;
    let predictors: Vec<&str> = names[..FACTORS].iter().map(String::as_str).collect();
    let found = importance(&moments, "outcome", &predictors, 0, &mut Pcg64::new(1, 1))?;
    Ok(Done { value: found.r2, steps: 0.0 })
}
