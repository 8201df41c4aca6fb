//! Centred sums of products over pairs of columns, from rows or from tables.
//! Not here: what is made of them (see `pearson`).

use rayon::prelude::*;

use super::pearson::Missing;
use crate::{Error, Result};

/// Sums over the rows of one pair, about the pair's means.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    /// Rows.
    pub n: f64,
    /// Mean of the first column.
    pub mean: f64,
    /// Σ (x − x̄)².
    pub first: f64,
    /// Σ (y − ȳ)².
    pub second: f64,
    /// Σ (x − x̄)(y − ȳ).
    pub both: f64,
}

impl Sums {
    pub fn covariance(&self) -> f64 {
        self.both / (self.n - 1.0)
    }

    pub fn correlation(&self, names: &[String], i: usize, j: usize) -> Result<f64> {
        self.require_variance(names, i, j)?;
        Ok((self.both / (self.first * self.second).sqrt()).clamp(-1.0, 1.0))
    }

    /// Refuses a pair in which a column does not vary.
    pub fn require_variance(&self, names: &[String], i: usize, j: usize) -> Result<()> {
        for (sum, own, other) in [(self.first, i, j), (self.second, j, i)] {
            // What is left of a constant after rounding is no variance.
            let rounding = 1e-24 * self.n * self.mean * self.mean;
            if sum <= if own == i { rounding } else { 0.0 } {
                let item = if own == other {
                    names[own].clone()
                } else {
                    format!("{}, among the rows it shares with {},", names[own], names[other])
                };
                return Err(Error::Constant { item });
            }
        }
        Ok(())
    }
}

/// Refuses pairs with fewer than two rows; `sums` is the lower triangle row by row.
pub(super) fn enough(names: &[String], sums: &[Sums]) -> Result<()> {
    for i in 0..names.len() {
        for j in 0..=i {
            let n = sums[i * (i + 1) / 2 + j].n;
            if n < 2.0 {
                let what = if i == j {
                    format!("rows with \"{}\"", names[i])
                } else {
                    format!("rows with both \"{}\" and \"{}\"", names[j], names[i])
                };
                return Err(Error::TooFew { what, needed: 2, found: n as usize });
            }
        }
    }
    Ok(())
}

/// Sums of one item with itself.
pub(super) fn of_margin(values: &[f64], counts: &[u64]) -> Sums {
    let n: f64 = counts.iter().map(|&count| count as f64).sum();
    let weighted = || values.iter().zip(counts).map(|(&value, &count)| (value, count as f64));
    let mean = weighted().map(|(value, count)| value * count).sum::<f64>() / n;
    let square: f64 = weighted().map(|(value, count)| count * (value - mean) * (value - mean)).sum();
    Sums { n, mean, first: square, second: square, both: square }
}

/// Sums of two items over those who answered both.
pub(super) fn of_table(rows: &[f64], columns: &[f64], counts: &[u64]) -> Sums {
    let cells = || {
        counts
            .iter()
            .enumerate()
            .map(|(at, &count)| (rows[at / columns.len()], columns[at % columns.len()], count as f64))
    };
    let n: f64 = cells().map(|cell| cell.2).sum();
    let (x, y) = cells().fold((0.0, 0.0), |sum, (x, y, count)| (sum.0 + count * x, sum.1 + count * y));
    let (x, y) = (x / n, y / n);
    let mut sums = Sums { n, mean: x, ..Sums::default() };
    for (a, b, count) in cells() {
        sums.first += count * (a - x) * (a - x);
        sums.second += count * (b - y) * (b - y);
        sums.both += count * (a - x) * (b - y);
    }
    sums
}

/// A column about its own mean, with 1 and 0 for present and missing where anything is missing.
struct Centred {
    mean: f64,
    values: Vec<f64>,
    present: Option<Vec<f64>>,
    n: f64,
}

impl Centred {
    fn of(column: &[f64], kept: Option<&[bool]>) -> Self {
        let chosen: Vec<f64> = match kept {
            Some(kept) => column.iter().zip(kept).filter(|pair| *pair.1).map(|pair| *pair.0).collect(),
            None => column.to_vec(),
        };
        let n = chosen.iter().filter(|value| !value.is_nan()).count() as f64;
        let rough = chosen.iter().filter(|value| !value.is_nan()).sum::<f64>() / n;
        let mean =
            rough + chosen.iter().filter(|value| !value.is_nan()).map(|value| value - rough).sum::<f64>() / n;
        let gaps = n < chosen.len() as f64;
        let present =
            gaps.then(|| chosen.iter().map(|value| if value.is_nan() { 0.0 } else { 1.0 }).collect());
        let values = chosen.iter().map(|value| if value.is_nan() { 0.0 } else { value - mean }).collect();
        Self { mean, values, present, n }
    }
}

/// Sums of all pairs of columns i ≥ j, the lower triangle row by row.
pub(super) fn of_columns(names: &[String], columns: &[&[f64]], missing: Missing) -> Result<Vec<Sums>> {
    same_lengths(names, columns)?;
    let rows = columns.first().map_or(0, |column| column.len());
    let kept: Option<Vec<bool>> = (missing == Missing::Listwise)
        .then(|| (0..rows).map(|row| columns.iter().all(|column| !column[row].is_nan())).collect());
    if let Some(kept) = &kept {
        let found = kept.iter().filter(|&&row| row).count();
        if found < 2 {
            return Err(Error::TooFew { what: "complete rows".to_owned(), needed: 2, found });
        }
    }
    let centred: Vec<Centred> =
        columns.par_iter().map(|column| Centred::of(column, kept.as_deref())).collect();
    let pairs: Vec<(usize, usize)> = (0..columns.len()).flat_map(|i| (0..=i).map(move |j| (i, j))).collect();
    let found: Vec<Sums> = pairs.par_iter().map(|&(i, j)| pair(&centred[i], &centred[j])).collect();
    enough(names, &found)?;
    Ok(found)
}

/// Refuses lists that do not belong together, and infinite values.
pub(super) fn same_lengths(names: &[String], columns: &[&[f64]]) -> Result<()> {
    if names.len() != columns.len() {
        let why = format!("{} names for {} columns", names.len(), columns.len());
        return Err(Error::Argument { what: "names".to_owned(), why });
    }
    if columns.is_empty() {
        return Err(Error::TooFew { what: "columns".to_owned(), needed: 1, found: 0 });
    }
    for (name, column) in names.iter().zip(columns) {
        if column.len() != columns[0].len() {
            let why = format!("{} rows, but \"{}\" has {}", column.len(), names[0], columns[0].len());
            return Err(Error::Argument { what: format!("column \"{name}\""), why });
        }
        if let Some(row) = column.iter().position(|value| value.is_infinite()) {
            let why = "is not a finite number".to_owned();
            return Err(Error::Value {
                item: name.clone(),
                row: row + 1,
                value: column[row].to_string(),
                why,
            });
        }
    }
    Ok(())
}

fn pair(x: &Centred, y: &Centred) -> Sums {
    let both = dot(&x.values, &y.values);
    let (n, sum_x, sum_y, first, second) = match (&x.present, &y.present) {
        (None, None) => (x.n, 0.0, 0.0, dot(&x.values, &x.values), dot(&y.values, &y.values)),
        (Some(own), None) => {
            (x.n, 0.0, dot(&y.values, own), dot(&x.values, &x.values), weighted(&y.values, own))
        }
        (None, Some(other)) => {
            (y.n, dot(&x.values, other), 0.0, weighted(&x.values, other), dot(&y.values, &y.values))
        }
        (Some(own), Some(other)) => (
            dot(own, other),
            dot(&x.values, other),
            dot(&y.values, own),
            weighted(&x.values, other),
            weighted(&y.values, own),
        ),
    };
    Sums {
        n,
        mean: x.mean + sum_x / n,
        first: first - sum_x * sum_x / n,
        second: second - sum_y * sum_y / n,
        both: both - sum_x * sum_y / n,
    }
}

/// Σ ab in eight lanes, whose order does not depend on anything but the length.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// Σ a² w.
fn weighted(a: &[f64], w: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), w.chunks_exact(8));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, w)| a * a * w).sum();
    for (a, w) in left.zip(right) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * a[lane] * w[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}
