//! What the curvature of the moments themselves adds to an observed Hessian: `tr(G d2Sigma_ab) + g'd2mu_ab`.
//! Not here: the discrepancy's own curvature ([`super::objective::Discrepancy`]).
//!
//! Every column of the pool moves within the pool, so second derivatives need only products of its columns.

use nalgebra::{DMatrix, DVector};

use super::layout::{Matrix, Place};
use super::matrices::Matrices;
use super::objective::{Directions, Slope};

/// A column of the pool with a factor.
type Move = (f64, usize);

const STILL: Move = (0.0, 0);

impl Matrices {
    /// How column `column` of the pool moves with the element at `place`: a sum of at most two columns.
    fn moved(&self, column: usize, place: Place) -> [Move; 2] {
        let (p, m) = (self.lambda.nrows(), self.lambda.ncols());
        let (row, col) = (place.row, place.column);
        if column < p {
            return [STILL, STILL];
        }
        if column < p + m {
            let j = column - p;
            return match place.matrix {
                Matrix::Lambda => [(self.total[(col, j)], row), STILL],
                Matrix::Beta => [(self.total[(col, j)], p + row), STILL],
                _ => [STILL, STILL],
            };
        }
        let j = column - p - m;
        match place.matrix {
            Matrix::Lambda => [(self.hidden[(col, j)], row), STILL],
            Matrix::Psi if row == col => [(self.total[(j, row)], p + row), STILL],
            Matrix::Psi => [(self.total[(j, col)], p + row), (self.total[(j, row)], p + col)],
            Matrix::Beta => [(self.hidden[(col, j)], p + row), (self.total[(j, row)], p + m + col)],
            _ => [STILL, STILL],
        }
    }

    /// How the mean factor of the element at `first` (a mean of a hidden variable) moves with that at `second`.
    fn centre_moved(&self, first: Place, second: Place) -> f64 {
        if !matches!(first.matrix, Matrix::Lambda | Matrix::Beta) {
            return 0.0;
        }
        match second.matrix {
            Matrix::Alpha => self.total[(first.column, second.row)],
            Matrix::Beta => self.total[(first.column, second.row)] * self.centre[second.column],
            _ => 0.0,
        }
    }

    /// The whole matrix over the elements at `places`.
    pub fn bend(&self, places: &[Place], directions: &Directions, slope: &Slope) -> DMatrix<f64> {
        let gram = directions.gram(&slope.covariance);
        let means: DVector<f64> = directions.pool.tr_mul(&slope.mean);
        let count = places.len();
        let mut whole = DMatrix::zeros(count, count);
        // Residuals and intercepts move nothing but what they stand for, and nothing moves them.
        let bends = |place: &Place| {
            matches!(place.matrix, Matrix::Lambda | Matrix::Psi | Matrix::Beta | Matrix::Alpha)
        };
        for (a, (first, step)) in
            places.iter().zip(&directions.list).enumerate().filter(|(_, (place, _))| bends(place))
        {
            for (b, second) in places.iter().enumerate().take(a + 1).filter(|(_, place)| bends(place)) {
                let mut sum = 0.0;
                if step.weight != 0.0 {
                    for (factor, column) in self.moved(step.left, *second) {
                        sum += 2.0 * step.weight * factor * gram[(column, step.right)];
                    }
                    for (factor, column) in self.moved(step.right, *second) {
                        sum += 2.0 * step.weight * factor * gram[(step.left, column)];
                    }
                }
                sum += self.centre_moved(*first, *second) * means[step.mean];
                if step.mean_weight != 0.0 {
                    for (factor, column) in self.moved(step.mean, *second) {
                        sum += step.mean_weight * factor * means[column];
                    }
                }
                whole[(a, b)] = sum;
                whole[(b, a)] = sum;
            }
        }
        whole
    }
}
