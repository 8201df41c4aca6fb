//! Parallel analysis: how many eigenvalues are larger than those of data without factors (Horn 1965).
//! Not here: other rules for the number of factors (see `adequacy` and `simple`).

use nalgebra::DMatrix;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;
use serde::Serialize;

use super::extraction::{Extraction, check, extract};
use crate::correlation::{Missing, pearson};
use crate::numeric::{draw, linear};
use crate::{Error, Result};

/// How many random data sets, and which of their eigenvalues are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ParallelOptions {
    /// Random data sets (at least 1).
    pub replicates: usize,
    /// The quantile compared with, besides the mean (0.95; Glorfeld 1995).
    pub quantile: f64,
    /// Whether eigenvalues of factors are compared besides those of components.
    pub factors: bool,
}

impl Default for ParallelOptions {
    fn default() -> Self {
        Self { replicates: 100, quantile: 0.95, factors: true }
    }
}

/// Observed eigenvalues beside random ones.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// Of the data, falling.
    pub observed: Vec<f64>,
    /// Means over random data sets.
    pub mean: Vec<f64>,
    /// Quantiles over random data sets.
    pub quantile: Vec<f64>,
    /// Leading observed values above the mean.
    pub suggested_by_mean: usize,
    /// Leading observed values above the quantile.
    pub suggested_by_quantile: usize,
}

/// A parallel analysis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parallel {
    /// What was asked for.
    pub options: ParallelOptions,
    /// `normal` for independent normal data, `resampled` for the data with every column shuffled by itself.
    pub random_data: String,
    /// Eigenvalues of the correlation matrix.
    pub components: Comparison,
    /// Eigenvalues with the communalities of one minres factor on the diagonal; `None` where not asked for.
    pub factors: Option<Comparison>,
}

/// Against independent normal data of `n` rows. Their correlation matrices are drawn directly, by Bartlett's (1933)
/// decomposition of a Wishart matrix, so that the work does not grow with `n`.
///
/// # Errors
/// [`Error::Argument`] for a matrix that is no correlation matrix, no replicates, or a quantile outside (0, 1);
/// [`Error::TooFew`] where `n` is not above the number of items.
pub fn parallel_analysis(
    correlation: &DMatrix<f64>,
    n: u64,
    options: &ParallelOptions,
    rng: &mut impl Rng,
) -> Result<Parallel> {
    let size = correlation.nrows();
    if n <= size as u64 {
        return Err(Error::TooFew { what: "rows".to_owned(), needed: size + 1, found: n as usize });
    }
    compare(correlation, "normal", options, rng, |rng| Ok(wishart_correlation(size, n, rng)))
}

/// Against the data itself with the answers of every column shuffled among the rows that have one.
///
/// # Errors
/// Those of [`pearson`] and [`parallel_analysis`].
pub fn parallel_analysis_resampled<C: AsRef<[f64]> + Sync>(
    names: &[String],
    columns: &[C],
    options: &ParallelOptions,
    rng: &mut impl Rng,
) -> Result<Parallel> {
    let correlation = pearson(names, columns, Missing::Pairwise, 0.95)?.correlations;
    compare(&correlation, "resampled", options, rng, |rng| {
        let shuffled: Vec<Vec<f64>> = columns.iter().map(|column| shuffled(column.as_ref(), rng)).collect();
        Ok(pearson(names, &shuffled, Missing::Pairwise, 0.95)?.correlations)
    })
}

fn compare(
    correlation: &DMatrix<f64>,
    random_data: &str,
    options: &ParallelOptions,
    rng: &mut impl Rng,
    random: impl Fn(&mut Pcg64) -> Result<DMatrix<f64>> + Sync,
) -> Result<Parallel> {
    check(correlation, 1)?;
    if options.replicates == 0 || !(options.quantile > 0.0 && options.quantile < 1.0) {
        let why = format!("{} replicates, quantile {}", options.replicates, options.quantile);
        return Err(Error::Argument { what: "parallel analysis".to_owned(), why });
    }
    // One seed each, drawn in order: the same whatever the number of threads.
    let seeds: Vec<u64> = (0..options.replicates).map(|_| rng.random()).collect();
    let eigenvalues = seeds
        .into_par_iter()
        .map(|seed| {
            let drawn = random(&mut Pcg64::seed_from_u64(seed))?;
            let factors = if options.factors { of_factors(&drawn)? } else { Vec::new() };
            Ok((of_components(&drawn), factors))
        })
        .collect::<Result<Vec<_>>>()?;
    let (components, factors): (Vec<Vec<f64>>, Vec<Vec<f64>>) = eigenvalues.into_iter().unzip();
    Ok(Parallel {
        options: *options,
        random_data: random_data.to_owned(),
        components: against(of_components(correlation), &components, options.quantile),
        factors: match options.factors {
            true => Some(against(of_factors(correlation)?, &factors, options.quantile)),
            false => None,
        },
    })
}

fn of_components(correlation: &DMatrix<f64>) -> Vec<f64> {
    linear::eigen(correlation).0.iter().copied().collect()
}

fn of_factors(correlation: &DMatrix<f64>) -> Result<Vec<f64>> {
    let one = extract(correlation, 1, Extraction::Minres, 0.005, 1e-7, 200)?;
    let mut reduced = correlation.clone();
    let model: Vec<f64> = one.loadings.iter().map(|load| load * load).collect();
    model.iter().enumerate().for_each(|(item, share)| reduced[(item, item)] = *share);
    Ok(linear::eigen(&reduced).0.iter().copied().collect())
}

fn against(observed: Vec<f64>, random: &[Vec<f64>], share: f64) -> Comparison {
    let size = observed.len();
    let place = |at: usize| {
        let mut list: Vec<f64> = random.iter().map(|values| values[at]).collect();
        list.sort_by(f64::total_cmp);
        list
    };
    let sorted: Vec<Vec<f64>> = (0..size).map(place).collect();
    let mean: Vec<f64> = sorted.iter().map(|list| list.iter().sum::<f64>() / list.len() as f64).collect();
    let quantile: Vec<f64> = sorted.iter().map(|list| quantile(list, share)).collect();
    let above = |limits: &[f64]| observed.iter().zip(limits).take_while(|(own, limit)| own > limit).count();
    Comparison {
        suggested_by_mean: above(&mean),
        suggested_by_quantile: above(&quantile),
        observed,
        mean,
        quantile,
    }
}

/// The quantile between order statistics at (n − 1)p (type 7).
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let low = place.floor() as usize;
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + (place - low as f64) * (sorted[high] - sorted[low])
}

/// The correlation matrix of n rows of independent normal columns.
fn wishart_correlation(size: usize, n: u64, rng: &mut Pcg64) -> DMatrix<f64> {
    let mut lower = DMatrix::zeros(size, size);
    for i in 0..size {
        for j in 0..i {
            lower[(i, j)] = draw::normal(rng);
        }
        lower[(i, i)] = draw::chi_square((n - 1) as f64 - i as f64, rng).sqrt();
    }
    let covariance = &lower * lower.transpose();
    linear::to_correlation(&covariance)
}

/// The values that are there in a random order (Fisher & Yates), gaps where they were.
fn shuffled(column: &[f64], rng: &mut Pcg64) -> Vec<f64> {
    let mut values: Vec<f64> = column.iter().copied().filter(|value| !value.is_nan()).collect();
    for last in (1..values.len()).rev() {
        values.swap(last, rng.random_range(0..=last));
    }
    let mut next = values.into_iter();
    column
        .iter()
        .map(|value| if value.is_nan() { f64::NAN } else { next.next().unwrap_or(f64::NAN) })
        .collect()
}
