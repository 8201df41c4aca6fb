//! Split halves: a given one, all of them, or a sample where there are too many.
//!
//! With `s` the signs of the halves and `q = s'Cs`, half of the scale covaries with the other half by `(V - q)/4`. All
//! splits are visited in Gray order, one item changing sides at a time, at k additions each.
//! Not here: bounds made of them (see `guttman`).

use nalgebra::DMatrix;
use rand::{Rng, RngExt};
use serde::Serialize;

use super::quantile::{Kind, sorted_quantile};
use crate::{Error, Result};

/// Up to so many items every split is tried.
const ALL: usize = 22;

/// Splits drawn beyond that.
const DRAWN: usize = 20_000;

/// One split.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Split {
    /// Items of the first half.
    pub first: Vec<String>,
    /// Items of the second half.
    pub second: Vec<String>,
    /// Correlation of the halves.
    pub r: f64,
    /// Stepped up to the whole length, `2r/(1+r)` (Spearman 1910, Brown 1910).
    pub spearman_brown: f64,
    /// `4 cov(A,B) / V`, the same as `2 (1 - (var A + var B)/V)` (Flanagan 1937, Rulon 1939).
    pub flanagan: f64,
}

/// How the coefficients of many splits lie.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Splits {
    /// Mean.
    pub mean: f64,
    /// Least.
    pub min: f64,
    /// Largest.
    pub max: f64,
    /// Standard deviation over the splits, divided by their number.
    pub sd: f64,
    /// Quantiles (type 7) at 0.025, 0.05, 0.25, 0.5, 0.75, 0.95 and 0.975.
    pub quantiles: Vec<f64>,
}

/// Splits into halves of equal size, or sizes that differ by one item.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SplitHalves {
    /// How many splits were looked at.
    pub count: usize,
    /// Whether these are all there are; otherwise they were drawn, and the best and worst improved by exchanges.
    pub all: bool,
    /// Flanagan-Rulon coefficients.
    pub flanagan: Splits,
    /// Spearman-Brown coefficients.
    pub spearman_brown: Splits,
    /// The split with the largest Flanagan-Rulon coefficient.
    pub best: Split,
    /// The split with the least.
    pub worst: Split,
    /// The largest Flanagan-Rulon coefficient of splits of any sizes; none where not all were tried.
    pub any_size_max: Option<f64>,
    /// Items in odd places against items in even places.
    pub odd_even: Split,
    /// The first items against the last (the middle item of an odd number goes with the first).
    pub first_second: Split,
}

/// A split under way: signs, `g = C s`, `q = s'Cs` and `u = s'C1`.
struct Walk<'a> {
    matrix: &'a DMatrix<f64>,
    rows: Vec<f64>,
    total: f64,
    signs: Vec<f64>,
    g: Vec<f64>,
    q: f64,
    u: f64,
}

impl<'a> Walk<'a> {
    /// From given signs.
    fn new(matrix: &'a DMatrix<f64>, signs: Vec<f64>) -> Self {
        let rows: Vec<f64> = matrix.column_sum().iter().copied().collect();
        let mut walk = Self { matrix, total: rows.iter().sum(), rows, g: Vec::new(), signs, q: 0.0, u: 0.0 };
        walk.settle();
        walk
    }

    /// Computes everything anew, so that rounding does not pile up.
    fn settle(&mut self) {
        let line = |i: usize| self.matrix.column(i).iter().zip(&self.signs).map(|(c, s)| c * s).sum::<f64>();
        self.g = (0..self.signs.len()).map(line).collect();
        self.q = self.g.iter().zip(&self.signs).map(|(g, s)| g * s).sum();
        self.u = self.rows.iter().zip(&self.signs).map(|(row, s)| row * s).sum();
    }

    /// Moves an item to the other half.
    fn turn(&mut self, item: usize) {
        let change = -2.0 * self.signs[item];
        self.q += change * (2.0 * self.g[item] + change * self.matrix[(item, item)]);
        self.u += change * self.rows[item];
        self.signs[item] = -self.signs[item];
        for (g, c) in self.g.iter_mut().zip(&self.matrix.column(item)) {
            *g += change * c;
        }
    }

    fn flanagan(&self) -> f64 {
        (self.total - self.q) / self.total
    }

    /// Correlation of the halves.
    fn r(&self) -> f64 {
        let (a, b) = (self.total + 2.0 * self.u + self.q, self.total - 2.0 * self.u + self.q);
        (self.total - self.q) / (a * b).sqrt()
    }

    /// The split with its numbers.
    fn split(&self, names: &[String]) -> Split {
        let r = self.r();
        let half = |sign: f64| {
            names.iter().zip(&self.signs).filter(|(_, s)| **s == sign).map(|(name, _)| name.clone()).collect()
        };
        Split {
            first: half(1.0),
            second: half(-1.0),
            r,
            spearman_brown: 2.0 * r / (1.0 + r),
            flanagan: self.flanagan(),
        }
    }
}

/// Refuses what cannot be split.
fn check(names: &[String], matrix: &DMatrix<f64>) -> Result<()> {
    let k = names.len();
    if k < 2 {
        return Err(Error::TooFew { what: "items to split".to_owned(), needed: 2, found: k });
    }
    let refuse = |why: &str| Err(Error::Argument { what: "matrix to split".to_owned(), why: why.to_owned() });
    if matrix.nrows() != k || matrix.ncols() != k {
        return refuse("its size is not the number of names");
    }
    if matrix.iter().any(|value| !value.is_finite()) {
        return refuse("it holds something that is not a number");
    }
    if matrix.sum() <= 0.0 {
        return refuse("the items add up to no variance");
    }
    Ok(())
}

/// The split whose first half has the items at the given places (from 0).
///
/// # Errors
/// [`Error::TooFew`], [`Error::Argument`] for a matrix that does not fit or a half without items.
pub fn split_half(names: &[String], matrix: &DMatrix<f64>, first: &[usize]) -> Result<Split> {
    check(names, matrix)?;
    let mut signs = vec![-1.0; names.len()];
    for &item in first {
        let sign = signs.get_mut(item);
        *sign.ok_or_else(|| Error::Argument { what: "half".to_owned(), why: format!("no item {item}") })? =
            1.0;
    }
    if signs.iter().all(|sign| *sign == signs[0]) {
        return Err(Error::Argument { what: "half".to_owned(), why: "one half has no items".to_owned() });
    }
    Ok(Walk::new(matrix, signs).split(names))
}

/// Every split into equal halves of up to 22 items, a sample of 20,000 beyond.
///
/// # Errors
/// As [`split_half`].
pub fn split_halves(names: &[String], matrix: &DMatrix<f64>, random: &mut impl Rng) -> Result<SplitHalves> {
    check(names, matrix)?;
    let k = names.len();
    let (equal, any_size_max) = if k <= ALL { every(matrix) } else { (drawn(matrix, random), None) };
    let mut flanagan: Vec<f64> = equal.iter().map(|split| split.0).collect();
    let mut stepped: Vec<f64> = equal.iter().map(|split| split.1).collect();
    let extreme = |sign: f64| {
        let best = equal.iter().max_by(|a, b| (sign * a.0).total_cmp(&(sign * b.0)));
        let signs = best.map_or_else(|| vec![1.0; k], |best| signs_of(&best.2, k));
        let mut walk = Walk::new(matrix, signs);
        if any_size_max.is_none() {
            improve(&mut walk, sign);
        }
        walk.split(names)
    };
    let (best, worst) = (extreme(1.0), extreme(-1.0));
    let mut summary = summarise(&mut flanagan);
    (summary.min, summary.max) = (worst.flanagan, best.flanagan);
    let odd: Vec<usize> = (0..k).step_by(2).collect();
    let front: Vec<usize> = (0..k.div_ceil(2)).collect();
    Ok(SplitHalves {
        count: equal.len(),
        all: any_size_max.is_some(),
        flanagan: summary,
        spearman_brown: summarise(&mut stepped),
        best,
        worst,
        any_size_max,
        odd_even: split_half(names, matrix, &odd)?,
        first_second: split_half(names, matrix, &front)?,
    })
}

/// A split found: Flanagan-Rulon, Spearman-Brown, the items of the first half as bits.
type Found = (f64, f64, Vec<u64>);

/// Signs from bits.
fn signs_of(bits: &[u64], k: usize) -> Vec<f64> {
    (0..k).map(|item| if bits[item / 64] >> (item % 64) & 1 == 1 { 1.0 } else { -1.0 }).collect()
}

/// All splits: those of equal sizes, and the largest coefficient of any sizes.
fn every(matrix: &DMatrix<f64>) -> (Vec<Found>, Option<f64>) {
    let k = matrix.nrows();
    let mut walk = Walk::new(matrix, vec![-1.0; k]);
    let (mut equal, mut most) = (Vec::new(), f64::NEG_INFINITY);
    let mut half = 0u64;
    // The last item never moves: a split and its mirror image are one.
    for step in 1u64..1 << (k - 1) {
        let item = step.trailing_zeros();
        half ^= 1 << item;
        walk.turn(item as usize);
        if step % 1024 == 0 {
            walk.settle();
        }
        most = most.max(walk.flanagan());
        let size = half.count_ones() as usize;
        if size == k / 2 || size == k - k / 2 {
            let r = walk.r();
            equal.push((walk.flanagan(), 2.0 * r / (1.0 + r), vec![half]));
        }
    }
    (equal, Some(most))
}

/// Splits of equal sizes drawn at random.
fn drawn(matrix: &DMatrix<f64>, random: &mut impl Rng) -> Vec<Found> {
    let k = matrix.nrows();
    let mut walk = Walk::new(matrix, (0..k).map(|item| if item < k / 2 { 1.0 } else { -1.0 }).collect());
    let mut order: Vec<usize> = (0..k).collect();
    (0..DRAWN)
        .map(|_| {
            for place in 0..k / 2 {
                let other = random.random_range(place..k);
                order.swap(place, other);
            }
            let mut half = vec![0u64; k.div_ceil(64)];
            for &item in &order[..k / 2] {
                half[item / 64] |= 1 << (item % 64);
            }
            walk.signs = signs_of(&half, k);
            walk.settle();
            let r = walk.r();
            (walk.flanagan(), 2.0 * r / (1.0 + r), half)
        })
        .collect()
}

/// Exchanges items between the halves as long as the coefficient rises (`sign` 1) or falls (-1).
fn improve(walk: &mut Walk<'_>, sign: f64) {
    let k = walk.signs.len();
    loop {
        let mut best = (1e-12 * walk.total, 0, 0);
        for i in (0..k).filter(|&i| walk.signs[i] > 0.0) {
            for j in (0..k).filter(|&j| walk.signs[j] < 0.0) {
                // The change of q when i leaves the first half and j enters it.
                let matrix = walk.matrix;
                let squares = matrix[(i, i)] + matrix[(j, j)] - 2.0 * matrix[(i, j)];
                let change = 4.0 * (walk.g[j] - walk.g[i]) + 4.0 * squares;
                if -sign * change > best.0 {
                    best = (-sign * change, i, j);
                }
            }
        }
        if best.1 == best.2 {
            return;
        }
        walk.turn(best.1);
        walk.turn(best.2);
        walk.settle();
    }
}

/// How coefficients lie; sorts them.
fn summarise(values: &mut [f64]) -> Splits {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let quantile = |share: &f64| sorted_quantile(values, *share, Kind::Type7);
    Splits {
        mean,
        min: values.first().copied().unwrap_or(f64::NAN),
        max: values.last().copied().unwrap_or(f64::NAN),
        sd: (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt(),
        quantiles: [0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975].iter().map(quantile).collect(),
    }
}
