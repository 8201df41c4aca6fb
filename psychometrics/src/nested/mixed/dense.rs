//! The Cholesky factor of a large dense matrix and its inverse together, by halving, so that all work is in products of
//! matrices.
//! Not here: sparse matrices (see `crossed`).

use nalgebra::{DMatrix, DMatrixViewMut};

use super::small;

const SMALL: usize = 32;

/// Replaces `a` (symmetric, the lower triangle is read) by the inverse of its Cholesky factor and gives the logarithm
/// of its determinant; none where it is not positive definite.
pub fn inverse_factor(a: &mut DMatrix<f64>) -> Option<f64> {
    let n = a.nrows();
    let log = halve(a.view_mut((0, 0), (n, n)))?;
    for j in 1..n {
        for i in 0..j {
            a[(i, j)] = 0.0;
        }
    }
    Some(log)
}

fn halve(mut a: DMatrixViewMut<'_, f64>) -> Option<f64> {
    let n = a.nrows();
    if n <= SMALL {
        return direct(a);
    }
    let (h, rest) = (n / 2, n - n / 2);
    let log_first = halve(a.view_mut((0, 0), (h, h)))?;
    let first = lower(&a, 0, h);
    // L₂₁ = A₂₁ L₁₁⁻ᵀ
    let mut below = DMatrix::zeros(rest, h);
    below.gemm(1.0, &a.view((h, 0), (rest, h)), &first.transpose(), 0.0);
    a.view_mut((h, h), (rest, rest)).gemm(-1.0, &below, &below.transpose(), 1.0);
    let log_second = halve(a.view_mut((h, h), (rest, rest)))?;
    let second = lower(&a, h, rest);
    let mut middle = DMatrix::zeros(rest, h);
    middle.gemm(1.0, &below, &first, 0.0);
    a.view_mut((h, 0), (rest, h)).gemm(-1.0, &second, &middle, 0.0);
    Some(log_first + log_second)
}

fn lower(a: &DMatrixViewMut<'_, f64>, from: usize, n: usize) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |i, j| if i >= j { a[(from + i, from + j)] } else { 0.0 })
}

fn direct(mut a: DMatrixViewMut<'_, f64>) -> Option<f64> {
    let n = a.nrows();
    let mut rows = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            rows[i * n + j] = a[(i, j)];
        }
    }
    let log = small::factor(&mut rows, n)?;
    let mut inverse = vec![0.0; n * n];
    for i in 0..n {
        inverse[i * n + i] = 1.0;
    }
    small::solve(&rows, &mut inverse, n, n);
    for i in 0..n {
        for j in 0..=i {
            a[(i, j)] = inverse[i * n + j];
        }
    }
    Some(log)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_factor_of_a_large_matrix_undoes_it() {
        let n = 150;
        let noise = DMatrix::from_fn(n, n, |i, j| ((i * 31 + j * 17) % 23) as f64 / 23.0 - 0.5);
        let matrix = &noise * noise.transpose() + DMatrix::identity(n, n);
        let mut factor = matrix.clone();
        let log = inverse_factor(&mut factor).unwrap();
        let one = &factor * &matrix * factor.transpose() - DMatrix::identity(n, n);
        assert!(one.amax() < 1e-11);
        let known = 2.0 * matrix.cholesky().unwrap().l().diagonal().map(f64::ln).sum();
        assert!((log - known).abs() < 1e-9);
        assert!(inverse_factor(&mut -DMatrix::<f64>::identity(3, 3)).is_none());
    }
}
