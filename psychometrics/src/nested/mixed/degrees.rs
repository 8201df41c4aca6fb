//! Degrees of freedom of fixed effects after Satterthwaite (Fai & Cornelius 1996).
//! Not here: the fit itself (see `fit`).
//!
//! With `C(θ, σ)` the covariance of the fixed effects and `H` the curvature of the deviance in `(θ, σ)`:
//! `df = 2 v² / (gᵀ (2 H⁻¹) g)`, `v = cᵀCc`, `g` its slope along `(θ, σ)`.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::deviance::{Likelihood, Point};
use super::newton::fine_curvature;

/// Degrees of freedom of each fixed effect, turned back by `back` from centred columns; infinite where its variance does
/// not depend on the parameters, NaN where the curvature cannot be had.
#[must_use]
pub fn satterthwaite(
    likelihood: &mut Likelihood,
    theta: &[f64],
    point: &Point,
    back: &DMatrix<f64>,
) -> Vec<f64> {
    let (k, p, m) = (theta.len(), back.nrows(), likelihood.size());
    let square = point.solved.rss / m;
    let rss_slope = likelihood.rss_slope(point);
    let own = variances(&point.solved.inverse, back);
    let mut at = |x: &[f64]| {
        let point = likelihood.point(x)?;
        let variances = variances(&point.solved.inverse, back);
        Some((point.slope, variances))
    };
    let Some((profiled, slopes)) = fine_curvature(&mut at, theta) else { return vec![f64::NAN; p] };
    let sigma = square.sqrt();
    let mut whole = DMatrix::zeros(k + 1, k + 1);
    for i in 0..k {
        for j in 0..k {
            let (a, b) = (rss_slope[i] / point.solved.rss, rss_slope[j] / point.solved.rss);
            whole[(i, j)] = profiled[(i, j)] + m * a * b;
        }
        whole[(i, k)] = -2.0 * rss_slope[i] / (square * sigma);
        whole[(k, i)] = whole[(i, k)];
    }
    whole[(k, k)] = 4.0 * m / square;
    let covariance = 2.0 * inverse_of_positive(&whole);
    let degrees = |j: usize| {
        let mut g = DVector::zeros(k + 1);
        for i in 0..k {
            g[i] = square * slopes[i][j];
        }
        g[k] = 2.0 * sigma * own[j];
        let v = square * own[j];
        2.0 * v * v / g.dot(&(&covariance * &g))
    };
    (0..p).map(degrees).collect()
}

/// Variances of the fixed effects relative to the residual's.
fn variances(inverse: &[f64], back: &DMatrix<f64>) -> Vec<f64> {
    let p = back.nrows();
    let matrix = DMatrix::from_row_slice(p, p, inverse);
    (0..p).map(|j| back.row(j).dot(&(back.row(j) * &matrix))).collect()
}

/// The inverse over the directions with positive curvature, the only ones in which the parameters are known.
fn inverse_of_positive(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    // Parameters differ in size by their units, so directions are compared after scaling.
    let scale: Vec<f64> =
        matrix.diagonal().iter().map(|value| value.abs().max(1e-300).sqrt().recip()).collect();
    let scaled = DMatrix::from_fn(scale.len(), scale.len(), |i, j| matrix[(i, j)] * scale[i] * scale[j]);
    let eigen = SymmetricEigen::new(scaled);
    let most = eigen.eigenvalues.amax();
    let turned = eigen.eigenvalues.map(|value| if value > 1e-10 * most { value.recip() } else { 0.0 });
    let inverse = &eigen.eigenvectors * DMatrix::from_diagonal(&turned) * eigen.eigenvectors.transpose();
    DMatrix::from_fn(scale.len(), scale.len(), |i, j| inverse[(i, j)] * scale[i] * scale[j])
}
