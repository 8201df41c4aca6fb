//! Whether sample moments allow a likelihood: enough rows, no variable that follows from the others.
//! Not here: models that cannot be identified ([`super::fit`]).

use nalgebra::{DMatrix, SymmetricEigen};

use super::data::Sample;
use super::definite::Factor;
use crate::{Error, Result};

/// Share of a variable's variance below which the variables before it say all that it says.
const LEAST: f64 = 1e-11;

/// Shares in the smallest eigenvector above which a variable takes part in a dependence.
const PART: f64 = 0.05;

/// Refuses moments whose covariance matrix has no inverse, with the group and the variables that are the reason.
///
/// # Errors
/// [`Error::TooFew`] with no more rows than variables, [`Error::Singular`] for variables that follow from each other,
/// [`Error::NotPositiveDefinite`] for a matrix that no rows can have, [`Error::Argument`] for numbers too large.
pub(crate) fn sound(samples: &[Sample], names: &[String], labels: &[String]) -> Result<()> {
    for (sample, label) in samples.iter().zip(labels) {
        let within = in_group(label);
        let p = names.len();
        let found = independent(&sample.moments.covariance, names, &within);
        if found.is_err() && sample.rows <= p {
            let what = format!("complete rows{within} for {p} variables");
            return Err(Error::TooFew { what, needed: p + 1, found: sample.rows });
        }
        found?;
    }
    Ok(())
}

/// The group for the end of a sentence; nothing where there is only one.
pub(crate) fn in_group(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!(" in group \"{label}\"") }
}

/// Refuses a covariance matrix without inverse.
///
/// # Errors
/// As [`sound`].
pub(crate) fn independent(covariance: &DMatrix<f64>, names: &[String], within: &str) -> Result<()> {
    let p = covariance.nrows();
    let what = format!("the sample covariance matrix{within}");
    if let Some(at) = covariance.iter().position(|value| !value.is_finite()) {
        let why =
            format!("the covariances of \"{}\" are too large to be computed with", names[at % p.max(1)]);
        return Err(Error::Argument { what, why });
    }
    if let Some(at) = (0..p).find(|&at| covariance[(at, at)] <= 0.0) {
        return Err(Error::Constant { item: names[at].clone() });
    }
    let correlation = correlations(covariance);
    if clear(&correlation) {
        return Ok(());
    }
    let found = SymmetricEigen::new(correlation.clone());
    let (place, smallest) = found.eigenvalues.argmin();
    if smallest <= -1e-9 {
        return Err(Error::NotPositiveDefinite { what, smallest });
    }
    let pairs = (0..p).flat_map(|j| (j + 1..p).map(move |i| (i, j)));
    let same: Vec<String> = pairs
        .filter(|&(i, j)| correlation[(i, j)].abs() > 1.0 - 1e-10)
        .map(|(i, j)| format!("\"{}\" and \"{}\"", names[j], names[i]))
        .collect();
    let vector = found.eigenvectors.column(place);
    let part: Vec<String> =
        (0..p).filter(|&at| vector[at].abs() > PART).map(|at| format!("\"{}\"", names[at])).collect();
    let why = if same.is_empty() {
        format!("one of {} follows from the others", part.join(", "))
    } else {
        format!("{} correlate perfectly", same.join(", "))
    };
    Err(Error::Singular { what, why })
}

/// A covariance matrix with its diagonal brought to one.
fn correlations(covariance: &DMatrix<f64>) -> DMatrix<f64> {
    let root = covariance.diagonal().map(|value| value.sqrt().recip());
    DMatrix::from_fn(root.len(), root.len(), |i, j| root[i] * root[j] * covariance[(i, j)])
}

/// Whether every variable keeps enough variance of its own.
fn clear(correlation: &DMatrix<f64>) -> bool {
    Factor::of(correlation.clone()).is_some_and(|factor| factor.least() > LEAST.sqrt())
}

/// Whether a covariance matrix, whatever its units, has an inverse worth the name.
pub(crate) fn invertible(covariance: &DMatrix<f64>) -> bool {
    covariance.diagonal().iter().all(|value| *value > 0.0 && value.is_finite())
        && clear(&correlations(covariance))
}
