//! Item and test information, and the reliabilities that follow.
//! Not here: scores (see `scores`).

use serde::Serialize;

use super::curve::Curve;

/// Information on a grid of the trait.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Information {
    /// Points of the trait.
    pub theta: Vec<f64>,
    /// Information of the whole test at each point.
    pub test: Vec<f64>,
    /// Information of each item (rows) at each point.
    pub items: Vec<Vec<f64>>,
    /// Standard error of measurement `1 / sqrt(I)`; nothing where there is no information.
    pub standard_error: Vec<Option<f64>>,
}

/// Fisher information of items and test.
#[must_use]
pub fn information(curves: &[Curve], theta: &[f64]) -> Information {
    let items: Vec<Vec<f64>> =
        curves.iter().map(|curve| theta.iter().map(|&at| curve.information(at)).collect()).collect();
    let test: Vec<f64> = (0..theta.len()).map(|at| items.iter().map(|item| item[at]).sum()).collect();
    let standard_error = test.iter().map(|&value| (value > 0.0).then(|| value.sqrt().recip())).collect();
    Information { theta: theta.to_vec(), test, items, standard_error }
}

/// Marginal reliability: the mean of `I(theta) / (I(theta) + 1 / variance)` over the normal distribution of the trait
/// (Green, Bock, Humphreys, Linn and Reckase 1984). The rule of 801 points over 20 deviations is exact to rounding.
#[must_use]
pub fn marginal(curves: &[Curve], mean: f64, variance: f64) -> f64 {
    let deviation = variance.sqrt();
    let (mut sum, mut weights) = (0.0, 0.0);
    for step in -400..=400 {
        let z = f64::from(step) / 40.0;
        let weight = (-0.5 * z * z).exp();
        let information: f64 = curves.iter().map(|curve| curve.information(mean + deviation * z)).sum();
        sum += weight * information / (information + 1.0 / variance);
        weights += weight;
    }
    sum / weights
}

/// Empirical reliability of scores: `var(score) / (var(score) + mean(se^2))`.
#[must_use]
pub fn empirical(scores: &[f64], errors: &[f64]) -> Option<f64> {
    let n = scores.len() as f64;
    if scores.len() < 2 || errors.len() != scores.len() {
        return None;
    }
    let mean = scores.iter().sum::<f64>() / n;
    let variance = scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = errors.iter().map(|error| error * error).sum::<f64>() / n;
    let whole = variance + error;
    (whole > 0.0).then(|| variance / whole)
}
