//! Pearson correlations and covariances of columns of numbers, pairwise or listwise, or of ordinal items from tables.
//! Not here: correlations of what lies behind ordinal answers (see `polychoric`).

use nalgebra::DMatrix;
use rayon::prelude::*;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::moments::{self, Sums};
use crate::answers::Tables;
use crate::numeric::{linear, normal, serial};
use crate::{Error, Result};

/// Which rows a pair of columns is correlated over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Those that have both columns.
    #[default]
    Pairwise,
    /// Those that have all columns.
    Listwise,
}

/// Pearson correlations with what is known of their error.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pearson {
    /// Names of the columns.
    pub items: Vec<String>,
    /// The correlations; a pairwise matrix need not be positive definite.
    #[serde(serialize_with = "serial::rows")]
    pub correlations: DMatrix<f64>,
    /// Rows behind each pair; on the diagonal, the column.
    pub n: Vec<Vec<u64>>,
    /// √((1 − r²)/(n − 2)); NaN with fewer than three rows.
    #[serde(serialize_with = "serial::rows")]
    pub standard_errors: DMatrix<f64>,
    /// Two-sided probability of r under no correlation, from t = r/se with n − 2 degrees of freedom.
    #[serde(serialize_with = "serial::rows")]
    pub p: DMatrix<f64>,
    /// `p` adjusted for the number of pairs (Holm 1979).
    #[serde(serialize_with = "serial::rows")]
    pub p_holm: DMatrix<f64>,
    /// Lower ends of the intervals tanh(atanh r ± z/√(n − 3)) (Fisher 1921); NaN with fewer than four rows.
    #[serde(serialize_with = "serial::rows")]
    pub lower: DMatrix<f64>,
    /// Upper ends.
    #[serde(serialize_with = "serial::rows")]
    pub upper: DMatrix<f64>,
    /// The intervals' confidence.
    pub confidence: f64,
    /// Smallest eigenvalue.
    pub smallest_eigenvalue: f64,
    /// Whether the matrix is positive definite.
    pub positive_definite: bool,
}

/// Covariances with their standard errors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Covariance {
    /// Names of the columns.
    pub items: Vec<String>,
    /// Means over the rows each column has (listwise: over the complete rows).
    pub means: Vec<f64>,
    /// Covariances with divisor n − 1, each over the rows of its pair.
    #[serde(serialize_with = "serial::rows")]
    pub covariances: DMatrix<f64>,
    /// √((s_ii s_jj + s_ij²)/(n − 1)), as for normal columns.
    #[serde(serialize_with = "serial::rows")]
    pub standard_errors: DMatrix<f64>,
    /// Rows behind each pair.
    pub n: Vec<Vec<u64>>,
}

/// Pearson correlations of columns of numbers (NaN = missing).
///
/// # Errors
/// [`Error::Argument`] where names and columns do not match or `confidence` is not between 0 and 1;
/// [`Error::Constant`] for a column without variance over the rows of a pair; [`Error::TooFew`] for a pair with fewer
/// than two rows.
///
/// ```
/// use psychometrics::correlation::{Missing, pearson};
/// let names = ["x".to_owned(), "y".to_owned()];
/// let columns = [vec![1.0, 2.0, 3.0, 4.0, f64::NAN], vec![2.0, 1.0, 4.0, 3.0, 9.0]];
/// let found = pearson(&names, &columns, Missing::Pairwise, 0.95)?;
/// assert!((found.correlations[(0, 1)] - 0.6).abs() < 1e-15 && found.n[0][1] == 4);
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn pearson<C: AsRef<[f64]> + Sync>(
    names: &[String],
    columns: &[C],
    missing: Missing,
    confidence: f64,
) -> Result<Pearson> {
    let columns: Vec<&[f64]> = columns.iter().map(AsRef::as_ref).collect();
    correlate(names, &moments::of_columns(names, &columns, missing)?, confidence)
}

/// Pearson correlations of ordinal items from their tables, pairwise (listwise from the tables of complete rows).
///
/// # Errors
/// Those of [`pearson`].
pub fn pearson_of_tables(tables: &Tables, confidence: f64) -> Result<Pearson> {
    correlate(tables.names(), &of_tables(tables)?, confidence)
}

/// Covariances of columns of numbers (NaN = missing), divisor n − 1.
///
/// # Errors
/// [`Error::Argument`] where names and columns do not match; [`Error::TooFew`] for a pair with fewer than two rows.
pub fn covariance<C: AsRef<[f64]> + Sync>(
    names: &[String],
    columns: &[C],
    missing: Missing,
) -> Result<Covariance> {
    let columns: Vec<&[f64]> = columns.iter().map(AsRef::as_ref).collect();
    Ok(covary(names, &moments::of_columns(names, &columns, missing)?))
}

/// Covariances of ordinal items from their tables, pairwise, divisor n − 1.
///
/// # Errors
/// [`Error::TooFew`] for a pair nobody or only one person answered both of.
pub fn covariance_of_tables(tables: &Tables) -> Result<Covariance> {
    Ok(covary(tables.names(), &of_tables(tables)?))
}

/// Sums over the pairs i ≥ j, the lower triangle row by row.
fn of_tables(tables: &Tables) -> Result<Vec<Sums>> {
    let pairs: Vec<(usize, usize)> = (0..tables.items()).flat_map(|i| (0..=i).map(move |j| (i, j))).collect();
    let found: Vec<Sums> = pairs
        .par_iter()
        .map(|&(i, j)| {
            if i == j {
                return moments::of_margin(tables.values(i), tables.margin(i));
            }
            moments::of_table(tables.values(i), tables.values(j), &tables.pair(i, j))
        })
        .collect();
    moments::enough(tables.names(), &found)?;
    Ok(found)
}

fn correlate(names: &[String], sums: &[Sums], confidence: f64) -> Result<Pearson> {
    if !(confidence > 0.0 && confidence < 1.0) {
        let why = format!("{confidence} is not between 0 and 1");
        return Err(Error::Argument { what: "confidence".to_owned(), why });
    }
    let items = names.len();
    let unit = || DMatrix::from_element(items, items, f64::NAN);
    let mut found = Pearson {
        items: names.to_vec(),
        correlations: DMatrix::identity(items, items),
        n: vec![vec![0; items]; items],
        standard_errors: DMatrix::zeros(items, items),
        p: DMatrix::zeros(items, items),
        p_holm: DMatrix::zeros(items, items),
        lower: unit(),
        upper: unit(),
        confidence,
        smallest_eigenvalue: f64::NAN,
        positive_definite: false,
    };
    let z = -normal::quantile(0.5 * (1.0 - confidence));
    for i in 0..items {
        sums[i * (i + 1) / 2 + i].require_variance(names, i, i)?;
    }
    let mut all = Vec::with_capacity(items * items / 2);
    for i in 0..items {
        for j in 0..=i {
            let sum = &sums[i * (i + 1) / 2 + j];
            let r = if i == j { 1.0 } else { sum.correlation(names, i, j)? };
            let (se, p) = tested(r, sum.n);
            let reach = z / (sum.n - 3.0).max(0.0).sqrt();
            let ends = if sum.n > 3.0 && i != j {
                ((r.atanh() - reach).tanh(), (r.atanh() + reach).tanh())
            } else if i == j {
                (1.0, 1.0)
            } else {
                (f64::NAN, f64::NAN)
            };
            for (a, b) in [(i, j), (j, i)] {
                found.correlations[(a, b)] = r;
                found.n[a][b] = sum.n as u64;
                found.standard_errors[(a, b)] = se;
                found.p[(a, b)] = p;
                (found.lower[(a, b)], found.upper[(a, b)]) = ends;
            }
            if i != j {
                all.push((p, i, j));
            }
        }
    }
    holm(&mut all, &mut found.p_holm);
    found.smallest_eigenvalue = linear::smallest_eigenvalue(&found.correlations);
    found.positive_definite = found.smallest_eigenvalue > 0.0;
    Ok(found)
}

/// Standard error and two-sided probability of a correlation.
pub(super) fn tested(r: f64, n: f64) -> (f64, f64) {
    if r.abs() >= 1.0 {
        return if n > 2.0 { (0.0, 0.0) } else { (f64::NAN, f64::NAN) };
    }
    let se = ((1.0 - r * r) / (n - 2.0)).sqrt();
    let p = StudentsT::new(0.0, 1.0, n - 2.0).map_or(f64::NAN, |t| 2.0 * t.sf((r / se).abs()));
    (if n > 2.0 { se } else { f64::NAN }, p)
}

/// Holm's step-down adjustment.
fn holm(all: &mut [(f64, usize, usize)], into: &mut DMatrix<f64>) {
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut highest = 0.0_f64;
    for (rank, &(p, i, j)) in all.iter().enumerate() {
        let adjusted = if p.is_nan() { p } else { ((all.len() - rank) as f64 * p).min(1.0).max(highest) };
        highest = highest.max(adjusted);
        into[(i, j)] = adjusted;
        into[(j, i)] = adjusted;
    }
}

fn covary(names: &[String], sums: &[Sums]) -> Covariance {
    let items = names.len();
    let at = |i: usize, j: usize| {
        let (i, j) = (i.max(j), i.min(j));
        &sums[i * (i + 1) / 2 + j]
    };
    let covariances = DMatrix::from_fn(items, items, |i, j| at(i, j).covariance());
    Covariance {
        items: names.to_vec(),
        means: (0..items).map(|i| at(i, i).mean).collect(),
        standard_errors: DMatrix::from_fn(items, items, |i, j| {
            let product = covariances[(i, i)] * covariances[(j, j)] + covariances[(i, j)].powi(2);
            (product / (at(i, j).n - 1.0)).sqrt()
        }),
        n: (0..items).map(|i| (0..items).map(|j| at(i, j).n as u64).collect()).collect(),
        covariances,
    }
}
