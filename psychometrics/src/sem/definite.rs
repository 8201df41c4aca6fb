//! Positive definite matrices of a few hundred rows, factored and inverted block by block.
//! Not here: small ones and errors that name a matrix (`numeric::linear`).

use nalgebra::{DMatrix, DVector};

/// Rows of a block.
const BLOCK: usize = 32;

/// The lower Cholesky factor; what stands above its diagonal means nothing.
pub(crate) struct Factor {
    lower: DMatrix<f64>,
}

impl Factor {
    /// Of the lower triangle of `matrix`; none where it is not positive definite.
    pub fn of(mut matrix: DMatrix<f64>) -> Option<Factor> {
        let size = matrix.nrows();
        for first in (0..size).step_by(BLOCK) {
            let last = (first + BLOCK).min(size);
            panel(&mut matrix, first, last)?;
            if last == size {
                break;
            }
            let done = matrix.view((last, first), (size - last, last - first)).into_owned();
            for next in (last..size).step_by(BLOCK) {
                let width = BLOCK.min(size - next);
                let below = done.rows(next - last, size - next);
                let beside = done.rows(next - last, width).transpose();
                matrix.view_mut((next, next), (size - next, width)).gemm(-1.0, &below, &beside, 1.0);
            }
        }
        Some(Factor { lower: matrix })
    }

    /// Logarithm of the determinant of the matrix.
    pub fn log_determinant(&self) -> f64 {
        2.0 * self.lower.diagonal().iter().map(|value| value.ln()).sum::<f64>()
    }

    /// The smallest element of the factor's diagonal.
    pub fn least(&self) -> f64 {
        self.lower.diagonal().iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// Solves for one right side.
    pub fn solve(&self, side: &DVector<f64>) -> DVector<f64> {
        let size = self.lower.nrows();
        let mut x = side.clone();
        for j in 0..size {
            let column = self.lower.column(j);
            let column = column.as_slice();
            let value = x[j] / column[j];
            x[j] = value;
            for (place, l) in x.as_mut_slice()[j + 1..].iter_mut().zip(&column[j + 1..]) {
                *place -= value * l;
            }
        }
        for j in (0..size).rev() {
            let column = self.lower.column(j);
            let column = column.as_slice();
            let taken: f64 = column[j + 1..].iter().zip(&x.as_slice()[j + 1..]).map(|(l, x)| l * x).sum();
            x[j] = (x[j] - taken) / column[j];
        }
        x
    }

    /// The inverse of the factor, lower triangular with zeros above.
    pub fn lower_inverse(&self) -> DMatrix<f64> {
        let size = self.lower.nrows();
        let mut inverse = DMatrix::zeros(size, size);
        for first in (0..size).step_by(BLOCK) {
            let width = BLOCK.min(size - first);
            let own = self.lower.view((first, first), (width, width)).into_owned();
            let block = small_inverse(&own);
            if first > 0 {
                let left = self.lower.view((first, 0), (width, first));
                let sum = left * inverse.view((0, 0), (first, first));
                inverse.view_mut((first, 0), (width, first)).gemm(-1.0, &block, &sum, 0.0);
            }
            inverse.view_mut((first, first), (width, width)).copy_from(&block);
        }
        inverse
    }

    /// The inverse of the matrix, symmetric to the last bit.
    pub fn inverse(&self) -> DMatrix<f64> {
        let size = self.lower.nrows();
        let lower = self.lower_inverse();
        let mut inverse = DMatrix::zeros(size, size);
        // Products of plain columns are fast, of transposed views not: the rows are laid out as columns first.
        let turned = lower.transpose();
        for first in (0..size).step_by(BLOCK) {
            let width = BLOCK.min(size - first);
            for next in (first..size).step_by(BLOCK) {
                let wide = BLOCK.min(size - next);
                let a = turned.view((next, next), (wide, size - next));
                let b = lower.view((next, first), (size - next, width));
                inverse.view_mut((next, first), (wide, width)).gemm(1.0, &a, &b, 0.0);
            }
        }
        inverse.fill_upper_triangle_with_lower_triangle();
        inverse
    }
}

/// Factors columns `first..last` in place over all rows from `first`.
fn panel(matrix: &mut DMatrix<f64>, first: usize, last: usize) -> Option<()> {
    let size = matrix.nrows();
    let all = matrix.as_mut_slice();
    for j in first..last {
        let (before, rest) = all.split_at_mut(j * size);
        let column = &mut rest[..size];
        for k in first..j {
            let other = &before[k * size..(k + 1) * size];
            let factor = other[j];
            for (place, value) in column[j..].iter_mut().zip(&other[j..]) {
                *place -= factor * value;
            }
        }
        let pivot = column[j];
        if !(pivot > 0.0 && pivot.is_finite()) {
            return None;
        }
        let root = pivot.sqrt();
        column[j] = root;
        column[j + 1..].iter_mut().for_each(|value| *value /= root);
    }
    Some(())
}

/// Inverse of a small lower triangular block.
fn small_inverse(lower: &DMatrix<f64>) -> DMatrix<f64> {
    let size = lower.nrows();
    let mut inverse = DMatrix::zeros(size, size);
    for j in 0..size {
        inverse[(j, j)] = 1.0 / lower[(j, j)];
        for k in j..size {
            let value = if k == j { inverse[(j, j)] } else { inverse[(k, j)] / lower[(k, k)] };
            inverse[(k, j)] = value;
            for i in k + 1..size {
                let taken = value * lower[(i, k)];
                inverse[(i, j)] -= taken;
            }
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_give_the_factor_the_inverse_and_the_solution() {
        for size in [1, 5, 32, 33, 100] {
            let base = DMatrix::from_fn(size, size, |i, j| ((i * 31 + j * 17) % 23) as f64 / 23.0 - 0.4);
            let whole = &base * base.transpose() + DMatrix::identity(size, size) * 0.5;
            let factor = Factor::of(whole.clone()).unwrap();
            let inverse = factor.inverse();
            assert!((&whole * &inverse - DMatrix::identity(size, size)).amax() < 1e-10);
            let side = DVector::from_fn(size, |i, _| i as f64 - 2.0);
            assert!((&whole * factor.solve(&side) - &side).amax() < 1e-9);
            let plain = whole.cholesky().unwrap();
            assert!((factor.log_determinant() - plain.determinant().ln()).abs() < 1e-9);
        }
        assert!(Factor::of(DMatrix::from_element(40, 40, 1.0) * -1.0).is_none());
    }
}
