//! The independence model, against which incremental indices measure: variances (and means, thresholds) alone.
//! Not here: the indices ([`super::measures`]).

use nalgebra::DMatrix;

use super::basis::Basis;
use super::constraints::Constraints;
use super::corrections::alone;
use super::estimator::Kind;
use super::fit::statistics_modelled;
use super::fitted::Fitted;
use super::layout::Layout;
use super::problem::Problem;
use super::search::search;
use super::start::{Boldness, start};
use super::syntax::Model;
use super::table::{Row, Table};
use super::tokens::Operator;
use crate::numeric::linear::{factor, log_determinant};
use crate::{Error, Result};

/// Test of the independence model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Baseline {
    pub chisq: f64,
    pub df: usize,
}

/// Its table: the rows of the model that it keeps, each free by itself. Moments of given variables stay.
pub(crate) fn independence(table: &Table) -> Table {
    let latent = &table.names.latent;
    // Given variables keep their covariances also where these are estimated.
    let exogenous = |row: &Row| table.names.given.contains(&row.lhs) && table.names.given.contains(&row.rhs);
    let keeps = |row: &&Row| {
        !latent.contains(&row.lhs)
            && match row.op {
                Operator::Covaries => row.given || row.lhs == row.rhs || exogenous(row),
                Operator::Intercept | Operator::Threshold | Operator::Scales => true,
                _ => false,
            }
    };
    let ordinal = &table.names.ordinal;
    let mut rows: Vec<Row> = table.rows.iter().filter(keeps).cloned().collect();
    let mut slots = 0;
    for row in &mut rows {
        row.label.clear();
        row.start = None;
        if row.given {
            continue;
        }
        let of_item = ordinal.contains(&row.lhs);
        let kept = match row.op {
            Operator::Covaries | Operator::Scales if of_item => Some(1.0),
            Operator::Intercept if of_item => Some(0.0),
            _ => None,
        };
        row.fixed = kept;
        row.slot = kept.is_none().then(|| {
            slots += 1;
            slots - 1
        });
    }
    let mut names = table.names.clone();
    names.latent.clear();
    names.equations.clear();
    Table { rows, names, groups: table.groups, means: table.means, slots }
}

/// The independence model fitted with the model's own discrepancy.
pub(crate) fn baseline(fitted: &Fitted) -> Result<Baseline> {
    let table = independence(&fitted.table);
    let layout = Layout::of(&table, fitted.options.parameterization, false)?;
    let df = statistics_modelled(&table, &layout) - table.slots;
    let chisq = match (&fitted.basis, fitted.options.estimator.kind()) {
        (Basis::Moments | Basis::Rows(_), Kind::Likelihood) => closed(fitted)?,
        (Basis::Incomplete(_, fiml), _) if fitted.table.names.given.is_empty() => {
            2.0 * (fiml.saturated_log_likelihood() - fiml.independence_log_likelihood())
        }
        _ => searched(fitted, &table, &layout)?,
    };
    Ok(Baseline { chisq, df })
}

fn searched(fitted: &Fitted, table: &Table, layout: &Layout) -> Result<f64> {
    let model = Model { terms: Vec::new(), defined: Vec::new(), equal: Vec::new() };
    let constraints = Constraints::of(&model, table)?;
    let moments = alone(fitted);
    let problem = Problem { layout, discrepancy: fitted.discrepancy.as_ref() };
    let from = start(table, &moments, Boldness::Full);
    let found = search(&problem, &constraints, &from, fitted.options.iterations);
    let value = found.and_then(|found| problem.value(&found.parameters));
    let value = value.ok_or_else(|| Error::Model("the independence model could not be fitted".to_owned()))?;
    Ok(fitted.effective_rows() * value)
}

/// Under normal theory `sum_g n_g [ln|diag S_yy| + ln|S_xx| - ln|S|]`, x the given variables.
fn closed(fitted: &Fitted) -> Result<f64> {
    let mut sum = 0.0;
    let names = &fitted.table.names;
    for sample in &fitted.samples {
        let s = &sample.moments.covariance;
        let given: Vec<usize> =
            (0..s.nrows()).filter(|&at| names.given.contains(&names.observed[at])).collect();
        let block = DMatrix::from_fn(given.len(), given.len(), |i, j| s[(given[i], given[j])]);
        let own: f64 = (0..s.nrows()).filter(|at| !given.contains(at)).map(|at| s[(at, at)].ln()).sum();
        let together = log_determinant(&factor(s, "the sample covariance matrix")?);
        let of_given = if given.is_empty() {
            0.0
        } else {
            log_determinant(&factor(&block, "the covariances of given variables")?)
        };
        let rows = sample.rows as f64 - if fitted.plain_rows() { 0.0 } else { 1.0 };
        sum += rows * (own + of_given - together);
    }
    Ok(sum)
}
