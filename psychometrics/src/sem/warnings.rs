//! What should be looked at before a solution is believed: Heywood cases and their kin.
//! Not here: refusals, which are errors.

use nalgebra::DMatrix;

use super::fitted::Fitted;
use super::tokens::Operator;
use crate::numeric::linear::smallest_eigenvalue;

/// All that can be said.
pub(crate) fn warnings(fitted: &Fitted) -> Vec<String> {
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
