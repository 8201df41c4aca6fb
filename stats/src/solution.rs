//! How the solution of a structural equation model reads: its text, its drawing and the keys of its JSON.
//! Not here: how models are asked for (`structure`) and estimated (`psychometrics::sem`).

use std::collections::BTreeSet;

use psychometrics::sem::{Operator, Solution, Standardized};
use serde_json::{Map, Value};

use crate::grid::{Grid, number, pair, probability};
use crate::plot::{Arrow, path};

/// The standardised solution as a path diagram.
pub fn drawing(solution: &Solution) -> String {
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

/// The solution to read, with the largest modification indices.
pub fn text(solution: &Solution, indices: usize) -> String {
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
        let standard = |value: &Option<Standardized>| shown(value.as_ref().map(|one| one.est));
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
