//! Scores of people on factors: weights from the loadings, and their use on data.
//! Not here: scores from response models (see `irt`).

use nalgebra::{DMatrix, DVector};
use serde::Serialize;

use super::solution::Efa;
use crate::numeric::{linear, serial};
use crate::{Error, Result};

/// How scores are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreMethod {
    /// W = R⁻¹ΛΦ: nearest to the factors (Thurstone 1935).
    #[default]
    Regression,
    /// W = U⁻²Λ(Λ'U⁻²Λ)⁻¹: unbiased (Bartlett 1937).
    Bartlett,
    /// Scores that correlate as the factors do (ten Berge, Krijnen, Wansbeek & Shapiro 1999).
    TenBerge,
    /// Uncorrelated scores with variance one (Anderson & Rubin 1956), meant for orthogonal factors.
    AndersonRubin,
}

/// Weights of standardised items for scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreWeights {
    /// How they were made.
    pub method: ScoreMethod,
    /// Items by factors.
    #[serde(serialize_with = "serial::rows")]
    pub weights: DMatrix<f64>,
    /// Squared correlation of each score with its factor.
    pub determinacy: Vec<f64>,
    /// Correlations among the scores.
    #[serde(serialize_with = "serial::rows")]
    pub score_correlations: DMatrix<f64>,
}

/// Scores of people.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// People by factors; NaN throughout a row in which an item is missing.
    #[serde(serialize_with = "serial::rows")]
    pub scores: DMatrix<f64>,
    /// How many rows are NaN for that reason.
    pub incomplete: usize,
}

/// Weights for scores on the factors of `solution`, whose correlations are `correlation`.
///
/// # Errors
/// [`Error::NotPositiveDefinite`] or [`Error::Singular`] where the method has to invert what cannot be inverted;
/// [`Error::Argument`] where the matrix has another size.
pub fn score_weights(
    solution: &Efa,
    correlation: &DMatrix<f64>,
    method: ScoreMethod,
) -> Result<ScoreWeights> {
    if correlation.shape() != (solution.items.len(), solution.items.len()) {
        let why = format!("{} rows for {} items", correlation.nrows(), solution.items.len());
        return Err(Error::Argument { what: "correlation matrix".to_owned(), why });
    }
    let (pattern, phi) = (&solution.loadings, &solution.phi);
    let weights = match method {
        ScoreMethod::Regression => {
            linear::factor(correlation, "the correlation matrix")?.solve(&solution.structure)
        }
        ScoreMethod::Bartlett => {
            let scaled = over_uniqueness(solution, pattern)?;
            let inner = linear::factor(&pattern.tr_mul(&scaled), "Λ'U⁻²Λ")?;
            scaled * inner.inverse()
        }
        ScoreMethod::TenBerge => ten_berge(correlation, pattern, phi)?,
        ScoreMethod::AndersonRubin => {
            let scaled = over_uniqueness(solution, pattern)?;
            let inner = scaled.tr_mul(&(correlation * &scaled));
            scaled * root(&inner, "Λ'U⁻²RU⁻²Λ", -0.5)?
        }
    };
    let covariance = weights.tr_mul(&(correlation * &weights));
    let with_factors = weights.tr_mul(&solution.structure);
    let determinacy =
        (0..weights.ncols()).map(|k| with_factors[(k, k)].powi(2) / covariance[(k, k)]).collect();
    Ok(ScoreWeights { method, determinacy, score_correlations: linear::to_correlation(&covariance), weights })
}

/// U⁻²Λ.
fn over_uniqueness(solution: &Efa, pattern: &DMatrix<f64>) -> Result<DMatrix<f64>> {
    let mut scaled = pattern.clone();
    for (item, mut row) in scaled.row_iter_mut().enumerate() {
        let unique = 1.0 - solution.communalities[item];
        if unique <= 0.0 {
            let why = format!("\"{}\" has no uniqueness to weight by", solution.items[item]);
            return Err(Error::Singular { what: "the uniquenesses".to_owned(), why });
        }
        row /= unique;
    }
    Ok(scaled)
}

/// R^-½ C Φ^½ with C = R^-½ L (L'R⁻¹L)^-½ and L = ΛΦ^½.
fn ten_berge(correlation: &DMatrix<f64>, pattern: &DMatrix<f64>, phi: &DMatrix<f64>) -> Result<DMatrix<f64>> {
    let half = root(phi, "the factor correlations", 0.5)?;
    let loads = pattern * &half;
    let solved = linear::factor(correlation, "the correlation matrix")?.solve(&loads);
    Ok(&solved * root(&loads.tr_mul(&solved), "L'R⁻¹L", -0.5)? * half)
}

/// A symmetric power of a positive definite matrix.
fn root(matrix: &DMatrix<f64>, what: &str, power: f64) -> Result<DMatrix<f64>> {
    let (values, vectors) = linear::eigen(matrix);
    if values.min() <= 0.0 {
        return Err(Error::NotPositiveDefinite { what: what.to_owned(), smallest: values.min() });
    }
    let powered = DMatrix::from_diagonal(&values.map(|value| value.powf(power)));
    Ok(&vectors * powered * vectors.transpose())
}

/// Scores of the rows of `columns` (NaN = missing): each column standardised by its own mean and standard deviation
/// (divisor n − 1), times the weights.
///
/// # Errors
/// [`Error::Argument`] where columns and weights do not match; [`Error::Constant`] for a column without variance.
pub fn scores<C: AsRef<[f64]>>(names: &[String], columns: &[C], weights: &ScoreWeights) -> Result<Scores> {
    let rows = columns.first().map_or(0, |column| column.as_ref().len());
    if columns.len() != weights.weights.nrows()
        || names.len() != columns.len()
        || columns.iter().any(|column| column.as_ref().len() != rows)
    {
        let why =
            format!("{} for {} weighted items, all of one length", columns.len(), weights.weights.nrows());
        return Err(Error::Argument { what: "columns".to_owned(), why });
    }
    let mut scores = DMatrix::zeros(rows, weights.weights.ncols());
    for (item, (name, column)) in names.iter().zip(columns).enumerate() {
        let standard = standardised(name, column.as_ref())?;
        for (k, mut target) in scores.column_iter_mut().enumerate() {
            target.axpy(weights.weights[(item, k)], &standard, 1.0);
        }
    }
    let incomplete = scores.row_iter().filter(|row| row.iter().any(|value| value.is_nan())).count();
    Ok(Scores { scores, incomplete })
}

fn standardised(name: &str, column: &[f64]) -> Result<DVector<f64>> {
    let present = || column.iter().filter(|value| !value.is_nan());
    let n = present().count() as f64;
    let mean = present().sum::<f64>() / n;
    let variance = present().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    if variance.is_nan() || variance <= 1e-24 * mean * mean {
        return Err(Error::Constant { item: name.to_owned() });
    }
    let deviation = variance.sqrt();
    Ok(DVector::from_iterator(column.len(), column.iter().map(|value| (value - mean) / deviation)))
}
