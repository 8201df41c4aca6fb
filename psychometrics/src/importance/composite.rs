//! A composite of several columns: the mean of the standardised columns of a row.
//! Not here: scale scores of items (see `classical`).

use crate::{Error, Result};

/// The mean over `columns` of each row after every column is standardised (mean 0, standard deviation 1 with n - 1);
/// columns marked in `reversed` are turned first. A row that lacks a column is NaN.
///
/// ```
/// let found = psychometrics::importance::composite::composite(
///     &["a".to_string(), "b".to_string()], &[&[1.0, 2.0, 3.0], &[9.0, 7.0, 5.0]], &[false, true]).unwrap();
/// assert_eq!(found, [-1.0, 0.0, 1.0]);
/// ```
///
/// # Errors
/// [`Error::Constant`]; [`Error::TooFew`] without columns or values; [`Error::Argument`] where lengths differ.
pub fn composite(names: &[String], columns: &[&[f64]], reversed: &[bool]) -> Result<Vec<f64>> {
    let rows = super::moments::check(names, columns, None)?;
    if columns.is_empty() {
        return Err(Error::TooFew { what: "columns of a composite".to_owned(), needed: 1, found: 0 });
    }
    if reversed.len() != columns.len() {
        let why = format!("{} columns, {} directions", columns.len(), reversed.len());
        return Err(Error::Argument { what: "composite".to_owned(), why });
    }
    let mut sums = vec![0.0; rows];
    for ((column, name), reversed) in columns.iter().zip(names).zip(reversed) {
        let known: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
        if known.len() < 2 {
            let what = format!("values of \"{name}\"");
            return Err(Error::TooFew { what, needed: 2, found: known.len() });
        }
        let n = known.len() as f64;
        let mean = known.iter().sum::<f64>() / n;
        let sd = (known.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        if sd <= 1e-13 * mean.abs() {
            return Err(Error::Constant { item: name.clone() });
        }
        let scale = if *reversed { -1.0 } else { 1.0 } / (sd * columns.len() as f64);
        for (sum, value) in sums.iter_mut().zip(*column) {
            *sum += if value.is_finite() { (value - mean) * scale } else { f64::NAN };
        }
    }
    Ok(sums)
}
