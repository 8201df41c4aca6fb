//! Unrotated factors of a correlation matrix: minres, maximum likelihood, principal axis.
//! Not here: rotation, and how well the factors fit (see `fit`).

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::bounded::{Minimum, Smooth, minimise};
use super::discrepancy::{LeastSquares, Likelihood};
use crate::numeric::linear;
use crate::{Error, Result};

/// How factors are taken out of a correlation matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extraction {
    /// Least squares of the off-diagonal residuals (Harman & Jones 1966), which is unweighted least squares.
    #[default]
    Minres,
    /// Maximum likelihood (Jöreskog 1967).
    MaximumLikelihood,
    /// Communalities put on the diagonal and found anew until they stay. It goes to the minres solution, slowly.
    PrincipalAxis,
}

/// Factors as they were taken out, before any rotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Extracted {
    /// Items by factors; columns by falling sum of squares, each with a sum that is not negative.
    pub loadings: DMatrix<f64>,
    /// Uniquenesses.
    pub uniquenesses: DVector<f64>,
    /// ½ Σ residual² (minres, principal axis) or the likelihood discrepancy.
    pub discrepancy: f64,
    /// Largest derivative left, in ψ (minres) or ln ψ (likelihood); for principal axis the last change of a communality.
    pub gradient: f64,
    /// Newton steps, or rounds of principal axis.
    pub iterations: usize,
    /// Whether the tolerance was reached.
    pub converged: bool,
    /// Items whose uniqueness stands at the lower bound (Heywood cases).
    pub heywood: Vec<usize>,
}

/// Takes `factors` factors out of `correlation`. Uniquenesses stay at `lower` or above (0.005 is customary).
///
/// # Errors
/// [`Error::Argument`] for a matrix that is not square and symmetric with finite entries, or a number of factors that is
/// not between 1 and the number of items; [`Error::NotPositiveDefinite`] for maximum likelihood.
pub fn extract(
    correlation: &DMatrix<f64>,
    factors: usize,
    method: Extraction,
    lower: f64,
    tolerance: f64,
    most_iterations: usize,
) -> Result<Extracted> {
    check(correlation, factors)?;
    if !(lower > 0.0 && lower < 1.0) {
        let why = format!("{lower} is not between 0 and 1");
        return Err(Error::Argument { what: "lower bound of uniquenesses".to_owned(), why });
    }
    let start = start(correlation, factors, lower);
    match method {
        Extraction::Minres => {
            let function = LeastSquares { correlation, factors };
            let found = minimise(&function, start, (lower, 1.0), tolerance, most_iterations);
            let point = function.look(&found.at);
            let loadings = principal(&point.values, &point.vectors, factors, |value| value.max(0.0));
            let psi = found.at.clone();
            Ok(finish(loadings, psi, found, tolerance))
        }
        Extraction::MaximumLikelihood => {
            linear::factor(correlation, "the correlation matrix")?;
            let function = Likelihood { correlation, factors };
            let bounds = (lower.ln(), 0.0);
            let found = minimise(&function, start.map(f64::ln), bounds, tolerance, most_iterations);
            let point = function.look(&found.at);
            let mut loadings =
                principal(&point.values, &point.vectors, factors, |value| (value - 1.0).max(0.0));
            let psi = found.at.map(f64::exp);
            for (i, mut row) in loadings.row_iter_mut().enumerate() {
                row *= psi[i].sqrt();
            }
            Ok(finish(loadings, psi, found, tolerance))
        }
        Extraction::PrincipalAxis => {
            Ok(principal_axis(correlation, factors, start, tolerance, most_iterations))
        }
    }
}

pub(super) fn check(correlation: &DMatrix<f64>, factors: usize) -> Result<()> {
    let size = correlation.nrows();
    let refuse = |what: &str, why: String| Err(Error::Argument { what: what.to_owned(), why });
    if correlation.ncols() != size || size == 0 {
        return refuse("correlation matrix", format!("{size} rows and {} columns", correlation.ncols()));
    }
    for i in 0..size {
        if (correlation[(i, i)] - 1.0).abs() > 1e-8 {
            return refuse(
                "correlation matrix",
                format!("{} on the diagonal, place {}", correlation[(i, i)], i + 1),
            );
        }
        for j in 0..i {
            let (a, b) = (correlation[(i, j)], correlation[(j, i)]);
            if !(a - b).is_finite() || (a - b).abs() > 1e-8 {
                return refuse(
                    "correlation matrix",
                    format!("{a} and {b} at places {} and {}", i + 1, j + 1),
                );
            }
        }
    }
    if factors == 0 || factors >= size.max(2) {
        return refuse("number of factors", format!("{factors} of {size} items"));
    }
    Ok(())
}

/// (1 − k/2p) / r^ii (Jöreskog 1967); a half where the matrix has no inverse.
fn start(correlation: &DMatrix<f64>, factors: usize, lower: f64) -> DVector<f64> {
    let size = correlation.nrows();
    let share = 1.0 - 0.5 * factors as f64 / size as f64;
    match correlation.clone().cholesky() {
        Some(found) => found.inverse().diagonal().map(|entry| (share / entry).clamp(lower, 1.0)),
        None => DVector::from_element(size, 0.5),
    }
}

fn principal(
    values: &DVector<f64>,
    vectors: &DMatrix<f64>,
    factors: usize,
    strength: impl Fn(f64) -> f64,
) -> DMatrix<f64> {
    let mut loadings = vectors.columns(0, factors).clone_owned();
    for (mut column, value) in loadings.column_iter_mut().zip(values.iter()) {
        column *= strength(*value).sqrt();
    }
    loadings
}

fn finish(loadings: DMatrix<f64>, psi: DVector<f64>, found: Minimum, tolerance: f64) -> Extracted {
    // Beyond the tolerance asked for, rounding of the eigenvectors is allowed.
    let converged = found.gradient <= tolerance.max(1e-9);
    Extracted {
        loadings: ordered(&loadings),
        uniquenesses: psi,
        discrepancy: found.value,
        gradient: found.gradient,
        iterations: found.iterations,
        converged,
        heywood: found.at_lower,
    }
}

/// Columns by falling sum of squares, each with a sum that is not negative.
fn ordered(loadings: &DMatrix<f64>) -> DMatrix<f64> {
    let strength: Vec<f64> = loadings.column_iter().map(|column| column.norm_squared()).collect();
    let mut order: Vec<usize> = (0..strength.len()).collect();
    order.sort_by(|&a, &b| strength[b].total_cmp(&strength[a]));
    let mut sorted = loadings.select_columns(&order);
    for mut column in sorted.column_iter_mut() {
        if column.sum() < 0.0 {
            column.neg_mut();
        }
    }
    sorted
}

fn principal_axis(
    correlation: &DMatrix<f64>,
    factors: usize,
    start: DVector<f64>,
    tolerance: f64,
    most: usize,
) -> Extracted {
    let mut communalities = start.map(|psi| 1.0 - psi);
    let mut loadings = DMatrix::zeros(correlation.nrows(), factors);
    let (mut change, mut iterations) = (f64::INFINITY, 0);
    while iterations < most && change > tolerance {
        iterations += 1;
        let mut reduced = correlation.clone();
        reduced.set_diagonal(&communalities);
        let (values, vectors) = linear::eigen(&reduced);
        loadings = principal(&values, &vectors, factors, |value| value.max(0.0));
        let next = DVector::from_iterator(
            correlation.nrows(),
            loadings.row_iter().map(|row| row.norm_squared().min(1.0)),
        );
        change = (&next - &communalities).amax();
        communalities = next;
    }
    let mut residual = correlation - &loadings * loadings.transpose();
    residual.fill_diagonal(0.0);
    Extracted {
        loadings: ordered(&loadings),
        uniquenesses: communalities.map(|share| 1.0 - share),
        discrepancy: 0.5 * residual.norm_squared(),
        gradient: change,
        iterations,
        converged: change <= tolerance,
        heywood: (0..communalities.len()).filter(|&i| communalities[i] >= 1.0).collect(),
    }
}
