//! Guttman's six lower bounds to reliability (Guttman 1945) and the worst split half.
//! Not here: alpha with its items (see `alpha`).

use nalgebra::DMatrix;
use rand::Rng;
use serde::Serialize;

use super::splits::{SplitHalves, split_halves};
use crate::{Error, Result};

/// Guttman's lambdas of a covariance or correlation matrix, with V its sum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Guttman {
    /// `1 - tr C / V`.
    pub lambda1: f64,
    /// `lambda1 + sqrt(k/(k-1) sum of squared off-diagonal elements) / V`.
    pub lambda2: f64,
    /// Alpha, `k/(k-1) lambda1`.
    pub lambda3: f64,
    /// The largest split half of any sizes, where all were tried; else the largest found.
    pub lambda4: f64,
    /// `lambda1 + 2 sqrt(largest column sum of squared off-diagonal elements) / V`.
    pub lambda5: f64,
    /// `1 - sum e / V` with e the variances of the items that the others do not explain.
    pub lambda6: f64,
    /// Worst half split, the least split half of equal sizes, a ceiling of general factor saturation (Revelle 1979).
    pub beta: f64,
    /// The split halves.
    pub splits: SplitHalves,
}

/// The lambdas of `matrix`; `random` is asked only where there are too many splits to try all.
///
/// # Errors
/// [`Error::TooFew`] for fewer than two items; [`Error::NotPositiveDefinite`]; [`Error::Argument`] where the items add up
/// to no variance.
///
/// ```
/// use nalgebra::DMatrix;
/// use psychometrics::classical::guttman;
/// use rand::SeedableRng;
/// let names: Vec<String> = ["a", "b", "c"].iter().map(|name| name.to_string()).collect();
/// let matrix = DMatrix::from_fn(3, 3, |i, j| if i == j { 1.0 } else { 0.5 });
/// let found = guttman(&names, &matrix, &mut rand_pcg::Pcg64::seed_from_u64(1))?;
/// assert!((found.lambda3 - 0.75).abs() < 1e-12);
/// # Ok::<(), psychometrics::Error>(())
/// ```
pub fn guttman(names: &[String], matrix: &DMatrix<f64>, random: &mut impl Rng) -> Result<Guttman> {
    let k = matrix.nrows();
    if k < 2 {
        return Err(Error::TooFew { what: "items for Guttman's lambdas".to_owned(), needed: 2, found: k });
    }
    let splits = split_halves(names, matrix, random)?;
    let total = matrix.sum();
    let size = k as f64;
    let lambda1 = 1.0 - matrix.trace() / total;
    let column = |j: usize| matrix.column(j).norm_squared() - matrix[(j, j)].powi(2);
    let off: f64 = (0..k).map(column).sum();
    let most = (0..k).map(column).fold(0.0, f64::max);
    let inverse = crate::numeric::linear::factor(matrix, "the matrix of the items")?.inverse();
    let unexplained: f64 = inverse.diagonal().iter().map(|value| value.recip()).sum();
    Ok(Guttman {
        lambda1,
        lambda2: lambda1 + (size / (size - 1.0) * off).sqrt() / total,
        lambda3: lambda1 * size / (size - 1.0),
        lambda4: splits.any_size_max.unwrap_or(splits.flanagan.max),
        lambda5: lambda1 + 2.0 * most.sqrt() / total,
        lambda6: 1.0 - unexplained / total,
        beta: splits.flanagan.min,
        splits,
    })
}
