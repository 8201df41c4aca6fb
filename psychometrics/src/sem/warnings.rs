//! What should be looked at before a solution is believed: Heywood cases and their kin.
//! Not here: refusals, which are errors.

use nalgebra::DMatrix;

use super::basis::Basis;
use super::estimator::Test;
use super::fitted::Fitted;
use super::measures::Fit;
use super::soundness::in_group;
use super::tokens::Operator;
use crate::numeric::linear::smallest_eigenvalue;

/// All that can be said.
pub(crate) fn warnings(fitted: &Fitted, fit: &Fit) -> Vec<String> {
    let mut said = Vec::new();
    if !fitted.ending.converged {
        said.push(format!("the search did not settle: {}", fitted.ending.reason));
    }
    if fitted.vcov.is_none() {
        said.push(
            "the information matrix has no inverse: the model may not be identified; no standard errors"
                .to_owned(),
        );
    }
    if !fit.chisq.is_finite() || !fit.baseline_chisq.is_finite() {
        said.push("the test of the model or of the independence model is not a number".to_owned());
    }
    if fit.robust.as_ref().is_some_and(|robust| fit.df > 0 && !robust.chisq_scaled.is_finite())
        && fitted.options.test() != Test::Standard
    {
        said.push("the scaled test does not exist: its scaling factor is not positive".to_owned());
    }
    if let Basis::Incomplete(_, fiml) = &fitted.basis {
        for (group, own) in fiml.list.iter().enumerate() {
            for &(a, b) in &own.saturated.never_together {
                let (a, b) = (&fitted.layout.observed[a], &fitted.layout.observed[b]);
                let label = in_group(&fitted.labels[group]);
                said.push(format!("\"{b}\" and \"{a}\" are never there together{label}"));
            }
        }
    }
    let many = fitted.samples.len() > 1;
    let within =
        |group: usize| if many { format!(" in group \"{}\"", fitted.labels[group]) } else { String::new() };
    let estimates = fitted.estimates();
    for (row, est) in fitted.table.rows.iter().zip(&estimates) {
        if row.op == Operator::Covaries && row.lhs == row.rhs && *est < 0.0 {
            said.push(format!(
                "the variance of \"{}\" is negative ({est:.4}){}",
                row.lhs,
                within(row.group - 1)
            ));
        }
    }
    for (group, matrices) in fitted.matrices.iter().enumerate() {
        let latent = fitted.layout.latent;
        let block = matrices.hidden.view((0, 0), (latent, latent)).into_owned();
        if latent > 0 && not_definite(&block) {
            said.push(format!(
                "the covariances of the latent variables are not positive definite{}",
                within(group)
            ));
        }
        if !fitted.layout.ordinal() && indefinite(&matrices.theta) {
            said.push(format!("the residual covariances are not positive semidefinite{}", within(group)));
        }
    }
    said
}

fn not_definite(matrix: &DMatrix<f64>) -> bool {
    smallest_eigenvalue(matrix) < 1e-10 * matrix.diagonal().amax()
}

fn indefinite(matrix: &DMatrix<f64>) -> bool {
    let diagonal = matrix.clone() - DMatrix::from_diagonal(&matrix.diagonal());
    diagonal.amax() > 0.0 && smallest_eigenvalue(matrix) < -1e-10 * matrix.diagonal().amax()
}
