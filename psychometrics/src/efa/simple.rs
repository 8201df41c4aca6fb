//! Very simple structure: how well loadings explain the correlations once each item keeps only its largest ones.
//! Not here: other rules for the number of factors (see `adequacy` and `parallel`).

use nalgebra::DMatrix;
use rand::Rng;
use serde::Serialize;

use super::extraction::{Extraction, check};
use super::fit::Fit;
use super::rotation::{Rotation, Search};
use super::solution::{Options, factor_analysis};
use crate::Result;

/// Fits of 1, 2, 3, … factors (Revelle & Rocklin 1979).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerySimpleStructure {
    /// For each number of factors, the share of Σr² explained when items keep their 1, 2, … largest loadings.
    pub fits: Vec<Vec<f64>>,
    /// Number of factors with the best fit at complexity 1.
    pub factors_complexity_one: usize,
    /// Number of factors with the best fit at complexity 2.
    pub factors_complexity_two: usize,
    /// The usual fit of each number of factors; where BIC is least is one more answer.
    pub solutions: Vec<Fit>,
    /// Number of factors with the least BIC; `None` without n.
    pub factors_bic: Option<usize>,
}

/// Very simple structure for 1 to `most` factors, varimax rotated with Kaiser's normalisation.
///
/// # Errors
/// Those of [`factor_analysis`].
pub fn very_simple_structure(
    names: &[String],
    correlation: &DMatrix<f64>,
    n: Option<u64>,
    most: usize,
    extraction: Extraction,
    rng: &mut impl Rng,
) -> Result<VerySimpleStructure> {
    check(correlation, 1)?;
    let most = most.clamp(1, (correlation.nrows() - 1).max(1));
    let (mut fits, mut solutions) = (Vec::with_capacity(most), Vec::with_capacity(most));
    for factors in 1..=most {
        let options = Options {
            extraction,
            rotation: Rotation::Varimax,
            search: Search { kaiser: true, ..Search::default() },
            ..Options::of(factors)
        };
        let found = factor_analysis(names, correlation, n, &options, rng)?;
        fits.push(
            (1..=factors).map(|kept| explained(correlation, &found.loadings, kept)).collect::<Vec<f64>>(),
        );
        solutions.push(found.fit);
    }
    let best = |complexity: usize| {
        let value = |row: &Vec<f64>| row[complexity.min(row.len()) - 1];
        let candidates = (0..fits.len()).filter(|&at| fits[at].len() >= complexity.min(fits.len()));
        candidates
            .max_by(|&a, &b| value(&fits[a]).total_cmp(&value(&fits[b])).then(b.cmp(&a)))
            .map_or(1, |at| at + 1)
    };
    let bic = solutions.iter().enumerate().filter_map(|(at, fit)| Some((at + 1, fit.bic?)));
    Ok(VerySimpleStructure {
        factors_complexity_one: best(1),
        factors_complexity_two: best(2),
        factors_bic: bic.min_by(|a, b| a.1.total_cmp(&b.1)).map(|pair| pair.0),
        fits,
        solutions,
    })
}

/// 1 − Σ residual²/Σ r², diagonals included, with the `kept` largest loadings of each item.
fn explained(correlation: &DMatrix<f64>, loadings: &DMatrix<f64>, kept: usize) -> f64 {
    let mut simple = loadings.clone();
    for mut row in simple.row_iter_mut() {
        let mut sizes: Vec<f64> = row.iter().map(|value| value.abs()).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let least = sizes[kept - 1];
        row.apply(|value| {
            if value.abs() < least {
                *value = 0.0;
            }
        });
    }
    let residual = correlation - &simple * simple.transpose();
    1.0 - residual.norm_squared() / correlation.norm_squared()
}
