//! Factor scores: the latent variables of each row as the model would guess them.
//! Not here: scores from sums of items (`classical`).

use nalgebra::{DMatrix, DVector};

use super::fitted::Fitted;
use super::solution::Solution;
use crate::numeric::linear::factor;
use crate::numeric::serial;
use crate::{Error, Result};

/// How scores are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Expectation given the answers (Thurstone 1935): smallest mean squared error.
    Regression,
    /// Unbiased for each factor (Bartlett 1937).
    Bartlett,
}

/// Weights by which scores are made from `y - mean_observed`; the latent means are added.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Weights {
    /// Latent variables by observed ones.
    #[serde(serialize_with = "serial::rows")]
    pub regression: DMatrix<f64>,
    /// The same for Bartlett's scores; absent where a latent variable has no indicator of its own.
    #[serde(serialize_with = "serial::maybe_rows")]
    pub bartlett: Option<DMatrix<f64>>,
    /// Implied means of the observed variables.
    pub mean_observed: Vec<f64>,
    /// Implied means of the latent variables.
    pub mean_latent: Vec<f64>,
    /// Covariance of regression scores with the latent variables' own: `diag / var` is their determinacy squared.
    pub determinacy: Vec<f64>,
}

/// Weights of all groups; `Cov(eta, y) Sigma^-1` and `(L' Sigma^-1 L)^-1 L' Sigma^-1`.
pub(crate) fn weights(fitted: &Fitted) -> Result<Vec<Weights>> {
    let latent = fitted.layout.latent;
    let mut found = Vec::with_capacity(fitted.samples.len());
    for (group, matrices) in fitted.matrices.iter().enumerate() {
        let implied = &fitted.implied[group];
        let inverse = factor(&implied.covariance, "the implied covariance matrix")?.inverse();
        let regression = matrices.cross.columns(0, latent).transpose() * &inverse;
        let loadings = &matrices.lambda;
        let pressed = loadings.transpose() * &inverse;
        let inner =
            (&pressed * loadings).cholesky().filter(|f| f.l_dirty().diagonal().iter().all(|&d| d > 1e-10));
        let bartlett = inner.map(|inner| inner.solve(&pressed).rows(0, latent).into_owned());
        let covered = &regression * matrices.cross.columns(0, latent);
        let mean = if fitted.table.means { &implied.mean } else { &fitted.samples[group].moments.mean };
        found.push(Weights {
            determinacy: (0..latent)
                .map(|at| (covered[(at, at)] / matrices.hidden[(at, at)]).max(0.0).sqrt())
                .collect(),
            regression,
            bartlett,
            mean_observed: mean.as_slice().to_vec(),
            mean_latent: matrices.centre.rows(0, latent).as_slice().to_vec(),
        });
    }
    Ok(found)
}

/// Scores of rows of one group (from 0), a column for each latent variable; `columns` in the order of
/// [`Solution::observed`]. A row with a missing answer has no score (NaN).
///
/// # Errors
/// [`Error::Argument`] where the columns do not suit the model, or Bartlett's scores do not exist.
pub fn factor_scores(
    solution: &Solution,
    group: usize,
    columns: &[&[f64]],
    method: Method,
) -> Result<Vec<Vec<f64>>> {
    let refused = |why: &str| Error::Argument { what: "factor scores".to_owned(), why: why.to_owned() };
    let weights = solution.score_weights.get(group).ok_or_else(|| refused("there is no such group"))?;
    if columns.len() != solution.observed.len()
        || columns.iter().any(|column| column.len() != columns[0].len())
    {
        return Err(refused("one column for each observed variable is needed, all of one length"));
    }
    let matrix = match method {
        Method::Regression => &weights.regression,
        Method::Bartlett => {
            weights.bartlett.as_ref().ok_or_else(|| refused("they do not exist for this model"))?
        }
    };
    let rows = columns[0].len();
    let mut scores = vec![vec![f64::NAN; rows]; matrix.nrows()];
    let mut answers = DVector::zeros(columns.len());
    for row in 0..rows {
        for (at, column) in columns.iter().enumerate() {
            answers[at] = column[row] - weights.mean_observed[at];
        }
        let guess = matrix * &answers;
        for (at, score) in scores.iter_mut().enumerate() {
            score[row] = guess[at] + weights.mean_latent[at];
        }
    }
    Ok(scores)
}
