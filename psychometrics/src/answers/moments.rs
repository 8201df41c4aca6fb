//! Means, covariances and correlations of items, pairwise complete, from tables or from columns.
//! Not here: rows missing at random handled by likelihood (see `sem`), polychoric correlations.

use nalgebra::DMatrix;
use rayon::prelude::*;

use super::Tables;
use super::packed::same_shape;
use crate::{Error, Result};

/// How missing answers are treated where only moments are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Each number from every row that has what it needs.
    Pairwise,
    /// Every number from the rows without a gap.
    Listwise,
}

/// First and second moments of some items.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// Names of the items.
    pub names: Vec<String>,
    /// Rows, answered or not.
    pub rows: u64,
    /// How many answered both of a pair; on the diagonal, the item.
    pub counts: DMatrix<f64>,
    /// Mean of each item over everybody who answered it; NaN where nobody did.
    pub means: Vec<f64>,
    /// Covariances over those who answered both, divided by their number less one; NaN where fewer than two did.
    pub covariance: DMatrix<f64>,
    /// Pearson correlations over those who answered both, with the variances among them; NaN where they do not exist.
    pub correlation: DMatrix<f64>,
}

/// Sums over the rows that have both of a pair.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Sums {
    /// Covariance and correlation.
    fn moments(self) -> (f64, f64) {
        let cross = |a: f64, b: f64, ab: f64| (ab - a * b / self.n) / (self.n - 1.0);
        if self.n < 2.0 {
            return (f64::NAN, f64::NAN);
        }
        let covariance = cross(self.x, self.y, self.xy);
        let variances = cross(self.x, self.x, self.xx) * cross(self.y, self.y, self.yy);
        (covariance, if variances > 0.0 { covariance / variances.sqrt() } else { f64::NAN })
    }
}

impl Moments {
    /// From two-way tables.
    ///
    /// ```
    /// use psychometrics::answers::{Answers, Moments};
    /// let names = vec!["q1".to_owned(), "q2".to_owned()];
    /// let columns = [vec![1.0, 2.0, 3.0, f64::NAN], vec![2.0, 2.0, 5.0, 1.0]];
    /// let moments = Moments::from_tables(&Answers::from_columns(&names, &columns)?.tables());
    /// assert_eq!(moments.covariance[(0, 1)], 1.5);
    /// assert_eq!(moments.counts[(0, 1)], 3.0);
    /// # Ok::<(), psychometrics::Error>(())
    /// ```
    #[must_use]
    pub fn from_tables(tables: &Tables) -> Self {
        // Counted from the least category, so that large values lose no digits.
        let shifted = |i: usize| -> Vec<f64> {
            let values = tables.values(i);
            values.iter().map(|value| value - values[0]).collect()
        };
        let values: Vec<Vec<f64>> = (0..tables.items()).map(shifted).collect();
        let means = (0..tables.items())
            .map(|i| {
                let n = tables.answered(i) as f64;
                let sum: f64 = values[i].iter().zip(tables.margin(i)).map(|(x, n)| x * *n as f64).sum();
                tables.values(i).first().map_or(f64::NAN, |least| least + sum / n)
            })
            .collect();
        let sums = |i: usize, j: usize| {
            if i == j {
                of_margin(tables.margin(i), &values[i])
            } else {
                of_pair(tables.upper(i, j), &values[i], &values[j])
            }
        };
        Self::gather(tables.names(), tables.rows(), means, sums)
    }

    /// From columns of any numbers, NaN where one is missing.
    ///
    /// # Errors
    /// [`Error::Argument`] where names and columns do not match or columns differ in length, [`Error::Value`] for an
    /// infinite number.
    pub fn from_columns<C: AsRef<[f64]> + Sync>(names: &[String], columns: &[C]) -> Result<Self> {
        same_shape(names, columns.iter().map(|column| column.as_ref().len()))?;
        let rows = columns.first().map_or(0, |column| column.as_ref().len());
        let mut means = Vec::with_capacity(columns.len());
        for (name, column) in names.iter().zip(columns) {
            means.push(mean(name, column.as_ref())?);
        }
        // Centred, with zero for a gap: sums of squares lose no digits, and gaps add nothing.
        let centre = |(column, mean): (&C, &f64)| -> (Vec<f64>, bool) {
            let column = column.as_ref();
            let gaps = column.iter().any(|value| value.is_nan());
            (column.iter().map(|value| if value.is_nan() { 0.0 } else { value - mean }).collect(), gaps)
        };
        let centred: Vec<(Vec<f64>, bool)> = columns.iter().zip(&means).map(centre).collect();
        let pairs: Vec<Vec<Sums>> = (0..columns.len())
            .into_par_iter()
            .map(|i| {
                let one = |j: usize| {
                    let ((x, gaps_x), (y, gaps_y)) = (&centred[i], &centred[j]);
                    if *gaps_x || *gaps_y {
                        of_gapped((x, y), (columns[i].as_ref(), columns[j].as_ref()))
                    } else {
                        Sums {
                            n: rows as f64,
                            x: sum(x),
                            y: sum(y),
                            xx: dot(x, x),
                            xy: dot(x, y),
                            yy: dot(y, y),
                        }
                    }
                };
                (i..columns.len()).map(one).collect()
            })
            .collect();
        Ok(Self::gather(names, rows as u64, means, |i, j| pairs[i][j - i]))
    }

    /// Puts the sums of all pairs `i <= j` together.
    fn gather(names: &[String], rows: u64, means: Vec<f64>, sums: impl Fn(usize, usize) -> Sums) -> Self {
        let items = names.len();
        let mut counts = DMatrix::zeros(items, items);
        let mut covariance = DMatrix::zeros(items, items);
        let mut correlation = DMatrix::zeros(items, items);
        for i in 0..items {
            for j in i..items {
                let sums = sums(i, j);
                let (cov, cor) = sums.moments();
                let cor = if i == j && !cor.is_nan() { 1.0 } else { cor };
                for (row, column) in [(i, j), (j, i)] {
                    counts[(row, column)] = sums.n;
                    covariance[(row, column)] = cov;
                    correlation[(row, column)] = cor;
                }
            }
        }
        Self { names: names.to_vec(), rows, counts, means, covariance, correlation }
    }

    /// Items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.names.len()
    }

    /// Whether every row answered every item.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.counts.iter().all(|count| *count == self.rows as f64)
    }

    /// Some of the items, in the order given.
    ///
    /// # Errors
    /// [`Error::UnknownColumn`].
    pub fn select(&self, names: &[String]) -> Result<Self> {
        let place = |name: &String| {
            let found = self.names.iter().position(|known| known == name);
            found.ok_or_else(|| Error::UnknownColumn { name: name.clone() })
        };
        let kept = names.iter().map(place).collect::<Result<Vec<_>>>()?;
        let pick = |matrix: &DMatrix<f64>| matrix.select_rows(&kept).select_columns(&kept);
        Ok(Self {
            names: names.to_vec(),
            rows: self.rows,
            counts: pick(&self.counts),
            means: kept.iter().map(|&i| self.means[i]).collect(),
            covariance: pick(&self.covariance),
            correlation: pick(&self.correlation),
        })
    }

    /// Refuses moments from which nothing about relations can be said.
    ///
    /// # Errors
    /// [`Error::TooFew`] where fewer than two rows answered both of a pair, [`Error::Constant`].
    pub fn check(&self) -> Result<()> {
        for i in 0..self.items() {
            for j in 0..=i {
                if self.counts[(i, j)] < 2.0 {
                    let what = if i == j {
                        format!("answers to \"{}\"", self.names[i])
                    } else {
                        format!("rows that answered \"{}\" and \"{}\"", self.names[j], self.names[i])
                    };
                    return Err(Error::TooFew { what, needed: 2, found: self.counts[(i, j)] as usize });
                }
            }
            // Rounding leaves about 1e-16 of the square of the largest deviation, and never so little of real variance.
            if self.covariance[(i, i)] <= 1e-28 * (1.0 + self.means[i] * self.means[i]) {
                return Err(Error::Constant { item: self.names[i].clone() });
            }
        }
        Ok(())
    }
}

/// Sums over a margin, as of an item with itself.
fn of_margin(margin: &[u64], values: &[f64]) -> Sums {
    let mut sums = Sums::default();
    for (x, count) in values.iter().zip(margin) {
        let n = *count as f64;
        sums.n += n;
        sums.x += n * x;
        sums.xx += n * x * x;
    }
    Sums { y: sums.x, xy: sums.xx, yy: sums.xx, ..sums }
}

/// Sums over a table.
fn of_pair(cells: &[u64], xs: &[f64], ys: &[f64]) -> Sums {
    let mut sums = Sums::default();
    for (x, line) in xs.iter().zip(cells.chunks_exact(ys.len().max(1))) {
        let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for (y, count) in ys.iter().zip(line) {
            let count = *count as f64;
            n += count;
            sum += count * y;
            squares += count * y * y;
        }
        sums.n += n;
        sums.x += n * x;
        sums.y += sum;
        sums.xx += n * x * x;
        sums.xy += x * sum;
        sums.yy += squares;
    }
    sums
}

/// Sums over the rows that have both of two columns, given centred with zeros in the gaps and as they were.
fn of_gapped((x, y): (&[f64], &[f64]), (raw_x, raw_y): (&[f64], &[f64])) -> Sums {
    let mut sums = Sums::default();
    for ((x, y), (raw_x, raw_y)) in x.iter().zip(y).zip(raw_x.iter().zip(raw_y)) {
        let both = if raw_x.is_nan() || raw_y.is_nan() { 0.0 } else { 1.0 };
        sums.n += both;
        sums.x += both * x;
        sums.y += both * y;
        sums.xx += both * x * x;
        sums.xy += x * y;
        sums.yy += both * y * y;
    }
    sums
}

/// The mean of what is there.
fn mean(name: &str, column: &[f64]) -> Result<f64> {
    let (mut n, mut sum) = (0.0, 0.0);
    for (row, value) in column.iter().enumerate() {
        if value.is_infinite() {
            let why = "is not finite".to_owned();
            return Err(Error::Value { item: name.to_owned(), row: row + 1, value: value.to_string(), why });
        }
        if !value.is_nan() {
            n += 1.0;
            sum += value;
        }
    }
    let rough = sum / n;
    // A second pass takes back what the sum of large numbers lost.
    let rest: f64 = column.iter().filter(|value| !value.is_nan()).map(|value| value - rough).sum();
    Ok(rough + rest / n)
}

/// Sum in eight lanes.
fn sum(x: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let mut chunks = x.chunks_exact(8);
    for chunk in &mut chunks {
        for (lane, x) in lanes.iter_mut().zip(chunk) {
            *lane += x;
        }
    }
    lanes.iter().sum::<f64>() + chunks.remainder().iter().sum::<f64>()
}

/// Sum of products in eight lanes.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let (mut left, mut right) = (x.chunks_exact(8), y.chunks_exact(8));
    for (x, y) in (&mut left).zip(&mut right) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f64>() + rest
}
