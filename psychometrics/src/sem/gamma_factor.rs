//! Inverses of large positive definite matrices by products of blocks.
//! Not here: small ones, which `numeric::linear` factors.

use nalgebra::DMatrix;

use super::gamma_blocks::across;
use crate::Result;
use crate::numeric::linear;

/// Up to this size a plain factorisation is as fast.
const SMALL: usize = 96;

/// The inverse of a positive definite matrix: halves it, `S = D - B'A^-1 B`, and puts the inverse together from
/// `A^-1` and `S^-1`, so nearly all of the work is products of matrices.
///
/// # Errors
/// [`crate::Error::NotPositiveDefinite`] naming `what`.
pub fn inverse(matrix: &DMatrix<f64>, what: &str) -> Result<DMatrix<f64>> {
    let size = matrix.nrows();
    if size <= SMALL {
        return Ok(linear::factor(matrix, what)?.inverse());
    }
    let half = size / 2;
    let rest = size - half;
    let first = inverse(&matrix.view((0, 0), (half, half)).into_owned(), what)?;
    let off = matrix.view((0, half), (half, rest)).into_owned();
    let turned = &first * &off;
    let below = matrix.view((half, half), (rest, rest)) - across(&off, &turned);
    let below = inverse(&below, what)?;
    let corner = &turned * &below;
    let mut whole = DMatrix::zeros(size, size);
    whole.view_mut((0, 0), (half, half)).copy_from(&(first + &corner * turned.transpose()));
    whole.view_mut((half, 0), (rest, half)).copy_from(&(-corner.transpose()));
    whole.view_mut((0, half), (half, rest)).copy_from(&-corner);
    whole.view_mut((half, half), (rest, rest)).copy_from(&below);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_inverse_times_its_matrix_is_the_identity() {
        let size = 230;
        let matrix = DMatrix::from_fn(size, size, |i, j| {
            let near = if i == j { 3.0 } else { 0.0 };
            near + 1.0 / (1.0 + i.abs_diff(j) as f64)
        });
        let found = inverse(&matrix, "a test").unwrap();
        assert!((matrix * found - DMatrix::identity(size, size)).amax() < 1e-12);
    }
}
