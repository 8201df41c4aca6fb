//! The points over which the trait is integrated, and the density of a group on them.
//! Not here: what is integrated.

use nalgebra::DMatrix;
use serde::Serialize;

use super::responses::argument;
use crate::Result;

/// How the trait is integrated.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "rule")]
pub enum Quadrature {
    /// Equally spaced points with weights proportional to the normal density, normalised to the sum one.
    Even {
        /// First point.
        from: f64,
        /// Last point.
        to: f64,
        /// Number of points.
        points: usize,
    },
    /// Gauss–Hermite points and weights for the standard normal (Golub and Welsch 1969).
    GaussHermite {
        /// Number of points.
        points: usize,
    },
}

impl Default for Quadrature {
    /// 61 equally spaced points from -6 to 6.
    fn default() -> Self {
        Self::Even { from: -6.0, to: 6.0, points: 61 }
    }
}

/// The points and the base measure on them: the density of a group is proportional to
/// `exp(base - (theta - mean)^2 / (2 variance))`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Nodes {
    pub theta: Vec<f64>,
    pub base: Vec<f64>,
}

impl Quadrature {
    /// The points of the rule.
    ///
    /// # Errors
    /// [`crate::Error::Argument`] for fewer than 3 or more than 1001 points or an empty interval.
    pub(crate) fn nodes(self) -> Result<Nodes> {
        let (Self::Even { points, .. } | Self::GaussHermite { points }) = self;
        if !(3..=1001).contains(&points) {
            return Err(argument("quadrature", format!("{points} points; 3 to 1001 are allowed")));
        }
        match self {
            Self::Even { from, to, .. } => {
                if !(from.is_finite() && to.is_finite() && from < to) {
                    return Err(argument("quadrature", format!("from {from} to {to} is no interval")));
                }
                let step = (to - from) / (points - 1) as f64;
                let theta = (0..points).map(|i| from + step * i as f64).collect();
                Ok(Nodes { theta, base: vec![0.0; points] })
            }
            Self::GaussHermite { .. } => Ok(hermite(points)),
        }
    }
}

/// Eigenvalues of the Jacobi matrix of the Hermite polynomials are the points; the weights follow from the recurrence,
/// which keeps their digits in the tails.
fn hermite(points: usize) -> Nodes {
    let jacobi =
        DMatrix::from_fn(
            points,
            points,
            |i, j| {
                if i.abs_diff(j) == 1 { (i.max(j) as f64).sqrt() } else { 0.0 }
            },
        );
    let mut theta: Vec<f64> = jacobi.symmetric_eigenvalues().iter().copied().collect();
    theta.sort_by(f64::total_cmp);
    let mirror: Vec<f64> = theta.iter().rev().copied().collect();
    for (value, other) in theta.iter_mut().zip(mirror) {
        *value = 0.5 * (*value - other);
    }
    // 1/w = sum of squared orthonormal polynomials, scaled as it grows.
    let base = theta
        .iter()
        .map(|&x| {
            let (mut before, mut now, mut sum, mut scale) = (0.0, 1.0_f64, 1.0_f64, 0.0);
            for k in 1..points {
                let next = (x * now - ((k - 1) as f64).sqrt() * before) / (k as f64).sqrt();
                (before, now) = (now, next);
                sum += now * now;
                if sum > 1e200 {
                    (before, now, sum, scale) = (
                        before * 1e-100,
                        now * 1e-100,
                        sum * 1e-200,
                        scale + 200.0 * std::f64::consts::LN_10,
                    );
                }
            }
            -(sum.ln() + scale) + 0.5 * x * x
        })
        .collect();
    Nodes { theta, base }
}

impl Nodes {
    /// Weights of a normal group, summing to one.
    pub fn weights(&self, mean: f64, variance: f64) -> Vec<f64> {
        let logs: Vec<f64> = self
            .theta
            .iter()
            .zip(&self.base)
            .map(|(theta, base)| base - (theta - mean).powi(2) / (2.0 * variance))
            .collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut weights: Vec<f64> = logs.iter().map(|log| (log - most).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gauss_hermite_gives_the_moments_of_the_normal() {
        for points in [5, 21, 61] {
            let nodes = Quadrature::GaussHermite { points }.nodes().unwrap();
            let weights = nodes.weights(0.0, 1.0);
            let moment =
                |k: i32| -> f64 { nodes.theta.iter().zip(&weights).map(|(t, w)| t.powi(k) * w).sum() };
            for (k, exact) in [(2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
                assert!(
                    (moment(k) - exact).abs() < 1e-11 * exact,
                    "{points} points, moment {k}: {}",
                    moment(k)
                );
            }
        }
    }
}
