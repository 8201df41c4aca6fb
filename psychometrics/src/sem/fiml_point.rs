//! The normal log likelihood of incomplete rows at one mean and covariance, with everything its derivatives need.
//! Not here: derivatives in parameters (`fiml_information`), the estimator as a whole (`fiml`).
//!
//! With `W = Sigma^-1`, a pattern that misses the variables `m` has the inverse `W_t = W - U U'` (zero in the rows and
//! columns of `m`), where `U` are the first steps of a Cholesky factorisation of `W` that starts with the pivots `m`. So
//! a pattern costs as many vectors as it has gaps instead of a factorisation of its own, and
//! `log|Sigma_oo| = log|Sigma| + sum log pivot`.

use nalgebra::{DMatrix, DVector};

use super::fiml_rows::Sufficient;
use super::gamma_blocks::{add_outer, mirror, over_parts, total};
use crate::Result;
use crate::numeric::linear;

/// Patterns worked on together.
const LEAST: usize = 512;

/// A mean and covariance at which things are evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The mean.
    pub mean: DVector<f64>,
    /// Inverse of the covariance.
    pub weight: DMatrix<f64>,
    /// Logarithm of the covariance's determinant.
    pub log_determinant: f64,
}

impl Point {
    /// Factors a covariance.
    ///
    /// # Errors
    /// [`crate::Error::NotPositiveDefinite`].
    pub fn new(mean: &DVector<f64>, covariance: &DMatrix<f64>) -> Result<Self> {
        let factor = linear::factor(covariance, "the covariance")?;
        let mut weight = factor.inverse();
        // The inverse is symmetric but for rounding; everything below reads either half.
        mirror(&mut weight);
        Ok(Self { mean: mean.clone(), log_determinant: linear::log_determinant(&factor), weight })
    }
}

/// Adds to `basis` the vectors `u` with `W_t = W - sum u u'` for the pattern that misses `missing`; the logarithm of
/// the determinant of `W_mm` is returned.
pub fn downdate(weight: &DMatrix<f64>, missing: &[usize], basis: &mut Vec<f64>) -> f64 {
    let p = weight.nrows();
    let start = basis.len();
    let mut log_determinant = 0.0;
    for (k, &m) in missing.iter().enumerate() {
        let (before, at) = (basis.len(), start + k * p);
        basis.extend_from_slice(weight.column(m).as_slice());
        let (done, fresh) = basis.split_at_mut(before);
        for earlier in done[start..at].chunks_exact(p) {
            let by = earlier[m];
            for (value, other) in fresh.iter_mut().zip(earlier) {
                *value -= by * other;
            }
        }
        let pivot = fresh[m];
        log_determinant += pivot.ln();
        let scale = pivot.sqrt().recip();
        for value in fresh.iter_mut() {
            *value *= scale;
        }
        for &gone in &missing[..k] {
            fresh[gone] = 0.0;
        }
    }
    log_determinant
}

/// Turns `W r` into `W_t r` in place, for a row `r` that is zero where missing.
pub fn correct(product: &mut [f64], missing: &[usize], basis: &[f64]) {
    let p = product.len();
    for (k, &m) in missing.iter().enumerate() {
        let step = &basis[k * p..(k + 1) * p];
        let by = product[m] / step[m];
        for (value, other) in product.iter_mut().zip(step) {
            *value -= by * other;
        }
    }
    for &m in missing {
        product[m] = 0.0;
    }
}

/// One part of the patterns, evaluated.
#[derive(Debug, Clone)]
pub struct Part {
    /// `U` of each pattern, one after the other.
    pub basis: Vec<f64>,
    /// `W_t r` of each sufficient row.
    pub products: Vec<f64>,
    /// Minus two times the log likelihood without the constant in pi.
    pub deviance: f64,
}

/// Sums over all patterns at one point.
#[derive(Debug, Clone)]
pub struct Sums {
    /// Minus two times the log likelihood.
    pub deviance: f64,
    /// `sum n_t W_t (mean_t - mu)`.
    pub shift: DVector<f64>,
    /// `sum n_t W_t T_t W_t`, with `T_t` the second moments about `mu`.
    pub products: DMatrix<f64>,
    /// `sum n_t U_t U_t'`, so that `sum n_t W_t = N W - lost`.
    pub lost: DMatrix<f64>,
}

impl Sufficient {
    /// Evaluates some of the patterns.
    #[must_use]
    pub fn part(&self, point: &Point, patterns: std::ops::Range<usize>) -> Part {
        let p = self.variables;
        let chosen = &self.patterns[patterns];
        let first = chosen.first().map_or(0, |pattern| pattern.rows.start);
        let last = chosen.last().map_or(first, |pattern| pattern.rows.end);
        let mut rows = DMatrix::from_column_slice(p, last - first, &self.table[first * p..last * p]);
        let shift = &point.mean - &self.centre;
        for pattern in chosen {
            let root = pattern.count.sqrt();
            let mut row = rows.column_mut(pattern.rows.start - first);
            row.axpy(-root, &shift, 1.0);
            for &m in &pattern.missing {
                row[m] = 0.0;
            }
        }
        let mut products = &point.weight * &rows;
        let mut basis = Vec::with_capacity(2 * p * chosen.len());
        let mut deviance = 0.0;
        for pattern in chosen {
            let start = basis.len();
            let lost = downdate(&point.weight, &pattern.missing, &mut basis);
            deviance += pattern.count * (point.log_determinant + lost);
            for row in pattern.rows.clone() {
                let at = (row - first) * p;
                let product = &mut products.as_mut_slice()[at..at + p];
                correct(product, &pattern.missing, &basis[start..]);
                deviance += product.iter().zip(&rows.as_slice()[at..at + p]).map(|(a, b)| a * b).sum::<f64>();
            }
        }
        Part { basis, products: products.data.into(), deviance }
    }

    /// Minus two times the log likelihood.
    #[must_use]
    pub fn deviance(&self, point: &Point) -> f64 {
        let parts = over_parts(self.patterns.len(), LEAST, |part| self.part(point, part).deviance);
        parts.iter().sum::<f64>() + self.constant()
    }

    /// Number of values times log 2 pi.
    fn constant(&self) -> f64 {
        self.values * std::f64::consts::TAU.ln()
    }

    /// The sums over all patterns, and what `more` makes of each part of the patterns on the way.
    pub fn sums<T: Send>(
        &self,
        point: &Point,
        more: impl Fn(&Part, std::ops::Range<usize>) -> T + Sync + Send,
    ) -> (Sums, Vec<T>) {
        let p = self.variables;
        let found = over_parts(self.patterns.len(), LEAST, |range| {
            let part = self.part(point, range.clone());
            let extra = more(&part, range.clone());
            (self.sum_part(part, range), extra)
        });
        let mut deviance = self.constant();
        let mut shift = DVector::zeros(p);
        let (mut products, mut lost, mut extras) = (Vec::new(), Vec::new(), Vec::new());
        for (sums, extra) in found {
            deviance += sums.deviance;
            shift += sums.shift;
            products.push(sums.products);
            lost.push(sums.lost);
            extras.push(extra);
        }
        let (mut products, mut lost) = (total(products, p), total(lost, p));
        mirror(&mut products);
        mirror(&mut lost);
        (Sums { deviance, shift, products, lost }, extras)
    }

    fn sum_part(&self, mut part: Part, range: std::ops::Range<usize>) -> Sums {
        let p = self.variables;
        let mut products = DMatrix::zeros(p, p);
        add_outer(&mut products, &part.products);
        let mut shift = DVector::zeros(p);
        let chosen = &self.patterns[range];
        let first = chosen.first().map_or(0, |pattern| pattern.rows.start);
        let mut at = 0;
        for pattern in chosen {
            let root = pattern.count.sqrt();
            let start = (pattern.rows.start - first) * p;
            for (sum, value) in shift.iter_mut().zip(&part.products[start..start + p]) {
                *sum += root * value;
            }
            let end = at + pattern.missing.len() * p;
            for value in &mut part.basis[at..end] {
                *value *= root;
            }
            at = end;
        }
        let mut lost = DMatrix::zeros(p, p);
        add_outer(&mut lost, &part.basis);
        Sums { deviance: part.deviance, shift, products, lost }
    }
}
