//! How much of R² each predictor brings, averaged over all orders in which predictors may enter: LMG (Lindeman, Merenda &
//! Gold 1980), which is Shapley's value and general dominance (Budescu 1993).
//! Not here: other measures (see `shares`).
//!
//! All subsets are walked as a tree: at each predictor one branch leaves it out, the other sweeps it from the matrix of
//! those not yet decided. Leaving out costs nothing and most sweeps are of tiny matrices, so a subset costs a few
//! operations, whatever the number of predictors, and no table of subsets is kept.

use nalgebra::DMatrix;
use rand::{Rng, RngExt};
use rand_pcg::Pcg64;
use rayon::prelude::*;

/// Up to this many predictors all subsets are walked.
pub const EXACT_MOST: usize = 26;

/// Shares of R².
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// The share of each predictor; they sum to R².
    pub lmg: Vec<f64>,
    /// Standard error of each share where orders were sampled.
    pub se: Option<Vec<f64>>,
    /// `[k][s]`: what predictor `k` adds on average to `s` others; only where all subsets were walked.
    pub conditional: Option<Vec<Vec<f64>>>,
    /// How many subsets were walked or orders sampled.
    pub count: usize,
}

/// Predictors decided before the work is handed out, so that the sums do not depend on the number of threads.
const HANDED: usize = 5;

/// Shares by all subsets; `correlation` holds the predictors and, last, the response.
///
/// ```
/// use nalgebra::DMatrix;
/// // Two predictors that correlate .5, each .6 with the response.
/// let r = DMatrix::from_row_slice(3, 3, &[1.0, 0.5, 0.6, 0.5, 1.0, 0.6, 0.6, 0.6, 1.0]);
/// let shares = psychometrics::importance::shapley::exact(&r);
/// assert!((shares.lmg[0] - 0.24).abs() < 1e-12 && (shares.lmg[1] - 0.24).abs() < 1e-12);
/// ```
#[must_use]
pub fn exact(correlation: &DMatrix<f64>) -> Shares {
    let p = correlation.nrows() - 1;
    let handed = if p >= 14 { HANDED } else { 0 };
    let first = packed(correlation);
    let tasks: Vec<Walk> =
        (0..1usize << handed).into_par_iter().map(|mask| Walk::of(&first, p, handed, mask)).collect();
    let mut with = vec![vec![0.0; p + 1]; p];
    let mut all = vec![0.0; p + 1];
    for (mask, task) in tasks.iter().enumerate() {
        let size = mask.count_ones() as usize;
        for (further, value) in task.totals[handed].iter().enumerate() {
            all[size + further] += value;
            for (k, with) in with.iter_mut().enumerate().take(handed).filter(|(k, _)| mask >> k & 1 == 1) {
                let _ = k;
                with[size + further] += value;
            }
        }
        for (own, with) in task.with.iter().zip(&mut with) {
            own.iter().zip(with).for_each(|(own, with)| *with += own);
        }
    }
    let conditional: Vec<Vec<f64>> = with.iter().map(|with| increments(with, &all, p)).collect();
    let lmg = conditional.iter().map(|own| own.iter().sum::<f64>() / p as f64).collect();
    Shares { lmg, se: None, conditional: Some(conditional), count: 1 << p }
}

/// What a predictor adds to `s` others on average, from the sums of R² over subsets of each size with it and in all.
fn increments(with: &[f64], all: &[f64], p: usize) -> Vec<f64> {
    let mut subsets = 1.0;
    let mut found = Vec::with_capacity(p);
    for s in 0..p {
        found.push((with[s + 1] - (all[s] - with[s])) / subsets);
        subsets *= (p - 1 - s) as f64 / (s + 1) as f64;
    }
    found
}

/// Rows of the upper triangle, one after the other.
fn packed(matrix: &DMatrix<f64>) -> Vec<f64> {
    let w = matrix.nrows();
    (0..w).flat_map(|i| (i..w).map(move |j| (i, j))).map(|(i, j)| matrix[(i, j)]).collect()
}

struct Walk {
    p: usize,
    /// The matrix of predictors from `k` on and the response, for each `k`; packed.
    matrices: Vec<Vec<f64>>,
    /// Sums of R² over the subsets below a node, by the number of predictors that were added below it.
    totals: Vec<Vec<f64>>,
    /// For each predictor sums of R² over subsets with it, by size.
    with: Vec<Vec<f64>>,
}

impl Walk {
    /// Walks the subsets whose first `handed` predictors are those of `mask`.
    fn of(first: &[f64], p: usize, handed: usize, mask: usize) -> Self {
        let room = |k: usize| vec![0.0; (p - k + 1) * (p - k + 2) / 2];
        let mut walk = Self {
            p,
            matrices: (0..=p).map(room).collect(),
            totals: (0..=p).map(|k| vec![0.0; p - k + 1]).collect(),
            with: vec![vec![0.0; p + 1]; p],
        };
        walk.matrices[0].copy_from_slice(first);
        let mut explained = 0.0;
        for k in 0..handed {
            explained += walk.decide(k, mask >> k & 1 == 1);
        }
        walk.below(handed, (mask.count_ones()) as usize, explained);
        walk
    }

    /// Writes the matrix without predictor `k`, swept of it or not; what it adds to R².
    fn decide(&mut self, k: usize, taken: bool) -> f64 {
        let w = self.p - k + 1;
        let (before, after) = self.matrices.split_at_mut(k + 1);
        let (own, rest) = before[k].split_at(w);
        let next = &mut after[0];
        let pivot = own[0];
        // A predictor without variance of its own adds nothing.
        if !taken || pivot <= 1e-12 {
            next.copy_from_slice(rest);
            return 0.0;
        }
        let scale = pivot.recip();
        let mut at = 0;
        for i in 1..w {
            let factor = own[i] * scale;
            let length = w - i;
            let (from, to) = (&rest[at..at + length], &mut next[at..at + length]);
            for ((to, from), value) in to.iter_mut().zip(from).zip(&own[i..]) {
                *to = from - factor * value;
            }
            at += length;
        }
        own[w - 1] * own[w - 1] * scale
    }

    fn below(&mut self, k: usize, size: usize, explained: f64) {
        if k + 1 == self.p {
            // The last predictor: its variance, its covariance with the response.
            let matrix = &self.matrices[k];
            let more = if matrix[0] > 1e-12 { matrix[1] * matrix[1] / matrix[0] } else { 0.0 };
            self.with[k][size + 1] += explained + more;
            self.totals[k][0] = explained;
            self.totals[k][1] = explained + more;
            return;
        }
        if k == self.p {
            self.totals[k][0] = explained;
            return;
        }
        self.decide(k, false);
        self.below(k + 1, size, explained);
        let (own, next) = self.totals.split_at_mut(k + 1);
        let further = next[0].len();
        own[k][..further].copy_from_slice(&next[0]);
        own[k][further] = 0.0;
        let more = self.decide(k, true);
        self.below(k + 1, size + 1, explained + more);
        let (own, next) = self.totals.split_at_mut(k + 1);
        for (at, value) in next[0].iter().enumerate() {
            own[k][at + 1] += value;
            self.with[k][size + 1 + at] += value;
        }
    }
}

/// Shares by `orders` random orders (each with its reverse), with their standard errors. The same state of `random`
/// gives the same result whatever the number of threads.
pub fn sampled(correlation: &DMatrix<f64>, orders: usize, random: &mut impl Rng) -> Shares {
    let p = correlation.nrows() - 1;
    let seed: u64 = random.random();
    let pairs = orders.div_ceil(2).max(2);
    let one = |pair: usize| {
        let mut own = Pcg64::new(u128::from(seed), pair as u128);
        let mut order: Vec<usize> = (0..p).collect();
        for at in (1..p).rev() {
            order.swap(at, own.random_range(0..=at));
        }
        let mut found = entered(correlation, &order);
        order.reverse();
        let turned = entered(correlation, &order);
        found.iter_mut().zip(&turned).for_each(|(found, turned)| *found = 0.5 * (*found + turned));
        found
    };
    let all: Vec<Vec<f64>> = (0..pairs).into_par_iter().map(one).collect();
    let n = pairs as f64;
    let mean = |k: usize| all.iter().map(|own| own[k]).sum::<f64>() / n;
    let lmg: Vec<f64> = (0..p).map(mean).collect();
    let se = |k: usize| {
        let squares: f64 = all.iter().map(|own| (own[k] - lmg[k]).powi(2)).sum();
        (squares / (n - 1.0) / n).sqrt()
    };
    Shares { se: Some((0..p).map(se).collect()), lmg, conditional: None, count: 2 * pairs }
}

/// What each predictor adds to R² when they enter in that order.
fn entered(correlation: &DMatrix<f64>, order: &[usize]) -> Vec<f64> {
    let p = order.len();
    let mut l: Vec<Vec<f64>> = Vec::with_capacity(p);
    let mut response: Vec<f64> = Vec::with_capacity(p);
    let mut added = vec![0.0; p];
    for (at, &k) in order.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(at + 1);
        for (i, before) in l.iter().enumerate() {
            let inner: f64 = row.iter().zip(before).map(|(a, b)| a * b).sum();
            row.push(if before[i] > 0.0 { (correlation[(k, order[i])] - inner) / before[i] } else { 0.0 });
        }
        let own = correlation[(k, k)] - row.iter().map(|value| value * value).sum::<f64>();
        let inner: f64 = row.iter().zip(&response).map(|(a, b)| a * b).sum();
        let (root, with) =
            if own > 1e-12 { (own.sqrt(), (correlation[(k, p)] - inner) / own.sqrt()) } else { (0.0, 0.0) };
        row.push(root);
        l.push(row);
        response.push(with);
        added[k] = with * with;
    }
    added
}
