//! Whether correlations are fit for factoring, and what their eigenvalues say.
//! Not here: comparisons with random data (see `parallel`).

use nalgebra::DMatrix;
use serde::Serialize;

use crate::Result;
use crate::numeric::{chisquare, linear};

/// Sampling adequacy and Bartlett's test.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Adequacy {
    /// Σr²/(Σr² + Σa²), a being the partial correlations of pairs given all others (Kaiser 1970; Kaiser & Rice 1974).
    pub kmo: f64,
    /// The same for each item's row.
    pub kmo_items: Vec<f64>,
    /// −(n − 1 − (2p + 5)/6) ln|R| (Bartlett 1951); `None` without n.
    pub bartlett_chi_square: Option<f64>,
    /// p(p − 1)/2.
    pub bartlett_df: usize,
    /// Its probability.
    pub bartlett_p: Option<f64>,
    /// ln|R|.
    pub log_determinant: f64,
}

/// Adequacy of a correlation matrix from `n` people.
///
/// # Errors
/// [`crate::Error::NotPositiveDefinite`].
pub fn adequacy(correlation: &DMatrix<f64>, n: Option<u64>) -> Result<Adequacy> {
    let factor = linear::factor(correlation, "the correlation matrix")?;
    let inverse = factor.inverse();
    let size = correlation.nrows();
    let p = size as f64;
    let (mut plain, mut partial) = (vec![0.0; size], vec![0.0; size]);
    for i in 0..size {
        for j in (0..size).filter(|&j| j != i) {
            plain[i] += correlation[(i, j)].powi(2);
            partial[i] += inverse[(i, j)].powi(2) / (inverse[(i, i)] * inverse[(j, j)]);
        }
    }
    let log_determinant = linear::log_determinant(&factor);
    let bartlett = n.map(|n| -(n as f64 - 1.0 - (2.0 * p + 5.0) / 6.0) * log_determinant);
    let (whole, left): (f64, f64) = (plain.iter().sum(), partial.iter().sum());
    Ok(Adequacy {
        kmo: whole / (whole + left),
        kmo_items: plain.iter().zip(&partial).map(|(r, a)| r / (r + a)).collect(),
        bartlett_chi_square: bartlett,
        bartlett_df: size * (size - 1) / 2,
        bartlett_p: bartlett.map(|value| chisquare::above(value, 0.5 * p * (p - 1.0))),
        log_determinant,
    })
}

/// The eigenvalues as a scree, with two readings of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scree {
    /// Eigenvalues of the correlation matrix, falling.
    pub eigenvalues: Vec<f64>,
    /// Share of each in their sum.
    pub proportion: Vec<f64>,
    /// How many are above one (Guttman 1954; Kaiser 1960).
    pub kaiser: usize,
    /// Factors before the sharpest bend, the largest second difference (Raîche et al. 2013).
    pub acceleration: usize,
    /// Smallest eigenvalue.
    pub smallest: f64,
}

/// The scree of a correlation matrix.
///
/// # Errors
/// [`crate::Error::Argument`] for a matrix that is no correlation matrix.
pub fn scree(correlation: &DMatrix<f64>) -> Result<Scree> {
    super::extraction::check(correlation, 1)?;
    let eigenvalues: Vec<f64> = linear::eigen(correlation).0.iter().copied().collect();
    let bends: Vec<f64> = eigenvalues.windows(3).map(|three| three[0] - 2.0 * three[1] + three[2]).collect();
    let sharpest = (0..bends.len()).max_by(|&a, &b| bends[a].total_cmp(&bends[b]).then(b.cmp(&a)));
    Ok(Scree {
        proportion: eigenvalues.iter().map(|value| value / correlation.nrows() as f64).collect(),
        kaiser: eigenvalues.iter().filter(|&&value| value > 1.0).count(),
        acceleration: sharpest.map_or(1, |place| place + 1),
        smallest: eigenvalues.last().copied().unwrap_or(f64::NAN),
        eigenvalues,
    })
}

/// Velicer's minimum average partial, with 0, 1, 2, … components taken out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MinimumAveragePartial {
    /// Mean squared partial correlation (Velicer 1976).
    pub squared: Vec<f64>,
    /// Mean fourth power (Velicer, Eaton & Fava 2000).
    pub fourth: Vec<f64>,
    /// Number of components with the least `squared`.
    pub components: usize,
    /// Number with the least `fourth`.
    pub components_revised: usize,
}

/// Partial correlations after taking out principal components, until a residual variance vanishes.
///
/// # Errors
/// [`crate::Error::Argument`] for a matrix that is no correlation matrix.
pub fn minimum_average_partial(correlation: &DMatrix<f64>) -> Result<MinimumAveragePartial> {
    super::extraction::check(correlation, 1)?;
    let size = correlation.nrows();
    let (values, vectors) = linear::eigen(correlation);
    let mut left = correlation.clone();
    let (mut squared, mut fourth) = (Vec::new(), Vec::new());
    for taken in 0..size.max(1) {
        if taken > 0 {
            let vector = vectors.column(taken - 1);
            left.ger(-values[taken - 1].max(0.0), &vector, &vector, 1.0);
        }
        let variance: Vec<f64> = left.diagonal().iter().copied().collect();
        if variance.iter().any(|&value| value < 1e-12) {
            break;
        }
        let (mut second, mut higher) = (0.0, 0.0);
        for i in 0..size {
            for j in 0..i {
                let square = left[(i, j)].powi(2) / (variance[i] * variance[j]);
                second += 2.0 * square;
                higher += 2.0 * square * square;
            }
        }
        let pairs = (size * (size - 1)) as f64;
        squared.push(second / pairs);
        fourth.push(higher / pairs);
    }
    let least = |list: &[f64]| (0..list.len()).min_by(|&a, &b| list[a].total_cmp(&list[b])).unwrap_or(0);
    Ok(MinimumAveragePartial {
        components: least(&squared),
        components_revised: least(&fourth),
        squared,
        fourth,
    })
}
