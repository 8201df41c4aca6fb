//! Means, covariances and correlations of items, pairwise complete, from tables or from columns.
//! Not here: rows missing at random handled by likelihood (see `sem`), polychoric correlations.

use nalgebra::DMatrix;
use rayon::prelude::*;

use super::packed::same_shape;
use super::{Answers, Tables, sums};
use crate::{Error, Result};

/// Below so many rows tables are as fast as sums.
const FEW: usize = 256;

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

    /// Counts, means and covariances straight from the answers, without tables; where answers are missing, the correlations
    /// are the covariances over the standard deviations of everybody who answered an item.
    pub(crate) fn covariances(answers: &Answers) -> Self {
        let items = answers.items();
        let sums = if answers.rows() < FEW { None } else { sums::pair_sums(answers) };
        let Some(sums) = sums else { return Self::from_tables(&answers.tables()) };
        let at = |i: usize, j: usize| {
            let pair = i * items + j;
            let of = |list: &[u64]| list[pair] as f64;
            Sums { n: of(&sums.n), x: of(&sums.x), y: of(&sums.y), xy: of(&sums.xy), ..Sums::default() }
        };
        let mean =
            |i: usize| answers.values(i).first().map_or(f64::NAN, |least| least + at(i, i).x / at(i, i).n);
        let means = (0..items).map(mean).collect();
        let mut found = Self::gather(answers.names(), answers.rows() as u64, means, at);
        found.correlation = crate::numeric::linear::to_correlation(&found.covariance);
        found
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
        let products = Products::of(columns, &means, rows);
        Ok(Self::gather(names, rows as u64, means, |i, j| products.sums(i, j)))
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

/// Matrices of sums of products of columns, centred and with zeros in the gaps, so that sums lose no digits and gaps add
/// nothing.
struct Products {
    /// Of the columns with each other.
    xy: DMatrix<f64>,
    /// Where there are gaps: of who answered with who answered, of the columns with who answered, of their squares with
    /// who answered.
    gaps: Option<[DMatrix<f64>; 3]>,
    rows: f64,
}

impl Products {
    /// Over blocks of rows, which stay in the cache.
    fn of<C: AsRef<[f64]> + Sync>(columns: &[C], means: &[f64], rows: usize) -> Self {
        const BLOCK: usize = 512;
        let items = columns.len();
        let gapped = columns.iter().any(|column| column.as_ref().iter().any(|value| value.is_nan()));
        let starts: Vec<usize> = (0..rows).step_by(BLOCK).collect();
        // Parts of a fixed number of blocks, added in their order: the sum does not depend on the threads.
        let parts: Vec<Vec<DMatrix<f64>>> = starts
            .par_chunks(64)
            .map(|starts| {
                let mut sums = vec![DMatrix::zeros(items, items); if gapped { 4 } else { 1 }];
                for &start in starts {
                    let size = BLOCK.min(rows - start);
                    let raw = |row: usize, item: usize| columns[item].as_ref()[start + row];
                    let fill = |term: &dyn Fn(f64, usize) -> f64| {
                        DMatrix::from_fn(size, items, |row, item| {
                            let value = raw(row, item);
                            if value.is_nan() { 0.0 } else { term(value, item) }
                        })
                    };
                    let centred = fill(&|value, item| value - means[item]);
                    sums[0].gemm_tr(1.0, &centred, &centred, 1.0);
                    if gapped {
                        let answered = fill(&|_, _| 1.0);
                        sums[1].gemm_tr(1.0, &answered, &answered, 1.0);
                        sums[2].gemm_tr(1.0, &centred, &answered, 1.0);
                        sums[3].gemm_tr(1.0, &centred.map(|x| x * x), &answered, 1.0);
                    }
                }
                sums
            })
            .collect();
        let whole =
            |place: usize| parts.iter().fold(DMatrix::zeros(items, items), |sum, part| sum + &part[place]);
        let gaps = gapped.then(|| [whole(1), whole(2), whole(3)]);
        Self { xy: whole(0), gaps, rows: rows as f64 }
    }

    /// The sums of a pair. Without gaps the columns are centred, and their sums are nothing.
    fn sums(&self, i: usize, j: usize) -> Sums {
        let (xy, xx, yy) = (self.xy[(i, j)], self.xy[(i, i)], self.xy[(j, j)]);
        match &self.gaps {
            None => Sums { n: self.rows, x: 0.0, y: 0.0, xx, xy, yy },
            Some([n, x, squares]) => Sums {
                n: n[(i, j)],
                x: x[(i, j)],
                y: x[(j, i)],
                xx: squares[(i, j)],
                xy,
                yy: squares[(j, i)],
            },
        }
    }
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
