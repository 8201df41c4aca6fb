//! Means and covariances of incomplete rows by maximum likelihood without a model (EM), and the independence model.
//! Not here: models (`fiml`), and complete rows, whose moments are plain sums.
//!
//! One EM step from `(mu, Sigma)` is `mu + Sigma b / N` and `Sigma - Sigma G Sigma / N`, where `b` and `G` are the sums
//! the likelihood's slope is made of; SQUAREM (Varadhan & Roland 2008) takes long steps along two of them.

use nalgebra::{DMatrix, DVector};

use super::fiml_cases::Cases;
use super::fiml_point::Point;
use super::fiml_rows::Sufficient;
use crate::Result;

/// The unrestricted solution.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Saturated {
    /// Means.
    #[serde(serialize_with = "list")]
    pub mean: DVector<f64>,
    /// Covariances, divisor n.
    #[serde(serialize_with = "crate::numeric::serial::rows")]
    pub covariance: DMatrix<f64>,
    /// Log likelihood of the values that are there.
    pub log_likelihood: f64,
    /// Number of EM steps taken; 0 where nothing is missing.
    pub steps: usize,
    /// Last change of a mean or covariance, in standard deviations.
    pub change: f64,
    /// Whether the last change was below 1e-10.
    pub converged: bool,
    /// Pairs of variables that are never there together: nothing in the data speaks of their covariance, and what
    /// stands for it follows from the start.
    pub never_together: Vec<(usize, usize)>,
}

/// Where EM stops: no mean or covariance moves by more than this, in standard deviations.
const ENOUGH: f64 = 1e-10;

/// Most EM steps.
const MOST: usize = 5000;

#[derive(Clone)]
struct Moments {
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
}

impl Moments {
    /// `self + a first + b second`.
    fn plus(&self, a: f64, first: &Self, b: f64, second: &Self) -> Self {
        Self {
            mean: &self.mean + &first.mean * a + &second.mean * b,
            covariance: &self.covariance + &first.covariance * a + &second.covariance * b,
        }
    }

    fn minus(&self, other: &Self) -> Self {
        Self { mean: &self.mean - &other.mean, covariance: &self.covariance - &other.covariance }
    }

    /// Length in standard deviations of `scale`.
    fn square(&self, scale: &DVector<f64>) -> f64 {
        let p = scale.len();
        let means: f64 = (0..p).map(|j| (self.mean[j] / scale[j]).powi(2)).sum();
        let entry = |i: usize, j: usize| (self.covariance[(i, j)] / (scale[i] * scale[j])).powi(2);
        means + (0..p).map(|j| (j..p).map(|i| entry(i, j)).sum::<f64>()).sum::<f64>()
    }

    /// Largest entry in standard deviations of `scale`.
    fn largest(&self, scale: &DVector<f64>) -> f64 {
        let p = scale.len();
        let means = (0..p).map(|j| (self.mean[j] / scale[j]).abs()).fold(0.0, f64::max);
        let entry = |i: usize, j: usize| (self.covariance[(i, j)] / (scale[i] * scale[j])).abs();
        (0..p).flat_map(|j| (j..p).map(move |i| (i, j))).map(|(i, j)| entry(i, j)).fold(means, f64::max)
    }
}

/// One EM step and the deviance where it started.
fn step(rows: &Sufficient, from: &Moments) -> Result<(Moments, f64)> {
    let point = Point::new(&from.mean, &from.covariance)?;
    let (sums, _) = rows.sums(&point, |_, _| ());
    let (_, slope) = rows.slope(&point, &sums);
    let move_mean = &from.covariance * &sums.shift / rows.count;
    let move_covariance =
        &from.covariance * slope * &from.covariance / rows.count + &move_mean * move_mean.transpose();
    let mut covariance = &from.covariance - move_covariance;
    // Rounding alone would let the two halves drift apart.
    super::gamma_blocks::mirror(&mut covariance);
    Ok((Moments { mean: &from.mean + move_mean, covariance }, sums.deviance))
}

/// Maximum likelihood means and covariances of `cases`, gathered in `rows`.
///
/// # Errors
/// [`crate::Error::NotPositiveDefinite`] where the covariance becomes singular: variables that say the same, or too few rows.
pub fn saturated(cases: &Cases<'_>, rows: &Sufficient) -> Result<Saturated> {
    if let Some((mean, covariance)) = cases.moments() {
        let deviance = rows.deviance(&Point::new(&mean, &covariance)?);
        return Ok(Saturated {
            mean,
            covariance,
            log_likelihood: -0.5 * deviance,
            steps: 0,
            change: 0.0,
            converged: true,
            never_together: Vec::new(),
        });
    }
    let mut at = Moments { mean: rows.centre.clone(), covariance: rows.pairwise() };
    let scale = at.covariance.diagonal().map(f64::sqrt);
    let (mut steps, mut change) = (0, f64::INFINITY);
    let mut deviance = f64::NAN;
    while steps < MOST && change > ENOUGH {
        let (next, taken, moved, value) = long_step(rows, &at, &scale)?;
        steps += taken;
        change = moved;
        deviance = value;
        at = next;
        if !super::soundness::invertible(&at.covariance) {
            break;
        }
    }
    let point = Point::new(&at.mean, &at.covariance)?;
    let last = rows.deviance(&point);
    debug_assert!(!deviance.is_finite() || last <= deviance + 1e-6 * deviance.abs());
    Ok(Saturated {
        mean: at.mean,
        covariance: at.covariance,
        log_likelihood: -0.5 * last,
        steps,
        change,
        converged: change <= ENOUGH,
        never_together: never_together(rows),
    })
}

/// Two EM steps and one along them; falls back to the plain steps where the long one loses likelihood.
fn long_step(rows: &Sufficient, at: &Moments, scale: &DVector<f64>) -> Result<(Moments, usize, f64, f64)> {
    let (one, start) = step(rows, at)?;
    let first = one.minus(at);
    let change = first.largest(scale);
    if change <= ENOUGH {
        return Ok((one, 1, change, start));
    }
    let (two, middle) = step(rows, &one)?;
    let second = two.minus(&one);
    let change = second.largest(scale);
    if change <= ENOUGH {
        return Ok((two, 2, change, middle));
    }
    let turn = second.minus(&first);
    let alpha = -(first.square(scale) / turn.square(scale)).sqrt();
    if alpha > -1.001 {
        return Ok((two, 2, change, middle));
    }
    let far = at.plus(-2.0 * alpha, &first, alpha * alpha, &turn);
    match step(rows, &far) {
        Ok((landed, value)) if value <= middle => {
            let change = landed.minus(&far).largest(scale);
            Ok((landed, 3, change, value))
        }
        _ => Ok((two, 3, change, middle)),
    }
}

fn never_together(rows: &Sufficient) -> Vec<(usize, usize)> {
    let coverage = rows.coverage();
    let p = rows.variables;
    (0..p).flat_map(|i| (0..i).map(move |j| (i, j))).filter(|&(i, j)| coverage[(i, j)] <= 0.0).collect()
}

/// The independence model: every variable by itself.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Independence {
    /// Means over the rows that have the variable.
    #[serde(serialize_with = "list")]
    pub mean: DVector<f64>,
    /// Variances over the rows that have the variable, divisor n.
    #[serde(serialize_with = "list")]
    pub variance: DVector<f64>,
    /// Log likelihood of the values that are there.
    pub log_likelihood: f64,
    /// `tr(A^-1 B)` over variances (and means, where `means` was asked for) of observed and first-order information:
    /// what a scaled test of this model takes from the saturated trace. One term for each variable:
    /// `(kurtosis - 1) / 2`, plus one for its mean.
    pub trace: f64,
    /// Those terms, for models with given variables, whose terms do not count.
    pub traces: Vec<f64>,
}

/// The independence model in closed form. Its sandwich trace is `sum (kurtosis - 1) / 2`, plus one for each mean.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn independence(cases: &Cases<'_>, means: bool) -> Independence {
    let margins = cases.margins();
    let p = margins.len();
    let one = |count: usize, variance: f64| {
        -0.5 * count as f64 * (std::f64::consts::TAU.ln() + variance.ln() + 1.0)
    };
    let mean = if means { 1.0 } else { 0.0 };
    let kurtosis = |margin: &super::fiml_cases::Margin| margin.fourth / (margin.variance * margin.variance);
    let traces: Vec<f64> = margins.iter().map(|margin| 0.5 * (kurtosis(margin) - 1.0) + mean).collect();
    Independence {
        mean: DVector::from_iterator(p, margins.iter().map(|margin| margin.mean)),
        variance: DVector::from_iterator(p, margins.iter().map(|margin| margin.variance)),
        log_likelihood: margins.iter().map(|margin| one(margin.count, margin.variance)).sum(),
        trace: traces.iter().sum(),
        traces,
    }
}

/// Writes a vector as a list of numbers.
fn list<S: serde::Serializer>(vector: &DVector<f64>, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serde::Serialize::serialize(vector.as_slice(), serializer)
}
