//! The correlation of a measured variable with what lies behind an ordinal item (Olsson, Drasgow & Dorans 1982).
//! Not here: two ordinal items (see `polychoric`), matrices of both kinds (see `mixed`).

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::axis::Axis;
use super::polychoric::Estimator;
use crate::numeric::normal;
use crate::{Error, Result};

/// A polyserial correlation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Polyserial {
    /// The correlation.
    pub rho: f64,
    /// Its standard error, with the uncertainty of mean, variance and thresholds; NaN where `at_boundary`.
    pub standard_error: f64,
    /// Rows with both.
    pub n: u64,
    /// Mean of the measured variable over these rows.
    pub mean: f64,
    /// Its standard deviation, divisor n.
    pub deviation: f64,
    /// Thresholds of the item.
    pub thresholds: Vec<f64>,
    /// Σ ln P(answer | measured value).
    pub log_likelihood: f64,
    /// The largest derivative left.
    pub gradient: f64,
    /// Newton steps.
    pub iterations: usize,
    /// Whether the maximum was reached.
    pub converged: bool,
    /// Whether the likelihood rises up to ρ = ±1.
    pub at_boundary: bool,
}

/// Polyserial correlation of `measured` with the ordinal `answers` (whole numbers), over the rows that have both.
///
/// Two-step: mean, variance and thresholds from the margins, then ρ. Maximum likelihood: all together, which is the
/// ordered probit regression of the answer on the standardised variable, ρ = β/√(1 + β²).
///
/// # Errors
/// [`Error::Argument`] for columns of different length, [`Error::TooFew`] with fewer than three shared rows,
/// [`Error::Constant`] where either does not vary over them.
pub fn polyserial(
    names: [&str; 2],
    measured: &[f64],
    answers: &[f64],
    estimator: Estimator,
) -> Result<Polyserial> {
    if measured.len() != answers.len() {
        let why = format!("{} rows against {}", measured.len(), answers.len());
        return Err(Error::Argument { what: format!("columns \"{}\" and \"{}\"", names[0], names[1]), why });
    }
    let rows: Vec<(f64, f64)> = measured
        .iter()
        .zip(answers)
        .map(|(x, y)| (*x, *y))
        .filter(|(x, y)| !x.is_nan() && !y.is_nan())
        .collect();
    if rows.len() < 3 {
        let what = format!("rows with both \"{}\" and \"{}\"", names[0], names[1]);
        return Err(Error::TooFew { what, needed: 3, found: rows.len() });
    }
    let mut values: Vec<f64> = rows.iter().map(|row| row.1).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let n = rows.len() as f64;
    let mean = rows.iter().map(|row| row.0).sum::<f64>() / n;
    let deviation = (rows.iter().map(|row| (row.0 - mean).powi(2)).sum::<f64>() / n).sqrt();
    let constant = |item: &str| Error::Constant { item: item.to_owned() };
    if deviation <= 1e-12 * mean.abs() {
        return Err(constant(names[0]));
    }
    let mut counts = vec![0.0; values.len()];
    let cases: Vec<(f64, usize)> = rows
        .iter()
        .map(|&(x, y)| {
            let code = values.partition_point(|value| *value < y);
            counts[code] += 1.0;
            ((x - mean) / deviation, code)
        })
        .collect();
    let axis = Axis::of(&counts).ok_or_else(|| constant(names[1]))?;
    let sample = Sample { cases, axis, mean, deviation };
    Ok(if estimator == Estimator::TwoStep { sample.two_step() } else { sample.probit() })
}

/// Standardised values with the place of the answer.
struct Sample {
    cases: Vec<(f64, usize)>,
    axis: Axis,
    mean: f64,
    deviation: f64,
}

/// One case's probability with its derivatives in ρ.
struct Case {
    probability: f64,
    first: f64,
    second: f64,
}

impl Sample {
    fn case(&self, z: f64, code: usize, rho: f64) -> Case {
        let left = (1.0 - rho) * (1.0 + rho);
        let root = left.sqrt();
        let (low, high) = self.axis.limits(code);
        let mut case = Case { probability: 0.0, first: 0.0, second: 0.0 };
        for (cut, sign) in [(low, -1.0), (high, 1.0)] {
            if cut.is_finite() {
                let u = (cut - rho * z) / root;
                let slope = (rho * cut - z) / (left * root);
                let bend = cut / (left * root) + 3.0 * rho * slope / left;
                let density = sign * normal::density(u);
                case.first += density * slope;
                case.second += density * (bend - u * slope * slope);
            }
        }
        case.probability = between((low - rho * z) / root, (high - rho * z) / root);
        case
    }

    /// Log-likelihood, score and curvature.
    fn slopes(&self, rho: f64) -> (f64, f64, f64, f64) {
        self.cases.iter().fold((0.0, 0.0, 0.0, 0.0), |sum, &(z, code)| {
            let case = self.case(z, code, rho);
            let ratio = case.first / case.probability;
            (
                sum.0 + case.probability.ln(),
                sum.1 + ratio,
                sum.2 + case.second / case.probability - ratio * ratio,
                sum.3 + ratio * ratio,
            )
        })
    }

    fn two_step(&self) -> Polyserial {
        let n = self.cases.len() as f64;
        let covariance = self.cases.iter().map(|&(z, code)| z * code as f64).sum::<f64>() / n;
        // Exact in the population: cov(z, rank) = rho times the densities at the thresholds.
        let mut rho = (covariance / self.axis.density.iter().sum::<f64>()).clamp(-0.97, 0.97);
        let (mut low, mut high) = (-1.0_f64, 1.0_f64);
        let mut slopes = self.slopes(rho);
        let (mut iterations, mut boundary) = (1, false);
        while iterations < 100 {
            if slopes.1 > 0.0 {
                low = rho
            } else {
                high = rho
            }
            let mut next = rho + if slopes.2 < 0.0 { -slopes.1 / slopes.2 } else { slopes.1 / slopes.3 };
            if !(next > low && next < high) {
                next = 0.5 * (low + high);
            }
            if next.abs() > 1.0 - 1e-7 {
                boundary = true;
                break;
            }
            if (next - rho).abs() < 1e-12 {
                break;
            }
            rho = next;
            slopes = self.slopes(rho);
            iterations += 1;
        }
        Polyserial {
            rho: if boundary { rho.signum() } else { rho },
            standard_error: if boundary { f64::NAN } else { self.two_step_error(rho, slopes.3) },
            n: self.cases.len() as u64,
            mean: self.mean,
            deviation: self.deviation,
            thresholds: self.axis.cuts.clone(),
            log_likelihood: slopes.0,
            gradient: slopes.1.abs(),
            iterations,
            converged: boundary || slopes.1.abs() < 1e-7 * (1.0 + slopes.3),
            at_boundary: boundary,
        }
    }

    /// Square root of the summed squared influences, those on mean, variance and thresholds included.
    fn two_step_error(&self, rho: f64, information: f64) -> f64 {
        let n = self.cases.len() as f64;
        let root = ((1.0 - rho) * (1.0 + rho)).sqrt();
        let cuts = self.axis.cuts.len();
        let (mut by_mean, mut by_deviation, mut by_cut) = (0.0, 0.0, vec![0.0; cuts]);
        let mut scores = Vec::with_capacity(self.cases.len());
        for &(z, code) in &self.cases {
            let case = self.case(z, code, rho);
            let score = case.first / case.probability;
            let (low, high) = self.axis.limits(code);
            let density =
                |cut: f64| if cut.is_finite() { normal::density((cut - rho * z) / root) } else { 0.0 };
            let in_z = -rho / root * (density(high) - density(low)) / case.probability;
            // Both in units of the standard deviation, so that the scale drops out.
            by_mean += score * (z - in_z);
            by_deviation += score * (z * z - 1.0 - in_z * z);
            if code < cuts {
                by_cut[code] += score * density(high) / root / case.probability;
            }
            if code > 0 {
                by_cut[code - 1] -= score * density(low) / root / case.probability;
            }
            scores.push(score);
        }
        let square = |(score, &(z, code)): (&f64, &(f64, usize))| {
            let margins: f64 = (0..cuts).map(|cut| by_cut[cut] * self.axis.influence(cut, code)).sum();
            let moved = by_mean * z / n + by_deviation * (z * z - 1.0) / (2.0 * n) + margins;
            ((score - moved) / information).powi(2)
        };
        scores.iter().zip(&self.cases).map(square).sum::<f64>().sqrt()
    }

    /// ±1 where the measured variable orders the answers without a slip: the likelihood then rises to 1 as ρ → ±1.
    fn separated(&self) -> Option<f64> {
        let mut ranges = vec![(f64::INFINITY, f64::NEG_INFINITY); self.axis.categories()];
        for &(z, code) in &self.cases {
            ranges[code] = (ranges[code].0.min(z), ranges[code].1.max(z));
        }
        let rises = ranges.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        let falls = ranges.windows(2).all(|pair| pair[0].0 >= pair[1].1);
        if rises { Some(1.0) } else { falls.then_some(-1.0) }
    }

    /// Ordered probit on the standardised variable.
    fn probit(&self) -> Polyserial {
        let start = self.two_step();
        if let Some(end) = self.separated() {
            return Polyserial {
                rho: end,
                standard_error: f64::NAN,
                log_likelihood: 0.0,
                gradient: 0.0,
                converged: true,
                at_boundary: true,
                ..start
            };
        }
        // The two-step estimate may sit at the end where the joint one does not.
        let start = Polyserial { rho: start.rho.clamp(-0.99, 0.99), at_boundary: false, ..start };
        let cuts = self.axis.cuts.len();
        let root = (1.0 - start.rho * start.rho).sqrt();
        let mut at = DVector::from_iterator(
            cuts + 1,
            self.axis.cuts.iter().map(|cut| cut / root).chain([start.rho / root]),
        );
        let (mut likelihood, mut gradient, mut hessian) = self.probit_slopes(&at);
        let (mut iterations, mut converged) = (0, false);
        while iterations < 50 && !converged {
            iterations += 1;
            let Some(factor) = (-hessian.clone()).cholesky() else { break };
            let step = factor.solve(&gradient);
            let rise = gradient.dot(&step);
            let mut share = 1.0;
            while share > 1e-6 {
                let next = &at + share * &step;
                let there = self.probit_slopes(&next);
                if there.0 >= likelihood - 1e-13 * self.cases.len() as f64 {
                    at = next;
                    (likelihood, gradient, hessian) = there;
                    break;
                }
                share *= 0.5;
            }
            converged = share > 1e-6 && rise < 1e-18 * self.cases.len() as f64;
            if share <= 1e-6 {
                break;
            }
        }
        let slope = at[cuts];
        let inverse = (-hessian).cholesky().map(|factor| factor.inverse()[(cuts, cuts)]);
        // The slope is per standard deviation, itself known to 1/2n of its square.
        let variance = inverse.map_or(f64::NAN, |own| own + slope * slope / (2.0 * self.cases.len() as f64));
        let scale = 1.0 + slope * slope;
        Polyserial {
            rho: slope / scale.sqrt(),
            standard_error: variance.sqrt() / scale.powf(1.5),
            thresholds: (0..cuts).map(|cut| at[cut] / scale.sqrt()).collect(),
            log_likelihood: likelihood,
            gradient: gradient.amax(),
            iterations: start.iterations + iterations,
            converged,
            ..start
        }
    }

    /// Log-likelihood of P(answer ≤ k) = Φ(α_k − β z) with gradient and Hessian in (α, β).
    fn probit_slopes(&self, at: &DVector<f64>) -> (f64, DVector<f64>, DMatrix<f64>) {
        let cuts = self.axis.cuts.len();
        let (mut likelihood, mut gradient) = (0.0, DVector::zeros(cuts + 1));
        let mut hessian = DMatrix::zeros(cuts + 1, cuts + 1);
        for &(z, code) in &self.cases {
            let limit = |cut: Option<usize>, beyond: f64| cut.map_or(beyond, |cut| at[cut] - at[cuts] * z);
            let (below, above) = (code.checked_sub(1), (code < cuts).then_some(code));
            let (low, high) = (limit(below, f64::NEG_INFINITY), limit(above, f64::INFINITY));
            let probability = between(low, high).max(1e-300);
            likelihood += probability.ln();
            let mut slopes: [(usize, f64); 3] = [(cuts, 0.0); 3];
            for (place, (cut, u, sign)) in [(below, low, -1.0), (above, high, 1.0)].into_iter().enumerate() {
                if let Some(cut) = cut {
                    let first = sign * normal::density(u) / probability;
                    let second = -u * first;
                    slopes[place] = (cut, first);
                    slopes[2].1 -= first * z;
                    hessian[(cut, cut)] += second;
                    hessian[(cut, cuts)] -= second * z;
                    hessian[(cuts, cut)] -= second * z;
                    hessian[(cuts, cuts)] += second * z * z;
                }
            }
            for &(i, first) in &slopes {
                gradient[i] += first;
                for &(j, second) in &slopes {
                    hessian[(i, j)] -= first * second;
                }
            }
        }
        (likelihood, gradient, hessian)
    }
}

pub(super) fn between(low: f64, high: f64) -> f64 {
    let inside = if low > 0.0 {
        normal::below(-low) - normal::below(-high)
    } else {
        normal::below(high) - normal::below(low)
    };
    inside.max(1e-300)
}
