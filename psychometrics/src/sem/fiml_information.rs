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
use super::gamma_blocks::{across, add_outer, mirror, total};
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

/// Rows with one entry per parameter whose squares are added up as soon as there are enough of them.
struct Gathered {
    rows: Vec<f64>,
    width: usize,
    sum: DMatrix<f64>,
}

impl Gathered {
    fn new(width: usize) -> Self {
        Self { rows: Vec::with_capacity(width * 512), width, sum: DMatrix::zeros(width, width) }
    }

    /// Adds one row: `factor * weight (l'x r'y + r'x l'y)` for each parameter, with `mean_factor` times the mean part in
    /// direction `x`; `x` and `y` are products with the whole pool.
    fn add(&mut self, directions: &Directions, x: &[f64], y: &[f64], factor: f64, mean_factor: f64) {
        self.rows.extend(directions.list.iter().map(|step| {
            let (l, r) = (step.left, step.right);
            factor * step.weight * (x[l] * y[r] + x[r] * y[l]) + mean_factor * step.mean_weight * x[step.mean]
        }));
        if self.rows.len() >= 512 * self.width {
            self.flush();
        }
    }

    fn flush(&mut self) {
        add_outer(&mut self.sum, &self.rows);
        self.rows.clear();
    }

    fn done(mut self) -> DMatrix<f64> {
        self.flush();
        self.sum
    }
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
    let mut gathered = Gathered::new(directions.list.len());
    let first = patterns.first().map_or(0, |pattern| pattern.rows.start);
    let mut at = 0;
    for pattern in patterns {
        let gaps = pattern.missing.len();
        let step = |k: usize| &steps.as_slice()[(at + k) * wide..(at + k + 1) * wide];
        let root = pattern.count.sqrt();
        for k in 0..gaps {
            // Half of the squares over ordered pairs (k, l): the diagonal once with 1/2, each other pair once.
            gathered.add(directions, step(k), step(k), root * std::f64::consts::FRAC_1_SQRT_2, 0.0);
            for l in 0..k {
                gathered.add(directions, step(k), step(l), root, 0.0);
            }
            if kind == Information::Observed {
                for row in pattern.rows.clone() {
                    let at = (row - first) * wide;
                    let mean_factor = if row == pattern.rows.start { root } else { 0.0 };
                    gathered.add(directions, step(k), &rows.as_slice()[at..at + wide], 1.0, mean_factor);
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
