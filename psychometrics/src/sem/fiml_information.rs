//! Second derivatives of the normal log likelihood of incomplete rows in a model's parameters, observed and expected.
//! Not here: first derivatives and the likelihood itself (`fiml_point`).
//!
//! For parameters with `dSigma = X, Y` the observed information is
//! `sum_t n_t [tr(W_t X M_t Y) - tr(W_t X W_t Y)/2]` with `M_t = W_t T_t W_t`. As `W_t = W - U U'`, all patterns together
//! need one product with `W` and `sum n_t M_t`, less the squares of `u'X z` over rows `z` and of `u'X v` over pairs of
//! steps: a product of tall matrices with one column per parameter, nothing of the size of Sigma squared.

use nalgebra::{DMatrix, DVector};

use super::fiml_point::{Part, Point, Sums};
use super::fiml_rows::{Pattern, Sufficient};
use super::gamma_blocks::{BLOCK, across, add_cross, mirror, total};
use super::objective::{Directions, Information};

/// Products of the columns of a pool with each other through a symmetric matrix.
#[must_use]
pub fn through(pool: &DMatrix<f64>, middle: &DMatrix<f64>) -> DMatrix<f64> {
    let half = middle * pool;
    across(pool, &half)
}

/// Upper triangle of `tr(A X_a B X_b)` over pairs of parameters, from `inner = pool'A pool` and `outer = pool'B pool`.
#[must_use]
pub fn traces(directions: &Directions, inner: &DMatrix<f64>, outer: &DMatrix<f64>) -> DMatrix<f64> {
    let list = &directions.list;
    let mut whole = DMatrix::zeros(list.len(), list.len());
    for (b, to) in list.iter().enumerate() {
        if to.weight == 0.0 {
            continue;
        }
        let (inner_s, inner_t) = (inner.column(to.left), inner.column(to.right));
        let (outer_s, outer_t) = (outer.column(to.left), outer.column(to.right));
        for (from, value) in list[..=b].iter().zip(whole.column_mut(b).iter_mut()) {
            let (l, r) = (from.left, from.right);
            *value = from.weight
                * to.weight
                * (inner_t[l] * outer_s[r]
                    + inner_s[l] * outer_t[r]
                    + inner_t[r] * outer_s[l]
                    + inner_s[r] * outer_t[l]);
        }
    }
    whole
}

/// Adds to the upper triangle what the means contribute: `means = pool'V pool` for the mean block and, for an observed
/// information, `weight = pool'W pool` with `shift = pool'b` for the cross of means and covariances.
fn add_means(
    whole: &mut DMatrix<f64>,
    directions: &Directions,
    means: &DMatrix<f64>,
    cross: Option<(&DMatrix<f64>, &DVector<f64>)>,
) {
    let list = &directions.list;
    for (b, to) in list.iter().enumerate() {
        for (a, from) in list[..=b].iter().enumerate() {
            let mut sum = from.mean_weight * to.mean_weight * means[(from.mean, to.mean)];
            if let Some((weight, shift)) = cross {
                for (mover, other) in [(from, to), (to, from)] {
                    let by = mover.mean_weight * other.weight;
                    if by != 0.0 {
                        let m = mover.mean;
                        sum += by
                            * (weight[(m, other.left)] * shift[other.right]
                                + weight[(m, other.right)] * shift[other.left]);
                    }
                }
            }
            whole[(a, b)] += sum;
        }
    }
}

/// Pairs of vectors, as products with the whole pool, whose entries per parameter are squared and added up as soon as
/// there are enough of them.
struct Gathered<'a> {
    directions: &'a Directions,
    left: Vec<f64>,
    right: Vec<f64>,
    /// Factor of the covariance part and of the mean part of each pair.
    factors: Vec<(f64, f64)>,
    rows: DMatrix<f64>,
    sum: DMatrix<f64>,
}

impl<'a> Gathered<'a> {
    fn new(directions: &'a Directions) -> Self {
        let (width, wide) = (directions.list.len(), directions.pool.ncols());
        Self {
            directions,
            left: Vec::with_capacity(wide * BLOCK),
            right: Vec::with_capacity(wide * BLOCK),
            factors: Vec::with_capacity(BLOCK),
            rows: DMatrix::zeros(BLOCK, width),
            sum: DMatrix::zeros(width, width),
        }
    }

    /// Adds one pair: `factor * weight (l'x r'y + r'x l'y)` for each parameter, with `mean_factor` times the mean part in
    /// direction `x`; `x` and `y` are products with the whole pool.
    fn add(&mut self, x: &[f64], y: &[f64], factor: f64, mean_factor: f64) {
        self.left.extend_from_slice(x);
        self.right.extend_from_slice(y);
        self.factors.push((factor, mean_factor));
        if self.factors.len() == BLOCK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let (count, wide) = (self.factors.len(), self.directions.pool.ncols());
        if count == 0 {
            return;
        }
        if count != self.rows.nrows() {
            self.rows = DMatrix::zeros(count, self.rows.ncols());
        }
        // One column per vector of the pool, so that what follows runs along columns.
        let mut left = DMatrix::from_column_slice(wide, count, &self.left).transpose();
        let right = DMatrix::from_column_slice(wide, count, &self.right).transpose();
        let means = self.directions.list.iter().any(|step| step.mean_weight != 0.0);
        let shifts = DVector::from_iterator(count, self.factors.iter().map(|&(_, by)| by));
        let moved = if means { Some(left.clone()) } else { None };
        for (row, &(factor, _)) in self.factors.iter().enumerate() {
            left.row_mut(row).scale_mut(factor);
        }
        for (step, column) in
            self.directions.list.iter().zip(self.rows.as_mut_slice().chunks_exact_mut(count))
        {
            column.fill(0.0);
            if step.weight != 0.0 {
                let one = along(&left, step.left).iter().zip(along(&right, step.right));
                let other = along(&left, step.right).iter().zip(along(&right, step.left));
                for ((value, (a, b)), (c, d)) in column.iter_mut().zip(one).zip(other) {
                    *value = step.weight * (a * b + c * d);
                }
            }
            if let (Some(moved), true) = (&moved, step.mean_weight != 0.0) {
                for ((value, m), by) in column.iter_mut().zip(along(moved, step.mean)).zip(shifts.iter()) {
                    *value += step.mean_weight * by * m;
                }
            }
        }
        add_cross(&mut self.sum, &self.rows);
        self.left.clear();
        self.right.clear();
        self.factors.clear();
    }

    fn done(mut self) -> DMatrix<f64> {
        self.flush();
        self.sum
    }
}

/// Column `k` as a slice.
fn along(matrix: &DMatrix<f64>, k: usize) -> &[f64] {
    let count = matrix.nrows();
    &matrix.as_slice()[k * count..(k + 1) * count]
}

/// The squares to take away (observed) or add (expected) for some of the patterns.
fn squares(directions: &Directions, kind: Information, part: &Part, patterns: &[Pattern]) -> DMatrix<f64> {
    let pool = &directions.pool;
    let (p, wide) = (pool.nrows(), pool.ncols());
    let steps = across(pool, &DMatrix::from_column_slice(p, part.basis.len() / p, &part.basis));
    let rows = match kind {
        Information::Observed => {
            across(pool, &DMatrix::from_column_slice(p, part.products.len() / p, &part.products))
        }
        Information::Expected => DMatrix::zeros(wide, 0),
    };
    let mut gathered = Gathered::new(directions);
    let first = patterns.first().map_or(0, |pattern| pattern.rows.start);
    let mut at = 0;
    for pattern in patterns {
        let gaps = pattern.missing.len();
        let step = |k: usize| &steps.as_slice()[(at + k) * wide..(at + k + 1) * wide];
        let root = pattern.count.sqrt();
        for k in 0..gaps {
            // Half of the squares over ordered pairs (k, l): the diagonal once with 1/2, each other pair once.
            gathered.add(step(k), step(k), root * std::f64::consts::FRAC_1_SQRT_2, 0.0);
            for l in 0..k {
                gathered.add(step(k), step(l), root, 0.0);
            }
            if kind == Information::Observed {
                for row in pattern.rows.clone() {
                    let at = (row - first) * wide;
                    let mean_factor = if row == pattern.rows.start { root } else { 0.0 };
                    gathered.add(step(k), &rows.as_slice()[at..at + wide], 1.0, mean_factor);
                }
            }
        }
        at += gaps;
    }
    gathered.done()
}

/// What one evaluation gives.
#[derive(Debug, Clone)]
pub struct Curvature {
    /// Sums over the patterns, from which value and slope follow.
    pub sums: Sums,
    /// Minus the second derivative of the log likelihood in the parameters (all rows, not one), or its expectation,
    /// without the part that comes from second derivatives of the moments.
    pub information: DMatrix<f64>,
}

impl Sufficient {
    /// Value, sums for the slope, and information in the directions given.
    #[must_use]
    pub fn curvature(&self, point: &Point, directions: &Directions, kind: Information) -> Curvature {
        let (sums, squares) =
            self.sums(point, |part, range| squares(directions, kind, part, &self.patterns[range]));
        let squares = total(squares, directions.list.len());
        let pool = &directions.pool;
        let inner = through(pool, &point.weight);
        let mut information = match kind {
            Information::Observed => {
                let middle = &sums.products - &point.weight * (0.5 * self.count) + &sums.lost;
                let mut whole = traces(directions, &inner, &through(pool, &middle));
                let means = &inner * self.count;
                add_means(&mut whole, directions, &means, Some((&inner, &pool.tr_mul(&sums.shift))));
                whole - squares
            }
            Information::Expected => {
                let middle = &point.weight * (0.5 * self.count) - &sums.lost;
                let mut whole = traces(directions, &inner, &through(pool, &middle));
                let means = &inner * self.count - through(pool, &sums.lost);
                add_means(&mut whole, directions, &means, None);
                whole + squares
            }
        };
        mirror(&mut information);
        Curvature { sums, information }
    }

    /// First derivatives of the deviance: in the means, and in the covariances as the symmetric `G` of `tr(G dSigma)`.
    #[must_use]
    pub fn slope(&self, point: &Point, sums: &Sums) -> (DVector<f64>, DMatrix<f64>) {
        (&sums.shift * -2.0, &point.weight * self.count - &sums.lost - &sums.products)
    }
}
