//! Sums over pairs of parameters of what is bilinear in the moments' directions, from products of the pool's columns.
//! Not here: directions themselves ([`super::objective`]).

use nalgebra::{DMatrix, DVector};

use super::objective::Directions;

impl Directions {
    /// `P' X P` for symmetric `X`, where `P` is the pool with its identity in front; `(p+2m) x (p+2m)`.
    #[must_use]
    pub fn gram(&self, x: &DMatrix<f64>) -> DMatrix<f64> {
        let (p, all) = self.pool.shape();
        let rest = self.pool.columns(p, all - p);
        let across = x * rest;
        let inner = rest.transpose() * &across;
        let mut whole = DMatrix::zeros(all, all);
        whole.view_mut((0, 0), (p, p)).copy_from(x);
        whole.view_mut((0, p), (p, all - p)).copy_from(&across);
        whole.view_mut((p, 0), (all - p, p)).copy_from(&across.transpose());
        whole.view_mut((p, p), (all - p, all - p)).copy_from(&inner);
        whole
    }

    /// `tr(G dSigma_a)` for all parameters, `G` symmetric given by its [`Directions::gram`].
    #[must_use]
    pub fn traces(&self, gram: &DMatrix<f64>) -> DVector<f64> {
        DVector::from_iterator(
            self.list.len(),
            self.list.iter().map(|step| 2.0 * step.weight * gram[(step.left, step.right)]),
        )
    }

    /// `tr(G dSigma_a) + g'dmu_a` for all parameters without a gram: only the columns used are multiplied.
    #[must_use]
    pub fn pulled(&self, by_covariance: &DMatrix<f64>, by_mean: &DVector<f64>) -> DVector<f64> {
        let (p, all) = self.pool.shape();
        let across = by_covariance * self.pool.columns(p, all - p);
        let means = self.pool.tr_mul(by_mean);
        DVector::from_iterator(
            self.list.len(),
            self.list.iter().map(|step| {
                let (low, high) = (step.left.min(step.right), step.left.max(step.right));
                let trace = if step.weight == 0.0 {
                    0.0
                } else if high < p {
                    by_covariance[(low, high)]
                } else if low < p {
                    across[(low, high - p)]
                } else {
                    self.pool.column(low).dot(&across.column(high - p))
                };
                2.0 * step.weight * trace + step.mean_weight * means[step.mean]
            }),
        )
    }

    /// `tr(X dSigma_a X dSigma_b)` for all pairs, `gram` being that of `X`; lower and upper triangle.
    #[must_use]
    pub fn squared(&self, gram: &DMatrix<f64>) -> DMatrix<f64> {
        let count = self.list.len();
        let mut whole = DMatrix::zeros(count, count);
        for (b, second) in self.list.iter().enumerate() {
            let (by_left, by_right) = (gram.column(second.left), gram.column(second.right));
            let (by_left, by_right) = (by_left.as_slice(), by_right.as_slice());
            let factor = 2.0 * second.weight;
            if factor == 0.0 {
                continue;
            }
            for (a, first) in self.list.iter().enumerate().skip(b) {
                let sum =
                    by_left[first.left] * by_right[first.right] + by_left[first.right] * by_right[first.left];
                whole[(a, b)] = factor * first.weight * sum;
            }
        }
        whole.fill_upper_triangle_with_lower_triangle();
        whole
    }

    /// `tr(X dSigma_a X dSigma_b)` between these parameters (rows) and `others` (columns) over the same pool.
    #[must_use]
    pub fn squared_with(&self, gram: &DMatrix<f64>, others: &Directions) -> DMatrix<f64> {
        let mut whole = DMatrix::zeros(self.list.len(), others.list.len());
        for (b, second) in others.list.iter().enumerate() {
            let (by_left, by_right) = (gram.column(second.left), gram.column(second.right));
            let (by_left, by_right) = (by_left.as_slice(), by_right.as_slice());
            for (a, first) in self.list.iter().enumerate() {
                let sum =
                    by_left[first.left] * by_right[first.right] + by_left[first.right] * by_right[first.left];
                whole[(a, b)] = 2.0 * second.weight * first.weight * sum;
            }
        }
        whole
    }

    /// `tr(X dSigma_a Y dSigma_b) + tr(Y dSigma_a X dSigma_b)` for all pairs, from the grams of `X` and `Y`.
    #[must_use]
    pub fn mixed(&self, x: &DMatrix<f64>, y: &DMatrix<f64>) -> DMatrix<f64> {
        let count = self.list.len();
        let mut whole = DMatrix::zeros(count, count);
        for (b, second) in self.list.iter().enumerate() {
            let columns = [
                x.column(second.left),
                x.column(second.right),
                y.column(second.left),
                y.column(second.right),
            ];
            let [xl, xr, yl, yr] =
                [columns[0].as_slice(), columns[1].as_slice(), columns[2].as_slice(), columns[3].as_slice()];
            for (a, first) in self.list.iter().enumerate().skip(b) {
                let (l, r) = (first.left, first.right);
                let sum = xl[l] * yr[r] + xr[l] * yl[r] + xl[r] * yr[l] + xr[r] * yl[l];
                whole[(a, b)] = 2.0 * first.weight * second.weight * sum;
            }
        }
        whole.fill_upper_triangle_with_lower_triangle();
        whole
    }

    /// `2 dmu_a' X dmu_b` added to `whole`.
    pub fn add_means(&self, gram: &DMatrix<f64>, whole: &mut DMatrix<f64>) {
        for (b, second) in self.list.iter().enumerate().filter(|(_, step)| step.mean_weight != 0.0) {
            for (a, first) in self.list.iter().enumerate().filter(|(_, step)| step.mean_weight != 0.0) {
                whole[(a, b)] +=
                    2.0 * first.mean_weight * second.mean_weight * gram[(first.mean, second.mean)];
            }
        }
    }
}
