//! Symmetric matrices: factor, invert, log-determinant, smooth; with errors that name the matrix.
//! Not here: general linear algebra, which `nalgebra` gives.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn, SymmetricEigen};

use crate::{Error, Result};

/// The Cholesky factor of `matrix`, or an error that names it and its smallest eigenvalue.
///
/// # Errors
/// [`Error::NotPositiveDefinite`].
pub fn factor(matrix: &DMatrix<f64>, what: &str) -> Result<Cholesky<f64, Dyn>> {
    Cholesky::new(matrix.clone()).ok_or_else(|| Error::NotPositiveDefinite {
        what: what.to_owned(),
        smallest: smallest_eigenvalue(matrix),
    })
}

/// The smallest eigenvalue; NaN where the matrix holds something that is not a number.
#[must_use]
pub fn smallest_eigenvalue(matrix: &DMatrix<f64>) -> f64 {
    if matrix.iter().any(|value| !value.is_finite()) {
        return f64::NAN;
    }
    matrix.clone().symmetric_eigenvalues().iter().copied().fold(f64::INFINITY, f64::min)
}

/// Logarithm of the determinant, from the Cholesky factor.
#[must_use]
pub fn log_determinant(factor: &Cholesky<f64, Dyn>) -> f64 {
    2.0 * factor.l_dirty().diagonal().iter().map(|value| value.ln()).sum::<f64>()
}

/// Eigenvalues in falling order with their vectors as columns, each signed so that its sum is not negative.
#[must_use]
pub fn eigen(matrix: &DMatrix<f64>) -> (DVector<f64>, DMatrix<f64>) {
    let found = SymmetricEigen::new(matrix.clone());
    let mut order: Vec<usize> = (0..found.eigenvalues.len()).collect();
    order.sort_by(|&a, &b| found.eigenvalues[b].total_cmp(&found.eigenvalues[a]));
    let values = DVector::from_iterator(order.len(), order.iter().map(|&i| found.eigenvalues[i]));
    let mut vectors = found.eigenvectors.select_columns(&order);
    for mut column in vectors.column_iter_mut() {
        if column.sum() < 0.0 {
            column.neg_mut();
        }
    }
    (values, vectors)
}

/// A correlation matrix with its negative eigenvalues lifted to `floor` and its diagonal restored to one;
/// the second value says whether anything was changed.
#[must_use]
pub fn smoothed(correlation: &DMatrix<f64>, floor: f64) -> (DMatrix<f64>, bool) {
    let (values, vectors) = eigen(correlation);
    if values.iter().all(|&value| value > floor) {
        return (correlation.clone(), false);
    }
    let lifted = values.map(|value| value.max(floor));
    let mut whole = &vectors * DMatrix::from_diagonal(&lifted) * vectors.transpose();
    let scale: Vec<f64> = whole.diagonal().iter().map(|value| value.sqrt().recip()).collect();
    for i in 0..whole.nrows() {
        for j in 0..whole.ncols() {
            whole[(i, j)] *= scale[i] * scale[j];
        }
    }
    (whole, true)
}

/// Covariance to correlation; a variable without variance gives NaN in its row and column.
#[must_use]
pub fn to_correlation(covariance: &DMatrix<f64>) -> DMatrix<f64> {
    let scale: Vec<f64> = covariance.diagonal().iter().map(|value| value.sqrt()).collect();
    DMatrix::from_fn(covariance.nrows(), covariance.ncols(), |i, j| {
        if i == j && scale[i] > 0.0 { 1.0 } else { covariance[(i, j)] / (scale[i] * scale[j]) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_that_is_no_correlation_is_smoothed_into_one_and_says_so() {
        let odd = DMatrix::from_row_slice(3, 3, &[1.0, 0.9, -0.9, 0.9, 1.0, 0.9, -0.9, 0.9, 1.0]);
        let (whole, changed) = smoothed(&odd, 1e-6);
        assert!(changed && smallest_eigenvalue(&whole) > 0.0);
        assert!((0..3).all(|i| (whole[(i, i)] - 1.0).abs() < 1e-12));
        assert!(matches!(factor(&odd, "the correlations"), Err(Error::NotPositiveDefinite { .. })));
    }
}
